// What an objective gets for free: each optional part from value, gradient and products alone.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {
namespace {

// Central differences of products along a line, extrapolated. D(h) = D + a·h² + b·h⁴ + …, so that
// R(h) = (4·D(h) − D(2h))/3 is off by O(h⁴), and |R(h) − R(2h)| is some 15 times what R(h) is off by. Steps halve until
// rounding, which grows as h falls, is all that is left; each entry keeps the step where its bound was smallest.
// Proves nothing: the bound is an estimate that holds where the first neglected terms rule (Ridders 1982).
constexpr int kLevels = 12;
constexpr double kNoiseShare =
    1.0 / 4;  // of the memory allowed, for the gradients of a block of samples and H times them
// The third step balances h⁴ against eps/h.
double first_step(const Objective& objective) { return 4 * std::pow(objective.traits().epsilon, 0.2); }

/// One difference quotient, entry by entry, with the rounding error of each.
using Quotient = std::function<Estimate<Vector>(double h)>;

Estimate<Vector> extrapolate(const Quotient& quotient, double h, int levels) {
  Estimate<Vector> best, before;
  Vector R_before;
  for (int level = 0; level < levels; ++level, h /= 2) {
    Estimate<Vector> D = quotient(h);
    const std::size_t n = D.value.size();
    if (level == 0) best = {D.value, Vector(n, std::numeric_limits<double>::infinity())};
    Vector R(n);
    bool rounding_rules = level >= 2;
    for (std::size_t i = 0; i < n && level >= 1; ++i) {
      R[i] = (4 * D.value[i] - before.value[i]) / 3;
      if (level == 1) best.value[i] = R[i];
      if (level < 2) continue;
      const double truncation = std::abs(R[i] - R_before[i]), rounding = 2 * D.error[i];
      if (truncation + rounding < best.error[i]) {
        best.value[i] = R[i];
        best.error[i] = truncation + rounding;
      }
      rounding_rules = rounding_rules && truncation <= rounding;
    }
    if (rounding_rules) break;
    before = std::move(D);
    R_before = std::move(R);
  }
  return best;
}

/// H(θ + t·v)·v.
Vector product_along(const Objective& objective, std::span<const double> theta, double t, std::span<const double> v,
                     Context& context) {
  Vector Hv(v.size());
  objective.linearize(plus(theta, t, v), context)->apply(ConstBlock(v), Block(Hv), context);
  return Hv;
}

/// Columns that the objective's products like best, fewer where P × n doubles, twice, are too many.
std::size_t samples_at_once(const Linearization& at, const Context& context) {
  const double fit = kNoiseShare * static_cast<double>(context.memory) / (2 * 8 * static_cast<double>(at.size()));
  return static_cast<std::size_t>(
      std::clamp(static_cast<double>(at.objective().traits().preferred_block), 1.0, std::max(1.0, fit)));
}

/// Rounding errors of g and Hv as the traits say them.
Rounding assumed_rounding(const Linearization& at, std::span<const double> Hv) {
  const double relative = at.objective().traits().relative_error, error = relative * norm(Hv);
  return {relative * std::abs(at.value()),
          relative * std::abs(at.value()),
          relative * norm(at.gradient()),
          {error},
          {error}};
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
  return hessian_by_products(H, objective_.traits().preferred_block, context);
}

double Linearization::hessian_by_products(Block H, std::size_t columns, Context& context) const {
  const std::size_t P = size(), k = std::max<std::size_t>(1, columns);
  for (std::size_t first = 0; first < P; first += k) {
    context.throw_if_stopped();
    const std::size_t count = std::min(k, P - first);
    Matrix E(P, count);
    for (std::size_t j = 0; j < count; ++j) E(first + j, j) = 1;
    apply(E, H.middle(first, count), context);
    context.report("Hessian", static_cast<double>(first + count), static_cast<double>(P));
  }
  double asymmetry = 0;
  for (std::size_t j = 0; j < P; ++j) {
    for (std::size_t i = j + 1; i < P; ++i) {
      const double difference = H(i, j) - H(j, i);
      if (difference != 0) asymmetry = std::hypot(asymmetry, std::numbers::sqrt2 * difference);
      H(i, j) = H(j, i) = 0.5 * (H(i, j) + H(j, i));
    }
  }
  return asymmetry;
}

Estimate<Vector> Linearization::third(std::span<const double> v, Errors errors, Context& context) const {
  // D³L[v,v,·] = d/dt H(θ+tv)·v. With ‖v‖ = s it is s² times that of v/s.
  const double length = norm(v), size_of_theta = norm(theta());
  if (length == 0) return {Vector(size(), 0.0), errors == Errors::none ? Vector() : Vector(size(), 0.0)};
  const Vector u = plus(Vector(size(), 0.0), 1 / length, v);
  const double here = errors == Errors::none ? 0 : rounding(ConstBlock(u), context).product.at(0);
  const Quotient quotient = [&](double h) {
    context.throw_if_stopped();
    Estimate<Vector> D{product_along(objective_, theta(), h, u, context), {}};
    const Vector down = product_along(objective_, theta(), -h, u, context);
    const double largest = std::max(norm(D.value), norm(down));
    for (std::size_t i = 0; i < size(); ++i) D.value[i] = (D.value[i] - down[i]) / (2 * h);
    const double placement = objective_.traits().epsilon * size_of_theta * norm(D.value);  // θ + hu is rounded too
    D.error.assign(size(), (std::max(here, objective_.traits().relative_error * largest) + placement) / h);
    return D;
  };
  Estimate<Vector> result = extrapolate(quotient, first_step(objective_) * std::max(1.0, size_of_theta),
                                        errors == Errors::none ? 2 : kLevels);
  scale(length * length, result.value);
  scale(length * length, result.error);
  if (errors == Errors::none) result.error.clear();
  return result;
}

Estimate<Series> Linearization::along(std::span<const double> v, int order, Errors errors, Context& context) const {
  if (order < 0 || order > kMaxSeriesOrder) throw_internal("Taylor coefficients are asked for up to order 8");
  const double infinite = std::numeric_limits<double>::infinity();
  const double relative = objective_.traits().relative_error, size_of_theta = norm(theta());
  Estimate<Series> result{Series(order + 1, 0.0), Series(order + 1, infinite)};
  const auto set = [&](int j, double coefficient, double error) {
    if (j > order) return;
    result.value[j] = coefficient;
    result.error[j] = error;
  };
  Vector Hv(size());
  apply(ConstBlock(v), Block(Hv), context);
  const double curvature = dot(v, Hv);
  const Rounding here = errors == Errors::none ? assumed_rounding(*this, Hv) : rounding(ConstBlock(v), context);
  const double dot_error = static_cast<double>(size()) * kEps;
  set(0, value(), here.value);
  set(1, dot(gradient(), v), here.gradient + dot_error * norm(gradient()));
  set(2, curvature / 2, (here.quadratic.at(0) + dot_error * norm(Hv)) / 2);
  if (order < 3) return result;
  // φ(t) = vᵀH(θ+tv)v has φ' = 6c₃ and φ'' = 24c₄ at 0.
  const Quotient quotient = [&](double h) {
    context.throw_if_stopped();
    const Vector up = product_along(objective_, theta(), h, v, context);
    const Vector down = product_along(objective_, theta(), -h, v, context);
    const double plus_h = dot(v, up), minus_h = dot(v, down);
    const Vector D{(plus_h - minus_h) / (2 * h), (plus_h - 2 * curvature + minus_h) / (h * h)};
    const double largest = std::max({norm(up), norm(down), norm(Hv)});
    const double placement = objective_.traits().epsilon * size_of_theta * (std::abs(D[0]) + h * std::abs(D[1]));
    const double error = std::max(here.product.at(0), (relative + dot_error) * largest) + placement;
    return Estimate<Vector>{D, {error / h, 4 * error / (h * h)}};
  };
  const Estimate<Vector> D = extrapolate(quotient, first_step(objective_) * std::max(1.0, size_of_theta),
                                         errors == Errors::none ? 3 : kLevels);
  set(3, D.value[0] / 6, D.error[0] / 6);
  set(4, D.value[1] / 24, D.error[1] / 24);
  return result;
}

Estimate<double> Linearization::above_floor(Context& context) const {
  const Floor floor = objective_.floor();
  if (!floor.value) return {std::numeric_limits<double>::infinity(), 0};
  return {value() - *floor.value, rounding(ConstBlock(nullptr, size(), 0), context).value_theta};
}

void Objective::values(ConstBlock thetas, std::span<double> L, Context& context) const {
  if (L.size() != thetas.columns()) throw_internal("values() gets one output a column");
  for (std::size_t j = 0; j < thetas.columns(); ++j) L[j] = value(thetas.column(j), context);
}

HessianCost Objective::hessian_cost() const {
  return {"products", static_cast<double>(size()) * product_flops(*this), std::nullopt};
}

double product_flops(const Objective& objective) {
  const Anatomy* anatomy = objective.anatomy();
  const double N = anatomy ? static_cast<double>(anatomy->sample_count()) : 1;
  double first = 0;
  for (const Parameter& parameter : objective.parameters()) {
    if (parameter.role != Parameter::Role::weight) continue;
    first = static_cast<double>(element_count(parameter.shape));
    break;
  }
  return N * (12 * static_cast<double>(objective.size()) - 8 * first);
}

Kink Objective::kink(std::span<const double> /*theta*/, Context& /*context*/) const { return {}; }

// tr Σ = 1/N·Σ ‖dₙ‖², tr HΣ = 1/N·Σ dₙᵀHdₙ with dₙ = gₙ − g, a block of samples at a time.
GradientNoise Samples::noise(const Linearization& at, Context& context) const {
  const std::size_t N = count(), block = samples_at_once(at, context);
  GradientNoise noise;
  for (std::size_t first = 0; first < N; first += block) {
    context.throw_if_stopped();
    context.report("gradients of single samples", static_cast<double>(first), static_cast<double>(N));
    const std::size_t n = std::min(block, N - first);
    Matrix D(at.size(), n), HD(at.size(), n);
    for (std::size_t j = 0; j < n; ++j) {
      const std::size_t sample = first + j;
      gradient(at.theta(), {&sample, 1}, D.column(j), context);
      for (std::size_t i = 0; i < at.size(); ++i) D(i, j) -= at.gradient()[i];
    }
    at.apply(D, HD, context);
    for (std::size_t j = 0; j < n; ++j) {
      noise.trace += dot(D.column(j), D.column(j)) / static_cast<double>(N);
      noise.curvature += dot(D.column(j), HD.column(j)) / static_cast<double>(N);
    }
  }
  return noise;
}

void LeastSquares::gram(std::span<const double> theta, Block J, Block K, Context& context) const {
  const std::size_t M = J.rows(), P = J.columns();
  Matrix JT(P, M);
  transposed_jacobian(theta, Matrix::identity(M), JT, context);
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t p = 0; p < P; ++p) J(i, p) = JT(p, i);
  const BlasThreads one(1);  // the same bits for any number
  syrk(Triangle::lower, Transpose::yes, M, P, 1, JT.data(), P, 0, K.data(), M);
}

}  // namespace saddlescope
