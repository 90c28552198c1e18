// Act two: a saddle that first-order methods never leave. All weights zero, one hidden tanh layer: by symmetry the
// gradient of the weights is exactly zero for ever; only the output bias settles (methods §10.4).
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "saddlescope/commands/demo/acts.h"
#include "saddlescope/commands/escape.h"
#include "saddlescope/commands/summary.h"
#include "saddlescope/report/words.h"
#include "saddlescope/results/json.h"

namespace saddlescope::demo_acts {
namespace {

constexpr std::size_t kSettle = 1500, kAfter = 1500;
constexpr double kAdam = 1e-2, kMomentum = 0.1, kGradientDescent = 0.1;

Ways ways_before(const Problem& problem, const Training& momentum, Context& context) {
  return {.problem = summarize(*problem.objective, problem.theta, problem.summary),
          .title = "Three optimizers from weights of zero",
          .ways = {way("gradient descent 0.1", problem, problem.theta, "gradient-descent", kGradientDescent, kSettle,
                       context),
                   way("momentum 0.1", problem, momentum, context),
                   way("Adam 0.01", problem, problem.theta, "adam", kAdam, kSettle, context)},
          .why = "The output bias settles; every weight stays exactly zero, for ever."};
}

Ways ways_after(const Problem& problem, const ProblemSummary& summary, std::span<const double> saddle,
                std::span<const double> beside, Context& context) {
  return {.problem = summary,
          .title = "Three ways on from the saddle",
          .ways = {way("escape, momentum 0.1", problem, beside, "momentum", kMomentum, kAfter, context),
                   way("escape, Adam 0.01", problem, beside, "adam", kAdam, kAfter, context),
                   way("noise of 1e-8, Adam 0.01", problem, with_noise(saddle, 1e-8, context), "adam", kAdam, kAfter,
                       context)},
          .why =
              "To be fair: here the tiniest noise frees Adam as well. What the Hessian adds is the proof of what the "
              "point was."};
}

void tell_diagnosis(Narrator& narrator, const Diagnosis& d) {
  const Inertia signs = d.nearby ? d.nearby->inertia : Inertia{};
  narrator.paragraph(
      fmt::format("Verdict: {}{}: {} eigenvalues are certainly negative, {} certainly positive, {} zero; the lowest is "
                  "{} (to ±{}).",
                  spoken(d.verdict.kind), d.verdict.certified ? ", certified" : "", signs.negative, signs.positive,
                  signs.flat, report::number(d.spectrum.lowest.value), report::number(d.spectrum.lowest.bound)));
}

}  // namespace

Json exact_saddle(Narrator& narrator, Context& context) {
  narrator.heading("2. An exact saddle");
  const Problem problem = network("mlp:64-16-10:tanh", "digits", "zeros", 0, false, context);
  narrator.paragraph(
      fmt::format("Handwritten digits, a network of {} weights, all of them started at zero: the textbook "
                  "mistake. Three optimizers try, up to {} steps each:",
                  problem.theta.size(), kSettle));
  const Training momentum = run(problem, problem.theta, "momentum", kMomentum, kSettle, context);
  const Ways before = ways_before(problem, momentum, context);
  narrator.lines(table(before.ways));
  narrator.paragraph(before.why + " Where is this?");
  const std::string flags =
      fmt::format("--optimizer momentum --learning-rate {} --steps {} --stall 0", kMomentum, kSettle);
  const ProblemSummary summary = trained(problem, flags, "zeros.npz");
  const Diagnosis d = look(problem, momentum.theta, summary, context);
  tell_diagnosis(narrator, d);
  EscapeCommandOptions options;
  options.escape.rounds = 1;
  options.problem = summary;
  const Escape out = run_escape(*problem.objective, momentum.theta, options, context);
  narrator.paragraph(
      fmt::format("One step along negative curvature takes the loss from {} to {}, at the cost of {} gradients. Then "
                  "training works:",
                  report::number(out.loss_before), report::number(out.loss), report::number(out.gradient_equivalents)));
  const Ways after = ways_after(problem, d.problem, momentum.theta, out.theta, context);
  narrator.lines(table(after.ways));
  narrator.paragraph(after.why + " The next stall is not so easily left.");
  const std::string diagnose = "diagnose --model mlp:64-16-10:tanh --data digits --weights zeros.npz",
                    escape = "escape --model mlp:64-16-10:tanh --data digits --weights zeros.npz --rounds 1 -o out.npz";
  narrator.command("train --model mlp:64-16-10:tanh --data digits --init zeros " + flags + " -o zeros.npz");
  narrator.command(diagnose);
  narrator.command(escape);
  return {{"before", saddlescope::to_json(before)},
          {"diagnosis", by_command(saddlescope::to_json(d), diagnose)},
          {"escape", by_command(saddlescope::to_json(out), escape)},
          {"after", saddlescope::to_json(after)}};
}

}  // namespace saddlescope::demo_acts
