// What `census` answers: many networks, each driven to a critical point, and what kind each of those is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "saddlescope/results/diagnosis.h"
#include "saddlescope/results/finding.h"

namespace saddlescope {

/// One model on the data: what all its networks share.
struct CensusModel {
  std::string description;  ///< "mlp:1-10-10-1:tanh"
  std::size_t parameters = 0, samples = 0, outputs = 0;
  std::string loss;
  std::optional<double> floor;    ///< a proven lower bound of the loss
  double best_constant_loss = 0;  ///< of the best constant prediction: Var(y) for mse
  double stake = 0;               ///< S: that less the floor
  /// N·C/P for mse where it is below 1: at a perfect fit H = 2/(N·C)·JᵀJ has no more positive eigenvalues (docs/methods
  /// §1).
  std::optional<double> rank_bound;
};

/// One network at the end of one finder, or one file of weights as it is.
struct CensusNetwork {
  std::string model;  ///< CensusModel::description
  std::uint64_t seed = 0;  ///< of its initialization and of everything drawn for it
  std::string weights;  ///< the file that it is; empty: it was drawn
  std::uint64_t fingerprint = 0;  ///< of the file's parameters: another θ of that name is another network
  double start = 0;  ///< moment of its training where the finder began: 0 initialization, 1 the end
  std::size_t steps = 0;  ///< of training before the finder
  double start_loss = 0;  ///< where the finder began
  std::string finder;  ///< empty: none, the point is classified as it is
  FinderEnd end = FinderEnd::neither;  ///< by the verdict: end_by_verdict()
  std::string stopped;  ///< the finder's criterion that ended it
  std::size_t iterations = 0;  ///< of the finder
  double gradient_equivalents = 0;
  double loss = 0, gradient_norm = 0;
  std::optional<double> gradient_flatness;  ///< ‖Hg‖/(‖H‖‖g‖); none where g = 0
  Inertia inertia;  ///< the signs here, with τ_θ
  std::optional<Nearby> nearby;  ///< those that the critical point in reach shares
  double minimum_ratio = 0;  ///< the naive #(λ > 0)/P
  /// Which kink the point lies on: its derivatives prove nothing, and its eigenvalues aren't counted; empty: none is known.
  std::string kink = {};
  /// Largest decrease measured along certain negative curvature, at most L − floor; 0 where there is none.
  double worth = 0;
  Verdict verdict;
  std::string failed;  ///< why there is no point (the training left the finite numbers); nothing else is known then
  std::string command;  ///< runs this network alone, to the same bits; empty for C++ callers
  /// In their order: end in all that `diagnose` says of this point, as a page; none for C++ callers.
  std::vector<std::string> diagnosis_commands = {};
};

/// A deeper network whose best end has a higher loss than that of one it contains: optimisation failed, not capacity.
struct OptimizationFailed {
  std::string deep, shallow;
  double deep_loss = 0, shallow_loss = 0;  ///< the lowest of each
  double loss_gap = 0;  ///< deep − shallow > 0
  bool exact = false;  ///< contained at finite weights; false: only in the limit, as closely as one likes
  std::string why;  ///< how the deep network computes what the shallow one does
};

struct Census {
  ProblemSummary problem;  ///< parameters, samples, loss of the first model; arguments without model and seed
  std::vector<CensusModel> models;
  std::size_t runs = 0;
  std::vector<std::string> finders;
  double tolerance = 0;
  std::string optimizer;
  std::size_t steps = 0;  ///< of a whole training
  std::vector<CensusNetwork> networks;  ///< by model, then files, then seed, then finder
  std::vector<OptimizationFailed> optimization_failed;
  bool interrupted = false;  ///< ended on request: networks that weren't finished are missing
  std::uint64_t seed = 0;
  std::string engine;
  Environment environment;
};

/// What a census supports, counted.
struct CensusCounts {
  std::size_t points = 0, failed = 0;  ///< a network at the end of one finder, or a file
  std::size_t networks = 0;  ///< networks and files that these are of: with four finders a quarter as many
  std::size_t saddles = 0, certified_saddles = 0, degenerate_saddles = 0;
  std::size_t local_minima = 0, certified_minima = 0, degenerate_minima = 0, maxima = 0;
  std::size_t gradient_flat = 0, not_critical = 0, undetermined = 0;
  std::size_t critical_by_finder = 0, flat_by_finder = 0, neither_by_finder = 0;
  std::size_t on_kink = 0;  ///< left out of what follows
  std::size_t naive_minima = 0;  ///< minimum ratio 1: all that the naive ratio would call a minimum
  std::size_t naive_saddles = 0;  ///< minimum ratio below 1, with an eigenvalue above 0
  std::size_t negative_here = 0;  ///< networks with a certainly negative eigenvalue here
  std::size_t negative_nearby = 0;  ///< of those, at a critical point by their verdict, with one there too
};

/// What `diagnose` would say of a network's point, as far as its census knows it: no eigenvalues, no way out but what
/// one is worth (CensusNetwork::worth), no causes. Of one that failed the problem alone.
Diagnosis diagnosis_of(const Census& census, const CensusNetwork& network);

/// Of all networks; of those of one model.
CensusCounts count(const Census& census);
CensusCounts count(const Census& census, const std::string& model);

}  // namespace saddlescope
