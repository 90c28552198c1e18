#include "saddlescope/commands/diagnose.h"

#include <fmt/format.h>

#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/commands/stopwatch.h"
#include "saddlescope/commands/summary.h"
#include "saddlescope/critical/escape.h"
#include "saddlescope/curvature/dense_hessian.h"

namespace saddlescope {
namespace {

// H, its reduction, the eigenvectors and their workspace, at θ and once more at θ*.
constexpr double kMatrices = 6;

void require_memory(std::size_t P, const Context& context) {
  const double bytes = 8 * kMatrices * static_cast<double>(P) * static_cast<double>(P);
  context.require_memory(bytes, fmt::format("The exact spectrum of {} parameters", P),
                         fmt::format("Raise --memory to {:.0f}MiB, or take a smaller model; escape needs a third "
                                     "of that, train next to none.",
                                     std::ceil(bytes / 0x1p20)));
}

Spectrum spectrum_of(const Classification& c) {
  const MeasuredPoint& point = c.point;
  Spectrum s;
  s.complete = true;
  s.method = "exact";
  s.eigenvalues = point.eigen.values;
  s.lowest = {s.eigenvalues.front(), point.tolerance};
  s.highest = {s.eigenvalues.back(), point.tolerance};
  s.inertia = inertia(point, band(point, point.tolerance));
  s.terms = point.terms;
  std::size_t positive = 0;
  for (const double value : s.eigenvalues) positive += value > 0;
  s.minimum_ratio = static_cast<double>(positive) / static_cast<double>(s.eigenvalues.size());
  s.hessian_vector_products = c.hessian_vector_products;
  return s;
}

void list_derivatives(Diagnosis& d, const Linearization& at, const Matrix& H) {
  if (at.size() > kListedParameters) return;
  d.gradient.assign(at.gradient().begin(), at.gradient().end());
  for (std::size_t i = 0; i < at.size(); ++i) {
    d.hessian.emplace_back();
    for (std::size_t j = 0; j < at.size(); ++j) d.hessian.back().push_back(H(i, j));
  }
}

void add_layers(Diagnosis& d, const Objective& objective, std::span<const double> theta, Context& context) {
  const Anatomy* anatomy = objective.anatomy();
  if (!anatomy) return;
  for (const LayerActivity& layer : anatomy->activity(theta, context)) {
    d.layers.push_back({layer.name, layer.activation, layer.units, layer.dead, layer.saturated});
  }
}

}  // namespace

Diagnosis diagnose(const Objective& objective, std::span<const double> theta, const DiagnoseOptions& options,
                   Context& context) {
  objective.require_size(theta);
  if (theta.empty()) throw_bad_input("the objective has no parameters: there is nothing to diagnose.");
  require_memory(theta.size(), context);
  Stopwatch watch;
  Diagnosis d;
  d.problem = summarize(objective, theta, options.problem);
  const auto at = objective.linearize(theta, context);
  d.loss = at->value();
  require_finite(objective, theta, d.loss, at->gradient(), context);
  watch.lap("loss and gradient");
  const DenseHessian hessian = dense_hessian(*at, context);
  watch.lap("Hessian");
  const Classification c = classify(*at, hessian.H, hessian.asymmetry, options.classify, context);
  watch.lap("verdict");
  list_derivatives(d, *at, hessian.H);
  d.gradient_norm = c.point.gradient_norm;
  d.gradient_flatness = c.flatness;
  d.floor = c.floor.value;
  d.stake = c.stake;
  d.spectrum = spectrum_of(c);
  d.verdict = c.verdict;
  d.nearby = c.nearby;
  if (c.kink.known && std::isfinite(c.kink.distance)) d.kink_distance = c.kink.distance;
  d.escape = escape_route(*at, c.point.eigen.values, c.point.eigen.vectors, c.point.rounding, c.floor, context);
  watch.lap("way out");
  add_layers(d, objective, theta, context);
  d.seconds = watch.laps();
  d.seed = context.seed;
  d.engine = objective.traits().engine;
  d.environment = environment(context);
  return d;
}

}  // namespace saddlescope
