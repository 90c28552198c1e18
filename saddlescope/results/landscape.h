// What `surface` and `taylor` answer, and the land around a diagnosed point: plain structs, each field with its
// meaning; to JSON and back in json.h. Losses on a line or a plane are the objective's own values there; a model is
// Taylor's.
//
//   θ(a) = θ + Σₖ (aₖ − originₖ)·dₖ,  a: a point of the grid, one coordinate for each of one or two directions
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/results/provenance.h"
#include "saddlescope/results/verdict.h"

namespace saddlescope {

enum class DirectionKind {
  parameter,  ///< one entry of θ
  eigenvector,  ///< of the Hessian at θ
  random,  ///< isotropic, or normalized by filters
  gradient,  ///< minus the gradient, of length 1
  to,  ///< from θ to the weights of another file
  trajectory,  ///< a principal component of checkpoints
  escape,  ///< the way out of a diagnosis
  orthogonal  ///< what is left of another direction beside the one it stands with
};

std::string_view to_string(DirectionKind kind);
/// Throws Error(bad input) for an unknown name.
DirectionKind direction_kind(std::string_view name);

struct Direction {
  DirectionKind kind = DirectionKind::random;
  std::string label;  ///< "w1", "eigenvector 1 of 3466", "random 1, filter-normalized", "towards last.npz"
  double norm = 1;  ///< ‖d‖; a coordinate is a multiple of d, not of d/‖d‖
  std::optional<double> eigenvalue = {};  ///< of an eigenvector
  std::optional<double> slope = {};  ///< gᵀd at θ
  std::optional<double> curvature = {};  ///< dᵀHd at θ
  std::vector<double> vector = {};  ///< d; in JSON where P ≤ 1,000
  bool by_filters = false;  ///< of a random one, normalized by filters: its length is the weights'
  std::optional<std::size_t> index = {};  ///< of a parameter: its entry of θ; unknown in older documents
};

/// What is marked on a line or plane.
enum class MarkKind {
  here,  ///< θ itself
  critical,  ///< a critical point; `verdict` says of which kind
  way_out,  ///< where the escape ends, or the way to it
  checkpoint,  ///< of a trajectory, or the trajectory itself
  minimum,  ///< the lowest point of the grid
  target  ///< the weights of the other file
};

std::string_view to_string(MarkKind kind);
/// Throws Error(bad input) for an unknown name.
MarkKind mark_kind(std::string_view name);

struct Mark {
  std::vector<double> at;  ///< coordinates, one for each direction
  double loss = 0;  ///< where the mark stands for, which may lie off the plane
  std::string label;  ///< "here", "checkpoint-000300.npz", …
  MarkKind kind = MarkKind::here;
  std::optional<VerdictKind> verdict = {};  ///< of a critical point
  double off = 0;  ///< ‖θ of the mark − its projection on the plane‖
};

/// Points joined by a line: a curve of critical points, a trajectory, the way out.
struct Curve {
  std::vector<std::vector<double>> points = {};  ///< coordinates, in order
  double loss = 0;  ///< of its first point; all along where `verdict` is there
  std::string label;
  MarkKind kind = MarkKind::critical;
  std::optional<VerdictKind> verdict = {};  ///< of a curve of critical points
  /// Number of the curve that it is a piece of: a box may hold one in several. None: it is a whole one, or an older
  /// document doesn't say it.
  std::optional<std::size_t> piece_of = {};
};

/// The loss on a line (one direction) or a plane (two).
struct CrossSection {
  double centre_loss = 0;  ///< L(θ)
  std::vector<Direction> directions;
  std::vector<double> origin;  ///< θ's coordinates: 0, or for a parameter its value
  std::vector<std::vector<double>> axes;  ///< coordinates of the grid, ascending, one list for each direction
  std::vector<double> loss;  ///< row-major: the first axis is the outermost; NaN where not evaluated
  std::size_t evaluated = 0;  ///< so many from the first on; the others are null in JSON
  std::optional<double> error;  ///< of a loss near θ, by rounding
  std::vector<double> model;  ///< L + gᵀδ + ½δᵀHδ at the same points; empty where it wasn't asked
  std::vector<Mark> marks;
  std::vector<Curve> curves;
  std::vector<double> variance_shares;  ///< of a trajectory's checkpoints, for each direction; else empty
  /// Between the two directions of a plane, in degrees; none where it is right (landscape/cross_section.h), or where an
  /// older document doesn't say it.
  std::optional<double> angle = {};

  std::size_t points() const;  ///< of the grid
  std::vector<double> coordinates(std::size_t i) const;  ///< of its point number i
};

/// What `surface` answers. It holds no times: going on where a run stopped ends in the same bytes.
struct Surface {
  ProblemSummary problem;
  std::string asked;  ///< the directions as they were asked: "eigen", "random", "w1,w2", "trajectory:run"
  std::optional<double> floor;  ///< a proven lower bound of the loss
  CrossSection section;
  std::string kink = {};  ///< which kink θ lies on: no slope, curvature or model is given there; empty: none is known
  bool of_box = false;  ///< over a box; no point was asked about, and centre_loss is that of its middle
  std::string why;  ///< what the picture doesn't show; empty: nothing to add
  bool interrupted = false;  ///< what was found until then
  std::uint64_t seed = 0;
  std::uint64_t entropy = 0;  ///< of the machine, mixed into random starts; 0: none
  std::string engine;
  Environment environment;
};

/// Within it the model's error stays under a tenth of the change it predicts.
struct TrustRadius {
  static constexpr double kTrusted = 0.1;  ///< share of the predicted change that the error may be; words say "a tenth"
  double radius = 0;  ///< ‖t·d‖; 0: no change is predicted and one happens, or it is undetermined
  bool at_least = false;  ///< it holds as far as anyone looked
  double from = 0;  ///< ‖t·d‖ of the nearest step whose change can be told from rounding; 0: no change is predicted
  std::string undetermined = {};  ///< why the radius isn't known; empty: it is
};

/// The true loss along θ + t·d beside Taylor's model of it.
struct TaylorLine {
  Direction direction;
  std::vector<double> t, loss, model;  ///< t ascending, in multiples of d
  int order = 2;  ///< of the model
  std::vector<double> coefficients, errors;  ///< c₀ … c_order of the model Σ cⱼtʲ, and their errors
  TrustRadius forward, backward;  ///< for t > 0 and t < 0
  bool at_kink = false;  ///< θ lies on a kink: the coefficients, and their errors, hold on no side of it for certain
  /// The smaller of both; none where either is undetermined.
  std::optional<double> trust_radius() const;
  /// cⱼ·tʲ at each t: what the term of order j adds to L(θ), the gradient's being j = 1 and the Hessian's j = 2.
  std::vector<double> term(std::size_t j) const;
  /// Whether cⱼ can't be told from 0: it is no larger than its error. Never on a kink, whose errors bound nothing.
  bool vanishes(std::size_t j) const;
  /// ‖t·d‖ beyond which the Hessian's term is larger than the gradient's; infinite where it never is.
  double balance() const;
};

/// What `taylor` answers.
struct TaylorAnswer {
  ProblemSummary problem;
  std::string asked;  ///< the directions as they were asked
  double loss = 0, gradient_norm = 0;
  std::optional<double> floor;
  std::vector<TaylorLine> lines;
  std::string kink = {};  ///< which kink θ lies on; empty: none is known
  std::string why;  ///< what the numbers don't say; empty: nothing to add
  std::vector<std::pair<std::string, double>> seconds;  ///< time of each stage
  bool interrupted = false;  ///< the lines that were finished until then
  std::uint64_t seed = 0;
  std::uint64_t entropy = 0;  ///< of the machine, mixed into random starts; 0: none
  std::string engine;
  Environment environment;
};

/// Of so many lines or planes in so many the point looks like a minimum.
struct Share {
  std::size_t minima = 0, of = 0;
  double share() const { return of == 0 ? 0 : static_cast<double>(minima) / static_cast<double>(of); }
};

/// How a point looks in few dimensions, beside how many ways down there are in all: it looks like a minimum in a line
/// or plane where H, restricted to it, is positive by more than the tolerance of the signs.
struct Appearance {
  Share parameter_lines;  ///< θᵢ alone, all of them or an even choice
  Share random_lines;  ///< isotropic
  Share random_planes;  ///< spanned by two of these
  std::size_t negative = 0;  ///< eigenvalues that go down; a lower bound where `at_least`
  bool at_least = false;
  std::size_t parameters = 0;  ///< P
  double tolerance = 0;  ///< above which a curvature counts as upward
};

/// A step of the escape's line search.
struct LineSearchPoint {
  double t = 0;  ///< length of the step: the escape's direction has norm 1 and leads downhill
  double loss = 0;  ///< measured
  std::optional<double> model;  ///< predicted; none where the model has no meaning any more
};

/// The land around a diagnosed point, for its page.
struct Landscape {
  std::optional<CrossSection> plane;  ///< in which the way out, or the two curvatures furthest apart, can be seen
  std::optional<CrossSection> line;  ///< in which the point looks like a minimum; none where there is no such line
  std::vector<TaylorLine> taylor;  ///< along the lowest and highest eigenvector and minus the gradient
  std::vector<LineSearchPoint> line_search;  ///< of the escape, t from 0 upwards
  std::optional<Appearance> appearance;  ///< none where the verdict is `not_critical`, on a kink, or without signs
  std::string why;  ///< what was left out and why, and what of the rest is not certain; empty: nothing
};

}  // namespace saddlescope
