#include "saddlescope/optimize/levenberg_marquardt.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "saddlescope/base/error.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/linalg/lapack.h"
#include "saddlescope/optimize/stop_tests.h"

namespace saddlescope {
namespace {

constexpr double kTaken = 1e-4;      // of the promised fall
constexpr double kGood = 0.75, kPoor = 0.25, kLower = 0.2, kRaise = 4;
constexpr double kFirstDamping = 1e-3;  // of the largest diagonal entry of JᵀJ
constexpr double kSettling = 0.9;    // ‖g‖ has to fall by this factor where L no longer tells
constexpr double kDampingReach = 1e40;  // of the largest diagonal entry: a step is nothing long before

double largest_diagonal(const Matrix& A) {
  double largest = 0;
  for (std::size_t i = 0; i < A.rows(); ++i) largest = std::max(largest, A(i, i));
  return largest;
}

// ½‖r‖² − ½‖r'‖².
double fall_of(std::span<const double> r, std::span<const double> there) {
  double sum = 0;
  for (std::size_t i = 0; i < r.size(); ++i) sum += (r[i] - there[i]) * (r[i] + there[i]);
  return 0.5 * sum;
}

Stop nothing_promised(const Point& point, double promise, double rounding) {
  return {
      StopReason::stalled, "decrease that the model promises", promise, rounding,
      fmt::format("a step promises to lower the loss, {:.6g}, by {:.3g}, which is within its rounding, {:.3g}, and the "
                  "gradient, of norm {:.3g}, no longer falls either.",
                  point.loss, promise, rounding, norm(point.gradient))};
}

Stop collapsed(const Point& point, double length, double shortest) {
  return steps_collapsed(
      length, shortest, fmt::format("the loss, {:.6g}, didn't fall", point.loss),
      fmt::format("the gradient's norm {:.3g} may be rounding, or the loss not smooth here", norm(point.gradient)));
}

Stop not_finite_there(const Point& point) {
  return {StopReason::not_finite, "finite gradient", norm(point.gradient), 0,
          fmt::format("a step would lower the loss, {:.6g}, to where its gradient isn't finite: its domain ends there.",
                      point.loss)};
}

Stop normal_matrix_not_finite(const Point& point) {
  return {
      StopReason::not_finite, "finite normal equations", norm(point.gradient), 0,
      fmt::format("the loss is {:.6g}, but the squares of its residuals' slopes are too large for a number: scale the "
                  "parameters, or take another finder.",
                  point.loss)};
}

}  // namespace

// Two of each: the matrix and its factor or what it was before, the same of J, of the residuals.
double levenberg_marquardt_bytes(std::size_t P, std::size_t M) {
  const auto n = static_cast<double>(std::min(P, M)), p = static_cast<double>(P), m = static_cast<double>(M);
  const double jacobians = M <= P ? m * p : 0;
  return 2 * sizeof(double) * (n * n + jacobians + m + 3 * p);
}

Point LevenbergMarquardt::start(const Objective& objective, std::span<const double> theta, Context& context) {
  const LeastSquares& squares = *objective.least_squares();
  const std::size_t P = theta.size(), M = squares.residual_count();
  by_residuals_ = M <= P;
  const std::size_t order = by_residuals_ ? M : P;
  context.require_memory(levenberg_marquardt_bytes(P, M),
                         fmt::format("Levenberg-Marquardt's matrices of {} parameters and {} residuals", P, M),
                         "Raise --memory, or take --finder newton-mr, which forms none.");
  for (Matrix* X : {&A_, &factor_}) *X = Matrix(order, order);
  if (by_residuals_) {
    for (Matrix* X : {&J_, &J_there_}) *X = Matrix(M, P);
    z_.resize(M);
  }
  for (Vector* x : {&s_, &there_, &g_there_}) x->resize(P);
  r_.resize(M);
  r_there_.resize(M);
  Point point{{theta.begin(), theta.end()}, 0, Vector(P)};
  point.loss = squares.residuals(theta, r_, context);
  assemble(squares, theta, r_, point.gradient, context);
  swap_matrices();
  mu_ = kFirstDamping * largest_diagonal(A_);
  nu_ = 2;
  return point;
}

void LevenbergMarquardt::assemble(const LeastSquares& squares, std::span<const double> theta, std::span<const double> r,
                                  std::span<double> g, Context& context) {
  if (!by_residuals_) {
    squares.normal_equations(theta, factor_, g, context);
    return;
  }
  squares.gram(theta, J_there_, factor_, context);
  const BlasThreads one(1);
  gemv(Transpose::yes, r.size(), g.size(), 1, J_there_.data(), r.size(), r.data(), 0, g.data());
}

void LevenbergMarquardt::swap_matrices() {
  std::swap(A_, factor_);
  std::swap(J_, J_there_);
}

void LevenbergMarquardt::raise_damping() {
  mu_ *= nu_;
  nu_ *= 2;
}

// Solves for s_, and evaluates the residuals there. Unsolved where the matrix isn't positive definite.
LevenbergMarquardt::Trial LevenbergMarquardt::attempt(const LeastSquares& squares, const Point& point,
                                                      Context& context) {
  const std::size_t P = s_.size(), order = A_.rows();
  Trial trial;
  for (std::size_t j = 0; j < order; ++j) {
    std::copy_n(A_.column(j).data() + j, order - j, factor_.column(j).data() + j);
    factor_(j, j) += mu_;
  }
  {
    const BlasThreads one(1);  // the same bits for any number
    if (!factor_cholesky(factor_)) return trial;
    if (by_residuals_) {
      std::copy(r_.begin(), r_.end(), z_.begin());
      solve_cholesky(factor_, z_);
      gemv(Transpose::yes, order, P, -1, J_.data(), order, z_.data(), 0, s_.data());
    } else {
      std::copy(point.gradient.begin(), point.gradient.end(), s_.begin());
      solve_cholesky(factor_, s_);
      scale(-1, s_);
    }
  }
  trial.length = norm(s_);
  trial.promise = 0.5 * (mu_ * trial.length * trial.length - dot(s_, point.gradient));
  trial.solved = std::isfinite(trial.length);
  if (!trial.solved) return trial;
  for (std::size_t i = 0; i < P; ++i) there_[i] = point.theta[i] + s_[i];
  trial.loss = squares.residuals(there_, r_there_, context);
  trial.fall = fall_of(r_, r_there_);
  return trial;
}

// False where the gradient there isn't finite though the loss is: `point` stays.
bool LevenbergMarquardt::take(const LeastSquares& squares, Point& point, double loss, Context& context) {
  assemble(squares, there_, r_there_, g_there_, context);
  if (!all_finite(g_there_)) return false;
  std::swap(point.theta, there_);
  std::swap(point.gradient, g_there_);
  std::swap(r_, r_there_);
  swap_matrices();
  point.loss = loss;
  return true;
}

// Where the loss no longer tells: one step more if it lowers ‖g‖.
std::optional<Stop> LevenbergMarquardt::settle(const LeastSquares& squares, Point& point, const Trial& trial,
                                               double rounding, Context& context) {
  if (std::isfinite(trial.loss) && trial.loss <= point.loss + rounding) {
    const double before = norm(point.gradient);
    Point next = point;
    if (take(squares, next, trial.loss, context)) {
      if (norm(next.gradient) <= kSettling * before) {
        point = std::move(next);
        mu_ *= kLower;
        return std::nullopt;
      }
      swap_matrices();
      std::swap(r_, r_there_);
    }
  }
  return nothing_promised(point, trial.promise, rounding);
}

std::optional<Stop> LevenbergMarquardt::step(const Objective& objective, Point& point, Context& context) {
  const LeastSquares& squares = *objective.least_squares();
  const double rounding = objective.traits().relative_error * point.loss, scale_of_A = largest_diagonal(A_);
  const double shortest = kEps * std::max(norm(point.theta), std::numeric_limits<double>::min());
  if (!std::isfinite(scale_of_A)) return normal_matrix_not_finite(point);
  mu_ = std::max(mu_, std::numeric_limits<double>::min());
  while (true) {
    context.throw_if_stopped();
    const Trial trial = attempt(squares, point, context);
    if (trial.solved && trial.promise <= rounding) return settle(squares, point, trial, rounding, context);
    const double ratio = trial.solved ? trial.fall / trial.promise : -1;
    if (ratio >= kTaken && trial.loss <= point.loss && std::isfinite(trial.loss)) {
      if (!take(squares, point, trial.loss, context)) return not_finite_there(point);
      mu_ *= ratio > kGood ? kLower : ratio < kPoor ? kRaise : 1;
      nu_ = 2;
      return std::nullopt;
    }
    raise_damping();
    if ((trial.solved && !(trial.length > shortest)) || !(mu_ / kDampingReach <= scale_of_A))
      return collapsed(point, trial.length, shortest);
  }
}

}  // namespace saddlescope
