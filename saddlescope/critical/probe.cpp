#include "saddlescope/critical/probe.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "saddlescope/critical/sphere_descent.h"

namespace saddlescope {
namespace {

constexpr int kRadiiFew = 28, kRadiiMany = 10;
constexpr std::size_t kRandomDirections = 8;
constexpr std::size_t kKnownDirections = 8;
constexpr std::size_t kConvincing = 3;      // resolved radii of one sign
constexpr double kFlat = 0.125;             // of the first radius
constexpr double kPlateau = 4;              // × max(1, ‖θ‖): how far a valley is followed
constexpr double kBend = 0.25;              // × r: how far a curve may have left its tangent to be trusted far out
constexpr double kTellsApart = 64;          // × eps·‖θ‖: a radius that θ can tell from none
constexpr double kFirstOrderWithin = 0.1;   // |p − 1| where ΔL ~ rᵖ is of first order
constexpr const char* kLostSteps = "steps are lost in the rounding of θ";
constexpr const char* kTooLarge =
    "the radii at which the loss is resolved contradict the derivatives: they are too large";
constexpr const char* kMixed = "along some direction the loss rises at some small radii and falls at others";
constexpr const char* kFirstOrder =
    "along some flat direction the loss changes at first order: this is no critical point";
constexpr const char* kLevelledOff = "flat to rounding around here, but not further out: it may have levelled off";
constexpr const char* kLost = "a way that narrows as it comes nearer was lost on the way in";
constexpr const char* kDistant =
    "along some direction the loss changes only from some distance on, beyond the end of a flat piece";
constexpr const char* kFewRadii = "along some direction fewer than three radii are resolved";

// One direction: ΔL at its smallest resolved radii, smallest first, and how far out it is flat.
struct Track {
  Vector v;
  int known = 0;  // the sign that derivatives give, if any, and the smallest radius they give it for
  double known_from = 0;
  std::vector<ChangeAt> changes = {};
  std::optional<ChangeAt> below = {};  // at the largest radius below those, where nothing is resolved
  double flat_to = 0;
  bool flat_so_far = true;
  int sign = 0;  // of ΔL as far as it is known, far out where it is flat around θ*; 0: none seen

  bool decided() const { return changes.size() >= kConvincing; }
};

std::vector<double> radii_of(const ProbeCurves& curves, double first) {
  const MeasuredPoint& star = curves.space().star();
  const int count = star.size() <= kFewParameters ? kRadiiFew : kRadiiMany;
  const double least = kTellsApart * star.at.objective().traits().epsilon * norm(star.at.theta());
  std::vector<double> radii;  // rising
  for (int j = count - 1; j >= 0; --j) {
    const double r = std::ldexp(first, -j);
    if (r > least) radii.push_back(r);
  }
  return radii;
}

std::vector<Track> tracks_of(const NullSpace& space, std::span<const Vector> candidates,
                             std::span<const LineSign> known, const Context& context) {
  std::vector<Track> tracks;
  const auto add = [&](const Vector& v, int sign, double from) {  // both sides, one after the other
    for (const double side : {1.0, -1.0}) {
      tracks.push_back({v, sign, from});
      scale(side, tracks.back().v);
    }
  };
  for (const Vector& v : space.random_directions(kRandomDirections, "probe: directions", context)) add(v, 0, 0);
  for (const LineSign& line : known.first(std::min(known.size(), kKnownDirections))) add(line.v, line.sign, line.from);
  if (space.dimension() == 1) return tracks;
  for (const Vector& v : candidates) add(v, 0, 0);
  return tracks;
}

// Radii rising: a direction is done once three are resolved.
void scan(ProbeCurves& curves, std::vector<Track>& tracks, std::span<const double> radii, bool ways_up_matter,
          Context& context) {
  const auto convincing = [](const Track& track, bool falls) {
    return track.decided() &&
           std::ranges::all_of(track.changes, [&](const ChangeAt& at) { return (at.change < 0) == falls; });
  };
  const bool many = curves.space().star().size() > kFewParameters;  // where the first that convinces is enough
  for (const double r : radii) {
    const auto seen = [&](bool falls) {
      return std::ranges::any_of(tracks, [&](const Track& track) { return convincing(track, falls); });
    };
    if (many && seen(true) && (!ways_up_matter || seen(false))) return;
    std::vector<Track*> open;
    std::vector<Vector> directions;
    for (Track& track : tracks) {
      if (track.decided()) continue;
      open.push_back(&track);
      directions.push_back(track.v);
    }
    if (open.empty()) return;
    const std::vector<CurvePoint> points = curves.points(r, directions, context);
    for (std::size_t j = 0; j < open.size(); ++j) {
      Track& track = *open[j];
      CurveChange change;
      if (points[j].there) change = curves.change(points[j], r, false, context);
      track.flat_so_far = track.flat_so_far && change.flat;
      if (track.flat_so_far) track.flat_to = r;
      const ChangeAt at{r, change.change, change.error};
      if (change.resolved) {
        track.changes.push_back(at);
      } else if (points[j].there && track.changes.empty()) {
        track.below = at;
      }
    }
  }
}

// Does the loss at all resolved radii say the opposite of what derivatives say at the point itself?
bool contradicted(const Track& track) {
  return track.known != 0 && track.decided() && track.changes.front().r >= track.known_from &&
         std::ranges::none_of(track.changes, [&](const ChangeAt& at) { return at.change * track.known > 0; });
}

// Three signs that agree convince; a fall or rise that doesn't leaves the question open.
void judge(ProbeFinding& finding, std::span<const ChangeAt> changes, const std::optional<ChangeAt>& below) {
  const auto falls =
      static_cast<std::size_t>(std::ranges::count_if(changes, [](const ChangeAt& at) { return at.change < 0; }));
  const std::size_t rises = changes.size() - falls;
  const bool distant = below && begins_at_a_distance(changes, *below);
  if ((falls == kConvincing || rises == kConvincing) && !distant) {
    const bool first = std::abs(order_of(changes.first(2)) - 1) < kFirstOrderWithin &&
                       std::abs(order_of(changes.last(2)) - 1) < kFirstOrderWithin;
    finding.first_order = finding.first_order || first;
    (falls > 0 ? finding.falls : finding.rises) = true;
    return;
  }
  const char* reason = falls > 0 && rises > 0 ? kMixed : distant ? kDistant : kFewRadii;
  if (falls > 0 && finding.open_down.empty()) finding.open_down = reason;
  if (rises > 0 && finding.open_up.empty()) finding.open_up = reason;
}

ProbeFinding nothing_said(const char* why) {
  ProbeFinding finding;
  finding.open_down = finding.open_up = why;
  return finding;
}

// Flat directions followed far out, until the loss changes there after all.
void look_beyond(ProbeCurves& curves, std::vector<Track>& tracks, double first, double reach, Context& context) {
  const double last = std::min(reach, kPlateau * std::max(1.0, norm(curves.space().star().at.theta())));
  for (double r = 2 * kFlat * first; r <= last; r *= 2) {
    std::vector<Track*> flat;
    std::vector<Vector> directions;
    for (Track& track : tracks) {
      if (track.sign != 0 || track.flat_to < kFlat * first) continue;
      flat.push_back(&track);
      directions.push_back(track.v);
    }
    const std::vector<CurvePoint> points = curves.points(r, directions, context);
    for (std::size_t j = 0; j < flat.size(); ++j) {
      if (!points[j].there) continue;
      const Vector straight = plus(curves.space().star().at.theta(), r, directions[j]);
      if (distance(points[j].theta, straight) > kBend * r) continue;  // it may be another branch's
      if (!curves.differs(points[j], context)) continue;
      flat[j]->sign = points[j].value < curves.space().star().at.value() ? -1 : 1;
    }
  }
}

// What directions leave open that didn't change three times: flat, or next to it. Tracks 2i and 2i + 1 are the two
// sides of one line: a line that is flat around θ* must stay so, or rise (fall) on both sides.
void judge_flatness(ProbeCurves& curves, std::vector<Track>& tracks, double first, double reach, ProbeFinding& finding,
                    Context& context) {
  const auto open = [&](const char* why) {
    if (finding.open_down.empty()) finding.open_down = why;
    if (finding.open_up.empty()) finding.open_up = why;
  };
  double flat_to = first;
  for (Track& track : tracks) {
    if (!track.changes.empty()) track.sign = track.changes.front().change < 0 ? -1 : 1;
    if (track.changes.empty() && track.flat_to < kFlat * first) open(kFewRadii);  // nothing is known of that direction
    flat_to = std::min(flat_to, track.flat_to);
  }
  if (!finding.open_down.empty() && !finding.open_up.empty()) return;
  if (flat_to >= kFlat * first) finding.flat_to = flat_to;
  look_beyond(curves, tracks, first, reach, context);
  for (std::size_t i = 0; i + 1 < tracks.size(); i += 2) {
    const Track &one = tracks[i], &other = tracks[i + 1];
    if (one.decided() && other.decided()) continue;
    if (one.sign * other.sign == 0 && one.sign != other.sign) open(kLevelledOff);
    if ((one.sign < 0 || other.sign < 0) && finding.open_down.empty()) finding.open_down = kLevelledOff;
    if ((one.sign > 0 || other.sign > 0) && finding.open_up.empty()) finding.open_up = kLevelledOff;
  }
}

}  // namespace

ProbeFinding probe(ProbeCurves& curves, std::span<const Vector> candidates, const ProbeOptions& options,
                   Context& context) {
  ProbeFinding finding;
  const double first = std::min(1.0, options.reach);
  const std::vector<double> radii = radii_of(curves, first);
  if (radii.size() < kConvincing) return nothing_said(kLostSteps);
  std::vector<Track> tracks = tracks_of(curves.space(), candidates, options.known, context);
  scan(curves, tracks, radii, options.ways_up_matter, context);
  if (std::ranges::any_of(tracks, contradicted)) return nothing_said(kTooLarge);
  for (Track& track : tracks) {
    if (track.flat_to >= kFlat * first) track.changes.clear();  // what comes after so long a flat: judge_flatness
    judge(finding, track.changes, track.below);
  }
  const bool spheres = curves.space().dimension() > 1 && curves.space().star().size() <= kFewParameters;
  for (const double sign : {1.0, -1.0}) {
    if (!spheres || (sign > 0 ? finding.falls : finding.rises || !options.ways_up_matter)) continue;
    for (const PathChanges& path : sphere_descent(curves, sign, radii, kConvincing, context)) {
      judge(finding, path.changes, path.below);
      std::string& open = sign > 0 ? finding.open_down : finding.open_up;
      if (path.lost && open.empty()) open = kLost;
    }
  }
  if (finding.first_order) return nothing_said(kFirstOrder);
  const bool settled = finding.falls && (finding.rises || !options.ways_up_matter);
  if (!settled) judge_flatness(curves, tracks, first, options.reach, finding, context);
  return finding;
}

void descend_along(ProbeCurves& curves, const Vector& v, double reach, Context& context) {
  const double first = std::min(1.0, reach);
  const double farthest = std::min(reach, kPlateau * std::max(1.0, norm(curves.space().star().at.theta())));
  std::vector<double> radii = radii_of(curves, first);
  for (double r = 2 * first; r <= farthest; r *= 2) radii.push_back(r);
  double last = 0;
  for (const double r : radii) {
    const std::vector<CurvePoint> points = curves.points(r, std::span(&v, 1), context);
    if (!points.front().there) continue;
    const CurveChange change = curves.change(points.front(), r, false, context);
    if (!change.resolved) continue;
    if (change.change > last / 2) break;  // on the way up again
    last = std::min(last, change.change);
  }
}

}  // namespace saddlescope
