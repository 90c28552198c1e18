#include "saddlescope/problem/weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/problem/weight_names.h"
#include "saddlescope/problem/weights_layout.h"

namespace saddlescope {
namespace {

// What is written reads back as this: the rounded values, in the parameter's order.
void keep_rounded(const NamedArray& array, const Parameter& parameter, bool transposed, Vector& theta) {
  Vector values = to_f64(array, array.name);
  if (transposed) values = transpose(values, array.shape);
  for (std::size_t i = 0; i < values.size(); ++i) {
    double& weight = theta[parameter.offset + i];
    if (std::isfinite(weight) && !std::isfinite(values[i])) {
      throw Error(ErrorKind::numerical,
                  fmt::format("the weight {} is beyond ", weight) + std::string(name_of(array.dtype)) +
                      ", the element type of the file the weights came from.",
                  array.name, "Save that file in f64 and start from it.");
    }
    weight = values[i];
  }
}

NamedArray tensor_of(const Parameter& parameter, std::span<const double> theta, std::string name, bool transposed,
                     Dtype dtype) {
  Vector values(theta.begin() + static_cast<std::ptrdiff_t>(parameter.offset),
                theta.begin() + static_cast<std::ptrdiff_t>(parameter.offset + element_count(parameter.shape)));
  Shape shape = parameter.shape;
  if (transposed) {
    values = transpose(values, shape);
    std::swap(shape[0], shape[1]);
  }
  return from_f64(std::move(name), std::move(shape), values, dtype);
}

// d₀-d₁-…-d_L of a chain W₁, [b₁], W₂, …; empty where the tensors are none. `bias` is told.
std::vector<std::size_t> chain_sizes(const ArrayFile& file, const std::vector<std::size_t>& order, WeightsLayout layout,
                                     bool& bias) {
  std::vector<std::size_t> sizes;
  std::size_t biases = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const Shape& shape = file.arrays[order[k]].shape;
    if (shape.size() != 2) return {};
    const std::size_t outputs = shape[layout == WeightsLayout::out_in ? 0 : 1];
    const std::size_t inputs = shape[layout == WeightsLayout::out_in ? 1 : 0];
    if (outputs == 0 || inputs == 0 || (!sizes.empty() && sizes.back() != inputs)) return {};
    if (sizes.empty()) sizes.push_back(inputs);
    sizes.push_back(outputs);
    if (k + 1 < order.size() && file.arrays[order[k + 1]].shape == Shape{outputs}) {
      ++biases;
      ++k;
    }
  }
  bias = biases > 0;
  if (bias && biases + 1 != sizes.size()) return {};
  return sizes;
}

}  // namespace

WeightsLayout parse_weights_layout(const std::string& text) {
  if (text == "out-in") return WeightsLayout::out_in;
  if (text == "in-out") return WeightsLayout::in_out;
  throw_bad_input("\"" + text + "\" is no layout.", "--weights-layout",
                  "It is out-in (PyTorch) or in-out (Keras, Flax).");
}

bool stored_transposed(const Parameter& parameter, WeightsLayout layout) {
  if (parameter.shape.size() != 2) return false;
  return parameter.unit_axis.value_or(0) != (layout == WeightsLayout::out_in ? 0U : 1U);
}

Shape file_shape(const Parameter& parameter, WeightsLayout layout) {
  Shape shape = parameter.shape;
  if (stored_transposed(parameter, layout)) std::swap(shape[0], shape[1]);
  return shape;
}

Vector transpose(std::span<const double> values, const Shape& shape) {
  Vector transposed(values.size());
  for (std::size_t i = 0; i < shape[0]; ++i) {
    for (std::size_t j = 0; j < shape[1]; ++j) transposed[j * shape[0] + i] = values[i * shape[1] + j];
  }
  return transposed;
}

EncodedWeights encode_weights(std::span<const Parameter> parameters, std::span<const double> theta, Format format,
                              const LoadedWeights* source) {
  ArrayFile file;
  if (source != nullptr) {
    if (source->matches.size() != parameters.size()) throw_internal("weights go back to the model they came from");
    file = source->file;
  }
  EncodedWeights encoded{{}, Vector(theta.begin(), theta.end())};
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Parameter& parameter = parameters[i];
    if (source == nullptr) {
      const bool transposed = stored_transposed(parameter, WeightsLayout::out_in);
      file.arrays.push_back(tensor_of(parameter, theta, parameter.name, transposed, Dtype::f64));
      continue;
    }
    const WeightMatch& match = source->matches[i];
    NamedArray& array = file.arrays[match.array];
    array = tensor_of(parameter, theta, array.name, match.transposed, array.dtype);
    keep_rounded(array, parameter, match.transposed, encoded.theta);
  }
  encoded.bytes = arrays_bytes(format, file);
  return encoded;
}

std::optional<ModelSuggestion> suggest_model(const ArrayFile& file) {
  std::vector<std::size_t> candidates;
  bool kernels = false;
  for (std::size_t i = 0; i < file.arrays.size(); ++i) {
    if (!is_float(file.arrays[i].dtype) || file.arrays[i].shape.empty()) continue;
    candidates.push_back(i);
    kernels = kernels || file.arrays[i].name.find("kernel") != std::string::npos;
  }
  std::vector<WeightsLayout> layouts = {WeightsLayout::out_in, WeightsLayout::in_out};
  if (kernels) std::swap(layouts[0], layouts[1]);
  if (candidates.empty()) return std::nullopt;
  for (const WeightsLayout layout : layouts) {
    for (const TensorOrder& order : tensor_orders(file, candidates)) {
      bool bias = false;
      const std::vector<std::size_t> sizes = chain_sizes(file, order.arrays, layout, bias);
      if (sizes.empty()) continue;
      ModelSuggestion suggestion{"mlp:", layout, {}};
      for (std::size_t l = 0; l < sizes.size(); ++l) suggestion.model += (l ? "-" : "") + std::to_string(sizes[l]);
      if (sizes.size() > 2) {
        suggestion.model += ":tanh";
        suggestion.note =
            "A file of weights doesn't say its activation: tanh stands for yours (tanh, sigmoid, relu, gelu, "
            "silu, softplus, linear; several with commas). --expect-loss checks it.";
      }
      if (!bias) suggestion.model += ":no-bias";
      return suggestion;
    }
  }
  return std::nullopt;
}

}  // namespace saddlescope
