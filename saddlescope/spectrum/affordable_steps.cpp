#include "saddlescope/spectrum/affordable_steps.h"

#include <algorithm>

namespace saddlescope {

std::size_t affordable_steps(std::size_t wanted, std::size_t size, const Context& context) {
  const std::size_t vectors = context.memory / 4 / (8 * std::max<std::size_t>(1, size));
  return std::clamp<std::size_t>(vectors, 2, wanted + 1) - 1;  // j steps make j + 1 vectors
}

}  // namespace saddlescope
