#include "saddlescope/data/equal_inputs.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <span>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

double plogp(double p) { return p > 0 ? -p * std::log(p) : 0.0; }

std::size_t width(const Tensor& tensor) { return tensor.values.size() / tensor.shape.front(); }

std::vector<std::vector<std::size_t>> members(const EqualInputs& inputs) {
  std::vector<std::vector<std::size_t>> samples(inputs.groups);
  for (std::size_t i = 0; i < inputs.group.size(); ++i) samples[inputs.group[i]].push_back(i);
  return samples;
}

// Sum over groups and outputs of what `remains` says of the group's values of one output.
template <class Remains>
double sum_over_groups(const EqualInputs& inputs, const Tensor& targets, Remains remains) {
  if (targets.shape.front() != inputs.group.size()) throw_internal("targets have as many samples as inputs");
  const std::size_t outputs = width(targets);
  double sum = 0;
  std::vector<double> values;
  for (const std::vector<std::size_t>& samples : members(inputs)) {
    for (std::size_t j = 0; j < outputs; ++j) {
      values.clear();
      for (const std::size_t i : samples) values.push_back(targets.values[i * outputs + j]);
      sum += remains(values);
    }
  }
  return sum;
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

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

double within_group_variance(const EqualInputs& inputs, const Tensor& targets) {
  return sum_over_groups(inputs, targets,
                         [](const std::vector<double>& values) {
                           const double center = mean(values);
                           double sum = 0;
                           for (const double value : values) sum += (value - center) * (value - center);
                           return values.size() > 1 ? sum : 0.0;
                         }) /
         static_cast<double>(targets.values.size());
}

double within_group_deviation(const EqualInputs& inputs, const Tensor& targets) {
  return sum_over_groups(inputs, targets,
                         [](std::vector<double>& values) {
                           std::sort(values.begin(), values.end());
                           const double median = values[values.size() / 2];
                           double sum = 0;
                           for (const double value : values) sum += std::abs(value - median);
                           return sum;
                         }) /
         static_cast<double>(targets.values.size());
}

double within_group_entropy(const EqualInputs& inputs, const Tensor& probabilities) {
  return sum_over_groups(inputs, probabilities,
                         [](const std::vector<double>& values) {
                           return static_cast<double>(values.size()) * plogp(mean(values));
                         }) /
         static_cast<double>(probabilities.shape.front());
}

double within_group_binary_entropy(const EqualInputs& inputs, const Tensor& probabilities) {
  return sum_over_groups(inputs, probabilities,
                         [](const std::vector<double>& values) {
                           const double p = mean(values);
                           return static_cast<double>(values.size()) * (plogp(p) + plogp(1 - p));
                         }) /
         static_cast<double>(probabilities.values.size());
}

double within_group_entropy(const EqualInputs& inputs, const std::vector<std::size_t>& indices) {
  if (indices.size() != inputs.group.size()) throw_internal("targets have as many samples as inputs");
  double sum = 0;
  for (const std::vector<std::size_t>& samples : members(inputs)) {
    std::map<std::size_t, double> counts;
    for (const std::size_t i : samples) counts[indices[i]] += 1;
    const double n = static_cast<double>(samples.size());
    for (const auto& [index, count] : counts) sum += n * plogp(count / n);
  }
  return sum / static_cast<double>(indices.size());
}

}  // namespace saddlescope
