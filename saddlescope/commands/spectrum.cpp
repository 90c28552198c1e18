#include "saddlescope/commands/spectrum.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "saddlescope/base/did_you_mean.h"
#include "saddlescope/base/error.h"
#include "saddlescope/base/memory_size.h"
#include "saddlescope/commands/add_sentence.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/commands/on_kink.h"
#include "saddlescope/commands/stopwatch.h"
#include "saddlescope/commands/summary.h"
#include "saddlescope/critical/point.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/objective/counted.h"
#include "saddlescope/spectrum/affordable_steps.h"
#include "saddlescope/spectrum/block_lanczos.h"
#include "saddlescope/spectrum/density.h"

namespace saddlescope {
namespace {

constexpr std::size_t kBlock = 4;  // columns of block Lanczos
constexpr double kShare = 1.0 / 4;  // of the memory allowed for Lanczos vectors
constexpr double kTolerance = 1e-8;  // ‖r‖/‖H‖ of a converged pair
constexpr double kFailure = 1e-3;  // probability that an eigenvalue lies beyond Spectrum::unseen
constexpr std::size_t kProductsPerPair = 20;  // at least, where many pairs are wanted
constexpr std::size_t kRandomProbes = 4;  // random vectors among those whose rounding is measured
constexpr std::size_t kMostProbes = 100000;
constexpr std::size_t kDensitySteps = 100;  // of Lanczos, from each random vector of a density
constexpr std::size_t kFewestSteps = 20, kDensityProducts = 3;  // times the products for ends
constexpr double kUnresolved = 0.1;  // of all eigenvalues: quadrature off by so much at an edge, cells get no finer
constexpr double kCentre = 1e-6;  // half width of the cell around zero at the least, in ‖H‖
constexpr int kDecades = 8;  // of tolerances at which signs are estimated

struct Named {
  Eigenvalues which;
  std::string_view name;
};
constexpr std::array kNames{Named{Eigenvalues::all, "all"},         Named{Eigenvalues::lowest, "lowest"},
                            Named{Eigenvalues::highest, "highest"}, Named{Eigenvalues::both, "both"},
                            Named{Eigenvalues::density, "density"}, Named{Eigenvalues::automatic, "auto"}};

bool at_ends(Eigenvalues which) {
  return which == Eigenvalues::lowest || which == Eigenvalues::highest || which == Eigenvalues::both;
}

std::size_t positives(const Vector& values) {
  return static_cast<std::size_t>(std::ranges::count_if(values, [](double x) { return x > 0; }));
}

class Answer {
 public:
  Answer(const Linearization& at, const SpectrumOptions& options, Context& context, SpectrumAnswer& answer)
      : at_(at), options_(options), context_(context), answer_(answer), H_(at) {}

  void all(bool pairs, Eigenvalues which) {
    answer_.spectrum.method = "exact";
    const DenseHessian hessian = dense_hessian(at_, context_);
    watch.lap("Hessian");
    context_.report("eigenvalues", 0, 0);
    const MeasuredPoint point = measure_point(at_, hessian.H, hessian.asymmetry, {}, context_);
    watch.lap("eigenvalues");
    Spectrum& s = answer_.spectrum;
    s.complete = true;
    s.eigenvalues = point.eigen.values();
    s.lowest = point.lowest;
    s.highest = point.highest;
    s.inertia = point.signs;
    s.terms = point.terms;
    s.minimum_ratio = static_cast<double>(positives(s.eigenvalues)) / static_cast<double>(at_.size());
    s.hessian_vector_products = point.hessian_vector_products;
    s.hessian = at_.objective().hessian_cost();
    if (pairs) list(s.eigenvalues, Vector(s.eigenvalues.size(), point.tolerance), which);
    answer_.why =
        fmt::format("{} to ±{:.2g}: the eigensolver's backward error and the evaluation's own rounding, measured.",
                    at_.size() == 1 ? "The one eigenvalue was computed"
                                    : fmt::format("All {} eigenvalues were computed, each", at_.size()),
                    point.tolerance);
  }

  void ends(Eigenvalues which) {
    answer_.spectrum.method = "matrix-free";
    const std::size_t P = at_.size(), k = pairs();
    const bool low = which != Eigenvalues::highest, high = which != Eigenvalues::lowest;
    const std::size_t block = std::min(kBlock, P);
    const double bytes = kShare * static_cast<double>(context_.memory);
    BlockLanczos lanczos(H_, {block, affordable_columns(P, block, bytes)});
    SpectrumEnds wanted{low ? k : 0, high ? k : 0, kTolerance,
                        std::max(affordable_products(at_.objective()), kProductsPerPair * (low && high ? 2 * k : k))};
    BlockLanczos::Stop stop = lanczos.run(wanted, context_);
    // Where there are few different eigenvalues both ends may be content with the same pairs.
    const std::size_t distinct = std::min(2 * k, P);
    if (low && high && stop == BlockLanczos::Stop::converged && lanczos.values().size() < distinct) {
      wanted.lowest = distinct;
      stop = lanczos.run(wanted, context_);
    }
    watch.lap("block Lanczos");
    answer_.interrupted = stop == BlockLanczos::Stop::interrupted;
    answer_.entropy = context_.entropy;
    if (lanczos.values().empty()) return nothing_yet();
    keep_ends(lanczos, which);
    answer_.converged = stop == BlockLanczos::Stop::converged || stop == BlockLanczos::Stop::filled;
    answer_.why = why(lanczos, wanted);
  }

  void density() {
    answer_.spectrum.method = "matrix-free";
    const std::size_t P = at_.size();
    // More vectors don't mean fewer steps: what is undecided for each of them stays so for any number of them.
    const std::size_t affordable =
        std::max(kFewestSteps, kDensityProducts * affordable_products(at_.objective()) / SpectrumOptions::kProbes);
    const std::size_t steps = affordable_steps(std::min({affordable, kDensitySteps, P}), P, context_);
    const SpectralDensity density(H_, {options_.probes.value_or(SpectrumOptions::kProbes), steps, Probes::sphere},
                                  context_);
    watch.lap("random vectors");
    answer_.interrupted = density.interrupted();
    answer_.entropy = context_.entropy;
    if (density.quadratures().empty()) return nothing_yet();
    const double tau = measure(random_unit_vectors(P, std::min(kRandomProbes, P), context_), density.norm());
    keep_density(density, steps, tau);
    answer_.converged = !density.interrupted();
    answer_.why = fmt::format(
        "Estimated from {} random vectors with up to {} products each, by Gauss quadrature: masses come with the "
        "standard error of sampling, counts beyond a tolerance also with what quadrature can be off by for these "
        "vectors. Where both bounds are far apart eigenvalues pile up around the tolerance.",
        density.quadratures().size(), steps);
  }

  void nothing_yet() { answer_.spectrum.lowest = answer_.spectrum.highest = {std::nan(""), std::nan("")}; }

  Stopwatch watch;

 private:
  std::size_t pairs() const { return std::min(options_.pairs.value_or(SpectrumOptions::kPairs), at_.size()); }

  // Those asked for of ascending values: of both ends each once.
  void list(const Vector& values, const Vector& bounds, Eigenvalues which) {
    const std::size_t n = values.size(), k = std::min(pairs(), n);
    const std::size_t low = which == Eigenvalues::highest ? 0 : k;
    const std::size_t high = which == Eigenvalues::lowest ? n : std::max(low, n - k);
    for (std::size_t i = 0; i < n; ++i) {
      if (i < low || i >= high) answer_.pairs.push_back({values[i], bounds[i]});
    }
  }

  // τ_θ, from vectors on which the evaluation's rounding is measured.
  double measure(ConstBlock V, double norm) {
    Context last = context_;  // what is there was paid for: a request to stop must not keep it from being measured
    last.stop = {};
    last.report("rounding errors", 0, 0);
    const Rounding rounding = at_.rounding(V, last);
    measured_products_ += static_cast<std::size_t>(EvaluationCount::kPerturbed) * V.columns();
    ToleranceTerms& terms = answer_.spectrum.terms;
    terms.eigensolver = static_cast<double>(at_.size()) * kEps * norm;
    // Below the smallest normal number nothing has a relative error.
    terms.rounding = std::max(*std::ranges::max_element(rounding.product), std::numeric_limits<double>::min());
    watch.lap("rounding errors");
    return terms.eigensolver + terms.rounding;
  }

  // Both outermost Ritz vectors, the one nearest zero, and random ones.
  Matrix probing_vectors(const BlockLanczos& lanczos) const {
    const Vector& values = lanczos.values();
    const std::size_t P = at_.size(), random = std::min(kRandomProbes, P);
    const auto nearest = static_cast<std::size_t>(
        std::ranges::min_element(values, std::less{}, [](double x) { return std::abs(x); }) - values.begin());
    Matrix V(P, 3 + random);
    const std::array<std::size_t, 3> which{0, nearest, values.size() - 1};
    for (std::size_t j = 0; j < which.size(); ++j) {
      const Matrix x = lanczos.vectors(which[j], 1);
      std::ranges::copy(x.column(0), V.column(j).begin());
    }
    const Matrix unit = random_unit_vectors(P, random, context_);
    for (std::size_t j = 0; j < random; ++j) std::ranges::copy(unit.column(j), V.column(3 + j).begin());
    return V;
  }

  void keep_ends(const BlockLanczos& lanczos, Eigenvalues which) {
    const Vector& values = lanczos.values();
    const double tau = measure(probing_vectors(lanczos), lanczos.norm());
    Vector bounds = lanczos.residuals();
    for (double& bound : bounds) bound += tau;
    list(values, bounds, which);
    Spectrum& s = answer_.spectrum;
    s.lowest = {values.front(), bounds.front()};
    s.highest = {values.back(), bounds.back()};
    s.unseen = lanczos.unseen(kFailure);
    s.complete = lanczos.filled();
    s.hessian_vector_products = H_.products() + measured_products_;
    keep_signs(static_cast<std::size_t>(std::ranges::count_if(values, [&](double x) { return x < -tau; })),
               static_cast<std::size_t>(std::ranges::count_if(values, [&](double x) { return x > tau; })), tau);
    if (s.complete) {
      s.eigenvalues = values;
      s.minimum_ratio = static_cast<double>(positives(values)) / static_cast<double>(values.size());
    }
  }

  void keep_signs(std::size_t negative, std::size_t positive, double tau) {
    const bool complete = answer_.spectrum.complete;
    answer_.spectrum.inertia =
        Inertia{negative, complete ? at_.size() - negative - positive : 0, positive, tau, complete};
  }

  std::string why(const BlockLanczos& lanczos, const SpectrumEnds& wanted) const {
    const std::string spent = fmt::format("{} products by block Lanczos", lanczos.products());
    if (answer_.interrupted) {
      return spent + ": an eigenvalue lies within each bound, but these may not be the outermost.";
    }
    if (lanczos.filled()) return spent + " filled the whole space: these are all eigenvalues.";
    std::string text =
        spent + (answer_.converged
                     ? fmt::format(": every pair has converged to {:g} of ‖H‖.", kTolerance)
                     : fmt::format(" of {} allowed weren't enough: not every pair has converged to {:g} of ‖H‖. The "
                                   "bounds hold all the same.",
                                   wanted.products, kTolerance));
    return text +
           " An eigenvalue lies within each bound; that no copy is missing between them holds for up to as many copies "
           "as the block has columns, and for more as far as fresh vectors showed.";
  }

  // Half the width of the cell around zero: cells double away from it, as fine as quadrature tells them apart.
  static double resolved(const SpectralDensity& density, double largest) {
    double edge = largest / 2;
    const auto unresolved = [&](double x) {
      const EstimatedCount low = density.below(-x), high = density.above(x);
      return std::max(low.at_most - low.at_least, high.at_most - high.at_least);
    };
    while (edge > kCentre * largest && unresolved(edge / 2) <= kUnresolved * static_cast<double>(density.size())) {
      edge /= 2;
    }
    return edge;
  }

  void keep_density(const SpectralDensity& density, std::size_t steps, double tau) {
    Spectrum& s = answer_.spectrum;
    const double largest = density.norm();
    for (const bool low : {true, false}) {
      BoundedEigenvalue& end = low ? s.lowest : s.highest;
      end = {low ? density.lowest() : density.highest(), std::numeric_limits<double>::infinity()};
      for (const Quadrature& q : density.quadratures()) {
        if ((low ? q.nodes.front() : q.nodes.back()) != end.value) continue;
        end.bound = std::min(end.bound, (low ? q.residuals.front() : q.residuals.back()) + tau);
      }
    }
    s.hessian_vector_products = H_.products() + measured_products_;
    keep_signs(density.nodes_below(-tau), density.nodes_above(tau), tau);
    Density& d = answer_.density.emplace();
    d.at = edges_around_zero(std::max(resolved(density, largest), tau), largest);
    d.vectors = density.quadratures().size();
    d.steps = steps;
    for (const EstimatedCount& cell : density.cells(d.at)) {
      d.mass.push_back(cell.mass);
      d.standard_error.push_back(cell.standard_error);
    }
    double last = 0;
    for (int k = kDecades + 1; k >= 1; --k) {
      const double t = k > kDecades ? tau : std::max(tau, largest * std::pow(10.0, -k));
      if (t <= last) continue;
      last = t;
      const EstimatedCount negative = density.below(-t), positive = density.above(t);
      answer_.signs.push_back({t,
                               {negative.mass, negative.standard_error, negative.at_least, negative.at_most},
                               {positive.mass, positive.standard_error, positive.at_least, positive.at_most}});
    }
  }

  const Linearization& at_;
  const SpectrumOptions& options_;
  Context& context_;
  SpectrumAnswer& answer_;
  HessianOperator H_;
  std::size_t measured_products_ = 0;
};

// What to compute, and whether by the matrix.
struct ComputingPlan {
  Eigenvalues which;
  bool matrix;
};

ComputingPlan plan(const SpectrumOptions& options, const Objective& objective, const Context& context) {
  Eigenvalues which = options.which;
  if (which == Eigenvalues::automatic && options.pairs) which = Eigenvalues::both;
  if (which == Eigenvalues::density) return {which, false};
  if (options.method != SpectrumMethod::automatic) {
    const bool matrix = options.method == SpectrumMethod::exact;
    if (which == Eigenvalues::automatic) which = matrix ? Eigenvalues::all : Eigenvalues::both;
    return {which, matrix};
  }
  const SpectrumCost exact = exact_cost(objective);
  const bool fits = exact.bytes <= static_cast<double>(context.memory);
  if (at_ends(which)) {
    return {which, fits && exact.seconds <= std::max(kNeverTooDear, matrix_free_cost(objective, context).seconds)};
  }
  if (which == Eigenvalues::automatic)
    which = fits && exact.seconds <= kPatience ? Eigenvalues::all : Eigenvalues::both;
  return {which, which == Eigenvalues::all};
}

void require_memory(const Objective& objective, const Context& context) {
  const double bytes = exact_cost(objective).bytes;
  context.require_memory(bytes, fmt::format("All eigenvalues of {} parameters", objective.size()),
                         fmt::format("Take --which both or --which density, which need next to none, or raise --memory "
                                     "to {}.",
                                     memory_that_fits(bytes)));
}

}  // namespace

std::string_view to_string(Eigenvalues which) { return std::ranges::find(kNames, which, &Named::which)->name; }

Eigenvalues eigenvalues_named(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name, &Named::name);
  if (found != kNames.end()) return found->which;
  throw_bad_input(fmt::format("\"{}\" is no choice of eigenvalues.", name), "--which",
                  did_you_mean(name, kNames, &Named::name) + "There are all, lowest, highest, both and density.");
}

void SpectrumOptions::validate() const {
  if (pairs && *pairs == 0) throw_bad_input("0 eigenvalues are none.", "-k", "Take at least 1.");
  if (pairs && (which == Eigenvalues::all || which == Eigenvalues::density)) {
    throw Error(ErrorKind::usage,
                fmt::format("-k says how many eigenvalues at an end; --which {} has none.", to_string(which)), {},
                "Leave out -k, or take --which lowest, highest or both.");
  }
  if (probes && (*probes == 0 || *probes > kMostProbes)) {
    throw_bad_input(fmt::format("{} random vectors are {}.", *probes, *probes == 0 ? "none" : "more than anyone needs"),
                    "--probes", fmt::format("Take 1 to {}; 10 is the default.", kMostProbes));
  }
  if (probes && which != Eigenvalues::density) {
    throw Error(ErrorKind::usage,
                which == Eigenvalues::automatic
                    ? "--probes says how many random vectors a density takes; without --which there is none."
                    : fmt::format("--probes says how many random vectors a density takes; --which {} has none.",
                                  to_string(which)),
                {}, "Leave out --probes, or take --which density.");
  }
  if (method == SpectrumMethod::inertia) {
    throw Error(ErrorKind::usage, "inertia counts signs; it has no eigenvalues to show.", "--spectrum",
                "Take exact or matrix-free, or diagnose --spectrum inertia.");
  }
  if (method == SpectrumMethod::matrix_free && which == Eigenvalues::all) {
    throw Error(ErrorKind::usage, "products alone can't give all eigenvalues.", "--spectrum",
                "Take --spectrum exact, or --which both.");
  }
  if (method == SpectrumMethod::exact && which == Eigenvalues::density) {
    throw Error(ErrorKind::usage, "a density is estimated from products alone.", "--spectrum",
                "Leave out --spectrum, or take --which all.");
  }
}

SpectrumAnswer spectrum(const Objective& objective, std::span<const double> theta, const SpectrumOptions& options,
                        Context& context) {
  objective.require_size(theta);
  if (theta.empty())
    throw_bad_input("the objective has no parameters: there is no spectrum.", {}, "Give it at least one.");
  options.validate();
  const ComputingPlan what = plan(options, objective, context);
  if (what.matrix) require_memory(objective, context);
  Context rest = what.matrix ? context : without_held(context, options.held);
  SpectrumAnswer answer;
  answer.problem = summarize(objective, theta, options.problem);
  answer.which = to_string(what.which);
  const auto at = objective.linearize(theta, rest);
  answer.loss = at->value();
  require_finite(objective, theta, answer.loss, at->gradient(), rest);
  answer.gradient_norm = norm(at->gradient());
  Answer work(*at, options, rest, answer);
  try {
    if (what.which == Eigenvalues::density) {
      work.density();
    } else if (what.matrix) {
      work.all(at_ends(what.which), what.which);
    } else {
      work.ends(what.which);
    }
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted) throw;
    answer.interrupted = true;
    if (answer.spectrum.eigenvalues.empty() && !answer.density) work.nothing_yet();
  }
  if (const std::string kink = answer.interrupted ? "" : on_kink(objective, theta, rest); !kink.empty()) {
    add_sentence(answer.why, said_of_kink(kink));
  }
  answer.seconds = work.watch.laps();
  set_provenance(answer, objective, context);
  return answer;
}

SpectrumAnswer spectrum(const Objective& objective, std::span<const double> theta, const SpectrumOptions& options) {
  Context context = checked_context();
  return spectrum(objective, theta, options, context);
}

}  // namespace saddlescope
