#include "saddlescope/report/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string_view>

#include "saddlescope/base/error.h"

namespace saddlescope::report {
namespace {

constexpr double kSpansDecades = 100;  // factor between smallest and largest size from which an axis goes by logarithm
constexpr double kRoom = 0.04;  // of the axis, at either end
constexpr double kRounding = 1e-9;  // of a step: a tick so near an end lies on it
constexpr double kMax = std::numeric_limits<double>::max(), kLeast = std::numeric_limits<double>::denorm_min();

std::vector<Tick> linear_ticks(double low, double high, std::size_t count) {
  const double step = round_step((high / 2 - low / 2) / static_cast<double>(std::max<std::size_t>(count, 1)) * 2);
  std::vector<Tick> list;
  if (!(step > 0) || !std::isfinite(low / step) || std::abs(low / step) > 1e15)
    return {{low, fmt::format("{:.17g}", low)}};
  for (double k = std::ceil(low / step - kRounding); k * step <= high + kRounding * step && std::isfinite(k * step);
       ++k) {
    const double value = k == 0 ? 0 : k * step;
    list.push_back({value, tick_label(value, step)});
  }
  return list;
}

// Powers of ten with words every `step` decades, counted from 10⁰.
std::vector<Tick> power_ticks(double low, double high, std::size_t count) {
  const int first = static_cast<int>(std::ceil(std::log10(low) - kRounding));
  const int last = static_cast<int>(std::floor(std::log10(high) + kRounding));
  const int step = std::max(1, static_cast<int>(std::ceil((last - first + 1) / static_cast<double>(count))));
  std::vector<Tick> list;
  for (int e = first; e <= last; ++e) {
    const bool worded = e % step == 0;
    if (worded || (last - first) < 40) list.push_back({std::pow(10.0, e), worded ? power_of_ten(e) : ""});
  }
  return list;
}

std::vector<Tick> logarithmic_ticks(double low, double high, std::size_t count) {
  std::vector<Tick> list = power_ticks(low, high, count);
  if (std::ranges::count_if(list, [](const Tick& t) { return !t.label.empty(); }) >= 2) return list;
  if (low > 1e-290 && high / low < 3) return linear_ticks(low, high, count);
  list.clear();
  for (int e = static_cast<int>(std::floor(std::log10(low))); std::pow(10.0, e) <= high;
       ++e) {  // within a decade or two
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double value = factor * std::pow(10.0, e);
      if (low <= value && value <= high) list.push_back({value, tick_label(value, std::pow(10.0, e))});
    }
  }
  return list;
}

// Both sides by the larger one's decades; 0 has words always.
std::vector<Tick> symmetric_ticks(double threshold, double low, double high, std::size_t count) {
  std::vector<Tick> list;
  const double size = std::max(std::abs(low), std::abs(high));
  if (size <= threshold) return linear_ticks(low, high, count);
  const bool both = low < 0 && high > 0;
  const std::size_t each = std::max<std::size_t>(1, both ? (count - 1) / 2 : count - 1);
  for (const Tick& tick : power_ticks(threshold, size, each)) {
    if (-tick.value >= low && -tick.value <= high) {
      list.insert(list.begin(), {-tick.value, tick.label.empty() ? "" : "−" + tick.label});
    }
  }
  if (low <= 0 && high >= 0) list.push_back({0, "0"});
  for (Tick& tick : power_ticks(threshold, size, each)) {
    if (tick.value >= low && tick.value <= high) list.push_back(std::move(tick));
  }
  return list;
}

}  // namespace

double round_step(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least * (1 - kRounding)) return factor * power;
  }
  return 10 * power;
}

double decade_below(double x) { return std::max(std::pow(10.0, std::floor(std::log10(x))), kLeast); }

std::string tick_label(double value, double step) {
  if (value == 0) return "0";
  const double size = std::abs(value), digits = std::ceil(-std::log10(step) - kRounding);  // behind the point
  const std::string sign = value < 0 ? "−" : "";
  if ((size >= 1e-3 || step >= 1e-4) && size < 1e6 && digits <= 12) {
    return sign + fmt::format("{:.{}f}", size, static_cast<int>(std::max(digits, 0.0)));
  }
  const int significant = static_cast<int>(std::clamp(std::floor(std::log10(size)) + digits, 0.0, 14.0));
  const std::string text = fmt::format("{:.{}e}", size, significant);  // "2.5e-09"
  const std::size_t e = text.find('e');
  return sign + text.substr(0, e) + "×" + power_of_ten(std::stoi(text.substr(e + 1)));
}

std::string decade_label(double value) {
  if (value == 0) return "0";
  return (value < 0 ? "−" : "") + power_of_ten(static_cast<int>(std::lround(std::log10(std::abs(value)))));
}

bool spans(Scale scale, const std::pair<double, double>& range) {
  const auto [low, high] = range;
  return std::isfinite(low) && std::isfinite(high) && low < high && (scale != Scale::logarithmic || low > 0);
}

bool shows(const ChartAxis& axis, double x) { return std::isfinite(x) && (axis.scale != Scale::logarithmic || x > 0); }

double scaled(Scale scale, double threshold, double x) {
  if (scale == Scale::linear) return x;
  if (scale == Scale::logarithmic) return std::log10(x);
  const double size = std::abs(x);
  if (size <= threshold) return x / threshold;
  return std::copysign(1 + std::log10(size) - std::log10(threshold), x);
}

double scaled_within(Scale scale, double threshold, const std::pair<double, double>& range, double x) {
  const auto [low, high] = range;
  const double place = scaled(scale, threshold, std::clamp(x, low, high));
  if (scale != Scale::logarithmic || x >= low) return place;
  return place + (std::max(x, 0.0) / low - 1) / std::numbers::ln10;
}

double unscaled(Scale scale, double threshold, double s) {
  if (scale == Scale::linear) return s;
  if (scale == Scale::logarithmic) return std::clamp(std::pow(10.0, s), kLeast, kMax);
  if (std::abs(s) <= 1) return s * threshold;
  return std::copysign(std::min(std::pow(10.0, std::abs(s) - 1 + std::log10(threshold)), kMax), s);
}

Axis::Axis(double low, double high, Scale scale, double threshold, double from, double to)
    : low_(low), high_(high), scale_(scale), threshold_(threshold), from_(from), to_(to) {
  if (!spans(scale, {low, high}) || (scale == Scale::symmetric && !(threshold > 0))) {
    throw_internal("an axis spans numbers that it can show");
  }
}

// Of the axis' length: 0 at its low end, 1 at its high one.
double Axis::part(double x) const {
  const auto place = [&](double value) { return scaled(scale_, threshold_, value); };
  // Halves, where the whole length would overflow; elsewhere they would underflow first.
  const double unit = std::isfinite(place(high_) - place(low_)) ? 1 : 0.5;
  const auto part_of_unit = [&](double value) { return unit * place(value); };
  return (part_of_unit(x) - part_of_unit(low_)) / (part_of_unit(high_) - part_of_unit(low_));
}

double Axis::at(double x) const {
  return from_ + part(std::clamp(x, low_, high_)) * (to_ - from_);  // of an infinity, the end
}

double Axis::beyond(double x) const {
  if (holds(x)) return at(x);
  return from_ + std::clamp(part(x), -1.0, 2.0) * (to_ - from_);
}

std::vector<Tick> Axis::ticks(std::size_t count) const { return report::ticks(scale_, threshold_, low_, high_, count); }

std::vector<Tick> ticks(Scale scale, double threshold, double low, double high, std::size_t count) {
  if (scale == Scale::linear) return linear_ticks(low, high, count);
  if (scale == Scale::logarithmic) return logarithmic_ticks(low, high, count);
  return symmetric_ticks(threshold, low, high, count);
}

std::pair<double, double> range_of(const ChartAxis& axis, std::span<const double> values) {
  if (axis.range && spans(axis.scale, *axis.range)) return *axis.range;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : values) {
    if (!shows(axis, value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (!(low <= high)) return axis.scale == Scale::logarithmic ? std::pair{0.1, 10.0} : std::pair{0.0, 1.0};
  const auto place = [&](double value) { return scaled(axis.scale, axis.threshold, value); };
  const auto back = [&](double s) { return std::clamp(unscaled(axis.scale, axis.threshold, s), -kMax, kMax); };
  // All the same: as much room as they are large, so that the digits beside the axis stay few.
  const double same = axis.scale == Scale::linear ? std::max(std::abs(high), 1e-12) / 2 : 0.5;
  const double room = high > low ? kRoom * (place(high) / 2 - place(low) / 2) * 2 : same;
  const std::pair range{back(place(low) - room), back(place(high) + room)};
  if (range.first < range.second) return range;
  return {std::nextafter(low, -kMax), std::nextafter(high, kMax)};
}

std::pair<double, double> widened(const std::pair<double, double>& range) {
  const double quarter = range.second / 4 - range.first / 4;
  return {std::max(range.first - quarter, -kMax), std::min(range.second + quarter, kMax)};
}

ChartAxis axis_of(std::string label, std::span<const double> values) {
  double least = kMax, most = 0;
  bool above_zero_only = true;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    above_zero_only = above_zero_only && value > 0;
    if (value == 0) continue;
    least = std::min(least, std::abs(value));
    most = std::max(most, std::abs(value));
  }
  ChartAxis axis{std::move(label)};
  if (most / kSpansDecades < least || most == 0) return axis;
  axis.scale = above_zero_only ? Scale::logarithmic : Scale::symmetric;
  axis.threshold = decade_below(least);
  return axis;
}

std::vector<double> equal_cells(const ChartAxis& axis, std::span<const double> values, std::size_t count) {
  const auto [low, high] = range_of(axis, values);
  const double first = scaled(axis.scale, axis.threshold, low), last = scaled(axis.scale, axis.threshold, high);
  std::vector<double> edges;
  for (std::size_t cell = 0; cell <= count; ++cell) {
    const double part = static_cast<double>(cell) / static_cast<double>(count);
    const double edge = unscaled(axis.scale, axis.threshold, (1 - part) * first + part * last);
    edges.push_back(std::clamp(edge, low, high));  // rounding
  }
  return edges;
}

std::size_t cell_of(double value, const std::vector<double>& edges) {
  const auto above = std::upper_bound(edges.begin() + 1, edges.end() - 1, value);
  return static_cast<std::size_t>(above - edges.begin()) - 1;
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
