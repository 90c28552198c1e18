#include "saddlescope/report/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "saddlescope/base/error.h"

namespace saddlescope::report {
namespace {

constexpr double kSpansDecades = 100;  // factor between smallest and largest from which an axis is logarithmic
constexpr double kRoom = 0.04;         // of the axis, at either end
constexpr double kSmallest = 1e-300;   // below, a number counts as 0 on a logarithmic axis

// 1, 2 or 5 times a power of ten, so that at most `count` steps fit.
double round_step(double range, std::size_t count) {
  const double least = range / static_cast<double>(std::max<std::size_t>(count, 1));
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

}  // namespace

Axis::Axis(double low, double high, bool logarithmic, double from, double to)
    : low_(low), high_(high), logarithmic_(logarithmic), from_(from), to_(to) {
  if (!(low < high) || (logarithmic && !(low > 0))) throw_internal("an axis spans numbers that it can show");
}

double Axis::scaled(double x) const { return logarithmic_ ? std::log10(x) : x; }

double Axis::at(double x) const {
  const double inside = std::clamp(x, low_, high_);  // of an infinity, the end
  const double part = (scaled(inside) - scaled(low_)) / (scaled(high_) - scaled(low_));
  return from_ + part * (to_ - from_);
}

std::vector<Tick> Axis::ticks(std::size_t count) const {
  std::vector<Tick> list;
  if (logarithmic_) {
    const int first = static_cast<int>(std::ceil(std::log10(low_) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log10(high_) + 1e-9));
    const int step = std::max(1, static_cast<int>(std::ceil((last - first + 1) / static_cast<double>(count))));
    for (int e = first; e <= last; ++e) list.push_back({std::pow(10.0, e), e % step == 0 ? power_of_ten(e) : ""});
    return list;
  }
  const double step = round_step(high_ - low_, count);
  for (double k = std::ceil(low_ / step - 1e-9); k * step <= high_ + 1e-9 * step; ++k) {
    const double value = k == 0 ? 0 : k * step;
    list.push_back({value, fmt::format("{:.6g}", value)});
  }
  return list;
}

Axis axis_for(std::span<const double> values, double from, double to) {
  std::vector<double> positive, finite;
  for (const double value : values) {
    if (std::isfinite(value)) finite.push_back(value);
    if (std::isfinite(value) && value >= kSmallest) positive.push_back(value);
  }
  if (!positive.empty()) {
    const auto [low, high] = std::ranges::minmax(positive);
    if (high / low >= kSpansDecades) {
      const double room = std::pow(high / low, kRoom);
      return {std::max(low / room, kSmallest), std::min(high * room, 1 / kSmallest), true, from, to};
    }
  }
  if (finite.empty()) finite = {0, 1};
  const auto [low, high] = std::ranges::minmax(finite);
  const double range = high > low ? high - low : std::max(std::abs(high), 1e-12);
  return {low - kRoom * range, high + kRoom * range, false, from, to};
}

std::string power_of_ten(int exponent) {
  if (exponent == 0) return "1";
  static constexpr std::array<std::string_view, 10> kDigits{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = "10";
  if (exponent < 0) text += "⁻";
  for (const char digit : std::to_string(std::abs(exponent))) text += kDigits[static_cast<std::size_t>(digit - '0')];
  return text;
}

}  // namespace saddlescope::report
