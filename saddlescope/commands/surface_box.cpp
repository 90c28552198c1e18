#include "saddlescope/commands/surface_box.h"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/find_box.h"
#include "saddlescope/commands/remedy.h"
#include "saddlescope/commands/summary.h"
#include "saddlescope/commands/surface_memory.h"
#include "saddlescope/landscape/cross_section.h"
#include "saddlescope/landscape/directions.h"

namespace saddlescope {
namespace {

// number: of it among those found.
void add(const FoundPoint& point, std::size_t number, CrossSection& section, std::string& why) {
  const std::string name = spoken(point.verdict.kind);
  const std::size_t dimension = point.manifold_dimension.value_or(0);
  if (dimension == 0 || dimension == section.directions.size()) {
    section.marks.push_back({.at = point.at,
                             .loss = point.loss,
                             .label = dimension == 0 ? name : "region: " + name,
                             .kind = MarkKind::critical,
                             .verdict = point.verdict.kind});
    if (dimension > 0) why += fmt::format(" A whole region is critical ({}); one point of it is marked.", name);
    return;
  }
  for (std::vector<std::vector<double>>& piece : curve_lines(point)) {
    section.curves.push_back({.points = std::move(piece),
                              .loss = point.loss,
                              .label = "curve: " + name,
                              .kind = MarkKind::critical,
                              .verdict = point.verdict.kind,
                              .piece_of = number});
  }
}

void require_drawable(const Objective& objective, const SurfaceOptions& options) {
  const std::size_t P = objective.size();
  if (P > 2) {
    throw_bad_input(fmt::format("a function of {} variables has no surface over a box; those of one or two have.", P),
                    "--box",
                    fmt::format("Draw a plane through a point: --at POINT --directions {},{}.",
                                entry_name(objective, 0), entry_name(objective, 1)));
  }
  if (!options.grid.empty() && options.grid.size() != P) {
    throw Error(ErrorKind::usage,
                fmt::format("the box has {} side{}, the grid {}.", P, P == 1 ? "" : "s", options.grid.size()), {},
                P == 1 ? "Write the grid as one number: --grid 101." : "Write the grid as two numbers: --grid 51x51.");
  }
  with_flag("--box", {}, [&] { require_box(objective, *options.box); });
}

}  // namespace

void prepare_box(const Objective& objective, std::span<const double> theta, const SurfaceOptions& options,
                 Surface& surface, Context& context) {
  require_drawable(objective, options);
  const std::size_t P = objective.size();
  const std::vector<std::size_t> grid = options.grid.empty() ? usual_grid(P, true) : options.grid;
  surface.problem = summarize(objective, theta, options.problem);
  surface.of_box = !options.point_asked;
  if (surface.of_box) surface.problem.at.clear();
  surface.floor = objective.floor().value;
  CrossSection& section = surface.section;
  section.centre_loss = objective.value(theta, context);
  section.origin.assign(theta.begin(), theta.end());
  for (std::size_t k = 0; k < P; ++k) {
    section.directions.push_back(parameter_direction(objective, k));
    section.axes.push_back(with_remedy("Take a wider --box, or fewer points with --grid.",
                                       [&] { return even_axis(options.box->low[k], options.box->high[k], grid[k]); }));
  }
  require_surface_memory(section.points(), options.held, context);
  if (options.point_asked) {
    section.marks.push_back(
        {.at = section.origin, .loss = section.centre_loss, .label = "here", .kind = MarkKind::here});
  }
  FindBoxOptions how;
  how.problem = options.problem;
  const Finding found = find_box(objective, *options.box, how, context);
  surface.interrupted = found.interrupted;
  surface.why = found.why;
  for (std::size_t i = 0; i < found.points.size(); ++i) {
    add(found.points[i], i, section, surface.why);
  }
}

}  // namespace saddlescope
