// `find --box` as a search: threads, objectives without interval tests, requests to stop, boxes that are none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/base/errors.h"
#include "tests/base/stopped_after.h"
#include "tests/commands/find_box.h"
#include "tests/commands/quartic.h"
#include "tests/stall/quadratic.h"

namespace saddlescope {
namespace {

using ::testing::HasSubstr;

TEST(FindBox, IsTheSameForAnyNumberOfThreads) {
  for (const char* formula : {"(1 - w1*w2)^2", "sin(w1)*sin(w2) + 0.1*w1"}) {
    Context one, three;
    three.threads = 3;
    const Finding a = found(formula, "-2:2,-2:2", one), b = found(formula, "-2:2,-2:2", three);
    ASSERT_EQ(a.points.size(), b.points.size());
    for (std::size_t i = 0; i < a.points.size(); ++i) {
      EXPECT_EQ(a.points[i].at, b.points[i].at);
      EXPECT_EQ(a.points[i].sample, b.points[i].sample);
    }
  }
}

// Without interval tests a search is a search, and says so.
TEST(FindBox, AnObjectiveOfOnesOwnIsSearchedAndNothingIsCalledProved) {
  Context context;
  const Finding f = find_box(Quartic(), {{-2, -2}, {2, 2}}, {}, context);
  ASSERT_EQ(f.points.size(), 3U);  // x² − y² + y⁴: a saddle at 0, minima at y = ±√½
  EXPECT_NEAR(f.points[0].at[1], -std::sqrt(0.5), 1e-9);
  EXPECT_EQ(f.points[0].verdict.kind, local_minimum);
  EXPECT_EQ(f.points[1].verdict.kind, saddle);
  EXPECT_EQ(f.points[2].verdict.kind, local_minimum);
  for (const FoundPoint& p : f.points) EXPECT_FALSE(p.alone);
  EXPECT_FALSE(f.box->tested || f.box->complete || f.box->none_elsewhere);
  EXPECT_THAT(f.why, HasSubstr("which is no proof that there are no others"));
}

// Stopped at any moment it returns what it has, and calls nothing complete.
TEST(FindBox, KeepsWhatItHasWhenInterrupted) {
  for (const int after : {0, 1, 5, 30, 300}) {
    StoppedAfter stopped(after);
    const Finding f = found("(1 - w1*w2)^2", "-2:2,-2:2", stopped.context);
    EXPECT_TRUE(f.interrupted);
    EXPECT_FALSE(f.box->complete || f.box->none_elsewhere);
    EXPECT_LE(f.points.size(), 3U);
  }
}

// At each stop of a search whose last part, a closer look at a singular point, has nothing open.
TEST(FindBox, SaysWhatAStoppedSearchDoesNotProve) {
  std::size_t open = 0, settled = 0, unsettled = 0;
  for (int after = 0; after < 400; ++after) {
    StoppedAfter stopped(after);
    const Finding f = found("x^4 + y^4", "-1.3:1,-1:1.7", stopped.context);
    if (!f.interrupted) {
      EXPECT_TRUE(f.box->none_elsewhere);
      break;
    }
    const bool says_open = f.why.find(" open: none was found there besides those listed, nor excluded.") != f.why.npos;
    EXPECT_EQ(says_open, f.box->open_parts > 0) << f.why;
    const bool says_unsettled =
        f.why.find("Whether there are others wasn't settled before the search was stopped") != f.why.npos;
    EXPECT_EQ(says_unsettled, f.box->open_parts == 0) << f.why;
    (says_open ? open : unsettled)++;
    settled += f.box->none_elsewhere ? 1 : 0;
  }
  EXPECT_GT(open, 0U);
  EXPECT_GT(unsettled, 0U);
  EXPECT_EQ(settled, 0U);
}

// A box of x² + y² − … whose tests decide nothing, and that asks to stop in the middle of a level.
class StopsWithin final : public Boxes {
 public:
  StopsWithin(std::stop_source& stop, int after) : stop_(stop), left_(after) {}
  BoxTest critical_points(const Box& box) const override {
    ++tests;
    if (--left_ == 0) stop_.request_stop();
    return {BoxTest::Answer::unknown, box, true};
  }
  Box gradient(const Box& box) const override { return box; }
  mutable int tests = 0;

 private:
  std::stop_source& stop_;
  mutable int left_;
};

// A level may hold thousands of boxes: of those that follow the request none is tested, and all stay undecided.
TEST(FindBox, HeedsARequestToStopWithinALevel) {
  std::stop_source stop;
  Context context;
  context.stop = stop.get_token();
  const StopsWithin boxes(stop, 1000);
  const Box whole{{-1, -1}, {1, 1}};
  const BoxSearch search = search_boxes(boxes, {whole}, whole, {}, context);
  EXPECT_TRUE(search.interrupted);
  EXPECT_LE(boxes.tests, 1010);
  EXPECT_GE(search.undecided.size(), 256U);
}

TEST(FindBox, RefusesBoxesThatAreNone) {
  const auto box = [](const char* text) { return refusal([&] { found("x^2 + y^2", text); }); };
  EXPECT_EQ(box("x=-1:1"), "--box: y has no range. Add \"y=-2:2\".");
  EXPECT_EQ(
      box("x=1:-1,y=0:1"),
      "--box, column 3: x goes from 1 to -1, which is no range. The lower end comes first.\n  x=1:-1,y=0:1\n    ^");
  EXPECT_THAT(box("x=1,y=0:1"), HasSubstr("\"1\" is no range. Write \"x=-2:2,y=-2:2\"."));
  EXPECT_THAT(box("x=0:1,y=0:1,z=0:1"), HasSubstr("\"z\" is no variable of the formula."));
  Context context;
  EXPECT_EQ(refusal([&] { find_box(Quartic(), {{0}, {1}}, {}, context); }),
            "--box: the box has 1 sides, the objective 2 variables. It takes a range for each variable.");
  EXPECT_EQ(refusal([&] { find_box(Quartic(), {{0, 0}, {1, 0}}, {}, context); }),
            "--box: y goes from 0 to 0, which is no range. Take finite ends, the lower first.");
  EXPECT_EQ(
      refusal([&] {
        const testing_stall::Quadratic many(Vector(11, 0.0), Vector(11, 1.0));
        find_box(many, {Vector(11, -1.0), Vector(11, 1.0)}, {}, context);
      }),
      "--box: a box is searched in up to 10 variables; there are 11. find without --box drives the gradient to zero "
      "from one point, for any number of them.");
}

}  // namespace
}  // namespace saddlescope
