// Results made up, one of every kind that a text tells differently.
#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/report/text.h"
#include "tests/numbers.h"

namespace saddlescope {

inline Diagnosis saddle_of_a_formula() {
  Diagnosis d;
  d.problem.parameters = 2;
  d.problem.samples = 1;
  d.problem.description = "(1 - w1*w2)^2";
  d.problem.arguments = "--function '(1 - w1*w2)^2' --at 'w1=0, w2=0'";
  d.problem.variables = {"w1", "w2"};
  d.problem.at = {0, -0.0};
  d.loss = 1;
  d.floor = 0;
  d.gradient = {0, -0.0};
  d.hessian = {{0, -2}, {-2, -0.0}};
  d.spectrum.complete = true;
  d.spectrum.method = "exact";
  d.spectrum.eigenvalues = {-2, 2};
  d.spectrum.lowest = {-2, 8.9e-16};
  d.spectrum.highest = {2, 8.9e-16};
  d.spectrum.inertia = Inertia{1, 0, 1, 8.9e-16};
  d.spectrum.minimum_ratio = 0.5;
  d.verdict = {VerdictKind::saddle, true, 0, "The gradient is exactly zero, λ = −2 and 2 lie beyond ±8.9e-16."};
  d.nearby = Nearby{0, *d.spectrum.inertia, 0};
  d.escape =
      EscapeRoute{-2, 2.7e-15, {std::sqrt(0.5), std::sqrt(0.5)}, std::sqrt(2.0), 1, 1, "quartic", std::sqrt(2.0), 1, 0};
  d.seconds = {{"loss and gradient", 3.9e-5}, {"Hessian", 1.1e-5}};
  return d;
}

// |x| + |y| − x² at 0, a strict minimum.
inline Diagnosis minimum_on_a_kink() {
  Diagnosis d;
  d.problem.parameters = 2;
  d.problem.samples = 1;
  d.problem.loss = "function";
  d.problem.description = "abs(x)+abs(y)-x^2";
  d.problem.arguments = "--function 'abs(x)+abs(y)-x^2' --at 0,0";
  d.problem.variables = {"x", "y"};
  d.problem.at = {0, 0};
  d.gradient = {0, 0};
  d.hessian = {{-2, 0}, {0, 0}};
  d.spectrum.complete = true;
  d.spectrum.method = "exact";
  d.spectrum.eigenvalues = {-2, 0};
  d.spectrum.lowest = {-2, 3.6e-15};
  d.spectrum.highest = {0, 3.6e-15};
  d.spectrum.inertia = Inertia{1, 1, 0, 3.6e-15};
  d.spectrum.minimum_ratio = 0;
  d.kink_distance = 0;
  d.verdict = {
      VerdictKind::undetermined, false, 0,
      "The point lies on a kink (abs(x) in the formula), where derivatives jump: they prove nothing here. Move "
      "the point off it."};
  return d;
}

inline Diagnosis stalled_network() {
  Diagnosis d;
  d.problem.parameters = 275;
  d.problem.samples = 178;
  d.problem.loss = "cross-entropy";
  d.problem.description = "mlp:13-16-3:tanh";
  d.problem.data = "wine, as measured";
  d.problem.weights = "run.npz: parameters found by their names";
  d.problem.arguments = "--model mlp:13-16-3:tanh --data wine --weights run.npz";
  d.loss = 1.0860406;
  d.floor = 0;
  d.stake = 1.0986;
  d.gradient_norm = 3.1e-9;
  d.gradient_flatness = 2e-4;
  d.spectrum.complete = true;
  d.spectrum.method = "exact";
  d.spectrum.eigenvalues.assign(275, 0.0);
  d.spectrum.lowest = {-3.2e-9, 4e-14};
  d.spectrum.highest = {0.71, 4e-14};
  d.spectrum.inertia = Inertia{12, 254, 9, 4e-14};
  d.spectrum.minimum_ratio = 0.46;
  d.verdict = {VerdictKind::gradient_flat, false, 0, "The gradient lies inside the band of flat directions."};
  d.escape = EscapeRoute{-3.2e-9, 4e-15, {}, 0.4, 2.5e-10, 2.6e-10, "quartic", 0.4, 2.5e-10, 1.0860406};
  d.layers = {{"0", "tanh", 16, 0, 16}, {"2", "tanh", 8, 0, 0}};
  d.stall = {{"constant_output", "predictions vary by 1e-12, targets by 0.81.", "Let the inputs come through."},
             {"gradient_flat", "a doubling search along the gradient gains 3e-16.", ""}};
  d.stall_undecided = {{"step_too_long", "Adam's running means aren't known."}};
  d.seconds = {{"loss and gradient", 0.001}, {"Hessian", 1.24}, {"verdict", 118.6}, {"way out", 0.2}};
  return d;
}

inline Diagnosis minimum_of_one_variable() {
  Diagnosis d;
  d.problem.parameters = d.problem.samples = 1;
  d.problem.description = "x^2";
  d.problem.variables = {"x"};
  d.problem.at = d.gradient = {-0.0};
  d.hessian = {{2}};
  d.floor = 0;
  d.spectrum.complete = true;
  d.spectrum.eigenvalues = {2};
  d.spectrum.inertia = Inertia{0, 0, 1, 4e-15};
  d.spectrum.minimum_ratio = 1;
  d.verdict = {VerdictKind::local_minimum, true, 0, "The gradient is exactly zero, λ = 2."};
  d.nearby = Nearby{0, *d.spectrum.inertia, 0};
  return d;
}

inline Diagnosis saddle_of_third_order() {
  Diagnosis d = saddle_of_a_formula();
  d.problem.description = "x^3 - 3*x*y^2";
  d.problem.arguments = "--function 'x^3 - 3*x*y^2' --at 'x=0, y=0'";
  d.problem.variables = {"x", "y"};
  d.loss = 0;
  d.floor.reset();
  d.hessian = {{0, 0}, {0, 0}};
  d.spectrum.eigenvalues = {0, 0};
  d.spectrum.lowest = d.spectrum.highest = {0, 0};
  d.spectrum.inertia = Inertia{0, 2, 0, 0};
  d.spectrum.minimum_ratio = 0;
  d.verdict = {VerdictKind::degenerate_saddle, true, 0,
               "Along a flat direction the third derivative is 6: one side falls, the other rises.",
               Witness{{-1, 0}, 1, 1}};
  d.nearby = Nearby{0, *d.spectrum.inertia, 0};
  d.escape.reset();
  return d;
}

inline Diagnosis dead_units() {
  Diagnosis d = stalled_network();
  d.problem.description = "mlp:13-16-3:relu";
  d.problem.arguments.clear();
  d.verdict = {VerdictKind::undetermined, false, 0, "All derivatives along 256 directions vanish up to order 2."};
  d.nearby = Nearby{1e-7, Inertia{0, 256, 19, 1e-9}, 0};
  d.escape.reset();
  d.kink_distance = 0.125;
  d.layers = {{"0", "relu", 16, 16, 0}};
  d.stall_undecided.clear();
  d.stall = {
      {"dead_units", "all 16 units give 0 on every sample.", "Start from a smaller learning rate, or --standardize."}};
  return d;
}

inline Diagnosis large_network() {
  Diagnosis d = stalled_network();
  d.problem.parameters = 101770;
  d.problem.samples = 10000;
  d.problem.description = "mlp:784-128-10:relu";
  d.problem.arguments = "--model mlp:784-128-10:relu --data fashion-mnist";
  d.spectrum = {};
  d.spectrum.method = "matrix-free";
  d.spectrum.lowest = {-0.9889, 0.0016};
  d.spectrum.highest = {1.491, 2e-10};
  d.spectrum.inertia = Inertia{57, 0, 63, 3.4e-11, false};
  d.spectrum.unseen = {true, -1.038, 1.54, 1e-3};
  d.spectrum.others = {{"exact", 3.5e6, 4.97e11}};
  d.spectrum.hessian_vector_products = 159;
  d.verdict = {VerdictKind::saddle, true, 0, "The gradient computes to exactly zero."};
  d.nearby = Nearby{0, Inertia{3, 0, 5, 1e-3, false}, 0};
  return d;
}

inline Escape escaped() {
  Escape e;
  e.rounds = {{-2, std::sqrt(2.0), 1, 1, 0.75, "quartic"}, {-0.031, 0.5, 0.25, 0.2, 0.24, "quadratic"}};
  e.loss_before = 1;
  e.loss = 0.01;
  e.stopped = "no_negative_curvature";
  e.why =
      "no eigenvalue is certainly negative (the lowest is -1e-12), but the gradient isn't zero (0.02): train on from "
      "here.";
  e.gradient_equivalents = 54;
  e.weights = "out.npz";
  return e;
}

inline Training trained(StopReason reason, std::string why) {
  Training t;
  t.optimizer = "adam";
  t.stop.reason = reason;
  t.stop.why = std::move(why);
  t.steps = 1234;
  t.loss_before = 1.1971254;
  t.loss = 0.16043705;
  t.gradient_norm = 0.22;
  t.seconds = 61.5;
  t.weights = "run.npz";
  return t;
}

inline Finding found(FinderEnd end) {
  Finding f;
  f.problem.parameters = 2;
  f.problem.variables = {"x", "y"};
  FinderRun& run = f.run.emplace();
  run.finder = "newton-mr";
  run.end = end;
  run.stop.reason = end == FinderEnd::critical_point ? StopReason::converged : StopReason::budget;
  run.stop.why = "the gradient's norm 3e-12 is within the tolerance 1e-09 asked for.";
  run.iterations = 3;
  run.loss = 0.25;
  run.gradient_norm = 3e-12;
  run.gradient_equivalents = 42;
  FoundPoint& point = f.points.emplace_back();
  point.at = {0, -1.5};
  point.inertia = Inertia{1, 0, 1, 4.9e-15};
  point.nearby = Nearby{6e-12, Inertia{1, 0, 1, 7e-11}, 0};
  point.verdict = {VerdictKind::saddle, true, 0, "Newton's step is only 3e-12 long."};
  return f;
}

inline Comparison compared() {
  Comparison c;
  c.loss = 1.0860385;
  c.gradient_norm = 1.668e-5;
  c.floor = 0;
  c.budget = 2000;
  c.learning_rates = {0.001, 0.01, 0.1};
  c.runs = 5;
  c.escape = "rounds done: 10 of 10.";
  ComparedMethod best{.name = "escape, then perturbed-gradient-descent",
                      .before = "escape",
                      .optimizer = "perturbed-gradient-descent",
                      .learning_rate = 0.001,
                      .spent = 2000,
                      .spent_before = 691,
                      .steps = 1309,
                      .loss = 0.508,
                      .lowest = 0.507,
                      .half_way = 1297,
                      .distance = 3.5,
                      .moved = true,
                      .why = "the budget is spent",
                      .held = "",
                      .losses = {0.5086, 0.508, 0.5075},
                      .history = {{0, 1.0860385}, {691, 0.7024}, {692, 0.7024}, {2000, 0.508}}};
  ComparedMethod stays;
  stays.name = stays.optimizer = "adam";
  stays.learning_rate = 0.01;
  stays.spent = 2000;
  stays.loss = stays.lowest = 1.0860385;
  stays.why = "the budget is spent";
  stays.held = "the gradient lies within its epsilon, 1e-08, for 226 of 275 weights";
  stays.history = {{1, 1.0860385}, {2000, 1.0860385}};
  ComparedMethod rises;
  rises.name = rises.optimizer = "l-bfgs";
  rises.spent = 87;
  rises.loss = 1.2;
  rises.moved = true;
  c.methods = {best, stays, rises};
  c.summary = "Lowest is escape, then perturbed-gradient-descent at 0.001. By itself adam doesn't move: its gradient.";
  return c;
}

}  // namespace saddlescope
