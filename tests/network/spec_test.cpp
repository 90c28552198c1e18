// The text form of a network and the names of its parameters.
#include "saddlescope/network/spec.h"

#include <gmock/gmock.h>

#include "saddlescope/base/error.h"
#include "saddlescope/network/activations.h"

namespace saddlescope {
namespace {

using testing::ElementsAre;

std::string error_of(std::string_view text) {
  try {
    parse_mlp(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::bad_input);
    return error.what();
  }
  return "no error";
}

TEST(MlpSpec, ReadsSizesActivationsAndBias) {
  const MlpSpec spec = parse_mlp("mlp:64-32-16-10:tanh,relu:no-bias");
  EXPECT_THAT(spec.sizes, ElementsAre(64, 32, 16, 10));
  ASSERT_EQ(spec.activations.size(), 2u);
  EXPECT_EQ(spec.activations[0]->name, "tanh");
  EXPECT_EQ(spec.activations[1]->name, "relu");
  EXPECT_FALSE(spec.bias);
}

TEST(MlpSpec, OneActivationServesEveryHiddenLayer) {
  const MlpSpec spec = parse_mlp("mlp:4-12-12-3:sigmoid");
  ASSERT_EQ(spec.activations.size(), 2u);
  EXPECT_EQ(spec.activations[1]->name, "sigmoid");
  EXPECT_TRUE(spec.bias);
}

TEST(MlpSpec, TextComesBackInItsShortestForm) {
  for (const std::string text :
       {"mlp:1-1", "mlp:1-1-1:linear:no-bias", "mlp:64-32-32-10:tanh", "mlp:3-2-2-1:gelu,silu", "mlp:5-4:no-bias"}) {
    EXPECT_EQ(to_string(parse_mlp(text)), text);
  }
  EXPECT_EQ(to_string(parse_mlp("mlp:4-3-3-2:relu,relu")), "mlp:4-3-3-2:relu");
}

TEST(MlpSpec, ParametersBearPyTorchsNamesAndLayout) {
  const std::vector<Parameter> parameters = parameters_of(parse_mlp("mlp:3-5-2:tanh"));
  ASSERT_EQ(parameters.size(), 4u);
  EXPECT_EQ(parameters[0].name, "0.weight");
  EXPECT_THAT(parameters[0].shape, ElementsAre(5, 3));
  EXPECT_EQ(parameters[1].name, "0.bias");
  EXPECT_EQ(parameters[1].offset, 15u);
  EXPECT_EQ(parameters[2].name, "2.weight");
  EXPECT_THAT(parameters[2].shape, ElementsAre(2, 5));
  EXPECT_EQ(parameters[3].name, "2.bias");
  EXPECT_EQ(parameters[3].offset, 30u);
  EXPECT_EQ(parameters_of(parse_mlp("mlp:3-5-2:tanh:no-bias")).back().offset, 15u);
}

constexpr const char* kForm =
    " A network is written mlp:SIZES[:ACTIVATION[,ACTIVATION...]][:no-bias], for example mlp:64-32-10:tanh.";

TEST(MlpSpec, ErrorsSayWhatIsWrongAndWhatWouldWork) {
  const std::string known = "Known: tanh, sigmoid, relu, gelu, silu, softplus, linear.";
  EXPECT_EQ(error_of("mlp:4-3-2:swish"), "model \"mlp:4-3-2:swish\": unknown activation \"swish\". " + known);
  EXPECT_EQ(
      error_of("mlp:4-3-2"),
      "model \"mlp:4-3-2\": the activation of the hidden layers is missing. Add one, as in mlp:4-3-2:tanh. " + known);
  EXPECT_EQ(error_of("mlp:4-3-2:no-bias"),
            "model \"mlp:4-3-2:no-bias\": the activation of the hidden layers is missing. Add one, as in "
            "mlp:4-3-2:tanh:no-bias. " +
                known);
  EXPECT_EQ(error_of("mlp:4-0-2:tanh"),
            std::string("model \"mlp:4-0-2:tanh\": layer size \"0\" is not a positive whole number.") + kForm);
  EXPECT_EQ(error_of("mlp:4--2:tanh"),
            std::string("model \"mlp:4--2:tanh\": layer size \"\" is not a positive whole number.") + kForm);
  EXPECT_EQ(error_of("mlp:4"),
            std::string("model \"mlp:4\": a network needs at least two sizes, inputs and outputs.") + kForm);
  EXPECT_EQ(
      error_of("mlp:4-3-3-2:tanh,relu,tanh"),
      "model \"mlp:4-3-3-2:tanh,relu,tanh\": 3 activations for 2 hidden layers. Name one for all hidden layers or "
      "one for each; the last layer is linear.");
  EXPECT_EQ(error_of("mlp:4-2:tanh"),
            "model \"mlp:4-2:tanh\": 1 activation for 0 hidden layers. Without a hidden layer there is none: the last "
            "layer is linear.");
  EXPECT_EQ(error_of("mlp:4-3-2:tanh:bias"),
            std::string("model \"mlp:4-3-2:tanh:bias\": \"bias\" is one part too many.") + kForm);
  EXPECT_EQ(error_of("cnn:3"), std::string("model \"cnn:3\": not a network.") + kForm);
  EXPECT_EQ(error_of("mlp:99999999999999999999-1"),
            "model \"mlp:99999999999999999999-1\": layer size 99999999999999999999 is too large.");
  EXPECT_EQ(error_of("mlp:9999999999-9999999999"),
            "model \"mlp:9999999999-9999999999\": the network has more parameters than this machine can address. Take "
            "smaller layers.");
}

}  // namespace
}  // namespace saddlescope
