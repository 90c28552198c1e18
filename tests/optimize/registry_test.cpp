#include "saddlescope/optimize/registry.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

std::string message_of(const OptimizerOptions& options) {
  try {
    make_optimizer(options);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::bad_input);
    return error.what();
  }
  return "accepted";
}

TEST(OptimizerRegistry, EveryMethodIsMadeFromItsDefaultsAndHasHelp) {
  for (const OptimizerEntry& entry : optimizers()) {
    EXPECT_NE(make_optimizer({std::string(entry.name), {}, {}, {}}), nullptr);
    EXPECT_FALSE(entry.help.empty());
    EXPECT_EQ(&find_optimizer(entry.name), &entry);
  }
}

TEST(OptimizerRegistry, AnUnknownNameListsTheKnownOnes) {
  const std::string known =
      "Known are gradient-descent, momentum, nesterov, adam, l-bfgs, perturbed-gradient-descent, saddle-free-newton, "
      "trust-region, cubic-regularization.";
  EXPECT_EQ(message_of({"adan", {}, {}, {}}), "--optimizer: \"adan\" is no optimizer. Did you mean adam? " + known);
  EXPECT_EQ(message_of({"adamw", {}, {}, {}}),
            "--optimizer: \"adamw\" is no optimizer. Its decay is no part of a loss: take adam, with or without "
            "--weight-decay. " +
                known);
}

TEST(OptimizerRegistry, AValueOutOfRangeIsRefusedWithItsRange) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(message_of({"adam", -0.1, {}, {}}),
            "--learning-rate -0.1: the learning-rate of adam must be a finite number above 0. The default is 0.001.");
  EXPECT_EQ(message_of({"momentum", {}, 1.0, {}}),
            "--momentum 1: the momentum of momentum must be at least 0 and below 1. The default is 0.9.");
  EXPECT_EQ(message_of({"adam", {}, {}, 0.0}),
            "--epsilon 0: the epsilon of adam must be a finite number above 0. The default is 1e-08.");
  for (const double bad : {0.0, nan, inf, -inf}) EXPECT_NE(message_of({"gradient-descent", bad, {}, {}}), "accepted");
  for (const double bad : {-0.1, nan, inf}) EXPECT_NE(message_of({"momentum", {}, bad, {}}), "accepted");
}

TEST(OptimizerRegistry, AnOptionThatTheMethodDoesNotHaveIsRefused) {
  EXPECT_EQ(message_of({"l-bfgs", 0.1, {}, {}}),
            "--learning-rate 0.1: l-bfgs has no learning-rate. Leave the option out.");
  EXPECT_EQ(message_of({"adam", {}, 0.9, {}}), "--momentum 0.9: adam has no momentum. Leave the option out.");
}

}  // namespace
}  // namespace saddlescope
