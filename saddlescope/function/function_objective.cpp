#include "saddlescope/function/function_objective.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/engine/program.h"
#include "saddlescope/function/function_residuals.h"
#include "saddlescope/function/translate.h"

namespace saddlescope {
namespace {

using engine::Arguments;
using engine::Output;
using engine::Perturbation;
using engine::Program;
using engine::Value;

constexpr int kPerturbations = 5;      // evaluations, methods: rounding
constexpr double kPerturbationFactor = 3;  // times their largest change
constexpr std::size_t kPreferredBlock = 32;
constexpr int kThirdOrder = -1;        // key of the program of D³L[v,v,·] among those of along()

std::array<Perturbation, kPerturbations> perturbations(const Context& context) {
  RandomStream random = context.random("rounding");
  std::array<Perturbation, kPerturbations> all;
  for (Perturbation& p : all) p.seed = random.bits();
  return all;
}

/// θ with each entry perturbed by a relative eps.
Vector perturbed_point(std::span<const double> theta, const Perturbation& perturbation) {
  RandomStream random(perturbation.seed, "rounding of theta");
  Vector moved(theta.begin(), theta.end());
  for (double& x : moved) x *= 1 + kEps * random.normal();
  return moved;
}

/// NaN is larger than any number, so that it isn't lost.
double larger(double a, double b) { return std::isnan(a) || std::isnan(b) ? std::abs(a + b) : std::max(a, b); }

/// A program with the values of its shared nodes at one point.
class Evaluation {
 public:
  Evaluation(const Program& program, std::span<const double> theta, std::size_t shared_size,
             const Perturbation* perturbation = nullptr)
      : program_(program),
        theta_(theta.data()),
        perturbation_(perturbation),
        cache_(program.cache_size()),
        shared_(shared_size, 0.0) {
    Vector workspace(program.workspace_size(0));
    Arguments arguments;
    arguments.theta = theta_;
    program.linearize(arguments, cache_.data(), workspace.data(), shared_.data(), perturbation_);
  }

  const Vector& shared() const { return shared_; }

  /// out: zeroed here; one column for each of V's.
  void apply(ConstBlock V, Block out) const {
    std::fill_n(out.data(), out.rows() * out.columns(), 0.0);
    if (V.columns() == 0 || program_.directional_size() == 0) return;
    Vector workspace(program_.workspace_size(V.columns()));
    const std::array tangents{engine::directions(V)};
    Arguments arguments;
    arguments.theta = theta_;
    arguments.tangents = tangents;
    program_.apply(arguments, cache_.data(), V.columns(), workspace.data(), out.data(), out.rows(), perturbation_);
  }

 private:
  const Program& program_;
  const double* theta_;
  const Perturbation* perturbation_;
  Vector cache_, shared_;
};

}  // namespace

/// The formula's graph and the programs made of it; those of higher order are compiled when first asked for.
struct FunctionObjective::Compiled {
  explicit Compiled(const Expression& expression) : P(expression.variables().size()) {
    nodes = translate(expression, graph);
    loss = nodes.back();
    for (std::size_t i = 0; i < P; ++i) variables.push_back(graph.parameter(i, {}));
    derivatives = engine::vjp({loss}, {graph.constant(1, {})}, variables);
    const std::vector<Value> product = engine::jvp(derivatives, engine::tangents(variables));
    value = std::make_unique<Program>(graph, std::vector<Output>{{loss, 0}});
    std::vector<Output> outputs{{loss, P}};
    for (std::size_t i = 0; i < P; ++i) outputs.push_back({derivatives[i], i});
    gradient = std::make_unique<Program>(graph, outputs);
    for (std::size_t i = 0; i < P; ++i) outputs.push_back({product[i], i});
    second = std::make_unique<Program>(graph, outputs);
    kinks = kinks_of(expression);
    add_height(expression);
  }

  /// L − floor without the constants that are added to L: 1e6 would hide the x² of 1e6 + x².
  void add_height(const Expression& expression) {
    Interval range = Interval::point(0);
    Value rest = graph.constant(0, {});
    for (const Term& term : varying_terms(expression)) {
      range = sum(range, product(Interval::point(term.factor), expression.nodes()[term.node].range));
      rest = rest + nodes[term.node] * term.factor;
    }
    if (!std::isfinite(range.low)) return;
    height = std::make_unique<Program>(graph, std::vector<Output>{{rest - range.low, 0}});
  }

  /// Argument i of a kink at i·(P + 1), its gradient behind it.
  const Program& kink_program() {
    const std::scoped_lock lock(mutex);
    if (kink == nullptr) {
      std::vector<Output> outputs;
      for (std::size_t k = 0; k < kinks.size(); ++k) {
        const Value z = nodes[kinks[k].argument];
        outputs.push_back({z, k * (P + 1)});
        const std::vector<Value> dz = engine::vjp({z}, {graph.constant(1, {})}, variables);
        for (std::size_t i = 0; i < P; ++i) outputs.push_back({dz[i], k * (P + 1) + 1 + i});
      }
      kink = std::make_unique<Program>(graph, outputs);
    }
    return *kink;
  }

  /// Directional: dʲ/dtʲ L(θ + tv) at j, for j = 1 … order. Shared: L at 0.
  const Program& line_program(int order) {
    const std::scoped_lock lock(mutex);
    std::unique_ptr<Program>& program = higher[order];
    if (program == nullptr) {
      std::vector<Value> term{loss};
      std::vector<Output> outputs{{loss, 0}};
      for (int j = 1; j <= order && term[0]; ++j) {
        term = engine::jvp(term, engine::tangents(variables));
        outputs.push_back({term[0], static_cast<std::size_t>(j)});
      }
      program = std::make_unique<Program>(graph, outputs);
    }
    return *program;
  }

  /// Directional: D³L[v,v,·].
  const Program& third_program() {
    const std::scoped_lock lock(mutex);
    std::unique_ptr<Program>& program = higher[kThirdOrder];
    if (program == nullptr) {
      const std::vector<engine::Tangent> along = engine::tangents(variables);
      const std::vector<Value> third = engine::jvp(engine::jvp(derivatives, along), along);
      std::vector<Output> outputs;
      outputs.reserve(P);
      for (std::size_t i = 0; i < P; ++i) outputs.push_back({third[i], i});
      program = std::make_unique<Program>(graph, outputs);
    }
    return *program;
  }

  std::size_t P;
  engine::Graph graph;
  std::vector<Value> nodes, variables, derivatives;
  Value loss;
  std::unique_ptr<Program> value, gradient, second, kink;
  std::unique_ptr<Program> height;  // null: no floor
  std::vector<FormulaKink> kinks;
  std::map<int, std::unique_ptr<Program>> higher;
  std::mutex mutex;
};

class FunctionObjective::At final : public Linearization {
 public:
  At(const FunctionObjective& objective, std::span<const double> theta)
      : Linearization(objective, theta),
        compiled_(*objective.compiled_),
        here_(*compiled_.second, this->theta(), size() + 1) {}

  double value() const override { return here_.shared().back(); }
  std::span<const double> gradient() const override { return std::span(here_.shared()).first(size()); }
  void apply(ConstBlock V, Block HV, Context&) const override { here_.apply(V, HV); }

  Rounding rounding(ConstBlock V, Context& context) const override {
    Rounding errors;
    const std::size_t k = V.columns();
    errors.product.assign(k, 0);
    errors.quadratic.assign(k, 0);
    Matrix HV(size(), k), moved(size(), k);
    here_.apply(V, HV);
    for (const Perturbation& perturbation : perturbations(context)) {
      const Evaluation there(*compiled_.second, theta(), size() + 1, &perturbation);
      there.apply(V, moved);
      errors.value = larger(errors.value, std::abs(there.shared().back() - value()));
      errors.gradient = larger(errors.gradient, distance(std::span(there.shared()).first(size()), gradient()));
      for (std::size_t j = 0; j < k; ++j) {
        const Vector change = plus(moved.column(j), -1, HV.column(j));
        errors.product[j] = larger(errors.product[j], norm(change));
        errors.quadratic[j] = larger(errors.quadratic[j], std::abs(dot(V.column(j), change)));
      }
      const Vector point = perturbed_point(theta(), perturbation);
      const Evaluation near(*compiled_.value, point, 1, &perturbation);
      errors.value_theta = larger(errors.value_theta, std::abs(near.shared().front() - value()));
    }
    errors.value_theta = larger(errors.value_theta, errors.value);
    for (double* error : {&errors.value, &errors.value_theta, &errors.gradient}) *error *= kPerturbationFactor;
    scale(kPerturbationFactor, errors.product);
    scale(kPerturbationFactor, errors.quadratic);
    return errors;
  }

  Estimate<Vector> third(std::span<const double> v, Errors errors, Context& context) const override {
    const Program& program = compiled_.third_program();
    return measured(program, size(), errors, context, [&](const Evaluation& at) {
      Vector result(size());
      at.apply(ConstBlock(v), Block(result));
      return result;
    });
  }

  Estimate<Series> along(std::span<const double> v, int order, Errors errors, Context& context) const override {
    if (order < 0 || order > kMaxSeriesOrder) throw_internal("Taylor coefficients are asked for up to order 8");
    const Program& program = compiled_.line_program(order);
    return measured(program, 1, errors, context, [&](const Evaluation& at) {
      Series c(static_cast<std::size_t>(order) + 1);
      at.apply(ConstBlock(v), Block(c));
      c[0] = at.shared().front();
      double factorial = 1;
      for (std::size_t j = 2; j < c.size(); ++j) c[j] /= factorial *= static_cast<double>(j);
      return c;
    });
  }

  Estimate<double> above_floor(Context& context) const override {
    if (compiled_.height == nullptr) return {std::numeric_limits<double>::infinity(), 0};
    Estimate<double> result{Evaluation(*compiled_.height, theta(), 1).shared().front(), 0};
    for (const Perturbation& perturbation : perturbations(context)) {
      for (const Vector& point : {Vector(theta().begin(), theta().end()), perturbed_point(theta(), perturbation)}) {
        const double moved = Evaluation(*compiled_.height, point, 1, &perturbation).shared().front();
        result.error = larger(result.error, kPerturbationFactor * std::abs(moved - result.value));
      }
    }
    return result;
  }

 private:
  /// What `result` reads off an evaluation, and three times its largest change over five perturbed ones.
  template <class Result>
  Estimate<Vector> measured(const Program& program, std::size_t shared_size, Errors errors, Context& context,
                            const Result& result) const {
    Estimate<Vector> estimate{result(Evaluation(program, theta(), shared_size)), {}};
    if (errors == Errors::none) return estimate;
    estimate.error.assign(estimate.value.size(), 0);
    for (const Perturbation& perturbation : perturbations(context)) {
      const Vector moved = result(Evaluation(program, theta(), shared_size, &perturbation));
      for (std::size_t i = 0; i < moved.size(); ++i) {
        estimate.error[i] = larger(estimate.error[i], kPerturbationFactor * std::abs(moved[i] - estimate.value[i]));
      }
    }
    return estimate;
  }

  Compiled& compiled_;
  Evaluation here_;
};

FunctionObjective::FunctionObjective(Expression expression) : expression_(std::move(expression)) {
  if (expression_.variables().empty()) {
    throw_bad_input(fmt::format("the formula \"{}\" has no variables: there is nothing to move.", expression_.text()),
                    {}, "Write one with variables, for example \"(1 - w1*w2)^2\".");
  }
  for (std::size_t i = 0; i < expression_.variables().size(); ++i) {
    parameters_.push_back({.name = expression_.variables()[i], .shape = {}, .offset = i, .unit_axis = {}});
  }
  compiled_ = std::make_unique<Compiled>(expression_);
  residuals_ = FunctionResiduals::of(expression_);
}

FunctionObjective::~FunctionObjective() = default;

Traits FunctionObjective::traits() const {
  Traits traits;
  traits.concurrent_calls = std::numeric_limits<int>::max();
  traits.preferred_block = std::min(kPreferredBlock, size());
  traits.engine = "native";
  return traits;
}

double FunctionObjective::value(std::span<const double> theta, Context&) const {
  require_size(theta);
  return Evaluation(*compiled_->value, theta, 1).shared().front();
}

double FunctionObjective::gradient(std::span<const double> theta, std::span<double> g, Context&) const {
  require_size(theta);
  const Evaluation at(*compiled_->gradient, theta, size() + 1);
  std::copy_n(at.shared().begin(), size(), g.begin());
  return at.shared().back();
}

std::unique_ptr<Linearization> FunctionObjective::linearize(std::span<const double> theta, Context&) const {
  require_size(theta);
  return std::make_unique<At>(*this, theta);
}

void FunctionObjective::values(ConstBlock thetas, std::span<double> L, Context& context) const {
  if (L.size() != thetas.columns()) throw_internal("values() gets one output a column");
  for (std::size_t j = 0; j < thetas.columns(); ++j) {
    if (j % 4096 == 0) context.throw_if_stopped();
    L[j] = value(thetas.column(j), context);
  }
}

Floor FunctionObjective::floor() const {
  const Interval& range = expression_.nodes().back().range;
  if (!std::isfinite(range.low)) return {};
  return {range.low, !range.low_open,
          fmt::format("by interval arithmetic the formula is {} {} at every {}",
                      range.low_open ? "above" : "never below", range.low, fmt::join(expression_.variables(), ", "))};
}

Kink FunctionObjective::kink(std::span<const double> theta, Context& context) const {
  require_size(theta);
  Kink result;
  result.known = true;
  const std::vector<FormulaKink>& kinks = compiled_->kinks;
  if (kinks.empty()) return result;
  const std::size_t P = size();
  const Program& program = compiled_->kink_program();
  const Vector here = Evaluation(program, theta, kinks.size() * (P + 1)).shared();
  Vector error(kinks.size(), 0.0);
  for (const Perturbation& perturbation : perturbations(context)) {
    const Vector point = perturbed_point(theta, perturbation);
    const Vector there = Evaluation(program, point, here.size(), &perturbation).shared();
    for (std::size_t k = 0; k < kinks.size(); ++k) {
      const double change = std::abs(there[k * (P + 1)] - here[k * (P + 1)]);
      error[k] = larger(error[k], kPerturbationFactor * change);
    }
  }
  for (std::size_t k = 0; k < kinks.size(); ++k) {
    const double z = std::abs(here[k * (P + 1)]);
    const double slope = norm(std::span(here).subspan(k * (P + 1) + 1, P));
    const bool on = z <= error[k];
    const double distance = on ? 0 : z / slope;
    if (!(distance < result.distance) && !(on && !result.on)) continue;
    const Expression::Node& node = expression_.nodes()[kinks[k].node];
    result.on = on;
    result.distance = distance;
    result.where = fmt::format("{} in the formula", expression_.text(node));
  }
  return result;
}

const LeastSquares* FunctionObjective::least_squares() const { return residuals_.get(); }

std::string FunctionObjective::where_not_finite(std::span<const double> theta, Context& /*context*/) const {
  require_size(theta);
  std::string part = expression_.first_not_finite(theta);
  if (!part.empty()) return part;
  if (all_finite(Evaluation(*compiled_->gradient, theta, size() + 1).shared())) return {};
  const Vector values = expression_.evaluate_all(theta);
  for (const FormulaKink& kink : compiled_->kinks) {
    if (values[kink.argument] != 0) continue;
    const Expression::Node& node = expression_.nodes()[kink.node];
    return fmt::format("the derivative of {} at {}", expression_.text(node), expression_.assignment(node, theta));
  }
  return fmt::format("a derivative of {}", expression_.text());
}

}  // namespace saddlescope
