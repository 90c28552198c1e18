#include "saddlescope/network/sample_chunks.h"

#include <algorithm>
#include <numeric>

#include "saddlescope/base/error.h"
#include "saddlescope/base/parallel.h"

namespace saddlescope {
namespace {

// rows: n samples of `width` numbers; columns: their transpose, [width, n].
template <class T>
void transpose(const double* rows, std::size_t n, std::size_t width, T* columns) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < width; ++j) columns[j * n + i] = static_cast<T>(rows[i * width + j]);
  }
}

// Row j of the chunk's [rows, n] becomes entry j of each sample, taken from the [rows, m] of the chunk that has it.
template <class T, class DataOf>
void gather_rows(const std::vector<SampleChunk<T>>& from, std::size_t chunk_length,
                 std::span<const std::size_t> samples, std::size_t rows, const DataOf& data_of, T* out) {
  const std::size_t n = samples.size();
  for (std::size_t i = 0; i < n; ++i) {
    const SampleChunk<T>& chunk = from[samples[i] / chunk_length];
    const T* entry = data_of(chunk) + samples[i] % chunk_length;
    for (std::size_t j = 0; j < rows; ++j) out[j * n + i] = entry[j * chunk.length];
  }
}

}  // namespace

std::size_t even_length(std::size_t samples, std::size_t longest, std::size_t line) {
  std::size_t chunks = (samples + longest - 1) / longest;
  if (chunks > 1) chunks += chunks % 2;
  const std::size_t even = (samples + chunks - 1) / chunks;
  return std::min(longest, (even + line - 1) / line * line);
}

template <class T>
SampleChunks<T>::SampleChunks(const DataSet& data, const Targets& targets, std::size_t length)
    : features_(data.features()), width_(targets.width), length_(std::min(length, data.samples())) {
  cut(data.samples());
  for (const SampleChunk<T>& chunk : list_) {
    const std::size_t x = chunk.first * features_, t = chunk.first * width_;
    transpose(data.x.values.data() + x, chunk.length, features_, x_.data() + x);
    transpose(targets.values.data() + t, chunk.length, width_, targets_.data() + t);
  }
}

template <class T>
SampleChunks<T>::SampleChunks(const SampleChunks& like, std::size_t samples)
    : SampleChunks(like, samples, like.length_) {}

template <class T>
SampleChunks<T>::SampleChunks(const SampleChunks& like, std::size_t samples, std::size_t length)
    : features_(like.features_), width_(like.width_), length_(std::min(even_length(samples, length, kLine), samples)) {
  cut(samples);
}

template <class T>
SampleChunks<T> SampleChunks<T>::recut(const SampleChunks& from, std::size_t length, Context& context) {
  SampleChunks chunks(from, from.samples(), length);
  std::vector<std::size_t> all(from.samples());
  std::iota(all.begin(), all.end(), std::size_t{0});
  chunks.gather(from, all, context);
  return chunks;
}

template <class T>
void SampleChunks<T>::cut(std::size_t samples) {
  samples_ = samples;
  x_.reserve(samples * features_);
  targets_.reserve(samples * width_);
  for (std::size_t first = 0; first < samples; first += length_) {
    list_.push_back(
        {first, std::min(length_, samples - first), x_.data() + first * features_, targets_.data() + first * width_});
  }
}

template <class T>
void SampleChunks<T>::gather(const SampleChunks& from, std::span<const std::size_t> batch, Context& context) {
  if (batch.size() != samples_) throw_internal("a batch has as many samples as there is room for");
  parallel_for(context.threads, list_.size(), [&](std::size_t c) {
    const std::size_t first = list_[c].first, length = list_[c].length;
    const std::span<const std::size_t> samples = batch.subspan(first, length);
    gather_rows(
        from.list_, from.length_, samples, features_, [](const SampleChunk<T>& chunk) { return chunk.x; },
        x_.data() + first * features_);
    gather_rows(
        from.list_, from.length_, samples, width_, [](const SampleChunk<T>& chunk) { return chunk.targets; },
        targets_.data() + first * width_);
  });
}

template <class T>
std::vector<std::size_t> SampleChunks<T>::lengths() const {
  std::vector<std::size_t> lengths{list_.front().length};
  if (list_.back().length != lengths.front()) lengths.push_back(list_.back().length);
  return lengths;
}

template class SampleChunks<double>;
template class SampleChunks<float>;

}  // namespace saddlescope
