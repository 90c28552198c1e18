#include "saddlescope/results/json.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "tests/base/errors.h"
#include "tests/numbers.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

SpectrumAnswer spectrum_answer() {
  SpectrumAnswer a;
  a.problem.parameters = 275;
  a.problem.samples = 178;
  a.problem.loss = "cross-entropy";
  a.loss = 1.19;
  a.gradient_norm = 1.024;
  a.which = "density";
  a.spectrum.method = "matrix-free";
  a.spectrum.lowest = {-1.193, 8.7e-10};
  a.spectrum.highest = {1.386, 1.2e-13};
  a.spectrum.inertia = Inertia{25, 0, 26, 8.5e-14, false};
  a.spectrum.hessian_vector_products = 520;
  a.pairs = {{-1.193, 9.2e-14}, {1.386, kInf}};
  a.converged = false;
  a.why = "Estimated.";
  a.density = Density{{-1.386, -0.1, 0.1, 1.386}, {29.5, 205.25, 40.25}, {2.5, 4.75, kNaN}, 10, 50};
  a.signs = {{0.1, {29.5, 2.5, 29.03, 32.9}, {40.25, 2.6, 39.08, 41.09}}};
  a.seconds = {{"random vectors", 0.5}};
  a.interrupted = true;
  a.entropy = 17;
  a.seed = 3;
  a.engine = "native";
  return a;
}

TEST(SpectrumJson, IsTheKeptDocumentAndReadsBackToTheSameBytes) {
  expect_golden("spectrum.json", to_text(to_json(spectrum_answer())));
  for (const SpectrumAnswer& a : {spectrum_answer(), SpectrumAnswer()}) {
    const std::string text = to_text(to_json(a));
    EXPECT_EQ(first_difference(text, to_text(to_json(spectrum_answer_from_json(Json::parse(text))))), "");
  }
}

TEST(FindingJson, OfABoxIsTheKeptDocument) {
  Finding f;
  f.problem.parameters = 2;
  f.problem.samples = 1;
  f.problem.variables = {"w1", "w2"};
  FoundPoint origin;
  origin.at = {0, 0};
  origin.loss = 1;
  origin.inertia = Inertia{1, 0, 1, 8.9e-16};
  origin.verdict = {VerdictKind::saddle, true, 0, "λ = ±2."};
  origin.alone = Sides{{-1e-300, 0}, {1e-300, 0}};
  FoundPoint curve;
  curve.at = {1, 1};
  curve.verdict = {VerdictKind::degenerate_minimum, false, 0, "flat."};
  curve.manifold_dimension = 1;
  curve.sample = {{0.5, 2}, {1, 1}, {2, 0.5}};
  curve.pieces = {{3, false}};
  curve.extent = 0.01;
  f.points = {origin, curve};
  f.box = SearchedBox{{{-2, -2}, {2, 2}}, true, false, false, {{{{0, 0}, {1e-9, 1e-9}}, "a kink"}}, 1, 4711, 815};
  f.why = "One part is open.";
  expect_golden("find_box.json", to_text(to_json(f)));
}

// Who draws a box takes both ends of every side.
TEST(FindingJson, ABoxWithASideThatLacksAnEndIsRefused) {
  const auto refused = [](const char* pointer, Json value) {
    Json document = Json::parse(golden("find_box.json"));
    document[Json::json_pointer(pointer)] = std::move(value);
    return refusal([&] { finding_from_json(document); });
  };
  const std::string none = "not a finding: a box has one side at least, and of each a finite low and high end.";
  EXPECT_EQ(refused("/box/high", Json::array()), none);
  EXPECT_EQ(refused("/box/high", {2}), none);
  EXPECT_EQ(refused("/box/low", {-2, -2, -2}), none);
  EXPECT_EQ(refused("/box/high/1", "inf"), none);
  EXPECT_EQ(refused("/box/low/0", "nan"), none);
  EXPECT_EQ(refused("/box/open/0/high", {1}), none);
  EXPECT_EQ(refused("/points/0/alone/low", Json::array()), none);
}

// A curve's pieces are its sample, piece after piece; documents of earlier versions don't have them.
TEST(FindingJson, PiecesOfMorePointsThanThereAreAreRefused) {
  Json document = Json::parse(golden("find_box.json"));
  EXPECT_EQ(finding_from_json(document).points[1].pieces, (std::vector<CurvePiece>{{3, false}}));
  document["points"][1]["pieces"] = Json::parse(R"([{"points": 2, "closed": true}, {"points": 2, "closed": false}])");
  EXPECT_EQ(refusal([&] { finding_from_json(document); }),
            "not a finding: the pieces of a curve have more points than its sample.");
  document["points"][1].erase("pieces");
  EXPECT_TRUE(finding_from_json(document).points[1].pieces.empty());
}

Comparison compared() {
  Comparison c;
  c.problem.parameters = 275;
  c.loss = 1.0860385;
  c.gradient_norm = 1.668e-5;
  c.floor = 0;
  c.budget = 2000;
  c.learning_rates = {0.001, 0.01, 0.1};
  c.runs = 5;
  c.escape = "rounds done: 10 of 10.";
  c.methods = {{.name = "escape, then adam",
                .before = "escape",
                .optimizer = "adam",
                .learning_rate = 0.001,
                .spent = 2000,
                .spent_before = 691.3333333333334,
                .steps = 1308,
                .loss = 0.508,
                .lowest = 0.507,
                .half_way = 1297,
                .distance = 3.5,
                .moved = true,
                .why = "the budget is spent",
                .held = "",
                .losses = {0.5086, 0.508, kInf},
                .history = {{0, 1.0860385}, {691.3333333333334, 0.7024}, {2000, 0.508}}},
               ComparedMethod{}};
  c.methods[1].loss = kNaN;
  c.methods[1].held = "218 steps led 0.021 far";
  c.summary = "Lowest is escape, then adam.";
  c.seed = 3;
  c.engine = "native";
  return c;
}

TEST(ComparisonJson, IsTheKeptDocumentAndReadsBackToTheSameBytes) {
  expect_golden("compare.json", to_text(to_json(compared())));
  Comparison interrupted;
  interrupted.interrupted = true;
  for (const Comparison& c : {compared(), interrupted}) {
    const std::string text = to_text(to_json(c));
    EXPECT_EQ(first_difference(text, to_text(to_json(comparison_from_json(Json::parse(text))))), "");
  }
}

TEST(ComparisonJson, AMalformedDocumentIsNamedByItsMember) {
  const auto message = [](const char* pointer, const Json& value) -> std::string {
    Json document = to_json(compared());
    document[Json::json_pointer(pointer)] = value;
    try {
      comparison_from_json(document);
    } catch (const Error& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(message("/format", "saddlescope/train"), "not a saddlescope/compare document of version 1.");
  EXPECT_EQ(message("/budget", "much"), "not a comparison: (/budget) type must be number, but is string.");
  EXPECT_EQ(message("/methods/0/history/1/loss", nullptr),
            "not a comparison: (/methods/0/history/1/loss) type must be number, but is null.");
}

// Each list of a document, by its pointer.
std::vector<std::string> lists_of(const Json& value, const std::string& at = {}) {
  std::vector<std::string> pointers;
  if (value.is_array()) pointers.push_back(at);
  if (!value.is_structured()) return pointers;
  for (const auto& [key, member] : value.items()) {
    for (std::string& pointer : lists_of(member, at + "/" + key)) pointers.push_back(std::move(pointer));
  }
  return pointers;
}

// A loop over a number would read it as a list of one, over an object as its values, over null as nothing.
TEST(Documents, WhatIsNoListIsReadAsNone) {
  const auto no_list_is_read = [](const char* name, const auto& read) {
    const Json document = Json::parse(golden(std::string(name) + ".json"));
    read(document);
    for (const std::string& pointer : lists_of(document)) {
      for (const Json& wrong : {Json(5), Json({{"a", 1}}), Json(nullptr)}) {
        Json changed = document;
        changed[Json::json_pointer(pointer)] = wrong;
        EXPECT_THROW(read(changed), Error) << name << pointer << " " << wrong;
      }
    }
  };
  for (const char* name : {"toy", "landscape"}) no_list_is_read(name, diagnosis_from_json);
  for (const char* name : {"find", "find_box"}) no_list_is_read(name, finding_from_json);
  no_list_is_read("census", census_from_json);
  no_list_is_read("compare", comparison_from_json);
  no_list_is_read("escape", escape_from_json);
  no_list_is_read("inspect", inspection_from_json);
  no_list_is_read("spectrum", spectrum_answer_from_json);
  no_list_is_read("surface", surface_from_json);
  no_list_is_read("taylor", taylor_answer_from_json);
  no_list_is_read("train", training_from_json);
  no_list_is_read("ways", ways_from_json);
}

}  // namespace
}  // namespace saddlescope
