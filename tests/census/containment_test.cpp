// Which network contains which: the rule against networks built by hand, so that the deep one computes what the shallow
// one does.
#include "saddlescope/census/containment.h"

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>
#include <string>

#include "saddlescope/base/random.h"
#include "saddlescope/network/network.h"

namespace saddlescope {
namespace {

struct Pair {
  const char *deep, *shallow;
  const char* expected;  // "exact", "limit", "none"
};
std::ostream& operator<<(std::ostream& out, const Pair& pair) { return out << pair.deep << " ⊇ " << pair.shallow; }

class Contains : public ::testing::TestWithParam<Pair> {};

TEST_P(Contains, AsTheRuleSays) {
  const auto found = contains(parse_mlp(GetParam().deep), parse_mlp(GetParam().shallow));
  EXPECT_STREQ(!found ? "none" : found->exact ? "exact" : "limit", GetParam().expected) << (found ? found->how : "");
}

INSTANTIATE_TEST_SUITE_P(
    Rule, Contains,
    ::testing::Values(
        Pair{"mlp:4-12-12-3:tanh", "mlp:4-12-3:tanh", "limit"}, Pair{"mlp:4-12-12-3:tanh", "mlp:4-3", "limit"},
        Pair{"mlp:4-12-2-3:tanh", "mlp:4-12-3:tanh", "none"},  // two units can't pass on three outputs,
        Pair{"mlp:4-3-12-3:tanh", "mlp:4-12-3:tanh", "none"},  // nor three units four inputs
        Pair{"mlp:4-12-3-3:tanh", "mlp:4-12-3:tanh", "limit"},  // three units three outputs
        Pair{"mlp:4-8-8-3:tanh", "mlp:4-12-3:tanh", "none"}, Pair{"mlp:4-12-3:tanh", "mlp:4-12-3:tanh", "none"},
        Pair{"mlp:4-12-12-3:relu", "mlp:4-12-3:relu", "exact"},
        Pair{"mlp:4-12-12-3:relu:no-bias", "mlp:4-12-3:relu:no-bias", "exact"},
        Pair{"mlp:4-12-5-3:relu:no-bias", "mlp:4-12-3:relu:no-bias", "none"},  // 5 < 2·3
        Pair{"mlp:4-12-6-3:relu:no-bias", "mlp:4-12-3:relu:no-bias", "exact"},  // x = relu(x) − relu(−x)
        Pair{"mlp:4-12-3-3:relu", "mlp:4-12-3:relu", "exact"},
        Pair{"mlp:4-12-12-3:sigmoid,relu", "mlp:4-12-3:sigmoid", "exact"},
        Pair{"mlp:4-12-12-3:linear,tanh", "mlp:4-12-3:tanh", "exact"},
        Pair{"mlp:4-12-12-3:sigmoid", "mlp:4-12-3:tanh", "none"},
        Pair{"mlp:4-12-12-3:sigmoid", "mlp:4-12-3:sigmoid", "limit"},
        Pair{"mlp:4-12-12-3:sigmoid:no-bias", "mlp:4-12-3:sigmoid:no-bias", "none"},
        Pair{"mlp:4-12-12-3:tanh:no-bias", "mlp:4-12-3:tanh", "none"},  // no biases
        Pair{"mlp:4-12-12-3:tanh", "mlp:4-12-3:tanh:no-bias", "limit"},
        Pair{"mlp:4-12-12-3:gelu", "mlp:4-12-3:linear", "limit"},  // a linear layer is left out
        // two numbers of any sign: three relus without biases can't pass them on, whatever they were before
        Pair{"mlp:2-3-2-3-2:relu,linear,relu:no-bias", "mlp:2-3-2:relu:no-bias", "none"},
        Pair{"mlp:2-3-2-3-2:relu,tanh,relu:no-bias", "mlp:2-3-2:relu:no-bias", "none"},
        Pair{"mlp:2-3-2-4-2:relu,linear,relu:no-bias", "mlp:2-3-2:relu:no-bias", "exact"},
        Pair{"mlp:2-3-3-3-2:relu,linear,relu:no-bias", "mlp:2-3-2:relu:no-bias", "exact"},
        Pair{"mlp:5-12-12-3:tanh", "mlp:4-12-3:tanh", "none"}));

TEST(Containment, NamesTheLayersThatPassOn) {
  const auto how = [](const char* deep, const char* shallow) {
    return contains(parse_mlp(deep), parse_mlp(shallow))->how;
  };
  EXPECT_EQ(how("mlp:4-12-12-3:relu", "mlp:4-12-3:relu"),
            "hidden layer 2 of the deep one passes on 3 numbers, exactly");
  EXPECT_EQ(
      how("mlp:4-12-12-12-3:tanh", "mlp:4-12-3:tanh"),
      "hidden layers 2, 3 of the deep one pass on 3 numbers, as closely as one likes: small weights before, large "
      "ones after");
  EXPECT_EQ(how("mlp:4-12-12-12-12-3:relu", "mlp:4-12-3:relu"),
            "hidden layers 2 to 4 of the deep one pass on 3 numbers, exactly");
}

DataSet some_data() {
  RandomStream random(7, "containment");
  DataSet data;
  data.x = {{20, 2}, Vector(40)};
  for (double& x : data.x.values) x = random.normal();
  data.y.values = {{20, 1}, Vector(20)};
  for (double& y : data.y.values.values) y = random.normal();
  return data;
}

// θ of the deep network d-h-o(-o): the shallow one's first layer, then the outputs z, times `small` and shifted by
// `shift`, through one more layer of as many units, and back by slope and value of its activation there.
Vector embedded(const Vector& shallow, std::size_t d, std::size_t h, std::size_t o, double small, double shift,
                double value, double slope) {
  Vector deep(shallow.begin(), shallow.begin() + static_cast<std::ptrdiff_t>(h * d + h));
  for (std::size_t i = 0; i < o * h; ++i) deep.push_back(small * shallow[h * d + h + i]);
  for (std::size_t i = 0; i < o; ++i) deep.push_back(small * shallow[h * d + h + o * h + i] + shift);
  for (std::size_t i = 0; i < o * o; ++i) deep.push_back(i % (o + 1) == 0 ? 1 / (small * slope) : 0);
  for (std::size_t i = 0; i < o; ++i) deep.push_back(-value / (small * slope));
  return deep;
}

// relu, shifted to where every sample is positive: the same loss to rounding. tanh and sigmoid, at their steepest: the
// same as the square of what comes in, 1e-4.
TEST(Containment, IsWhatANetworkBuiltByHandDoes) {
  const DataSet data = some_data();
  Context context;
  const auto loss = [&](const char* model, const Vector& theta) {
    return make_network(parse_mlp(model), data, "mse")->value(theta, context);
  };
  RandomStream random(8, "containment: weights");
  Vector theta(3 * 2 + 3 + 3 + 1);
  for (double& w : theta) w = random.normal();
  const double relu = loss("mlp:2-3-1:relu", theta), tanh = loss("mlp:2-3-1:tanh", theta);
  const double sigmoid = loss("mlp:2-3-1:sigmoid", theta);
  EXPECT_NEAR(loss("mlp:2-3-1-1:relu", embedded(theta, 2, 3, 1, 1, 100, 100, 1)), relu, 1e-12 * relu);
  EXPECT_NEAR(loss("mlp:2-3-1-1:tanh", embedded(theta, 2, 3, 1, 1e-4, 0, 0, 1)), tanh, 1e-6 * tanh);
  EXPECT_NEAR(loss("mlp:2-3-1-1:sigmoid", embedded(theta, 2, 3, 1, 1e-4, 0, 0.5, 0.25)), sigmoid, 1e-6 * sigmoid);
}

}  // namespace
}  // namespace saddlescope
