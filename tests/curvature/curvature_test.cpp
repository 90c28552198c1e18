#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/curvature/difference_operator.h"
#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/spectrum/dense.h"
#include "saddlescope/spectrum/lanczos.h"
#include "tests/curvature/quartic.h"

namespace saddlescope {
namespace {

using testing::Quartic;

Vector gaussian(std::size_t n, std::uint64_t index) {
  RandomStream stream(2026, "curvature tests", index);
  Vector x(n);
  for (double& entry : x) entry = stream.normal();
  return x;
}

double largest_entry(ConstBlock H) {
  double largest = 0;
  for (std::size_t j = 0; j < H.columns(); ++j) {
    for (const double entry : H.column(j)) largest = std::max(largest, std::abs(entry));
  }
  return largest;
}

// H = A + c(θᵀθ)I + 2cθθᵀ.
TEST(DenseHessian, IsTheClosedFormOfAQuartic) {
  Context context;
  for (const std::size_t P : {1u, 2u, 3u, 7u, 20u}) {  // 3 is the preferred block
    const Quartic quartic = Quartic::random(P, 0.7);
    const Vector theta = gaussian(P, P);
    const DenseHessian dense = dense_hessian(*quartic.linearize(theta, context), context);
    const Matrix expected = quartic.exact_hessian(theta);
    const double tolerance = static_cast<double>(P) * kEps * largest_entry(expected);
    for (std::size_t j = 0; j < P; ++j) {
      for (std::size_t i = 0; i < P; ++i) {
        EXPECT_NEAR(dense.H(i, j), expected(i, j), tolerance);
        EXPECT_EQ(dense.H(i, j), dense.H(j, i));
      }
    }
    EXPECT_LE(dense.asymmetry, static_cast<double>(P) * tolerance);
  }
}

// A single wrong entry s above the diagonal: ‖H − Hᵀ‖_F = √2·s, and the symmetric part has s/2.
TEST(DenseHessian, MeasuresTheAsymmetryOfProducts) {
  Context context;
  const Quartic skewed(Matrix::identity(4), 0, 0.25);
  const DenseHessian dense = dense_hessian(*skewed.linearize(Vector(4, 1.0), context), context);
  EXPECT_DOUBLE_EQ(dense.asymmetry, std::sqrt(2.0) * 0.25);
  EXPECT_EQ(dense.H(0, 3), 0.125);
  EXPECT_EQ(dense.H(3, 0), 0.125);
}

// At θ = r·e₁ with A = 0: eigenvalues 3cr² once and cr² otherwise.
TEST(DenseHessian, HasTheEigenvaluesOfARadialQuartic) {
  Context context;
  const Quartic quartic(Matrix(6, 6), 0.5);
  Vector theta(6);
  theta[0] = 2;
  const Vector values = eigenvalues(dense_hessian(*quartic.linearize(theta, context), context).H, context);
  EXPECT_THAT(values, ::testing::Pointwise(::testing::DoubleNear(6 * kEps * 6), {2.0, 2.0, 2.0, 2.0, 2.0, 6.0}));
}

TEST(DenseHessian, SaysHowMuchMemoryAndWhichFlagBeforeItComputes) {
  Context context;
  const Quartic quartic(Matrix(200, 200), 1);
  const auto at = quartic.linearize(Vector(200, 1.0), context);
  context.memory = 1000;
  try {
    dense_hessian(*at, context);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::memory);
    EXPECT_THAT(error.what(), ::testing::StartsWith("The dense Hessian of 200 parameters would take "));
    EXPECT_EQ(error.remedy(), "Raise --memory, or use --spectrum matrix-free.");
  }
}

TEST(DenseHessian, NamesTheParametersOfAnEntryThatIsNotFinite) {
  Context context;
  const Quartic poisoned(Matrix::identity(3), 0, 0, true);
  try {
    dense_hessian(*poisoned.linearize(Vector(3, 1.0), context), context);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::numerical);
    EXPECT_STREQ(
        error.what(),
        "Hessian: the second derivative by rest[1] and first is nan. Move the point to where the loss is twice "
        "differentiable and finite.");
  }
}

TEST(DenseHessian, WhatItsAssemblyGotWrongIsMeasuredAgainstProducts) {
  const Quartic quartic = Quartic::random(5, 0.3);
  Context context;
  const auto at = quartic.linearize(Vector(5, 0.5), context);
  DenseHessian dense = dense_hessian(*at, context);
  Matrix V(5, 2);
  V(1, 0) = 1;
  V(0, 1) = 0.6;
  V(1, 1) = 0.8;
  EXPECT_LT(assembly_error(*at, dense.H, V, context), 1e-14);
  dense.H(0, 0) += 1e-3;
  EXPECT_NEAR(assembly_error(*at, dense.H, V, context), 0.6e-3, 1e-14);
}

TEST(HessianOperator, MultipliesBlocksAndCountsColumns) {
  Context context;
  const std::size_t P = 9;
  const Quartic quartic = Quartic::random(P, 1.3);
  const Vector theta = gaussian(P, 1);
  const auto at = quartic.linearize(theta, context);
  const HessianOperator H(*at);
  EXPECT_EQ(H.size(), P);
  EXPECT_EQ(H.products(), 0u);
  Matrix V(P, 4), HV(P, 4);
  const Vector entries = gaussian(4 * P, 2);
  std::copy(entries.begin(), entries.end(), V.data());
  H.apply(V, HV, context);
  EXPECT_EQ(H.products(), 4u);
  const Matrix exact = quartic.exact_hessian(theta);
  for (std::size_t j = 0; j < 4; ++j) {
    Vector expected(P);
    for (std::size_t i = 0; i < P; ++i) axpy(V(i, j), exact.column(i), expected);
    for (std::size_t i = 0; i < P; ++i) {
      EXPECT_NEAR(HV(i, j), expected[i], P * kEps * largest_entry(exact) * norm(V.column(j)));
    }
  }
}

// H is the derivative of g: a central difference of gradients has error h²·‖D⁴L‖/6 + eps·‖g‖/h.
TEST(HessianOperator, IsTheDerivativeOfTheGradient) {
  Context context;
  const std::size_t P = 6;
  const Quartic quartic = Quartic::random(P, 0.4);
  const Vector theta = gaussian(P, 3), v = gaussian(P, 4);
  const auto at = quartic.linearize(theta, context);
  const double h = 1e-5;
  Vector up(P), down(P), Hv(P);
  quartic.gradient(plus(theta, h, v), up, context);
  quartic.gradient(plus(theta, -h, v), down, context);
  HessianOperator(*at).apply(ConstBlock(v), Block(Hv), context);
  const double rounding = 20 * kEps * norm(up) / h, truncation = h * h * 6 * 0.4 * std::pow(norm(v), 3);
  for (std::size_t i = 0; i < P; ++i) EXPECT_NEAR(Hv[i], (up[i] - down[i]) / (2 * h), rounding + truncation);
}

// From 0 to r·e₁ the Hessian of (c/4)|θ|⁴ changes by cr²·(I + 2e₁e₁ᵀ), whatever A is: norm 3cr².
TEST(DifferenceOperator, NormIsThatOfTheHessiansChange) {
  Context context;
  const std::size_t P = 30;
  const Quartic quartic = Quartic::random(P, 0.01);
  Vector there(P);
  there[0] = 0.5;
  const auto at = quartic.linearize(Vector(P), context), moved = quartic.linearize(there, context);
  const HessianOperator A(*moved), B(*at);
  const DifferenceOperator difference(A, B);
  const double exact = 3 * 0.01 * 0.25;
  const NormEstimate estimate = spectral_norm(difference, 12, context);
  EXPECT_NEAR(estimate.ritz, exact, 1e-12);
  EXPECT_GE(estimate.upper(), exact);
  EXPECT_LE(estimate.products, 12u);
  EXPECT_EQ(A.products(), estimate.products);
  EXPECT_EQ(B.products(), estimate.products);
}

TEST(DifferenceOperator, OfTwoSizesIsRefused) {
  const Matrix A = Matrix::identity(2), B = Matrix::identity(3);
  const MatrixOperator a(A), b(B);
  try {
    const DifferenceOperator difference(a, b);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "a difference of operators of 2 and 3 rows.");
  }
}

}  // namespace
}  // namespace saddlescope
