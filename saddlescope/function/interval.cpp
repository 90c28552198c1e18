#include "saddlescope/function/interval.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace saddlescope {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// The C library promises a few ulp for its functions (glibc manual, "Known Maximum Errors"); compositions of two add
// up.
constexpr int kLibraryUlps = 8;
// Below this the residual of a product, itself a product's rounding error, may underflow.
constexpr double kResidualSafe = std::numeric_limits<double>::min() / std::numeric_limits<double>::epsilon();

double down(double x) { return std::nextafter(x, -Interval::kInfinity); }
double up(double x) { return std::nextafter(x, Interval::kInfinity); }

double widen(double x, int ulps, double (*step)(double)) {
  for (int i = 0; i < ulps; ++i) x = step(x);
  return x;
}

/// A number and the sign of what rounding took from it: exact value − value. NaN: unknown.
struct Rounded {
  double value, residual;
  double low() const { return residual >= 0 ? value : down(value); }
  double high() const { return residual <= 0 ? value : up(value); }
};

Rounded add(double a, double b) {
  const double s = a + b;
  if (std::isinf(a) || std::isinf(b)) return {s, 0};
  const double t = s - a;  // Knuth's TwoSum
  return {s, (a - (s - t)) + (b - t)};
}

Rounded multiply(double a, double b) {
  if (a == 0 || b == 0) return {0, 0};
  const double p = a * b;
  if (std::isinf(a) || std::isinf(b)) return {p, 0};
  return {p, std::abs(p) < kResidualSafe ? kNaN : std::fma(a, b, -p)};
}

Rounded invert(double a) {
  if (std::isinf(a)) return {0, 0};
  const double q = 1 / a;
  return {q, std::abs(q) < kResidualSafe ? kNaN : std::fma(-q, a, 1.0) / a};
}

Rounded raise(double a, double exponent) {
  if (a == 0 || a == 1 || std::isinf(a) || exponent == 1) return {std::pow(a, exponent), 0};
  if (exponent == 2) return multiply(a, a);
  return {std::pow(a, exponent), kNaN};
}

bool excludes_zero(double low, double high, bool low_open, bool high_open) {
  return low > 0 || high < 0 || (low == 0 && low_open) || (high == 0 && high_open);
}

/// aᵖ for a ≥ 0 and p > 0.
Interval power_of_nonnegative(const Interval& a, double exponent) {
  const Rounded low = raise(a.low, exponent), high = raise(a.high, exponent);
  const bool exact = exponent == 1 || exponent == 2;
  const double bottom = exact || low.residual == 0 ? low.low() : widen(low.value, kLibraryUlps, down);
  const double top = exact || high.residual == 0 ? high.high() : widen(high.value, kLibraryUlps, up);
  return make_interval(std::max(0.0, bottom), top, a.low_open, a.high_open, a.zero);
}

}  // namespace

Interval make_interval(double low, double high, bool low_open, bool high_open, bool zero) {
  return {low, high, low_open, high_open, zero && !excludes_zero(low, high, low_open, high_open)};
}

Interval Interval::point(double value) {
  return std::isfinite(value) ? make_interval(value, value, false, false) : whole();
}

Interval negated(const Interval& a) { return {-a.high, -a.low, a.high_open, a.low_open, a.zero}; }

Interval sum(const Interval& a, const Interval& b) {
  return make_interval(add(a.low, b.low).low(), add(a.high, b.high).high(), a.low_open || b.low_open,
                       a.high_open || b.high_open);
}

Interval product(const Interval& a, const Interval& b) {
  struct End {
    double value;
    bool open;
  };
  const std::array<End, 2> as{{{a.low, a.low_open}, {a.high, a.high_open}}};
  const std::array<End, 2> bs{{{b.low, b.low_open}, {b.high, b.high_open}}};
  const bool zero = a.zero || b.zero;
  End low{Interval::kInfinity, true}, high{-Interval::kInfinity, true};
  for (const End& x : as) {
    for (const End& y : bs) {
      const Rounded p = multiply(x.value, y.value);
      const bool attained_zero = (x.value == 0 && !x.open) || (y.value == 0 && !y.open);
      const bool open = !attained_zero && (x.open || y.open);
      if (p.low() < low.value) low = {p.low(), true};
      if (p.low() == low.value) low.open = low.open && open;
      if (p.high() > high.value) high = {p.high(), true};
      if (p.high() == high.value) high.open = high.open && open;
    }
  }
  if (zero && low.value == 0) low.open = false;
  if (zero && high.value == 0) high.open = false;
  return make_interval(low.value, high.value, low.open, high.open, zero);
}

Interval reciprocal(const Interval& a) {
  // 1/x is 0 only where x is infinite: at a pole of x.
  const bool zero = (a.low == -Interval::kInfinity && !a.low_open) || (a.high == Interval::kInfinity && !a.high_open);
  if (a.low < 0 && a.high > 0) return {-Interval::kInfinity, Interval::kInfinity, !a.zero, !a.zero, zero};
  if (a.high <= 0 && a.low < 0) return negated(reciprocal(negated(a)));
  if (a.high == 0) return Interval::whole();  // [0, 0]
  const bool pole = a.low == 0;
  return make_interval(invert(a.high).low(), pole ? Interval::kInfinity : invert(a.low).high(), a.high_open,
                       pole ? !a.zero : a.low_open, zero);
}

Interval absolute(const Interval& a) {
  if (a.low >= 0) return a;
  if (a.high <= 0) return negated(a);
  const bool top_is_low = -a.low > a.high;
  const bool top_open = -a.low == a.high ? a.low_open && a.high_open : top_is_low ? a.low_open : a.high_open;
  return make_interval(0, std::max(-a.low, a.high), !a.zero, top_open, a.zero);
}

Interval power(const Interval& a, double exponent) {
  if (std::isnan(exponent) || std::isinf(exponent)) return Interval::whole();
  if (exponent == 0) return Interval::point(1);
  if (exponent < 0) return reciprocal(power(a, -exponent));
  const bool integer = exponent == std::floor(exponent);
  if (integer && std::fmod(exponent, 2) == 0) return power_of_nonnegative(absolute(a), exponent);
  if (!integer) {
    if (a.high < 0) return Interval::whole();  // defined nowhere
    const bool cut = a.low < 0;
    return power_of_nonnegative({cut ? 0 : a.low, a.high, cut ? !a.zero : a.low_open, a.high_open, a.zero}, exponent);
  }
  if (a.low >= 0) return power_of_nonnegative(a, exponent);
  if (a.high <= 0) return negated(power_of_nonnegative(negated(a), exponent));
  const Interval up_to = power_of_nonnegative({0, a.high, !a.zero, a.high_open, a.zero}, exponent);
  const Interval down_to = power_of_nonnegative({0, -a.low, !a.zero, a.low_open, a.zero}, exponent);
  return make_interval(-down_to.high, up_to.high, a.low_open, a.high_open, a.zero);
}

Interval increasing(const Interval& a, double (*f)(double), double exact_at, double bottom, double top, bool zero) {
  const auto at = [&](double x, double (*step)(double)) {
    const double y = f(x);
    const double widened = x == exact_at || std::isinf(x) ? y : widen(y, kLibraryUlps, step);
    return std::clamp(std::isnan(widened) ? (step == down ? bottom : top) : widened, bottom, top);
  };
  return make_interval(at(a.low, down), at(a.high, up), a.low_open, a.high_open, zero);
}

namespace {

constexpr double kTurn = 2 * std::numbers::pi;
constexpr double kFarOut = 1e6;  // beyond, an argument's own spacing times the turns counted would have to be watched
constexpr double kTurnSlack = 1e-9;  // in turns: far above the rounding of counting them up to kFarOut

// Whether a + turns·period may lie in the interval for a whole number of turns.
bool may_hold(const Interval& x, double a, double period) {
  return std::ceil((x.low - a) / period - kTurnSlack) <= std::floor((x.high - a) / period + kTurnSlack);
}

// f with maxima 1 at `top` and minima −1 half a turn on.
Interval wave(const Interval& x, double (*f)(double), double top) {
  const bool near = std::abs(x.low) < kFarOut && std::abs(x.high) < kFarOut;
  if (!near || x.high - x.low >= kTurn) return make_interval(-1, 1, false, false);
  const double a = f(x.low), b = f(x.high);
  const double low = may_hold(x, top + std::numbers::pi, kTurn) ? -1 : widen(std::min(a, b), kLibraryUlps, down);
  const double high = may_hold(x, top, kTurn) ? 1 : widen(std::max(a, b), kLibraryUlps, up);
  return make_interval(std::max(-1.0, low), std::min(1.0, high), false, false);
}

}  // namespace

Interval sine(const Interval& a) {
  if (a.low == 0 && a.high == 0) return Interval::point(0);
  return wave(a, [](double x) { return std::sin(x); }, std::numbers::pi / 2);
}

Interval cosine(const Interval& a) {
  return wave(a, [](double x) { return std::cos(x); }, 0);
}

Interval tangent(const Interval& a) {
  const bool near = std::abs(a.low) < kFarOut && std::abs(a.high) < kFarOut;
  if (!near || may_hold(a, std::numbers::pi / 2, std::numbers::pi)) return Interval::whole();
  return increasing(a, [](double x) { return std::tan(x); }, 0, -Interval::kInfinity, Interval::kInfinity, true);
}

Interval general_power(const Interval& a, const Interval& exponent) {
  if (a.high < 0) return Interval::whole();
  const Interval base{std::max(0.0, a.low), a.high, a.low < 0 ? !a.zero : a.low_open, a.high_open, a.zero};
  const Interval logarithm =
      increasing(base, [](double x) { return std::log(x); }, 1, -Interval::kInfinity, Interval::kInfinity, true);
  Interval result =
      increasing(product(exponent, logarithm), [](double x) { return std::exp(x); }, 0, 0, Interval::kInfinity, true);
  if (base.zero) {  // 0^b is 0 for b > 0
    result.low_open = result.low_open && result.low != 0;
    result.zero = result.low == 0;
  }
  return result;
}

}  // namespace saddlescope
