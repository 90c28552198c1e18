// `find --box` claims nothing that isn't so: where a set of critical points has more of them than a search can tell
// apart, or others close by, they are found or the part of the box is open.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/commands/find_box.h"

namespace saddlescope {
namespace {

bool is_open_at(const Finding& f, double x) {
  return std::ranges::any_of(f.box->open,
                             [&](const OpenPart& part) { return part.sides.low[0] <= x && x <= part.sides.high[0]; });
}

// cos(1/x) is critical at 1/(kπ), sin(1/x) at 1/((k + ½)π): infinitely many beside 0. Each is listed or lies in a part
// that stays open, and no curve or region is made of them.
TEST(FindBox, PointsThatCrowdAreListedOrOpenAndMakeNoRegion) {
  struct Crowd {
    std::string formula, box;
    double phase;
    double last;  // of k·π: so far they are far enough apart for a first search
  };
  for (const Crowd& c :
       {Crowd{"cos(1/x)", "0:1", 0, 100}, {"sin(1/x)", "0:0.5", 0.5, 100}, {"cos(1/x)", "0:7e-9", 0, 0}}) {
    Context context;
    FindBoxOptions options;
    options.sets.search.most = 128;
    const Finding f = found(c.formula, c.box, context, options);
    EXPECT_FALSE(f.box->none_elsewhere) << c.formula;
    EXPECT_TRUE(is_open_at(f, 0)) << c.formula << " on " << c.box;
    std::vector<double> at;
    for (const FoundPoint& p : f.points) {
      EXPECT_FALSE(p.manifold_dimension) << c.formula;
      ASSERT_TRUE(p.alone) << c.formula;
      at.push_back(p.at[0]);
      EXPECT_NEAR(std::remainder(1 / p.at[0] / kPi - c.phase, 1), 0, 1e-5) << c.formula;
    }
    std::ranges::sort(at);
    for (int k = 1; k <= 100000; k = k < 1000 ? k + 1 : k + 997) {
      const double x = 1 / ((k + c.phase) * kPi);
      if (x > f.box->sides.high[0]) continue;
      const auto next = std::ranges::lower_bound(at, x * (1 - 1e-9));
      const bool listed = next != at.end() && *next <= x * (1 + 1e-9);
      EXPECT_TRUE(listed || is_open_at(f, x)) << c.formula << " for k = " << k;
      EXPECT_TRUE(listed || k > c.last) << c.formula << " for k = " << k;
    }
  }
}

// The circles x² + y² = kπ/a and their arcs in the corners of [−1, 1]²: with k ≤ a/π whole, else four arcs; and the
// maximum at 0. What a curve accounts for doesn't reach as far as the next curve.
TEST(FindBox, NestedCirclesAreAllThereWithTheirCentre) {
  for (const int a : {30, 50}) {
    const Finding f = found(fmt::format("cos({}*(x^2 + y^2))", a), "-1:1,-1:1");
    std::vector<std::size_t> counts(static_cast<std::size_t>(2 * a / kPi) + 1);
    for (const FoundPoint& p : f.points) {
      const double turns = (p.at[0] * p.at[0] + p.at[1] * p.at[1]) * a / kPi;
      ASSERT_NEAR(turns, std::round(turns), 1e-6);
      const auto k = static_cast<std::size_t>(std::lround(turns));
      ASSERT_LT(k, counts.size());
      ++counts[k];
      EXPECT_EQ(p.manifold_dimension.has_value(), k > 0);
      EXPECT_LT(p.extent, 2.0 * std::sqrt(2.0) / 64);
      const VerdictKind kind = k == 0 ? local_maximum : k % 2 == 0 ? degenerate_maximum : degenerate_minimum;
      EXPECT_EQ(p.verdict.kind, kind) << "k = " << k;
    }
    for (std::size_t k = 0; k < counts.size(); ++k) {
      const bool whole = static_cast<double>(k) * kPi / a <= 1;
      EXPECT_EQ(counts[k], whole ? 1U : 4U) << "a = " << a << ", k = " << k;
    }
    EXPECT_TRUE(f.box->none_elsewhere) << f.why;
  }
}

// x²y: x = 0 are minima where y > 0 and maxima where y < 0, and H is 0 at the saddle between them. Of x²(y² − x²) and
// x²y² − x⁶ the line x = 0 are minima on both sides of a saddle.
TEST(FindBox, ACurveIsCutWhereItsKindChanges) {
  struct Mixed {
    std::string formula;
    std::vector<VerdictKind> curves;
  };
  for (const Mixed& m : {Mixed{"x^2*y", {degenerate_maximum, degenerate_minimum}},
                         {"x^2*(y^2 - x^2)", {degenerate_minimum}},
                         {"x^2*y^2 - x^6", {degenerate_minimum}}}) {
    const Finding f = found(m.formula, "x=-1:1,y=-1:1.1");
    ASSERT_EQ(f.points.size(), 1 + m.curves.size()) << m.formula;
    EXPECT_FALSE(f.points[0].manifold_dimension) << m.formula;
    EXPECT_EQ(f.points[0].verdict.kind, degenerate_saddle) << m.formula;
    EXPECT_LE(norm(f.points[0].at), 1e-9) << m.formula;
    std::vector<VerdictKind> kinds;
    for (std::size_t i = 1; i < f.points.size(); ++i) {
      kinds.push_back(f.points[i].verdict.kind);
      if (m.curves.size() < 2) continue;
      const double sign = kinds.back() == degenerate_minimum ? 1 : -1;
      for (const Vector& w : f.points[i].sample) EXPECT_GE(sign * w[1], 0) << m.formula;
    }
    EXPECT_THAT(kinds, ::testing::UnorderedElementsAreArray(m.curves)) << m.formula;
  }
}

// Both ends of two mirrored valleys are minima to the same certainty.
TEST(FindBox, MirroredPointsHaveOneVerdict) {
  const Finding f = found("(x*y - 1)^2 + (x - y)^4", "-2:2,-2:2");
  ASSERT_EQ(f.points.size(), 3U);
  for (const std::size_t i : {0, 2}) {
    EXPECT_EQ(f.points[i].verdict.kind, local_minimum) << f.points[i].verdict.why;
    EXPECT_EQ(f.points[i].loss, 0);
  }
}

// No point is critical where the function is undefined: that is proved, and said.
TEST(FindBox, SaysWhereTheFunctionIsUndefined) {
  const auto why = [](const char* formula, const char* box) { return found(formula, box).why; };
  EXPECT_THAT(why("sqrt(x)", "x=-2:-1"), ::testing::HasSubstr("no finite value at any of 256 random points"));
  EXPECT_THAT(why("log(x) - x", "x=-1:3"), ::testing::ContainsRegex("At [0-9]+ of 256 random points of the box"));
  EXPECT_THAT(why("x^2", "x=-1:3"), ::testing::Not(::testing::HasSubstr("finite value")));
}

}  // namespace
}  // namespace saddlescope
