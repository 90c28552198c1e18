#include "saddlescope/commands/surface_memory.h"

#include <fmt/format.h>

#include <cmath>

namespace saddlescope {

// A grid's losses and the document that holds them, with its text, and once more with the command; a page and pictures
// draw a part of them, and take no more.
void require_surface_memory(std::size_t points, double held, const Context& rest) {
  constexpr double kDocument = 190;  // bytes a point; measured: 181
  const double bytes = static_cast<double>(points) * kDocument;
  rest.require_memory(bytes, fmt::format("A surface of {} points", points),
                      fmt::format("Take a smaller --grid, or --memory {:.0f}MiB.", std::ceil((bytes + held) / 0x1p20)));
}

}  // namespace saddlescope
