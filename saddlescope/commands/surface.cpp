#include "saddlescope/commands/surface.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/base/shell.h"
#include "saddlescope/commands/add_sentence.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/find_box.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/commands/on_kink.h"
#include "saddlescope/commands/remedy.h"
#include "saddlescope/commands/spectrum_cost.h"
#include "saddlescope/commands/summary.h"
#include "saddlescope/commands/surface_box.h"
#include "saddlescope/commands/surface_memory.h"
#include "saddlescope/commands/telling_plane.h"
#include "saddlescope/landscape/directions.h"

namespace saddlescope {
namespace {

using Kind = DirectionRequest::Kind;

constexpr std::size_t kMostPoints = 4'000'000;
constexpr double kBefore = -0.25, kAfter = 1.25;  // of the way to other weights
constexpr double kParallel = 1e-12;               // 1 − |cosine| of directions that are one
constexpr double kMargin = 0.15;                  // of a trajectory's extent, around it

bool one_of(const DirectionRequest& request, Kind kind) { return request.kind == kind; }

// Directions, and how many of them a picture has: what is asked, completed to a plane where the grid or habit makes it
// one.
struct Plan {
  std::vector<DirectionRequest> requests;
  std::vector<std::size_t> grid;  // points along each direction

  std::size_t dimensions() const { return grid.size(); }
  std::size_t points() const { return grid.size() == 1 ? grid[0] : grid[0] * grid[1]; }
};

std::vector<DirectionRequest> usual_requests(const Objective& objective) {
  if (objective.size() > 2) return DirectionRequests("eigen").list();
  std::vector<DirectionRequest> requests;
  requests.reserve(objective.size());
  for (std::size_t i = 0; i < objective.size(); ++i) {
    const std::string name = entry_name(objective, i);
    requests.push_back({.kind = Kind::parameter, .name = name, .word = name});
  }
  return requests;
}

[[noreturn]] void throw_wrong_number(std::size_t found, std::size_t wanted, const std::string& asked) {
  throw Error(ErrorKind::usage,
              fmt::format("--directions {} makes {} direction{}, and {}.", asked.empty() ? "(left out)" : asked, found,
                          found == 1 ? "" : "s", wanted == 1 ? "a line has one" : "a plane has two"),
              {},
              wanted == 1  ? "Name one, or draw the plane: --grid 51x51."
              : found == 1 ? "Name two, as gradient,lowest, or draw the line: --grid 101."
                           : "Name two, as gradient,lowest.");
}

// A line along the first of what was asked for.
std::string draw_the_line(std::span<const DirectionRequest> requests) {
  constexpr std::string_view kLine = "--grid 101";
  if (requests.size() == 1) return std::string(kLine);
  return fmt::format("--directions {} {}", shell_quoted(requests.front().word), kLine);
}

Plan plan(const Objective& objective, const SurfaceOptions& options) {
  Plan plan;
  const std::string& asked = options.directions.text();
  plan.requests = options.directions.empty() ? usual_requests(objective) : options.directions.list();
  require_known(objective, plan.requests);
  const bool trajectory = plan.requests.size() == 1 && one_of(plan.requests[0], Kind::trajectory);
  const bool random = plan.requests.size() == 1 && one_of(plan.requests[0], Kind::random);
  const bool ends = options.directions.is_eigen() || (options.directions.empty() && objective.size() > 2);
  for (const DirectionRequest& request : plan.requests) {
    if (one_of(request, Kind::trajectory) && !trajectory) {
      throw Error(ErrorKind::usage, "a trajectory's plane has directions of its own.", "--directions",
                  "Name trajectory:DIR alone.");
    }
  }
  const bool one_makes_two = trajectory || (random && objective.size() > 1);
  const std::size_t dimensions = !options.grid.empty() ? options.grid.size() : one_makes_two ? 2 : plan.requests.size();
  if (dimensions == 1 && ends) plan.requests.pop_back();
  if (dimensions == 2 && random) plan.requests.push_back(plan.requests.front());
  const std::size_t made = trajectory ? dimensions : plan.requests.size();
  if (made != dimensions || made > 2) throw_wrong_number(made, std::min<std::size_t>(dimensions, 2), asked);
  if (objective.size() < made) {
    throw_bad_input(fmt::format("{} directions of {} parameter{} lie on one another.", made, objective.size(),
                                objective.size() == 1 ? "" : "s"),
                    "--directions", fmt::format("Draw the line: {}.", draw_the_line(plan.requests)));
  }
  plan.grid = options.grid.empty() ? usual_grid(dimensions, false) : options.grid;
  return plan;
}

void require_plane(std::span<const Direction> directions, std::span<const DirectionRequest> requests) {
  if (directions.size() < 2) return;
  const Direction &a = directions[0], &b = directions[1];
  if (1 - std::abs(cosine_between(a.vector, b.vector)) > kParallel) return;
  throw_bad_input(fmt::format("\"{}\" and \"{}\" lie on one line: they span no plane.", a.label, b.label),
                  "--directions", fmt::format("Name two that differ, or draw the line: {}.", draw_the_line(requests)));
}

// Around what there is to see of a trajectory, along direction k.
std::pair<double, double> around(std::span<const Mark> marks, std::size_t k) {
  double low = 0, high = 0, widest = 0;
  for (std::size_t axis = 0; axis < marks.front().at.size(); ++axis) {
    double a = 0, b = 0;
    for (const Mark& mark : marks) {
      a = std::min(a, mark.at[axis]);
      b = std::max(b, mark.at[axis]);
    }
    widest = std::max(widest, b - a);
    if (axis == k) low = a, high = b;
  }
  return {low - kMargin * widest, high + kMargin * widest};
}

double held(const SurfaceOptions& options) { return options.held + options.directions.bytes(); }

class Drawing {
 public:
  Drawing(const Objective& objective, std::span<const double> theta, const SurfaceOptions& options, Context& context)
      : objective_(objective), theta_(theta), options_(options), context_(context) {}

  void prepare(Surface& surface) {
    surface.problem = summarize(objective_, theta_, options_.problem);
    surface.floor = objective_.floor().value;
    surface.asked = options_.directions.text();
    const Plan what = plan(objective_, options_);
    require_surface_memory(what.points(), held(options_), context_);
    const auto at = objective_.linearize(theta_, context_);
    require_finite(objective_, theta_, at->value(), at->gradient(), context_);
    CrossSection& section = surface.section;
    section.centre_loss = at->value();
    section.error = at->rounding(ConstBlock(nullptr, theta_.size(), 0), context_).value;
    FoundDirections found = find_directions(*at, what.requests, what.dimensions(), options_.normalization, context_);
    section.directions = std::move(found.directions);
    require_plane(section.directions, what.requests);
    section.variance_shares = std::move(found.variance_shares);
    surface.why = std::move(found.why);
    if (found.random_starts) surface.entropy = context_.entropy;
    SecondOrder model = second_order(*at, section.directions, context_);
    if (what.dimensions() == 2 && options_.directions.empty() && theta_.size() > 2) {
      require_telling(*at, surface, model);
    }
    measure_angle(section);
    for (const Direction& d : section.directions) section.origin.push_back(d.index ? theta_[*d.index] : 0);
    section.marks.push_back(
        {.at = section.origin, .loss = section.centre_loss, .label = "here", .kind = MarkKind::here});
    add_other_weights(section, what.requests);
    for (std::size_t k = 0; k < what.dimensions(); ++k) {
      section.axes.push_back(with_remedy(kTooFine, [&] { return axis(*at, section, k, what.grid[k]); }));
    }
    surface.kink = on_kink(objective_, theta_, context_);
    if (!surface.kink.empty()) {
      without_derivatives(surface);
    } else if (all_finite({model.curvatures.data(), section.directions.size() * section.directions.size()})) {
      add_model(section, model);
    }
  }

 private:
  void require_telling(const Linearization& at, Surface& surface, SecondOrder& model) {
    CrossSection& section = surface.section;
    if (tells(at, section.directions, *section.error, context_)) return;
    std::optional<TellingPlane> other = telling_plane(at, known_way_down(at, context_), *section.error, context_);
    add_sentence(surface.why, other ? other->why : kConstantEverywhere);
    if (!other) return;
    section.directions = std::move(other->directions);
    model = second_order(at, section.directions, context_);
  }

  static void without_derivatives(Surface& surface) {
    add_sentence(surface.why, said_of_kink(surface.kink));
    for (Direction& d : surface.section.directions) {
      d.slope.reset();
      d.curvature.reset();
    }
  }

  std::vector<double> axis(const Linearization& at, const CrossSection& section, std::size_t k, std::size_t n) const {
    const Direction& d = section.directions[k];
    const double o = section.origin[k];
    if (options_.range) return even_axis(o - *options_.range, o + *options_.range, n);
    if (d.kind == DirectionKind::to) return even_axis(kBefore, kAfter, n);
    if (d.kind == DirectionKind::trajectory) {
      const auto [low, high] = around(section.marks, k);
      return even_axis(low, high, n);
    }
    const double range = usual_range(at, d);
    return even_axis(o - range, o + range, n);
  }

  // The weights of another file, or a trajectory's, where they lie on the plane or nearest to them.
  void add_other_weights(CrossSection& section, std::span<const DirectionRequest> requests) {
    for (std::size_t k = 0; k < requests.size(); ++k) {
      const DirectionRequest& request = requests[k];
      if (request.kind == Kind::to) {
        Vector at(section.directions.size(), 0.0);
        for (std::size_t j = 0; j < at.size(); ++j) at[j] = section.origin[j] + (j == k ? 1 : 0);
        const Checkpoint& there = request.loaded()[0];
        section.marks.push_back({.at = std::move(at),
                                 .loss = objective_.value(there.theta, context_),
                                 .label = there.label,
                                 .kind = MarkKind::target});
      }
      if (request.kind == Kind::trajectory) add_trajectory(section, request.loaded());
    }
  }

  void add_trajectory(CrossSection& section, std::span<const Checkpoint> checkpoints) {
    Curve curve;
    curve.label = "trajectory";
    curve.kind = MarkKind::checkpoint;
    for (const Checkpoint& checkpoint : checkpoints) {
      context_.throw_if_stopped();
      Projection p = project(theta_, checkpoint.theta, section.directions);
      const double loss = objective_.value(checkpoint.theta, context_);
      if (curve.points.empty()) curve.loss = loss;
      curve.points.push_back(p.at);
      section.marks.push_back(
          {.at = std::move(p.at), .loss = loss, .label = checkpoint.label, .kind = MarkKind::checkpoint, .off = p.off});
    }
    section.curves.push_back(std::move(curve));
  }

  const Objective& objective_;
  std::span<const double> theta_;
  const SurfaceOptions& options_;
  Context& context_;
};

bool is_grid(std::span<const std::size_t> grid) {
  const auto fits = [](std::size_t n) { return n >= 2 && n <= kMostAlong; };
  return !grid.empty() && grid.size() <= 2 && std::ranges::all_of(grid, fits) &&
         (grid.size() == 1 || grid[0] * grid[1] <= kMostPoints);
}

[[noreturn]] void throw_no_grid(std::string_view text) {
  throw_bad_input(
      fmt::format("\"{}\" is no grid.", text), "--grid",
      fmt::format("Write a plane's as 51x51 and a line's as 101; 2 to {} points along a direction, {} in all at most.",
                  kMostAlong, kMostPoints));
}

// What is gone on with comes from a file or from a caller's hands.
void require_resumable(const Surface& surface, std::size_t P) {
  const CrossSection& s = surface.section;
  const std::size_t k = s.axes.size(), points = s.points();
  const auto require = [](bool fits, const std::string& what) {
    if (!fits)
      throw_bad_input(fmt::format("the surface to go on with {}.", what), "SurfaceOptions::resume",
                      "Hand over what SurfaceOptions::prepared saw, with every direction's vector.");
  };
  require((k == 1 || k == 2) && s.directions.size() == k && s.origin.size() == k,
          fmt::format("has {} axes, {} directions and {} coordinates of its centre", k, s.directions.size(),
                      s.origin.size()));
  for (const Direction& d : s.directions) {
    require(d.vector.size() == P,
            fmt::format("has {} of the {} entries of the direction \"{}\"", d.vector.size(), P, d.label));
    require(d.kind == DirectionKind::parameter ? d.index && *d.index < P : !d.index,
            fmt::format("doesn't say which of {} parameters the direction \"{}\" is", P, d.label));
  }
  require(s.loss.size() == points && s.evaluated <= points && (s.model.empty() || s.model.size() == points),
          fmt::format("has {} losses, {} of them evaluated, and {} numbers of a model for {} points", s.loss.size(),
                      s.evaluated, s.model.size(), points));
  for (const Mark& mark : s.marks) {
    require(mark.at.size() == k, fmt::format("has {} coordinates of the mark \"{}\"", mark.at.size(), mark.label));
  }
}

void say_what_is_left_out(Surface& surface) {
  const std::size_t P = surface.problem.parameters, seen = surface.section.directions.size();
  if (P <= seen) return;
  add_sentence(
      surface.why,
      fmt::format("{} of {} dimensions: what looks like a minimum here may be a saddle in the others.", seen, P));
}

}  // namespace

std::vector<std::size_t> usual_grid(std::size_t dimensions, bool over_a_box) {
  const std::size_t line = over_a_box ? 401 : 101, plane = over_a_box ? 81 : 51;
  return std::vector<std::size_t>(dimensions, dimensions == 1 ? line : plane);
}

std::vector<std::size_t> parse_grid(const std::string& text) {
  std::vector<std::size_t> grid;
  std::string_view left = text;
  bool sound = true;
  while (sound) {
    std::size_t n = 0;
    const auto [end, error] = std::from_chars(left.data(), left.data() + left.size(), n);
    sound = error == std::errc();
    grid.push_back(n);
    left.remove_prefix(static_cast<std::size_t>(end - left.data()));
    if (left.empty()) break;
    sound = sound && left.front() == 'x';
    if (sound) left.remove_prefix(1);
  }
  if (sound && is_grid(grid)) return grid;
  throw_no_grid(text);
}

void SurfaceOptions::validate() const {
  if (!grid.empty() && !is_grid(grid)) throw_no_grid(fmt::format("{}", fmt::join(grid, "x")));
  if (range && !(*range > 0 && std::isfinite(*range))) {
    throw_bad_input(fmt::format("{} is no range.", *range), "--range", "Take a number above 0.");
  }
  if (!box) return;
  if (!directions.empty() || range || normalization) {
    const std::string flag = !directions.empty() ? "--directions" : range ? "--range" : "--normalization";
    throw Error(
        ErrorKind::usage,
        fmt::format("--box draws the variables themselves, from side to side; {} has no meaning with it.", flag), {},
        "Leave one of them out.");
  }
}

Surface surface(const Objective& objective, std::span<const double> theta, const SurfaceOptions& options,
                Context& context) {
  objective.require_size(theta);
  if (theta.empty()) throw_bad_input("the objective has no parameters: there is no surface.");
  options.validate();
  Context rest = without_held(context, held(options));
  Surface result;
  if (options.resume) {
    require_resumable(*options.resume, theta.size());
    require_surface_memory(options.resume->section.points(), held(options), rest);
    result = *options.resume;
  } else {
    if (options.box) {
      prepare_box(objective, theta, options, result, rest);
    } else {
      Drawing(objective, theta, options, rest).prepare(result);
      say_what_is_left_out(result);
    }
    set_provenance(result, objective, context);
    result.section.loss.assign(result.section.points(), std::numeric_limits<double>::quiet_NaN());
    if (options.prepared && !result.interrupted) options.prepared(result);
  }
  result.interrupted = !evaluate(objective, theta, result.section, options.observer, rest) || result.interrupted;
  mark_lowest(result.section);
  return result;
}

Surface surface(const Objective& objective, std::span<const double> theta, const SurfaceOptions& options) {
  Context context = checked_context();
  return surface(objective, theta, options, context);
}

}  // namespace saddlescope
