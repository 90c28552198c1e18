#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/charts.h"
#include "saddlescope/report/charts/looks.h"
#include "saddlescope/report/charts/parts.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr double kTold = 2;  // tolerances: eigenvalues that lie no farther apart can't be told from each other
constexpr std::size_t kShown = 20;  // of more than so many it is also shown how many lie where
constexpr std::size_t kBins = 40;
constexpr double kMany = 100;  // in one cell: from there counts go by logarithm

// An axis of eigenvalues: what the tolerance can't tell from 0 lies in its linear part.
ChartAxis eigenvalue_axis(std::span<const double> values, double tolerance, Language language) {
  double least = std::numeric_limits<double>::infinity(), most = 0;
  for (const double value : values) {
    const double size = std::abs(value);
    if (!std::isfinite(size) || size <= tolerance || size == 0) continue;
    least = std::min(least, size);
    most = std::max(most, size);
  }
  ChartAxis axis{.label = say(language, "Eigenvalue")};
  if (!(most / 100 >= least)) return axis;
  axis.scale = Scale::symmetric;
  axis.threshold = decade_below(std::max(least, tolerance));
  return axis;
}

struct Sign {
  std::string name;
  Colour colour;
};

std::array<Sign, 3> signs_of(const std::array<std::size_t, 3>& counts, Language language) {
  return {Sign{say(language, "negative ({0})", {std::to_string(counts[0])}), Colour::vermilion},
          Sign{say(language, "flat ({0})", {std::to_string(counts[1])}), Colour::faint},
          Sign{say(language, "positive ({0})", {std::to_string(counts[2])}), Colour::blue}};
}

std::size_t sign_of(double value, double tolerance) { return value < -tolerance ? 0 : value > tolerance ? 2 : 1; }

// Whether the band of the critical point in reach is another than the one here.
bool larger_nearby(const std::optional<Inertia>& here, const std::optional<Nearby>& nearby) {
  return nearby && nearby->inertia.tolerance > 0 && (!here || nearby->inertia.tolerance > here->tolerance);
}

void add_bands(View& view, const std::optional<Inertia>& here, const std::optional<Nearby>& nearby, Language language) {
  const auto add = [&](std::string name, double tolerance, Colour colour) {
    view.bands.push_back({.name = std::move(name), .low = -tolerance, .high = tolerance, .colour = colour});
  };
  if (larger_nearby(here, nearby)) {
    add(say(language, "tolerance nearby: ±{0}", {number(nearby->inertia.tolerance)}), nearby->inertia.tolerance,
        Colour::yellow);
  }
  if (here && here->tolerance > 0) {
    add(say(language, "tolerance here: ±{0}", {number(here->tolerance)}), here->tolerance, Colour::faint);
  }
}

// Of each of the ascending values the first and the last that can't be told from the first of its run.
struct Run {
  std::size_t first = 0, last = 0;
};
std::vector<Run> runs(std::span<const double> values, double tolerance) {
  std::vector<Run> list;
  for (std::size_t first = 0, end = 0; first < values.size(); first = end) {
    while (end < values.size() && (end == first || values[end] - values[first] <= kTold * tolerance)) ++end;
    list.insert(list.end(), end - first, Run{first, end - 1});
  }
  return list;
}

std::string hover(std::span<const double> values, std::span<const double> bounds, std::size_t i, const Run& run,
                  Language language) {
  std::string text = fmt::format("{}: {}", i + 1, number(values[i]));
  if (!bounds.empty()) text += " ± " + number(bounds[i]);
  if (run.first == run.last) return text;
  return text + "\n" +
         say(language, "{0} that can't be told apart: {1} … {2}",
             {std::to_string(run.last - run.first + 1), std::to_string(run.first + 1), std::to_string(run.last + 1)});
}

// Values in ascending order, each at its number.
View listed(std::span<const double> values, std::span<const double> bounds, const std::optional<Inertia>& here,
            const std::optional<Nearby>& nearby, Language language) {
  View view{.x = {.label = say(language, "Number, in ascending order"), .whole = true}};
  const double tolerance = here ? here->tolerance : 0;
  add_bands(view, here, nearby, language);
  view.y = eigenvalue_axis(values, tolerance, language);
  std::array<std::size_t, 3> counts{};
  for (const double value : values) counts[sign_of(value, tolerance)] += 1;
  const auto kinds = signs_of(counts, language);
  const std::vector<Run> alike = runs(values, tolerance);
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    Series series{.name = kinds[kind].name, .colour = kinds[kind].colour};
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (sign_of(values[i], tolerance) != kind) continue;
      series.x.push_back(static_cast<double>(i + 1));
      series.y.push_back(values[i]);
      series.hover.push_back(hover(values, bounds, i, alike[i], language));
      if (!bounds.empty()) series.error_y.push_back(bounds[i]);
    }
    if (!series.x.empty()) view.series.push_back(std::move(series));
  }
  return view;
}

// Edges of cells that are equally long on the axis. Zero is the middle of one, so that what can't be told from it stands
// around it, as its band does.
std::vector<double> cells_around_zero(const ChartAxis& axis, std::span<const double> values) {
  const auto [low, high] = range_of(axis, values);
  const auto place = [&](double x) { return scaled(axis.scale, axis.threshold, x); };
  const double cell = (place(high) / 2 - place(low) / 2) / static_cast<double>(kBins) * 2;
  if (!(low < 0 && high > 0 && cell > 0)) return equal_cells(axis, values, kBins);
  constexpr double kMost = std::numeric_limits<double>::max();
  std::vector<double> edges;
  const double last = std::ceil(place(high) / cell - 0.5) + 0.5;
  for (double k = std::floor(place(low) / cell + 0.5) - 0.5; k <= last; ++k) {
    edges.push_back(std::clamp(unscaled(axis.scale, axis.threshold, k * cell), -kMost, kMost));
  }
  return edges;
}

// How many lie where, by their signs: of a thousand equal ones the other view shows a line.
View counted_view(std::span<const double> values, const View& listed, double tolerance, Language language) {
  View view{.label = say(language, "How many"), .x = listed.y, .y = {.label = say(language, "Number of eigenvalues")}};
  const std::vector<double> edges = cells_around_zero(view.x, values);
  view.x.range = {edges.front(), edges.back()};
  for (Band band : listed.bands) {
    band.of_x = true;
    view.bands.push_back(std::move(band));
  }
  const std::size_t bins = edges.size() - 1;
  std::vector<double> filled(bins, 0);
  std::array<std::vector<double>, 3> heights;
  for (std::vector<double>& of_kind : heights) of_kind.assign(bins, 0);
  std::array<std::size_t, 3> counts{};
  for (const double value : values) {
    const std::size_t kind = sign_of(value, tolerance);
    ++counts[kind];
    if (std::isfinite(value)) ++heights[kind][cell_of(value, edges)];
  }
  const auto kinds = signs_of(counts, language);
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    if (counts[kind] == 0) continue;
    Bars bars{.name = kinds[kind].name,
              .colour = kinds[kind].colour,
              .edges = edges,
              .heights = heights[kind],
              .base = filled};
    for (std::size_t c = 0; c < bins; ++c) {
      bars.hover.push_back(fmt::format("{} … {}: {:.0f}", number(edges[c]), number(edges[c + 1]), bars.heights[c]));
      filled[c] += bars.heights[c];
    }
    view.bars.push_back(std::move(bars));
  }
  if (std::ranges::max(filled) >= kMany) {  // few stay visible beside many
    view.y.scale = Scale::symmetric;
  } else {
    view.y.whole = true;
  }
  return view;
}

// The lowest and the highest alone.
View ends(const Spectrum& spectrum, const std::optional<Nearby>& nearby, Language language) {
  const std::array<double, 2> values{spectrum.lowest.value, spectrum.highest.value};
  const std::array<double, 2> bounds{spectrum.lowest.bound, spectrum.highest.bound};
  View view = listed(values, bounds, spectrum.inertia, nearby, language);
  view.x = {.names = {say(language, "lowest"), say(language, "highest")}};
  for (Series& series : view.series) {
    for (double& x : series.x) x -= 1;
    series.name.clear();
  }
  if (spectrum.unseen.known) {
    for (const double value : {spectrum.unseen.lowest, spectrum.unseen.highest}) {
      view.references.push_back({.name = say(language, "none beyond {0}, with probability {1}",
                                             {number(value), number(1 - spectrum.unseen.failure_probability)}),
                                 .value = value,
                                 .colour = Colour::faint});
    }
  }
  return view;
}

// What the two tolerances mean for the eigenvalues within them: two questions (docs/methods §2), two bands.
std::string tolerance_here(const View& view, double tolerance, Language language) {
  if (!(tolerance > 0)) return {};
  const auto drawn = [&](const Band& band) { return band.high == tolerance && visible(view, band); };
  const std::string words =
      std::ranges::any_of(view.bands, drawn)
          ? say(language, "Within ±{0}, the tolerance here, they can't be told from zero.", {number(tolerance)})
          : say(language, "Within ±{0}, a band too narrow to be seen here, they can't be told from zero.",
                {number(tolerance)});
  return std::string(gap(language)) + words;
}

std::string tolerance_nearby(const std::optional<Inertia>& here, const std::optional<Nearby>& nearby,
                             Language language) {
  if (!larger_nearby(here, nearby)) return {};
  return std::string(gap(language)) +
         say(language, "Within ±{0}, the tolerance nearby, a critical point in reach needn't share their signs.",
             {number(nearby->inertia.tolerance)});
}

Chart density_chart(const SpectrumAnswer& answer, Language language) {
  const Density& density = *answer.density;
  Chart chart{.id = "density",
              .title = say(language, "Spectral density"),
              .subject = problem_words(answer.problem, language),
              .language = language};
  chart.description =
      say(language,
          "How many of {0} eigenvalues lie in each cell, estimated from {1} random vectors; lines: one standard error.",
          {std::to_string(answer.problem.parameters), std::to_string(density.vectors)});
  View view{.x = axis_of(say(language, "Eigenvalue"), density.at),
            .y = {.label = say(language, "Number of eigenvalues"), .scale = Scale::symmetric, .threshold = 1}};
  if (std::ranges::all_of(density.mass, [](double mass) { return mass < kMany; })) view.y.scale = Scale::linear;
  Bars bars{.edges = density.at, .heights = density.mass, .error = density.standard_error};
  for (std::size_t i = 0; i < density.mass.size(); ++i) {
    bars.hover.push_back(fmt::format("{} … {}: {} ± {}", number(density.at[i]), number(density.at[i + 1]),
                                     number(density.mass[i]), number(density.standard_error[i])));
  }
  view.bars.push_back(std::move(bars));
  chart.views.push_back(std::move(view));
  return chart;
}

}  // namespace

std::optional<Chart> spectrum_chart(const Spectrum& spectrum, const std::optional<Nearby>& nearby,
                                    const ProblemSummary& problem, Language language) {
  Chart chart{.id = "spectrum",
              .title = say(language, "Eigenvalue spectrum"),
              .subject = problem_words(problem, language),
              .language = language};
  if (!spectrum.eigenvalues.empty()) {
    chart.views.push_back(listed(spectrum.eigenvalues, {}, spectrum.inertia, nearby, language));
    const double tolerance = spectrum.inertia ? spectrum.inertia->tolerance : 0;
    chart.description = say(language, "All {0} eigenvalues of the Hessian in ascending order.",
                            {std::to_string(spectrum.eigenvalues.size())}) +
                        tolerance_here(chart.views[0], tolerance, language) +
                        tolerance_nearby(spectrum.inertia, nearby, language);
    if (spectrum.eigenvalues.size() > kShown) {
      chart.views[0].label = say(language, "In order");
      chart.views.push_back(counted_view(spectrum.eigenvalues, chart.views[0], tolerance, language));
    }
  } else if (std::isfinite(spectrum.lowest.value) && std::isfinite(spectrum.highest.value) &&
             !spectrum.method.empty()) {
    chart.description = say(language, "The lowest and the highest eigenvalue of the Hessian with their bounds.");
    if (spectrum.inertia) {
      chart.description += gap(language);
      chart.description += say(language, "Their signs: {0}.", {inertia_words(*spectrum.inertia, language)});
    }
    chart.description += tolerance_nearby(spectrum.inertia, nearby, language);
    chart.views.push_back(ends(spectrum, nearby, language));
  } else {
    return std::nullopt;
  }
  return chart;
}

std::vector<Chart> charts(const SpectrumAnswer& answer, Language language) {
  std::vector<Chart> list;
  if (answer.density && !answer.density->mass.empty()) list.push_back(density_chart(answer, language));
  if (!answer.pairs.empty() && answer.spectrum.eigenvalues.empty()) {
    std::vector<double> values, bounds;
    for (const BoundedEigenvalue& pair : answer.pairs) {
      values.push_back(pair.value);
      bounds.push_back(pair.bound);
    }
    Chart chart{.id = "spectrum",
                .title = say(language, "Eigenvalue spectrum"),
                .subject = problem_words(answer.problem, language),
                .language = language};
    chart.description = say(language, "The {0} eigenvalues that were asked for, in ascending order, with their bounds.",
                            {std::to_string(values.size())});
    chart.views.push_back(listed(values, bounds, answer.spectrum.inertia, std::nullopt, language));
    list.push_back(std::move(chart));
  } else if (auto chart = spectrum_chart(answer.spectrum, std::nullopt, answer.problem, language);
             chart && list.empty()) {
    list.push_back(std::move(*chart));
  }
  return list;
}

}  // namespace saddlescope::report
