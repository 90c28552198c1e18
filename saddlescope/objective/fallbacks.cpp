// What an objective gets for free: each optional part from value, gradient and products alone.
#include <algorithm>
#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {
namespace {

double spectral_scale(std::span<const double> theta) { return std::max(1.0, norm(theta)); }

Vector product_at(const Objective& objective, std::span<const double> theta, std::span<const double> v,
                  Context& context) {
  Vector Hv(v.size());
  objective.linearize(theta, context)->apply(ConstBlock(v), Block(Hv), context);
  return Hv;
}

}  // namespace

Rounding Linearization::rounding(ConstBlock V, Context& context) const {
  const double relative = objective_.traits().relative_error;
  Rounding errors;
  errors.value = errors.value_theta = relative * std::abs(value());
  errors.gradient = relative * norm(gradient());
  if (V.columns() == 0) return errors;
  Matrix HV(size(), V.columns());
  apply(V, HV, context);
  for (std::size_t j = 0; j < V.columns(); ++j) {
    errors.product.push_back(relative * norm(HV.column(j)));
    errors.quadratic.push_back(errors.product.back());
  }
  return errors;
}

double Linearization::hessian(Block H, Context& context) const {
  const std::size_t P = size();
  const std::size_t k = std::max<std::size_t>(1, objective_.traits().preferred_block);
  for (std::size_t first = 0; first < P; first += k) {
    context.throw_if_stopped();
    const std::size_t count = std::min(k, P - first);
    Matrix E(P, count);
    for (std::size_t j = 0; j < count; ++j) E(first + j, j) = 1;
    apply(E, H.middle(first, count), context);
    context.report("Hessian", static_cast<double>(first + count), static_cast<double>(P));
  }
  double square = 0;
  for (std::size_t j = 0; j < P; ++j) {
    for (std::size_t i = j + 1; i < P; ++i) {
      const double difference = H(i, j) - H(j, i);
      square += 2 * difference * difference;
      H(i, j) = H(j, i) = 0.5 * (H(i, j) + H(j, i));
    }
  }
  return std::sqrt(square);
}

Estimate<Vector> Linearization::third(std::span<const double> v, Errors errors, Context& context) const {
  // D³L[v,v,·] = d/dt H(θ+tv)·v. Central difference; its truncation error is read off a step of twice the length.
  const double h = std::cbrt(kEps) * spectral_scale(theta());
  const auto difference = [&](double step) {
    Vector up = product_at(objective_, plus(theta(), step, v), v, context);
    const Vector down = product_at(objective_, plus(theta(), -step, v), v, context);
    for (std::size_t i = 0; i < up.size(); ++i) up[i] = (up[i] - down[i]) / (2 * step);
    return up;
  };
  Estimate<Vector> result{difference(h), {}};
  if (errors == Errors::none) return result;
  const Vector coarse = difference(2 * h);
  Vector Hv(size());
  apply(ConstBlock(v), Block(Hv), context);
  const double rounding = objective_.traits().relative_error * norm(Hv) / h;
  for (std::size_t i = 0; i < Hv.size(); ++i) {
    result.error.push_back(std::abs(coarse[i] - result.value[i]) + rounding);
  }
  return result;
}

Estimate<Series> Linearization::along(std::span<const double> v, int order, Errors /*errors*/, Context& context) const {
  const double infinite = std::numeric_limits<double>::infinity();
  const double relative = objective_.traits().relative_error;
  Estimate<Series> result{Series(order + 1, 0.0), Series(order + 1, infinite)};
  const auto curvature = [&](double t) { return dot(v, product_at(objective_, plus(theta(), t, v), v, context)); };
  const auto set = [&](int j, double coefficient, double error) {
    if (j > order) return;
    result.value[j] = coefficient;
    result.error[j] = error;
  };
  Vector Hv(size());
  apply(ConstBlock(v), Block(Hv), context);
  const double c2 = dot(v, Hv) / 2;
  set(0, value(), relative * std::abs(value()));
  set(1, dot(gradient(), v), relative * norm(gradient()));
  set(2, c2, relative * norm(Hv));
  if (order < 3) return result;
  // φ(t) = vᵀH(θ+tv)v has φ' = 6c₃ and φ'' = 24c₄ at 0.
  const double h3 = std::cbrt(kEps) * spectral_scale(theta());
  const double h4 = std::pow(kEps, 0.25) * spectral_scale(theta());
  const auto first = [&](double h) { return (curvature(h) - curvature(-h)) / (2 * h); };
  const auto second = [&](double h) { return (curvature(h) - 4 * c2 + curvature(-h)) / (h * h); };
  const double d3 = first(h3), d4 = second(h4);
  const double size_of_curvature = std::max(norm(Hv), std::abs(curvature(h4)));
  set(3, d3 / 6, (std::abs(first(2 * h3) - d3) + relative * size_of_curvature / h3) / 6);
  set(4, d4 / 24, (std::abs(second(2 * h4) - d4) + 4 * relative * size_of_curvature / (h4 * h4)) / 24);
  return result;
}

void Objective::values(ConstBlock thetas, std::span<double> L, Context& context) const {
  if (L.size() != thetas.columns()) throw_internal("values() gets one output a column");
  for (std::size_t j = 0; j < thetas.columns(); ++j) L[j] = value(thetas.column(j), context);
}

Kink Objective::kink(std::span<const double> /*theta*/, Context& /*context*/) const { return {}; }

}  // namespace saddlescope
