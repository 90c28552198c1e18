// What the documents of results share: numbers, counts of signs, the problem, spectra, where a result comes from.
// Private to results/: who writes or reads a document includes json.h.
#pragma once

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/results/json.h"

namespace saddlescope::json {

// JSON has no NaN and no infinities: they are the strings "nan", "inf", "-inf".
Json number(double x);
double number(const Json& x);
Json optional_number(const std::optional<double>& x);
std::optional<double> optional_number(const Json& x);
Json numbers(const std::vector<double>& values);
std::vector<double> numbers(const Json& x);
/// x, if it is an array; anything else is of the wrong type (a loop over a number would read it as a list of one, over an
/// object as its values).
const Json& list(const Json& x);
const Json& list(Json&& x) = delete;  ///< what it returns is x
/// Whether they are finite, each above the one before it: the coordinates of an axis.
bool ascends(const std::vector<double>& values);
/// Whole numbers from 0 up to what the type holds; anything else is of the wrong type (nlohmann would convert -1 and
/// 1e300).
std::size_t count(const Json& x);
std::uint64_t whole(const Json& x);
std::optional<std::size_t> optional_count(const Json& x);

Json member(const Inertia& inertia);
Inertia inertia_from(const Json& j);
Json member(const Spectrum& spectrum);
Spectrum spectrum_from(const Json& j);
Json member(const Verdict& verdict);
Verdict verdict_from(const Json& j);
Json member(const std::optional<Nearby>& nearby);  ///< null where none is in reach
std::optional<Nearby> nearby_from(const Json& j);
Json member(const Stop& stop);
Stop stop_from(StopReason reason, const Json& j);
Json member(const ProblemSummary& problem);
ProblemSummary problem_from(const Json& j);

Json member(const Direction& direction);
Direction direction_from(const Json& j);
Json member(const CrossSection& section);
CrossSection cross_section_from(const Json& j);
Json member(const TaylorLine& line);
TaylorLine taylor_line_from(const Json& j);
Json member(const Landscape& landscape);
Landscape landscape_from(const Json& j);

/// Vectors of as many entries as parameters are written up to this length.
inline constexpr std::size_t kLargestDirection = 1000;

/// The members every document begins with; a document that doesn't begin so is refused (Error(bad input)).
Json header(std::string_view command);
void require_header(const Json& document, std::string_view command);

/// Error(bad input): "not a diagnosis: (/loss) type must be number, but is string."
[[noreturn]] void throw_malformed(std::string_view what, const nlohmann::json::exception& error);

/// Seconds by stage.
Json stages(const std::vector<std::pair<std::string, double>>& seconds);
std::vector<std::pair<std::string, double>> stages_from(const Json& j);

/// The members every result ends with; those that are absent where there is nothing to say first.
template <class Result>
void append_provenance(Json& j, const Result& result) {
  if constexpr (requires { result.entropy; }) {
    if (result.entropy != 0) j["entropy"] = result.entropy;
  }
  if constexpr (requires { result.interrupted; }) {
    if (result.interrupted) j["interrupted"] = true;
  }
  j["seed"] = result.seed;
  j["engine"] = result.engine;
  const Environment& e = result.environment;
  j["environment"] = {{"version", e.version}, {"cpu", e.cpu}, {"blas", e.blas}, {"threads", e.threads}};
}

template <class Result>
void read_provenance(const Json& j, Result& result) {
  if constexpr (requires { result.entropy; }) {
    if (j.contains("entropy")) result.entropy = whole(j.at("entropy"));
  }
  if constexpr (requires { result.interrupted; }) result.interrupted = j.value("interrupted", false);
  result.seed = whole(j.at("seed"));
  result.engine = j.at("engine");
  const Json& e = j.at("environment");
  constexpr std::size_t kMostThreads = 1 << 20;
  const std::size_t threads = std::min(count(e.at("threads")), kMostThreads);
  result.environment = {e.at("version"), e.at("cpu"), e.at("blas"), static_cast<int>(threads)};
}

/// Why it stalled, and what can't be told.
template <class Result>
void append_stall(Json& j, const Result& result) {
  j["stall"] = Json::array();
  for (const StallCause& cause : result.stall) {
    j["stall"].push_back({{"cause", cause.cause}, {"evidence", cause.evidence}, {"remedy", cause.remedy}});
  }
  if (!result.stall_undecided.empty()) j["stall_undecided"] = Json::array();
  for (const UndecidedCause& open : result.stall_undecided) {
    j["stall_undecided"].push_back({{"cause", open.cause}, {"why", open.why}});
  }
}

/// The same, read back; absent members leave the lists empty.
template <class Result>
void read_stall(const Json& j, Result& result) {
  if (j.contains("stall")) {
    for (const Json& c : list(j.at("stall"))) result.stall.push_back({c.at("cause"), c.at("evidence"), c.at("remedy")});
  }
  if (j.contains("stall_undecided")) {
    for (const Json& c : list(j.at("stall_undecided"))) result.stall_undecided.push_back({c.at("cause"), c.at("why")});
  }
}

}  // namespace saddlescope::json
