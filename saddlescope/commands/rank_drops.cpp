#include "saddlescope/commands/rank_drops.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "saddlescope/critical/nearby.h"
#include "saddlescope/critical/point.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/optimize/corrector.h"
#include "saddlescope/spectrum/dense.h"

namespace saddlescope {
namespace {

constexpr std::size_t kPlaces = 8;  // of smallest m
constexpr double kDrop = 1e-6;  // of the largest m along the curve
constexpr std::size_t kSections = 75;  // golden ones, down to the spacing of numbers
constexpr std::size_t kHalvings = 60;
constexpr double kBetween = 0.9;  // of the bracket: a middle farther from either end than that isn't between them
constexpr double kMeet = 1e-6;  // of the length: ends of a bracket farther apart aren't one point
constexpr double kAtBorder = 1e-9;  // of the length: a sample so close to a border isn't told from it
constexpr double kRound = 1e-6;  // of the bracket: a number of fewer digits so close by is tried as well
constexpr double kUnits = 8;  // of rounding, as critical/nearby.h
constexpr double kNoise = 4 * kEps;  // of the largest m: below it m is rounding

// Which way L curves across the curve, along all normals.
enum class Across { unknown, up, down, both };

Across across(std::size_t negative, std::size_t positive) {
  if (negative > 0 && positive > 0) return Across::both;
  return negative > 0 ? Across::down : Across::up;
}

struct Curvature {
  double m = std::numeric_limits<double>::infinity();
  Across across = Across::unknown;  // by the eigenvalues as computed
};

struct Sample {
  Vector at;
  Curvature curvature;
};

class TracedCurve {
 public:
  TracedCurve(const Objective& objective, const CriticalSet& piece, Context& context)
      : objective_(objective),
        context_(context),
        length_(piece.reach.diameter()),
        corrector_(objective, length_, context) {
    for (const Vector& theta : piece.sample) samples_.push_back({theta, curvature(theta)});
    for (const Sample& sample : samples_) largest_ = std::max(largest_, sample.curvature.m);
  }

  bool regular() const { return samples_.size() > 1 && std::isfinite(largest_); }
  void begin_at_a_change();
  void look_between();
  void cut_at_changes(bool closed);
  DividedCurve divided();

 private:
  Curvature curvature(const Vector& theta) const;
  Across certain(const Vector& theta) const;
  void leave_out_borders();
  void fill_short_pieces();
  std::vector<std::size_t> places() const;
  std::optional<Vector> lowest(std::size_t i) const;
  std::optional<Vector> crossing(const Sample& from, const Sample& to) const;
  std::optional<Vector> between(const Vector& a, const Vector& b, double t) const;
  Vector rounded(const Vector& theta, double bracket) const;
  std::size_t after(const Vector& theta, std::size_t from, std::size_t to) const;
  std::size_t before(std::size_t i) const { return i > 0 ? i - 1 : 0; }
  std::size_t behind(std::size_t i) const { return std::min(i + 1, samples_.size() - 1); }

  const Objective& objective_;
  Context& context_;
  double length_;
  Corrector corrector_;
  std::vector<Sample> samples_;
  double largest_ = 0;
  std::vector<RankDrop> drops_;
};

Curvature TracedCurve::curvature(const Vector& theta) const {
  const auto at = objective_.linearize(theta, context_);
  Matrix H(at->size(), at->size());
  at->hessian(H, context_);
  if (!all_finite({H.data(), H.rows() * H.columns()})) return {};
  const DenseSpectrum spectrum(H, context_);
  std::vector<double> values(spectrum.values().begin(), spectrum.values().end());
  if (values.size() < 2) return {};
  const auto size = [](double value) { return std::abs(value); };
  std::ranges::nth_element(values, values.begin() + 1, {}, size);
  const auto negative = std::count_if(values.begin() + 1, values.end(), [](double value) { return value < 0; });
  const auto down = static_cast<std::size_t>(negative);
  return {size(values[1]), across(down, values.size() - 1 - down)};
}

// By the signs that a critical point in reach must share, and that rounding at the scale of the curve doesn't change (at a
// cusp at 0 it moves a point by more than the point is away); unknown where H is singular across the curve.
Across TracedCurve::certain(const Vector& theta) const {
  const auto at = objective_.linearize(theta, context_);
  const DenseHessian hessian = dense_hessian(*at, context_);
  if (!all_finite({hessian.H.data(), hessian.H.rows() * hessian.H.columns()})) return Across::unknown;
  const MeasuredPoint point = measure_point(*at, hessian.H, hessian.asymmetry, {}, context_);
  const Reach there = reach(point, context_);
  const Inertia signs = inertia(point, there.band);
  if (!there.in_reach || signs.flat != 1) return Across::unknown;
  Vector beside = theta;
  for (double& entry : beside) entry += kUnits * kEps * length_;
  if (!(curvature(theta).m > hessian_change(*at, beside, context_).norm)) return Across::unknown;
  return across(signs.negative, signs.positive);
}

// A closed curve's, so that no piece goes over its end.
void TracedCurve::begin_at_a_change() {
  const auto change = std::ranges::adjacent_find(
      samples_, [](const Sample& a, const Sample& b) { return a.curvature.across != b.curvature.across; });
  if (change != samples_.end()) std::ranges::rotate(samples_, change + 1);
}

// Samples of smaller m than their neighbours, all three of which curve alike.
std::vector<std::size_t> TracedCurve::places() const {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < samples_.size(); ++i) {
    const Curvature &here = samples_[i].curvature, &left = samples_[before(i)].curvature,
                    &right = samples_[behind(i)].curvature;
    if (left.across != here.across || right.across != here.across) continue;
    const bool least = here.m <= left.m && (here.m < right.m || behind(i) == i);
    if (least && here.m < std::max(left.m, right.m) / 2) places.push_back(i);
  }
  std::ranges::stable_sort(places, {}, [&](std::size_t i) { return samples_[i].curvature.m; });
  places.resize(std::min(places.size(), kPlaces));
  std::ranges::sort(places);
  return places;
}

// The point of the curve at a + t·(b − a).
std::optional<Vector> TracedCurve::between(const Vector& a, const Vector& b, double t) const {
  return corrector_.correct(plus(a, t, plus(b, -1, a)), distance(a, b));
}

// Between the neighbours of sample i the point of smallest m, counted as negative where L curves another way than at i.
std::optional<Vector> TracedCurve::lowest(std::size_t i) const {
  const Vector &from = samples_[before(i)].at, &to = samples_[behind(i)].at;
  std::optional<Vector> lowest;
  double least = std::numeric_limits<double>::infinity();
  const auto signed_m = [&](double t) {
    std::optional<Vector> theta = between(from, to, t);
    if (!theta) return std::numeric_limits<double>::infinity();
    const Curvature there = curvature(*theta);
    const bool alike = there.across == samples_[i].curvature.across || there.across == Across::unknown;
    const double m = alike ? there.m : -there.m;
    if (m < least) {
      least = m;
      lowest = std::move(theta);
    }
    return m;
  };
  constexpr double kGolden = 1 / std::numbers::phi;
  double a = 0, b = 1;
  double c = b - kGolden * (b - a), d = a + kGolden * (b - a);
  double at_c = signed_m(c), at_d = signed_m(d);
  for (std::size_t section = 0; section < kSections; ++section) {
    if (at_c <= at_d) {
      b = std::exchange(d, c);
      at_d = at_c;
      c = b - kGolden * (b - a);
      at_c = signed_m(c);
    } else {
      a = std::exchange(c, d);
      at_c = at_d;
      d = a + kGolden * (b - a);
      at_d = signed_m(d);
    }
  }
  return lowest;
}

// Or a point beside it, with entries of 0 or of few digits, where L is critical as well and m is no larger but for
// rounding.
Vector TracedCurve::rounded(const Vector& theta, double bracket) const {
  Box around{theta, theta};
  for (std::size_t i = 0; i < theta.size(); ++i) {
    around.low[i] -= kRound * bracket;
    around.high[i] += kRound * bracket;
  }
  const double most = std::max(curvature(theta).m, kNoise * largest_);
  for (Vector simple : {corrector_.rounded(theta, around), corrector_.tidied(theta)}) {
    if (simple != theta && curvature(simple).m <= most) return simple;
  }
  return theta;
}

// The first sample behind theta, of those from `from` to `to` that it lies between.
std::size_t TracedCurve::after(const Vector& theta, std::size_t from, std::size_t to) const {
  for (std::size_t i = from + 1; i < to; ++i) {
    if (distance(samples_[i].at, samples_[from].at) >= distance(theta, samples_[from].at)) return i;
  }
  return to;
}

// Where m comes to 0 without a change of sign the rank drops; where it goes below, a sample of what lies between is won.
void TracedCurve::look_between() {
  const std::vector<std::size_t> all = places();
  for (std::size_t n = all.size(); n-- > 0;) {  // from behind, so that places before a new sample stay where they are
    const std::size_t i = all[n];
    std::optional<Vector> theta = lowest(i);
    if (!theta) continue;
    const std::size_t behind_it = after(*theta, before(i), behind(i));
    const Curvature there = curvature(*theta);
    const bool of_another = there.across != samples_[i].curvature.across && there.m > kNoise * largest_;
    if (of_another && certain(*theta) == there.across) {
      samples_.insert(samples_.begin() + static_cast<std::ptrdiff_t>(behind_it), {*std::move(theta), there});
      for (RankDrop& drop : drops_) ++drop.after;
      continue;
    }
    theta = rounded(*theta, distance(samples_[before(i)].at, samples_[behind(i)].at));
    if (curvature(*theta).m <= kDrop * largest_) drops_.push_back({behind_it, std::move(theta), false});
  }
}

// By bisection, each middle corrected back onto the curve; nothing where that leads elsewhere, as where the order of the
// samples goes over from one curve to another.
std::optional<Vector> TracedCurve::crossing(const Sample& from, const Sample& to) const {
  Sample a = from, b = to;
  for (std::size_t n = 0; n < kHalvings; ++n) {
    std::optional<Vector> middle = between(a.at, b.at, 0.5);
    const double most = kBetween * distance(a.at, b.at);
    if (!middle || std::max(distance(*middle, a.at), distance(*middle, b.at)) > most) break;
    const Curvature there = curvature(*middle);
    if (there.m == 0) return rounded(*middle, distance(from.at, to.at));  // by rounding perhaps beside the drop
    (there.across == from.curvature.across ? a : b) = Sample{*std::move(middle), there};
  }
  if (distance(a.at, b.at) > kMeet * length_) return std::nullopt;
  return rounded(a.curvature.m < b.curvature.m ? a.at : b.at, distance(from.at, to.at));
}

void TracedCurve::cut_at_changes(bool closed) {
  std::optional<std::size_t> first, last;  // the last that curves as the last of certain signs did
  Across first_kind = Across::unknown, kind = Across::unknown;
  const auto cut = [&](std::size_t from, std::size_t to, bool over_the_end) {
    std::optional<Vector> at = crossing(samples_[from], samples_[to]);
    const std::size_t behind_it = over_the_end ? 0 : at ? after(*at, from, to) : to;
    drops_.push_back({behind_it, std::move(at), true});
  };
  for (std::size_t i = 0; i < samples_.size(); ++i) {
    if (last && samples_[i].curvature.across == kind) {
      last = i;
      continue;
    }
    const Across here = certain(samples_[i].at);
    if (here == Across::unknown) continue;
    if (last) cut(*last, i, false);
    if (!first) {
      first = i;
      first_kind = here;
    }
    last = i;
    kind = here;
  }
  if (closed && last && first_kind != kind) cut(*last, *first, true);
}

// A sample at a border is of neither piece.
void TracedCurve::leave_out_borders() {
  for (std::size_t i = samples_.size(); i-- > 0;) {
    const bool at_border = std::ranges::any_of(drops_, [&](const RankDrop& drop) {
      return drop.changes && drop.at && distance(*drop.at, samples_[i].at) <= kAtBorder * length_;
    });
    if (!at_border) continue;
    samples_.erase(samples_.begin() + static_cast<std::ptrdiff_t>(i));
    for (RankDrop& drop : drops_) {
      if (drop.after > i) --drop.after;
    }
  }
}

// A sample alone between two drops shows no stretch: one more on either side of it.
void TracedCurve::fill_short_pieces() {
  for (std::size_t d = drops_.size(); d-- > 1;) {  // from behind, as look_between()
    const RankDrop &left = drops_[d - 1], &right = drops_[d];
    if (right.after != left.after + 1 || !left.at || !right.at) continue;
    const Vector alone = samples_[left.after].at;
    const std::optional<Vector> before_it = between(*left.at, alone, 0.5), behind_it = between(alone, *right.at, 0.5);
    if (!before_it || !behind_it) continue;
    const auto at = samples_.begin() + static_cast<std::ptrdiff_t>(left.after);
    samples_.insert(samples_.insert(at, Sample{*before_it, {}}) + 2, Sample{*behind_it, {}});
    for (std::size_t later = d; later < drops_.size(); ++later) drops_[later].after += 2;
  }
}

DividedCurve TracedCurve::divided() {
  std::ranges::stable_sort(drops_, {}, &RankDrop::after);
  leave_out_borders();
  fill_short_pieces();
  DividedCurve curve;
  for (Sample& sample : samples_) curve.sample.push_back(std::move(sample.at));
  curve.drops = std::move(drops_);
  return curve;
}

}  // namespace

DividedCurve divided(const Objective& objective, const CriticalSet& piece, Context& context) {
  TracedCurve curve(objective, piece, context);
  if (!curve.regular()) return {piece.sample, {}};
  if (piece.closed) curve.begin_at_a_change();
  curve.look_between();
  curve.cut_at_changes(piece.closed);
  return curve.divided();
}

}  // namespace saddlescope
