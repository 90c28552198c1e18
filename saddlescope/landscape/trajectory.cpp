#include "saddlescope/landscape/trajectory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/landscape/eigenvectors.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/spectrum/dense.h"
#include "saddlescope/spectrum/scaling.h"

namespace saddlescope {
namespace {

constexpr double kRounding = 4;

// P × n: Δ. Of differences from the first, which hardly round: a mean of the points would, by eps·‖θ‖.
Matrix around_mean(std::span<const Checkpoint> checkpoints) {
  const std::size_t P = checkpoints.front().theta.size(), n = checkpoints.size();
  Vector mean(P, 0.0);
  Matrix D(P, n);
  for (std::size_t j = 0; j < n; ++j) {
    std::ranges::copy(plus(checkpoints[j].theta, -1, checkpoints.front().theta), D.column(j).begin());
    axpy(1.0 / static_cast<double>(n), D.column(j), mean);
  }
  for (std::size_t j = 0; j < n; ++j) axpy(-1, mean, D.column(j));
  return D;
}

double sum_of_squares(ConstBlock D) {
  double sum = 0;
  for (std::size_t j = 0; j < D.columns(); ++j) sum += dot(D.column(j), D.column(j));
  return sum;
}

// The first left singular vector of D, of length σ.
Vector first_component(ConstBlock D, Context& context) {
  const std::size_t n = D.columns();
  Matrix G(n, n);
  {
    const BlasThreads one(1);
    multiply(D, Transpose::yes, D, Transpose::no, G);
  }
  const Matrix v = DenseSpectrum(G, context).vectors(IndexRange{n - 1, 1}, context);
  Vector d(D.rows(), 0.0);
  for (std::size_t j = 0; j < n; ++j) axpy(v(j, 0), D.column(j), d);
  return d;
}

void take_out(std::span<const double> d, Block D) {
  for (std::size_t j = 0; j < D.columns(); ++j) axpy(-dot(d, D.column(j)), d, D.column(j));
}

// Of the checkpoints' entries, as a Frobenius norm of Δ, and of what is computed with them, by a factor.
double rounding(std::span<const Checkpoint> checkpoints) {
  double largest = 0;
  for (const Checkpoint& c : checkpoints) largest = std::max(largest, norm(c.theta));
  return kRounding * kEps * std::sqrt(static_cast<double>(checkpoints.size())) * largest;
}

void require_trajectory(std::span<const Checkpoint> checkpoints, const std::string& where, const Context& context) {
  const std::size_t n = checkpoints.size();
  if (n < 2) {
    throw_bad_input(fmt::format("{} checkpoint{} no trajectory.", n, n == 1 ? " is" : "s are"), where);
  }
  const std::size_t P = checkpoints.front().theta.size();
  for (const Checkpoint& c : checkpoints) {
    if (c.theta.size() == P) continue;
    throw_bad_input(
        fmt::format("{} has {} parameters, {} has {}.", c.label, c.theta.size(), checkpoints.front().label, P), where,
        "A trajectory's checkpoints are of one network.");
  }
  context.require_memory(8.0 * (static_cast<double>(P + n) * static_cast<double>(n)),
                         fmt::format("The principal components of {} checkpoints", n),
                         "Keep fewer of them in the folder.");
}

}  // namespace

TrajectoryPlane trajectory_plane(std::span<const Checkpoint> checkpoints, std::size_t wanted, const std::string& where,
                                 Context& context) {
  require_trajectory(checkpoints, where, context);
  Matrix D = around_mean(checkpoints);
  const std::span<double> entries(D.data(), D.rows() * D.columns());
  const int exponent = scaling_exponent(largest_magnitude(entries));
  scale_by_power_of_two(-exponent, entries);
  const double least = std::ldexp(rounding(checkpoints), -exponent);
  const Vector back = plus(checkpoints.front().theta, -1, checkpoints.back().theta);  // as if uphill
  TrajectoryPlane plane;
  double total = 0;
  for (std::size_t k = 0; k < wanted; ++k) {
    Direction d{.kind = DirectionKind::trajectory,
                .label = fmt::format("principal component {} of the checkpoints", k + 1)};
    const bool any = sum_of_squares(D) > 0;
    if (any) d.vector = first_component(D, context);
    const double size = any ? norm(d.vector) : 0;
    if (!(size > (k == 0 ? 0 : least))) {
      throw_bad_input(
          k == 0 ? "all checkpoints are the same point." : "the checkpoints lie on one line: they span no plane.",
          where, k == 0 ? "Name the folder of a run that moves." : "");
    }
    scale(1 / size, d.vector);
    if (k > 0) axpy(-dot(plane.directions[0].vector, d.vector), plane.directions[0].vector, d.vector);
    scale(1 / norm(d.vector), d.vector);
    take_out(d.vector, D);
    point_downhill(back, d.vector);
    plane.directions.push_back(std::move(d));
    plane.shares.push_back(size * size);
    total += size * size;
  }
  total += sum_of_squares(D);  // what is left: of a total summed by itself rounding makes a share beyond 1
  for (double& share : plane.shares) share /= total;
  return plane;
}

Projection project(std::span<const double> theta, std::span<const double> other,
                   std::span<const Direction> directions) {
  Projection result;
  Vector rest = plus(other, -1, theta);
  for (const Direction& d : directions) {
    result.at.push_back(dot(d.vector, rest) / (d.norm * d.norm));
    axpy(-result.at.back(), d.vector, rest);
  }
  result.off = norm(rest);
  return result;
}

}  // namespace saddlescope
