// Act one: the lecture's worst network ever, y = w₁·w₂·x with one datum (1, 1): L = (1 − w₁w₂)².
#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "saddlescope/commands/demo/acts.h"
#include "saddlescope/commands/diagnose.h"
#include "saddlescope/report/words.h"
#include "saddlescope/results/json.h"

namespace saddlescope::demo_acts {
namespace {

constexpr std::string_view kFormula = "(1 - w1*w2)^2";

Problem toy(const std::string& at, Context& context) {
  ProblemDescription description;
  description.function = std::string(kFormula);
  description.at = at;
  return make_problem(description, context);
}

// The error surface in characters: low dark to high bright over [-2, 2]².
std::string surface(const Objective& objective, Context& context) {
  constexpr std::string_view kShades = " .:-=+*#%@";
  constexpr std::array kBelow{1e-3, 0.1, 0.4, 0.9, 1.2, 2.0, 4.0, 8.0, 15.0};
  constexpr int kRows = 17, kColumns = 41;
  std::string text;
  for (int i = 0; i < kRows; ++i) {
    const double w2 = 2 - 4.0 * i / (kRows - 1);
    std::string line;
    for (int j = 0; j < kColumns; ++j) {
      const Vector theta{-2 + 4.0 * j / (kColumns - 1), w2};
      const double loss = objective.value(theta, context);
      std::size_t shade = 0;
      while (shade < kBelow.size() && loss > kBelow[shade]) ++shade;
      line += kShades[shade];
    }
    text += fmt::format("{:>4} |{}|\n", i % 4 == 0 ? report::number(w2) : "", line);
  }
  return text +
         fmt::format("      {:<20}{:<20}{}\n      w1 from left to right, w2 upwards; blank is loss 0, @ above 15\n",
                     "-2", "0", "2");
}

}  // namespace

Json worst_network(Narrator& narrator, Context& context) {
  narrator.heading("1. The worst network ever");
  narrator.paragraph(
      "One datum, x = 1, y = 1; two weights: the network says w1*w2*x. Its loss is (1 - w1*w2)^2, and this is "
      "its whole error surface: two valleys, four corners, and between the valleys the origin.");
  const Problem origin = toy("w1=0, w2=0", context);
  narrator.lines(surface(*origin.objective, context));
  const Diagnosis d = look(origin, origin.theta, origin.summary, context);
  narrator.paragraph(
      fmt::format("At the origin the gradient is {} and training can't move. Where are we? The Hessian there is "
                  "[[{}, {}], [{}, {}]]; its eigenvalues are {} and {}.",
                  report::vector(d.gradient), report::number(d.hessian[0][0]), report::number(d.hessian[0][1]),
                  report::number(d.hessian[1][0]), report::number(d.hessian[1][1]),
                  report::number(d.spectrum.eigenvalues.front()), report::number(d.spectrum.eigenvalues.back())));
  narrator.paragraph(
      fmt::format("Verdict: {}{}. One eigenvalue of each sign: the loss falls along one direction and rises along "
                  "the other.",
                  spoken(d.verdict.kind), d.verdict.certified ? ", certified" : ""));
  if (d.escape) {
    narrator.paragraph(
        fmt::format("The way out is the eigenvector of {}: {}. One step of {} along it takes the loss from {} to {}.",
                    report::number(d.escape->eigenvalue), report::vector(d.escape->direction),
                    report::number(d.escape->step), report::number(d.loss), report::number(d.escape->loss_after)));
  }
  narrator.command("diagnose " + origin.summary.arguments);
  const Problem valley = toy("w1=1, w2=1", context);
  const Diagnosis bottom = look(valley, valley.theta, valley.summary, context);
  const Inertia signs = bottom.nearby ? bottom.nearby->inertia : Inertia{};
  narrator.paragraph(
      fmt::format("Where it lands, at (1, 1), the verdict is {}: {} eigenvalue is positive and {} is zero. Not a "
                  "single minimum but a whole row of them, the valley w1*w2 = 1.",
                  spoken(bottom.verdict.kind), signs.positive, signs.flat));
  narrator.command("diagnose " + valley.summary.arguments);
  return {{"origin", saddlescope::to_json(d)}, {"valley", saddlescope::to_json(bottom)}};
}

}  // namespace saddlescope::demo_acts
