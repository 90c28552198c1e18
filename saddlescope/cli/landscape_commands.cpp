#include "saddlescope/cli/landscape_commands.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/base/shell.h"
#include "saddlescope/cli/streams.h"
#include "saddlescope/cli/surface_folder.h"
#include "saddlescope/commands/direction_requests.h"
#include "saddlescope/commands/surface.h"
#include "saddlescope/commands/taylor.h"
#include "saddlescope/problem/problem.h"
#include "saddlescope/report/text.h"
#include "saddlescope/results/json.h"

namespace saddlescope::cli {
namespace {

// A trajectory without --weights is seen from where it ended.
ProblemDescription centred(const Arguments& arguments, const std::vector<DirectionRequest>& requests,
                           std::size_t memory) {
  ProblemDescription description = arguments.problem;
  const auto trajectory = std::ranges::find(requests, DirectionRequest::Kind::trajectory, &DirectionRequest::kind);
  if (trajectory == requests.end() || description.weights || description.function || description.problem)
    return description;
  description.weights = checkpoint_files(trajectory->name, memory).back();
  return description;
}

// The flags that make this surface: with them the same numbers.
std::string run_of(const Arguments& arguments, const ProblemDescription& description, const SurfaceOptions& options) {
  ProblemDescription problem = description;
  problem.seed = 0;
  std::string text = fmt::format("{} --seed {}", saddlescope::arguments(problem), arguments.problem.seed);
  if (!options.directions.empty()) text += " --directions " + shell_quoted(options.directions.text());
  if (options.grid.size() == 1) text += fmt::format(" --grid {}", options.grid[0]);
  if (options.grid.size() == 2) text += fmt::format(" --grid {}x{}", options.grid[0], options.grid[1]);
  if (options.range) text += fmt::format(" --range {}", *options.range);
  if (options.normalization) text += fmt::format(" --normalization {}", to_string(*options.normalization));
  return text;
}

// Of all weights that the directions point to, with their files' names; 0 where there are none.
std::uint32_t checksum_of(std::span<const DirectionRequest> requests) {
  uLong sum = crc32(0, nullptr, 0);
  const auto add = [&sum](std::span<const std::byte> bytes) {
    sum = crc32_z(sum, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  };
  for (const DirectionRequest& request : requests) {
    if (!request.points) continue;
    for (const Checkpoint& point : *request.points) {
      add(std::as_bytes(std::span(point.label)));
      add(std::as_bytes(std::span(point.theta)));
    }
  }
  return static_cast<std::uint32_t>(sum);
}

// The folder that -o names, and in the options what it has to go on from; nothing where there is no -o.
std::unique_ptr<SurfaceFolder> open_folder(const Arguments& arguments, const ProblemDescription& description,
                                           const Problem& problem, SurfaceOptions& options, Context& context) {
  if (!arguments.output) return nullptr;
  auto folder =
      std::make_unique<SurfaceFolder>(*arguments.output, run_of(arguments, description, options), context.memory);
  const std::uint32_t points = checksum_of(options.directions.list());
  if (folder->begun()) {
    folder->require_same_points(points);
    folder->require_same_start(problem.theta, problem.objective->value(problem.theta, context));
    options.resume = &*folder->begun();
    if (!arguments.quiet) {
      write_standard_error(fmt::format("{}: goes on from point {} of {}.\n", folder->path(),
                                       folder->begun()->section.evaluated, folder->begun()->section.loss.size()));
    }
  }
  SurfaceFolder* const keeper = folder.get();
  options.prepared = [keeper, &problem, points](const Surface& prepared) {
    keeper->begin(prepared, problem.theta, points);
  };
  options.observer = [keeper](std::size_t, std::span<const double> losses) { keeper->append(losses); };
  return folder;
}

void say_how_to_go_on(const CrossSection& section, bool kept) {
  if (!kept) {
    write_standard_error("Nothing was kept to go on from: with -o DIR each loss is, as it comes.\n");
  } else if (section.evaluated == 0) {
    write_standard_error("No loss was there yet: the same command begins anew.\n");
  } else {
    write_standard_error(
        fmt::format("The same command again goes on from point {} of {}.\n", section.evaluated, section.loss.size()));
  }
}

}  // namespace

int run_surface(const Arguments& arguments, Output& output, Context& context) {
  SurfaceOptions options = arguments.surface;
  options.directions = DirectionRequests(arguments.directions);
  const ProblemDescription description = centred(arguments, options.directions.list(), context.memory);
  const Problem problem = make_problem(description, context);
  options.problem = problem.summary;
  options.held = problem.bytes;
  options.box = problem.box;
  options.point_asked = !problem.box || description.at.has_value();
  options.validate();
  options.directions.load_points(problem.objective->parameters(), description.weights_layout.value_or("out-in"),
                                 problem.bytes, context);
  const auto folder = open_folder(arguments, description, problem, options, context);
  const Surface result = surface(*problem.objective, problem.theta, options, context);
  const Json document = output.stamped(to_json(result));
  if (folder) folder->write_result(document);
  std::string text = to_text(result);
  if (folder) text += fmt::format("\nWritten: surface.json in {}\n", folder->path());
  output.result(text, document);
  if (!result.interrupted) return 0;
  if (!arguments.quiet) say_how_to_go_on(result.section, folder != nullptr);
  return kInterrupted;
}

int run_taylor(const Arguments& arguments, Output& output, Context& context) {
  TaylorCommandOptions options = arguments.taylor;
  options.normalization = arguments.surface.normalization;
  options.validate();
  options.directions = DirectionRequests(arguments.directions);
  const ProblemDescription description = centred(arguments, options.directions.list(), context.memory);
  const Problem problem = make_problem(description, context);
  require_products(problem, context);
  options.directions.load_points(problem.objective->parameters(), description.weights_layout.value_or("out-in"),
                                 problem.bytes, context);
  options.problem = problem.summary;
  options.held = problem.bytes;
  const TaylorAnswer answer = taylor(*problem.objective, problem.theta, options, context);
  output.result(to_text(answer), to_json(answer));
  return answer.interrupted ? kInterrupted : 0;
}

}  // namespace saddlescope::cli
