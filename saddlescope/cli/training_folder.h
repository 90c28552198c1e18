// The folder that `train -o DIR` writes to, and goes on in when the same command is run again:
//   weights.npz            the weights at the end, as -o FILE would write them (.safetensors where they came from one)
//   checkpoint-000001000.npz   with --checkpoint-every: the weights after so many steps
//   training.json          the result, with its history
//   state.safetensors      what the run remembers (optimize/run.h), by name, and in the metadata which run it is
//
// Invariant: each file is whole or as it was, whenever the program is killed; going on from the state ends in the same
// bits as a run that nothing interrupted.
// Invariant: one process at a time writes to it.
// Invariant: a state is gone on with only by the run it belongs to: same problem, start, method and options; --steps
// may differ. Anything else is refused, naming both.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "saddlescope/cli/arguments.h"
#include "saddlescope/cli/output_folder.h"
#include "saddlescope/optimize/state.h"
#include "saddlescope/problem/problem.h"
#include "saddlescope/results/json.h"

namespace saddlescope::cli {

class TrainingFolder {
 public:
  /// A name that ends in '/', or one without the ending of a weights file that is an existing folder or has no ending.
  static bool is_named_by(const std::string& output);

  /// Makes the folder, reads the state in it. Keeps references. Throws Error(bad input) where the folder can't be
  /// written to, another process does, or the state is another run's.
  TrainingFolder(const Arguments& arguments, const Problem& problem, Context& context);

  const std::optional<NamedVectors>& state() const { return state_; }  ///< to go on with; nothing at the first time
  std::size_t step() const;  ///< of that state; throws Error(bad input) where it holds none
  std::string weights() const { return in_folder("weights"); }

  /// Whether the last state written is so old that a killed run would lose more than some seconds.
  bool state_is_due() const;
  void write_state(const NamedVectors& state);
  void write_checkpoint(std::size_t step, std::span<const double> theta) const;
  void write_result(const Json& document) const;

 private:
  using Clock = std::chrono::steady_clock;

  std::string in_folder(const std::string& stem) const { return folder_.file(stem + ending_); }
  std::string state_file() const;
  void read_state(std::size_t memory);
  void require_same_start(Context& context) const;

  const Problem& problem_;
  std::string ending_, run_;  // run_: the command that this is
  OutputFolder folder_;
  std::optional<NamedVectors> state_;
  Clock::time_point last_written_ = Clock::now();
};

/// What the run that wrote `weights` into its folder remembers; empty where no state lies beside them, or one of other
/// weights than θ. Throws Error(memory) where it takes more than that.
NamedVectors state_beside(const std::string& weights, std::span<const double> theta, std::size_t memory);

}  // namespace saddlescope::cli
