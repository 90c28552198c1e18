// What results say on a page, each in its section.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "saddlescope/report/page/html.h"
#include "tests/report/examples.h"
#include "tests/report/page_examples.h"
#include "tests/report/page_reading.h"

namespace saddlescope {
namespace {

// Nothing falls or rises along it, and its model is trusted nowhere.
TaylorLine level_line() {
  TaylorLine line;
  line.t = {0};
  line.loss = line.model = {1};
  line.coefficients = {1, 0, 0};
  line.errors = {0, 0, 0};
  return line;
}

// The answer is its summary's, once: the cheapest of those that count as equal, not the lowest; and interrupted there is
// none.
TEST(Page, OfAComparisonNamesTheCheapestWayDownOnce) {
  Comparison c;
  c.loss = 1.09;
  c.budget = 100;
  ComparedMethod cheap, low;
  cheap.name = "noise 0.1, then adam";
  cheap.loss = 0.0409;
  cheap.moved = true;
  low.name = "escape, then l-bfgs";
  low.loss = 0.03281;
  low.moved = true;
  c.methods = {cheap, low};
  c.summary =
      "Cheapest way down: noise 0.1, then adam, from 1.09 to 0.0409. Of the controls the best is 0.5. By itself.";
  std::string html = page_of(to_json(c));
  EXPECT_NE(html.find("<p class=\"sentence\">Cheapest way down: noise 0.1, then adam, from 1.09 to 0.0409.</p>\n"
                      "<p>Of the controls the best is 0.5.</p>\n<p>By itself.</p>\n"),
            std::string::npos);
  EXPECT_EQ(times(html, "Cheapest way down"), 1U);
  EXPECT_NE(html.find("Ways out by loss, but those within 1 % of the lowest first, by cost"), std::string::npos);
  c.summary = "Cheapest way down: noise 0.1, then adam, from 1.09 to 0.0409. ";  // as another program may leave it
  EXPECT_NE(page_of(to_json(c)).find("from 1.09 to 0.0409.</p>\n"), std::string::npos);
  c.interrupted = true;
  c.summary = "Interrupted after 2 methods: no answer, since the others hadn't begun.";
  html = page_of(to_json(c));
  EXPECT_EQ(times(html, "Interrupted"), 1U);
}

// On a line through a network of 27 parameters.
Surface on_a_line(Direction direction, double here, std::vector<double> t, std::vector<double> loss) {
  Surface s;
  s.problem.parameters = 27;
  s.section.centre_loss = here;
  s.section.directions = {std::move(direction)};
  s.section.origin = {0};
  s.section.axes = {std::move(t)};
  s.section.loss = std::move(loss);
  s.section.evaluated = s.section.loss.size();
  return s;
}

// No document lists so long a point, and yet one was asked about.
TEST(Page, OfASurfaceThroughALargePointNamesNoBox) {
  Surface s =
      on_a_line({.kind = DirectionKind::eigenvector, .label = "eigenvector 1 of 27"}, 1.5, {-1, 0, 1}, {2, 1.5, 3});
  Json document = to_json(s);
  std::string html = page_of(document);
  EXPECT_EQ(html.find("over the box"), std::string::npos);
  EXPECT_EQ(times(html, "The loss on the grid of a line through this point: from 1.5 to 3; 1.5 here."), 1U);
  EXPECT_NE(html.find("No lower bound is proved."), std::string::npos);
  s.of_box = true;
  document = to_json(s);
  EXPECT_EQ(document.at("of_box"), true);
  EXPECT_EQ(times(page_of(document), "The loss on a grid over the box: from 1.5 to 3."), 1U);
  document["problem"]["parameters"] = 2;
  document.erase("of_box");  // as older documents of a box are
  EXPECT_EQ(times(page_of(document), "The loss on a grid over the box: from 1.5 to 3."), 1U);
}

// Between the points of a grid the loss may be lower than on any of them, as at the point itself here.
TEST(Page, OfASurfaceSaysTheRangeOfTheGridAlone) {
  const Surface s = on_a_line({.kind = DirectionKind::parameter, .label = "x"}, 0, {-1, 1}, {2, 1});
  EXPECT_EQ(times(page_of(to_json(s)), "The loss on the grid of a line through this point: from 1 to 2; 0 here."), 1U);
}

// The live figure takes the picture's place, so words stand beside it.
TEST(Page, OfASurfaceSaysHowManyPointsAreBlank) {
  Surface s;
  s.of_box = true;
  s.section.directions = {{.kind = DirectionKind::parameter, .label = "x"},
                          {.kind = DirectionKind::parameter, .label = "y"}};
  s.section.origin = {0, 0};
  s.section.axes = {{0, 1}, {0, 1}};
  s.section.loss = {NAN, INFINITY, 3, 4};
  s.section.evaluated = 4;
  const std::string html = page_of(to_json(s)), caption = html.substr(html.find("<figcaption>"));
  EXPECT_NE(caption.substr(0, caption.find("</figcaption>")).find("<p>Left blank for want of a finite value: 2</p>"),
            std::string::npos);
}

// A gradient that isn't zero makes no critical point, whatever is said of the signs that one in reach would have.
TEST(Page, OfSignsNearbySaysWhetherTheVerdictRestsOnThem) {
  Diagnosis d = stalled_network();
  d.nearby = Nearby{0.1, {2, 264, 9, 1e-6}, 0};
  d.verdict.kind = VerdictKind::saddle;
  EXPECT_EQ(times(page_of(to_json(d)), "Of the critical point within 0.1; the verdict rests on these."), 1U);
  for (const VerdictKind kind : {VerdictKind::not_critical, VerdictKind::gradient_flat}) {
    d.verdict.kind = kind;
    EXPECT_EQ(times(page_of(to_json(d)),
                    "Of a critical point within 0.1, if there is one; the verdict doesn&#39;t rest on these."),
              1U);
    EXPECT_NE(report::to_text(d).find("of a critical point within 0.1,"), std::string::npos);
  }
  d.verdict.kind = VerdictKind::undetermined;
  EXPECT_EQ(times(page_of(to_json(d)), "Of a critical point within 0.1, if there is one."), 1U);
}

// What the text of such an answer says, the page says too: shapes by their kinds, and which of them are proved.
TEST(Page, OfABoxCountsShapesByKind) {
  Finding f;
  f.problem.parameters = 2;
  f.problem.variables = {"x", "y"};
  f.box.emplace();
  f.box->sides = {{-1, -1}, {1, 1}};
  f.box->complete = f.box->tested = true;
  FoundPoint point;
  point.at = {0, 0};
  point.alone = Sides{{-0.1, -0.1}, {0.1, 0.1}};
  point.verdict.kind = VerdictKind::saddle;
  f.points = {point};
  EXPECT_EQ(
      times(page_of(to_json(f)), "Critical in the box: 1 point (saddle); it is proved that there is nothing else."),
      1U);
  f.box->complete = false;
  f.points.push_back(point);
  f.points[1].alone.reset();
  f.points[1].manifold_dimension = 1;
  f.points[1].verdict.kind = VerdictKind::degenerate_minimum;
  const std::string html = page_of(to_json(f));
  EXPECT_EQ(times(html, "Found critical in the box: 1 point (saddle), 1 curve (degenerate minimum)."), 1U);
  EXPECT_EQ(times(html, "There and alone, proved"), 1U);
}

// A part that stays open is a finding too: where it is, and what keeps it open.
TEST(Page, OfABoxSaysWhichPartsAreOpenAndWhy) {
  Finding f;
  f.problem.parameters = 2;
  f.problem.variables = {"x", "y"};
  f.box.emplace();
  f.box->sides = {{-2, -2}, {2, 2}};
  f.box->tested = true;
  f.box->open = {{{{-2, -2}, {-0.75, 2}}, "not resolvable in f64: the gradient underflows there"},
                 {{{0.5, 0}, {0.625, 1}}, ""}};
  f.box->open_parts = 5;
  const std::string html = page_of(to_json(f));
  EXPECT_EQ(times(html, "x = -2 … -0.75, y = -2 … 2"), 1U);
  EXPECT_EQ(times(html, "Not resolvable in f64: the gradient underflows there"), 1U);
  EXPECT_EQ(times(html, "x = 0.5 … 0.625, y = 0 … 1"), 1U);
  EXPECT_EQ(times(html, "3 more aren&#39;t listed."), 1U);
  EXPECT_EQ(times(page_of(to_json(f), Language::traditional_chinese), "f64 無法分辨：梯度在那裡下溢"), 1U);
  f.box->open.clear();
  f.box->open_parts = 0;
  EXPECT_EQ(times(page_of(to_json(f)), "Parts left open"), 0U);
}

TEST(Page, OfOneParameterSaysItInTheSingular) {
  const std::string html = page_of(to_json(minimum_of_one_variable()));
  EXPECT_NE(html.find("1 parameter<"), std::string::npos);
  EXPECT_EQ(html.find("1 parameters"), std::string::npos);
}

// Variables have neither slope nor curvature, and the shares of a trajectory sum to what its chart says.
TEST(Page, OfASurfaceSaysItsBoxAndSharesThatSum) {
  Surface s;
  s.of_box = true;
  s.floor = 0;
  s.section.directions = {{.kind = DirectionKind::parameter, .label = "x"},
                          {.kind = DirectionKind::parameter, .label = "y"}};
  s.section.origin = {0, 0};
  s.section.axes = {{-1, 1}, {0, 2}};
  s.section.loss = {1, 2, 3, 4};
  s.section.evaluated = 4;
  s.section.variance_shares = {0.91354, 0.07664};
  const std::string html = page_of(to_json(s));
  EXPECT_EQ(times(html, "x = -1 … 1, y = 0 … 2"), 1U);
  EXPECT_EQ(html.find("<th scope=\"col\">Curvature</th>"), std::string::npos);
  EXPECT_NE(html.find("91.35 %, 7.66 %"), std::string::npos);
  EXPECT_NE(html.find("It holds 99.01 % of"), std::string::npos);
}

// vᵀHv of the way out beside the lowest eigenvalue, where v isn't its eigenvector.
TEST(Page, SaysWhenTheWayOutIsNotAlongTheLowestEigenvector) {
  Diagnosis d = stalled_network();
  const std::string words = "Of the lowest eigenvectors and their sum, v is the one along which a step gains most.";
  EXPECT_EQ(times(page_of(to_json(d)), words), 0U);
  d.spectrum.lowest.value = -1;
  EXPECT_EQ(times(page_of(to_json(d)), words), 1U);
}

// One sentence, whatever it was of; of a diagnosis what wasn't looked for says it in a half one too.
TEST(Page, OfAnInterruptedRunSaysSoOnce) {
  for (Json document : page_examples()) {
    const std::string format = document.at("format");
    if (format == "saddlescope/inspect" || format == "saddlescope/error" || format == "saddlescope/ways")
      continue;  // at once
    if (format == "saddlescope/escape") document["stopped"] = "interrupted";
    document["interrupted"] = true;
    const std::string english = page_of(document, Language::english, false);
    const std::size_t halves = times(english, "Not looked for: interrupted before.");
    EXPECT_GE(times(english, "nterrupted"), 1U) << format;
    EXPECT_LE(times(english, "nterrupted"), 1U + halves) << format;
    EXPECT_EQ(times(page_of(document, Language::traditional_chinese, false), "中斷"), times(english, "nterrupted"))
        << format;
  }
}

// Whether it was is known from the result: what a name says silences nothing.
TEST(Page, OfAnInterruptedRunSaysSoWhateverNamesHold) {
  TaylorAnswer a;
  a.problem.parameters = 2;
  a.asked = "to:interrupted.npz";
  TaylorLine line = level_line();
  line.direction.label = "towards interrupted.npz, 中斷";
  a.lines = {line};
  constexpr const char* kSentence = "<p>Interrupted: what was found until then is shown.</p>";
  EXPECT_EQ(times(page_of(to_json(a)), kSentence), 0U);
  a.interrupted = true;
  EXPECT_EQ(times(page_of(to_json(a)), kSentence), 1U);
}

// Verdict and causes were there before it: the sentence of the verdict can't say it.
TEST(Page, OfADiagnosisThatWasInterruptedAfterItsVerdictSaysSo) {
  Diagnosis d = saddle_of_a_formula();
  d.interrupted = true;
  EXPECT_EQ(times(page_of(to_json(d)), "Interrupted: what was found until then is shown."), 1U);
  d.verdict.kind = VerdictKind::undetermined;
  const std::string html = page_of(to_json(d));
  EXPECT_EQ(times(html, "Interrupted before there was a verdict."), 1U);
  EXPECT_EQ(times(html, "Interrupted: what was found until then is shown."), 0U);
}

// What a page sets as a command has a button that copies it.
TEST(Page, SetsNoCommandOfAnotherProgram) {
  Json document = to_json(saddle_of_a_formula());
  document["command"] = "saddlescope diagnose --seed 77";
  EXPECT_NE(page_of(document).find("77</code></pre>"), std::string::npos);
  for (const char* other :
       {"curl evil | sh", "saddlescopes x", " saddlescope x", "saddlescope x; id", "saddlescope x | sh",
        "saddlescope $(id)", "saddlescope `id`", "saddlescope x && id", "saddlescope x\nid", "saddlescope 'x"}) {
    document["command"] = other;
    const std::string html = page_of(document);
    EXPECT_EQ(html.find(report::escaped(other)), std::string::npos) << other;
  }
}

// What comes after the program's name is the document's too.
TEST(Page, SetsNoCommandWhoseArgumentsRunAnother) {
  Json diagnosis = to_json(saddle_of_a_formula());
  const auto sets = [](const Json& document, const char* words) {
    return page_of(document).find(words) != std::string::npos;
  };
  diagnosis["problem"]["arguments"] = "--data x";
  ASSERT_TRUE(sets(diagnosis, "saddlescope escape"));
  diagnosis["problem"]["arguments"] = "x; id";
  EXPECT_FALSE(sets(diagnosis, "saddlescope escape"));
}

// A document of any size has a page that opens.
TEST(Page, OfVeryManyCurvesOrMethodsIsNoLargerThanAPageMayBe) {
  Surface s;
  s.problem.parameters = 2;
  s.section.directions = {{.kind = DirectionKind::parameter, .label = "x"},
                          {.kind = DirectionKind::parameter, .label = "y"}};
  s.section.origin = {0, 0};
  s.section.axes = {{-1, 0, 1}, {-1, 0, 1}};
  s.section.loss = {2, 1, 2, 1, 0, 1, 2, 1, 2};
  s.section.evaluated = 9;
  for (int i = 0; i < 8000; ++i) {
    s.section.curves.push_back({.points = {{0, 0}, {1, 1e-4 * i}}, .label = "curve " + std::to_string(i)});
    s.section.marks.push_back({.at = {0, 1e-4 * i}, .label = "mark " + std::to_string(i)});
  }
  std::string html = page_of(to_json(s));
  EXPECT_LT(html.size(), kLargestPage);
  EXPECT_NE(html.find("Of 8000 curves the first 400 are drawn. The legend holds the first 12 names of curves. Of 8000 "
                      "marks the first 2000 are drawn."),
            std::string::npos);
  EXPECT_EQ(times(html, "15800 more stand in the JSON."), 1U);
  Comparison c;
  c.loss = 1;
  c.methods.resize(1500);
  for (std::size_t m = 0; m < c.methods.size(); ++m) {
    c.methods[m].name = "method " + std::to_string(m);
    for (int i = 0; i < 40; ++i) c.methods[m].history.push_back({.spent = 1.0 * i, .loss = 1});
  }
  html = page_of(to_json(c));
  EXPECT_LT(html.size(), kLargestPage);
  EXPECT_NE(html.find("The best 100 are drawn, of 1500."), std::string::npos);
  EXPECT_EQ(times(html, "1300 more stand in the JSON."), 1U);
}

// A radius of 0 is no distance as far as which a model holds.
TEST(Page, OfATaylorModelThatHoldsNowhereSaysSo) {
  TaylorAnswer a;
  a.problem.parameters = 2;
  a.lines = {level_line(), level_line()};
  a.lines[0].forward = a.lines[0].backward = a.lines[1].forward = {0.5, false};
  std::string html = page_of(to_json(a));
  EXPECT_NE(html.find("Along 1 of 2 lines the model doesn&#39;t hold at all, on one side or both."), std::string::npos);
  EXPECT_NE(html.find("<td>not at all</td>"), std::string::npos);
  EXPECT_EQ(html.find("at least as far as"), std::string::npos);
  a.lines[1].backward.radius = 0.25;
  html = page_of(to_json(a));
  EXPECT_NE(html.find("Along 2 lines the model holds at least as far as 0.25"), std::string::npos);
  EXPECT_EQ(html.find("<td>not at all</td>"), std::string::npos);
}

// Of lines of several orders each has the coefficients of its own.
TEST(Page, OfATaylorModelOfHigherOrderHasItsCoefficients) {
  TaylorAnswer a;
  a.problem.parameters = 2;
  a.lines = {level_line(), level_line(), level_line()};
  EXPECT_EQ(page_of(to_json(a)).find("Coefficient of"), std::string::npos);
  a.lines[1].order = 3;
  a.lines[1].coefficients = {0, 0, 0, 0.375};
  a.lines[1].errors.assign(4, 0);
  a.lines[2].order = 4;
  a.lines[2].coefficients = {0, 0, 0, -0.75, 1e-9};
  a.lines[2].errors = {0, 0, 0, 0, 2e-9};
  const std::string html = page_of(to_json(a));
  EXPECT_EQ(times(html, "<th scope=\"col\">Coefficient of t³</th><th scope=\"col\">Coefficient of t⁴</th>"), 1U);
  EXPECT_EQ(times(html, "<td>–</td><td>–</td><td>not at all</td>"), 1U);
  EXPECT_EQ(times(html, "<td>0.375</td><td>–</td><td>not at all</td>"), 1U);
  EXPECT_EQ(times(html, "<td>-0.75</td><td>gone: 0 ± <span class=\"whole\">2.0e-09</span></td><td>not at all</td>"),
            1U);
  EXPECT_EQ(times(page_of(to_json(a), Language::traditional_chinese), "t³ 的係數"), 1U);
}

// Of lines whose radius isn't known it says so, with the reason, and the distance of the others alone.
TEST(Page, OfATaylorModelWhoseTrustIsUndeterminedSaysWhy) {
  TaylorAnswer a;
  a.problem.parameters = 2;
  TaylorLine line = level_line();
  line.forward = line.backward = {0.5, false};
  a.lines = {line, line};
  a.lines[1].backward = {.undetermined = "its coefficients aren't finite"};
  std::string html = page_of(to_json(a));
  EXPECT_NE(html.find("Along 1 of 2 lines the model holds at least as far as 0.5 from here. Along 1 of 2 lines it is "
                      "undetermined how far the model holds, on one side or both."),
            std::string::npos);
  EXPECT_NE(html.find("<td>undetermined</td>"), std::string::npos);
  EXPECT_NE(html.find("Its coefficients aren&#39;t finite"), std::string::npos);
  EXPECT_EQ(html.find("hold at all"), std::string::npos);
  a.lines.erase(a.lines.begin());
  html = page_of(to_json(a));
  EXPECT_NE(html.find("Along the one line it is undetermined how far the model holds, on one side or both."),
            std::string::npos);
}

// A way has the losses of both its ends.
TEST(Page, OfATrajectorySaysBothItsLosses) {
  Surface s;
  s.problem.parameters = 2;
  s.section.directions = {{.kind = DirectionKind::trajectory, .label = "a"},
                          {.kind = DirectionKind::trajectory, .label = "b"}};
  s.section.origin = {0, 0};
  s.section.axes = {{-1, 0, 1}, {-1, 0, 1}};
  s.section.loss.assign(9, 1);
  s.section.evaluated = 9;
  s.section.marks = {{.at = {0, 0}, .loss = 1.467, .label = "0.npz", .kind = MarkKind::checkpoint},
                     {.at = {1, 1}, .loss = 0.371, .label = "1.npz", .kind = MarkKind::checkpoint}};
  s.section.curves.resize(1);
  s.section.curves[0].points = {{0, 0}, {1, 1}};
  s.section.curves[0].loss = 1.467;
  s.section.curves[0].label = "trajectory";
  s.section.curves[0].kind = MarkKind::checkpoint;
  EXPECT_NE(page_of(to_json(s)).find("<td>1.467 → 0.371</td>"), std::string::npos);
}

// The centre may lie between the points of the grid, below them all.
TEST(Page, OfAnInterruptedSurfaceSaysSo) {
  Surface s;
  s.problem.parameters = 2;
  s.problem.at = {0};
  s.asked = "x";
  s.section.centre_loss = 2.307;
  s.section.directions = {{.kind = DirectionKind::parameter, .label = "x"}};
  s.section.origin = {0};
  s.section.axes = {{-3, -1, 1, 3}};
  s.section.loss = {2.439, 2.317, std::nan(""), std::nan("")};
  s.section.evaluated = 2;
  s.interrupted = true;
  std::string html = page_of(to_json(s));
  EXPECT_NE(
      html.find("Interrupted: 2 of 4 points of the grid were evaluated; the loss there: from 2.317 to 2.439.</p>\n"
                "<p>The points left blank weren&#39;t evaluated, which says nothing of the loss there. Where -o "
                "DIR named a folder, the same command goes on from there; else it begins anew.</p>\n"),
      std::string::npos);
  EXPECT_NE(html.find("<p>Left blank, because not evaluated: 2</p>"), std::string::npos);
  EXPECT_EQ(html.find("not finite"), std::string::npos);
  s.section.loss[0] = INFINITY;
  html = page_of(to_json(s));
  EXPECT_NE(html.find("<p>Left blank, because not evaluated: 2. Not drawn, because not "
                      "finite: 1</p>"),
            std::string::npos);
  EXPECT_NE(html.find("<p>Left blank are the points not evaluated (2), which says nothing of the loss there, and those "
                      "where it isn&#39;t finite (1). Where -o DIR"),
            std::string::npos);
  s.section.loss[1] = NAN;
  EXPECT_NE(page_of(to_json(s)).find("Where it was evaluated the loss is nowhere finite."), std::string::npos);
  s.section.evaluated = 0;
  html = page_of(to_json(s));
  EXPECT_NE(html.find("Nothing of the error surface was evaluated."), std::string::npos);
  EXPECT_NE(html.find("<p>No loss was there yet: the same command begins anew.</p>\n"), std::string::npos);
  EXPECT_EQ(html.find("weren&#39;t evaluated"), std::string::npos);
  s.section.evaluated = 4;
  s.section.loss = {2.439, 2.317, 2.317, 2.439};
  s.interrupted = false;
  html = page_of(to_json(s));
  EXPECT_EQ(html.find("Interrupted"), std::string::npos);
}

// Curvature certain by its own error stands beside a tolerance of all directions that is larger.
TEST(Page, OfAWaySaysHowCertainItIs) {
  Diagnosis d = saddle_of_a_formula();
  ASSERT_TRUE(d.escape && d.spectrum.inertia);
  EXPECT_NE(page_of(to_json(d)).find("The loss curves down here beyond doubt: vᵀHv = "), std::string::npos);
  d.escape->eigenvalue = -6.933e-13;
  d.spectrum.inertia->tolerance = 8.6e-12;
  const std::string html = page_of(to_json(d));
  EXPECT_NE(html.find("rounding was measured along this direction alone"), std::string::npos);
}

// Nothing of a strict minimum is said to lead down, nor a verdict to hold up to a kink it is on.
TEST(Page, OnAKinkClaimsNoMoreThanWasMeasured) {
  Diagnosis d = minimum_on_a_kink();
  std::string html = page_of(to_json(d));
  EXPECT_NE(html.find("None was found; derivatives can"), std::string::npos);
  EXPECT_NE(html.find("The point lies on it: derivatives jump here, and prove nothing."), std::string::npos);
  EXPECT_NE(html.find("They prove nothing on a kink."), std::string::npos);
  d.escape = EscapeRoute{-2, 4.4e-15, {1, 0}, 0.5, 0, 1, "quadratic", 1, 0, 0};
  for (const double measured : {0.0, 0.25}) {
    d.escape->measured_decrease = measured;
    html = page_of(to_json(d));
    for (const char* claim : {"beyond doubt", "verdict holds up", "no critical point in reach", "model predicts"}) {
      EXPECT_EQ(html.find(claim), std::string::npos) << claim;
    }
  }
  EXPECT_NE(html.find("at a distance of 0.5 the loss is 0.25 lower."), std::string::npos);
}

// The names of both a row and a column are cut to what has room there.
TEST(Page, OfAHessianHasHeadingsThatDontReachTheNextColumn) {
  Diagnosis d = saddle_of_a_formula();
  d.problem.variables[0] = std::string(10000, 'w');
  const std::string html = page_of(to_json(d));
  const std::size_t table = html.find("<caption>The Hessian");
  const std::string cut = std::string(16, 'w') + " … " + std::string(8, 'w');
  EXPECT_EQ(times(html.substr(table, html.find("</table>", table) - table), ">" + cut + "</th>"), 2U);
}

// Whatever a table leaves out, it says how much.
TEST(Page, OfLongListsSaysHowMuchMoreThereIs) {
  SpectrumAnswer a;
  a.pairs.assign(507, {1, 1e-9});
  EXPECT_EQ(times(page_of(to_json(a)), "<p>7 more stand in the JSON.</p>"), 1U);
  a.pairs.resize(501);
  EXPECT_EQ(times(page_of(to_json(a)), "<p>1 more stands in the JSON.</p>"), 1U);
  Ways ways{.problem = {}, .title = "On", .ways = {}, .why = ""};
  ways.ways.assign(203, {"Adam alone", 1, 40, 1, 10});
  EXPECT_EQ(times(page_of(to_json(ways)), "<p>3 more stand in the JSON.</p>"), 1U);
  Inspection i;
  i.parameters.assign(2004, {});
  EXPECT_EQ(times(page_of(to_json(i)), "<p>4 more stand in the JSON.</p>"), 1U);
}

}  // namespace
}  // namespace saddlescope
