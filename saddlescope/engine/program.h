// Program: a graph compiled for one chunk length. Given θ, a chunk's data and k directions it adds every output to the
// caller's flat buffers.
//
// Nodes that no direction reaches (*shared*) are evaluated once per θ and chunk by `linearize`; those of them that
// directional nodes read are kept in a cache. `apply` evaluates the directional nodes alone, for k directions at once.
//
// Two schedules (schedule.h): sums of products fused for plain evaluations, nothing fused for perturbed ones. `apply`
// takes so few directions at a time that their arrays stay in the second-level cache.
//
// Invariants
// - Directions are a leading axis that is no part of a shape: a directional node holds k arrays one after another, a
//   shared one a single array that all k read (direction stride 0).
// - A program is immutable and holds no data of a call: any number of threads may run it, each with its own workspace.
// - No allocation in linearize or apply. θ, inputs, tangents and seeds are read in place, never copied.
// - Outputs are added (+=): programs over chunks sum into one buffer.
// - T is the arithmetic: data, θ, results and every op between are T's (double, or float to explore large networks).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saddlescope/engine/graph.h"
#include "saddlescope/engine/schedule.h"
#include "saddlescope/linalg/block.h"

namespace saddlescope::engine {

/// Where an output goes: entries offset … of the shared buffer, or of every column of the directional one. An absent
/// value is skipped.
struct Output {
  Value value;
  std::size_t offset = 0;
};

/// The array of a tangent or seed leaf; stride between directions, 0 if shared.
template <class T>
struct DirectionsView {
  const T* data = nullptr;
  std::size_t stride = 0;
};
using SeedView = DirectionsView<double>;
/// The columns of V as tangents.
inline DirectionsView<double> directions(ConstBlock V) { return {V.data(), V.rows()}; }

/// What a program reads. Inputs, tangents and seeds by slot (or set); only those its graph names are looked at.
/// Direction number `first` of tangents and seeds is the first one of a call.
template <class T>
struct BasicArguments {
  const T* theta = nullptr;
  std::span<const T* const> inputs;
  std::span<const DirectionsView<T>> tangents;
  std::span<const DirectionsView<T>> seeds;
  std::size_t first = 0;
};
using Arguments = BasicArguments<double>;

/// A perturbed evaluation (docs/methods: rounding): the result of every arithmetic primitive is multiplied by
/// 1 + eps·u, u standard normal (to 3.5σ: a uniform u misses signs, tests/critical/oracle); a sum or matrix product
/// gets eps·u times the same sum of absolute values; data movement, signs, comparisons and negation stay exact. The
/// same seed gives the same perturbation.
struct Perturbation {
  std::uint64_t seed = 0;
};

/// Rounding is taken for this many times the largest change in so many perturbed evaluations.
inline constexpr double kPerturbationFactor = 3;
inline constexpr int kPerturbedEvaluations = 5;

template <class T>
class BasicProgram {
 public:
  BasicProgram(const Graph& graph, std::span<const Output> outputs);

  std::size_t shared_size() const { return shared_size_; }  ///< length of the shared output buffer
  std::size_t directional_size() const { return directional_size_; }  ///< length of a column of the directional one
  std::size_t cache_size() const;  ///< elements a linearization keeps
  std::size_t workspace_size(std::size_t k) const;  ///< elements linearize or apply need
  /// What a call must bring: length of θ and of a tangent's column, numbers of inputs, tangent sets and seeds.
  struct Needs {
    std::size_t theta = 0, tangent_rows = 0, inputs = 0, tangent_sets = 0, seeds = 0;
  };
  const Needs& needs() const { return needs_; }

  /// Evaluates the shared nodes at args.theta. cache: cache_size() elements; workspace: workspace_size(0); out:
  /// shared_size() elements, or null to skip the outputs.
  void linearize(const BasicArguments<T>& args, T* cache, T* workspace, T* out,
                 const Perturbation* perturbation = nullptr) const;
  /// Evaluates the directional nodes for k directions; out: k columns, `stride` apart.
  void apply(const BasicArguments<T>& args, const T* cache, std::size_t k, T* workspace, T* out, std::size_t stride,
             const Perturbation* perturbation = nullptr) const;

 private:
  struct Run;  // one evaluation (program.cpp)

  void note_needs(const PlannedValue& leaf);
  const Schedule& schedule_for(const Perturbation* perturbation) const;
  std::size_t directions_at_once() const;

  Schedule fused_, plain_;
  std::vector<T> constants_;
  std::size_t shared_size_ = 0, directional_size_ = 0;
  Needs needs_;
};
using Program = BasicProgram<double>;

}  // namespace saddlescope::engine
