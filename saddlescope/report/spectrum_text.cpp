// The text of `spectrum`: eigenvalues with their bounds, or how they are spread.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "saddlescope/report/text.h"
#include "saddlescope/report/verdict_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kValuesListed = 24;  // eigenvalues that are listed one by one
constexpr int kTableDecades = 8;          // of |λ|/‖H‖ that a table of all of them tells apart
constexpr std::size_t kBar = 30;     // characters of the longest bar
constexpr std::string_view kRangesHead = "\n        from          to    how many";

std::string headline(const SpectrumAnswer& a) {
  const std::string P = counted(a.problem.parameters, "parameter");
  if (std::isnan(a.spectrum.lowest.value)) return fmt::format("No eigenvalue of {} is known yet: interrupted.", P);
  if (a.which == "density") {
    return fmt::format("How the {} {} spread, estimated.", counted(a.problem.parameters, "eigenvalue"),
                       a.problem.parameters == 1 ? "is" : "are");
  }
  if (a.which == "all" && a.problem.parameters == 1) return "The one eigenvalue of " + P + ".";
  if (a.which == "all") return fmt::format("All eigenvalues of {}.", P);
  const std::string ends = a.which == "both" ? "at both ends of the spectrum" : "the " + a.which;
  return fmt::format("{} of {}, {}.", counted(a.pairs.size(), "eigenvalue"), P, ends);
}

std::string problem_rows(const SpectrumAnswer& a) {
  std::string text;
  if (!a.problem.description.empty()) {
    text += row("Problem", a.problem.description + (a.problem.data.empty() ? "" : " on " + a.problem.data));
  }
  if (!a.problem.weights.empty()) text += row("Weights", a.problem.weights);
  text += row("Here", fmt::format("loss {}, gradient norm {}{}", precise(a.loss), number(a.gradient_norm),
                                  a.problem.precision == "f32" ? ", evaluated in f32" : ""));
  return text;
}

std::string sign_rows(const Spectrum& s) {
  std::string text;
  if (!std::isnan(s.lowest.value)) {
    text += row("Ends", fmt::format("{} (±{:.2g}) and {} (±{:.2g})", number(s.lowest.value), s.lowest.bound,
                                    number(s.highest.value), s.highest.bound));
  }
  if (s.unseen.known && s.unseen.failure_probability > 0) {
    text +=
        row("Unseen", fmt::format("with probability {:.6g} none below {} or above {}", 1 - s.unseen.failure_probability,
                                  number(s.unseen.lowest), number(s.unseen.highest)));
  }
  if (s.inertia) text += row("Signs", signs(*s.inertia));
  if (s.minimum_ratio) {
    text += row("Minimum ratio",
                fmt::format("{} (share of eigenvalues above zero, whatever their error)", number(*s.minimum_ratio)));
  }
  return text + row("Products", fmt::format("{} ({})", s.hessian_vector_products, s.method));
}

std::string bar(double share) {
  std::string text;
  for (long i = 0; i < std::lround(share * kBar); ++i) text += "█";
  return text;
}

std::string pairs_table(const SpectrumAnswer& a) {
  std::string text = "\n  eigenvalue   bound\n";
  for (const BoundedEigenvalue& e : a.pairs) {
    text += fmt::format("  {:>10}   ±{:.2g}\n", number(e.value), e.bound);
  }
  return text;
}

// All of them one by one where they are few.
std::string list_of_all(const std::vector<double>& values) {
  std::string text = "\n";
  for (std::size_t i = 0; i < values.size();) {
    std::size_t end = i + 1;
    while (end < values.size() && values[end] == values[i]) ++end;
    text += fmt::format("  {:>12.6g}{}\n", values[i] == 0 ? 0.0 : values[i],
                        end - i > 1 ? fmt::format("  ({} times)", end - i) : "");
    i = end;
  }
  return text;
}

// Otherwise by sign and decade of |λ|/‖H‖.
std::string decades(const std::vector<double>& values) {
  const double largest = std::max(std::abs(values.front()), std::abs(values.back()));
  const auto place = [&](double x) {  // 1 … kTableDecades from the largest on; 0: below all of them
    const double ratio = std::abs(x) / largest;
    if (!(ratio > std::pow(10.0, -kTableDecades))) return 0;
    return std::min(kTableDecades, 1 + static_cast<int>(std::floor(-std::log10(ratio))));
  };
  std::vector<std::size_t> counts(2 * kTableDecades + 1);
  for (const double x : values) {
    const int k = place(x);
    ++counts[static_cast<std::size_t>(k == 0 ? kTableDecades : x < 0 ? k - 1 : 2 * kTableDecades + 1 - k)];
  }
  const auto most = static_cast<double>(*std::ranges::max_element(counts));
  const auto power = [&](int k) { return largest * std::pow(10.0, -k); };
  std::string text = std::string(kRangesHead) + "\n";
  for (int i = 0; i <= 2 * kTableDecades; ++i) {
    const std::size_t count = counts[static_cast<std::size_t>(i)];
    if (count == 0) continue;
    const int k = i < kTableDecades ? i : 2 * kTableDecades - i;  // |λ|/‖H‖ between 1e-(k+1) and 1e-k
    const auto [from, to] = i < kTableDecades   ? std::pair(-power(k), -power(k + 1))
                            : i > kTableDecades ? std::pair(power(k + 1), power(k))
                                                : std::pair(-power(k), power(k));
    text += fmt::format("  {:>10}  {:>10}  {:>10}  {}\n", number(from), number(to), count,
                        bar(static_cast<double>(count) / most));
  }
  return text;
}

// Cells next to each other in which nothing was seen are one row: [first, past the last).
std::size_t end_of_row(const Density& d, std::size_t first) {
  const auto empty = [&](std::size_t i) { return d.mass[i] == 0 && d.standard_error[i] == 0; };
  std::size_t end = first + 1;
  while (empty(first) && end < d.mass.size() && empty(end)) ++end;
  return end;
}

std::string density_table(const Density& d) {
  const double most = *std::ranges::max_element(d.mass);
  std::string text = std::string(kRangesHead) + "   (±)\n";
  for (std::size_t i = 0, end = 0; i < d.mass.size(); i = end) {
    end = end_of_row(d, i);
    const std::string line = fmt::format("  {:>10.3g}  {:>10.3g}  {:>10.4g}  {:>6.2g}  {}", d.at[i], d.at[end],
                                         d.mass[i], d.standard_error[i], bar(most > 0 ? d.mass[i] / most : 0));
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string signs_table(const std::vector<EstimatedSigns>& signs) {
  const auto count = [](const EstimatedSigns::Count& c) {
    return fmt::format("{:.4g} ± {:.2g} [{:.4g}, {:.4g}]", c.count, c.standard_error, c.at_least, c.at_most);
  };
  std::string text = "\n  beyond      negative                        positive\n";
  for (const EstimatedSigns& s : signs) {
    text += fmt::format("  ±{:<9.2g}  {:<30}  {}\n", s.tolerance, count(s.negative), count(s.positive));
  }
  return text +
         folded("± the standard error of sampling; in brackets what quadrature can be off by for these vectors.", 2);
}

}  // namespace

std::string to_text(const SpectrumAnswer& a) {
  const bool said = std::isnan(a.spectrum.lowest.value);  // by the headline
  const std::string why = std::string(interruption(a.interrupted && !said)) + a.why;
  std::string text = folded(headline(a), 0) + folded(why, 2) + "\n" + problem_rows(a) + sign_rows(a.spectrum);
  if (!a.pairs.empty()) text += pairs_table(a);
  if (a.which == "all" && !a.spectrum.eigenvalues.empty()) {
    const bool few = a.spectrum.eigenvalues.size() <= kValuesListed;
    const bool zero = a.spectrum.eigenvalues.front() == 0 && a.spectrum.eigenvalues.back() == 0;
    text += few || zero ? list_of_all(a.spectrum.eigenvalues) : decades(a.spectrum.eigenvalues);
  }
  if (!a.signs.empty()) text += signs_table(a.signs);
  if (a.density) text += density_table(*a.density);
  return text;
}

}  // namespace saddlescope::report
