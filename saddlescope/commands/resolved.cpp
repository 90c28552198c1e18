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
bool underflows(const Boxes& boxes, std::span<const double> theta) {
  const Box gradient = boxes.gradient(point_box(theta));
  for (std::size_t i = 0; i < theta.size(); ++i) {
    const double size = size_of_entry(gradient, i);
    if (size > 0 && size <= kUnderflow) return true;
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

bool critical(VerdictKind kind) { return kind != VerdictKind::not_critical && kind != VerdictKind::gradient_flat; }

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

// The kind of most of a manifold's points, as it was found at one of them; where some are of another, that is said.
FoundPoint of_manifold(const Objective& objective, const CriticalSet& set, const ClassifyOptions& options,
                       Context& context) {
  std::vector<FoundPoint> looks;
  std::map<VerdictKind, std::size_t> kinds;
  for (const Vector& at : looks_along(set)) {
    looks.push_back(classified(objective, at, options, context));
    ++kinds[looks.back().verdict.kind];
  }
  const auto most = std::ranges::max_element(kinds, {}, [](const auto& kind) { return kind.second; });
  FoundPoint point = *std::ranges::find(looks, most->first, [](const FoundPoint& look) { return look.verdict.kind; });
  if (kinds.size() > 1) {
    std::string others;
    for (const auto& [kind, times] : kinds) {
      if (kind != most->first) others += fmt::format("{}{} at {}", others.empty() ? "" : ", ", spoken(kind), times);
    }
    point.verdict.why +=
        fmt::format(" So at {} of {} points looked at along it; {}.", most->second, looks.size(), others);
    point.verdict.certified = false;
  }
  point.manifold_dimension = set.dimension;
  point.sample = set.sample;
  point.whole = set.whole;
  return point;
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

bool differ(const FoundPoint& a, const FoundPoint& b) {
  const Sort first = sort_of(a.verdict.kind), second = sort_of(b.verdict.kind);
  return first != second && first != Sort::any && second != Sort::any;
}

CriticalSet piece_of(const CriticalSet& set, std::size_t from, std::size_t to) {
  CriticalSet piece = set;
  piece.sample.assign(set.sample.begin() + static_cast<std::ptrdiff_t>(from),
                      set.sample.begin() + static_cast<std::ptrdiff_t>(to));
  piece.at = piece.sample[piece.sample.size() / 2];
  return piece;
}

// A curve cut where its kind changes. whole: it as one answer, which it stays where no piece differs from the next.
std::vector<FoundPoint> by_kind(const Objective& objective, const CriticalSet& set, const FoundPoint& whole,
                                const ClassifyOptions& options, Context& context) {
  const std::vector<RankDrop> drops = rank_drops(objective, set, context);
  std::vector<std::size_t> borders{0};
  for (const RankDrop& drop : drops) borders.push_back(drop.after);
  borders.push_back(set.sample.size());
  std::vector<FoundPoint> pieces, points;
  for (std::size_t i = 0; i + 1 < borders.size(); ++i) {
    const auto look = [&](std::size_t from) {
      return of_manifold(objective, piece_of(set, from, borders[i + 1]), options, context);
    };
    if (borders[i] >= borders[i + 1]) continue;
    FoundPoint piece = look(borders[i]);
    piece.extent = whole.extent;
    if (i > 0) {
      FoundPoint between = classified(objective, drops[i - 1].at, options, context);
      const bool other = differ(between, piece) || (!pieces.empty() && differ(between, pieces.back()));
      if (other && critical(between.verdict.kind)) points.push_back(std::move(between));
    }
    if (pieces.empty() || differ(pieces.back(), piece)) {
      pieces.push_back(std::move(piece));
    } else {
      pieces.back().sample.insert(pieces.back().sample.end(), piece.sample.begin(), piece.sample.end());
    }
  }
  if (pieces.size() < 2) pieces.assign(1, whole);
  points.insert(points.end(), pieces.begin(), pieces.end());
  return points;
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
      if (set_.dimension == 0) {
        const std::string spot = not_finite_within(objective_, set_.reach, context_);
        if (!spot.empty()) return open(spot);
      }
      const bool full = full_dimension();
      if ((set_.dimension == 0 || full) && underflow() && !moved_to_exact()) {
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

  bool moved_to_exact() {
    const Vector exact = set_.reach.simplest();
    if (!zero(boxes_->gradient(point_box(exact)))) return false;
    set_.at = exact;
    set_.dimension = 0;
    set_.sample.clear();
    set_.extent = farthest_corner(set_.reach, exact);
    return true;
  }

  Resolved judged() {
    FoundPoint point = set_.dimension > 0 ? of_manifold(objective_, set_, options_, context_)
                                          : classified(objective_, set_.at, options_, context_);
    const VerdictKind kind = point.verdict.kind;
    if (set_.proved && !critical(kind)) {
      point.verdict = {VerdictKind::undetermined, false, 1,
                       "A critical point is proved to be there, but no number of f64 is close enough to it to count "
                       "signs at: " +
                           point.verdict.why};
    } else if (!critical(kind)) {
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

Resolved resolve(const Objective& objective, const CriticalSet& set, const ClassifyOptions& options, Context& context) {
  return Resolution(objective, set, options, context).run();
}

}  // namespace saddlescope
