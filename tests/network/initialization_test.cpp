// The laws of the initializations: support, second moment, what stays zero.
#include "saddlescope/network/initialization.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

struct Law {
  const char* name;
  double variance, bound;  // of the weights of a layer of 40 inputs and 60 outputs
};

const double kInfinity = std::numeric_limits<double>::infinity();

class InitializationLaw : public testing::TestWithParam<Law> {};

// The mean of n squares of a law with finite fourth moment lies within 5·√(2/n) (relative) of its variance.
TEST_P(InitializationLaw, HasItsVarianceAndSupport) {
  const Vector theta = initialize(parse_mlp("mlp:40-60"), initialization(GetParam().name), 1, 0);
  ASSERT_EQ(theta.size(), 40u * 60u + 60u);
  double square = 0, largest = 0;
  for (std::size_t i = 0; i < 2400; ++i) {
    square += theta[i] * theta[i] / 2400;
    largest = std::max(largest, std::abs(theta[i]));
  }
  EXPECT_NEAR(square, GetParam().variance, 5 * std::sqrt(2.0 / 2400) * GetParam().variance);
  EXPECT_LE(largest, GetParam().bound);
  const bool biases_zero = std::all_of(theta.begin() + 2400, theta.end(), [](double b) { return b == 0; });
  EXPECT_EQ(biases_zero, std::string(GetParam().name) != "pytorch");
}

INSTANTIATE_TEST_SUITE_P(
    All, InitializationLaw,
    testing::Values(Law{"pytorch", 1.0 / 40 / 3, 1 / std::sqrt(40.0)}, Law{"xavier-normal", 2.0 / 100, kInfinity},
                    Law{"xavier-uniform", 2.0 / 100, std::sqrt(6.0 / 100)}, Law{"he-normal", 2.0 / 40, kInfinity},
                    Law{"he-uniform", 2.0 / 40, std::sqrt(6.0 / 40)}, Law{"normal", 1, kInfinity}, Law{"zeros", 0, 0}),
    [](const auto& row) {
      std::string name = row.param.name;
      std::erase(name, '-');
      return name;
    });

TEST(Initialization, ScaleMultiplies) {
  const MlpSpec spec = parse_mlp("mlp:3-4-2:tanh");
  const Vector one = initialize(spec, initialization("pytorch"), 1, 7);
  const Vector half = initialize(spec, initialization("pytorch"), 0.5, 7);
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(half[i], 0.5 * one[i]);
}

TEST(Initialization, ALayersNumbersDontDependOnTheOthers) {
  const Vector narrow = initialize(parse_mlp("mlp:3-4-2:tanh"), initialization("normal"), 1, 7);
  const Vector wide = initialize(parse_mlp("mlp:5-4-2:tanh"), initialization("normal"), 1, 7);
  EXPECT_TRUE(std::equal(narrow.end() - 10, narrow.end(), wide.end() - 10));
  EXPECT_NE(narrow, initialize(parse_mlp("mlp:3-4-2:tanh"), initialization("normal"), 1, 8));
}

TEST(Initialization, ErrorsNameTheKnown) {
  try {
    initialization("glorot");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "--init: unknown initialization \"glorot\". Known: pytorch, xavier-normal, xavier-uniform, he-normal, "
                 "he-uniform, normal, zeros.");
  }
}

}  // namespace
}  // namespace saddlescope
