#include "saddlescope/objective/boxes.h"

#include <cmath>

namespace saddlescope {

Vector Box::centre() const {
  Vector middle(size());
  for (std::size_t i = 0; i < size(); ++i) middle[i] = low[i] + (high[i] - low[i]) / 2;
  return middle;
}

double Box::diameter() const {
  double squares = 0;
  for (std::size_t i = 0; i < size(); ++i) squares += (high[i] - low[i]) * (high[i] - low[i]);
  return std::sqrt(squares);
}

bool Box::holds(std::span<const double> theta) const {
  for (std::size_t i = 0; i < size(); ++i) {
    if (!(low[i] <= theta[i] && theta[i] <= high[i])) return false;
  }
  return true;
}

}  // namespace saddlescope
