#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "saddlescope/base/error.h"
#include "saddlescope/results/json.h"
#include "saddlescope/results/json_members.h"

namespace saddlescope {
namespace {

using json::append_provenance;
using json::count;
using json::header;
using json::inertia_from;
using json::member;
using json::nearby_from;
using json::number;
using json::numbers;
using json::optional_number;
using json::problem_from;
using json::read_provenance;
using json::require_header;
using json::stop_from;
using json::throw_malformed;
using json::verdict_from;

Json member(const Sides& s) { return {{"low", numbers(s.low)}, {"high", numbers(s.high)}}; }

Json member(const SearchedBox& b) {
  Json j = member(b.sides);
  j["tested"] = b.tested;
  j["complete"] = b.complete;
  j["none_elsewhere"] = b.none_elsewhere;
  j["open"] = Json::array();
  for (const OpenPart& part : b.open) {
    j["open"].push_back(member(part.sides));
    if (!part.why.empty()) j["open"].back()["why"] = part.why;
  }
  j["open_parts"] = b.open_parts;
  j["tests"] = b.tests;
  j["starts"] = b.starts;
  return j;
}

Json member(const FoundPoint& p) {
  Json j = Json::object();
  if (p.at.size() <= kListedParameters) j["at"] = numbers(p.at);
  j["loss"] = number(p.loss);
  j["gradient_norm"] = number(p.gradient_norm);
  j["inertia"] = p.inertia ? member(*p.inertia) : Json(nullptr);
  j["nearby"] = json::member(p.nearby);
  j["verdict"] = member(p.verdict);
  if (p.alone) j["alone"] = member(*p.alone);
  if (p.extent > 0) j["extent"] = number(p.extent);
  if (!p.manifold_dimension) return j;
  j["manifold_dimension"] = *p.manifold_dimension;
  j["whole"] = p.whole;
  j["sample"] = Json::array();
  if (p.at.size() > kListedParameters) return j;
  for (const std::vector<double>& point : p.sample) j["sample"].push_back(numbers(point));
  for (const CurvePiece& piece : p.pieces) {
    j["pieces"].push_back({{"points", piece.points}, {"closed", piece.closed}});
  }
  return j;
}

Json member(const FinderRun& r) {
  Json j = {{"finder", r.finder}, {"end", to_string(r.end)}, {"stopped", to_string(r.stop.reason)}};
  j["stop"] = member(r.stop);
  j["loss"] = number(r.loss);
  j["gradient_norm"] = number(r.gradient_norm);
  j["gradient_flatness"] = optional_number(r.gradient_flatness);
  j["iterations"] = r.iterations;
  j["gradient_equivalents"] = number(r.gradient_equivalents);
  j["hessian_vector_products"] = number(r.hessian_vector_products);
  j["history"] = Json::array();
  for (const FinderPoint& point : r.history) {
    j["history"].push_back(
        {{"iteration", point.iteration}, {"loss", number(point.loss)}, {"gradient_norm", number(point.gradient_norm)}});
  }
  return j;
}

// Who draws a box takes for granted that every side has two ends.
Sides sides_from(const Json& j) {
  Sides s = {numbers(j.at("low")), numbers(j.at("high"))};
  const auto finite = [](double x) { return std::isfinite(x); };
  const auto all_finite = [&](const std::vector<double>& ends) { return std::ranges::all_of(ends, finite); };
  if (!s.low.empty() && s.low.size() == s.high.size() && all_finite(s.low) && all_finite(s.high)) return s;
  throw_bad_input("not a finding: a box has one side at least, and of each a finite low and high end.");
}

SearchedBox box_from(const Json& j) {
  SearchedBox b;
  b.sides = sides_from(j);
  b.tested = j.at("tested");
  b.complete = j.at("complete");
  b.none_elsewhere = j.at("none_elsewhere");
  for (const Json& part : json::list(j.at("open"))) b.open.push_back({sides_from(part), part.value("why", "")});
  b.open_parts = count(j.at("open_parts"));
  b.tests = count(j.at("tests"));
  b.starts = count(j.at("starts"));
  return b;
}

std::vector<CurvePiece> pieces_from(const Json& j, std::size_t points) {
  std::vector<CurvePiece> pieces;
  for (const Json& piece : json::list(j)) {
    pieces.push_back({count(piece.at("points")), piece.at("closed")});
    if (pieces.back().points > points) {
      throw_bad_input("not a finding: the pieces of a curve have more points than its sample.");
    }
    points -= pieces.back().points;
  }
  return pieces;
}

FoundPoint found_from(const Json& j) {
  FoundPoint p;
  if (j.contains("at")) p.at = numbers(j.at("at"));
  p.loss = number(j.at("loss"));
  p.gradient_norm = number(j.at("gradient_norm"));
  if (!j.at("inertia").is_null()) p.inertia = inertia_from(j.at("inertia"));
  p.nearby = nearby_from(j.at("nearby"));
  p.verdict = verdict_from(j.at("verdict"));
  if (j.contains("alone")) p.alone = sides_from(j.at("alone"));
  if (j.contains("extent")) p.extent = number(j.at("extent"));
  if (!j.contains("manifold_dimension")) return p;
  p.manifold_dimension = count(j.at("manifold_dimension"));
  p.whole = j.value("whole", true);  // absent in documents of earlier versions
  for (const Json& point : json::list(j.at("sample"))) p.sample.push_back(numbers(point));
  if (j.contains("pieces")) p.pieces = pieces_from(j.at("pieces"), p.sample.size());
  return p;
}

FinderRun run_from(const Json& j) {
  FinderRun r;
  r.finder = j.at("finder");
  r.end = finder_end(j.at("end").get<std::string>());
  r.stop = stop_from(stop_reason(j.at("stopped").get<std::string>()), j.at("stop"));
  r.loss = number(j.at("loss"));
  r.gradient_norm = number(j.at("gradient_norm"));
  r.gradient_flatness = optional_number(j.at("gradient_flatness"));
  r.iterations = count(j.at("iterations"));
  r.gradient_equivalents = number(j.at("gradient_equivalents"));
  r.hessian_vector_products = number(j.at("hessian_vector_products"));
  for (const Json& p : json::list(j.at("history"))) {
    r.history.push_back({count(p.at("iteration")), number(p.at("loss")), number(p.at("gradient_norm"))});
  }
  return r;
}

}  // namespace

Json to_json(const Finding& f) {
  Json j = header("find");
  j["problem"] = member(f.problem);
  j["points"] = Json::array();
  for (const FoundPoint& point : f.points) j["points"].push_back(member(point));
  if (f.run) j["run"] = member(*f.run);
  if (f.box) j["box"] = member(*f.box);
  if (!f.why.empty()) j["why"] = f.why;
  j["weights"] = f.weights.empty() ? Json(nullptr) : Json(f.weights);
  append_provenance(j, f);
  return j;
}

Finding finding_from_json(const Json& j) {
  try {
    require_header(j, "find");
    Finding f;
    f.problem = problem_from(j.at("problem"));
    for (const Json& point : json::list(j.at("points"))) f.points.push_back(found_from(point));
    if (j.contains("run")) f.run = run_from(j.at("run"));
    if (j.contains("box")) f.box = box_from(j.at("box"));
    f.why = j.value("why", "");
    if (!j.at("weights").is_null()) f.weights = j.at("weights");
    read_provenance(j, f);
    return f;
  } catch (const nlohmann::json::exception& error) {
    throw_malformed("a finding", error);
  }
}

}  // namespace saddlescope
