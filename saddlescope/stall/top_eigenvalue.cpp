#include "saddlescope/stall/top_eigenvalue.h"

#include <algorithm>
#include <cmath>

#include "saddlescope/linalg/block.h"
#include "saddlescope/spectrum/affordable_steps.h"
#include "saddlescope/spectrum/lanczos.h"

namespace saddlescope {
namespace {

constexpr std::size_t kProducts = 100, kBetweenTests = 10;
constexpr double kTolerance = 1e-6;  // of ‖A‖

}  // namespace

BoundedEigenvalue top_eigenvalue(const SymmetricOperator& A, Context& context) {
  RandomStream random = context.random("stall: largest eigenvalue");
  Vector start(A.size());
  for (double& x : start) x = random.normal();
  Lanczos space(A, start, context);
  BoundedEigenvalue top;
  const std::size_t most = affordable_steps(kProducts, A.size(), context);
  while (space.steps_taken() < most && space.steps(std::min(kBetweenTests, most - space.steps_taken()), context) > 0) {
    const RitzPairs ritz = space.ritz();
    const double norm = std::max(std::abs(ritz.values.front()), std::abs(ritz.values.back()));
    top = {ritz.values.back(), ritz.residuals.back()};
    if (top.bound <= kTolerance * norm) break;
  }
  return top;
}

}  // namespace saddlescope
