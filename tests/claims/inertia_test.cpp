// Signs by factorization against all eigenvalues, on networks of 400 to 700 parameters: at the start, underway, where
// training ended, and at zero. The counts are those of the eigenvalues at the factorization's own tolerance, and the
// verdict is that of `exact` wherever both tolerances count alike.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tests/claims/claims.h"

namespace saddlescope {
namespace {

Diagnosis by(SpectrumMethod method, const Problem& problem, const Vector& theta) {
  DiagnoseOptions options;
  options.spectrum = method;
  Context context;
  return diagnose(*problem.objective, theta, options, context);
}

std::size_t below(const std::vector<double>& values, double limit) {
  return static_cast<std::size_t>(std::ranges::count_if(values, [&](double x) { return x < limit; }));
}
std::size_t above(const std::vector<double>& values, double limit) {
  return static_cast<std::size_t>(std::ranges::count_if(values, [&](double x) { return x > limit; }));
}

TEST(Inertia, CountsWhatAllEigenvaluesSayAndGivesTheVerdictOfExact) {
  std::size_t looks = 0, alike = 0;
  for (const auto& [data, model] : {std::pair{"wine", "mlp:13-26-3:tanh"},
                                    {"wine", "mlp:13-18-12-3:relu"},
                                    {"iris", "mlp:4-24-14-3:tanh"},
                                    {"iris", "mlp:4-60-3:tanh"}}) {
    for (const auto& [optimizer, steps] :
         {std::pair{"adam", std::size_t{0}}, {"adam", 200}, {"l-bfgs", 2000}, {"zeros", 0}}) {
      const bool zeros = std::string(optimizer) == "zeros";
      const Problem problem = network_on(data, model, zeros ? "zeros" : "", looks);
      const Vector theta = steps > 0 ? trained(*problem.objective, problem.theta, optimizer, steps) : problem.theta;
      SCOPED_TRACE(fmt::format("{} after {} of {}", model, steps, optimizer));
      const Diagnosis exact = by(SpectrumMethod::exact, problem, theta);
      const Diagnosis signs = by(SpectrumMethod::inertia, problem, theta);
      const std::vector<double>& values = exact.spectrum.eigenvalues;
      ASSERT_GE(values.size(), 400U);
      ASSERT_LE(values.size(), 700U);
      ASSERT_TRUE(exact.spectrum.inertia && signs.spectrum.inertia);
      const Inertia& n = *signs.spectrum.inertia;
      const double norm = std::max(std::abs(values.front()), std::abs(values.back()));
      const double slack = static_cast<double>(values.size()) * kEps * norm;
      EXPECT_GE(n.negative, below(values, -n.tolerance - slack));
      EXPECT_LE(n.negative, below(values, -n.tolerance + slack));
      EXPECT_GE(n.positive, above(values, n.tolerance + slack));
      EXPECT_LE(n.positive, above(values, n.tolerance - slack));
      EXPECT_EQ(n.negative + n.flat + n.positive, values.size());
      ++looks;
      const Inertia& all = *exact.spectrum.inertia;
      if (all.negative != n.negative || all.positive != n.positive) continue;
      ++alike;
      EXPECT_EQ(signs.verdict.kind, exact.verdict.kind) << signs.verdict.why << "\n" << exact.verdict.why;
      EXPECT_EQ(signs.verdict.certified, exact.verdict.certified) << signs.verdict.why << "\n" << exact.verdict.why;
    }
  }
  EXPECT_GE(alike, looks / 2);
}

}  // namespace
}  // namespace saddlescope
