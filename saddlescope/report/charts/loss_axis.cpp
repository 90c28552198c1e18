#include <algorithm>
#include <cmath>
#include <limits>

#include "saddlescope/report/charts/parts.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr double kLittle = 1e-3;  // of the loss: differences below it would all read the same beside an axis

}  // namespace

std::vector<double> LossAxis::shown(std::span<const double> losses) const {
  std::vector<double> list;
  list.reserve(losses.size());
  for (const double loss : losses) list.push_back(shown(loss));
  return list;
}

LossAxis loss_axis(std::span<const double> losses, double about, Language language) {
  LossAxis axis{.label = say(language, "Loss")};
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double loss : losses) {
    if (!std::isfinite(loss)) continue;
    low = std::min(low, loss);
    high = std::max(high, loss);
  }
  if (low < high && std::isfinite(about) && high - low < kLittle * std::abs(about)) {
    axis.less = about;
    axis.label += " − " + precise(about);
  }
  return axis;
}

}  // namespace saddlescope::report
