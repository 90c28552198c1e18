// A data set cut into chunks of samples, feature-major: x [d, n] and targets [C, n] of each chunk lie contiguous, as
// the engine's programs read them, in its arithmetic. All chunks have the same length but the last, which takes what is
// left.
//
// Invariant: borders depend on N and the length alone, never on threads or memory.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/data/dataset.h"
#include "saddlescope/engine/workspace.h"
#include "saddlescope/network/targets.h"

namespace saddlescope {

template <class T>
struct SampleChunk {
  std::size_t first = 0, length = 0;  ///< samples first … first + length − 1
  const T* x = nullptr;  ///< [d, length]
  const T* targets = nullptr;  ///< [C, length]
};

/// The length of chunks that are as few as chunks of `longest`, or one more where that makes their number even, and
/// nearly even themselves, a whole number of cache lines (`line` samples) where it can be: a batch of 128 is two halves,
/// not 120 samples and 8; 1,000 are ten chunks, which two threads share, not nine.
std::size_t even_length(std::size_t samples, std::size_t longest, std::size_t line);

template <class T>
class SampleChunks {
 public:
  static constexpr std::size_t kLine = 64 / sizeof(T);  // numbers of a cache line

  /// Copies the data. length ≥ 1; beyond N it means N.
  SampleChunks(const DataSet& data, const Targets& targets, std::size_t length);

  /// Room for `samples` samples like those of `like`, cut into chunks no longer than its; gather() fills it.
  SampleChunks(const SampleChunks& like, std::size_t samples);

  /// A copy of all samples of `from`, cut at another length.
  static SampleChunks recut(const SampleChunks& from, std::size_t length, Context& context);

  /// Becomes the samples `batch` of `from`, in that order; as many as there is room for.
  void gather(const SampleChunks& from, std::span<const std::size_t> batch, Context& context);

  std::size_t length() const { return length_; }
  std::size_t samples() const { return samples_; }
  const std::vector<SampleChunk<T>>& list() const { return list_; }
  /// The chunk lengths there are: one or two.
  std::vector<std::size_t> lengths() const;

 private:
  SampleChunks(const SampleChunks& like, std::size_t samples, std::size_t length);
  void cut(std::size_t samples);

  std::size_t features_, width_, length_, samples_ = 0;
  engine::AlignedBuffer<T> x_, targets_;  // where rows are whole vectors long, each begins at a cache line
  std::vector<SampleChunk<T>> list_;
};

}  // namespace saddlescope
