#include "saddlescope/commands/diagnose.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/base/memory_size.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/land_around.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/commands/stopwatch.h"
#include "saddlescope/commands/summary.h"
#include "saddlescope/commands/theory.h"
#include "saddlescope/critical/escape.h"
#include "saddlescope/critical/matrix_free.h"
#include "saddlescope/critical/way_out.h"
#include "saddlescope/curvature/dense_hessian.h"

namespace saddlescope {
namespace {

void require_memory(const Objective& objective, SpectrumMethod method, const Context& context) {
  const bool exact = method == SpectrumMethod::exact;
  const double bytes = (exact ? exact_cost(objective) : inertia_cost(objective)).bytes;
  context.require_memory(bytes,
                         fmt::format("The {} of {} parameters", exact ? "exact spectrum" : "inertia", objective.size()),
                         fmt::format("Take --spectrum matrix-free, which needs next to none, or raise --memory to "
                                     "{}.",
                                     memory_that_fits(bytes)));
}

Spectrum spectrum_of(const Classification& c) {
  const MeasuredPoint& point = c.point;
  Spectrum s;
  s.complete = true;
  s.method = point.how.factorize ? "inertia" : "exact";
  s.lowest = point.lowest;
  s.highest = point.highest;
  s.inertia = point.signs;
  s.terms = point.terms;
  if (!point.how.factorize) {
    s.eigenvalues = point.eigen.values();
    const auto positive = std::ranges::count_if(s.eigenvalues, [](double value) { return value > 0; });
    s.minimum_ratio = static_cast<double>(positive) / static_cast<double>(s.eigenvalues.size());
  }
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

void add_kink(Diagnosis& d, const Kink& kink) {
  if (!kink.known) return;
  if (kink.on) {
    d.kink_distance = 0;
  } else if (std::isfinite(kink.distance)) {
    d.kink_distance = kink.distance;
  }
}

// On a kink a way out is what was measured: curvature there, its error and what a model predicts bound nothing.
void keep_what_was_measured(Diagnosis& d) {
  if (!d.on_kink() || !d.escape) return;
  if (!(d.escape->measured_decrease > 0)) return d.escape.reset();
  d.escape->bound.reset();
  d.escape->predicted_decrease.reset();
  d.escape->predicted_step.reset();
}

bool is_minimum(const Verdict& verdict) {
  return verdict.kind == VerdictKind::local_minimum || verdict.kind == VerdictKind::degenerate_minimum;
}

OuterVectors outer_vectors(const Eigenpairs& eigen) {
  const std::span<const double> low = eigen.below(1).column(0);
  OuterVectors ends{{low.begin(), low.end()}, {}};
  const std::span<const double> high = eigen.above(eigen.size() - 1).column(0);
  ends.highest.assign(high.begin(), high.end());
  return ends;
}

void diagnose_by_matrix(Diagnosis& d, const Linearization& at, SpectrumMethod method, const DiagnoseOptions& options,
                        std::optional<OuterVectors>& ends, Stopwatch& watch, Context& context) {
  ClassifyOptions how = options.classify;
  how.measure.factorize = method == SpectrumMethod::inertia;
  const DenseHessian hessian = dense_hessian(at, context);
  watch.lap("Hessian");
  context.report("verdict", 0, 0);
  const Classification c = classify(at, hessian.H, hessian.asymmetry, how, context);
  watch.lap("verdict");
  list_derivatives(d, at, hessian.H);
  d.gradient_norm = c.point.gradient_norm;
  d.gradient_flatness = c.flatness;
  d.floor = c.floor.value;
  d.stake = c.stake;
  d.spectrum = spectrum_of(c);
  d.spectrum.hessian = at.objective().hessian_cost();
  d.verdict = c.verdict;
  d.nearby = c.nearby;
  add_kink(d, c.kink);
  d.escape = way_out(c, context);
  keep_what_was_measured(d);
  withdraw_a_minimum_that_curves_down(d.verdict, d.nearby, d.escape);
  if (options.landscape && !how.measure.factorize) ends = outer_vectors(c.point.eigen);
  watch.lap("way out");
}

// The exact way was interrupted: loss and gradient are known, and nothing of the spectrum yet.
void keep_what_is_there(Diagnosis& d, const Linearization& at, SpectrumMethod method) {
  d.interrupted = true;
  d.floor = at.objective().floor().value;
  if (const Anatomy* anatomy = at.objective().anatomy()) d.stake = anatomy->stake();
  if (at.size() <= kListedParameters) d.gradient.assign(at.gradient().begin(), at.gradient().end());
  if (!d.spectrum.method.empty()) {  // the verdict stands, but for the last look at a minimum
    if (is_minimum(d.verdict)) d.verdict.certified = false;
    return;
  }
  d.spectrum.method = method == SpectrumMethod::inertia ? "inertia" : "exact";
  d.spectrum.lowest = d.spectrum.highest = {std::nan(""), std::nan("")};
  d.verdict = {
      VerdictKind::undetermined, false, 1,
      "Interrupted before the spectrum was there: loss and gradient alone are known. --spectrum matrix-free has "
      "a first answer sooner."};
}

void diagnose_by_products(Diagnosis& d, const Linearization& at, const DiagnoseOptions& options, Stopwatch& watch,
                          Context& context) {
  MatrixFreeOptions matrix_free;
  matrix_free.classify = options.classify;
  matrix_free.products = affordable_products(at.objective());
  MatrixFreeClassification c = classify_matrix_free(at, matrix_free, context);
  watch.lap("verdict");
  d.gradient_norm = c.gradient_norm;
  d.gradient_flatness = c.flatness;
  d.floor = c.floor.value;
  d.stake = c.stake;
  d.spectrum = std::move(c.spectrum);
  d.verdict = c.verdict;
  d.nearby = c.nearby;
  add_kink(d, c.kink);
  d.entropy = context.entropy;
  d.interrupted = c.interrupted;
  if (d.interrupted || c.lowest_vectors.columns() == 0) return;
  try {
    d.escape = escape_route(at, c.ritz, c.lowest_vectors, c.rounding, c.floor, context);
    keep_what_was_measured(d);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted) throw;
    d.interrupted = true;  // the verdict stands
  }
  watch.lap("way out");
}

void add_stall(Diagnosis& d, const Linearization& at, const TrainedBy& by, Stopwatch& watch, Context& context) {
  const double norm = std::max(std::abs(d.spectrum.lowest.value), std::abs(d.spectrum.highest.value));
  StallAnswer answer = why_stalled({at, by, d.spectrum.highest, norm, d.verdict, d.problem.arguments}, context);
  d.stall = std::move(answer.causes);
  d.stall_undecided = std::move(answer.undecided);
  d.interrupted = answer.interrupted;
  watch.lap("why it stalled");
}

}  // namespace

Diagnosis diagnose(const Objective& objective, std::span<const double> theta, const DiagnoseOptions& options,
                   Context& context) {
  objective.require_size(theta);
  if (theta.empty()) throw_bad_input("the objective has no parameters: there is nothing to diagnose.");
  const TrainedBy by = trained_by(options.trained);
  const SpectrumMethod method = choose_spectrum(options.spectrum, objective, context);
  const bool matrix = method != SpectrumMethod::matrix_free;
  if (matrix) require_memory(objective, method, context);
  Context rest = matrix ? context : without_held(context, options.held);
  Stopwatch watch;
  Diagnosis d;
  d.problem = summarize(objective, theta, options.problem);
  const auto at = objective.linearize(theta, rest);
  d.loss = at->value();
  require_finite(objective, theta, d.loss, at->gradient(), rest);
  watch.lap("loss and gradient");
  d.gradient_norm = norm(at->gradient());
  std::optional<OuterVectors> ends;
  try {
    if (matrix) {
      diagnose_by_matrix(d, *at, method, options, ends, watch, rest);
    } else {
      diagnose_by_products(d, *at, options, watch, rest);
    }
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted) throw;
    keep_what_is_there(d, *at, method);
  }
  d.spectrum.others = other_costs(method, objective, context);
  if (!d.interrupted) add_stall(d, *at, by, watch, rest);
  if (!d.interrupted) add_layers(d, objective, theta, rest);
  if (options.landscape && !d.interrupted) {
    add_landscape(d, *at, ends, rest);
    watch.lap("landscape");
  }
  if (options.theory && !d.interrupted) d.theory = compare_with_theory(*options.theory, d);
  d.seconds = watch.laps();
  set_provenance(d, objective, context);
  return d;
}

Diagnosis diagnose(const Objective& objective, std::span<const double> theta, const DiagnoseOptions& options) {
  Context context = checked_context();
  return diagnose(objective, theta, options, context);
}

}  // namespace saddlescope
