// Interval arithmetic over the extended reals: what values can a formula take, over all θ?
//
// An interval of f holds f(θ) for every finite θ at which f is defined (f with the doubles its constants were folded
// to). Ends are rounded outwards (nextafter) unless the operation was exact, so that a floor of 1e6 + x² is 1e6 and not
// its neighbour.
// An end is *open* where no finite θ reaches it (0 for exp), *closed* where one may: closed is a possibility, since
// occurrences of one variable are treated as independent: x² + (x−1)² has [0, ∞), closed, though its minimum is ½.
// An infinite end is closed where a pole reaches it (1/x at 0), open otherwise.
// Source: Moore, Kearfott & Cloud, Introduction to Interval Analysis, 2009; the open ends are ours.
#pragma once

#include <limits>

namespace saddlescope {

struct Interval {
  static constexpr double kInfinity = std::numeric_limits<double>::infinity();

  double low = -kInfinity, high = kInfinity;  ///< low ≤ high, never NaN
  bool low_open = true, high_open = true;
  bool zero = true;  ///< may be 0 at a finite θ (1/x never is, though 0 lies between its ends)

  static Interval whole() { return {}; }
  static Interval point(double value);  ///< [value, value]; the whole line for NaN and infinities

  bool never_negative() const { return low >= 0; }
  bool never_positive() const { return high <= 0; }
};

/// An interval with its ends; `zero` is cleared where the ends exclude it.
Interval make_interval(double low, double high, bool low_open, bool high_open, bool zero = true);

Interval negated(const Interval& a);
Interval sum(const Interval& a, const Interval& b);
Interval product(const Interval& a, const Interval& b);
Interval reciprocal(const Interval& a);
Interval absolute(const Interval& a);
Interval power(const Interval& a, double exponent);  ///< aᵖ, constant p; defined for a ≥ 0 unless p is an integer
Interval general_power(const Interval& a, const Interval& exponent);  ///< exp(b·log a), a ≥ 0

/// sin over an interval; cos is sine of a quarter turn on, with its own turning points.
Interval sine(const Interval& a);
Interval cosine(const Interval& a);
/// The whole line where a pole may lie between the ends.
Interval tangent(const Interval& a);

/// Range of an increasing f computed to a few ulp, exact at `exact_at` (NaN: nowhere) and at ±∞, within [bottom, top].
Interval increasing(const Interval& a, double (*f)(double), double exact_at, double bottom, double top, bool zero);

}  // namespace saddlescope
