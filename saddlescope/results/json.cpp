#include "saddlescope/results/json.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace saddlescope {
namespace {

constexpr std::size_t kLargestDirection = 1000, kLargestEigenvalueList = 10000;

// JSON has no NaN and no infinities: they are strings.
Json number(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  return x;
}

double number(const Json& x) {
  if (x == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (x == "inf") return std::numeric_limits<double>::infinity();
  if (x == "-inf") return -std::numeric_limits<double>::infinity();
  return x.get<double>();
}

Json optional_number(const std::optional<double>& x) { return x ? number(*x) : Json(nullptr); }

std::optional<double> optional_number(const Json& x) { return x.is_null() ? std::nullopt : std::optional(number(x)); }

Json numbers(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(number(value));
  return list;
}

std::vector<double> numbers(const Json& list) {
  std::vector<double> values;
  for (const Json& value : list) values.push_back(number(value));
  return values;
}

// Of counts that are lower bounds the flat ones aren't known.
Json member(const Inertia& inertia) {
  Json j = {{"negative", inertia.negative},
            {"flat", inertia.complete ? Json(inertia.flat) : Json(nullptr)},
            {"positive", inertia.positive},
            {"tolerance", number(inertia.tolerance)}};
  if (!inertia.complete) j["at_least"] = true;
  return j;
}

Inertia inertia_from(const Json& j) {
  const bool complete = !j.at("flat").is_null();
  return {j.at("negative"), complete ? j.at("flat").get<std::size_t>() : 0, j.at("positive"), number(j.at("tolerance")),
          complete};
}

Json member(const UnseenBounds& bounds) {
  return {{"lowest", number(bounds.lowest)},
          {"highest", number(bounds.highest)},
          {"failure_probability", number(bounds.failure_probability)}};
}

UnseenBounds unseen_from(const Json& j) {
  return {true, number(j.at("lowest")), number(j.at("highest")), number(j.at("failure_probability"))};
}

Json member(const SpectrumCost& cost) {
  return {{"method", cost.method}, {"seconds", number(cost.seconds)}, {"bytes", number(cost.bytes)}};
}

SpectrumCost cost_from(const Json& j) { return {j.at("method"), number(j.at("seconds")), number(j.at("bytes"))}; }

Json member(const BoundedEigenvalue& e) { return {{"value", number(e.value)}, {"bound", number(e.bound)}}; }

BoundedEigenvalue eigenvalue_from(const Json& j) { return {number(j.at("value")), number(j.at("bound"))}; }

Json member(const ProblemSummary& p) {
  Json j = {{"parameters", p.parameters}, {"samples", p.samples}, {"loss", p.loss}, {"precision", p.precision}};
  if (!p.description.empty()) j["description"] = p.description;
  if (!p.data.empty()) j["data"] = p.data;
  if (!p.weights.empty()) j["weights"] = p.weights;
  if (!p.arguments.empty()) j["arguments"] = p.arguments;
  if (!p.variables.empty()) j["variables"] = p.variables;
  if (!p.at.empty()) j["at"] = numbers(p.at);
  return j;
}

ProblemSummary problem_from(const Json& j) {
  ProblemSummary p;
  p.parameters = j.at("parameters");
  p.samples = j.at("samples");
  p.loss = j.at("loss");
  p.precision = j.at("precision");
  p.description = j.value("description", "");
  p.data = j.value("data", "");
  p.weights = j.value("weights", "");
  p.arguments = j.value("arguments", "");
  p.variables = j.value("variables", std::vector<std::string>{});
  if (j.contains("at")) p.at = numbers(j.at("at"));
  return p;
}

Json member(const Spectrum& s) {
  Json j = {{"complete", s.complete}, {"method", s.method}};
  if (!s.eigenvalues.empty() && s.eigenvalues.size() <= kLargestEigenvalueList) {
    j["eigenvalues"] = numbers(s.eigenvalues);
  }
  j["lowest"] = member(s.lowest);
  j["highest"] = member(s.highest);
  j["inertia"] = s.inertia ? member(*s.inertia) : Json(nullptr);
  j["tolerance_terms"] = {{"eigensolver", number(s.terms.eigensolver)},
                          {"asymmetry", number(s.terms.asymmetry)},
                          {"rounding", number(s.terms.rounding)},
                          {"factorization", number(s.terms.factorization)}};
  j["minimum_ratio"] = optional_number(s.minimum_ratio);
  j["hessian_vector_products"] = s.hessian_vector_products;
  if (s.unseen.known) j["unseen"] = member(s.unseen);
  if (s.other) j["other"] = member(*s.other);
  return j;
}

Spectrum spectrum_from(const Json& j) {
  Spectrum s;
  s.complete = j.at("complete");
  s.method = j.at("method");
  if (j.contains("eigenvalues")) s.eigenvalues = numbers(j.at("eigenvalues"));
  s.lowest = eigenvalue_from(j.at("lowest"));
  s.highest = eigenvalue_from(j.at("highest"));
  if (!j.at("inertia").is_null()) s.inertia = inertia_from(j.at("inertia"));
  const Json& terms = j.at("tolerance_terms");
  s.terms = {number(terms.at("eigensolver")), number(terms.at("asymmetry")), number(terms.at("rounding")),
             number(terms.at("factorization"))};
  s.minimum_ratio = optional_number(j.at("minimum_ratio"));
  s.hessian_vector_products = j.at("hessian_vector_products");
  if (j.contains("unseen")) s.unseen = unseen_from(j.at("unseen"));
  if (j.contains("other")) s.other = cost_from(j.at("other"));
  return s;
}

Json member(const EscapeRoute& e) {
  Json j = {{"eigenvalue", number(e.eigenvalue)}};
  if (!e.direction.empty() && e.direction.size() <= kLargestDirection) j["direction"] = numbers(e.direction);
  j["step"] = number(e.step);
  j["worth"] = number(e.worth);
  j["predicted_decrease"] = number(e.predicted_decrease);
  j["predicted_by"] = e.predicted_by;
  j["measured_decrease"] = number(e.measured_decrease);
  j["loss_after"] = number(e.loss_after);
  return j;
}

EscapeRoute escape_route_from(const Json& j) {
  EscapeRoute e;
  e.eigenvalue = number(j.at("eigenvalue"));
  if (j.contains("direction")) e.direction = numbers(j.at("direction"));
  e.step = number(j.at("step"));
  e.worth = number(j.at("worth"));
  e.predicted_decrease = number(j.at("predicted_decrease"));
  e.predicted_by = j.at("predicted_by");
  e.measured_decrease = number(j.at("measured_decrease"));
  e.loss_after = number(j.at("loss_after"));
  return e;
}

Json member(const Verdict& v) {
  Json j = {{"kind", to_string(v.kind)},
            {"certified", v.certified},
            {"failure_probability", number(v.failure_probability)},
            {"why", v.why}};
  if (!v.witness) return j;
  j["witness"] = {{"radius", number(v.witness->radius)}, {"decrease", number(v.witness->decrease)}};
  if (!v.witness->direction.empty() && v.witness->direction.size() <= kLargestDirection) {
    j["witness"]["direction"] = numbers(v.witness->direction);
  }
  return j;
}

Verdict verdict_from(const Json& j) {
  Verdict v{verdict_kind(j.at("kind").get<std::string>()), j.at("certified"), number(j.at("failure_probability")),
            j.at("why")};
  if (!j.contains("witness")) return v;
  const Json& w = j.at("witness");
  v.witness = Witness{{}, number(w.at("radius")), number(w.at("decrease"))};
  if (w.contains("direction")) v.witness->direction = numbers(w.at("direction"));
  return v;
}

// The signs are exact, so there is no tolerance to write.
Json member(const TheoryComparison& t) {
  Json eigenvalues = Json::array();
  for (const RepeatedEigenvalue& e : t.theory.eigenvalues) {
    eigenvalues.push_back({{"value", number(e.value)}, {"multiplicity", e.multiplicity}});
  }
  return {{"kind", to_string(t.theory.kind)},
          {"loss", number(t.theory.loss)},
          {"inertia",
           {{"negative", t.theory.inertia.negative},
            {"flat", t.theory.inertia.flat},
            {"positive", t.theory.inertia.positive}}},
          {"eigenvalues", std::move(eigenvalues)},
          {"relative_error", number(t.theory.relative_error)},
          {"source", t.theory.source},
          {"agreement", to_string(t.agreement)},
          {"why", t.why}};
}

TheoryComparison theory_from(const Json& j) {
  TheoryComparison t;
  t.theory.kind = verdict_kind(j.at("kind").get<std::string>());
  t.theory.loss = number(j.at("loss"));
  const Json& inertia = j.at("inertia");
  t.theory.inertia = {inertia.at("negative"), inertia.at("flat"), inertia.at("positive"), 0};
  for (const Json& e : j.at("eigenvalues")) {
    t.theory.eigenvalues.push_back({number(e.at("value")), e.at("multiplicity")});
  }
  t.theory.relative_error = number(j.at("relative_error"));
  t.theory.source = j.at("source");
  t.agreement = agreement(j.at("agreement").get<std::string>());
  t.why = j.at("why");
  return t;
}

Json header(std::string_view command) { return {{"format", "saddlescope/" + std::string(command)}, {"version", 1}}; }

template <class Result>
void read_provenance(const Json& j, Result& result) {
  result.seed = j.at("seed");
  result.engine = j.at("engine");
  const Json& e = j.at("environment");
  result.environment = {e.at("version"), e.at("cpu"), e.at("blas"), e.at("threads")};
}

Json member(const ComparedMethod& m) {
  Json j = {{"name", m.name}};
  if (!m.before.empty()) j["before"] = m.before;
  if (!m.optimizer.empty()) j["optimizer"] = m.optimizer;
  j["learning_rate"] = optional_number(m.learning_rate);
  j["spent"] = number(m.spent);
  j["spent_before"] = number(m.spent_before);
  j["steps"] = m.steps;
  j["loss"] = number(m.loss);
  j["lowest"] = number(m.lowest);
  j["half_way"] = optional_number(m.half_way);
  j["distance"] = number(m.distance);
  j["moved"] = m.moved;
  j["why"] = m.why;
  if (!m.held.empty()) j["held"] = m.held;
  if (!m.losses.empty()) j["losses"] = numbers(m.losses);
  j["history"] = Json::array();
  for (const ComparedPoint& point : m.history) {
    j["history"].push_back({{"spent", number(point.spent)}, {"loss", number(point.loss)}});
  }
  return j;
}

ComparedMethod compared_method_from(const Json& j) {
  ComparedMethod m;
  m.name = j.at("name");
  m.before = j.value("before", "");
  m.optimizer = j.value("optimizer", "");
  m.learning_rate = optional_number(j.at("learning_rate"));
  m.spent = number(j.at("spent"));
  m.spent_before = number(j.at("spent_before"));
  m.steps = j.at("steps");
  m.loss = number(j.at("loss"));
  m.lowest = number(j.at("lowest"));
  m.half_way = optional_number(j.at("half_way"));
  m.distance = number(j.at("distance"));
  m.moved = j.at("moved");
  m.why = j.at("why");
  m.held = j.value("held", "");
  if (j.contains("losses")) m.losses = numbers(j.at("losses"));
  for (const Json& point : j.at("history")) m.history.push_back({number(point.at("spent")), number(point.at("loss"))});
  return m;
}

// The members every result ends with.
template <class Result>
void append_provenance(Json& j, const Result& result) {
  j["seed"] = result.seed;
  j["engine"] = result.engine;
  const Environment& e = result.environment;
  j["environment"] = {{"version", e.version}, {"cpu", e.cpu}, {"blas", e.blas}, {"threads", e.threads}};
}

// "[json.exception.type_error.302] (/loss) type must be number, but is string"
[[noreturn]] void throw_malformed(std::string_view what, const nlohmann::json::exception& error) {
  const std::string_view text = error.what();
  throw_bad_input("not " + std::string(what) + ": " + std::string(text.substr(text.find(']') + 2)) + ".");
}

// Why it stalled, and what can't be told.
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

}  // namespace

Json to_json(const Diagnosis& d) {
  Json j = header("diagnose");
  j["problem"] = member(d.problem);
  j["loss"] = number(d.loss);
  j["floor"] = optional_number(d.floor);
  j["stake"] = optional_number(d.stake);
  if (!d.gradient.empty()) j["gradient"] = numbers(d.gradient);
  j["gradient_norm"] = number(d.gradient_norm);
  j["gradient_flatness"] = optional_number(d.gradient_flatness);
  if (!d.hessian.empty()) {
    j["hessian"] = Json::array();
    for (const auto& row : d.hessian) j["hessian"].push_back(numbers(row));
  }
  j["spectrum"] = member(d.spectrum);
  j["verdict"] = member(d.verdict);
  append_stall(j, d);
  j["nearby"] = nullptr;
  if (d.nearby) {
    j["nearby"] = {{"within", number(d.nearby->within)},
                   {"inertia", member(d.nearby->inertia)},
                   {"gradient_in_band", number(d.nearby->gradient_in_band)}};
  }
  j["kink_distance"] = optional_number(d.kink_distance);
  j["escape"] = d.escape ? member(*d.escape) : Json(nullptr);
  if (!d.layers.empty()) {
    j["layers"] = Json::array();
    for (const ActivityRow& layer : d.layers) {
      j["layers"].push_back({{"name", layer.name},
                             {"activation", layer.activation},
                             {"units", layer.units},
                             {"dead", layer.dead},
                             {"saturated", layer.saturated}});
    }
  }
  if (d.theory) j["theory"] = member(*d.theory);
  if (!d.seconds.empty()) {
    j["seconds"] = Json::object();
    for (const auto& [stage, seconds] : d.seconds) j["seconds"][stage] = number(seconds);
  }
  if (d.entropy != 0) j["entropy"] = d.entropy;
  if (d.interrupted) j["interrupted"] = true;
  append_provenance(j, d);
  return j;
}

Diagnosis diagnosis_from_json(const Json& j) {
  try {
    if (j.at("format") != "saddlescope/diagnose" || j.at("version") != 1) {
      throw_bad_input("not a saddlescope/diagnose document of version 1.");
    }
    Diagnosis d;
    d.problem = problem_from(j.at("problem"));
    d.loss = number(j.at("loss"));
    d.floor = optional_number(j.at("floor"));
    d.stake = optional_number(j.at("stake"));
    if (j.contains("gradient")) d.gradient = numbers(j.at("gradient"));
    d.gradient_norm = number(j.at("gradient_norm"));
    d.gradient_flatness = optional_number(j.at("gradient_flatness"));
    if (j.contains("hessian")) {
      for (const Json& row : j.at("hessian")) d.hessian.push_back(numbers(row));
    }
    d.spectrum = spectrum_from(j.at("spectrum"));
    d.verdict = verdict_from(j.at("verdict"));
    if (j.contains("stall")) {
      for (const Json& c : j.at("stall")) d.stall.push_back({c.at("cause"), c.at("evidence"), c.at("remedy")});
    }
    if (j.contains("stall_undecided")) {
      for (const Json& c : j.at("stall_undecided")) d.stall_undecided.push_back({c.at("cause"), c.at("why")});
    }
    if (const Json& nearby = j.at("nearby"); !nearby.is_null()) {
      d.nearby = {number(nearby.at("within")), inertia_from(nearby.at("inertia")),
                  number(nearby.at("gradient_in_band"))};
    }
    d.kink_distance = optional_number(j.at("kink_distance"));
    if (!j.at("escape").is_null()) d.escape = escape_route_from(j.at("escape"));
    if (j.contains("layers")) {
      for (const Json& l : j.at("layers")) {
        d.layers.push_back({l.at("name"), l.at("activation"), l.at("units"), l.at("dead"), l.at("saturated")});
      }
    }
    if (j.contains("theory")) d.theory = theory_from(j.at("theory"));
    if (j.contains("seconds")) {
      for (const auto& [stage, seconds] : j.at("seconds").items()) d.seconds.emplace_back(stage, number(seconds));
    }
    d.interrupted = j.value("interrupted", false);
    d.entropy = j.value("entropy", std::uint64_t{0});
    read_provenance(j, d);
    return d;
  } catch (const nlohmann::json::exception& error) {
    throw_malformed("a diagnosis", error);
  }
}

Json to_json(const Escape& e) {
  Json j = header("escape");
  j["problem"] = member(e.problem);
  j["rounds"] = Json::array();
  for (const EscapeRound& round : e.rounds) {
    j["rounds"].push_back({{"eigenvalue", number(round.eigenvalue)},
                           {"step", number(round.step)},
                           {"loss_before", number(round.loss_before)},
                           {"predicted_decrease", number(round.predicted_decrease)},
                           {"predicted_by", round.predicted_by},
                           {"measured_decrease", number(round.measured_decrease)}});
  }
  j["loss_before"] = number(e.loss_before);
  j["loss"] = number(e.loss);
  j["stopped"] = e.stopped;
  j["why"] = e.why;
  j["gradient_equivalents"] = number(e.gradient_equivalents);
  j["weights"] = e.weights.empty() ? Json(nullptr) : Json(e.weights);
  if (e.theta.size() <= kListedParameters) j["theta"] = numbers(e.theta);
  append_provenance(j, e);
  return j;
}

Json to_json(const Training& t) {
  Json j = header("train");
  j["problem"] = member(t.problem);
  j["optimizer"] = t.optimizer;
  j["stopped"] = to_string(t.stop.reason);
  j["stop"] = {{"criterion", t.stop.criterion},
               {"measured", number(t.stop.measured)},
               {"threshold", number(t.stop.threshold)},
               {"why", t.stop.why}};
  j["steps"] = t.steps;
  if (t.batch_size) {
    j["batch_size"] = *t.batch_size;
    j["epochs"] = number(t.epochs);
  }
  j["loss_before"] = number(t.loss_before);
  j["loss"] = number(t.loss);
  j["gradient_norm"] = number(t.gradient_norm);
  j["seconds"] = number(t.seconds);
  append_stall(j, t);
  j["history"] = Json::array();
  for (const TrainingPoint& point : t.history) {
    j["history"].push_back({{"step", point.step},
                            {"loss", number(point.loss)},
                            {"gradient_norm", number(point.gradient_norm)},
                            {"seconds", number(point.seconds)}});
    if (point.batch_loss) j["history"].back()["batch_loss"] = number(*point.batch_loss);
  }
  j["weights"] = t.weights.empty() ? Json(nullptr) : Json(t.weights);
  if (t.theta.size() <= kListedParameters) j["theta"] = numbers(t.theta);
  append_provenance(j, t);
  return j;
}

Json to_json(const Comparison& c) {
  Json j = header("compare");
  j["problem"] = member(c.problem);
  j["loss"] = number(c.loss);
  j["gradient_norm"] = number(c.gradient_norm);
  j["floor"] = optional_number(c.floor);
  j["budget"] = number(c.budget);
  j["learning_rates"] = numbers(c.learning_rates);
  j["runs"] = c.runs;
  j["escape"] = c.escape;
  j["methods"] = Json::array();
  for (const ComparedMethod& method : c.methods) j["methods"].push_back(member(method));
  j["summary"] = c.summary;
  if (c.interrupted) j["interrupted"] = true;
  append_provenance(j, c);
  return j;
}

Comparison comparison_from_json(const Json& j) {
  try {
    if (j.at("format") != "saddlescope/compare" || j.at("version") != 1) {
      throw_bad_input("not a saddlescope/compare document of version 1.");
    }
    Comparison c;
    c.problem = problem_from(j.at("problem"));
    c.loss = number(j.at("loss"));
    c.gradient_norm = number(j.at("gradient_norm"));
    c.floor = optional_number(j.at("floor"));
    c.budget = number(j.at("budget"));
    c.learning_rates = numbers(j.at("learning_rates"));
    c.runs = j.at("runs");
    c.escape = j.at("escape");
    for (const Json& method : j.at("methods")) c.methods.push_back(compared_method_from(method));
    c.summary = j.at("summary");
    c.interrupted = j.value("interrupted", false);
    read_provenance(j, c);
    return c;
  } catch (const nlohmann::json::exception& error) {
    throw_malformed("a comparison", error);
  }
}

Json to_json(const Inspection& i) {
  Json j = header("inspect");
  j["what"] = i.what;
  j["parameters"] = Json::array();
  for (const InspectedParameter& p : i.parameters) {
    j["parameters"].push_back(
        {{"name", p.name}, {"shape", p.shape}, {"dtype", p.dtype}, {"trainable", p.trainable}, {"why", p.why}});
  }
  j["model"] = i.model.empty() ? Json(nullptr) : Json(i.model);
  j["unsupported"] = i.unsupported;
  j["notes"] = i.notes;
  if (!i.problems.empty()) {
    j["problems"] = Json::array();
    for (const ListedProblem& p : i.problems) {
      j["problems"].push_back(
          {{"name", p.name}, {"grammar", p.grammar}, {"summary", p.summary}, {"example", p.example}});
    }
  }
  append_provenance(j, i);
  return j;
}

Json to_json(const Failure& f) {
  Json j = header("error");
  j["exit_code"] = f.exit_code;
  j["message"] = f.message;
  j["where"] = f.where;
  j["remedy"] = f.remedy;
  return j;
}

std::string to_text(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace saddlescope
