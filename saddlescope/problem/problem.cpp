#include "saddlescope/problem/problem.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "saddlescope/base/did_you_mean.h"
#include "saddlescope/base/error.h"
#include "saddlescope/base/memory_size.h"
#include "saddlescope/function/expression.h"
#include "saddlescope/function/function_objective.h"
#include "saddlescope/network/initialization.h"
#include "saddlescope/network/network.h"
#include "saddlescope/problem/data.h"
#include "saddlescope/truths/ground_truth.h"

namespace saddlescope {

Precision parse_precision(const std::string& name) {
  constexpr std::array<std::string_view, 2> kPrecisions{"f64", "f32"};
  if (name == "f64") return Precision::f64;
  if (name == "f32") return Precision::f32;
  throw_bad_input(fmt::format("\"{}\" is no precision.", name), "--precision",
                  did_you_mean(name, kPrecisions) + "f64 (the default) decides; f32 is for exploring large networks.");
}

namespace {

constexpr double kExpectedLossRelative = 1e-4;
constexpr double kCopies = 2;  // of the inputs: cut into chunks in two ways
constexpr double kVectors = 8;  // θ, gradient and an optimizer's state

[[noreturn]] void throw_usage(std::string message, std::string remedy) {
  throw Error(ErrorKind::usage, std::move(message), {}, std::move(remedy));
}

// A flag that only the other kind of problem takes.
void refuse(std::string_view with, std::initializer_list<std::pair<std::string_view, bool>> flags) {
  for (const auto& [flag, given] : flags) {
    if (given) throw_usage(fmt::format("{} has no meaning with {}.", flag, with), "Leave one of them out.");
  }
}

void require_weights_for_layout(const ProblemDescription& d) {
  if (d.weights_layout && !d.weights)
    throw_usage("--weights-layout says how to read --weights, which isn't given.", "Add --weights, or leave it out.");
}

// What neither a formula nor a problem with a known answer takes.
void refuse_model_flags(std::string_view with, const ProblemDescription& d) {
  refuse(with, {{"--model", d.model.has_value()},
                {"--data", d.data.has_value()},
                {"--loss", d.loss.has_value()},
                {"--init", d.init.has_value()},
                {"--init-scale", d.init_scale.has_value()},
                {"--weight-decay", d.weight_decay.has_value()},
                {"--x", d.x_name.has_value()},
                {"--y", d.y_name.has_value()},
                {"--target", d.target.has_value()},
                {"--x-range", d.x_range.has_value()},
                {"--samples", d.samples.has_value()},
                {"--standardize", d.standardize},
                {"--scale", d.scale.has_value()},
                {"--no-header", d.no_header}});
}

// Nothing about a formula is large.
void require_f64(std::string_view with, const ProblemDescription& d) {
  if (!d.precision || parse_precision(*d.precision) == Precision::f64) return;
  throw_bad_input(fmt::format("f32 is for large networks; {} is evaluated in f64.", with), "--precision",
                  "Leave it out.");
}

Problem make_function(const ProblemDescription& d) {
  refuse("--function", {{"--problem", d.problem.has_value()},
                        {"--weights", d.weights.has_value()},
                        {"--weights-layout", d.weights_layout.has_value()}});
  refuse_model_flags("--function", d);
  require_f64("a formula", d);
  Expression expression = Expression::parse(*d.function, "--function");
  if (expression.variables().empty()) {
    throw_bad_input("the formula has no variables, so there is nothing to move.", "--function",
                    "Name one, as in x^2; e and pi are constants.");
  }
  if (!d.at && !d.box) {
    std::string point;
    for (const std::string& name : expression.variables()) point += (point.empty() ? "" : ", ") + name + "=0";
    throw_usage("--function needs a point.",
                fmt::format("Add one, as in --at \"{}\"; find and surface also take a --box.", point));
  }
  Problem problem;
  if (d.box) problem.box = parse_box(*d.box, expression.variables());
  problem.theta = d.at ? parse_point(*d.at, expression.variables()) : problem.box->centre();
  problem.summary.description = *d.function;
  problem.objective = std::make_unique<FunctionObjective>(std::move(expression));
  problem.formula = true;
  return problem;
}

void load_weights_of(const ProblemDescription& d, Problem& problem, const Context& context) {
  const WeightsLayout layout = parse_weights_layout(d.weights_layout.value_or("out-in"));
  ReadLimits limits;
  limits.bytes = context.memory;
  problem.source = load_weights(problem.objective->parameters(), *d.weights, layout, limits);
  problem.theta = problem.source->theta;
  problem.summary.weights = *d.weights + ": " + problem.source->how;
  for (const std::string& note : problem.source->notes) problem.summary.weights += " " + note;
}

// Another point of it (--at, --weights) has no known answer.
Problem make_known(const ProblemDescription& d, Context& context) {
  refuse_model_flags("--problem", d);
  require_weights_for_layout(d);
  GroundTruth truth = ground_truth(*d.problem, d.seed, context, parse_precision(d.precision.value_or("f64")));
  Problem problem;
  problem.objective = std::move(truth.objective);
  problem.theta = std::move(truth.theta);
  problem.summary.description = truth.description;
  problem.summary.data = truth.data;
  problem.formula = truth.data.empty();
  if (problem.formula) require_f64("a formula", d);
  if (problem.formula && d.weights) {
    throw_usage("this --problem is a formula, which takes no --weights.", "Say another point of it with --at.");
  }
  if (!problem.formula && d.at) {
    throw_usage("this --problem is a network, which takes no --at.", "Say other weights with --weights.");
  }
  std::vector<std::string> names;
  for (const Parameter& p : problem.objective->parameters()) names.push_back(p.name);
  if (d.box && !problem.formula) {
    throw_usage("--box is searched in a few variables; this --problem is a network.", "Leave it out.");
  }
  if (d.box) problem.box = parse_box(*d.box, names);
  if (d.at) {
    problem.theta = parse_point(*d.at, names);
  } else if (d.weights) {
    load_weights_of(d, problem, context);
  } else {
    problem.theory = std::move(truth.theory);
  }
  return problem;
}

Problem make_mlp(const ProblemDescription& d, const Context& context) {
  if (d.box) throw_usage("--box is searched in a few variables; a network has too many.", "Leave it out.");
  if (d.at) throw_usage("--at is a point of --function; a network starts from --weights or --init.", "Leave it out.");
  if (!d.data) throw_usage("--model needs data.", "Add --data, as in --data digits; diagnose --help lists the kinds.");
  if (d.weights && (d.init || d.init_scale)) {
    throw_usage(fmt::format("--weights and {} exclude each other: both say where to start.",
                            d.init ? "--init" : "--init-scale"),
                "Leave one of them out.");
  }
  require_weights_for_layout(d);
  if (d.init_scale && !(*d.init_scale >= 0)) {
    throw_bad_input(fmt::format("{} is not a number from 0 up.", *d.init_scale), "--init-scale", "The default is 1.");
  }
  const MlpSpec spec = parse_mlp(*d.model);
  const DataSet data = make_data(*d.data, d, context);
  NetworkOptions options;
  options.precision = parse_precision(d.precision.value_or("f64"));
  options.weight_decay = d.weight_decay.value_or(0);
  auto network = make_network(spec, data, d.loss.value_or(""), options);
  context.require_memory(
      network->evaluation_bytes(context.threads) + 8 * kVectors * static_cast<double>(network->size()),
      fmt::format("The gradient of {} parameters", network->size()),
      "Raise --memory, use fewer --threads, or take a smaller model.");
  Problem problem;
  problem.product_bytes = network->product_bytes(context.threads) + 8 * kVectors * static_cast<double>(network->size());
  problem.objective = std::move(network);
  const double number = options.precision == Precision::f32 ? sizeof(float) : sizeof(double);
  problem.bytes = kCopies * number * static_cast<double>(data.x.values.size());
  problem.summary.description = to_string(spec);
  problem.summary.data = data.provenance;
  if (d.weights) {
    load_weights_of(d, problem, context);
  } else {
    const std::string_view name = d.init ? std::string_view(*d.init) : kDefaultInitialization;
    problem.theta = initialize(spec, initialization(name), d.init_scale.value_or(1), d.seed);
    problem.summary.weights = fmt::format("initialized: {}, seed {}", name, d.seed);
  }
  return problem;
}

double parse_expected(const std::string& text) {
  const char* first = text.data() + (text.starts_with('+') ? 1 : 0);
  double value = 0;
  const auto [end, error] = std::from_chars(first, text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && std::isfinite(value)) return value;
  throw_bad_input("\"" + text + "\" is not a finite number.", "--expect-loss", "Write it with a point, as 0.4312.");
}

void require_expected_loss(const Problem& problem, const std::string& expected, Context& context) {
  const double wanted = parse_expected(expected);
  const double loss = problem.objective->value(problem.theta, context);
  const double difference = std::abs(loss - wanted);
  if (difference <= kExpectedLossRelative * std::abs(wanted) || difference <= last_digit(expected)) return;
  throw_bad_input(
      fmt::format("the loss is {:.8g} here, not {}: we don't see the problem you see.", loss, expected),
      "--expect-loss",
      "Check --model (activations), --loss, --weight-decay, scaling of the data (--standardize, --scale) and the "
      "order of the weights (inspect prints it).");
}

}  // namespace

Problem make_problem(const ProblemDescription& d, Context& context) {
  if (!d.function && !d.model && !d.problem) {
    throw_usage("which problem?",
                "Say --function \"(1 - w1*w2)^2\" --at 0,0, --model mlp:64-16-10:tanh --data digits, or --problem "
                "chain:5:zeros=2.");
  }
  Problem problem = d.function ? make_function(d) : d.problem ? make_known(d, context) : make_mlp(d, context);
  problem.summary.arguments = arguments(d);
  if (d.expect_loss) require_expected_loss(problem, *d.expect_loss, context);
  return problem;
}

void require_products(const Problem& problem, const Context& context) {
  context.require_memory(problem.product_bytes,
                         fmt::format("A product with the Hessian of {} parameters", problem.objective->size()),
                         fmt::format("Raise --memory to {}, use fewer --threads, or take a smaller model.",
                                     memory_that_fits(problem.product_bytes)));
}

WeightsTarget::WeightsTarget(const Problem& problem, const std::string& path)
    : problem_(problem), format_(weights_format(path)), file_(path) {}

Vector WeightsTarget::write(std::span<const double> theta) {
  const LoadedWeights* source = problem_.source ? &*problem_.source : nullptr;
  EncodedWeights encoded = encode_weights(problem_.objective->parameters(), theta, format_, source);
  file_.commit(encoded.bytes);
  return std::move(encoded.theta);
}

double last_digit(const std::string& number) {
  const std::size_t e = number.find_first_of("eE");
  const std::string mantissa = number.substr(0, e);
  int exponent = 0;
  if (e != std::string::npos) {
    const char* first = number.data() + e + 1;
    if (*first == '+') ++first;
    if (std::from_chars(first, number.data() + number.size(), exponent).ec != std::errc()) {
      throw_bad_input("\"" + number + "\" is not a number.", "--expect-loss");
    }
  }
  const std::size_t point = mantissa.find('.');
  const int decimals = point == std::string::npos ? 0 : static_cast<int>(mantissa.size() - point - 1);
  return std::pow(10.0, exponent - decimals);
}

}  // namespace saddlescope
