// The checks of conformance.h, private to this room: what they share, and one list of them for each part of the seam.
// Each check is named by its claim and writes a sentence where it fails.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/objective/conformance.h"

namespace saddlescope::conformance {

inline constexpr double kSlack = 8;  // both sides are estimates; they are allowed this many times what they say

class Suite {
 public:
  Suite(const Objective& objective, std::span<const double> theta, const Options& options)
      : objective_(objective), theta_(theta.begin(), theta.end()), options_(options), P_(theta.size()) {
    context_.seed = options.seed;
  }

  /// Every check that the traits and the point allow, in order.
  std::vector<std::string> run();

 private:
  static constexpr double kDifferenceReach = 0.1;  // the fallbacks' longest step, relative to 1 + ‖θ‖

  template <class... Arguments>
  void fail(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    failures_.push_back(fmt::format(text, std::forward<Arguments>(arguments)...));
  }
  /// The one way two numbers are compared. Two that are not finite agree.
  void near(std::string_view claim, double x, double y, double allowed) {
    if (!std::isfinite(x) && !std::isfinite(y)) return;
    if (!(std::abs(x - y) <= allowed)) {
      fail("{}: {:.17g} against {:.17g}, apart by {:.3g} where {:.3g} is allowed", claim, x, y, std::abs(x - y),
           allowed);
    }
  }
  static bool same_bits(std::span<const double> x, std::span<const double> y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](double a, double b) {
      return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
    });
  }
  Vector direction(std::string_view purpose, std::uint64_t index = 0) const {
    RandomStream random = context_.random(purpose, index);
    Vector v(P_);
    for (double& x : v) x = random.normal();
    if (const double length = norm(v); length > 0) scale(1 / length, v);
    return v;
  }
  double relative() const { return objective_.traits().relative_error; }
  /// Poisoned, so that what isn't written or is added to shows.
  static Vector poisoned(std::size_t n) { return Vector(n, std::numeric_limits<double>::quiet_NaN()); }
  Matrix product(ConstBlock V) {
    Matrix HV(P_, V.columns());
    std::fill_n(HV.data(), P_ * V.columns(), std::numeric_limits<double>::quiet_NaN());
    at_->apply(V, HV, context_);
    return HV;
  }
  Vector product(const Vector& v) {
    const Matrix Hv = product(ConstBlock(v));
    return {Hv.column(0).begin(), Hv.column(0).end()};
  }
  double product_tolerance(std::span<const double> Hv) const {
    return kSlack * (HV_error_ + relative() * norm(Hv) + static_cast<double>(P_) * kEps * norm(Hv));
  }

  // conformance.cpp: values, floors, what a linearization owns
  void parameters_cover_theta();
  void wrong_length_is_refused();
  double rounding_is_sound();
  void values_agree();
  void many_values_are_single_values();
  void floor_is_below();
  double descend(int steps);
  void linearization_owns_its_point();
  void same_bits_again();
  void kink_is_sound(const Kink& kink);

  // conformance_samples.cpp
  void samples_hold(const Samples& samples);
  double largest_curvature();
  double samples_agree(const Samples& samples, const std::vector<std::size_t>& batch, std::string_view which,
                       double root);
  void bad_batches_are_refused(const Samples& samples);

  // conformance_least_squares.cpp
  void least_squares_hold(const LeastSquares& squares, const Kink& kink);
  double jacobian_size(const LeastSquares& squares, std::size_t M);
  void jacobian_products_agree(const LeastSquares& squares, const Vector& r, double size);
  void normal_equations_agree(const LeastSquares& squares, double size);
  void gram_agrees(const LeastSquares& squares, double size);
  void jacobian_is_the_slope(const LeastSquares& squares, const Kink& kink, const Vector& r, double size);
  double product_share(std::size_t M) const;

  // conformance_derivatives.cpp
  /// D = (f(h) − f(−h))/2h, extrapolated from two steps, and how far it may be off.
  struct Slope {
    Vector value;
    double error;
  };
  void products_of_blocks_are_single_products();
  void product_is_symmetric();
  void dense_hessian_holds_products();
  Slope slope(const std::function<Vector(double)>& f, double f_error, double longest) const;
  double longest_step(const Kink& kink) const;
  double along_error(double error, double size) const;
  void gradient_is_the_slope(const Kink& kink);
  void product_is_the_slope_of_the_gradient(const Kink& kink);
  void third_agrees_with_the_fallback();
  void along_agrees_with_the_fallback();
  void along_agrees_with_the_other_parts();

  const Objective& objective_;
  Vector theta_;
  Options options_;
  std::size_t P_;
  Context context_;
  std::unique_ptr<Linearization> at_;
  double value_error_ = 0, gradient_error_ = 0, HV_error_ = 0;
  std::vector<std::string> failures_;
};

}  // namespace saddlescope::conformance
