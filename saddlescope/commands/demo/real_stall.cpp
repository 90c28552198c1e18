// Act three: everyone's defaults, everyone's mistake. Wine as it ships (features up to 1,680, not standardized), 16
// tanh units, PyTorch's initialization, Adam 1e-3: some seeds saturate every unit and stand still at the class entropy.
#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/commands/demo/acts.h"
#include "saddlescope/commands/escape.h"
#include "saddlescope/report/words.h"
#include "saddlescope/results/json.h"

namespace saddlescope::demo_acts {
namespace {

constexpr std::size_t kSeeds = 20, kStallSteps = 3000;
constexpr double kAdamRate = 1e-3, kOtherRate = 0.01, kSmallNoise = 1e-3;
constexpr double kStuck = 0.01;  // within this share of the loss of the best constant prediction
constexpr std::string_view kTanhModel = "mlp:13-16-3:tanh";

struct Stalled {
  std::uint64_t seed = 0;
  Training training;
};

// The seeds that stand at the constant prediction's loss after kStallSteps.
std::vector<Stalled> stalled_seeds(Context& context) {
  std::vector<Stalled> list;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    context.throw_if_stopped();
    context.report("training from different seeds", static_cast<double>(seed), kSeeds);
    const Problem problem = network(std::string(kTanhModel), "wine", "", seed, false, context);
    Training training = run(problem, problem.theta, "adam", kAdamRate, kStallSteps, context);
    const double constant = problem.objective->anatomy()->best_constant_loss();
    if (std::abs(training.loss - constant) < kStuck * constant) list.push_back({seed, std::move(training)});
  }
  return list;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void tell_stall_diagnosis(Narrator& narrator, const Diagnosis& d) {
  narrator.paragraph(fmt::format("Verdict: {}. {}", spoken(d.verdict.kind), d.verdict.why));
  for (const ActivityRow& layer : d.layers) {
    narrator.paragraph(fmt::format(
        "{} of the {} {} units are saturated: their derivative is below a thousandth of its maximum on 99 % "
        "of the samples. The gradient's norm is {}.",
        layer.saturated, layer.units, layer.activation, report::number(d.gradient_norm)));
  }
  narrator.paragraph(
      fmt::format("And yet the loss curves down here, beyond doubt: vᵀHv = {}, tiny beside the largest eigenvalue {}, "
                  "but certain. A search along it lowers the loss by {}.",
                  report::with_error(d.escape->eigenvalue, d.escape->bound), report::number(d.spectrum.highest.value),
                  report::number(d.escape->measured_decrease)));
}

Ways ways_on(const Problem& problem, const ProblemSummary& summary, const Stalled& s, const Escape& out,
             double escape_seconds, std::size_t left, Context& context) {
  const Vector& stuck = s.training.theta;
  const Problem remedy = network(std::string(kTanhModel), "wine", "", s.seed, true, context);
  return {.problem = summary,
          .title = "Seven ways on from the stall",
          .ways = {way("Adam alone", problem, stuck, "adam", kAdamRate, kStallSteps, context),
                   way("gradient descent 0.01", problem, stuck, "gradient-descent", kOtherRate, kStallSteps, context),
                   way("momentum 0.01", problem, stuck, "momentum", kOtherRate, kStallSteps, context),
                   way("noise of 1e-3, Adam", problem, with_noise(stuck, kSmallNoise, context), "adam", kAdamRate,
                       kStallSteps, context),
                   way("noise of 0.1, Adam", problem, with_noise(stuck, 0.1, context), "adam", kAdamRate, kStallSteps,
                       context),
                   way("escape, then Adam", problem, out.theta, "adam", kAdamRate, left, context, escape_seconds),
                   way("--standardize, Adam from the start", remedy, remedy.theta, "adam", kAdamRate, kStallSteps,
                       context)},
          .why =
              "The real remedy is the last line: standardize the data. Curvature gets a run out that is already stuck; "
              "it doesn't replace looking at the inputs."};
}

std::string train_flags() { return fmt::format("--steps {} --stall 0", kStallSteps); }

// The walk out of it, what goes on from there, and the commands for all of it; d: its diagnosis, which knows a way out.
Json tell_ways_on(Narrator& narrator, const Problem& problem, const Stalled& s, const Diagnosis& d,
                  const EscapeCommandOptions& options, Context& context) {
  const auto start = std::chrono::steady_clock::now();
  const Escape out = run_escape(*problem.objective, s.training.theta, options, context);
  const double escape_seconds = seconds_since(start);
  narrator.paragraph(
      fmt::format("Walking out in {} rounds: {} → {}, for {} gradient equivalents. Now everybody goes on from the same "
                  "point; the escape pays for itself in steps.",
                  out.rounds.size(), report::number(out.loss_before), report::number(out.loss),
                  report::number(out.gradient_equivalents)));
  const auto paid = static_cast<std::size_t>(out.gradient_equivalents);
  const std::size_t left = paid < kStallSteps ? kStallSteps - paid : 0;
  const Ways on = ways_on(problem, d.problem, s, out, escape_seconds, left, context);
  narrator.lines(table(on.ways));
  narrator.paragraph(on.why);
  const std::string diagnose = fmt::format("diagnose --model {} --data wine --weights stalled.npz", kTanhModel),
                    escape = fmt::format("escape --model {} --data wine --weights stalled.npz -o out.npz", kTanhModel);
  narrator.command(
      fmt::format("train --model {} --data wine --seed {} {} -o stalled.npz", kTanhModel, s.seed, train_flags()));
  narrator.command(diagnose);
  narrator.command(escape);
  narrator.command(fmt::format("train --model {} --data wine --weights out.npz --steps {}", kTanhModel, left));
  narrator.command(
      fmt::format("train --model {} --data wine --standardize --seed {} {}", kTanhModel, s.seed, train_flags()));
  return {{"seed", s.seed},
          {"diagnosis", by_command(saddlescope::to_json(d), diagnose)},
          {"escape", by_command(saddlescope::to_json(out), escape)},
          {"ways", saddlescope::to_json(on)}};
}

}  // namespace

Json real_stall(Narrator& narrator, Context& context) {
  narrator.heading("3. A real stall");
  narrator.paragraph(fmt::format(
      "Wine, three classes, as the data ship: not standardized. {}, PyTorch's initialization, Adam 1e-3, {} "
      "steps, {} seeds.",
      kTanhModel, kStallSteps, kSeeds));
  const std::vector<Stalled> stalled = stalled_seeds(context);
  std::string seeds;
  for (const Stalled& s : stalled) seeds += fmt::format("{}{}", seeds.empty() ? "" : ", ", s.seed);
  narrator.paragraph(fmt::format("{} of {} stand at the loss of always guessing the class frequencies (seeds {}).",
                                 stalled.size(), kSeeds, seeds.empty() ? "none" : seeds));
  Json document = {{"stalled_seeds", stalled.size()}, {"seeds", kSeeds}};
  for (const Stalled& s : stalled) {  // the first in which negative curvature is certain
    const Problem problem = network(std::string(kTanhModel), "wine", "", s.seed, false, context);
    EscapeCommandOptions options;
    options.problem = trained(problem, train_flags(), "stalled.npz");
    const Diagnosis d = look(problem, s.training.theta, options.problem, context);
    if (!d.escape || d.escape->measured_decrease <= 0) continue;
    narrator.paragraph(fmt::format("Take seed {}: loss {}, and it hasn't moved for long. Where is it?", s.seed,
                                   report::number(d.loss)));
    tell_stall_diagnosis(narrator, d);
    document.update(tell_ways_on(narrator, problem, s, d, options, context));
    return document;
  }
  narrator.paragraph("In none of them is negative curvature certain: there is nothing to show here with these seeds.");
  return document;
}

}  // namespace saddlescope::demo_acts
