#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <string>
#include <vector>

#include "saddlescope/base/did_you_mean.h"
#include "saddlescope/base/error.h"
#include "saddlescope/optimize/finder.h"
#include "saddlescope/optimize/gradient_norm.h"
#include "saddlescope/optimize/levenberg_marquardt.h"
#include "saddlescope/optimize/newton_mr.h"
#include "saddlescope/optimize/trust_region_newton.h"

namespace saddlescope {
namespace {

template <class Method>
std::unique_ptr<Finder> make() {
  return std::make_unique<Method>();
}

// name, help, needs a sum of squares, minimizes, factory
constexpr std::array kFinders{
    FinderEntry{"levenberg-marquardt", "for sums of squares (mse): damped Gauss-Newton steps down; dense", true, true,
                make<LevenbergMarquardt>},
    FinderEntry{"gradient-norm", "minimizes half the squared norm of the gradient by L-BFGS; stalls where it is flat",
                false, false, make<GradientNorm>},
    FinderEntry{"newton-mr", "Newton steps by MINRES-QLP, a line search on the gradient's norm: any kind of point",
                false, false, make<NewtonMr>},
    FinderEntry{"trust-region", "Newton steps in a trust region, on the gradient's norm: any kind of point", false,
                false, make<TrustRegionNewton>},
};

constexpr std::string_view kForSquares = "levenberg-marquardt", kForAll = "newton-mr";

}  // namespace

std::span<const FinderEntry> finders() { return kFinders; }

const FinderEntry& choose_finder(std::string_view name, const Objective& objective) {
  const bool squares = objective.least_squares() != nullptr;
  const std::string_view wanted = !name.empty() ? name : squares ? kForSquares : kForAll;
  std::vector<std::string_view> names;
  for (const FinderEntry& entry : kFinders) {
    names.push_back(entry.name);
    if (entry.name != wanted) continue;
    if (entry.squares && !squares) {
      const bool coarse = objective.traits().epsilon > kEps;
      throw Error(ErrorKind::usage,
                  coarse ? "in f32 there are no residuals, of which this finder makes its steps."
                         : "the loss is no sum of squares, of which this finder makes its steps.",
                  fmt::format("--finder {}", wanted), fmt::format("Take --finder {}.", kForAll));
    }
    return entry;
  }
  throw_bad_input(fmt::format("\"{}\" is no finder.", wanted), "--finder",
                  did_you_mean(wanted, std::span<const std::string_view>(names)) +
                      fmt::format("Known are {}.", fmt::join(names, ", ")));
}

}  // namespace saddlescope
