// A test of kernels once for each instruction set that Highway compiled and the processor has.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "hwy/targets.h"

namespace saddlescope::engine {

class OnEachTarget : public testing::TestWithParam<int64_t> {
 protected:
  void SetUp() override { hwy::GetChosenTarget().Update(GetParam()); }
  void TearDown() override { hwy::GetChosenTarget().Update(hwy::SupportedTargets()); }
};

inline std::string target_name(const testing::TestParamInfo<int64_t>& target) { return hwy::TargetName(target.param); }

}  // namespace saddlescope::engine
