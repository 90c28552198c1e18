#include "saddlescope/report/palette.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace saddlescope::report {
namespace {

using Rgb = std::array<int, 3>;

constexpr std::array<Rgb, 9> kViridis{{{68, 1, 84},
                                       {71, 44, 122},
                                       {59, 81, 139},
                                       {44, 113, 142},
                                       {33, 144, 141},
                                       {39, 173, 129},
                                       {92, 200, 99},
                                       {170, 220, 50},
                                       {253, 231, 37}}};

struct Form {
  std::string_view path, plotly;
};

constexpr std::array<Form, 7> kForms{{
    {"M-1.15 0A1.15 1.15 0 1 0 1.15 0A1.15 1.15 0 1 0 -1.15 0Z", "circle"},
    {"M-1 -1H1V1H-1Z", "square"},
    {"M0 -1.35L1.25 0.9H-1.25Z", "triangle-up"},
    {"M0 -1.5L1.3 0L0 1.5L-1.3 0Z", "diamond"},
    {"M0 1.35L1.25 -0.9H-1.25Z", "triangle-down"},
    {"M-.45 -1.45H.45V-.45H1.45V.45H.45V1.45H-.45V.45H-1.45V-.45H-.45Z", "cross"},
    {"M0 -2.4L.71 -.98L2.28 -.74L1.14 .37L1.41 1.94L0 1.2L-1.41 1.94L-1.14 .37L-2.28 -.74L-.71 -.98Z", "star"},
}};

}  // namespace

std::string map_colour(double part) {
  const double at = std::clamp(part, 0.0, 1.0) * static_cast<double>(kViridis.size() - 1);
  const auto low = std::min(static_cast<std::size_t>(at), kViridis.size() - 2);
  const double rest = at - static_cast<double>(low);
  const auto mixed = [&](std::size_t c) {
    return static_cast<int>(std::lround(kViridis[low][c] + rest * (kViridis[low + 1][c] - kViridis[low][c])));
  };
  return fmt::format("#{:02x}{:02x}{:02x}", mixed(0), mixed(1), mixed(2));
}

std::string_view dash_class(Dash dash) {
  switch (dash) {
    case Dash::solid:
      return "";
    case Dash::dashed:
      return " dashed";
    case Dash::dotted:
      return " dotted";
    case Dash::dash_dotted:
      return " dash-dotted";
  }
  return {};
}

std::string_view path_of(Shape shape) { return kForms[static_cast<std::size_t>(shape)].path; }
std::string_view plotly_symbol(Shape shape) { return kForms[static_cast<std::size_t>(shape)].plotly; }

}  // namespace saddlescope::report
