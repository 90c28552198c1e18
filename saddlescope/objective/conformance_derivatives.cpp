// Products against one another, derivatives against differences and against the fallbacks.
#include <set>

#include "saddlescope/objective/conformance_suite.h"

namespace saddlescope::conformance {

void Suite::products_of_blocks_are_single_products() {
  std::set<std::size_t> sizes{1, 2, 3, std::max<std::size_t>(1, objective_.traits().preferred_block), P_};
  for (const std::size_t k : sizes) {
    if (k == 0 || k > 65) continue;
    Matrix V(P_, k);
    for (std::size_t j = 0; j < k; ++j) {
      const Vector v = direction("block", j);
      std::copy(v.begin(), v.end(), V.column(j).begin());
    }
    const Matrix HV = product(V);
    for (std::size_t j = 0; j < k; ++j) {
      const Vector single = product(direction("block", j));
      if (!all_finite(single) && !all_finite(HV.column(j))) continue;
      near(fmt::format("column {} of a block of {} is the single product, ‖difference‖", j, k),
           norm(plus(single, -1, HV.column(j))), 0, product_tolerance(single));
    }
  }
}

void Suite::product_is_symmetric() {
  for (std::uint64_t j = 0; j < 4; ++j) {
    const Vector u = direction("symmetric u", j), v = direction("symmetric v", j);
    const Vector Hu = product(u), Hv = product(v);
    near("uᵀHv = vᵀHu", dot(u, Hv), dot(v, Hu), product_tolerance(Hu) + product_tolerance(Hv));
  }
}

void Suite::dense_hessian_holds_products() {
  Matrix H(P_, P_);
  std::fill_n(H.data(), P_ * P_, std::numeric_limits<double>::quiet_NaN());
  const double asymmetry = at_->hessian(H, context_);
  if (asymmetry < 0) fail("an asymmetry of {} is negative", asymmetry);
  const Vector v = direction("dense"), Hv = product(v);
  Vector sum(P_, 0.0);
  for (std::size_t j = 0; j < P_; ++j) {
    axpy(v[j], H.column(j), sum);
    for (std::size_t i = 0; i < j; ++i) {
      if (std::isfinite(H(i, j)) && H(i, j) != H(j, i)) return fail("H({0}, {1}) isn't H({1}, {0})", i, j);
    }
  }
  double size = 0;
  for (std::size_t j = 0; j < P_; ++j) size = std::hypot(size, norm(H.column(j)));
  near("hessian() times v is the product, ‖difference‖", norm(plus(sum, -1, Hv)), 0,
       product_tolerance(Hv) + kSlack * (asymmetry + (relative() + static_cast<double>(P_) * kEps) * size));
  for (std::size_t j = 0; j < P_; ++j) {
    Vector e(P_, 0.0);
    e[j] = 1;
    const Vector He = product(e);
    near(fmt::format("column {} of hessian() is the product, ‖difference‖", j), norm(plus(He, -1, H.column(j))), 0,
         product_tolerance(He) + kSlack * (asymmetry + relative() * size));
  }
}

Suite::Slope Suite::slope(const std::function<Vector(double)>& f, double f_error, double longest) const {
  Slope best{{}, std::numeric_limits<double>::infinity()};
  Vector before;
  for (double h = longest; h > 1e-7 * longest; h /= 2) {
    Vector D = plus(f(h), -1, f(-h));
    scale(1 / (2 * h), D);
    if (!before.empty()) {
      const double change = norm(plus(D, -1, before)), error = change + 2 * f_error / h;
      if (error < best.error) best = {plus(D, 1.0 / 3, plus(D, -1, before)), error};
    }
    before = std::move(D);
  }
  return best;
}

double Suite::longest_step(const Kink& kink) const {
  return std::min(1e-2 * (1 + norm(theta_)), kink.known ? kink.distance / 4 : 1e9);
}

double Suite::along_error(double error, double size) const {
  return error + (relative() + kEps * (1 + norm(theta_))) * size;
}

void Suite::gradient_is_the_slope(const Kink& kink) {
  const Vector g(at_->gradient().begin(), at_->gradient().end());
  if (!all_finite(g)) return;
  const auto check = [&](const Vector& v, std::string_view which) {
    const auto line = [&](double t) { return Vector{objective_.value(plus(theta_, t, v), context_)}; };
    const Slope D = slope(line, along_error(value_error_, std::abs(at_->value()) + norm(g)), longest_step(kink));
    if (D.value.empty()) return;
    near(fmt::format("the gradient along {} is the slope of value()", which), dot(g, v), D.value[0],
         D.error + kSlack * gradient_error_);
  };
  for (std::uint64_t j = 0; j < 4; ++j) check(direction("slope", j), "a random direction");
  RandomStream random = context_.random("coordinates");
  for (std::size_t j = 0; j < std::min<std::size_t>(P_, 32); ++j) {
    const std::size_t i = P_ <= 32 ? j : random.below(P_);
    Vector e(P_, 0.0);
    e[i] = 1;
    check(e, fmt::format("coordinate {}", i));
  }
}

void Suite::product_is_the_slope_of_the_gradient(const Kink& kink) {
  for (std::uint64_t j = 0; j < 4; ++j) {
    const Vector v = direction("curvature", j), Hv = product(v);
    if (!all_finite(Hv)) continue;
    const auto line = [&](double t) {
      Vector g(P_);
      objective_.gradient(plus(theta_, t, v), g, context_);
      return g;
    };
    const Slope D = slope(line, along_error(gradient_error_, norm(at_->gradient()) + norm(Hv)), longest_step(kink));
    if (D.value.empty()) continue;
    near("the product is the slope of the gradient, ‖difference‖", norm(plus(Hv, -1, D.value)), 0,
         D.error + product_tolerance(Hv));
  }
}

void Suite::third_agrees_with_the_fallback() {
  for (const double length : {1.0, 2.0}) {
    Vector v = direction("third");
    scale(length, v);
    const Estimate<Vector> own = at_->third(v, Errors::measured, context_);
    const Estimate<Vector> fallback = at_->Linearization::third(v, Errors::measured, context_);
    if (own.value.size() != P_ || own.error.size() != P_) return fail("third() needs {} entries and errors", P_);
    for (std::size_t i = 0; i < P_; ++i) {
      if (own.error[i] < 0) fail("an error of third() is negative");
      near(fmt::format("entry {} of third() is the fallback's", i), own.value[i], fallback.value[i],
           kSlack * (own.error[i] + fallback.error[i]));
    }
    const Estimate<Vector> quick = at_->third(v, Errors::none, context_);
    if (!quick.error.empty()) fail("third() without errors has errors");
  }
}

void Suite::along_agrees_with_the_fallback() {
  const Vector v = direction("along");
  const Estimate<Series> own = at_->along(v, options_.order, Errors::measured, context_);
  const Estimate<Series> fallback = at_->Linearization::along(v, options_.order, Errors::measured, context_);
  if (own.value.size() != static_cast<std::size_t>(options_.order) + 1) {
    return fail("along() gives {} coefficients of order {}", own.value.size(), options_.order);
  }
  for (std::size_t j = 0; j < own.value.size(); ++j) {
    if (!std::isfinite(own.error[j]) || !std::isfinite(fallback.error[j])) continue;
    near(fmt::format("Taylor coefficient {} is the fallback's", j), own.value[j], fallback.value[j],
         kSlack * (own.error[j] + fallback.error[j]));
  }
}

// (j+1)·c_{j+1}(θ) = d/dt c_j(θ + tv): every coefficient from the one before, at orders no fallback reaches.
void Suite::along_agrees_with_the_other_parts() {
  const Vector v = direction("along parts");
  const Estimate<Series> own = at_->along(v, options_.order, Errors::measured, context_);
  const auto line = [&](double t) {
    const auto there = objective_.linearize(plus(theta_, t, v), context_);
    Vector c = there->along(v, options_.order, Errors::none, context_).value;
    c.pop_back();
    return c;
  };
  for (std::size_t j = 0; j + 1 < own.value.size(); ++j) {
    if (!std::isfinite(own.error[j + 1])) continue;
    const double error = along_error(own.error[j], std::abs(own.value[j]) + std::abs(own.value[j + 1]));
    const Slope D = slope([&](double t) { return Vector{line(t).at(j)}; }, error, 1e-2 * (1 + norm(theta_)));
    if (D.value.empty()) continue;
    near(fmt::format("{0} times Taylor coefficient {0} is the slope of the one before", j + 1),
         static_cast<double>(j + 1) * own.value[j + 1], D.value[0],
         D.error + kSlack * static_cast<double>(j + 1) * own.error[j + 1]);
  }
  const Estimate<Vector> third = at_->third(v, Errors::measured, context_);
  if (own.value.size() > 3) {
    near("6·c₃ = vᵀD³L[v,v]", 6 * own.value[3], dot(third.value, v),
         kSlack * (6 * own.error[3] + norm(third.error)) + static_cast<double>(P_) * kEps * norm(third.value));
  }
}

}  // namespace saddlescope::conformance
