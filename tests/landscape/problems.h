// A formula or a small network with a point, for tests of the land around it.
#pragma once

#include <memory>
#include <string>

#include "saddlescope/base/random.h"
#include "saddlescope/function/expression.h"
#include "saddlescope/function/function_objective.h"
#include "saddlescope/network/network.h"
#include "saddlescope/network/spec.h"

namespace saddlescope::testing {

struct Point {
  std::unique_ptr<Objective> objective;
  Vector theta;
  Context context = {};
  std::unique_ptr<Linearization> at() { return objective->linearize(theta, context); }
};

inline Point formula(const std::string& text, Vector theta) {
  return {std::make_unique<FunctionObjective>(Expression::parse(text)), std::move(theta)};
}

/// On 40 random samples with 3 features and 2 targets.
inline Point network(const std::string& spec = "mlp:3-5-2:tanh") {
  RandomStream random(7, "landscape tests");
  DataSet data;
  data.x = {{40, 3}, Vector(120)};
  data.y.values = {{40, 2}, Vector(80)};
  for (double& x : data.x.values) x = random.normal();
  for (double& y : data.y.values.values) y = random.normal();
  Point point{make_network(parse_mlp(spec), data, "mse"), {}};
  point.theta.resize(point.objective->size());
  for (double& x : point.theta) x = random.normal();
  return point;
}

}  // namespace saddlescope::testing
