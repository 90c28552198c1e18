#include "saddlescope/commands/taylor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/add_sentence.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/commands/on_kink.h"
#include "saddlescope/commands/remedy.h"
#include "saddlescope/commands/spectrum_cost.h"
#include "saddlescope/commands/stopwatch.h"
#include "saddlescope/commands/summary.h"
#include "saddlescope/landscape/cross_section.h"
#include "saddlescope/landscape/directions.h"

namespace saddlescope {
namespace {

constexpr std::size_t kComponents = 2;  // of a trajectory

std::vector<DirectionRequest> usual_requests(const Linearization& at) {
  const bool moves = norm(at.gradient()) > 0;
  if (at.size() == 1) return {{.kind = DirectionRequest::Kind::parameter, .name = entry_name(at.objective(), 0)}};
  return DirectionRequests(moves ? "eigen,gradient" : "eigen").list();
}

// Each direction, its product with H and what both were copied from; the line's numbers and the document that holds
// them, with its text. Asked before an evaluation is paid for whose result wouldn't fit.
void require_memory_for(std::span<const DirectionRequest> requests, std::size_t P, std::size_t points, double held,
                        const Context& rest) {
  constexpr double kVectors = 5, kDocument = 400;  // bytes a point; measured: 380
  std::size_t lines = 0;
  for (const DirectionRequest& request : requests) {
    lines += request.kind == DirectionRequest::Kind::trajectory ? std::min(kComponents, P) : 1;
  }
  const double one = 8 * kVectors * static_cast<double>(P) + kDocument * static_cast<double>(points);
  require_memory_beside(
      static_cast<double>(lines) * one, held, rest,
      fmt::format("Taylor's model along {} line{} of {} points", lines, lines == 1 ? "" : "s", points),
      "Name fewer --directions, take a smaller --grid");
}

void add_lines(const Linearization& at, std::span<const Direction> directions, const TaylorOptions& options,
               Context& context, TaylorAnswer& answer) {
  const double error = at.rounding(ConstBlock(nullptr, at.size(), 0), context).value;
  try {
    for (const Direction& direction : directions) {
      answer.lines.push_back(
          with_remedy(kTooFine, [&] { return taylor_line(at, direction, error, options, context); }));
      context.report("lines", static_cast<double>(answer.lines.size()), static_cast<double>(directions.size()));
    }
  } catch (const Error& stopped) {
    if (stopped.kind() != ErrorKind::interrupted) throw;
    answer.interrupted = true;
  }
  const bool shorter = std::ranges::any_of(answer.lines, [&](const TaylorLine& l) { return l.order < options.order; });
  if (shorter) {
    add_sentence(answer.why,
                 fmt::format("Not every coefficient up to order {} is known: those models end before.", options.order));
  }
}

}  // namespace

void TaylorCommandOptions::validate() const {
  if (taylor.order < 2 || taylor.order > 4) {
    throw_bad_input(fmt::format("there is no model of order {} here.", taylor.order), "--order", "Take 2, 3 or 4.");
  }
  if (taylor.range && !(*taylor.range > 0 && std::isfinite(*taylor.range))) {
    throw_bad_input(fmt::format("{} is no range.", *taylor.range), "--range", "Take a number above 0.");
  }
  if (taylor.points < 2 || taylor.points > kMostAlong) {
    throw_bad_input(fmt::format("{} points make no line.", taylor.points), "--grid",
                    fmt::format("Take 2 to {}.", kMostAlong));
  }
}

TaylorAnswer taylor(const Objective& objective, std::span<const double> theta, const TaylorCommandOptions& options,
                    Context& context) {
  objective.require_size(theta);
  if (theta.empty()) throw_bad_input("the objective has no parameters: there is no line.");
  options.validate();
  const double held = options.held + options.directions.bytes();
  Context rest = without_held(context, held);
  Stopwatch watch;
  TaylorAnswer answer;
  answer.problem = summarize(objective, theta, options.problem);
  answer.asked = options.directions.text();
  answer.floor = objective.floor().value;
  set_provenance(answer, objective, context);
  const auto at = objective.linearize(theta, rest);
  answer.loss = at->value();
  require_finite(objective, theta, answer.loss, at->gradient(), rest);
  answer.gradient_norm = norm(at->gradient());
  watch.lap("loss and gradient");
  const std::vector<DirectionRequest> requests =
      options.directions.empty() ? usual_requests(*at) : options.directions.list();
  require_memory_for(requests, theta.size(), options.taylor.points, held, rest);
  FoundDirections found =
      find_directions(*at, requests, std::min(kComponents, at->size()), options.normalization, rest);
  answer.why = std::move(found.why);
  answer.kink = on_kink(objective, theta, rest);
  if (!answer.kink.empty()) add_sentence(answer.why, said_of_kink(answer.kink));
  if (found.random_starts) answer.entropy = context.entropy;
  second_order(*at, found.directions, rest);
  watch.lap("directions");
  add_lines(*at, found.directions, options.taylor, rest, answer);
  watch.lap("lines");
  answer.seconds = watch.laps();
  return answer;
}

TaylorAnswer taylor(const Objective& objective, std::span<const double> theta, const TaylorCommandOptions& options) {
  Context context = checked_context();
  return taylor(objective, theta, options, context);
}

}  // namespace saddlescope
