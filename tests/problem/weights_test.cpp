#include "saddlescope/problem/weights.h"

#include <gmock/gmock.h>

#include <cmath>

#include "saddlescope/base/random.h"
#include "saddlescope/problem/weight_names.h"
#include "tests/formats/errors.h"

namespace saddlescope {
namespace {

using Role = Parameter::Role;

// PyTorch's names and layout for linear layers of these sizes, θ in their order.
std::vector<Parameter> mlp(const std::vector<std::size_t>& sizes, bool bias = true) {
  std::vector<Parameter> parameters;
  std::size_t offset = 0;
  for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
    const std::string number = std::to_string(2 * l);
    parameters.push_back({number + ".weight", {sizes[l + 1], sizes[l]}, offset, Role::weight, 0});
    offset += sizes[l] * sizes[l + 1];
    if (!bias) continue;
    parameters.push_back({number + ".bias", {sizes[l + 1]}, offset, Role::bias, 0});
    offset += sizes[l + 1];
  }
  return parameters;
}
std::size_t count(const std::vector<Parameter>& parameters) {
  return parameters.back().offset + element_count(parameters.back().shape);
}
NamedArray array(std::string name, Shape shape, double first = 0, Dtype dtype = Dtype::f64) {
  Vector values(element_count(shape));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = first + static_cast<double>(i);
  return from_f64(std::move(name), std::move(shape), values, dtype);
}
ArrayFile file_of(std::vector<NamedArray> arrays) { return {"w.npz", std::move(arrays), {}}; }
LoadedWeights match(const std::vector<Parameter>& parameters, std::vector<NamedArray> arrays,
                    WeightsLayout layout = WeightsLayout::out_in) {
  return match_weights(parameters, file_of(std::move(arrays)), layout);
}

// 2-3-1 with the values 0 … 5 | 10, 11, 12 | 20, 21, 22 | 30, under any names.
std::vector<NamedArray> two_layers(const char* w1, const char* b1, const char* w2, const char* b2) {
  return {array(w1, {3, 2}), array(b1, {3}, 10), array(w2, {1, 3}, 20), array(b2, {1}, 30)};
}
const Vector kTwoLayers = {0, 1, 2, 3, 4, 5, 10, 11, 12, 20, 21, 22, 30};
const std::vector<Parameter> kSmall = mlp({2, 3, 1});

TEST(WeightNames, NaturalOrderCountsNumbers) {
  const std::vector<std::string> ordered = {"", "1", "2", "10", "a", "a1", "a1b", "a02", "a10", "b"};
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = 0; j < ordered.size(); ++j) {
      EXPECT_EQ(naturally_less(ordered[i], ordered[j]), i < j) << ordered[i] << " " << ordered[j];
    }
  }
  EXPECT_FALSE(naturally_less("a01", "a1") || naturally_less("a1", "a01"));
}

TEST(WeightNames, GroupsAreWhatStandsBeforeTheLastSeparator) {
  EXPECT_EQ(group_of("fc1.weight"), "fc1");
  EXPECT_EQ(group_of("params/Dense_0/kernel"), "params/Dense_0");
  EXPECT_EQ(group_of("dense/kernel:0"), "dense");
  EXPECT_EQ(group_of("W12"), "#12");
  EXPECT_EQ(group_of("weight"), "weight");
}

TEST(Weights, AreFoundByTheirNamesWhateverTheOrder) {
  std::vector<NamedArray> arrays = two_layers("0.weight", "0.bias", "2.weight", "2.bias");
  std::reverse(arrays.begin(), arrays.end());
  const LoadedWeights loaded = match(kSmall, arrays);
  EXPECT_EQ(loaded.theta, kTwoLayers);
  EXPECT_EQ(loaded.how, "parameters found by their names");
  EXPECT_TRUE(loaded.notes.empty());
}

TEST(Weights, OneCommonPrefixIsTakenOff) {
  for (const std::string prefix : {"net.", "module.", "module.net.", "params/"}) {
    std::vector<NamedArray> arrays = two_layers("0.weight", "0.bias", "2.weight", "2.bias");
    for (NamedArray& tensor : arrays) tensor.name = prefix + tensor.name;
    arrays.push_back(array("step", {}, 7));
    const LoadedWeights loaded = match(kSmall, arrays);
    EXPECT_EQ(loaded.theta, kTwoLayers);
    EXPECT_EQ(loaded.how, "parameters found by their names once \"" + prefix + "\" is taken off");
    EXPECT_THAT(loaded.notes, testing::ElementsAre("Tensors that belong to no parameter: step."));
  }
}

TEST(Weights, TwoPrefixesThatBothFitAreRefused) {
  std::vector<NamedArray> arrays;
  for (const std::string prefix : {"online.", "target."}) {
    for (NamedArray& tensor : two_layers("0.weight", "0.bias", "2.weight", "2.bias")) {
      arrays.push_back(tensor);
      arrays.back().name = prefix + tensor.name;
    }
  }
  expect_bad_input(
      "w.npz: the parameters are there more than once: under the prefixes \"online.\", \"target.\". Save a file "
      "with only one of them.",
      [&] { match(kSmall, arrays); });
}

TEST(Weights, OtherNamesAreMatchedOneByOneMatrixBeforeVector) {
  for (const auto& names : {std::array{"fc1.weight", "fc1.bias", "out.weight", "out.bias"},
                            std::array{"W1", "b1", "W2", "b2"}, std::array{"arr_0", "arr_1", "arr_2", "arr_3"}}) {
    EXPECT_EQ(match(kSmall, two_layers(names[0], names[1], names[2], names[3])).theta, kTwoLayers) << names[0];
  }
  std::vector<NamedArray> sorted = two_layers("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias");
  std::swap(sorted[0], sorted[1]);  // alphabetical: bias before weight
  std::swap(sorted[2], sorted[3]);
  EXPECT_EQ(match(kSmall, sorted).theta, kTwoLayers);
  EXPECT_EQ(match(kSmall, sorted).how,
            "tensors matched one by one by their shapes, groups in the file's order: fc1, fc2");
  const std::vector<NamedArray> apart = {sorted[1], sorted[3], sorted[0], sorted[2]};  // matrices first, then vectors
  EXPECT_EQ(match(kSmall, apart).theta, kTwoLayers);
}

// Names in an order that is neither alphabetical nor natural carry the network's order; the shapes decide.
TEST(Weights, TheFilesOrderComesBeforeTheNaturalOneWhereItSaysSomething) {
  const LoadedWeights loaded = match(kSmall, two_layers("input.w", "input.b", "head.w", "head.b"));
  EXPECT_EQ(loaded.theta, kTwoLayers);
  EXPECT_EQ(loaded.how, "tensors matched one by one by their shapes, groups in the file's order: input, head");
}

// Twelve layers of one width, saved by PyTorch. The k-th parameter holds 1000k, 1000k + 1, …; only names tell the
// order.
TEST(Weights, TwelveLayersOfAPyTorchStateDictComeInTheirOrder) {
  const std::vector<Parameter> parameters = mlp(std::vector<std::size_t>(13, 3));
  const LoadedWeights loaded = load_weights(parameters, test_file("twelve_layers.safetensors"), WeightsLayout::out_in);
  EXPECT_EQ(loaded.how, "parameters found by their names once \"net.\" is taken off");
  const LoadedWeights grouped =
      load_weights(parameters, test_file("twelve_layers_bf16.safetensors"), WeightsLayout::out_in);
  EXPECT_THAT(grouped.how, testing::HasSubstr("in natural order: fc0, fc1, fc2, fc3"));
  EXPECT_THAT(grouped.notes, testing::ElementsAre(testing::HasSubstr("The shapes agree in the file's order as well")));
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    for (std::size_t i = 0; i < element_count(parameters[k].shape); ++i) {
      const double value = 1000.0 * static_cast<double>(k) + static_cast<double>(i);
      EXPECT_EQ(loaded.theta[parameters[k].offset + i], value);
      EXPECT_NEAR(grouped.theta[parameters[k].offset + i], value, value * 0x1p-8);  // bf16 holds eight bits
    }
  }
}

// Kernels [in, out] of 0, 1, 2, …: W[o, i] = i·out + o.
TEST(Weights, KerasKernelsAreTransposed) {
  const std::vector<Parameter> parameters = mlp({4, 3, 2});
  const LoadedWeights loaded = load_weights(parameters, test_file("keras.npz"), WeightsLayout::in_out);
  for (const Parameter& parameter : parameters) {
    const std::size_t outputs = parameter.shape[0], inputs = parameter.shape.size() == 2 ? parameter.shape[1] : 1;
    for (std::size_t o = 0; o < outputs; ++o) {
      for (std::size_t i = 0; i < inputs; ++i) {
        EXPECT_EQ(loaded.theta[parameter.offset + o * inputs + i], static_cast<double>(i * outputs + o));
      }
    }
  }
  const std::string name = test_file("keras.npz");
  expect_bad_input(
      name +
          ": its tensors don't fit the model. Wanted: 0.weight (3, 4), 0.bias (3,), 2.weight (2, 3), 2.bias "
          "(2,); found: dense/bias:0 (3,), dense/kernel:0 (4, 3), dense_1/bias:0 (2,), dense_1/kernel:0 (3, 2). They "
          "do with --weights-layout in-out.",
      [&] { load_weights(parameters, name, WeightsLayout::out_in); });
}

TEST(Weights, ParametersThatCountUnitsAlongTheSecondAxisReadTheSameFiles) {
  std::vector<Parameter> columns = kSmall;  // an objective that keeps W as in × out
  for (Parameter& parameter : columns) {
    if (parameter.shape.size() == 2) {
      std::swap(parameter.shape[0], parameter.shape[1]);
      parameter.unit_axis = 1;
    }
  }
  const LoadedWeights loaded = match(columns, two_layers("0.weight", "0.bias", "2.weight", "2.bias"));
  EXPECT_EQ(loaded.theta, (Vector{0, 2, 4, 1, 3, 5, 10, 11, 12, 20, 21, 22, 30}));
  const EncodedWeights written = encode_weights(columns, loaded.theta, Format::npz);
  EXPECT_EQ(match_weights(kSmall, parse_arrays(written.bytes, "w.npz"), WeightsLayout::out_in).theta, kTwoLayers);
}

TEST(Weights, SquareKernelsAreRemarkedOn) {
  const LoadedWeights loaded = match(mlp({2, 2}), {array("d/bias:0", {2}), array("d/kernel:0", {2, 2})});
  EXPECT_THAT(loaded.notes, testing::ElementsAre(testing::HasSubstr("--weights-layout in-out")));
}

TEST(Weights, WhatDoesNotFitIsListedBesideWhatIsWanted) {
  const std::string wanted =
      "w.npz: its tensors don't fit the model. Wanted: 0.weight (3, 2), 0.bias (3,), 2.weight (1, 3), "
      "2.bias (1,); found: ";
  const std::string hint = ". `saddlescope inspect w.npz` prints the --model that fits.";
  std::vector<NamedArray> wrong = two_layers("0.weight", "0.bias", "2.weight", "2.bias");
  wrong[2] = array("2.weight", {1, 4});
  expect_bad_input(wanted + "0.weight (3, 2), 0.bias (3,), 2.weight (1, 4), 2.bias (1,)" + hint,
                   [&] { match(kSmall, wrong); });
  expect_bad_input(wanted + "none" + hint, [] { match(kSmall, {}); });
  expect_bad_input(wanted + "x (7,)" + hint, [] { match(kSmall, {array("x", {7})}); });
  const NamedArray counts{"0.weight", {1, 1}, Dtype::i8, Bytes(1), {}, {}, {}};
  expect_bad_input(
      "w.npz, array \"0.weight\": holds i8; weights are f64, f32, f16 or bf16. Convert them before saving.",
      [&] { match(mlp({1, 1}, false), {counts}); });
}

// Written, then read again: the file's names, layout, element types, other tensors and metadata; and the θ that is
// returned is exactly what the file says.
TEST(Weights, OutputsLookLikeTheFileTheyCameFrom) {
  RandomStream random(17, "weights");
  for (const Format format : {Format::npz, Format::safetensors}) {
    for (const Dtype dtype : {Dtype::f64, Dtype::f32, Dtype::f16, Dtype::bf16}) {
      ArrayFile file = file_of({array("d/bias:0", {3}, 0, dtype), array("d/kernel:0", {2, 3}, 0, dtype),
                                array("step", {}, 41, Dtype::f32), array("e/bias:0", {1}, 0, dtype),
                                array("e/kernel:0", {3, 1}, 0, dtype)});
      file.metadata = {{"format", "pt"}};
      const LoadedWeights source = match_weights(kSmall, file, WeightsLayout::in_out);
      Vector theta(count(kSmall));
      for (double& weight : theta) weight = random.normal();
      const EncodedWeights written = encode_weights(kSmall, theta, format, &source);
      const ArrayFile back = parse_arrays(written.bytes, "w");
      EXPECT_EQ(match_weights(kSmall, back, WeightsLayout::in_out).theta, written.theta);
      for (std::size_t i = 0; i < theta.size(); ++i) EXPECT_EQ(written.theta[i], round_to(dtype, theta[i]));
      ASSERT_EQ(back.arrays.size(), file.arrays.size());
      for (const NamedArray& before : file.arrays) {
        ASSERT_NE(back.find(before.name), nullptr);
        EXPECT_EQ(back.find(before.name)->shape, before.shape);
        EXPECT_EQ(back.find(before.name)->dtype, before.dtype);
      }
      EXPECT_EQ(back.find("step")->bytes, file.find("step")->bytes);
      if (format == Format::safetensors) {
        EXPECT_EQ(back.metadata, file.metadata);
      }
    }
  }
}

TEST(Weights, WithoutASourceTheyBearPyTorchsNamesInF64) {
  const EncodedWeights written = encode_weights(kSmall, kTwoLayers, Format::safetensors);
  const ArrayFile back = parse_arrays(written.bytes, "w");
  ASSERT_EQ(back.arrays.size(), 4U);
  EXPECT_EQ(back.arrays[0].name, "0.weight");
  EXPECT_EQ(back.arrays[0].shape, (Shape{3, 2}));
  EXPECT_EQ(back.arrays[0].dtype, Dtype::f64);
  EXPECT_EQ(match_weights(kSmall, back, WeightsLayout::out_in).theta, kTwoLayers);
}

TEST(Weights, AWeightBeyondTheFilesElementTypeIsNotWrittenAsInfinity) {
  const LoadedWeights source = match(mlp({1, 1}, false), {array("0.weight", {1, 1}, 0, Dtype::f16)});
  expect_error(ErrorKind::numerical,
               "0.weight: the weight 70000 is beyond f16, the element type of the file the weights came from. Save "
               "that file in f64 and start from it.",
               [&] { encode_weights(mlp({1, 1}, false), Vector{7e4}, Format::npz, &source); });
}

TEST(Weights, LayoutsAreNamed) {
  EXPECT_EQ(parse_weights_layout("in-out"), WeightsLayout::in_out);
  EXPECT_EQ(parse_weights_layout("out-in"), WeightsLayout::out_in);
  expect_bad_input("--weights-layout: \"keras\" is no layout. It is out-in (PyTorch) or in-out (Keras, Flax).",
                   [] { parse_weights_layout("keras"); });
}

TEST(Suggestion, IsTheSpecWhoseParametersFit) {
  const auto model = [](std::vector<NamedArray> arrays) {
    const std::optional<ModelSuggestion> suggestion = suggest_model(file_of(std::move(arrays)));
    return suggestion ? suggestion->model + (suggestion->layout == WeightsLayout::in_out ? " in-out" : "") : "none";
  };
  EXPECT_EQ(model(two_layers("a.w", "a.b", "b.w", "b.b")), "mlp:2-3-1:tanh");
  EXPECT_EQ(model({array("w1", {3, 2}), array("w2", {1, 3})}), "mlp:2-3-1:tanh:no-bias");
  EXPECT_EQ(model({array("w", {3, 2}), array("b", {3})}), "mlp:2-3");
  EXPECT_EQ(model({array("w", {3, 2}), array("v", {5, 4})}), "none");
  EXPECT_EQ(model({array("v", {5})}), "none");
  EXPECT_EQ(model({}), "none");
  EXPECT_EQ(model(read_arrays(test_file("keras.npz")).arrays), "mlp:4-3-2:tanh in-out");
  EXPECT_EQ(model(read_arrays(test_file("twelve_layers.safetensors")).arrays), "mlp:3-3-3-3-3-3-3-3-3-3-3-3-3:tanh");
  EXPECT_THAT(suggest_model(file_of(two_layers("a.w", "a.b", "b.w", "b.b")))->note,
              testing::HasSubstr("doesn't say its activation"));
}

}  // namespace
}  // namespace saddlescope
