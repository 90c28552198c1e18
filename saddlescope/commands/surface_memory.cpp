#include "saddlescope/commands/surface_memory.h"

#include <fmt/format.h>

#include "saddlescope/commands/spectrum_cost.h"

namespace saddlescope {

// A grid's losses and the document that holds them, with its text, and once more with the command; a page and pictures
// draw a part of them, and take no more.
void require_surface_memory(std::size_t points, double held, const Context& rest) {
  constexpr double kDocument = 190;  // bytes a point; measured: 181
  const double bytes = static_cast<double>(points) * kDocument;
  require_memory_beside(bytes, held, rest, fmt::format("A surface of {} points", points), "Take a smaller --grid");
}

}  // namespace saddlescope
