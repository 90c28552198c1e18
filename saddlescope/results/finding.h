// What a finder of critical points answers: where it ended, and what it ended at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/results/curve_piece.h"
#include "saddlescope/results/diagnosis.h"
#include "saddlescope/results/training.h"

namespace saddlescope {

/// What a finder's last iterate is, by the gradient and by how H acts on it. It says nothing of the kind of critical
/// point: that is the verdict's (critical/verdict.h). Where a verdict is there (`find`, `census`) it has the last word,
/// and `stop` alone says whether the gradient fell to the tolerance: a small gradient makes no critical point (e⁻ˣ),
/// nor does a larger one unmake it.
enum class FinderEnd {
  critical_point,  ///< ‖g‖ is at most the tolerance asked for, or within its own rounding
  gradient_flat,   ///< not that, and ‖Hg‖ ≤ 1e-3·‖H‖‖g‖: the gradient lies near the kernel of H, where finders stall
  neither          ///< out of iterations, out of step length, or not finite
};

/// The end of a run whose last iterate has a verdict: the two never contradict each other.
FinderEnd end_by_verdict(FinderEnd by_gradient, VerdictKind kind);

std::string_view to_string(FinderEnd end);
/// Throws Error(bad input) for an unknown name.
FinderEnd finder_end(std::string_view name);

/// One accepted iterate of a finder.
struct FinderPoint {
  std::size_t iteration = 0;
  double loss = 0, gradient_norm = 0;
};

/// One run of a finder.
struct FinderRun {
  std::string finder;  ///< "levenberg-marquardt", "gradient-norm", "newton-mr", "trust-region"
  FinderEnd end = FinderEnd::neither;
  Stop stop;
  std::vector<double> theta;  ///< the last finite iterate; not in JSON
  double loss = 0, gradient_norm = 0;
  /// ‖Hg‖/(‖H‖‖g‖); none where g = 0. The verdict's where there is one, before that a finder's own, with ‖H‖ from a few
  /// steps of Lanczos, none where the gradient fell to the tolerance.
  std::optional<double> gradient_flatness;
  std::size_t iterations = 0;               ///< accepted steps
  double gradient_equivalents = 0;          ///< counted at the seam (objective/counted.h)
  double hessian_vector_products = 0;
  std::vector<FinderPoint> history;
};

/// The points low ≤ θ ≤ high, entry by entry.
struct Sides {
  std::vector<double> low, high;
};

/// A critical point, or a curve or surface of them that is one answer.
struct FoundPoint {
  std::vector<double> at;  ///< θ; in JSON where P ≤ 16
  double loss = 0, gradient_norm = 0;
  std::optional<Inertia> inertia;  ///< the signs here, with τ_θ; none where the spectrum wasn't counted
  std::optional<Nearby> nearby;    ///< which of them the critical point in reach shares; none where none is in reach
  Verdict verdict;
  std::optional<std::size_t> manifold_dimension = {};  ///< of the curve (1) or surface (2, …) that `at` is a point of
  std::vector<std::vector<double>> sample = {};  ///< more points of that manifold
  /// Of a curve: its sample piece after piece, each in the order along it; none of what earlier versions wrote.
  std::vector<CurvePiece> pieces = {};
  bool whole = true;  ///< it was traced as far as the box goes; false: a stop, or more points than are kept
  std::optional<Sides> alone =
      {};  ///< proved: exactly one critical point lies within; none where nobody asked, or can tell
  double extent = 0;  ///< so near to it, or to the manifold, other critical points weren't excluded; 0 where `alone`
};

/// The lines that draw a curve, one for each of its pieces; a closed one ends at its first point. None where its pieces
/// aren't known.
std::vector<std::vector<std::vector<double>>> curve_lines(const FoundPoint& curve);

/// A part of a box in which no critical point was found, nor excluded.
struct OpenPart {
  Sides sides;
  std::string why;  ///< what keeps it open, where that is known
};

/// What was searched, and what that leaves open.
struct SearchedBox {
  Sides sides;
  bool tested = false;  ///< by interval arithmetic, so that a box without a critical point is proved to be one
  bool complete = false;  ///< proved: there are no other critical points in it than those listed, each alone
  bool none_elsewhere = false;  ///< proved: none is farther from one listed than that one's extent, but on one sheet
  std::vector<OpenPart> open;  ///< the first fifty
  std::size_t open_parts = 0;  ///< of them in all
  std::size_t tests = 0, starts = 0;
};

/// What `find` answers.
struct Finding {
  ProblemSummary problem;
  std::vector<FoundPoint>
      points;  ///< where a finder ended, critical or not (run.end says); all that a box was seen to hold
  std::optional<FinderRun> run;  ///< of a finder from one point; none where a box was searched
  std::optional<SearchedBox> box;
  std::string why;  ///< what the answer doesn't prove; empty: nothing to add
  bool interrupted = false;  ///< on request; what was found stands
  std::string weights;  ///< the file written, empty if none
  std::uint64_t seed = 0;
  std::string engine;
  Environment environment;
};

}  // namespace saddlescope
