#include "saddlescope/network/network_linearization.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "saddlescope/base/error.h"
#include "saddlescope/engine/exact_hessian.h"

namespace saddlescope {
namespace {

constexpr int kPerturbedEvaluations = 5;    // docs/methods §2
constexpr double kPerturbationFactor = 3;
constexpr std::size_t kHessianColumns = 256;  // of identity directions at once: enough for all threads
constexpr std::size_t kMemoryShare = 4;       // of the budget for a linearization beside the one kept for products

Context with_less_memory(const Context& context) {
  Context smaller = context;
  smaller.memory = context.memory / kMemoryShare;
  return smaller;
}

engine::PerturbedBy perturbation(int trial, bool theta, const Context& context) {
  return {context.random("rounding", static_cast<std::uint64_t>(trial)).bits(), theta};
}

// error = 3·max |perturbed − value| over five perturbed evaluations, entry by entry.
Vector measured_errors(const Vector& value, const std::function<Vector(int trial)>& perturbed) {
  Vector errors(value.size());
  for (int trial = 0; trial < kPerturbedEvaluations; ++trial) {
    const Vector other = perturbed(trial);
    for (std::size_t i = 0; i < value.size(); ++i) {
      errors[i] = std::max(errors[i], kPerturbationFactor * std::abs(other[i] - value[i]));
    }
  }
  return errors;
}

void raise_to(double& maximum, double candidate) {
  if (!(candidate <= maximum)) maximum = candidate;  // not a number wins
}

}  // namespace

NetworkLinearization::NetworkLinearization(const Objective& objective, const NetworkSums& sums,
                                           const NetworkSums& other_sums, std::span<const double> theta,
                                           Context& context)
    : Linearization(objective, theta), sums_(sums), other_sums_(other_sums), gradient_and_value_(theta.size() + 1) {
  products_ = sums.product().linearize(theta, gradient_and_value_, context);
}

const engine::LinearizedSum& NetworkLinearization::get(Lazy& lazy, const engine::ChunkSum& sum,
                                                       Context& context) const {
  const std::lock_guard lock(lazy.mutex);
  if (!lazy.state) {
    Context smaller = with_less_memory(context);
    lazy.shared.resize(sum.shared_size());
    lazy.state = sum.linearize(theta(), lazy.shared, smaller);
  }
  return *lazy.state;
}

void NetworkLinearization::apply(ConstBlock V, Block HV, Context& context) const {
  if (V.columns() > 0) products_->apply(V, HV, context);
}

Rounding NetworkLinearization::rounding(ConstBlock V, Context& context) const {
  Context smaller = with_less_memory(context);
  const std::size_t k = V.columns();
  Rounding errors;
  errors.product.resize(k);
  errors.quadratic.resize(k);
  Matrix HV(size(), k), other(size(), k);
  apply(V, HV, context);
  for (int trial = 0; trial < kPerturbedEvaluations; ++trial) {
    context.throw_if_stopped();
    Vector shared(size() + 1);
    const auto state = sums_.product().linearize(theta(), shared, smaller, perturbation(trial, false, context));
    raise_to(errors.value, kPerturbationFactor * std::abs(shared.back() - value()));
    shared.pop_back();
    raise_to(errors.gradient, kPerturbationFactor * norm(plus(shared, -1, gradient())));
    double moved = 0;
    sums_.value().evaluate(theta(), {&moved, 1}, context, perturbation(trial, true, context));
    raise_to(errors.value_theta, kPerturbationFactor * std::abs(moved - value()));
    if (k == 0) continue;
    state->apply(V, other, smaller);
    for (std::size_t j = 0; j < k; ++j) {
      axpy(-1, HV.column(j), other.column(j));
      raise_to(errors.product[j], kPerturbationFactor * norm(other.column(j)));
      raise_to(errors.quadratic[j], kPerturbationFactor * std::abs(dot(V.column(j), other.column(j))));
    }
  }
  Vector shared(size() + 1);
  const auto state = other_sums_.product().linearize(theta(), shared, smaller);
  const double change = std::abs(shared.back() - value());
  errors.value += change;
  errors.value_theta += change;
  shared.pop_back();
  errors.gradient += norm(plus(shared, -1, gradient()));
  if (k > 0) state->apply(V, other, smaller);
  for (std::size_t j = 0; j < k; ++j) {
    axpy(-1, HV.column(j), other.column(j));
    errors.product[j] += norm(other.column(j));
    errors.quadratic[j] += std::abs(dot(V.column(j), other.column(j)));
  }
  return errors;
}

double NetworkLinearization::hessian(Block H, Context& context) const {
  if (objective().hessian_cost().method == "products") return hessian_by_products(H, kHessianColumns, context);
  return engine::exact_hessian(sums_.layers(), sums_.weight_decay(), *products_, theta(), H, context);
}

Estimate<Vector> NetworkLinearization::third(std::span<const double> v, Errors errors, Context& context) const {
  Estimate<Vector> result{Vector(size()), {}};
  get(third_, sums_.third(), context).apply(v, Block(result.value), context);
  if (errors == Errors::none) return result;
  Context smaller = with_less_memory(context);
  result.error = measured_errors(result.value, [&](int trial) {
    Vector other(size());
    sums_.third().linearize(theta(), {}, smaller, perturbation(trial, false, context))->apply(v, Block(other), smaller);
    return other;
  });
  return result;
}

Estimate<Series> NetworkLinearization::along(std::span<const double> v, int order, Errors errors,
                                             Context& context) const {
  const engine::ChunkSum& sum = sums_.along(order);
  const auto coefficients = [&](const engine::LinearizedSum& state, double loss, Context& by) {
    Series series(static_cast<std::size_t>(order) + 1);
    state.apply(v, Block(series), by);
    series[0] = loss;
    for (std::size_t j = 2, factorial = 2; j < series.size(); factorial *= ++j) {
      series[j] /= static_cast<double>(factorial);
    }
    return series;
  };
  Lazy& lazy = along_[static_cast<std::size_t>(order)];
  const engine::LinearizedSum& state = get(lazy, sum, context);
  Estimate<Series> result{coefficients(state, lazy.shared[0], context), {}};
  if (errors == Errors::none) return result;
  Context smaller = with_less_memory(context);
  result.error = measured_errors(result.value, [&](int trial) {
    double loss = 0;
    const auto other = sum.linearize(theta(), {&loss, 1}, smaller, perturbation(trial, false, context));
    return coefficients(*other, loss, smaller);
  });
  return result;
}

}  // namespace saddlescope
