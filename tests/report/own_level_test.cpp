// The level of the point itself on a map: only where the grid resolves it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "saddlescope/report/charts.h"
#include "tests/report/chart_examples.h"

namespace saddlescope {
namespace {

// Of (1 − x)² + 100·(y − x²)² on 41 × 41 points the grid resolves the 56.5 at (0.5, 1), and not the 0.25 at (0.5, 0.25):
// between two of its points the valley's floor is lower than either.
TEST(OwnLevel, IsDrawnWhereTheGridResolvesIt) {
  const auto rosenbrock = [](double x, double y) { return std::pow(1 - x, 2) + 100 * std::pow(y - x * x, 2); };
  for (const auto& [x, y, drawn] : {std::tuple{0.5, 0.25, false}, std::tuple{0.5, 1.0, true}}) {
    Surface s = toy_surface(41);
    s.section.curves.clear();
    for (std::size_t k = 0; k < 41; ++k) {
      s.section.axes[0][k] = x + 1.5 * (static_cast<double>(k) / 20 - 1);
      s.section.axes[1][k] = y + 1.5 * (static_cast<double>(k) / 20 - 1);
    }
    for (std::size_t i = 0; i < s.section.loss.size(); ++i)
      s.section.loss[i] = rosenbrock(s.section.axes[0][i / 41], s.section.axes[1][i % 41]);
    s.section.centre_loss = rosenbrock(x, y);
    s.section.marks = {{{x, y}, s.section.centre_loss, "", MarkKind::here}};
    const report::Chart chart = report::charts(s)[0];
    const auto own = [](const report::Series& series) { return series.name == "As high as here"; };
    EXPECT_EQ(std::ranges::any_of(chart.views[0].series, own), drawn) << y;
  }
}

}  // namespace
}  // namespace saddlescope
