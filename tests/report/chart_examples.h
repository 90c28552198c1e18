// Charts of results made up: one of every kind, and some that nobody would wish for.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "saddlescope/report/charts.h"
#include "tests/report/examples.h"
#include "tests/results/census.h"

namespace saddlescope {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// (1 − w₁w₂)² on a grid of n × n, with its saddle, the way out and the two rows of minima.
inline Surface toy_surface(std::size_t n) {
  Surface s;
  s.problem = saddle_of_a_formula().problem;
  s.floor = 0;
  CrossSection& plane = s.section;
  plane.centre_loss = 1;
  for (const char* name : {"w1", "w2"}) plane.directions.push_back({DirectionKind::parameter, name});
  plane.origin = {0, 0};
  std::vector<double> axis;
  for (std::size_t i = 0; i < n; ++i) axis.push_back(-2 + 4 * static_cast<double>(i) / static_cast<double>(n - 1));
  plane.axes = {axis, axis};
  for (const double x : axis) {
    for (const double y : axis) plane.loss.push_back((1 - x * y) * (1 - x * y));
  }
  plane.evaluated = plane.loss.size();
  plane.marks = {{{0, 0}, 1, "", MarkKind::here},
                 {{0, 0}, 1, "", MarkKind::critical, VerdictKind::saddle},
                 {{1, 1}, 0, "", MarkKind::way_out}};
  plane.curves.push_back({{{0, 0}, {1, 1}}, 1, "", MarkKind::way_out});
  for (const double sign : {-1.0, 1.0}) {
    Curve minima{{}, 0, "", MarkKind::critical, VerdictKind::degenerate_minimum};
    for (double x = 0.5; x <= 2; x += 0.125) minima.points.push_back({sign * x, sign / x});
    plane.curves.push_back(minima);
  }
  return s;
}

/// 1 − t² + t⁴ along w1, beside 1 − t².
inline TaylorLine toy_taylor() {
  TaylorLine line;
  line.direction.label = "eigenvector 1 of 2";
  line.coefficients = {1, 0, -1};
  for (double t = -1; t <= 1; t += 0.125) {
    line.t.push_back(t);
    line.loss.push_back(1 - t * t + t * t * t * t);
    line.model.push_back(1 - t * t);
  }
  line.forward = {0.3, false};
  line.backward = {0.3, false};
  return line;
}

inline Diagnosis with_landscape() {
  Diagnosis d = saddle_of_a_formula();
  Landscape& land = d.landscape.emplace();
  land.plane = toy_surface(9).section;
  land.line.emplace();
  land.line->centre_loss = 1;
  land.line->directions = {{DirectionKind::eigenvector, "eigenvector 2 of 2"}};
  land.line->origin = {0};
  land.line->axes = {{-1, 0, 1}};
  land.line->loss = {2.25, 1, 2.25};
  land.line->marks = {{{0}, 1, "", MarkKind::here}};
  land.taylor = {toy_taylor()};
  land.line_search = {{0.5, 0.766, 0.75}, {1, 0.25, 0}, {std::sqrt(2.0), 0, {}}};
  land.appearance = Appearance{{0, 2}, {40, 64}, {3, 64}, 1, false, 2, 1e-15};
  return d;
}

inline SpectrumAnswer spectrum_of(std::vector<double> eigenvalues, double tolerance) {
  SpectrumAnswer a;
  a.which = "all";
  a.problem.parameters = eigenvalues.size();
  a.spectrum.complete = true;
  a.spectrum.method = "exact";
  a.spectrum.inertia = Inertia{0, 0, 0, tolerance};
  a.spectrum.eigenvalues = std::move(eigenvalues);
  return a;
}

inline SpectrumAnswer density_answer() {
  SpectrumAnswer a;
  a.which = "density";
  a.problem.parameters = 275;
  a.density = Density{{-1.386, -0.1, 0.1, 1.386}, {29.5, 205.25, 40.25}, {2.5, 4.75, 2.6}, 10, 50};
  return a;
}

inline Training training_history() {
  Training t = trained(StopReason::budget, "");
  for (std::size_t i = 0; i <= 12; ++i) {
    t.history.push_back(
        {i * 100, 1.2 * std::pow(0.5, static_cast<double>(i)), std::pow(0.25, static_cast<double>(i)), 0, 1.0});
  }
  return t;
}

inline Comparison compared_histories() {
  Comparison c = compared();
  double rate = 0.1;
  for (ComparedMethod& method : c.methods) {
    for (std::size_t i = 0; i <= 8; ++i) {
      const auto at = static_cast<double>(i);
      method.history.push_back({at * 250, c.loss * std::exp(-rate * at)});
    }
    rate += 0.1;
  }
  return c;
}

inline Finding found_in_a_box() {
  Finding f;
  f.problem.parameters = 2;
  f.problem.variables = {"w1", "w2"};
  f.box.emplace().sides = {{-2, -2}, {2, 2}};
  FoundPoint saddle;
  saddle.at = {0, 0};
  saddle.loss = 1;
  saddle.inertia = Inertia{1, 0, 1, 1e-15};
  saddle.verdict.kind = VerdictKind::saddle;
  FoundPoint minima;
  minima.at = {1, 1};
  minima.verdict.kind = VerdictKind::degenerate_minimum;
  minima.manifold_dimension = 1;
  for (double x = 0.5; x <= 2; x += 0.125) minima.sample.push_back({x, 1 / x});
  for (double x = -2; x <= -0.5; x += 0.125) minima.sample.push_back({x, 1 / x});
  minima.pieces = {{13, false}, {13, false}};
  f.points = {saddle, minima};
  return f;
}

inline Finding found_by_a_run() {
  Finding f = found(FinderEnd::critical_point);
  f.run->history = {{0, 2, 1}, {1, 0.5, 1e-3}, {2, 0.25, 3e-12}};
  return f;
}

/// Whether a series' name holds this.
inline bool has_series(const report::Chart& chart, const std::string& part) {
  return std::ranges::any_of(chart.views[0].series,
                             [&](const report::Series& series) { return series.name.find(part) != std::string::npos; });
}

/// The series of a chart's first view whose name holds `part`.
inline const report::Series& named(const report::Chart& chart, const std::string& part) {
  for (const report::Series& series : chart.views[0].series) {
    if (series.name.find(part) != std::string::npos) return series;
  }
  throw std::runtime_error("no series is named " + part);
}

/// Every kind of chart there is.
inline std::vector<report::Chart> all_charts(Language language = Language::english) {
  std::vector<report::Chart> list;
  const auto add = [&](const auto& result) {
    for (report::Chart& chart : report::charts(result, language)) list.push_back(std::move(chart));
  };
  add(example_census());
  add(spectrum_of({-2, -1e-9, -3e-16, 0, 1e-16, 1e-3, 0.5, 2}, 1e-14));
  SpectrumAnswer ends = spectrum_of({}, 1e-14);
  ends.pairs = {{-1.193, 9.2e-14}, {-1.179, 1e-13}, {1.386, 8.7e-14}};
  add(ends);
  add(density_answer());
  add(with_landscape());
  add(large_network());
  add(toy_surface(15));
  TaylorAnswer taylor;
  taylor.lines = {toy_taylor()};
  add(taylor);
  add(training_history());
  add(escaped());
  add(compared_histories());
  add(found_in_a_box());
  add(found_by_a_run());
  return list;
}

}  // namespace saddlescope
