// Texts made from fixed results, kept beside the test: a change of wording is seen, read and accepted
// (SADDLESCOPE_ACCEPT=1), never by accident. And what any text must hold to.
#include "saddlescope/report/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <locale>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/report/words.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Diagnosis saddle_of_a_formula() {
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
  d.escape = EscapeRoute{-2, {std::sqrt(0.5), std::sqrt(0.5)}, std::sqrt(2.0), 1, 1, "quartic", 1, 0};
  d.seconds = {{"loss and gradient", 3.9e-5}, {"Hessian", 1.1e-5}};
  return d;
}

Diagnosis stalled_network() {
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
  d.escape = EscapeRoute{-3.2e-9, {}, 0.4, 2.5e-10, 2.6e-10, "quartic", 2.5e-10, 1.0860406};
  d.layers = {{"0", "tanh", 16, 0, 16}, {"2", "tanh", 8, 0, 0}};
  d.stall = {{"constant_output", "predictions vary by 1e-12, targets by 0.81.", "Let the inputs come through."},
             {"gradient_flat", "a doubling search along the gradient gains 3e-16.", ""}};
  d.stall_undecided = {{"step_too_long", "Adam's running means aren't known."}};
  d.seconds = {{"loss and gradient", 0.001}, {"Hessian", 1.24}, {"verdict", 118.6}, {"way out", 0.2}};
  return d;
}

Diagnosis minimum_of_one_variable() {
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

Diagnosis saddle_of_third_order() {
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

Diagnosis dead_units() {
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

Diagnosis large_network() {
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

// f32 certifies no sign, so its way out isn't beyond doubt.
TEST(DiagnosisText, CallsNothingBeyondDoubtInF32) {
  Diagnosis d = saddle_of_a_formula();
  d.problem.precision = "f32";
  const std::string text = to_text(d);
  EXPECT_NE(text.find("curves down here as far as f32 can tell: vᵀHv = -2"), std::string::npos) << text;
  EXPECT_EQ(text.find("beyond doubt"), std::string::npos) << text;
}

TEST(DiagnosisText, IsTheKeptText) {
  expect_golden("large_network.txt", to_text(large_network()));
  expect_golden("saddle.txt", to_text(saddle_of_a_formula()));
  expect_golden("stalled_network.txt", to_text(stalled_network()));
  expect_golden("minimum.txt", to_text(minimum_of_one_variable()));
  expect_golden("dead_units.txt", to_text(dead_units()));
  expect_golden("saddle_of_third_order.txt", to_text(saddle_of_third_order()));
}

Escape escaped() {
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

TEST(EscapeText, IsTheKeptText) {
  expect_golden("escape.txt", to_text(escaped(), "--model mlp:13-16-3:tanh --data wine --weights out.npz"));
  Escape none;
  none.loss_before = none.loss = 0.5;
  none.stopped = "second_order_stationary";
  none.why = "no way down of first or second order is left.";
  none.gradient_equivalents = 8;
  expect_golden("no_escape.txt", to_text(none, "--function 'x^2' --at x=0"));
}

Training trained(StopReason reason, std::string why) {
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

TEST(TrainingText, IsTheKeptText) {
  const std::string there = "--model mlp:13-16-3:tanh --data wine --weights run.npz";
  expect_golden("stalled.txt",
                to_text(trained(StopReason::stalled, "the last 500 steps lowered the loss by 1e-9."), there));
  expect_golden(
      "budget.txt",
      to_text(trained(StopReason::budget, "all 1234 steps are done; the loss could still be falling."), there));
}

TEST(TrainingText, SaysTheBatches) {
  Training t = trained(StopReason::budget, "all 1234 steps are done; the loss could still be falling.");
  t.batch_size = 32;
  t.epochs = 205.6667;
  expect_golden("batches.txt", to_text(t, ""));
}

// The first words are the reason's own.
TEST(TrainingText, BeginsWithTheReason) {
  const std::pair<StopReason, const char*> cases[] = {
      {StopReason::converged, "Converged after"},     {StopReason::stalled, "Stalled after"},
      {StopReason::budget, "Budget spent after"},     {StopReason::not_finite, "No longer finite after"},
      {StopReason::interrupted, "Interrupted after"}, {StopReason::line_search_failed, "The line search ended after"}};
  for (const auto& [reason, start] : cases) EXPECT_EQ(to_text(trained(reason, "")).rfind(start, 0), 0U) << start;
}

Finding found(FinderEnd end) {
  Finding f;
  f.problem.parameters = 2;
  f.problem.variables = {"x", "y"};
  FinderRun& run = f.run.emplace();
  run.finder = "newton-mr";
  run.end = end;
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

TEST(FindingText, IsTheKeptText) {
  expect_golden("found.txt", to_text(found(FinderEnd::critical_point), "--function 'x^2 - y^2' --at x=0,y=-1.5"));
  Finding flat = found(FinderEnd::gradient_flat);
  flat.run->gradient_flatness = 2e-4;
  flat.problem.parameters = 141;
  flat.points.front().at.resize(141);
  expect_golden("gradient_flat.txt", to_text(flat));
}

// The first words are the end's own.
TEST(FindingText, BeginsWithTheEnd) {
  const std::pair<FinderEnd, const char*> cases[] = {
      {FinderEnd::critical_point, "A critical point after"},
      {FinderEnd::gradient_flat, "Gradient-flat after"},
      {FinderEnd::neither, "A critical point by the verdict, above the tolerance after"}};
  for (const auto& [end, start] : cases) EXPECT_EQ(to_text(found(end)).rfind(start, 0), 0U) << start;
  Finding far_out = found(FinderEnd::critical_point);  // e⁻ˣ: the gradient falls below any tolerance
  far_out.points.front().verdict.kind = VerdictKind::not_critical;
  EXPECT_EQ(
      to_text(far_out).rfind("The gradient fell to the tolerance after 3 iterations of newton-mr, but this is no", 0),
      0U);
  Finding open = found(FinderEnd::critical_point);
  open.points.front().verdict.kind = VerdictKind::undetermined;
  EXPECT_EQ(to_text(open).rfind("The gradient fell to the tolerance after 3 iterations of newton-mr; what is there", 0),
            0U);
  Finding away = found(FinderEnd::neither);
  away.points.front().verdict.kind = VerdictKind::not_critical;
  EXPECT_EQ(to_text(away).rfind("No critical point after", 0), 0U);
  Finding stopped = found(FinderEnd::neither);
  stopped.run->stop.reason = StopReason::interrupted;
  EXPECT_EQ(to_text(stopped).rfind("Interrupted after", 0), 0U);
}

TEST(InspectionText, IsTheKeptText) {
  Inspection i;
  i.model = "mlp:13-16-3:tanh";
  i.parameters = {{"0.weight", {16, 13}, "f32", true, ""}, {"0.bias", {16}, "f32", true, "a parameter of the model"}};
  i.notes = {"A file of weights doesn't say its activation."};
  i.unsupported = {"objects: holds Python objects. Save plain numbers."};
  expect_golden("inspection.txt", to_text(i));
}

// Of a model's rows all are its parameters; what the data's are is said.
TEST(InspectionText, SaysWhyOnlyWhereRowsDiffer) {
  Inspection i;
  i.what = "model";
  i.parameters = {{"0.weight", {2, 4}, "f64", true, "a parameter of the model"},
                  {"x", {150, 4}, "f64", false, "inputs"}};
  EXPECT_EQ(to_text(i),
            "  0.weight  (2, 4)         f64\n"
            "  x         (150, 4)       f64    inputs\n");
}

TEST(FailureText, SaysWhatWhereAndWhatNow) {
  EXPECT_EQ(to_text(Failure{3, "is empty.", "run.npz", "Save it again."}),
            "saddlescope: run.npz: is empty.\nSave it again.\n");
  EXPECT_EQ(to_text(Failure{2, "which command?", "", ""}), "saddlescope: which command?\n");
}

// A remedy may be a command longer than a line: it must work when pasted.
TEST(FailureText, LeavesACommandInOneLine) {
  const std::string command = "python3 -c \"" + std::string(200, 'x') + " " + std::string(200, 'y') + "\"";
  EXPECT_NE(to_text(Failure{3, "no.", "", command}).find(command), std::string::npos);
}

Comparison compared() {
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

TEST(SpectrumText, IsTheKeptText) {
  SpectrumAnswer a;
  a.problem.parameters = 275;
  a.problem.description = "mlp:13-16-3:tanh";
  a.problem.data = "wine";
  a.problem.weights = "initialized: pytorch, seed 0";
  a.loss = 1.1971254;
  a.gradient_norm = 1.024;
  a.spectrum.method = "matrix-free";
  a.spectrum.lowest = {-1.193, 8.7e-10};
  a.spectrum.highest = {1.386, 1.2e-13};
  a.spectrum.inertia = Inertia{25, 0, 26, 8.5e-14, false};
  a.spectrum.hessian_vector_products = 520;
  a.spectrum.unseen = {true, -1.223, 1.416, 1e-3};
  a.why = "What it rests on.";
  SpectrumAnswer ends = a, density = a, none = a;
  ends.which = "both";
  ends.pairs = {{-1.193, 9.2e-14}, {-1.179, 1e-13}, {1.386, 8.7e-14}};
  expect_golden("spectrum_ends.txt", to_text(ends));
  density.which = "density";
  density.density = Density{{-1.386, -0.1, 0.1, 1.386}, {29.5, 205.25, 40.25}, {2.5, 4.75, 2.6}, 10, 50};
  density.signs = {{0.1, {29.5, 2.5, 29.03, 32.9}, {40.25, 2.6, 39.08, 41.09}}};
  expect_golden("spectrum_density.txt", to_text(density));
  none.which = "both";
  none.interrupted = true;
  none.spectrum = {};
  none.spectrum.lowest = none.spectrum.highest = {kNaN, kNaN};
  expect_golden("spectrum_interrupted.txt", to_text(none));
}

// All eigenvalues: one by one where they are few, by sign and decade where they are many; zeros are no problem.
TEST(SpectrumText, ListsAllEigenvalues) {
  SpectrumAnswer a;
  a.which = "all";
  a.spectrum.method = "exact";
  a.spectrum.complete = true;
  a.problem.parameters = 5;
  a.spectrum.eigenvalues = {-2, -0.0, 0, 0, 1e-9};
  expect_golden("spectrum_few.txt", to_text(a));
  a.spectrum.eigenvalues.clear();
  for (int i = -15; i <= 15; ++i) a.spectrum.eigenvalues.push_back(i < 0 ? -std::pow(10.0, -i - 12) : i * i * i);
  std::sort(a.spectrum.eigenvalues.begin(), a.spectrum.eigenvalues.end());
  a.problem.parameters = 31;
  expect_golden("spectrum_many.txt", to_text(a));
  a.spectrum.eigenvalues.assign(100, 0);
  EXPECT_NE(to_text(a).find("(100 times)"), std::string::npos);
}

TEST(FindingText, OfABoxIsTheKeptText) {
  Finding f;
  f.problem.parameters = 2;
  f.problem.description = "(1 - w1*w2)^2";
  f.problem.variables = {"w1", "w2"};
  FoundPoint origin;
  origin.at = {0, 0};
  origin.loss = 1;
  origin.verdict = {VerdictKind::saddle, true, 0, "λ = ±2."};
  origin.alone = Sides{{0, 0}, {0, 0}};
  FoundPoint curve;
  curve.at = {1, 1};
  curve.verdict = {VerdictKind::degenerate_minimum, false, 0, "flat."};
  curve.manifold_dimension = 1;
  curve.sample = {{0.5, 2}, {1, 1}, {2, 0.5}};
  curve.extent = 0.01;
  f.points = {origin, curve, curve};
  f.box = SearchedBox{{{-2, -2}, {2, 2}}, true, false, false, {{{{0, 0}, {1e-9, 1e-9}}, "a kink"}}, 1, 4711, 815};
  f.why = "One part is open.";
  expect_golden("find_box.txt", to_text(f));
  f.points.clear();
  f.box->open.clear();
  f.box->open_parts = 0;
  f.box->complete = true;
  f.why = "Proved.";
  expect_golden("find_box_none.txt", to_text(f));
}

TEST(ComparisonText, IsTheKeptText) {
  expect_golden("comparison.txt", to_text(compared()));
  Comparison interrupted;
  interrupted.interrupted = true;
  interrupted.summary = "Interrupted before the first method had begun.";
  expect_golden("comparison_interrupted.txt", to_text(interrupted));
}

// A fall too small to show in eight digits is said as a fall, not as two equal losses.
TEST(EscapeText, SaysHowLittleWasGained) {
  Escape e = escaped();
  e.loss = e.loss_before - 1e-12;
  EXPECT_EQ(to_text(e).substr(0, to_text(e).find('\n')),
            "Hardly out: the loss, 1, fell by no more than 1e-12 in 2 rounds.");
  Escape none;
  none.loss = none.loss_before = 2;
  none.stopped = "interrupted";
  EXPECT_EQ(to_text(none).substr(0, to_text(none).find('\n')), "Interrupted: the loss is still 2.");
}

std::vector<std::string> all_texts() {
  return {to_text(saddle_of_a_formula()),
          to_text(stalled_network()),
          to_text(minimum_of_one_variable()),
          to_text(dead_units()),
          to_text(large_network()),
          to_text(Diagnosis{}),
          to_text(escaped()),
          to_text(Escape{}),
          to_text(Training{}),
          to_text(compared()),
          to_text(Comparison{}),
          to_text(Inspection{})};
}

TEST(AnyText, HasNoMinusZeroNoTrailingBlankAndLinesOf100Columns) {
  for (const std::string& text : all_texts()) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      EXPECT_FALSE(line.ends_with(' ')) << line;
      EXPECT_EQ(line.find("-0,"), std::string::npos) << line;
      EXPECT_EQ(line.find("-0)"), std::string::npos) << line;
      EXPECT_EQ(line.find("-nan"), std::string::npos) << line;
      std::size_t columns = 0;
      for (const char c : line) columns += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
      const bool command = line.find("saddlescope ") != std::string::npos;  // stays in one line
      EXPECT_TRUE(command || columns <= 100) << line;
    }
  }
}

struct GermanNumbers : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(AnyText, IsTheSameUnderAForeignLocale) {
  const std::vector<std::string> expected = all_texts();
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new GermanNumbers));
  const std::vector<std::string> actual = all_texts();
  std::locale::global(before);
  EXPECT_EQ(actual, expected);
}

TEST(Words, NumbersReadWell) {
  EXPECT_EQ(report::number(-0.0), "0");
  EXPECT_EQ(report::number(-kNaN), "nan");
  EXPECT_EQ(report::precise(1.0 / 3), "0.33333333");
  EXPECT_EQ(report::counted(0, "eigenvalue"), "no eigenvalue");
  EXPECT_EQ(report::counted(1, "eigenvalue"), "1 eigenvalue");
  EXPECT_EQ(report::counted(2, "eigenvalue"), "2 eigenvalues");
  EXPECT_EQ(report::seconds(0.0123), "12 ms");
  EXPECT_EQ(report::seconds(0.9999), "1.0 s");
  EXPECT_EQ(report::seconds(59.97), "1 min 0 s");
  EXPECT_EQ(report::seconds(119.7), "2 min 0 s");
}

}  // namespace
}  // namespace saddlescope
