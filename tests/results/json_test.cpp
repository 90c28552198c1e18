#include "saddlescope/results/json.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "saddlescope/base/error.h"
#include "tests/numbers.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

TEST(OtherDocuments, HaveTheMembersOfTheContract) {
  Escape escape;
  escape.rounds = {{-2, 1.5, 1, 1, 0.5, "quartic"}};
  escape.stopped = "second_order_stationary";
  Training training;
  training.history = {{1, kNaN, 2, 0.5}};
  training.stop.reason = StopReason::not_finite;
  Inspection inspection;
  inspection.parameters = {{"0.weight", {16, 13}, "f32", true, "listed"}};
  inspection.model = "mlp:13-16-3:tanh";
  Finding finding;
  finding.problem.parameters = 2;
  FoundPoint saddle;
  saddle.at = {0, 0};
  saddle.loss = 1;
  saddle.inertia = Inertia{1, 0, 1, 8.881784197001252e-16};
  saddle.nearby = Nearby{0, *saddle.inertia, 0};
  saddle.verdict = {VerdictKind::saddle, true, 0, "λ = −2 and 2."};
  FoundPoint curve;
  curve.at = {1, 1};
  curve.verdict = {VerdictKind::degenerate_minimum, false, 0, "a valley."};
  curve.manifold_dimension = 1;
  curve.sample = {{2, 0.5}, {4, 0.25}};
  finding.points = {saddle, curve};
  FinderRun& run = finding.run.emplace();
  run.finder = "newton-mr";
  run.end = FinderEnd::gradient_flat;
  run.stop = {StopReason::stalled, "length of the step", 1e-17, 2e-17, "steps shrank."};
  run.loss = 1;
  run.gradient_norm = kInf;
  run.gradient_flatness = 2e-4;
  run.iterations = 1;
  run.gradient_equivalents = 12.5;
  run.hessian_vector_products = 4;
  run.history = {{0, 2, 0.5}, {1, 1, 0.25}};
  expect_golden("escape.json", to_text(to_json(escape)));
  expect_golden("find.json", to_text(to_json(finding)));
  expect_golden("train.json", to_text(to_json(training)));
  expect_golden("inspect.json", to_text(to_json(inspection)));
  const Ways ways{.problem = finding.problem,
                  .title = "Three ways on from the saddle",
                  .ways = {{"gradient descent 0.1", kInf, 12.5, 0.25, 1500}, {"escape, Adam 0.01", 0.125, 100, 1, 3}},
                  .why = "To be fair: here the tiniest noise frees Adam as well."};
  expect_golden("ways.json", to_text(to_json(ways)));
  expect_golden("error.json", to_text(to_json(Failure{3, "\"n/a\" is not a number.", "train.csv, row 48", ""})));
}

// Every kept document, read and written again.
TEST(OtherDocuments, ReadBackToTheSameBytes) {
  const auto again = [](const std::string& name, const auto& read) {
    const std::string text = golden(name);
    EXPECT_EQ(first_difference(text, to_text(to_json(read(Json::parse(text))))), "") << name;
  };
  again("escape.json", escape_from_json);
  again("train.json", training_from_json);
  again("find.json", finding_from_json);
  again("find_box.json", finding_from_json);
  again("inspect.json", inspection_from_json);
  again("ways.json", ways_from_json);
  again("error.json", failure_from_json);
}

// nlohmann would turn -1 into 18446744073709551615 and 1e300 into anything.
TEST(OtherDocuments, ACountIsAWholeNumberFromZeroUp) {
  for (const Json& wrong : {Json(-1), Json(1e300), Json(0.5), Json("3"), Json(true), Json(nullptr)}) {
    Json document = Json::parse(golden("train.json"));
    document["steps"] = wrong;
    EXPECT_THROW(training_from_json(document), Error) << wrong;
  }
  Json document = Json::parse(golden("train.json"));
  document["steps"] = -1;
  try {
    training_from_json(document);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::bad_input);
    EXPECT_STREQ(error.what(),
                 "not a training: (/steps) type must be a whole number from 0 up, but is another number.");
  }
}

// nlohmann's own limit of depth took a time that grows with the square of this list.
TEST(ParseJson, TakesALongListOfObjects) {
  std::string text = "[";
  for (int i = 0; i < 300'000; ++i) text += R"({"":0},)";
  text.back() = ']';
  EXPECT_EQ(parse_json(text, "a.json").size(), 300'000U);
}

TEST(ParseJson, RefusesWhatIsDeeperOrHasMoreNamesThanAnyResult) {
  const auto message = [](const std::string& text) -> std::string {
    try {
      parse_json(text, "a.json");
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::bad_input);
      return error.message();
    }
    return "accepted";
  };
  const auto deep = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  EXPECT_EQ(message(deep(64)), "accepted");
  EXPECT_EQ(message(deep(65)), "it is nested deeper than 64 levels, as in no result.");
  EXPECT_EQ(message(std::string(3'000'000, '[')), "it is nested deeper than 64 levels, as in no result.");
  const auto names = [](int n) {
    std::string text = "{";
    for (int i = 0; i < n; ++i) text += "\"" + std::to_string(i) + "\":0,";
    text.back() = '}';
    return text;
  };
  EXPECT_EQ(message(names(1000)), "accepted");
  EXPECT_EQ(message(names(1001)), "one of its objects has more than 1000 names, as in no result.");
  EXPECT_EQ(message(R"(["\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\"])"),
            "accepted");
}

// A file name needn't be UTF-8; the document must be.
TEST(OtherDocuments, StayUtf8WhateverAMessageHolds) {
  const std::string text = to_text(to_json(Failure{3, "no such file.", "caf\xe9.npz", ""}));
  EXPECT_NE(text.find("caf\xEF\xBF\xBD.npz"), std::string::npos);
  EXPECT_NO_THROW(Json::parse(text));
}

}  // namespace
}  // namespace saddlescope
