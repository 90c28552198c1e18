#include "saddlescope/data/equal_inputs.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace saddlescope {
namespace {

std::size_t width(const Tensor& tensor) { return tensor.values.size() / tensor.shape.front(); }

}  // namespace

EqualInputs equal_inputs(const Tensor& x) {
  const std::size_t samples = x.shape.front(), features = width(x);
  const auto row = [&](std::size_t i) { return std::span(x.values).subspan(i * features, features); };
  std::vector<std::size_t> order(samples);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::lexicographical_compare(row(a).begin(), row(a).end(), row(b).begin(), row(b).end());
  });
  std::vector<std::size_t> first(samples);  // the earliest sample with the same input
  for (std::size_t k = 0; k < samples; ++k) {
    const bool same = k > 0 && std::ranges::equal(row(order[k]), row(order[k - 1]));
    first[order[k]] = same ? first[order[k - 1]] : order[k];
  }
  EqualInputs inputs{std::vector<std::size_t>(samples), 0};
  for (std::size_t i = 0; i < samples; ++i) {
    inputs.group[i] = first[i] == i ? inputs.groups++ : inputs.group[first[i]];
  }
  return inputs;
}

}  // namespace saddlescope
