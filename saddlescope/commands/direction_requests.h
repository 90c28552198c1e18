// Directions as a person names them, for `surface` and `taylor`:
//   w1, 0.weight[2,3], parameter:NAME   one entry of θ
//   lowest, highest, eigen:K            an eigenvector of the Hessian: of the lowest, the highest, the K-th from below
//   eigen                               lowest and highest
//   gradient                            minus the gradient
//   random                              a random direction
//   to:FILE                             towards the weights of another file
//   trajectory:DIR                      the first two principal components of the checkpoints in a folder
// several with commas between them; a comma inside brackets is a name's.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/landscape/filters.h"
#include "saddlescope/landscape/trajectory.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope {

struct DirectionRequest {
  enum class Kind { parameter, lowest, highest, rank, gradient, random, to, trajectory };
  Kind kind = Kind::random;
  std::string name = {};  ///< of the parameter, the file, the folder
  std::string word = {};  ///< as it was asked for, among others
  std::size_t rank = 0;   ///< K, from 1
  /// Of `to` the one, of a trajectory all: load_points(). Shared, so that a copy of a request holds no weights again.
  std::shared_ptr<const std::vector<Checkpoint>> points = {};

  /// Throws Error(bad input) where they weren't read.
  std::span<const Checkpoint> loaded() const;
};

/// What was asked for, in the words it was asked in and one by one; nothing where it was left out.
class DirectionRequests {
 public:
  DirectionRequests() = default;
  /// Throws Error(bad input) for an empty word or a rank that is no number. `eigen` becomes two. An empty text is the
  /// same as none.
  explicit DirectionRequests(std::string text);

  const std::string& text() const { return text_; }
  const std::vector<DirectionRequest>& list() const { return list_; }
  bool empty() const { return list_.empty(); }
  /// Whether it is `eigen` and nothing else: a plane of both, a line of the lowest.
  bool is_eigen() const { return is_eigen_; }
  /// What load_points() has read.
  double bytes() const;
  /// Reads the files that they name; of a trajectory whose last two files hold the same the last alone. Throws
  /// Error(bad input) where one doesn't fit the parameters, Error(memory) where they don't all fit beside `held` bytes,
  /// a trajectory once more for its principal components.
  void load_points(std::span<const Parameter> parameters, const std::string& layout, double held,
                   const Context& context);

 private:
  std::string text_;
  std::vector<DirectionRequest> list_;
  bool is_eigen_ = false;
};

/// The checkpoints of a folder, 2 before 10: checkpoint-DIGITS.npz or .safetensors and, behind them, weights.* or
/// last.*, which a run writes at its end (weights of an earlier end, as training.json tells, in their place among newer
/// checkpoints, or left out where one is of their step); where no file is called so, all .npz and .safetensors there
/// but hidden ones and what a folder keeps for itself (state.*, directions.*). memory: allowed for training.json.
/// Throws Error(bad input) where there are none, Error(memory).
std::vector<std::string> checkpoint_files(const std::string& folder, std::size_t memory);

/// Throws Error(bad input) for a parameter that isn't there, naming what is.
void require_known(const Objective& objective, std::span<const DirectionRequest> requests);

/// Directions at a point, and what comes with them.
struct FoundDirections {
  std::vector<Direction> directions;
  Vector variance_shares;  ///< of a trajectory
  std::string why;  ///< what isn't certain of them; empty: nothing
  bool random_starts = false;  ///< the machine's entropy went into them
};

/// components: of a trajectory, 1 or 2. Eigenvectors as products_for_vectors() says.
FoundDirections find_directions(const Linearization& at, std::span<const DirectionRequest> requests,
                                std::size_t components, std::optional<Normalization> normalization, Context& context);

}  // namespace saddlescope
