// One problem from its description: the objective, θ, and where each came from. Every front door goes through here.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "saddlescope/base/context.h"
#include "saddlescope/formats/arrays.h"
#include "saddlescope/formats/atomic_file.h"
#include "saddlescope/network/network.h"
#include "saddlescope/objective/boxes.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/problem/description.h"
#include "saddlescope/problem/weights.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

struct Problem {
  std::unique_ptr<Objective> objective;
  Vector theta;
  ProblemSummary summary;
  double bytes = 0;  ///< that the objective holds for its data
  double product_bytes = 0;  ///< that products with the Hessian take with the threads it was made for, at the least
  std::optional<LoadedWeights> source;  ///< the file that θ came from
  std::optional<Theory> theory;         ///< of --problem: the answer at its own point
  bool formula = false;                 ///< θ is said by --at, not by --weights
  std::optional<Box> box;  ///< where a box is said: θ is then its centre, unless there is a point as well
};

/// "f64" or "f32"; throws Error(bad input) for other names.
Precision parse_precision(const std::string& name);

/// Throws Error: usage where flags exclude each other or one is missing, bad input where a value can't be understood or
/// --expect-loss isn't met.
Problem make_problem(const ProblemDescription& description, Context& context);

/// Throws Error(memory) where products with the Hessian don't fit what is allowed.
void require_products(const Problem& problem, const Context& context);

/// A weights file to be written: opened when made, so that one that can't be written is found before the work starts.
class WeightsTarget {
 public:
  /// The format is that of the path's ending. Keeps a reference to the problem.
  WeightsTarget(const Problem& problem, const std::string& path);
  /// Writes θ with the names, layout and element types of the file it came from, and every other tensor of it, if that
  /// has the same format; otherwise with the parameters' own names in f64. Returns θ as written.
  Vector write(std::span<const double> theta);

 private:
  const Problem& problem_;
  Format format_;
  AtomicFile file_;
};

/// One unit of the last digit of a decimal number as typed: 0.001 for "0.431", 1e-6 for "4.31e-4". Throws Error(bad
/// input) if it is no number.
double last_digit(const std::string& number);

}  // namespace saddlescope
