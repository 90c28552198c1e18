// What the demo sets side by side: runs from one point, each going on in another way.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "saddlescope/results/provenance.h"

namespace saddlescope {

struct Way {
  std::string name;
  double loss = 0, accuracy = 0, seconds = 0;  ///< accuracy: share of samples put in their class, in per cent
  std::size_t steps = 0;
};

struct Ways {
  ProblemSummary problem;
  std::string title;  ///< "Three optimizers from weights of zero"
  std::vector<Way> ways;
  std::string why;  ///< what they show, in sentences
};

}  // namespace saddlescope
