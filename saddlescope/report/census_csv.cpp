#include "saddlescope/report/census_csv.h"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>

namespace saddlescope {
namespace {

std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}
std::string cell(std::string_view text) { return cell(std::string(text)); }
std::string cell(double x) {
  return std::isnan(x) ? "nan" : std::isinf(x) ? (x > 0 ? "inf" : "-inf") : fmt::format("{}", x);
}
std::string cell(std::size_t n) { return std::to_string(n); }
std::string cell(bool yes) { return yes ? "true" : "false"; }
template <class T>
std::string cell(const std::optional<T>& x) {
  return x ? cell(*x) : "";
}

// One column: its name, and a network's cell. Those of a finder are empty where there was none, those of a point where
// there is none.
struct Column {
  std::string_view name;
  bool of_point;
  bool of_finder;
  std::string (*of)(const CensusNetwork& network);
};

std::optional<std::size_t> count_of(const std::optional<Nearby>& nearby, std::size_t Inertia::* which) {
  return nearby ? std::optional(nearby->inertia.*which) : std::nullopt;
}

constexpr Column kColumns[] = {
    {"model", false, false, [](const CensusNetwork& n) { return cell(n.model); }},
    {"seed", false, false, [](const CensusNetwork& n) { return std::to_string(n.seed); }},
    {"weights", false, false, [](const CensusNetwork& n) { return cell(n.weights); }},
    {"start", false, false, [](const CensusNetwork& n) { return cell(n.start); }},
    {"steps", false, false, [](const CensusNetwork& n) { return cell(n.steps); }},
    {"start_loss", true, false, [](const CensusNetwork& n) { return cell(n.start_loss); }},
    {"finder", false, true, [](const CensusNetwork& n) { return cell(n.finder); }},
    {"end", true, true, [](const CensusNetwork& n) { return cell(to_string(n.end)); }},
    {"stopped", true, true, [](const CensusNetwork& n) { return cell(n.stopped); }},
    {"iterations", true, true, [](const CensusNetwork& n) { return cell(n.iterations); }},
    {"gradient_equivalents", true, true, [](const CensusNetwork& n) { return cell(n.gradient_equivalents); }},
    {"loss", true, false, [](const CensusNetwork& n) { return cell(n.loss); }},
    {"gradient_norm", true, false, [](const CensusNetwork& n) { return cell(n.gradient_norm); }},
    {"gradient_flatness", true, false, [](const CensusNetwork& n) { return cell(n.gradient_flatness); }},
    {"negative", true, false, [](const CensusNetwork& n) { return cell(n.inertia.negative); }},
    {"flat", true, false, [](const CensusNetwork& n) { return cell(n.inertia.flat); }},
    {"positive", true, false, [](const CensusNetwork& n) { return cell(n.inertia.positive); }},
    {"tolerance", true, false, [](const CensusNetwork& n) { return cell(n.inertia.tolerance); }},
    {"nearby_within", true, false,
     [](const CensusNetwork& n) { return n.nearby ? cell(n.nearby->within) : std::string(); }},
    {"nearby_negative", true, false,
     [](const CensusNetwork& n) { return cell(count_of(n.nearby, &Inertia::negative)); }},
    {"nearby_flat", true, false, [](const CensusNetwork& n) { return cell(count_of(n.nearby, &Inertia::flat)); }},
    {"nearby_positive", true, false,
     [](const CensusNetwork& n) { return cell(count_of(n.nearby, &Inertia::positive)); }},
    {"nearby_tolerance", true, false,
     [](const CensusNetwork& n) { return n.nearby ? cell(n.nearby->inertia.tolerance) : std::string(); }},
    {"minimum_ratio", true, false, [](const CensusNetwork& n) { return cell(n.minimum_ratio); }},
    {"worth", true, false, [](const CensusNetwork& n) { return cell(n.worth); }},
    {"verdict", true, false, [](const CensusNetwork& n) { return cell(to_string(n.verdict.kind)); }},
    {"certified", true, false, [](const CensusNetwork& n) { return cell(n.verdict.certified); }},
    {"kink", true, false, [](const CensusNetwork& n) { return cell(n.kink); }},
    {"failed", false, false, [](const CensusNetwork& n) { return cell(n.failed); }},
    {"command", false, false, [](const CensusNetwork& n) { return cell(n.command); }},
};

}  // namespace

std::string to_csv(const Census& census) {
  std::string text;
  for (const Column& column : kColumns) text += fmt::format("{}{}", text.empty() ? "" : ",", column.name);
  text += "\n";
  for (const CensusNetwork& network : census.networks) {
    std::string line;
    for (const Column& column : kColumns) {
      const bool absent = (column.of_point && !network.failed.empty()) || (column.of_finder && network.finder.empty());
      if (&column != kColumns) line += ",";
      if (!absent) line += column.of(network);
    }
    text += line + "\n";
  }
  return text;
}

}  // namespace saddlescope
