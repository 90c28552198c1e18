#include "saddlescope/network/sample_chunks.h"

#include <algorithm>

namespace saddlescope {
namespace {

// rows: n samples of `width` numbers; columns: their transpose, [width, n].
void transpose(const double* rows, std::size_t n, std::size_t width, double* columns) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < width; ++j) columns[j * n + i] = rows[i * width + j];
  }
}

}  // namespace

SampleChunks::SampleChunks(const DataSet& data, const Targets& targets, std::size_t length)
    : length_(std::min(length, data.samples())), x_(data.x.values.size()), targets_(targets.values.size()) {
  const std::size_t features = data.features();
  for (std::size_t first = 0; first < data.samples(); first += length_) {
    const std::size_t n = std::min(length_, data.samples() - first);
    double* x = x_.data() + first * features;
    double* t = targets_.data() + first * targets.width;
    transpose(data.x.values.data() + first * features, n, features, x);
    transpose(targets.values.data() + first * targets.width, n, targets.width, t);
    list_.push_back({first, n, x, t});
  }
}

std::vector<std::size_t> SampleChunks::lengths() const {
  std::vector<std::size_t> lengths{list_.front().length};
  if (list_.back().length != lengths.front()) lengths.push_back(list_.back().length);
  return lengths;
}

}  // namespace saddlescope
