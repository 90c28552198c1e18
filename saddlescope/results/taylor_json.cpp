#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/results/json.h"
#include "saddlescope/results/json_members.h"

namespace saddlescope {
namespace json {
namespace {

Json member(const TrustRadius& r) {
  Json j = {{"radius", number(r.radius)}, {"at_least", r.at_least}};
  if (r.from > 0) j["from"] = number(r.from);
  if (!r.undetermined.empty()) j["undetermined"] = r.undetermined;
  return j;
}

TrustRadius trust_radius_from(const Json& j) {
  TrustRadius r{.radius = number(j.at("radius")), .at_least = j.at("at_least")};
  if (j.contains("from")) r.from = number(j.at("from"));
  r.undetermined = j.value("undetermined", "");
  return r;
}

}  // namespace

Json member(const TaylorLine& l) {
  Json j = {{"direction", member(l.direction)}, {"order", l.order}};
  j["t"] = numbers(l.t);
  j["loss"] = numbers(l.loss);
  j["model"] = numbers(l.model);
  j["coefficients"] = numbers(l.coefficients);
  j["errors"] = numbers(l.errors);
  j["trust_radius"] = optional_number(l.trust_radius());
  j["trust_radius_forward"] = member(l.forward);
  j["trust_radius_backward"] = member(l.backward);
  if (l.at_kink) j["at_kink"] = true;
  return j;
}

TaylorLine taylor_line_from(const Json& j) {
  TaylorLine l;
  l.direction = direction_from(j.at("direction"));
  constexpr std::size_t kLowest = 2, kHighest = 4;
  const std::size_t order = count(j.at("order"));
  l.order = static_cast<int>(std::min(order, kHighest));
  l.t = numbers(j.at("t"));
  l.loss = numbers(j.at("loss"));
  l.model = numbers(j.at("model"));
  l.coefficients = numbers(j.at("coefficients"));
  l.errors = numbers(j.at("errors"));
  l.forward = trust_radius_from(j.at("trust_radius_forward"));
  l.backward = trust_radius_from(j.at("trust_radius_backward"));
  l.at_kink = j.value("at_kink", false);
  const auto require = [](bool fits, const std::string& what) {
    if (!fits) throw_bad_input("not a Taylor line: " + what + ".");
  };
  const auto require_entries = [&](const std::vector<double>& values, std::size_t wanted, std::string_view name) {
    require(values.size() == wanted, fmt::format("\"{}\" has {} of {} entries", name, values.size(), wanted));
  };
  require(!l.t.empty() && ascends(l.t), "\"t\" isn't made of finite numbers that ascend, one at least");
  require_entries(l.loss, l.t.size(), "loss");
  require_entries(l.model, l.t.size(), "model");
  require(kLowest <= order && order <= kHighest,
          fmt::format("\"order\" is {}; there are {} to {}", order, kLowest, kHighest));
  require_entries(l.coefficients, order + 1, "coefficients");
  require_entries(l.errors, order + 1, "errors");
  return l;
}

}  // namespace json

Json to_json(const TaylorAnswer& a) {
  Json j = json::header("taylor");
  j["problem"] = json::member(a.problem);
  j["asked"] = a.asked;
  j["loss"] = json::number(a.loss);
  j["floor"] = json::optional_number(a.floor);
  j["gradient_norm"] = json::number(a.gradient_norm);
  j["lines"] = Json::array();
  for (const TaylorLine& line : a.lines) j["lines"].push_back(json::member(line));
  if (!a.kink.empty()) j["kink"] = a.kink;
  if (!a.why.empty()) j["why"] = a.why;
  if (!a.seconds.empty()) j["seconds"] = json::stages(a.seconds);
  json::append_provenance(j, a);
  return j;
}

TaylorAnswer taylor_answer_from_json(const Json& j) {
  try {
    json::require_header(j, "taylor");
    TaylorAnswer a;
    a.problem = json::problem_from(j.at("problem"));
    a.asked = j.at("asked");
    a.loss = json::number(j.at("loss"));
    a.floor = json::optional_number(j.at("floor"));
    a.gradient_norm = json::number(j.at("gradient_norm"));
    for (const Json& line : json::list(j.at("lines"))) a.lines.push_back(json::taylor_line_from(line));
    a.kink = j.value("kink", "");
    a.why = j.value("why", "");
    if (j.contains("seconds")) a.seconds = json::stages_from(j.at("seconds"));
    json::read_provenance(j, a);
    return a;
  } catch (const nlohmann::json::exception& error) {
    json::throw_malformed("a Taylor model", error);
  }
}

}  // namespace saddlescope
