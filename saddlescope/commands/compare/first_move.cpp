#include "saddlescope/commands/compare/first_move.h"

#include <fmt/format.h>

#include <limits>
#include <memory>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/spectrum_cost.h"
#include "saddlescope/critical/escape.h"
#include "saddlescope/critical/line_search.h"
#include "saddlescope/objective/counted.h"
#include "saddlescope/report/words.h"

namespace saddlescope {
namespace {

constexpr int kMoveDigits = 6;  // of a loss, at the least

FirstMove stay(std::span<const double> theta, double loss) {
  FirstMove move;
  move.theta.assign(theta.begin(), theta.end());
  move.loss = loss;
  return move;
}

FirstMove end(FirstMove move, double loss_before, const CountedObjective& counted) {
  move.spent = counted.spent();
  move.moved = move.loss < loss_before;
  move.history.insert(move.history.begin(), {0, loss_before});
  if (move.history.back().spent < move.spent) move.history.push_back({move.spent, move.loss});
  return move;
}

// Whether it is a request to stop that ends a move, rather than its budget or that memory or finite numbers ran out: each
// leaves what it has. Anything else is thrown on.
bool interrupted_by(const Error& error, const CountedObjective& counted) {
  const bool interrupted = error.kind() == ErrorKind::interrupted;
  if (!interrupted && error.kind() != ErrorKind::memory && error.kind() != ErrorKind::numerical) throw;
  return interrupted && !counted.exhausted();
}

}  // namespace

FirstMove walk_out(const Objective& objective, std::span<const double> theta, double loss, double enough, double budget,
                   Context& context) {
  const CountedObjective counted(objective, budget);
  FirstMove move = stay(theta, loss);
  std::size_t rounds = 0;
  const bool dense = choose_spectrum(SpectrumMethod::automatic, objective, context) == SpectrumMethod::exact;
  try {
    while (move.loss >= loss - enough) {
      Escape out = escape(counted, move.theta, {.rounds = 1, .dense = dense}, context);
      if (out.rounds.empty()) {
        move.interrupted = out.stopped == "interrupted" && !counted.exhausted();
        move.why = counted.exhausted() ? "the budget for it is spent." : std::move(out.why);
        break;
      }
      ++rounds;
      move.theta = std::move(out.theta);
      move.loss = out.loss;
      move.history.push_back({counted.spent(), move.loss});
    }
  } catch (const Error& error) {
    move.interrupted = interrupted_by(error, counted);
    move.why = counted.exhausted() ? "the budget for it is spent." : error.what();
  }
  if (rounds > 0) {
    move.why =
        fmt::format("{} of negative curvature, {:.4g} gradient equivalents: the loss fell from {} to {}.",
                    report::counted(rounds, "step"), counted.spent(), report::apart(loss, {move.loss}, kMoveDigits),
                    report::apart(move.loss, {loss}, kMoveDigits));
  }
  return end(std::move(move), loss, counted);
}

FirstMove random_directions(const Objective& objective, std::span<const double> theta, double loss, double budget,
                            Context& context) {
  const CountedObjective counted(objective, budget);
  const Floor floor = objective.floor();
  FirstMove move = stay(theta, loss);
  RandomStream random = context.random("compare: random direction");
  std::size_t directions = 0, falls = 0;
  std::string end_early;
  try {
    std::unique_ptr<Linearization> at;
    double loss_error = 0;
    while (true) {
      if (!at) {
        at = counted.linearize(move.theta, context);
        loss_error = at->rounding(ConstBlock(nullptr, at->size(), 0), context).value;
      }
      Vector u(theta.size());
      for (double& entry : u) entry = random.normal();
      scale(1 / norm(u), u);
      const LineSearch found = search_line(*at, u, loss_error, floor, context);
      ++directions;
      if (found.step == 0) continue;
      ++falls;
      axpy(found.step, u, move.theta);
      move.loss = found.loss;
      move.history.push_back({counted.spent(), move.loss});
      at.reset();
    }
  } catch (const Error& error) {
    move.interrupted = interrupted_by(error, counted);
    if (error.kind() != ErrorKind::interrupted) end_early = fmt::format(" Then: {}", error.what());
  }
  move.why = fmt::format("{} random directions, {} of them led down.{}", directions, falls, end_early);
  return end(std::move(move), loss, counted);
}

FirstMove add_noise(std::span<const double> theta, double sigma, const Context& context) {
  FirstMove move = stay(theta, std::numeric_limits<double>::quiet_NaN());
  RandomStream random = context.random("compare: noise");
  for (double& entry : move.theta) entry += sigma * random.normal();
  move.moved = true;
  move.why = fmt::format("noise of deviation {:g} on every weight.", sigma);
  return move;
}

}  // namespace saddlescope
