// A full verdict on a network of 3,466 parameters and 1,797 samples, end to end; prints the time of each stage.
#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "tests/claims/claims.h"

namespace saddlescope {
namespace {

double trace_by_products(const Objective& objective, const Vector& theta, double* squares, Context& context) {
  const auto at = objective.linearize(theta, context);
  const std::size_t P = theta.size(), block = 64;
  double trace = 0;
  *squares = 0;
  for (std::size_t first = 0; first < P; first += block) {
    const std::size_t k = std::min(block, P - first);
    Matrix V(P, k), HV(P, k);
    for (std::size_t j = 0; j < k; ++j) V(first + j, j) = 1;
    at->apply(V, HV, context);
    for (std::size_t j = 0; j < k; ++j) {
      trace += HV(first + j, j);
      *squares += dot(HV.column(j), HV.column(j));
    }
  }
  return trace;
}

void print_stages(const std::string& what, const Diagnosis& d) {
  fmt::print("{}: {}, ‖g‖ = {:.3g}\n", what, to_string(d.verdict.kind), d.gradient_norm);
  for (const auto& [stage, seconds] : d.seconds) fmt::print("  {:<20} {:8.3f} s\n", stage, seconds);
}

TEST(Digits, AnExactVerdictOnEverySignOf3466Eigenvalues) {
  const Problem problem = network_on("digits", "mlp:64-32-32-10:tanh");
  ASSERT_EQ(problem.theta.size(), 3466u);
  const Training training = run(problem, problem.theta, "adam", 1e-3, 200);
  Context context = default_context();
  DiagnoseOptions options;
  options.spectrum = SpectrumMethod::exact;
  const Diagnosis d = diagnose(*problem.objective, training.theta, options, context);
  print_stages("after 200 steps of Adam", d);
  EXPECT_EQ(d.verdict.kind, VerdictKind::not_critical) << d.verdict.why;
  EXPECT_TRUE(d.spectrum.complete);
  ASSERT_TRUE(d.spectrum.inertia);
  EXPECT_EQ(d.spectrum.inertia->negative + d.spectrum.inertia->flat + d.spectrum.inertia->positive, 3466u);
  EXPECT_GT(d.spectrum.inertia->negative, 0u);
  ASSERT_EQ(d.spectrum.eigenvalues.size(), 3466u);
  // Σλ = tr H and Σλ² = ‖H‖_F², both from products alone.
  double squares = 0;
  const double trace = trace_by_products(*problem.objective, training.theta, &squares, context);
  const std::vector<double>& values = d.spectrum.eigenvalues;
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  EXPECT_NEAR(sum, trace, 1e-12 * 3466 * d.spectrum.highest.value);
  EXPECT_NEAR(std::inner_product(values.begin(), values.end(), values.begin(), 0.0), squares, 1e-11 * squares);
  ASSERT_TRUE(d.escape);
  EXPECT_GT(d.escape->measured_decrease, 0);
}

TEST(Digits, ASaddleOf3466ParametersIsOne) {
  // Two tanh layers at zero: nothing of second order leaves, nothing is claimed beyond what higher orders show.
  const Problem problem = network_on("digits", "mlp:64-32-32-10:tanh", "zeros");
  const Training training = run(problem, problem.theta, "adam", 1e-3, 1500);
  Context context = default_context();
  DiagnoseOptions options;
  options.spectrum = SpectrumMethod::exact;  // higher orders are asked on all of N
  const Diagnosis d = diagnose(*problem.objective, training.theta, options, context);
  print_stages("all weights zero", d);
  EXPECT_EQ(d.verdict.kind, VerdictKind::degenerate_saddle) << d.verdict.why;
  EXPECT_EQ(d.spectrum.inertia->negative, 0u);
  EXPECT_EQ(d.spectrum.inertia->positive, 9u);  // the output biases, less the shift of all of them
  EXPECT_FALSE(d.escape);
}

}  // namespace
}  // namespace saddlescope
