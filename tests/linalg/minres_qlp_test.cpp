// MINRES-QLP against x = Σ (qᵢᵀb/λᵢ)·qᵢ over λᵢ ≠ 0: the pseudo-inverse solution of A = Q·Λ·Qᵀ with a chosen spectrum.
#include "saddlescope/linalg/minres_qlp.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stop_token>
#include <string>
#include <vector>

#include "saddlescope/base/error.h"
#include "tests/numbers.h"

namespace saddlescope {
namespace {

constexpr double kLeast = 1e-10;  // MinresEnd::singular

// Orthonormal columns, by Gram–Schmidt twice.
Matrix orthonormal(std::size_t n, RandomStream& random) {
  Matrix Q(n, n);
  for (std::size_t j = 0; j < n; ++j) {
    for (double& x : Q.column(j)) x = random.normal();
    for (int pass = 0; pass < 2; ++pass)
      for (std::size_t i = 0; i < j; ++i) axpy(-dot(Q.column(i), Q.column(j)), Q.column(i), Q.column(j));
    scale(1 / norm(Q.column(j)), Q.column(j));
  }
  return Q;
}

struct System {
  std::string name;
  Vector spectrum;
  bool compatible = true;  // b in the range of A
  bool in_kernel = false;  // b in its kernel
};

struct Solved {
  Matrix A;
  Vector b, x;             // x: the pseudo-inverse solution
  double residual = 0;     // of it
  double norm = 0, condition = 1;
};

Solved pose(const System& system, std::uint64_t seed) {
  const std::size_t n = system.spectrum.size();
  RandomStream random(seed, "MINRES " + system.name);
  const Matrix Q = orthonormal(n, random);
  Solved posed{Matrix(n, n), Vector(n), Vector(n)};
  double smallest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < n; ++i) {
    const double lambda = system.spectrum[i], part = random.normal();
    for (std::size_t k = 0; k < n; ++k) axpy(lambda * Q(k, i), Q.column(i), posed.A.column(k));
    posed.norm = std::max(posed.norm, std::abs(lambda));
    if (lambda == 0) {
      if (system.compatible) continue;
      axpy(part, Q.column(i), posed.b);
      posed.residual = std::hypot(posed.residual, part);
    } else if (!system.in_kernel) {
      smallest = std::min(smallest, std::abs(lambda));
      axpy(part, Q.column(i), posed.b);
      axpy(part / lambda, Q.column(i), posed.x);
    }
  }
  if (std::isfinite(smallest)) posed.condition = posed.norm / smallest;
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < k; ++i) posed.A(i, k) = posed.A(k, i) = 0.5 * (posed.A(i, k) + posed.A(k, i));
  return posed;
}

// n values spread evenly over [low, high].
Vector even(std::size_t n, double low, double high) {
  Vector values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = low + (high - low) * static_cast<double>(i) / static_cast<double>(n);
  return values;
}
Vector with(Vector values, std::size_t zeros) {
  values.insert(values.end(), zeros, 0.0);
  return values;
}

std::vector<System> systems() {
  Vector pairs = even(12, 0.5, 2);
  for (double x : even(12, 0.5, 2)) pairs.push_back(-x);
  Vector multiple{3, 3, 3, -3, -3, 1, 1, 1, 1, -0.5, -0.5, 0, 0, 0};
  Vector stiff = even(20, -1, -0.1);
  for (int i = 0; i < 6; ++i) stiff.push_back(std::pow(10.0, i - 6));
  return {{"definite", even(20, 1, 3)},
          {"indefinite", even(20, -1.03, 2)},
          {"pairs of both signs", pairs},
          {"singular, compatible", with(even(20, -1.03, 2), 6)},
          {"singular, incompatible", with(even(20, -1.03, 2), 6), false},
          {"pairs, singular, incompatible", with(pairs, 8), false},
          {"multiple eigenvalues", multiple},
          {"multiple eigenvalues, incompatible", multiple, false},
          {"stiff", stiff},
          {"stiff, singular, compatible", with(stiff, 5)},
          {"stiff, singular, incompatible", with(stiff, 5), false},
          {"a right-hand side in the kernel", with(even(10, 1, 2), 4), false, true},
          {"rank one", with({-7}, 9), false},
          {"zero", Vector(5, 0.0), false},
          {"one number", {-4}},
          {"tiny",
           [] {
             auto v = with(even(10, -1.03, 2), 3);
             scale(1e-150, v);
             return v;
           }(),
           false}};
}

Vector residual_of(const Solved& posed, const Vector& x) {
  Vector r = posed.b;
  for (std::size_t k = 0; k < x.size(); ++k) axpy(-x[k], posed.A.column(k), r);
  return r;
}

// The solution is as sensitive as that of a least-squares problem: κ on what fits, κ² on what doesn't (Golub & Van
// Loan, thm 5.3.1), here times 100·P for orthogonality lost; what is left of A·r moves x by ‖A⁺‖² times as much.
// left: ‖A·r‖/(‖A‖‖r‖) of the solution.
double allowed(const Solved& posed, double left = kLeast) {
  const double rounding = 100 * static_cast<double>(posed.b.size()) * kEpsilon * posed.condition;
  const double size = posed.norm > 0 ? posed.residual / posed.norm : 0;
  return rounding * norm(posed.x) + (rounding + left * posed.condition) * posed.condition * size;
}

// Where A is singular and b doesn't fit, the kernel's vector may be found before the rest (minres_qlp.h): then what the
// solution says is left counts, and that is seldom.
TEST(MinresQlp, FindsThePseudoInverseSolutionWhateverTheSpectrum) {
  for (const System& system : systems()) {
    SCOPED_TRACE(system.name);
    std::size_t early = 0;
    constexpr std::uint64_t kSystems = 40;
    for (std::uint64_t seed = 0; seed < kSystems; ++seed) {
      const Solved posed = pose(system, seed);
      Context context;
      MinresOptions options;
      if (system.in_kernel) options.norm = posed.norm;
      const MinresSolution found = minres_qlp(MatrixOperator(posed.A), posed.b, options, context);
      const double off = norm(plus(found.x, -1, posed.x));
      const bool misfit = found.end == MinresEnd::singular && !system.compatible;
      early += off > allowed(posed) ? 1 : 0;
      const double most = misfit ? allowed(posed, std::max(kLeast, found.normal_residual)) : allowed(posed);
      EXPECT_LE(off, most) << to_string(found.end) << " after " << found.steps << ", ‖x‖ = " << norm(found.x) << " for "
                           << norm(posed.x);
      EXPECT_NEAR(norm(residual_of(posed, found.x)), posed.residual, most * posed.norm + 10 * kEpsilon * norm(posed.b));
      EXPECT_NE(found.end, MinresEnd::steps);
    }
    EXPECT_LE(early, kSystems / 3) << "an eighth in 400 systems, whatever the order in which BLAS adds";
  }
}

// rₖ ⊥ A·xₖ and the residuals fall: what Newton-MR's line search stands on.
TEST(MinresQlp, EveryStepLowersTheResidualAndKeepsItOrthogonalToTheImage) {
  for (const System& system : systems()) {
    SCOPED_TRACE(system.name);
    const Solved posed = pose(system, 9);
    const double b = norm(posed.b), rounding = 100 * static_cast<double>(posed.b.size()) * kEpsilon;
    double before = b;
    for (std::size_t steps = 1; steps <= 8; ++steps) {
      Context context;
      MinresOptions options;
      options.steps = steps;
      if (system.in_kernel) options.norm = posed.norm;
      const MinresSolution found = minres_qlp(MatrixOperator(posed.A), posed.b, options, context);
      const Vector r = residual_of(posed, found.x);
      const double size = b + posed.norm * norm(found.x);
      EXPECT_LE(norm(r), before + rounding * size) << steps;
      EXPECT_NEAR(norm(r), found.residual, rounding * size) << steps;
      EXPECT_NEAR(dot(r, posed.b), dot(r, r), rounding * size * size) << steps;
      EXPECT_LE(found.steps, steps);
      before = norm(r);
    }
  }
}

TEST(MinresQlp, EndsAtTheResidualAskedFor) {
  const Solved posed = pose({"definite", even(20, 1, 3)}, 3);
  Context context;
  MinresOptions options;
  options.residual = 1e-3;
  const MinresSolution found = minres_qlp(MatrixOperator(posed.A), posed.b, options, context);
  EXPECT_EQ(found.end, MinresEnd::residual);
  EXPECT_LE(norm(residual_of(posed, found.x)), 1e-3 * (posed.norm * norm(found.x) + norm(posed.b)));
  EXPECT_LT(found.steps, 20u);
}

// ‖A·r‖ ≤ tolerance·‖A‖‖r‖, with ‖A‖ from below.
TEST(MinresQlp, EndsAtTheNormalResidualAskedFor) {
  const Solved posed = pose({"semidefinite", with(even(20, 1, 3), 5), false}, 3);
  Context context;
  MinresOptions options;
  options.normal_residual = 1e-2;
  const MinresSolution found = minres_qlp(MatrixOperator(posed.A), posed.b, options, context);
  EXPECT_EQ(found.end, MinresEnd::normal_residual);
  const Vector r = residual_of(posed, found.x);
  Vector Ar(r.size());
  for (std::size_t k = 0; k < r.size(); ++k) axpy(r[k], posed.A.column(k), Ar);
  EXPECT_LE(norm(Ar), 1e-2 * posed.norm * norm(r) * (1 + 1e-9));
  EXPECT_LT(found.steps, 20u);
}

TEST(MinresQlp, EndsBeforeASolutionLongerThanAskedFor) {
  const Solved posed = pose({"nearly singular", {1, 2, -1, 1e-9}}, 1);
  Context context;
  MinresOptions options;
  options.longest = 100;
  const MinresSolution found = minres_qlp(MatrixOperator(posed.A), posed.b, options, context);
  EXPECT_EQ(found.end, MinresEnd::length);
  EXPECT_LE(norm(found.x), 100);
}

TEST(MinresQlp, NoRightHandSideHasNoSolutionButZero) {
  const Matrix A = Matrix::diagonal(Vector{1, 2});
  Context context;
  const MinresSolution found = minres_qlp(MatrixOperator(A), Vector{0, 0}, {}, context);
  EXPECT_EQ(found.x, (Vector{0, 0}));
  EXPECT_EQ(found.steps, 0u);
}

TEST(MinresQlp, AMatrixThatIsNotFiniteIsANumericalFailure) {
  Matrix A = Matrix::diagonal(Vector{1, 2});
  A(1, 1) = std::numeric_limits<double>::infinity();
  Context context;
  try {
    minres_qlp(MatrixOperator(A), Vector{1, 1}, {}, context);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::numerical);
  }
}

TEST(MinresQlp, ARequestToStopIsObeyed) {
  std::stop_source source;
  source.request_stop();
  Context context;
  context.stop = source.get_token();
  const Matrix A = Matrix::diagonal(Vector{1, 2});
  EXPECT_THROW(minres_qlp(MatrixOperator(A), Vector{1, 1}, {}, context), Error);
}

}  // namespace
}  // namespace saddlescope
