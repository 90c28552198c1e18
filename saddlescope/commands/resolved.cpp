#include "saddlescope/commands/resolved.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/rank_drops.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/optimize/corrector.h"

namespace saddlescope {
namespace {

constexpr std::size_t kLooks = 5;  // points of a manifold that are classified
// Below it rounding is no longer relative: a result's error may be as large as itself.
constexpr double kUnderflow = std::numeric_limits<double>::min() / kEps;
constexpr double kSpacings =
    10;  // as optimize/corrector.cpp: what rounding of θ does to a gradient, times this, is rounding

Box point_box(std::span<const double> theta) {
  const Vector at(theta.begin(), theta.end());
  return {at, at};
}

double size_of_entry(const Box& gradient, std::size_t i) {
  return std::max(std::abs(gradient.low[i]), std::abs(gradient.high[i]));
}

// By intervals: an entry isn't 0 exactly, but too small for f64 to say how large.
bool entry_underflows(const Box& gradient, std::size_t i) {
  const double size = size_of_entry(gradient, i);
  return size > 0 && size <= kUnderflow;
}

bool underflows(const Boxes& boxes, std::span<const double> theta) {
  const Box gradient = boxes.gradient(point_box(theta));
  for (std::size_t i = 0; i < theta.size(); ++i) {
    if (entry_underflows(gradient, i)) return true;
  }
  return false;
}

// Such an entry is nowhere of the other sign in all of `around`: it may well be 0 nowhere.
bool underflows_on_one_side(const Boxes& boxes, std::span<const double> theta, const Box& around) {
  const Box here = boxes.gradient(point_box(theta)), all = boxes.gradient(around);
  for (std::size_t i = 0; i < theta.size(); ++i) {
    if (entry_underflows(here, i) && (all.low[i] >= 0 || all.high[i] <= 0)) return true;
  }
  return false;
}

bool zero(const Box& gradient) {
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    if (size_of_entry(gradient, i) > 0) return false;
  }
  return true;
}

double farthest_corner(const Box& box, std::span<const double> from) {
  double squares = 0;
  for (std::size_t i = 0; i < box.size(); ++i) {
    squares += std::pow(std::max(from[i] - box.low[i], box.high[i] - from[i]), 2);
  }
  return std::sqrt(squares);
}

bool may_be_critical(VerdictKind kind) {
  return kind != VerdictKind::not_critical && kind != VerdictKind::gradient_flat;
}

FoundPoint classified(const Objective& objective, const Vector& theta, const ClassifyOptions& options,
                      Context& context) {
  FoundPoint point;
  point.at = theta;
  const auto at = objective.linearize(theta, context);
  point.loss = at->value();
  point.gradient_norm = norm(at->gradient());
  const DenseHessian hessian = dense_hessian(*at, context);
  const Classification c = classify(*at, hessian.H, hessian.asymmetry, options, context);
  point.inertia = c.point.signs;
  point.nearby = c.nearby;
  point.verdict = c.verdict;
  return point;
}

std::vector<Vector> looks_along(const CriticalSet& set) {
  if (set.sample.empty()) return {set.at};
  std::vector<Vector> looks;
  const std::size_t count = std::min(kLooks, set.sample.size());
  looks.reserve(count);
  for (std::size_t i = 0; i < count; ++i) looks.push_back(i == 0 ? set.at : set.sample[i * set.sample.size() / count]);
  return looks;
}

// Kinds that can't pass into one another along a curve but at a point of lower rank; undetermined goes with any.
enum class Sort { any, minimum, maximum, saddle };

Sort sort_of(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::local_minimum:
    case VerdictKind::degenerate_minimum:
      return Sort::minimum;
    case VerdictKind::local_maximum:
    case VerdictKind::degenerate_maximum:
      return Sort::maximum;
    case VerdictKind::saddle:
    case VerdictKind::degenerate_saddle:
      return Sort::saddle;
    default:
      return Sort::any;
  }
}

// Whether looks along a manifold say that its kind isn't one: a single saddle may lie on a curve of minima, but no single
// minimum on one of saddles, since these have lower points beside it.
bool conflict(const FoundPoint& most, const std::vector<FoundPoint>& looks) {
  std::size_t saddles = 0;
  for (const FoundPoint& look : looks) {
    if (!differ(look, most)) continue;
    if (sort_of(look.verdict.kind) != Sort::saddle) return true;
    ++saddles;
  }
  return saddles > 1;
}

// A point of a manifold of dimension k across which everything curves one way has nothing lower, or higher, beside it: what
// a probe finds farther off is another part of the landscape, and no saddle.
void leave_open_where_signs_contradict(FoundPoint& look, std::size_t k) {
  if (look.verdict.kind != VerdictKind::degenerate_saddle || look.verdict.certified || !look.nearby) return;
  const Inertia& signs = look.nearby->inertia;
  if (!signs.complete || signs.flat != k || (signs.negative > 0 && signs.positive > 0)) return;
  look.verdict = {VerdictKind::undetermined, false, 0,
                  "Across the manifold everything curves one way, and yet: " + look.verdict.why};
}

// Minima along a manifold have one loss, to which rounding adds least at the lowest: a sum of squares is 0 at some points
// of a curve of zeros as f64 has them, and 1e-32 at others.
void take_lowest(const Objective& objective, const CriticalSet& set, const ClassifyOptions& options, Context& context,
                 FoundPoint& point) {
  double loss = point.loss;
  const Vector* lowest = nullptr;
  for (const Vector& theta : set.sample) {
    const double there = objective.value(theta, context);
    if (!(there < loss)) continue;
    loss = there;
    lowest = &theta;
  }
  if (!lowest) return;
  FoundPoint lower = classified(objective, *lowest, options, context);
  if (lower.verdict.kind == point.verdict.kind) point = std::move(lower);
}

// The kind of most of a manifold's points, as it was found at one of them; where some are of another, that is said.
// of_one_kind: as signs show, so that looks that leave it open don't count.
FoundPoint of_manifold(const Objective& objective, const CriticalSet& set, bool of_one_kind,
                       const ClassifyOptions& options, Context& context) {
  std::vector<FoundPoint> looks;
  std::map<VerdictKind, std::size_t> kinds;
  for (const Vector& at : looks_along(set)) {
    looks.push_back(classified(objective, at, options, context));
    leave_open_where_signs_contradict(looks.back(), set.dimension);
    ++kinds[looks.back().verdict.kind];
  }
  const auto most = std::ranges::max_element(kinds, {}, [&](const auto& kind) {
    return std::pair(!of_one_kind || sort_of(kind.first) != Sort::any, kind.second);
  });
  FoundPoint point = *std::ranges::find(looks, most->first, [](const FoundPoint& look) { return look.verdict.kind; });
  if (sort_of(most->first) == Sort::minimum) take_lowest(objective, set, options, context, point);
  if (kinds.size() > 1) {
    std::string others;
    for (const auto& [kind, times] : kinds) {
      if (kind != most->first) others += fmt::format("{}{} ({})", others.empty() ? "" : ", ", spoken(kind), times);
    }
    point.verdict.certified = false;
    if (conflict(point, looks)) {
      point.verdict = {VerdictKind::undetermined, false, 0,
                       fmt::format("Its kind isn't the same all along: {} at {} of {} points looked at; others: {}.",
                                   spoken(most->first), most->second, looks.size(), others)};
    } else {
      point.verdict.why +=
          fmt::format(" So at {} of {} points looked at along it; others: {}.", most->second, looks.size(), others);
    }
  }
  point.manifold_dimension = set.dimension;
  point.sample = set.sample;
  point.pieces = set.pieces;
  point.whole = set.whole;
  return point;
}

CriticalSet run_of(const CriticalSet& set, std::size_t from, std::size_t to) {
  CriticalSet run = set;
  run.sample.assign(set.sample.begin() + static_cast<std::ptrdiff_t>(from),
                    set.sample.begin() + static_cast<std::ptrdiff_t>(to));
  run.at = run.sample[run.sample.size() / 2];
  run.pieces = {{run.sample.size(), false}};
  return run;
}

bool of_one_sort(const FoundPoint& a, const FoundPoint& b) {
  return sort_of(a.verdict.kind) == sort_of(b.verdict.kind) && sort_of(a.verdict.kind) != Sort::any;
}

// Where signs change. L is one number along the curve: between minima and maxima, or one of them and saddles, it is lower
// somewhere and higher elsewhere as near as one likes.
void decide_between(FoundPoint& point, const FoundPoint& left, const FoundPoint& right) {
  if (sort_of(point.verdict.kind) == Sort::saddle) return;
  if (differ(left, right)) {  // whatever this number of f64 is, which the point itself needn't be
    point.verdict = {VerdictKind::degenerate_saddle, false, 0,
                     fmt::format("The curve's points are {} on one side and {} on the other, at one loss: beside this "
                                 "one it is lower somewhere and higher elsewhere, as near as one likes.",
                                 spoken(left.verdict.kind), spoken(right.verdict.kind))};
    return;
  }
  point.verdict = {
      VerdictKind::undetermined, false, 0,
      "The signs of the curvature across the curve change here, which f64 doesn't resolve: " + point.verdict.why};
}

// A curve in runs of one kind.
class Runs {
 public:
  Runs(const Objective& objective, const ClassifyOptions& options, Context& context)
      : objective_(objective), options_(options), context_(context) {}

  // Of the curve's next piece.
  void begin_piece() { first_ = runs_.size(); }

  // drops: what lies between it and the run before.
  void add(FoundPoint run, const std::vector<RankDrop>& drops) {
    const bool begins = runs_.size() == first_;
    bool apart = !runs_.empty() && differ(runs_.back(), run);
    for (const RankDrop& drop : drops) {
      if (begins) break;
      add_between(drop, runs_.back(), run);
      apart = apart || (drop.changes && !of_one_sort(runs_.back(), run));
    }
    differ_ = differ_ || apart;
    if (begins || apart) {
      runs_.push_back(std::move(run));
    } else {
      runs_.back().sample.insert(runs_.back().sample.end(), run.sample.begin(), run.sample.end());
      runs_.back().pieces.back().points += run.sample.size();
    }
  }

  // The end of a closed piece, whose last and first run meet there, perhaps at a drop.
  void close(const std::vector<RankDrop>& drops) {
    if (runs_.size() == first_) return;  // each of its points lies at a drop
    if (runs_.size() == first_ + 1) {
      runs_.back().pieces.back().closed = true;
    } else if (!drops.empty() && drops.front().after == 0) {
      add_between(drops.front(), runs_.back(), runs_[first_]);
    }
  }

  // whole: the curve as one answer, which it stays where no run differs from the next.
  std::vector<FoundPoint> all(const FoundPoint& whole) && {
    if (!differ_) runs_.assign(1, whole);
    points_.insert(points_.end(), runs_.begin(), runs_.end());
    return std::move(points_);
  }

 private:
  void add_between(const RankDrop& drop, const FoundPoint& left, const FoundPoint& right) {
    if (!drop.at || (drop.changes && of_one_sort(left, right))) return;
    FoundPoint point = classified(objective_, *drop.at, options_, context_);
    if (drop.changes) {
      decide_between(point, left, right);
    } else if (!may_be_critical(point.verdict.kind) || !(differ(point, left) || differ(point, right))) {
      return;
    }
    points_.push_back(std::move(point));
  }

  const Objective& objective_;
  const ClassifyOptions& options_;
  Context& context_;
  std::vector<FoundPoint> runs_, points_;
  std::size_t first_ = 0;  // run of this piece
  bool differ_ = false;  // one from the next
};

// One piece of a curve.
void add_runs(const Objective& objective, const CriticalSet& piece, DividedCurve parts, double extent,
              const ClassifyOptions& options, Context& context, Runs& runs) {
  CriticalSet curve = piece;
  curve.sample = std::move(parts.sample);
  const bool changes = std::ranges::any_of(parts.drops, &RankDrop::changes);
  runs.begin_piece();
  std::vector<RankDrop> between;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= parts.drops.size(); ++i) {
    const std::size_t to = i < parts.drops.size() ? parts.drops[i].after : curve.sample.size();
    if (from < to) {
      FoundPoint run = of_manifold(objective, run_of(curve, from, to), changes, options, context);
      run.extent = extent;
      runs.add(std::move(run), between);
      between.clear();
      from = to;
    }
    if (i < parts.drops.size() && to > 0) between.push_back(parts.drops[i]);
  }
  if (piece.closed) runs.close(parts.drops);
}

std::vector<FoundPoint> by_kind(const Objective& objective, const CriticalSet& set, const FoundPoint& whole,
                                const ClassifyOptions& options, Context& context) {
  Runs runs(objective, options, context);
  std::size_t from = 0;
  for (const CurvePiece& kept : set.pieces) {
    CriticalSet piece = run_of(set, from, from + kept.points);
    piece.closed = kept.closed;
    DividedCurve parts = divided(objective, piece, context);
    if (set.pieces.size() == 1 && parts.drops.empty()) return {whole};
    add_runs(objective, piece, std::move(parts), whole.extent, options, context, runs);
    from += kept.points;
  }
  return std::move(runs).all(whole);
}

// Between neighbours of θ in f64: how far apart they are, and what that does to the gradient.
std::optional<std::string> lost_between_numbers(const Objective& objective, const Vector& theta, Context& context) {
  const auto at = objective.linearize(theta, context);
  const Matrix H = dense_hessian(*at, context).H;
  double spacing = 0, change = 0;
  for (std::size_t i = 0; i < theta.size(); ++i) {
    double of_entry = 0;
    for (std::size_t j = 0; j < theta.size(); ++j) of_entry += std::abs(H(i, j)) * kEps * std::abs(theta[j]);
    change = std::max(change, of_entry);
    const double size = std::abs(theta[i]);
    spacing = std::max(spacing, std::nextafter(size, std::numeric_limits<double>::infinity()) - size);
  }
  if (!(norm(at->gradient()) <= kSpacings * change * std::sqrt(static_cast<double>(theta.size())))) return std::nullopt;
  return fmt::format(
      "not resolvable in f64: numbers are {:.3g} apart there, and the gradient changes by some {:.2g} from one to the "
      "next; a shifted or rescaled variable would settle it",
      spacing, change);
}

class Resolution {
 public:
  Resolution(const Objective& objective, const CriticalSet& set, const ClassifyOptions& options, Context& context)
      : objective_(objective), boxes_(objective.boxes()), set_(set), options_(options), context_(context) {}

  Resolved run() {
    if (boxes_ && !set_.proved) {
      const bool one_sided = set_.dimension > 0 && underflow_on_one_side();
      if (set_.dimension == 0 || one_sided) {
        const std::string spot = not_finite_within(objective_, set_.reach, context_);
        if (!spot.empty()) return open(spot);
      }
      const bool full = full_dimension();
      if ((one_sided || ((set_.dimension == 0 || full) && underflow())) && !moved_to_exact()) {
        return open("not resolvable in f64: the gradient underflows there");
      }
    }
    try {
      return judged();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::numerical) throw;
      return open("the Hessian isn't finite there: " + error.message());
    }
  }

 private:
  Resolved open(std::string why) const {
    Resolved resolved;
    resolved.open = OpenRegion{set_.reach, 0, std::move(why)};
    return resolved;
  }

  // As far as f64 sees the loss is constant there; intervals don't show it.
  bool full_dimension() const {
    return set_.dimension == set_.at.size() && !std::ranges::all_of(looks_along(set_), [&](const Vector& at) {
             return zero(boxes_->gradient(point_box(at)));
           });
  }

  bool underflow() const {
    return std::ranges::any_of(looks_along(set_), [&](const Vector& at) { return underflows(*boxes_, at); });
  }

  bool underflow_on_one_side() const {
    return std::ranges::any_of(looks_along(set_), [&](const Vector& at) {
      Box around = point_box(at);
      for (std::size_t i = 0; i < at.size(); ++i) {
        const double margin = Corrector::kShapeRadius * (set_.reach.high[i] - set_.reach.low[i]);
        around.low[i] -= margin;
        around.high[i] += margin;
      }
      return underflows_on_one_side(*boxes_, at, around);
    });
  }

  bool exact(const Vector& theta) const { return zero(boxes_->gradient(point_box(theta))); }

  // A point stands for its surroundings only where none at their ends is critical exactly as well: of exp(1000x)y² every
  // point of y = 0 is.
  bool moved_to_exact() {
    const Vector exact = set_.reach.simplest();
    if (!this->exact(exact)) return false;
    for (std::size_t i = 0; i < exact.size(); ++i) {
      for (const double end : {set_.reach.low[i], set_.reach.high[i]}) {
        Vector beside = exact;
        beside[i] = end;
        if (end != exact[i] && this->exact(beside)) return false;
      }
    }
    set_.at = exact;
    set_.dimension = 0;
    set_.sample.clear();
    set_.pieces.clear();
    set_.closed = false;
    set_.whole = true;
    set_.extent = farthest_corner(set_.reach, exact);
    return true;
  }

  Resolved judged() {
    FoundPoint point = set_.dimension > 0 ? of_manifold(objective_, set_, false, options_, context_)
                                          : classified(objective_, set_.at, options_, context_);
    const VerdictKind kind = point.verdict.kind;
    if (set_.proved && !may_be_critical(kind)) {
      point.verdict = {VerdictKind::undetermined, false, 1,
                       "A critical point is proved to be there, but no number of f64 is close enough to it to count "
                       "signs at: " +
                           point.verdict.why};
    } else if (!may_be_critical(kind)) {
      const auto lost = lost_between_numbers(objective_, set_.at, context_);
      return open(lost ? *lost : "not resolvable in f64: " + point.verdict.why);
    } else if (set_.dimension == 0 && kind == VerdictKind::undetermined && !set_.proved) {
      const Kink kink = objective_.kink(set_.at, context_);
      const bool smooth = boxes_ && zero(boxes_->gradient(point_box(set_.at)));  // sqrt(0·x) is
      if (kink.known && kink.on && !smooth) return open("derivatives jump: " + kink.where);
    } else if (boxes_ && !set_.proved && set_.dimension > 0) {
      if (full_dimension() && kind == VerdictKind::undetermined)
        return open("not resolvable in f64: " + point.verdict.why);
      if (underflow()) {
        point.verdict.certified = false;
        point.verdict.why += " The gradient underflows along it: f64 doesn't tell how far it goes.";
      }
    }
    if (set_.proved) point.alone = Sides{set_.within.low, set_.within.high};
    point.extent = set_.extent;
    Resolved resolved;
    if (set_.dimension == 1 && set_.at.size() > 1) {
      resolved.points = by_kind(objective_, set_, point, options_, context_);
    } else {
      resolved.points.push_back(std::move(point));
    }
    return resolved;
  }

  const Objective& objective_;
  const Boxes* boxes_;
  CriticalSet set_;
  const ClassifyOptions& options_;
  Context& context_;
};

}  // namespace

bool differ(const FoundPoint& a, const FoundPoint& b) {
  const Sort first = sort_of(a.verdict.kind), second = sort_of(b.verdict.kind);
  return first != second && first != Sort::any && second != Sort::any;
}

Resolved resolve(const Objective& objective, const CriticalSet& set, const ClassifyOptions& options, Context& context) {
  return Resolution(objective, set, options, context).run();
}

}  // namespace saddlescope
