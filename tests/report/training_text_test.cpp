// The texts of `escape`, `train`, `inspect` and of a failure: made from fixed results, kept beside the test. A change
// of wording is seen, read and accepted (SADDLESCOPE_ACCEPT=1), never by accident.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <string>
#include <utility>

#include "tests/report/examples.h"
#include "tests/report/page_reading.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

using ::testing::HasSubstr;

TEST(EscapeText, IsTheKeptText) {
  expect_golden("escape.txt", to_text(escaped(), "--model mlp:13-16-3:tanh --data wine --weights out.npz"));
  Escape none;
  none.loss_before = none.loss = 0.5;
  none.stopped = "second_order_stationary";
  none.why = "no way down of first or second order is left.";
  none.gradient_equivalents = 8;
  expect_golden("no_escape.txt", to_text(none, "--function 'x^2' --at x=0"));
}

// A model that predicts nothing at a step predicted nothing: what stands beside "-" says so.
TEST(EscapeText, ARoundWithoutAPredictionSaysWhy) {
  Escape e = escaped();
  e.rounds[1].predicted_decrease.reset();
  EXPECT_THAT(to_text(e), HasSubstr(" -          0.24  quadratic: doesn't reach so far\n"));
  EXPECT_THAT(page_of(to_json(e)), HasSubstr("quadratic: doesn&#39;t reach so far"));
  EXPECT_THAT(page_of(to_json(e), Language::traditional_chinese), HasSubstr("二次：達不到這麼遠"));
  e.rounds[1].predicted_by = "higher order";
  EXPECT_THAT(to_text(e), HasSubstr("  higher order\n"));
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

TEST(TrainingText, ThatIsDoneAboveItsStartBeginsWithThat) {
  Training t =
      trained(StopReason::budget, "all 50 steps are done; the loss rose, to 3 times what it was at the start.");
  t.loss = 3 * t.loss_before;
  EXPECT_EQ(to_text(t, "").rfind("Worse than at the start after", 0), 0U);
}

// The first words are the reason's own.
TEST(TrainingText, BeginsWithTheReason) {
  const std::pair<StopReason, const char*> cases[] = {
      {StopReason::converged, "Converged after"},     {StopReason::stalled, "Stalled after"},
      {StopReason::budget, "Budget spent after"},     {StopReason::not_finite, "No longer finite after"},
      {StopReason::interrupted, "Interrupted after"}, {StopReason::line_search_failed, "The line search ended after"}};
  for (const auto& [reason, start] : cases) EXPECT_EQ(to_text(trained(reason, "")).rfind(start, 0), 0U) << start;
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

// Text and page say it in one sentence; of one step, of one round.
TEST(TrainingText, AndItsPageCountOneAsOne) {
  Escape e = escaped();
  e.rounds.resize(1);
  const std::string out = "Out: the loss fell from 1 to 0.01 in 1 round.";
  EXPECT_EQ(to_text(e).substr(0, out.size()), out);
  EXPECT_NE(page_of(to_json(e)).find(out), std::string::npos);
  EXPECT_NE(page_of(to_json(e), Language::traditional_chinese).find("走出來了：1 輪之後，損失從 1 降到 0.01。"),
            std::string::npos);
  Training t = trained(StopReason::budget, "");
  t.steps = 1;
  EXPECT_NE(page_of(to_json(t)).find("after 1 step of"), std::string::npos);
}

}  // namespace
}  // namespace saddlescope
