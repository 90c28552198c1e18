// Sums of programs over chunks of samples: the unit of caching, of threads and of memory.
//
//   out = Σ_c program_c(θ, data_c)
//
// Invariants
// - Results are the same bits for any number of threads and any memory budget: chunks are dealt in contiguous ranges to
//   a fixed number of accumulators (their number depends on the number of chunks alone), each range is summed in order
//   by one worker with single-threaded BLAS, and the accumulators are added in order.
// - A chunk may have a program of its own (a shorter last chunk; a term without samples, such as weight decay). All
//   write into the same output buffers.
// - Nothing is copied but θ: the data must outlive the sum, the sum its linearizations.
// - θ, directions and results are f64; data and arithmetic within a chunk, and sums over a range of chunks, are T's.
//   The accumulators are added in f64.
// - Memory of caches and workspaces is kept in pools and used again: the second linearization allocates nothing large.
//   Sums of one objective share them (Pools), so that what one has done with serves the next.
// Calls of one ChunkSum or LinearizedSum may overlap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/engine/program.h"
#include "saddlescope/engine/workspace.h"

namespace saddlescope::engine {

template <class T>
struct BasicChunk {
  std::shared_ptr<const BasicProgram<T>> program;
  std::vector<const T*> inputs;  ///< by slot
};
using Chunk = BasicChunk<double>;

/// How a perturbed evaluation differs from the plain one (Perturbation of program.h; chunks are perturbed
/// independently).
struct PerturbedBy {
  std::uint64_t seed = 0;
  bool theta = false;  ///< multiply each θᵢ by 1 + eps·u as well; always where T isn't double, which rounds θ
};

template <class T>
class BasicLinearizedSum;

template <class T>
class BasicChunkSum {
 public:
  /// pools: shared with other sums; left out, its own.
  explicit BasicChunkSum(std::vector<BasicChunk<T>> chunks,
                         std::shared_ptr<Pools<T>> pools = std::make_shared<Pools<T>>());

  std::size_t shared_size() const { return shared_size_; }
  std::size_t directional_size() const { return directional_size_; }
  std::span<const BasicChunk<T>> chunks() const { return chunks_; }
  /// Bytes that evaluate() takes with so many threads: a workspace and a cache a worker, and the accumulators.
  double evaluation_bytes(int threads) const;
  /// Bytes that so many threads take with a direction each where nothing is kept of the linearization.
  double apply_bytes(int threads) const;
  /// Bytes that a linearization keeps where the memory allows all of it.
  double linearization_bytes() const;

  /// out = Σ of the shared outputs at θ; out has length shared_size() or more (the rest becomes 0).
  void evaluate(std::span<const double> theta, std::span<double> out, Context& context,
                std::optional<PerturbedBy> perturbed = {}) const;

  /// The same, and keeps what `apply` needs as far as a quarter of context.memory allows; chunks beyond are recomputed
  /// at each apply. An empty `out` skips the outputs.
  std::unique_ptr<BasicLinearizedSum<T>> linearize(std::span<const double> theta, std::span<double> out,
                                                   Context& context, std::optional<PerturbedBy> perturbed = {}) const;

 private:
  friend class BasicLinearizedSum<T>;
  std::size_t slots() const;
  std::size_t first_chunk(std::size_t slot) const;

  std::vector<BasicChunk<T>> chunks_;
  std::size_t shared_size_ = 0, directional_size_ = 0;
  std::size_t largest_cache_ = 0, largest_workspace_ = 0;
  typename BasicProgram<T>::Needs needs_;  // of all programs together
  std::shared_ptr<Pools<T>> pools_;
};
using ChunkSum = BasicChunkSum<double>;

/// A ChunkSum around one θ (which it copies).
template <class T>
class BasicLinearizedSum {
 public:
  ~BasicLinearizedSum();
  BasicLinearizedSum(const BasicLinearizedSum&) = delete;
  BasicLinearizedSum& operator=(const BasicLinearizedSum&) = delete;

  /// out = Σ of the directional outputs for the k columns of V (tangent set 0), or of several sets with k columns each.
  /// out: directional_size() or more rows (the rest becomes 0), k columns. Seeds: the same for every chunk.
  void apply(ConstBlock V, Block out, Context& context) const;
  void apply(std::span<const ConstBlock> sets, Block out, Context& context,
             std::span<const DirectionsView<T>> seeds = {}) const;

 private:
  friend class BasicChunkSum<T>;
  BasicLinearizedSum(const BasicChunkSum<T>& sum, std::vector<T> theta, std::optional<PerturbedBy> perturbed)
      : sum_(sum), theta_(std::move(theta)), perturbed_(perturbed) {}
  void run_chunk(std::size_t chunk, BasicArguments<T> args, std::size_t k, T* out, std::size_t stride) const;

  const BasicChunkSum<T>& sum_;
  std::vector<T> theta_;
  std::optional<PerturbedBy> perturbed_;
  std::vector<AlignedBuffer<T>> caches_;  // by chunk, the first kept_ of them
  std::size_t kept_ = 0;
};
using LinearizedSum = BasicLinearizedSum<double>;

}  // namespace saddlescope::engine
