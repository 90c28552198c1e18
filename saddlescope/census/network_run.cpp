#include "saddlescope/census/network_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "saddlescope/base/error.h"
#include "saddlescope/census/reproduce.h"
#include "saddlescope/critical/way_out.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/optimize/find.h"
#include "saddlescope/optimize/minimize.h"
#include "saddlescope/spectrum/inertia.h"
#include "saddlescope/stall/not_finite.h"

namespace saddlescope {
namespace {

constexpr std::size_t kAllEigenvalues = 2000;  // parameters up to which all are computed, else signs by factorization

// The naive count: eigenvalues above 0, whatever their error.
double naive_ratio(const Classification& c, ConstBlock H, Context& context) {
  const auto P = static_cast<double>(H.rows());
  if (c.point.how.factorize) return static_cast<double>(inertia(H, 0, context).positive) / P;
  return static_cast<double>(std::ranges::count_if(c.point.eigen.values(), [](double value) { return value > 0; })) / P;
}

void classify_point(CensusNetwork& network, const Objective& objective, std::span<const double> theta,
                    const CensusOptions& options, Context& context) {
  const auto at = objective.linearize(theta, context);
  network.loss = at->value();
  network.gradient_norm = norm(at->gradient());
  if (const auto cause = not_finite(objective, theta, network.loss, at->gradient(), context)) {
    throw Error(ErrorKind::numerical, cause->evidence);
  }
  const DenseHessian hessian = dense_hessian(*at, context);
  ClassifyOptions how;
  how.critical_tolerance = options.critical_tolerance;
  how.measure.factorize = theta.size() > kAllEigenvalues;
  const Classification c = classify(*at, hessian.H, hessian.asymmetry, how, context);
  const std::optional<EscapeRoute> escape = way_out(c, context);
  network.gradient_flatness = c.flatness;
  network.inertia = c.point.signs;
  network.nearby = c.nearby;
  network.minimum_ratio = naive_ratio(c, hessian.H, context);
  if (c.kink.known && c.kink.on) network.kink = c.kink.where;
  network.worth = escape ? escape->worth : 0;
  network.verdict = c.verdict;
  network.verdict.witness.reset();
  withdraw_a_minimum_that_curves_down(network.verdict, network.nearby, escape);
}

// Fills in what went wrong, unless it was a request to stop.
template <class Body>
void keep_failure(CensusNetwork& network, const Body& body) {
  try {
    body();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::numerical) throw;
    network.failed = error.what();
  }
}

[[noreturn]] void throw_interrupted() { throw Error(ErrorKind::interrupted, "interrupted."); }

// θ after the steps that this network is trained.
Training train_to(const Objective& objective, const Vector& theta, std::size_t steps, const CensusOptions& options,
                  Context& context) {
  MinimizeOptions how;
  how.optimizer = options.optimizer;
  how.steps = steps;
  how.stall = 0;  // moments are fractions of all steps
  Training training = minimize(objective, theta, how, {}, context);
  if (training.interrupted) throw_interrupted();
  return training;
}

void run_finder(CensusNetwork& network, const Objective& objective, std::span<const double> theta,
                const CensusOptions& options, Context& context) {
  FindOptions find;
  find.finder = network.finder;
  find.tolerance = options.tolerance;
  find.iterations = options.iterations;
  find.history = false;
  const FinderRun run = find_critical_point(objective, theta, find, context);
  if (run.stop.reason == StopReason::interrupted) throw_interrupted();
  network.finder = run.finder;
  network.end = run.end;
  network.stopped = run.stop.criterion;
  network.iterations = run.iterations;
  network.gradient_equivalents = run.gradient_equivalents;
  classify_point(network, objective, run.theta, options, context);
  network.end = end_by_verdict(run.end, network.verdict.kind);
}

}  // namespace

std::vector<CensusNetwork> run_network(const CensusEntry& entry, const Objective& objective, std::uint64_t seed,
                                       std::span<const std::string> finders, const CensusOptions& options,
                                       Context& context) {
  CensusNetwork common;
  common.model = entry.name;
  common.seed = seed;
  common.start = options.start.value_or(census_start(seed));
  common.command = record_command(entry, options, seed);
  const auto steps = static_cast<std::size_t>(std::llround(common.start * static_cast<double>(options.steps)));
  Vector theta = entry.start(seed);
  keep_failure(common, [&] {
    if (steps > 0) {
      Training training = train_to(objective, theta, steps, options, context);
      theta = std::move(training.theta);
      common.steps = training.steps;
      common.start_loss = training.loss;
      if (training.stop.reason == StopReason::not_finite) common.failed = training.stop.why;
    } else {
      common.start_loss = objective.value(theta, context);
    }
  });
  std::vector<CensusNetwork> records;
  for (const std::string& finder : finders) {
    CensusNetwork network = common;
    network.finder = finder;
    network.diagnosis_commands = diagnosis_commands(entry, options, seed, steps, finder);
    if (common.failed.empty()) {
      keep_failure(network, [&] { run_finder(network, objective, theta, options, context); });
    }
    records.push_back(std::move(network));
  }
  return records;
}

CensusNetwork classify_as_it_is(const CensusEntry& entry, const Objective& objective, const CensusPoint& point,
                                const CensusOptions& options, Context& context) {
  CensusNetwork network;
  network.model = entry.name;
  network.seed = context.seed;
  network.weights = point.name;
  network.fingerprint = fingerprint(point.theta);
  network.start = 1;
  network.command = record_command(entry, options, context.seed, point);
  network.diagnosis_commands = diagnosis_commands(entry, context.seed, point);
  keep_failure(network, [&] {
    classify_point(network, objective, point.theta, options, context);
    network.start_loss = network.loss;
  });
  return network;
}

}  // namespace saddlescope
