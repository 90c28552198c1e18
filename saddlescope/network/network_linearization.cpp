#include "saddlescope/network/network_linearization.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "saddlescope/base/error.h"
#include "saddlescope/engine/exact_hessian.h"

namespace saddlescope {
namespace {

constexpr std::size_t kEvaluations = engine::kPerturbedEvaluations + 1, kInOtherChunks = engine::kPerturbedEvaluations;
constexpr double kPerturbedShare = 1.0 / 16;  // of the budget, for perturbed evaluations that are kept
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
  for (int trial = 0; trial < engine::kPerturbedEvaluations; ++trial) {
    const Vector other = perturbed(trial);
    for (std::size_t i = 0; i < value.size(); ++i) {
      errors[i] = std::max(errors[i], engine::kPerturbationFactor * std::abs(other[i] - value[i]));
    }
  }
  return errors;
}

void raise_to(double& maximum, double candidate) {
  if (!(candidate <= maximum)) maximum = candidate;  // not a number wins
}

}  // namespace

template <class T>
NetworkLinearization<T>::NetworkLinearization(const Objective& objective, const NetworkSums<T>& sums,
                                              const NetworkSums<T>& other_sums, std::span<const double> theta,
                                              Context& context)
    : Linearization(objective, theta), sums_(sums), other_sums_(other_sums), gradient_and_value_(theta.size() + 1) {
  products_ = sums.product().linearize(theta, gradient_and_value_, context);
}

template <class T>
const engine::BasicLinearizedSum<T>& NetworkLinearization<T>::get(Lazy& lazy, const engine::BasicChunkSum<T>& sum,
                                                                  Context& context) const {
  const std::lock_guard lock(lazy.mutex);
  if (!lazy.state) {
    Context smaller = with_less_memory(context);
    lazy.shared.resize(sum.shared_size());
    lazy.state = sum.linearize(theta(), lazy.shared, smaller);
  }
  return *lazy.state;
}

template <class T>
void NetworkLinearization<T>::apply(ConstBlock V, Block HV, Context& context) const {
  if (V.columns() > 0) products_->apply(V, HV, context);
}

template <class T>
struct NetworkLinearization<T>::Perturbed {
  std::uint64_t seed = 0;
  Rounding errors;  // of value and gradient
  // Null where the memory doesn't hold them.
  std::array<std::unique_ptr<engine::BasicLinearizedSum<T>>, kEvaluations> states;
};

template <class T>
auto NetworkLinearization<T>::evaluate_perturbed(std::size_t which, std::span<double> out, Context& context) const
    -> std::unique_ptr<engine::BasicLinearizedSum<T>> {
  Context smaller = with_less_memory(context);
  if (which == kInOtherChunks) return other_sums_.product().linearize(theta(), out, smaller);
  return sums_.product().linearize(theta(), out, smaller, perturbation(static_cast<int>(which), false, context));
}

template <class T>
auto NetworkLinearization<T>::perturbed(Context& context) const -> std::shared_ptr<const Perturbed> {
  const std::lock_guard lock(perturbed_mutex_);
  if (perturbed_ && perturbed_->seed == context.seed) return perturbed_;
  auto found = std::make_shared<Perturbed>();
  found->seed = context.seed;
  Rounding& errors = found->errors;
  const double bytes = static_cast<double>(kEvaluations) * sums_.product().linearization_bytes();
  const bool kept = bytes <= kPerturbedShare * static_cast<double>(context.memory);
  for (std::size_t which = 0; which < kEvaluations; ++which) {
    context.throw_if_stopped();
    Vector shared(size() + 1);
    auto state = evaluate_perturbed(which, shared, context);
    const double change = std::abs(shared.back() - value());
    shared.pop_back();
    const double turned = distance(shared, gradient());
    if (which == kInOtherChunks) {
      errors.value += change;
      errors.value_theta += change;
      errors.gradient += turned;
    } else {
      raise_to(errors.value, engine::kPerturbationFactor * change);
      raise_to(errors.gradient, engine::kPerturbationFactor * turned);
      double moved = 0;
      sums_.value().evaluate(theta(), {&moved, 1}, context, perturbation(static_cast<int>(which), true, context));
      raise_to(errors.value_theta, engine::kPerturbationFactor * std::abs(moved - value()));
    }
    if (kept) found->states[which] = std::move(state);
  }
  perturbed_ = found;
  return found;
}

template <class T>
Rounding NetworkLinearization<T>::rounding(ConstBlock V, Context& context) const {
  const std::shared_ptr<const Perturbed> known = perturbed(context);
  const std::size_t k = V.columns();
  Rounding errors = known->errors;
  errors.product.resize(k);
  errors.quadratic.resize(k);
  if (k == 0) return errors;
  Context smaller = with_less_memory(context);
  Matrix HV(size(), k), other(size(), k);
  apply(V, HV, context);
  for (std::size_t which = 0; which < kEvaluations; ++which) {
    context.throw_if_stopped();
    const engine::BasicLinearizedSum<T>* state = known->states[which].get();
    std::unique_ptr<engine::BasicLinearizedSum<T>> anew;
    if (state == nullptr) {
      anew = evaluate_perturbed(which, {}, context);
      state = anew.get();
    }
    state->apply(V, other, smaller);
    for (std::size_t j = 0; j < k; ++j) {
      axpy(-1, HV.column(j), other.column(j));
      const double change = norm(other.column(j)), along = std::abs(dot(V.column(j), other.column(j)));
      if (which == kInOtherChunks) {
        errors.product[j] += change;
        errors.quadratic[j] += along;
      } else {
        raise_to(errors.product[j], engine::kPerturbationFactor * change);
        raise_to(errors.quadratic[j], engine::kPerturbationFactor * along);
      }
    }
  }
  return errors;
}

template <class T>
double NetworkLinearization<T>::hessian(Block H, Context& context) const {
  if (objective().hessian_cost().method == "products") return hessian_by_products(H, kHessianColumns, context);
  return engine::exact_hessian(sums_.layers(), sums_.weight_decay(), *products_, theta(), H, context);
}

template <class T>
Estimate<Vector> NetworkLinearization<T>::third(std::span<const double> v, Errors errors, Context& context) const {
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

template <class T>
Estimate<Series> NetworkLinearization<T>::along(std::span<const double> v, int order, Errors errors,
                                                Context& context) const {
  const engine::BasicChunkSum<T>& sum = sums_.along(order);
  const auto coefficients = [&](const engine::BasicLinearizedSum<T>& state, double loss, Context& by) {
    Series series(static_cast<std::size_t>(order) + 1);
    state.apply(v, Block(series), by);
    series[0] = loss;
    for (std::size_t j = 2, factorial = 2; j < series.size(); factorial *= ++j) {
      series[j] /= static_cast<double>(factorial);
    }
    return series;
  };
  Lazy& lazy = along_[static_cast<std::size_t>(order)];
  const engine::BasicLinearizedSum<T>& state = get(lazy, sum, context);
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

template class NetworkLinearization<double>;
template class NetworkLinearization<float>;

}  // namespace saddlescope
