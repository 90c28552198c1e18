#include "saddlescope/spectrum/density.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/spectrum/lanczos.h"

namespace saddlescope {
namespace {

Vector random_vector(std::size_t P, Probes probes, RandomStream random) {
  Vector v(P);
  for (double& entry : v) {
    entry = probes == Probes::sphere ? random.normal() : (random.bits() & 1) != 0 ? 1 : -1;
  }
  return v;
}

Quadrature quadrature_of(const Lanczos& lanczos, std::size_t P) {
  const RitzPairs pairs = lanczos.ritz();
  Quadrature q{pairs.values, pairs.parts, pairs.residuals, lanczos.exhausted()};
  double sum = 0;
  for (double& weight : q.weights) sum += weight *= weight;
  for (double& weight : q.weights) weight *= static_cast<double>(P) / sum;
  return q;
}

// What one vector says of (−∞, x): the weight of nodes below x, and between what bounds it lies.
struct Cumulative {
  double mass, at_least, at_most;
};

Cumulative cumulative(const Quadrature& q, double x, double P) {
  double before = 0;  // of the nodes below x
  std::size_t i = 0;
  while (i < q.nodes.size() && q.nodes[i] < x) before += q.weights[i++];
  if (q.exact) return {before, before, before};
  const double last = i > 0 ? q.weights[i - 1] : 0, next = i < q.nodes.size() ? q.weights[i] : 0;
  // Beyond the outermost nodes there may be eigenvalues too, of no more than the outermost weight.
  return {before, std::max(0.0, before - last), std::min(P, before + next)};
}

}  // namespace

SpectralDensity::SpectralDensity(const SymmetricOperator& A, const DensityOptions& options, Context& context)
    : P_(A.size()), probes_(options.probes) {
  if (P_ == 0) throw_bad_input("spectral density: the operator has no rows.");
  if (options.vectors == 0 || options.steps == 0) {
    throw_bad_input(fmt::format("spectral density: {} vectors of {} steps say nothing; both have to be at least 1.",
                                options.vectors, options.steps));
  }
  const std::size_t steps = std::min(options.steps, P_);
  context.require_memory(8.0 * static_cast<double>(P_) * static_cast<double>(steps + 2),
                         fmt::format("{} Lanczos vectors of length {}", steps + 2, P_), "Take fewer steps.");
  try {
    for (std::size_t k = 0; k < options.vectors; ++k) {
      const Vector start = random_vector(P_, probes_, context.random_start("spectral density", k));
      Lanczos lanczos(A, start, context);
      for (std::size_t step = 0; step < steps && lanczos.step(context); ++step) {
        context.report("spectral density", static_cast<double>(k * steps + step + 1),
                       static_cast<double>(options.vectors * steps));
      }
      products_ += lanczos.steps_taken();
      quadratures_.push_back(quadrature_of(lanczos, P_));
    }
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted) throw;
    interrupted_ = true;
  }
}

double SpectralDensity::lowest() const {
  double value = std::numeric_limits<double>::quiet_NaN();
  for (const Quadrature& q : quadratures_) value = std::fmin(value, q.nodes.front());
  return value;
}

double SpectralDensity::highest() const {
  double value = std::numeric_limits<double>::quiet_NaN();
  for (const Quadrature& q : quadratures_) value = std::fmax(value, q.nodes.back());
  return value;
}

double SpectralDensity::norm() const {
  return quadratures_.empty() ? 0 : std::max(std::abs(lowest()), std::abs(highest()));
}

EstimatedCount SpectralDensity::estimate(std::span<const Sample> samples) const {
  const auto n = static_cast<double>(samples.size()), P = static_cast<double>(P_);
  EstimatedCount count;
  for (const Sample& s : samples) {
    count.mass += s.mass / n;
    count.at_least += s.at_least / n;
    count.at_most += s.at_most / n;
  }
  double squares = 0;
  for (const Sample& s : samples) squares += (s.mass - count.mass) * (s.mass - count.mass);
  const double sampled = samples.size() > 1 ? squares / (n - 1) : std::numeric_limits<double>::infinity();
  // Of Rademacher vectors no variance is known beforehand.
  const double known = probes_ == Probes::sphere ? 2 * count.mass * std::max(0.0, 1 - count.mass / P) * P / (P + 2) : 0;
  const bool alone = samples.size() == 1 && probes_ == Probes::sphere;
  count.standard_error = std::sqrt((alone ? known : std::max(sampled, known)) / n);
  return count;
}

EstimatedCount SpectralDensity::below(double bound) const {
  std::vector<Sample> samples;
  for (const Quadrature& q : quadratures_) {
    const Cumulative c = cumulative(q, bound, static_cast<double>(P_));
    samples.push_back({c.mass, c.at_least, c.at_most});
  }
  return estimate(samples);
}

EstimatedCount SpectralDensity::above(double bound) const {
  const auto P = static_cast<double>(P_);
  std::vector<Sample> samples;
  for (const Quadrature& q : quadratures_) {
    const Cumulative c = cumulative(q, std::nextafter(bound, std::numeric_limits<double>::infinity()), P);
    samples.push_back({std::max(0.0, P - c.mass), P - c.at_most, P - c.at_least});
  }
  return estimate(samples);
}

std::vector<EstimatedCount> SpectralDensity::cells(std::span<const double> edges) const {
  const auto P = static_cast<double>(P_);
  std::vector<EstimatedCount> counts;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    const bool last = i + 2 == edges.size();
    const double end = last ? std::nextafter(edges[i + 1], std::numeric_limits<double>::infinity()) : edges[i + 1];
    std::vector<Sample> samples;
    for (const Quadrature& q : quadratures_) {
      const Cumulative to = cumulative(q, end, P), from = cumulative(q, edges[i], P);
      samples.push_back({std::max(0.0, to.mass - from.mass), std::max(0.0, to.at_least - from.at_most),
                         std::max(0.0, to.at_most - from.at_least)});
    }
    counts.push_back(estimate(samples));
  }
  return counts;
}

std::size_t SpectralDensity::nodes_below(double bound) const {
  std::size_t most = 0;
  for (const Quadrature& q : quadratures_) {
    const auto count = std::ranges::lower_bound(q.nodes, bound) - q.nodes.begin();
    most = std::max(most, static_cast<std::size_t>(count));
  }
  return most;
}

std::size_t SpectralDensity::nodes_above(double bound) const {
  std::size_t most = 0;
  for (const Quadrature& q : quadratures_) {
    const auto count = q.nodes.end() - std::ranges::upper_bound(q.nodes, bound);
    most = std::max(most, static_cast<std::size_t>(count));
  }
  return most;
}

Vector edges_around_zero(double smallest, double largest) {
  Vector positive;
  for (double edge = largest; edge > smallest; edge /= 2) positive.push_back(edge);
  positive.push_back(smallest);
  Vector edges;
  for (const double edge : positive) edges.push_back(-edge);
  edges.insert(edges.end(), positive.rbegin(), positive.rend());
  return edges;
}

}  // namespace saddlescope
