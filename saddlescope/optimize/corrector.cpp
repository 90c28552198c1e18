#include "saddlescope/optimize/corrector.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/spectrum/dense.h"
#include "saddlescope/spectrum/scaling.h"

namespace saddlescope {
namespace {

constexpr int kIterations = 120;
constexpr std::array kLengths{2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 0.5, 0.25, 0.0625, 0x1p-8};
constexpr double kSteep = 0.1;  // of ‖H‖: what curves so much leads straight to the set, whatever happens along it
constexpr double kGood = 0.1;  // ‖g‖ after a plain step over that before: other lengths aren't tried
constexpr double kWorse = 0.99;  // a step that gains less is none
constexpr double kRoundings = 10;  // ‖g‖ of a critical point, in its own rounding errors
constexpr double kNothing = 1e-17;  // of the length: a step of quadratic convergence so short ends it
// Where branches meet convergence is slow and has no end: steps of less than rounding of the length, and a gradient
// that has all but vanished since the first (beside a pole steps are short too, but it hasn't).
constexpr double kShortest = 1e-15, kFallen = 1e-13;
// ‖g‖/(‖H‖ℓ), of the length what is left to go, from which on rounding is measured, five evaluations: only where
// cancellation makes more than 1e9 of an eps could the point be there already.
constexpr double kNearRounding = 1e-6;
// Of the mean square displacement, times P and in units of the radius: 1 on average in a direction in which the set
// extends, by chance no less than some (1 − √½)² = 0.09 among 2P + 4 (Marchenko & Pastur 1967). A curve of radius R
// leaves its tangent by 3/(P + 2)·(radius/2R)²: less than this from R = 2.5 radii on.
constexpr double kSpread = 0.03;
constexpr double kNextToNothing = 1e-12;  // of the length
// |λ|/‖H‖ of a null direction: on a set that H is singular across a point is known to √eps of the length, and |λ| with
// it. The others are larger by a factor that leaves tangents wrong by 1 % at most (Davis & Kahan 1970).
constexpr double kGap = 1e-6, kGapFactor = 100;

// connected(): radii a factor apart, from the finest that numbers resolve (in their spacings) or that is asked for (of
// the largest); and how much of a displacement is left at least. Where branches meet at a right angle it is 1/√2.
constexpr double kFiner = 8, kFinest = 0x1p-42, kFinestSpacings = 4096, kStays = 0.25;

double gradient_norm(const Linearization& at) {
  const double size = norm(at.gradient());
  return std::isfinite(at.value()) ? size : std::numeric_limits<double>::infinity();
}

// The gradient's own rounding, and what θ's does to each of its entries: Σⱼ |Hᵢⱼ|·eps·|θⱼ|. Entry by entry, so that a
// large and steep one doesn't hide what a flat one still has to go.
bool within_rounding(const Linearization& at, ConstBlock H, Context& context) {
  const ConstBlock no_columns(nullptr, at.size(), 0);
  const double evaluation = at.rounding(no_columns, context).gradient;
  for (std::size_t i = 0; i < at.size(); ++i) {
    double error = evaluation;
    for (std::size_t j = 0; j < at.size(); ++j) error += std::abs(H(i, j)) * kEps * std::abs(at.theta()[j]);
    if (!(std::abs(at.gradient()[i]) <= kRoundings * error)) return false;
  }
  return true;
}

// Nothing where its norm isn't a number.
std::optional<Matrix> hessian(const Linearization& at, Context& context) {
  Matrix H(at.size(), at.size());
  at.hessian(H, context);
  if (!std::isfinite(norm({H.data(), H.rows() * H.columns()}))) return std::nullopt;
  return H;
}

// d at a point, along eigenvectors with |λ| ≥ smallest·‖H‖; nothing where that is zero. In units of ‖H‖, to a power of
// two, so that no square over- or underflows whatever L is measured in, and no division rounds.
std::optional<Vector> direction(const Linearization& at, const DenseSpectrum& spectrum, double length, double smallest,
                                Context& context) {
  if (!(spectrum.norm() > 0)) return std::nullopt;
  const double unit = std::ldexp(1.0, scaling_exponent(spectrum.norm()));
  const Matrix U = spectrum.vectors(IndexRange{0, at.size()}, context);
  Vector g(at.gradient().begin(), at.gradient().end());
  for (double& entry : g) entry /= unit;
  const double root_of_mu = norm(g) / length;
  Vector d(at.size());
  for (std::size_t i = 0; i < at.size(); ++i) {
    const double lambda = spectrum.values()[i] / unit, denominator = lambda * lambda + root_of_mu * root_of_mu;
    if (denominator > 0 && std::abs(spectrum.values()[i]) >= smallest * spectrum.norm())
      axpy(-lambda * dot(U.column(i), g) / denominator, U.column(i), d);
  }
  if (!all_finite(d) || norm(d) == 0) return std::nullopt;
  return d;
}

// The k eigenvalues nearest to 0.
struct Flat {
  DenseSpectrum spectrum;
  IndexRange range;

  bool holds(std::size_t i) const { return range.first <= i && i < range.end(); }
  bool told_apart() const {
    const double norm = spectrum.norm();
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
      const double size = std::abs(spectrum.values()[i]);
      if (holds(i) ? size > kGap * norm : size < kGapFactor * kGap * norm) return false;
    }
    return norm > 0;
  }
};

std::optional<Flat> flat_directions(const Linearization& at, std::size_t k, Context& context) {
  const std::optional<Matrix> H = hessian(at, context);
  if (!H) return std::nullopt;
  DenseSpectrum spectrum(*H, context);
  const IndexRange range = nearest_zero(spectrum.values(), k);
  return Flat{std::move(spectrum), range};
}

// One correction: from its start, step by step.
class Correction {
 public:
  Correction(const Objective& objective, std::span<const double> theta, double length, double reach, double wanted,
             Context& context)
      : objective_(objective), start_(theta), length_(length), reach_(reach), wanted_(wanted), context_(context) {
    at_ = objective.linearize(theta, context);
    first_ = size_ = gradient_norm(*at_);
  }

  std::optional<Vector> run() {
    for (int iteration = 0; iteration < kIterations; ++iteration) {
      if (!std::isfinite(size_)) return std::nullopt;
      if (size_ == 0) break;
      std::optional<Matrix> H = hessian(*at_, context_);
      if (!H) return std::nullopt;
      H_ = std::move(*H);
      const DenseSpectrum spectrum(H_, context_);
      if (size_ <= kNearRounding * spectrum.norm() * length_ && within_rounding(*at_, H_, context_)) break;
      const Step step = move(spectrum);
      if (distance(at_->theta(), start_) > wanted_) return std::nullopt;
      if (step == Step::arrived) return here();
      if (step == Step::none) break;
    }
    return critical() ? std::optional(here()) : std::nullopt;
  }

 private:
  enum class Step { taken, arrived, none };

  Vector here() const { return {at_->theta().begin(), at_->theta().end()}; }

  // Below the smallest normal number a gradient has lost its digits: it is as good as zero.
  bool critical() { return size_ <= std::numeric_limits<double>::min() || within_rounding(*at_, H_, context_); }

  Step move(const DenseSpectrum& spectrum) {
    best_.reset();
    smallest_ = kWorse * size_;
    const std::optional<Vector> d = direction(*at_, spectrum, length_, 0, context_);
    if (d && norm(*d) <= kShortest * length_ && size_ <= kFallen * first_) return Step::arrived;
    attempt(d, 1);
    const bool regular = smallest_ <= kGood * size_;
    if (!regular) {
      const std::optional<Vector> steep = direction(*at_, spectrum, length_, kSteep, context_);
      for (const double t : {1.0, 2.0, 3.0}) attempt(steep, t);
      for (const double t : kLengths) attempt(d, t);
    }
    if (!best_) return Step::none;
    const bool arrived = regular && distance(best_->theta(), at_->theta()) <= kNothing * length_;
    at_ = std::move(best_);
    size_ = smallest_;
    return arrived ? Step::arrived : Step::taken;
  }

  void attempt(const std::optional<Vector>& d, double t) {
    if (!d) return;
    const Vector there = plus(at_->theta(), t, *d);
    if (distance(there, start_) > reach_) return;
    std::unique_ptr<Linearization> next = objective_.linearize(there, context_);
    const double g = gradient_norm(*next);
    if (!(g < smallest_)) return;
    smallest_ = g;
    best_ = std::move(next);
  }

  const Objective& objective_;
  const std::span<const double> start_;
  const double length_, reach_, wanted_;
  Context& context_;
  std::unique_ptr<Linearization> at_, best_;
  double size_ = 0, first_ = 0, smallest_ = 0;  // ‖g‖ at them
  Matrix H_;
};

}  // namespace

std::optional<Vector> Corrector::correct(std::span<const double> theta, double reach, double wanted) const {
  return Correction(objective_, theta, length_, reach, wanted, context_).run();
}

Vector Corrector::tidied(const Vector& theta) const {
  Vector tidy = theta;
  for (double& entry : tidy) entry = std::abs(entry) <= kNextToNothing * length_ ? 0 : entry;
  return tidy == theta ? theta : where_gradient_is_no_larger(tidy, theta);
}

Vector Corrector::rounded(const Vector& theta, const Box& within) const {
  return where_gradient_is_no_larger(within.simplest(), theta);
}

Vector Corrector::where_gradient_is_no_larger(const Vector& candidate, const Vector& theta) const {
  const auto size = [&](const Vector& at) { return gradient_norm(*objective_.linearize(at, context_)); };
  return size(candidate) <= size(theta) ? candidate : theta;
}

bool Corrector::same_point(const Vector& a, const Vector& b) const {
  const double apart = distance(a, b);
  if (apart <= kNextToNothing * length_) return true;
  if (apart > kSamePoint * length_) return false;
  const auto gradient = [&](const Vector& x) { return norm(objective_.linearize(x, context_)->gradient()); };
  const double largest = std::max(gradient(a), gradient(b));
  return std::ranges::all_of(std::array{0.25, 0.5, 0.75}, [&](double t) {
    const Vector between = plus(a, t, plus(b, -1, a));
    return gradient(between) <= largest || correct(between, kBend * apart);
  });
}

bool Corrector::leads_to(const Vector& a, std::span<const double> b) const {
  const Vector chord = plus(b, -1, a);
  const double length = norm(chord);
  const Vector middle = plus(a, 0.5, chord);
  const std::optional<Vector> corrected = correct(middle, length);
  return corrected && distance(*corrected, middle) <= kBend * length;
}

LocalShape Corrector::shape(const Vector& theta, double radius) const {
  const std::size_t P = theta.size(), count = 2 * P + 4;
  RandomStream random(0, "shape of a critical set");  // the same around every point
  LocalShape shape;
  Matrix spread(P, P);
  std::size_t met = 0;
  for (std::size_t k = 0; k < count; ++k) {
    Vector direction(P);
    for (double& entry : direction) entry = random.normal();
    scale(radius / norm(direction), direction);
    const std::optional<Vector> point = correct(plus(theta, 1, direction), 4 * radius);
    if (!point || distance(*point, theta) > 4 * radius) continue;
    ++met;
    const Vector moved = plus(*point, -1, theta);
    for (std::size_t i = 0; i < P; ++i) {
      for (std::size_t j = 0; j < P; ++j) {
        spread(i, j) += moved[i] / radius * moved[j] / radius * static_cast<double>(P) / static_cast<double>(count);
      }
    }
    if (norm(moved) > 0.1 * radius) shape.neighbours.push_back(*point);
  }
  shape.known = 2 * met >= count;
  const DenseSpectrum components(spread, context_);
  for (const double value : components.values()) shape.dimension += value > kSpread ? 1 : 0;
  shape.tangents = components.vectors(highest(components.values(), shape.dimension), context_);
  return shape;
}

bool Corrector::connected(const Vector& theta, const LocalShape& shape, double radius) const {
  double largest = 0;
  for (const double entry : theta) largest = std::max(largest, std::abs(entry));
  const double finest = std::max(kFinestSpacings * kEps * largest, kFinest * radius);
  const auto stays = [&](std::span<const double> tangent, double displacement) {
    const std::optional<Vector> point = correct(plus(theta, displacement, tangent), 4 * std::abs(displacement));
    return point && distance(*point, theta) >= kStays * std::abs(displacement);
  };
  for (std::size_t j = 0; j < shape.dimension; ++j) {
    for (double r = radius; r >= finest; r /= kFiner) {
      if (!stays(shape.tangents.column(j), r) && !stays(shape.tangents.column(j), -r)) return false;
    }
  }
  return true;
}

std::optional<Normals> Corrector::normals(const Vector& theta, std::size_t k) const {
  const std::optional<Flat> flat = flat_directions(*objective_.linearize(theta, context_), k, context_);
  if (!flat) return std::nullopt;
  const std::size_t P = theta.size();
  Normals normals{Matrix(P, P - k), flat->told_apart()};
  const Matrix all = flat->spectrum.vectors(IndexRange{0, P}, context_);
  for (std::size_t i = 0, j = 0; i < P; ++i) {
    if (!flat->holds(i)) std::ranges::copy(all.column(i), normals.vectors.column(j++).begin());
  }
  return normals;
}

std::optional<Matrix> Corrector::null_tangents(const Vector& theta, std::size_t k) const {
  const std::optional<Flat> flat = flat_directions(*objective_.linearize(theta, context_), k, context_);
  if (!flat || !flat->told_apart()) return std::nullopt;
  return flat->spectrum.vectors(flat->range, context_);
}

}  // namespace saddlescope
