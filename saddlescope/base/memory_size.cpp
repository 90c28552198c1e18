#include "saddlescope/base/memory_size.h"

#include <fmt/format.h>

#include <cmath>

namespace saddlescope {

std::string memory_text(double bytes) {
  return bytes < 0x1p30 ? fmt::format("{:.3g} MiB", bytes / 0x1p20) : fmt::format("{:.3g} GiB", bytes / 0x1p30);
}

std::string memory_that_fits(double bytes) { return fmt::format("{:.0f}MiB", std::ceil(bytes / 0x1p20)); }

}  // namespace saddlescope
