// What a run remembers between two steps, as named arrays: enough to go on elsewhere to the same bits.
//
// Whoever has state names it once, for both directions:
//   void Adam::state(StateArchive& archive) { archive("step", step_); archive.parameters("m", mean_); … }
// Saving copies the members out, restoring copies them in. A name that is missing, left over, or whose array has the
// wrong length is refused when restored: Error(bad input) naming it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/linalg/block.h"

namespace saddlescope {

/// In the order they were named; names are unique.
using NamedVectors = std::vector<std::pair<std::string, Vector>>;

class StateArchive {
 public:
  /// Saves; P: length of θ.
  explicit StateArchive(std::size_t P) : P_(P) {}
  /// Restores from `saved`.
  StateArchive(std::size_t P, NamedVectors saved) : P_(P), restoring_(true), vectors_(std::move(saved)) {}

  bool restoring() const { return restoring_; }

  void operator()(std::string_view name, double& value);
  void operator()(std::string_view name, std::size_t& value);  ///< at most 2⁵³
  void operator()(std::string_view name, bool& value);
  /// A vector of length P; one that is still empty is saved as zeros.
  void parameters(std::string_view name, Vector& values);
  /// A list of any length.
  void list(std::string_view name, Vector& values);

  /// Names of the part that `visit` names get "prefix." before them.
  template <class Visit>
  void section(std::string_view prefix, const Visit& visit) {
    const std::string outer = prefix_;
    prefix_ += std::string(prefix) + ".";
    visit(*this);
    prefix_ = outer;
  }

  /// Refuses what was restored, naming the entry: for whoever knows more of it than its length.
  [[noreturn]] void refuse(std::string_view name, std::string_view why) const;
  /// What was saved.
  NamedVectors take() { return std::move(vectors_); }
  /// After restoring: refuses arrays that nobody named.
  void require_all_restored() const;

 private:
  void store(std::string_view name, Vector values);
  Vector restored(std::string_view name);
  double number(std::string_view name);

  std::size_t P_;
  bool restoring_ = false;
  std::string prefix_;
  NamedVectors vectors_;  // restoring: those not yet asked for
};

}  // namespace saddlescope
