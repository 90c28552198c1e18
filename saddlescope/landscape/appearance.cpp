#include "saddlescope/landscape/appearance.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/landscape/directions.h"

namespace saddlescope {
namespace {

constexpr std::size_t kOfNorm = 8;
constexpr double kVectorsShare = 1.0 / 8;  // of the memory allowed, for a block of vectors and of products with them

std::size_t columns_at_once(const Linearization& at, const Context& context) {
  const double fit = kVectorsShare * static_cast<double>(context.memory) / (16 * static_cast<double>(at.size()));
  const auto preferred = static_cast<double>(std::max<std::size_t>(1, at.objective().traits().preferred_block));
  return static_cast<std::size_t>(std::clamp(fit, 2.0, std::max(2.0, 4 * preferred))) / 2 * 2;  // planes are pairs
}

// The smaller eigenvalue of H on the plane of u and w, orthonormal.
double lower_curvature(std::span<const double> u, std::span<const double> w, std::span<const double> Hu,
                       std::span<const double> Hw) {
  const double a = dot(u, Hu), off = 0.5 * (dot(w, Hu) + dot(u, Hw)), d = dot(w, Hw);
  return 0.5 * (a + d) - std::hypot(0.5 * (a - d), off);
}

// Of uᵀHu where ‖u‖ = 1: P + 1 roundings of the sum and some of u's own normalization. A tolerance measured in other
// arithmetic may be smaller.
double rounding(std::span<const double> Hu) { return static_cast<double>(Hu.size() + kOfNorm) * kEps * norm(Hu); }

void normalize(std::span<double> x) { scale(1 / norm(x), x); }

class Looking {
 public:
  Looking(const Linearization& at, const AppearanceOptions& options, Context& context)
      : at_(at), options_(options), context_(context), P_(at.size()) {
    Appearance& a = looks_.appearance;
    a.negative = options.signs.negative;
    a.at_least = !options.signs.complete;
    a.parameters = P_;
    a.tolerance = options.signs.tolerance;
  }

  Looks run() {
    random_lines();
    parameter_lines();
    return std::move(looks_);
  }

 private:
  void random_lines() {
    const std::size_t most = columns_at_once(at_, context_), count = P_ > 1 ? options_.lines : 0;
    RandomStream random = context_.random("appearance");
    for (std::size_t first = 0; first < count; first += most) {
      context_.throw_if_stopped();
      Matrix V(P_, std::min(most, count - first)), HV(P_, V.columns());
      for (std::size_t j = 0; j < V.columns(); ++j) {
        for (double& x : V.column(j)) x = random.normal();
        normalize(V.column(j));
        if (j % 2 == 1) make_square_to(V.column(j - 1), V.column(j));
      }
      at_.apply(V, HV, context_);
      for (std::size_t j = 0; j < V.columns(); ++j) look_along(V, HV, first, j);
      context_.report("appearance", static_cast<double>(first + V.columns()), static_cast<double>(count));
    }
  }

  void look_along(ConstBlock V, ConstBlock HV, std::size_t first, std::size_t j) {
    Appearance& a = looks_.appearance;
    const double rounded = rounding(HV.column(j));
    const bool up = dot(V.column(j), HV.column(j)) > std::max(a.tolerance, rounded);
    count(up, a.random_lines);
    if (up && !looks_.line) {
      looks_.line = Direction{.kind = DirectionKind::random, .label = fmt::format("random line {}", first + j + 1)};
      looks_.line->vector.assign(V.column(j).begin(), V.column(j).end());
    }
    if (j % 2 == 0) return;
    const double lower = lower_curvature(V.column(j - 1), V.column(j), HV.column(j - 1), HV.column(j));
    count(lower > std::max(a.tolerance, rounding(HV.column(j - 1)) + rounded), a.random_planes);
  }

  void parameter_lines() {
    const std::size_t most = columns_at_once(at_, context_), total = std::min(options_.parameters, P_);
    double steepest = looks_.appearance.tolerance;
    const bool line_wanted = !looks_.line;
    for (std::size_t first = 0; first < total; first += most) {
      context_.throw_if_stopped();
      Matrix V(P_, std::min(most, total - first)), HV(P_, V.columns());
      const auto index = [&](std::size_t j) { return (first + j) * P_ / total; };
      for (std::size_t j = 0; j < V.columns(); ++j) V(index(j), j) = 1;
      at_.apply(V, HV, context_);
      for (std::size_t j = 0; j < V.columns(); ++j) {
        const double curvature = HV(index(j), j);
        count(curvature > looks_.appearance.tolerance, looks_.appearance.parameter_lines);
        if (!line_wanted || !(curvature > steepest)) continue;
        steepest = curvature;
        looks_.line = parameter_direction(at_.objective(), index(j));
      }
    }
  }

  static void count(bool minimum, Share& share) {
    ++share.of;
    if (minimum) ++share.minima;
  }

  const Linearization& at_;
  const AppearanceOptions& options_;
  Context& context_;
  std::size_t P_;
  Looks looks_;
};

}  // namespace

Looks appearance(const Linearization& at, const AppearanceOptions& options, Context& context) {
  return Looking(at, options, context).run();
}

}  // namespace saddlescope
