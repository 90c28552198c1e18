// A census: many networks, each driven to a critical point by each finder, and every one of these classified.
//
//   network s of a model: θ₀ from the seed s; trained for f·T of T steps; from there the finder; there the verdict
// f, the height at which the finder starts, is the same for all (CensusOptions::start) or goes with the seed: s mod 4 =
// 0 from initialization (f = 0), 2 from the end (f = 1), else from a moment drawn between. A network is a function of
// its model and seed alone: the same bits for any number of threads, in any order, alone or among thousands.
//
// Proves of each network what its verdict proves (critical/verdict.h). Of the model only what was seen: which points
// the finders reach from where they were started, not which there are, nor how many.
// Networks run side by side, each on one thread with an objective of its own worker: no lock but one for each network
// that is finished, to hand it on. Memory: the data set, and for each thread the objectives of all models with their
// copies of the data, 16 MiB of panels and some eight P × P matrices, among them Levenberg-Marquardt's (JᵀJ and its
// factor, or J and JJᵀ twice). More than is allowed is refused before anything runs; where one thread's share fits and
// not all threads' do, fewer run.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/network/spec.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/optimize/registry.h"
#include "saddlescope/results/census.h"

namespace saddlescope {

/// A model on data, of which networks are drawn.
struct CensusEntry {
  std::string name;  ///< of the model; no two alike
  std::function<std::unique_ptr<Objective>()> make;  ///< the objective: one a worker, all the same to the bit
  std::function<Vector(std::uint64_t seed)> start;  ///< θ₀
  std::optional<MlpSpec> spec = {};  ///< where it is such a network: to compare deep with shallow
  double weight_decay = 0;
  std::string arguments = {};  ///< flags that say model and data again; empty for C++ callers
  std::string arguments_at_weights = {};  ///< the same without how θ₀ is drawn: for a command that reads --weights
  std::string data = {};  ///< where the data came from; may be empty
  double bytes = 0;  ///< that one objective holds: its copy of the data, what its evaluation takes; 0: next to none
  double shared_bytes = 0;  ///< that all objectives and entries share: the data set they are made of
};

/// A point to classify as it is, without a finder.
struct CensusPoint {
  std::size_t entry = 0;  ///< whose objective it is a point of
  std::string name;  ///< the file
  Vector theta;
  std::string layout = {};  ///< that it was read in, as --weights-layout takes it; empty: out-in
};

struct CensusOptions {
  std::size_t runs = 100;  ///< networks of each model; their seeds are context.seed, context.seed + 1, …
  std::vector<std::string> finders;  ///< empty: find's own choice for the objective
  double tolerance = 1e-9;  ///< of the finders
  std::size_t iterations = 1000;  ///< of a finder, at most
  OptimizerOptions optimizer;
  std::size_t steps = 2000;  ///< T, full batch
  std::optional<double> start;  ///< f in [0, 1] for all; none: by the seed
  double critical_tolerance = 1e-8;  ///< of the verdict

  /// Throws Error(bad input) naming the option, its value and what would do.
  void validate() const;
};

/// Sees each network when it is finished: its records, one a finder. Calls come from any thread, never two at once.
using CensusObserver = std::function<void(std::span<const CensusNetwork> records)>;

/// The finders' names: find's own choice for the first entry's objective where none is given. Throws Error as
/// find_critical_point does where there is none of a name, or one needs a sum of squares that an entry isn't.
std::vector<std::string> census_finders(std::span<const CensusEntry> entries, const CensusOptions& options);

/// f for a seed where options.start is none.
double census_start(std::uint64_t seed);

/// FNV-1a of θ's bytes: what CensusNetwork::fingerprint holds.
std::uint64_t fingerprint(std::span<const double> theta);

/// `done`: records of an earlier run with the same entries and options (but `runs`), in any order: networks that are
/// whole among them aren't run again. Fills in all but problem and environment. A request to stop ends it with what is
/// finished (Census::interrupted). Throws Error: bad input (two entries of one name, options), memory (says how much
/// one network takes); what goes wrong numerically in one network is that network's result (CensusNetwork::failed).
Census run_census(std::span<const CensusEntry> entries, std::span<const CensusPoint> points,
                  const CensusOptions& options, std::span<const CensusNetwork> done, const CensusObserver& observer,
                  Context& context);

}  // namespace saddlescope
