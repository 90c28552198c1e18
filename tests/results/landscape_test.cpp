// Surfaces, Taylor lines and the land around a point: to JSON and back.
#include "saddlescope/results/landscape.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/results/json.h"
#include "tests/base/errors.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

// (1 − w1·w2)² on a grid of three by two, interrupted before the last value: every optional member present.
CrossSection section() {
  CrossSection s;
  s.centre_loss = 1;
  s.directions = {{.kind = DirectionKind::eigenvector,
                   .label = "eigenvector 1 of 2",
                   .eigenvalue = -2,
                   .slope = 0,
                   .curvature = -2,
                   .vector = {std::sqrt(0.5), std::sqrt(0.5)}},
                  {.kind = DirectionKind::parameter, .label = "w2", .norm = 2}};
  s.origin = {0, 1};
  s.axes = {{-1, 0, 1}, {0, 2}};
  s.loss = {1, std::numeric_limits<double>::infinity(), 1, 0.25, 1, std::numeric_limits<double>::quiet_NaN()};
  s.evaluated = 5;
  s.error = 1e-16;
  s.model = {0, 1, 2, 3, 4, 5};
  s.marks = {{{0, 1}, 1, "here", MarkKind::here, std::nullopt, 0},
             {{1, 0.5}, 0, "</script>\"λ\"", MarkKind::critical, VerdictKind::degenerate_minimum, 0.25}};
  s.curves = {{{{-1, 0}, {0, 0.5}}, 0, "minima", MarkKind::critical, VerdictKind::degenerate_minimum},
              {{{0, 1}, {1, 1}}, 1, "way out", MarkKind::way_out, std::nullopt}};
  s.curves[0].piece_of = 3;
  s.variance_shares = {0.75, 0.25};
  s.angle = 60.5;
  return s;
}

Surface surface() {
  Surface s;
  s.problem.parameters = 2;
  s.problem.description = "(1 - w1*w2)^2";
  s.asked = "eigen";
  s.floor = 0;
  s.section = section();
  s.kink = "abs(w1) in the formula";
  s.why = "nothing";
  s.interrupted = true;
  s.seed = 3;
  s.entropy = 5;
  s.engine = "native";
  s.environment = {"0.1.0", "a processor", "a BLAS", 2};
  return s;
}

TaylorLine line() {
  TaylorLine l;
  l.direction = section().directions.front();
  l.t = {-1, 0, 1};
  l.loss = {0, 1, 0};
  l.model = {0, 1, 0};
  l.order = 2;
  l.coefficients = {1, 0, -1};
  l.errors = {0, 1e-16, std::numeric_limits<double>::infinity()};
  l.forward = {.radius = 0.5, .from = 0.25};
  l.backward = {0.75, true};
  return l;
}

TaylorAnswer taylor() {
  TaylorAnswer a;
  a.problem.parameters = 2;
  a.asked = "eigen";
  a.loss = 1;
  a.gradient_norm = 0;
  a.lines = {line(), line()};
  a.lines[1].direction = {.kind = DirectionKind::random, .label = "random 1, filter-normalized", .by_filters = true};
  a.lines[0].direction = {.kind = DirectionKind::parameter, .label = "w2", .vector = {0, 1}, .index = 1};
  a.lines[1].at_kink = true;
  a.kink = "pre-activation 3 of layer 2, sample 17";
  a.lines[1].forward = {.undetermined = "rounding hides it"};
  a.why = "nothing";
  a.engine = "native";
  return a;
}

Landscape landscape() {
  Landscape l;
  l.plane = section();
  l.line = section();
  l.line->directions.resize(1);
  l.line->origin.resize(1);
  l.line->axes.resize(1);
  l.line->loss = {1, 2, 3};
  l.line->evaluated = 3;
  l.line->model.clear();
  l.line->marks.clear();
  l.line->curves.clear();
  l.line->variance_shares.clear();
  l.line->angle.reset();
  l.taylor = {line()};
  l.line_search = {{0.5, 0.75, 0.5}, {1, 0.25, std::nullopt}};
  l.appearance = Appearance{.parameter_lines = {1, 2},
                            .random_lines = {90, 128},
                            .random_planes = {40, 64},
                            .negative = 3,
                            .at_least = true,
                            .parameters = 20,
                            .tolerance = 1e-15};
  l.why = "nothing";
  return l;
}

TEST(CrossSection, NumbersItsPointsRowByRow) {
  CrossSection s;
  EXPECT_EQ(s.points(), 0U);
  s.axes = {{-1, 0, 1}};
  EXPECT_EQ(s.points(), 3U);
  EXPECT_EQ(s.coordinates(2), (std::vector<double>{1}));
  s.axes.push_back({5, 7});
  EXPECT_EQ(s.points(), 6U);
  EXPECT_EQ(s.coordinates(0), (std::vector<double>{-1, 5}));
  EXPECT_EQ(s.coordinates(1), (std::vector<double>{-1, 7}));
  EXPECT_EQ(s.coordinates(5), (std::vector<double>{1, 7}));
}

// Of 1 + 0.5t − 2t² at t = −1, 0, 1 along d of length 3.
TEST(TaylorLine, HasItsTermsApart) {
  TaylorLine l = line();
  l.direction.norm = 3;
  l.coefficients = {1, 0.5, -2};
  EXPECT_EQ(l.term(0), (std::vector<double>{1, 1, 1}));
  EXPECT_EQ(l.term(1), (std::vector<double>{-0.5, 0, 0.5}));
  EXPECT_EQ(l.term(2), (std::vector<double>{-2, 0, -2}));
  EXPECT_EQ(l.term(3), (std::vector<double>{0, 0, 0}));
  EXPECT_EQ(l.balance(), 0.75);  // 0.5·t = 2t² at t = 0.25
  l.coefficients = {1, -0.5, 2};
  EXPECT_EQ(l.balance(), 0.75);
  l.coefficients[2] = 0;
  EXPECT_EQ(l.balance(), std::numeric_limits<double>::infinity());
}

TEST(TaylorLine, ATermVanishesWhereItIsNoLargerThanItsError) {
  TaylorLine l = line();
  l.coefficients = {1, -1e-16, -1};
  l.errors = {0, 1e-16, std::numeric_limits<double>::infinity()};
  EXPECT_FALSE(l.vanishes(0));
  EXPECT_TRUE(l.vanishes(1));
  EXPECT_FALSE(l.vanishes(2));  // nothing is known of it
  EXPECT_TRUE(l.vanishes(3));
  l.coefficients[1] = -1.1e-16;
  EXPECT_FALSE(l.vanishes(1));
  l.errors.clear();
  EXPECT_FALSE(l.vanishes(1));
  l.coefficients[1] = 0;
  EXPECT_TRUE(l.vanishes(1));
}

TEST(LandscapeJson, IsTheKeptDocument) {
  expect_golden("surface.json", to_text(to_json(surface())));
  expect_golden("taylor.json", to_text(to_json(taylor())));
  Diagnosis d;
  d.landscape = landscape();
  expect_golden("landscape.json", to_text(to_json(d)));
}

TEST(LandscapeJson, ReadsBackToTheSameBytes) {
  Surface least;  // no optional member, a line of one point
  least.section.directions.resize(1);
  least.section.origin = {0};
  least.section.axes = {{0}};
  least.section.loss = {1};
  for (const Surface& s : {surface(), least}) {
    const std::string text = to_text(to_json(s));
    EXPECT_EQ(first_difference(text, to_text(to_json(surface_from_json(Json::parse(text))))), "");
  }
  for (const TaylorAnswer& a : {taylor(), TaylorAnswer{}}) {
    const std::string text = to_text(to_json(a));
    EXPECT_EQ(first_difference(text, to_text(to_json(taylor_answer_from_json(Json::parse(text))))), "");
  }
  for (const Landscape& l : {landscape(), Landscape{}}) {
    Diagnosis d;
    d.landscape = l;
    const std::string text = to_text(to_json(d));
    EXPECT_EQ(first_difference(text, to_text(to_json(diagnosis_from_json(Json::parse(text))))), "");
  }
}

std::string after(Json document, const std::string& pointer, Json value) {
  document[Json::json_pointer(pointer)] = std::move(value);
  return refusal([&] { surface_from_json(document); });
}

// As many values in another shape would be drawn in other places.
TEST(LandscapeJson, AGridOfAnotherShapeThanItsAxesIsRefused) {
  const Json document = to_json(surface());  // three by two
  const Json line = [&] {
    Json j = document;
    for (const char* of_each : {"directions", "origin", "axes", "variance_shares"}) j[of_each].erase(1);
    j["marks"] = j["curves"] = Json::array();
    j["loss"] = j["model"] = Json::array({1, 2, 3});
    j["evaluated"] = 3;
    return j;
  }();
  EXPECT_EQ(surface_from_json(line).section.loss, (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(after(document, "/axes/0", {-1, 0, 1, 2}),
            "not a line or plane: \"loss\" isn't nested as its axes are: 4 × 2.");
  for (const std::string name : {"loss", "model"}) {
    const std::string isnt = "not a line or plane: \"" + name + "\" isn't nested as its axes are: ";
    for (const char* grid :
         {"[[1, 2, 3], [4, 5, 6]]", "[1, 2, 3, 4, 5, 6]", "[[1, 2], [3, 4, 5], [6]]", "[[[1, 2], [3, 4], [5, 6]]]",
          "[[1, 2], [3, 4], 5]", "7", R"({"a": [1, 2], "b": [3, 4], "c": [5, 6]})"}) {
      EXPECT_EQ(after(document, "/" + name, Json::parse(grid)), isnt + "3 × 2.") << grid;
    }
    EXPECT_EQ(after(document, "/" + name, Json::parse("[[1, 2], [3, 4], [[5], 6]]")),
              "not a surface: (/" + name + "/2/0) type must be number, but is array.");
    for (const char* grid : {"[[1, 2, 3]]", "[1, 2]", "[1, 2, 3, 4]", "1", "null"}) {
      EXPECT_EQ(after(line, "/" + name, Json::parse(grid)), isnt + "3.") << grid;
    }
    EXPECT_EQ(after(line, "/" + name, Json::parse("[[1], [2], [3]]")),
              "not a surface: (/" + name + "/0) type must be number, but is array.");
  }
}

// What would otherwise be read beyond its end.
TEST(LandscapeJson, AnUnsoundLineOrPlaneIsRefused) {
  const Json document = to_json(surface());
  const Json none = Json::array();
  const struct {
    const char* pointer;
    Json value;
    const char* why;
  } changes[] = {{"/origin", {0}, "\"origin\" has 1 entry for 2 axes."},
                 {"/directions", none, "\"directions\" has 0 entries for 2 axes."},
                 {"/variance_shares", {1}, "\"variance_shares\" has 1 entry for 2 axes."},
                 {"/marks/0/at", {0, 1, 2}, "the mark \"here\" has 3 entries for 2 axes."},
                 {"/curves/1/points/0", none, "a point of the curve \"way out\" has 0 entries for 2 axes."},
                 {"/evaluated", 7, "\"evaluated\" is 7 of 6 losses."},
                 {"/axes/1", {0, 0}, "axis 2 isn't made of finite numbers that ascend, one at least."},
                 {"/axes/1", {1, 0}, "axis 2 isn't made of finite numbers that ascend, one at least."},
                 {"/axes/1", {0, "inf"}, "axis 2 isn't made of finite numbers that ascend, one at least."}};
  for (const auto& c : changes) {
    EXPECT_EQ(after(document, c.pointer, c.value), std::string("not a line or plane: ") + c.why);
  }
  Json point = document;
  for (const char* of_each : {"directions", "origin", "axes", "variance_shares", "loss", "model", "marks", "curves"}) {
    point[of_each] = none;
  }
  EXPECT_EQ(after(point, "/evaluated", 0), "not a line or plane: \"axes\" are 0; there are one or two.");
}

TEST(LandscapeJson, AnUnsoundTaylorLineIsRefused) {
  const auto refused = [](const char* pointer, Json value) {
    Json document = to_json(taylor());
    document[Json::json_pointer(std::string("/lines/0/") + pointer)] = std::move(value);
    return refusal([&] { taylor_answer_from_json(document); });
  };
  const std::string no_line = "not a Taylor line: ";
  EXPECT_EQ(refused("t", {0, 0, 1}), no_line + "\"t\" isn't made of finite numbers that ascend, one at least.");
  EXPECT_EQ(refused("loss", {1, 2, 3, 4}), no_line + "\"loss\" has 4 of 3 entries.");
  EXPECT_EQ(refused("model", {1, 2}), no_line + "\"model\" has 2 of 3 entries.");
  EXPECT_EQ(refused("errors", {0}), no_line + "\"errors\" has 1 of 3 entries.");
  EXPECT_EQ(refused("order", 3), no_line + "\"coefficients\" has 3 of 4 entries.");
  for (const int order : {0, 1, 5, 1000}) {
    EXPECT_EQ(refused("order", order), no_line + "\"order\" is " + std::to_string(order) + "; there are 2 to 4.");
  }
}

// A page of one would say "18446744073709551615 of 2 eigenvalues go down", or index coefficients that aren't there.
TEST(LandscapeJson, ACountBeyondWhatItCountsIsRefused) {
  Diagnosis d;
  d.landscape = landscape();
  const auto refused = [](Json document, const std::string& pointer, Json value, const auto& read) {
    document[Json::json_pointer(pointer)] = std::move(value);
    return refusal([&] { read(document); });
  };
  const std::pair<Json, const char*> wrong[] = {
      {-1, "another number"}, {0.5, "another number"}, {1e300, "another number"}, {"3", "string"}};
  const std::string appearance = "/landscape/appearance/";
  for (const auto& [value, kind] : wrong) {
    const auto message = [kind = kind](const std::string& what, const std::string& pointer) {
      return "not " + what + ": (" + pointer + ") type must be a whole number from 0 up, but is " + kind + ".";
    };
    for (const char* pointer : {"/evaluated", "/curves/0/piece_of"}) {
      EXPECT_EQ(refused(to_json(surface()), pointer, value, surface_from_json), message("a surface", pointer));
    }
    EXPECT_EQ(refused(to_json(taylor()), "/lines/0/order", value, taylor_answer_from_json),
              message("a Taylor model", "/lines/0/order"));
    for (const char* name : {"parameter_lines/minima", "random_planes/minima", "negative", "parameters"}) {
      EXPECT_EQ(refused(to_json(d), appearance + name, value, diagnosis_from_json),
                message("a diagnosis", appearance + name));
    }
  }
  EXPECT_EQ(refused(to_json(d), appearance + "parameter_lines/minima", 1000, diagnosis_from_json),
            "not a landscape: \"minima\" is 1000 of 2 lines or planes.");
  EXPECT_EQ(refused(to_json(d), appearance + "negative", 1000, diagnosis_from_json),
            "not a landscape: \"negative\" is 1000 of the eigenvalues of 20 parameters.");
}

TEST(LandscapeJson, NamesTheMemberThatIsMissing) {
  Json document = to_json(taylor());
  document["lines"][0].erase("t");
  try {
    taylor_answer_from_json(document);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "not a Taylor model: (/lines/0) key 't' not found.");
  }
}

TEST(TrustRadius, IsTheSmallerOfBothDirections) {
  EXPECT_EQ(line().trust_radius(), 0.5);
  EXPECT_EQ(to_json(taylor()).at("lines").at(0).at("trust_radius"), 0.5);
}

// 0 would say that the model holds nowhere.
TEST(TrustRadius, IsNoneWhereThatOfOneDirectionIsUndetermined) {
  TaylorAnswer answer = taylor();
  TaylorLine& line = answer.lines[1];
  EXPECT_EQ(line.trust_radius(), std::nullopt);
  EXPECT_EQ(to_json(answer).at("lines").at(1).at("trust_radius"), nullptr);
  std::swap(line.forward, line.backward);
  EXPECT_EQ(line.trust_radius(), std::nullopt);
  line.backward = {};  // no change is predicted, and one happens
  EXPECT_EQ(line.trust_radius(), 0);
}

}  // namespace
}  // namespace saddlescope
