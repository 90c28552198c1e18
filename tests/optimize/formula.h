// A formula as an objective.
#pragma once

#include <memory>
#include <string>

#include "saddlescope/function/function_objective.h"

namespace saddlescope {

inline std::unique_ptr<FunctionObjective> formula(const std::string& text) {
  return std::make_unique<FunctionObjective>(Expression::parse(text));
}

}  // namespace saddlescope
