#include "saddlescope/objective/conformance.h"

#include <set>

#include "saddlescope/base/error.h"
#include "saddlescope/objective/conformance_suite.h"

namespace saddlescope::conformance {

std::vector<std::string> Suite::run() {
  parameters_cover_theta();
  if (!failures_.empty()) return failures_;
  wrong_length_is_refused();
  at_ = objective_.linearize(theta_, context_);
  HV_error_ = rounding_is_sound();
  if (!failures_.empty()) return failures_;  // the other checks measure against these errors
  values_agree();
  many_values_are_single_values();
  floor_is_below();
  linearization_owns_its_point();
  if (objective_.traits().deterministic) same_bits_again();
  if (objective_.samples()) samples_hold(*objective_.samples());
  const Kink kink = objective_.kink(theta_, context_);
  kink_is_sound(kink);
  if (objective_.least_squares()) least_squares_hold(*objective_.least_squares(), kink);
  products_of_blocks_are_single_products();
  product_is_symmetric();
  if (P_ <= options_.dense_limit) dense_hessian_holds_products();
  if (kink.known && kink.on) return failures_;
  gradient_is_the_slope(kink);
  product_is_the_slope_of_the_gradient(kink);
  if (kink.known && kink.distance < kDifferenceReach * (1 + norm(theta_))) return failures_;
  third_agrees_with_the_fallback();
  along_agrees_with_the_fallback();
  along_agrees_with_the_other_parts();
  return std::move(failures_);
}

void Suite::parameters_cover_theta() {
  const std::string fault = layout_fault(objective_.parameters());
  if (!fault.empty()) return fail("{}", fault);
  std::set<std::string> names;
  for (const Parameter& parameter : objective_.parameters()) {
    if (parameter.name.empty()) fail("a parameter has no name");
    if (!names.insert(parameter.name).second) fail("two parameters are called {}", parameter.name);
  }
  if (objective_.size() != P_) fail("the parameters hold {} numbers, theta {}", objective_.size(), P_);
}

void Suite::wrong_length_is_refused() {
  try {
    objective_.linearize(Vector(P_ + 1, 0.0), context_);
    fail("linearize() takes a theta of {} numbers", P_ + 1);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::bad_input) fail("a theta of the wrong length is no fault of ours: {}", error.what());
  }
}

double Suite::rounding_is_sound() {
  Matrix V(P_, 3);
  for (std::size_t j = 0; j < 3; ++j) {
    const Vector v = direction("rounding", j);
    std::copy(v.begin(), v.end(), V.column(j).begin());
  }
  const Rounding errors = at_->rounding(V, context_);
  if (errors.product.size() != 3 || errors.quadratic.size() != 3) fail("rounding() must give one error a column");
  Vector all{errors.value, errors.value_theta, errors.gradient};
  all.insert(all.end(), errors.product.begin(), errors.product.end());
  all.insert(all.end(), errors.quadratic.begin(), errors.quadratic.end());
  for (const double error : all) {
    if (error < 0) fail("a rounding error of {} is negative", error);
    if (std::isnan(error) && std::isfinite(at_->value()) && all_finite(at_->gradient())) {
      fail("a rounding error is NaN at a point where value and gradient are finite");
    }
  }
  const Rounding none = at_->rounding(ConstBlock(nullptr, P_, 0), context_);
  if (!none.product.empty() || !none.quadratic.empty()) fail("rounding() of no columns gives errors of products");
  value_error_ = errors.value;
  gradient_error_ = errors.gradient;
  double largest = 0;
  for (const double error : errors.product) largest = std::max(largest, error);
  return largest;
}

void Suite::values_agree() {
  const double value = objective_.value(theta_, context_);
  const double allowed = kSlack * (value_error_ + relative() * std::abs(value));
  near("value() is the linearization's value", value, at_->value(), allowed);
  Vector g = poisoned(P_);
  near("gradient() returns the value", objective_.gradient(theta_, g, context_), value, allowed);
  const Vector difference = plus(g, -1, at_->gradient());
  if (at_->gradient().size() != P_) return fail("the gradient has {} entries, not {}", at_->gradient().size(), P_);
  if (!all_finite(g) && !all_finite(at_->gradient())) return;
  near("gradient() is the linearization's gradient, ‖difference‖", norm(difference), 0,
       kSlack * (gradient_error_ + relative() * norm(g)));
}

void Suite::many_values_are_single_values() {
  Matrix thetas(P_, 5);
  for (std::size_t j = 0; j < 5; ++j) {
    const Vector theta = plus(theta_, 0.1 * static_cast<double>(j), direction("values", j));
    std::copy(theta.begin(), theta.end(), thetas.column(j).begin());
  }
  Vector L = poisoned(5);
  objective_.values(thetas, L, context_);
  for (std::size_t j = 0; j < 5; ++j) {
    const double single = objective_.value(thetas.column(j), context_);
    near("values() holds value() of each column", L[j], single,
         kSlack * (value_error_ + relative() * std::abs(single)));
  }
  objective_.values(ConstBlock(nullptr, P_, 0), {}, context_);
}

void Suite::floor_is_below() {
  const Floor floor = objective_.floor();
  const Estimate<double> above = at_->above_floor(context_);
  if (!(above.error >= 0) && std::isfinite(above.value)) fail("above_floor() has an error of {}", above.error);
  if (!floor.value) {
    if (above.value != std::numeric_limits<double>::infinity()) fail("above_floor() is {} of no floor", above.value);
    return;
  }
  near("above_floor() is value − floor", above.value, at_->value() - *floor.value,
       kSlack * (above.error + value_error_ + relative() * (std::abs(at_->value()) + std::abs(*floor.value))));
  if (!std::isfinite(*floor.value)) fail("a floor of {} says nothing", *floor.value);
  if (floor.why.empty()) fail("the floor doesn't say why");
  const auto check = [&](double L) {
    if (L < *floor.value - kSlack * (value_error_ + relative() * std::abs(L))) {
      fail("L = {:.17g} lies below the floor {:.17g}", L, *floor.value);
    }
  };
  for (std::uint64_t j = 0; j < 20; ++j) {
    const double reach = j == 0 ? 0 : std::ldexp(1.0, static_cast<int>(j) - 10);
    check(objective_.value(plus(theta_, reach, direction("floor", j)), context_));
  }
  check(descend(60));
}

// The lowest loss of some steps of gradient descent whose length doubles while it works and halves where it doesn't.
double Suite::descend(int steps) {
  Vector theta = theta_, g(P_);
  double length = 1e-2 * (1 + norm(theta_)), L = objective_.gradient(theta, g, context_);
  for (int step = 0; step < steps && norm(g) > 0 && all_finite(g); ++step) {
    const Vector next = plus(theta, -length / norm(g), g);
    const double there = objective_.value(next, context_);
    length *= there < L ? 2 : 0.25;
    if (!(there < L)) continue;
    theta = next;
    L = objective_.gradient(theta, g, context_);
  }
  return L;
}

void Suite::linearization_owns_its_point() {
  Vector theta = theta_;
  const auto at = objective_.linearize(theta, context_);
  const Vector v = direction("own");
  Vector before = poisoned(P_), after = poisoned(P_);
  at->apply(ConstBlock(v), Block(before), context_);
  std::fill(theta.begin(), theta.end(), 0.123);
  objective_.value(plus(theta_, 1, v), context_);
  Vector g(P_);
  objective_.gradient(plus(theta_, 1, v), g, context_);
  const auto other = objective_.linearize(plus(theta_, 1, v), context_);
  at->apply(ConstBlock(v), Block(after), context_);
  if (all_finite(before)) {
    near("a product doesn't change when the objective is called elsewhere, ‖difference‖", norm(plus(after, -1, before)),
         0, objective_.traits().deterministic ? 0 : product_tolerance(before));
  }
  if (!same_bits(at->theta(), theta_)) fail("the linearization's theta isn't the one it was made at");
}

void Suite::same_bits_again() {
  const Vector v = direction("bits");
  const auto everything = [&](Context& context) {
    Vector all{objective_.value(theta_, context)};
    Vector g = poisoned(P_), Hv = poisoned(P_);
    all.push_back(objective_.gradient(theta_, g, context));
    const auto at = objective_.linearize(theta_, context);
    at->apply(ConstBlock(v), Block(Hv), context);
    all.push_back(at->value());
    for (const std::span<const double> part :
         {std::span<const double>(g), at->gradient(), std::span<const double>(Hv)}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  };
  const Vector first = everything(context_);
  if (!same_bits(first, everything(context_)))
    fail("a second call gives other bits, though the traits say deterministic");
  Context threads = context_;
  threads.threads = options_.threads;
  if (!same_bits(first, everything(threads))) fail("{} threads give other bits than one", options_.threads);
}

void Suite::kink_is_sound(const Kink& kink) {
  if (!kink.known) return;
  if (!(kink.distance >= 0)) fail("the distance {} to a kink is none", kink.distance);
  if (kink.on && kink.where.empty()) fail("on a kink, and not said which");
}

}  // namespace saddlescope::conformance

namespace saddlescope {

std::vector<std::string> check_objective(const Objective& objective, std::span<const double> theta,
                                         const conformance::Options& options) {
  return conformance::Suite(objective, theta, options).run();
}

}  // namespace saddlescope
