// Act four: no way out by curvature. The same data with ReLU and plain gradient descent: the first step throws every
// unit to where its derivative is zero on every sample (methods §10.5).
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "saddlescope/commands/demo/acts.h"
#include "saddlescope/report/words.h"
#include "saddlescope/results/json.h"

namespace saddlescope::demo_acts {
namespace {

constexpr std::size_t kDeadSteps = 3000;
constexpr double kRate = 0.01;
constexpr std::string_view kReluModel = "mlp:13-16-3:relu";

}  // namespace

Json dead_units(Narrator& narrator, Context& context) {
  narrator.heading("4. No way out by curvature");
  const Problem problem = network(std::string(kReluModel), "wine", "", context.seed, false, context);
  const Training training = run(problem, problem.theta, "gradient-descent", kRate, kDeadSteps, context);
  narrator.paragraph(
      fmt::format("The same data, ReLU in place of tanh, gradient descent 0.01: after {} steps the loss stands at {}.",
                  training.steps, report::number(training.loss)));
  const std::string flags =
      fmt::format("--optimizer gradient-descent --learning-rate {} --steps {} --stall 0", kRate, kDeadSteps);
  const Diagnosis d = look(problem, training.theta, trained(problem, flags, "dead.npz"), context);
  for (const ActivityRow& layer : d.layers) {
    narrator.paragraph(
        fmt::format("{} of the {} units are dead: their derivative is zero on every sample, so nothing below them has "
                    "any effect, to any order.",
                    layer.dead, layer.units));
  }
  narrator.paragraph(
      fmt::format("Verdict: {}. The lowest eigenvalue is {} (to ±{}): {}.", spoken(d.verdict.kind),
                  report::number(d.spectrum.lowest.value), report::number(d.spectrum.lowest.bound),
                  d.escape ? fmt::format("negative curvature of {}, worth {}", report::number(d.escape->eigenvalue),
                                         report::number(d.escape->worth))
                           : "no direction curves down, and we don't sell you one"));
  narrator.paragraph(
      "What helps: a smaller learning rate from the start, standardized data, or another initialization.");
  const std::string train = fmt::format("train --model {} --data wine --seed {} {} -o dead.npz", kReluModel,
                                        context.seed, flags),
                    diagnose = fmt::format("diagnose --model {} --data wine --weights dead.npz", kReluModel);
  narrator.command(train);
  narrator.command(diagnose);
  return {{"training", by_command(saddlescope::to_json(training), train)},
          {"diagnosis", by_command(saddlescope::to_json(d), diagnose)}};
}

}  // namespace saddlescope::demo_acts
