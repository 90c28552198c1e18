#include "saddlescope/results/census.h"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

namespace saddlescope {
namespace {

void add_verdict(CensusCounts& c, const Verdict& verdict) {
  switch (verdict.kind) {
    case VerdictKind::saddle:
      ++c.saddles;
      c.certified_saddles += verdict.certified;
      return;
    case VerdictKind::degenerate_saddle:
      ++c.degenerate_saddles;
      return;
    case VerdictKind::local_minimum:
      ++c.local_minima;
      c.certified_minima += verdict.certified;
      return;
    case VerdictKind::degenerate_minimum:
      ++c.degenerate_minima;
      return;
    case VerdictKind::local_maximum:
    case VerdictKind::degenerate_maximum:
      ++c.maxima;
      return;
    case VerdictKind::gradient_flat:
      ++c.gradient_flat;
      return;
    case VerdictKind::not_critical:
      ++c.not_critical;
      return;
    case VerdictKind::no_negative_curvature_found:
    case VerdictKind::undetermined:
      ++c.undetermined;
  }
}

void add_end(CensusCounts& c, const CensusNetwork& network) {
  if (network.finder.empty()) return;
  switch (network.end) {
    case FinderEnd::critical_point:
      ++c.critical_by_finder;
      return;
    case FinderEnd::gradient_flat:
      ++c.flat_by_finder;
      return;
    case FinderEnd::neither:
      ++c.neither_by_finder;
  }
}

void add(CensusCounts& c, const CensusNetwork& network) {
  ++c.points;
  if (!network.failed.empty()) {
    ++c.failed;
    return;
  }
  add_verdict(c, network.verdict);
  add_end(c, network);
  if (!network.kink.empty()) {
    ++c.on_kink;
    return;
  }
  c.naive_minima += network.minimum_ratio == 1;
  c.naive_saddles += network.minimum_ratio > 0 && network.minimum_ratio < 1;
  if (network.inertia.negative == 0) return;
  ++c.negative_here;
  c.negative_nearby += is_critical(network.verdict.kind) && network.nearby && network.nearby->inertia.negative > 0;
}

// Of those that `counts` takes: the records of one network differ in the finder alone.
template <class Counts>
CensusCounts count_those(const Census& census, const Counts& counts) {
  CensusCounts c;
  std::set<std::tuple<std::string, std::string, std::uint64_t>> drawn;
  for (const CensusNetwork& network : census.networks) {
    if (!counts(network)) continue;
    add(c, network);
    drawn.emplace(network.model, network.weights, network.weights.empty() ? network.seed : network.fingerprint);
  }
  c.networks = drawn.size();
  return c;
}

}  // namespace

Diagnosis diagnosis_of(const Census& census, const CensusNetwork& network) {
  Diagnosis d;
  d.problem = census.problem;
  d.problem.description = network.model;
  d.problem.weights = network.weights;
  d.problem.arguments.clear();  // the census's own: another problem's
  d.seed = network.seed;
  d.engine = census.engine;
  d.environment = census.environment;
  const auto model = std::ranges::find(census.models, network.model, &CensusModel::description);
  if (model != census.models.end()) {
    d.problem.parameters = model->parameters;
    d.problem.samples = model->samples;
    d.problem.loss = model->loss;
    d.floor = model->floor;
    d.stake = model->stake;
  }
  d.spectrum.lowest.value = d.spectrum.highest.value = std::numeric_limits<double>::quiet_NaN();
  if (!network.failed.empty()) return d;
  d.loss = network.loss;
  d.gradient_norm = network.gradient_norm;
  d.gradient_flatness = network.gradient_flatness;
  d.spectrum.complete = network.inertia.complete;
  d.spectrum.inertia = network.inertia;
  d.spectrum.minimum_ratio = network.minimum_ratio;
  d.nearby = network.nearby;
  if (!network.kink.empty()) d.kink_distance = 0;
  d.verdict = network.verdict;
  return d;
}

CensusCounts count(const Census& census) {
  return count_those(census, [](const CensusNetwork&) { return true; });
}

CensusCounts count(const Census& census, const std::string& model) {
  return count_those(census, [&](const CensusNetwork& network) { return network.model == model; });
}

}  // namespace saddlescope
