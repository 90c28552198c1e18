#include "saddlescope/critical/degenerate_point.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "saddlescope/critical/at_floor.h"
#include "saddlescope/critical/band_curvature.h"
#include "saddlescope/critical/degenerate.h"
#include "saddlescope/critical/floor_nearby.h"
#include "saddlescope/critical/kink_probe.h"
#include "saddlescope/critical/known_null.h"
#include "saddlescope/critical/null_space.h"
#include "saddlescope/critical/polish.h"
#include "saddlescope/critical/probe.h"
#include "saddlescope/critical/stationarity.h"
#include "saddlescope/critical/taylor_lines.h"

namespace saddlescope {
namespace {

constexpr std::size_t kLinesFew = 24, kLinesMany = 6;  // random lines of N beside the candidates
constexpr std::size_t kCandidatesMany = 4;             // candidates of higher order tried beyond few parameters

using Answer = HigherOrder::Answer;

Verdict undetermined(std::string why) { return {VerdictKind::undetermined, false, 0, std::move(why)}; }

std::optional<Witness> witness_of(const std::optional<LowerPoint>& lower, const MeasuredPoint& star,
                                  const MeasuredPoint& point) {
  if (!lower) return std::nullopt;
  Witness witness;
  witness.direction = plus(lower->theta, -1, point.at.theta());
  witness.radius = norm(witness.direction);
  witness.decrease = lower->decrease + (point.at.value() - star.at.value());
  if (!(witness.radius > 0) || !(witness.decrease > 0)) return std::nullopt;
  scale(1 / witness.radius, witness.direction);
  return witness;
}

// Which ways orders, lines and the probe have found, and the verdict they make at θ*.
class Ways {
 public:
  Ways(const MeasuredPoint& star, const Reach& reach, Context& context)
      : star_(star), signs_(inertia(star, reach.band)), space_(star, reach), curves_(space_), context_(context) {
    const Kink kink = star.at.objective().kink(star.at.theta(), context);
    reach_ = kink.known ? kink.distance / 2 : std::numeric_limits<double>::infinity();
    down_ = signs_.negative >= 1;
    up_ = signs_.positive >= 1;
  }

  Verdict verdict() {
    const HigherOrder higher = higher_order(space_, context_);
    if (higher.answer == Answer::hidden) return undetermined(why(higher.why));
    if (std::optional<Verdict> verdict = by_third_and_fourth_order(higher)) return *std::move(verdict);
    LineWays lines = look_along_lines(higher);
    if (down_ && up_) return by_lines(lines);
    return by_probe(higher, lines);
  }

  // Where a floor says that nothing is lower: is it strict? A way down would mean that the floor isn't to be trusted
  // here.
  std::optional<Verdict> against_floor(Verdict at_floor) {
    const HigherOrder higher = higher_order(space_, context_);
    if (higher.answer == Answer::cubic || higher.answer == Answer::down || higher.answer == Answer::both ||
        higher.answer == Answer::maximum) {
      std::optional<Verdict> verdict = by_third_and_fourth_order(higher);
      if (verdict) verdict->certified = false;  // one of the two is wrong
      return verdict;
    }
    if (higher.answer == Answer::minimum && higher.certified) {
      at_floor.kind = VerdictKind::local_minimum;
      at_floor.certified = true;
      at_floor.why += " " + higher.why;
    }
    return at_floor;
  }

  const std::optional<LowerPoint>& lowest() const { return curves_.lowest(); }
  const NullSpace& space() const { return space_; }

 private:
  bool both_matter() const { return signs_.positive == 0; }
  std::string why(std::string_view text) const { return fmt::format("{}. {}", describe_signs(signs_), text); }
  VerdictKind saddle() const { return signs_.negative >= 1 ? VerdictKind::saddle : VerdictKind::degenerate_saddle; }

  std::optional<Verdict> by_third_and_fourth_order(const HigherOrder& higher) {
    const auto is = [&](std::initializer_list<Answer> answers) {
      return std::ranges::count(answers, higher.answer) > 0;
    };
    down_ = down_ || is({Answer::cubic, Answer::both, Answer::down, Answer::maximum});
    up_ = up_ || is({Answer::cubic, Answer::both, Answer::up, Answer::minimum});
    if (down_ && up_) {
      if (higher.way) descend_along(curves_, *higher.way, reach_, context_);
      return Verdict{saddle(), higher.certified, 0, why(higher.why)};
    }
    if (higher.answer == Answer::minimum && signs_.negative == 0) {
      return Verdict{VerdictKind::local_minimum, higher.certified, 0, why(higher.why)};
    }
    if (higher.answer == Answer::maximum && signs_.positive == 0) {
      return Verdict{VerdictKind::local_maximum, higher.certified, 0, why(higher.why)};
    }
    return std::nullopt;
  }

  LineWays look_along_lines(const HigherOrder& higher) {
    const bool few = star_.size() <= kFewParameters;
    std::vector<Vector> lines = higher.candidates;
    if (!few && lines.size() > kCandidatesMany) lines.resize(kCandidatesMany);
    if (space_.dimension() > 1) {
      std::ranges::move(space_.random_directions(few ? kLinesFew : kLinesMany, "Taylor lines", context_),
                        std::back_inserter(lines));
    }
    LineWays ways = taylor_lines(space_, lines, context_);
    down_ = down_ || ways.down > 0;
    up_ = up_ || ways.up > 0;
    return ways;
  }

  Verdict by_lines(const LineWays& ways) {
    if (ways.way) descend_along(curves_, *ways.way, reach_, context_);
    if (ways.way) {
      return Verdict{saddle(), false, 0,
                     why(fmt::format("A way down by order {}: along a straight flat direction the first Taylor "
                                     "coefficient that isn't zero is {:.4g} (what orders above {} do isn't known).",
                                     ways.down, ways.coefficient, kMaxSeriesOrder))};
    }
    return Verdict{saddle(), false, 0,
                   why(fmt::format("A way up by order {} along a straight flat direction.", ways.up))};
  }

  Verdict by_probe(const HigherOrder& higher, const LineWays& lines) {
    std::vector<Vector> candidates = higher.candidates;
    if (star_.size() > kFewParameters && candidates.size() > kCandidatesMany) candidates.resize(kCandidatesMany);
    const bool straight = signs_.negative == 0 && signs_.positive == 0;  // nothing outside N to follow
    const std::span<const LineSign> known = straight ? std::span(lines.even) : std::span<const LineSign>();
    const ProbeFinding found = probe(curves_, candidates, {reach_, both_matter(), known}, context_);
    down_ = down_ || found.falls;
    up_ = up_ || found.rises;
    if (down_ && up_) {
      if (found.falls && curves_.lowest()) {
        const Vector seen = plus(curves_.lowest()->theta, -1, star_.at.theta());
        if (const std::optional<Vector> v = space_.unit_inside(seen)) descend_along(curves_, *v, reach_, context_);
      }
      return {
          saddle(), false, 0,
          why(fmt::format("Orders three to {} leave it open, but a probe of the loss finds {} (a probe is no proof).",
                          kMaxSeriesOrder, found.falls ? way_down() : "a way up"))};
    }
    if (down_ == up_) return undetermined(why("Neither a way down nor a way up is to be seen."));
    const std::string& open = up_ ? found.open_down : found.open_up;
    if (!open.empty()) {
      return undetermined(why(fmt::format("Orders three to {} leave it open, and so does a probe of the loss: {}.",
                                          kMaxSeriesOrder, open)));
    }
    const std::string seen = found.flat_to > 0 ? fmt::format("a valley of dimension {}, flat out to {:.3g}",
                                                             space_.dimension(), found.flat_to)
                                               : std::string(up_ ? "no descent" : "no ascent");
    return {up_ ? VerdictKind::degenerate_minimum : VerdictKind::degenerate_maximum, false, 0,
            why(fmt::format(
                "Orders three to {} leave it open; a probe of the loss along the flat directions found {}, which "
                "is no proof.",
                kMaxSeriesOrder, seen))};
  }

  std::string way_down() const {
    if (!curves_.lowest()) return "a way down";
    return fmt::format("a way down, {:.3g} lower at a distance of {:.3g}", curves_.lowest()->decrease,
                       distance(curves_.lowest()->theta, star_.at.theta()));
  }

  const MeasuredPoint& star_;
  Inertia signs_;
  NullSpace space_;
  ProbeCurves curves_;
  double reach_;  // half the distance to the nearest kink
  bool down_, up_;
  Context& context_;
};

// A critical point with flat directions: nearness first, then the floor, then higher orders.
class DegeneratePoint {
 public:
  DegeneratePoint(const MeasuredPoint& point, const Reach& found, const Surroundings& around, Context& context)
      : point_(point), reach_(found), around_(around), context_(context) {}

  DegenerateVerdict verdict() {
    DegenerateVerdict result;
    result.verdict = decide(result);
    return result;
  }

 private:
  Verdict decide(DegenerateVerdict& result) {
    const std::optional<double> data_tolerance =
        around_.stake ? std::optional(around_.critical_tolerance * *around_.stake) : std::nullopt;
    if (around_.stake && inertia(point_, reach_.band).negative == 0) {  // for data the floor is asked at θ itself
      const AtFloor where = at_floor(point_, around_.floor, data_tolerance, context_);
      if (where == AtFloor::exactly) return at_exact_floor(point_, reach_);
      if (where != AtFloor::no) return floor_verdict(where, point_, around_.floor);
    }
    const std::optional<Vector> theta = polish(point_, reach_, context_);
    if (!theta) return undetermined("Newton's steps leave the region in which a critical point was expected.");
    if (std::ranges::equal(*theta, point_.at.theta())) return at_star(point_, reach_, result);
    return beside(*theta, result);
  }

  // At θ*, measured anew.
  Verdict beside(const Vector& theta, DegenerateVerdict& result) {
    const auto there = point_.at.objective().linearize(theta, context_);
    Matrix H(theta.size(), theta.size());
    const double asymmetry = there->hessian(H, context_);
    const MeasuredPoint star = measure_point(*there, H, asymmetry, point_.how, context_);
    const Reach star_reach = reach(star, context_);
    result.hessian_vector_products += star.hessian_vector_products + star_reach.hessian_vector_products;
    if (star_reach.in_reach) {
      result.nearby = nearby(star, star_reach);
      result.nearby->within += distance(theta, point_.at.theta());
    }
    if (const Kink kink = point_.at.objective().kink(theta, context_); kink.on) {
      return kink_verdict(star, star_reach, kink.where, context_);
    }
    // With the smaller tolerance there the step may be longer: is it still a critical point?
    const Stationarity still =
        stationarity(star, star_reach, around_.floor, around_.stake, around_.critical_tolerance, context_);
    if (!still.critical) return not_critical_verdict(star, still, around_.stake, context_);
    Verdict verdict = at_star(star, star_reach, result);
    verdict.certified = verdict.certified && still.bounded;
    return verdict;
  }

  Verdict at_star(const MeasuredPoint& star, const Reach& star_reach, DegenerateVerdict& result) {
    const double inside = norm(star_reach.gradient_band);
    if (inside > kBandErrors * star.rounding.gradient) {
      if (around_.stake && floor_in_reach(star.at, inside, around_.floor, context_)) {
        return undetermined(fmt::format(
            "Where the gradient along curved directions ends nearby, {:.3g} of it is left, which lies where "
            "the loss hardly curves. Over the length of a step that promises all of the {:.3g} that is left "
            "above the floor: a minimum may lie along it, or no critical point at all. A smaller gradient "
            "would settle it.",
            inside, star.at.above_floor(context_).value));
      }
      if (!around_.stake && inertia(star, star_reach.band).negative == 0 &&
          at_floor(star, around_.floor, std::nullopt, context_) == AtFloor::exactly) {
        return at_exact_floor(star, star_reach);
      }
      if (const auto sharper = sharpened(star, star_reach, result)) return by_sharper(*sharper, result);
      if (is_gradient_flat(star, around_.stake, context_)) {
        return {
            VerdictKind::gradient_flat, false, 0,
            fmt::format(
                "Where the gradient along curved directions ends nearby, {:.3g} of it is left, which lies where the "
                "loss hardly curves (‖Hg‖/(‖H‖‖g‖) = {:.2g} there, whatever it is here), and no step along it "
                "gains anything worth having: no critical point is established.",
                star.gradient_norm, gradient_flatness(star).value_or(0))};
      }
      return undetermined(
          fmt::format("A gradient of {:.3g} is left inside the band: a critical point may lie further "
                      "along it, or none.",
                      inside));
    }
    const Inertia signs = inertia(star, star_reach.band);
    if (const auto kind = kind_by_signs(signs)) return {*kind, true, 0, describe_signs(signs) + "."};
    if (!around_.stake && signs.negative == 0) {
      const AtFloor where = at_floor(star, around_.floor, std::nullopt, context_);
      if (where == AtFloor::infimum) return floor_verdict(where, star, around_.floor);
      if (where == AtFloor::exactly) {
        const auto sharper = sharpened(star, star_reach, result);
        if (sharper && by_signs(*sharper)) return by_sharper(*sharper, result);
        return at_exact_floor(star, star_reach);
      }
      if (const std::optional<Vector> lower = floor_nearby(star, around_.floor, context_))
        return beside(*lower, result);
    }
    const auto sharper = sharpened(star, star_reach, result);
    return sharper ? by_sharper(*sharper, result) : by_ways(star, star_reach);
  }

  // The point with the band measured along its own directions, where that leaves a narrower one and no gradient in it.
  struct Sharper {
    MeasuredPoint star;
    Reach reach;
  };
  std::optional<Sharper> sharpened(const MeasuredPoint& star, const Reach& star_reach, DegenerateVerdict& result) {
    std::optional<MeasuredPoint> measured = measure_band(star, star_reach.band, context_);
    if (!measured) return std::nullopt;
    Reach found = reach(*measured, context_);
    result.hessian_vector_products += found.hessian_vector_products;
    const bool narrower = found.in_reach && found.band.tau < star_reach.band.tau;
    if (!narrower || norm(found.gradient_band) > kBandErrors * star.rounding.gradient) return std::nullopt;
    return Sharper{*std::move(measured), std::move(found)};
  }

  static std::optional<Verdict> by_signs(const Sharper& sharper) {
    const Inertia signs = inertia(sharper.star, sharper.reach.band);
    const auto kind = kind_by_signs(signs);
    if (!kind) return std::nullopt;
    return Verdict{*kind, true, 0, describe_signs(signs) + ", measured along the directions of the band."};
  }

  Verdict by_sharper(const Sharper& sharper, DegenerateVerdict& result) {
    result.nearby = nearby(sharper.star, sharper.reach);
    if (std::optional<Verdict> verdict = by_signs(sharper)) return *std::move(verdict);
    return by_ways(sharper.star, sharper.reach);
  }

  Verdict by_ways(const MeasuredPoint& star, const Reach& star_reach) {
    Ways ways(star, star_reach, context_);
    Verdict verdict = ways.verdict();
    verdict.witness = witness_of(ways.lowest(), star, point_);
    verdict.why += known_null_directions(ways.space());
    return verdict;
  }

  Verdict at_exact_floor(const MeasuredPoint& star, const Reach& star_reach) {
    const Verdict at_floor = floor_verdict(AtFloor::exactly, star, around_.floor);
    Ways ways(star, star_reach, context_);
    std::optional<Verdict> verdict = ways.against_floor(at_floor);
    if (!verdict) return undetermined(at_floor.why + " But along flat directions it seems to fall.");
    verdict->witness = witness_of(ways.lowest(), star, point_);
    verdict->why += known_null_directions(ways.space());
    return *std::move(verdict);
  }

  const MeasuredPoint& point_;
  const Reach& reach_;
  const Surroundings& around_;
  Context& context_;
};

}  // namespace

DegenerateVerdict degenerate_verdict(const MeasuredPoint& point, const Reach& found, const Surroundings& around,
                                     Context& context) {
  return DegeneratePoint(point, found, around, context).verdict();
}

Verdict kink_verdict(const MeasuredPoint& point, const Reach& found, const std::string& where, Context& context) {
  const NullSpace space(point, found);
  const KinkWays ways = kink_probe(ProbeCurves(space), context);
  const std::string lead = "The point lies on a kink (" + where + "), where derivatives jump: they prove nothing here.";
  if (!ways.down || !ways.up || ways.first_order_down) return undetermined(lead + " Move the point off it.");
  Verdict verdict{VerdictKind::degenerate_saddle, false, 0,
                  lead + " But a probe of the loss finds a way up and, of higher than first order, a way down."};
  verdict.witness = witness_of(ways.lowest, point, point);
  return verdict;
}

Verdict not_critical_verdict(const MeasuredPoint& point, const Stationarity& here, std::optional<double> stake,
                             Context& context) {
  if (is_gradient_flat(point, stake, context)) {
    return {VerdictKind::gradient_flat, false, 0,
            here.why +
                " But the gradient lies near the kernel of H, and a search along it finds no decrease worth having."};
  }
  return {VerdictKind::not_critical, here.bounded, 0, here.why};
}

std::optional<VerdictKind> kind_by_signs(const Inertia& signs) {
  if (signs.negative >= 1 && signs.positive >= 1) return VerdictKind::saddle;
  if (signs.flat > 0) return std::nullopt;
  return signs.negative == 0 ? VerdictKind::local_minimum : VerdictKind::local_maximum;
}

std::string describe_signs(const Inertia& i) {
  return fmt::format("Eigenvalues: {} negative, {} flat, {} positive (to ±{:.2g})", i.negative, i.flat, i.positive,
                     i.tolerance);
}

}  // namespace saddlescope
