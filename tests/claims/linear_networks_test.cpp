// Two-layer linear networks at every kind of critical point (docs/methods.md §10.3; after Baldi & Hornik 1989).
//
// L = 1/(N·C)·‖Y − Ŷ‖², Ŷ = X·BᵀAᵀ (+ biases). The data are made so that the singular values s of M are known:
//   X = Z·Tᵀ + 1·mᵀ, ZᵀZ = N·I, 1ᵀZ = 0,  Y = Z·V·S·Uᵀ + 1·ȳᵀ + E, Eᵀ[Z 1] = 0,
// whence M = Y_cᵀX_c/N·Σ_x^(−½) has the singular values s for every invertible T. T = I, m = 0, ȳ = 0 are whitened data.
// The critical point of an index set J is A = [U_J·√S_J, 0], B = [√S_J·V_Jᵀ; 0]·T⁻¹, b₁ = −B·m, b₂ = ȳ.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "tests/claims/claims.h"
#include "tests/network/networks.h"

namespace saddlescope {
namespace {

enum class Inputs { whitened, general };

struct Setting {
  bool bias = false;
  Inputs inputs = Inputs::whitened;
  bool residual = false;  ///< targets that no network fits: E ≠ 0
  bool transformed = false;  ///< (A·C, C⁻¹·B)
};

struct LinearNetwork {
  std::size_t nx, p, ny;
  Vector s;  ///< rank r = s.size()
  std::vector<std::size_t> J;  ///< ascending
  Setting how;

  bool in_J(std::size_t j) const { return std::find(J.begin(), J.end(), j) != J.end(); }
};

std::string describe(const LinearNetwork& net) {
  return fmt::format("{}-{}-{}, s = ({}), J = ({}){}{}{}{}", net.nx, net.p, net.ny, fmt::join(net.s, " "),
                     fmt::join(net.J, " "), net.how.bias ? ", biases" : "",
                     net.how.inputs == Inputs::general ? ", data as they come" : "",
                     net.how.residual ? ", residual" : "", net.how.transformed ? ", transformed" : "");
}

// Orthonormal columns, each orthogonal to the vector of ones too: Gram–Schmidt, twice.
Matrix centred_orthonormal(std::size_t rows, std::size_t columns, bool centred, RandomStream& stream) {
  Matrix Q(rows, columns);
  const Vector ones(rows, 1 / std::sqrt(static_cast<double>(rows)));
  for (std::size_t j = 0; j < columns; ++j) {
    const Vector draw = normals(stream, rows);
    std::copy(draw.begin(), draw.end(), Q.column(j).begin());
    for (int pass = 0; pass < 2; ++pass) {
      if (centred) axpy(-dot(ones, Q.column(j)), ones, Q.column(j));
      for (std::size_t i = 0; i < j; ++i) axpy(-dot(Q.column(i), Q.column(j)), Q.column(i), Q.column(j));
    }
    scale(1 / norm(Q.column(j)), Q.column(j));
  }
  return Q;
}

// A·B.
Matrix product(const Matrix& A, const Matrix& B) {
  Matrix C(A.rows(), B.columns());
  for (std::size_t j = 0; j < B.columns(); ++j) {
    for (std::size_t k = 0; k < A.columns(); ++k) axpy(B(k, j), A.column(k), C.column(j));
  }
  return C;
}

Matrix transpose(const Matrix& A) {
  Matrix T(A.columns(), A.rows());
  for (std::size_t i = 0; i < A.rows(); ++i) {
    for (std::size_t j = 0; j < A.columns(); ++j) T(j, i) = A(i, j);
  }
  return T;
}

// The rows one after another.
Vector row_major(const Matrix& A) {
  const Matrix T = transpose(A);
  return {T.data(), T.data() + T.rows() * T.columns()};
}

// A lower triangular matrix, and its inverse by forward substitution.
std::pair<Matrix, Matrix> triangular(std::size_t n, bool identity, RandomStream& stream) {
  Matrix T = Matrix::identity(n), inverse = Matrix::identity(n);
  if (identity) return {T, inverse};
  for (std::size_t i = 0; i < n; ++i) {
    T(i, i) = stream.uniform(0.7, 1.6);
    for (std::size_t j = 0; j < i; ++j) T(i, j) = stream.uniform(-0.6, 0.6);
  }
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < n; ++i) {
      double rest = i == j ? 1 : 0;
      for (std::size_t k = 0; k < i; ++k) rest -= T(i, k) * inverse(k, j);
      inverse(i, j) = rest / T(i, i);
    }
  }
  return {T, inverse};
}

// Y = Z·V·S·Uᵀ + 1·ȳᵀ + E.
Matrix targets(const LinearNetwork& net, const Matrix& Q, const Matrix& U, const Matrix& V, const Vector& mean,
               RandomStream& stream) {
  const std::size_t N = Q.rows();
  Matrix Y(N, net.ny);
  for (std::size_t o = 0; o < net.ny; ++o) {
    for (std::size_t n = 0; n < N; ++n) Y(n, o) = mean[o];
    for (std::size_t j = 0; j < net.s.size(); ++j) {
      for (std::size_t i = 0; i < net.nx; ++i) {
        axpy(std::sqrt(static_cast<double>(N)) * V(i, j) * net.s[j] * U(o, j), Q.column(i), Y.column(o));
      }
    }
    for (std::size_t e = net.nx; net.how.residual && e < Q.columns(); ++e)
      axpy(stream.normal(), Q.column(e), Y.column(o));
  }
  return Y;
}

struct Point {
  std::unique_ptr<NetworkObjective> objective;
  Vector theta;
};

// (A·C, C⁻¹·B) by a chain of elementary C: unit b gains 0.7 of unit b − 1; unit 0 is scaled by 1.5.
void transform(const LinearNetwork& net, Matrix& A, Matrix& B) {
  for (std::size_t b = 1; b < net.p; ++b) {
    axpy(0.7, Vector(A.column(b - 1).begin(), A.column(b - 1).end()), A.column(b));
    for (std::size_t i = 0; i < net.nx; ++i) B(b - 1, i) -= 0.7 * B(b, i);
  }
  scale(1.5, A.column(0));
  for (std::size_t i = 0; i < net.nx; ++i) B(0, i) /= 1.5;
}

Point critical_point(const LinearNetwork& net, std::uint64_t seed) {
  RandomStream stream(seed, "claims: two-layer linear network");
  const std::size_t N = net.nx + net.ny + 8, spare = net.how.residual ? 3 : 0;
  const bool plain = net.how.inputs == Inputs::whitened;
  const Matrix Q = centred_orthonormal(N, net.nx + spare, net.how.bias, stream);  // Z/√N, then the space of E
  const Matrix U = centred_orthonormal(net.ny, net.s.size(), false, stream);
  const Matrix V = centred_orthonormal(net.nx, net.s.size(), false, stream);
  const auto [T, inverse] = triangular(net.nx, plain, stream);
  const Vector m = plain ? Vector(net.nx) : normals(stream, net.nx);
  const Vector mean = plain ? Vector(net.ny) : normals(stream, net.ny);
  Matrix X(N, net.nx);
  for (std::size_t i = 0; i < net.nx; ++i) {
    for (std::size_t n = 0; n < N; ++n) X(n, i) = m[i];
    for (std::size_t j = 0; j <= i; ++j) axpy(std::sqrt(static_cast<double>(N)) * T(i, j), Q.column(j), X.column(i));
  }
  Matrix A(net.ny, net.p), B(net.p, net.nx);
  for (std::size_t k = 0; k < net.J.size(); ++k) {
    const double root = std::sqrt(net.s[net.J[k]]);
    axpy(root, U.column(net.J[k]), A.column(k));
    for (std::size_t i = 0; i < net.nx; ++i) B(k, i) = root * V(i, net.J[k]);
  }
  if (net.how.transformed) transform(net, A, B);
  B = product(B, inverse);
  const Matrix Y = targets(net, Q, U, V, mean, stream);
  const std::string model = fmt::format("mlp:{}-{}-{}:linear{}", net.nx, net.p, net.ny, net.how.bias ? "" : ":no-bias");
  Point point{objective_of(model, numbers(N, row_major(X), row_major(Y)), "mse"), row_major(B)};
  if (net.how.bias) {
    for (std::size_t k = 0; k < net.p; ++k) {
      double b = 0;
      for (std::size_t i = 0; i < net.nx; ++i) b -= B(k, i) * m[i];
      point.theta.push_back(b);
    }
  }
  const Vector flat = row_major(A);
  point.theta.insert(point.theta.end(), flat.begin(), flat.end());
  if (net.how.bias) point.theta.insert(point.theta.end(), mean.begin(), mean.end());
  return point;
}

std::size_t expected_negative(const LinearNetwork& net) {
  std::size_t count = (net.p - net.J.size()) * (net.s.size() - net.J.size());
  for (const std::size_t m : net.J) {
    for (std::size_t j = 0; j < net.s.size(); ++j) count += !net.in_J(j) && net.s[j] > net.s[m];
  }
  return count;
}

// On whitened data, untransformed.
std::vector<double> expected_eigenvalues(const LinearNetwork& net) {
  const std::size_t least = std::min(net.nx, net.ny), difference = std::max(net.nx, net.ny) - least;
  const std::size_t k = net.J.size();
  const auto s = [&](std::size_t j) { return j < net.s.size() ? net.s[j] : 0.0; };
  std::vector<double> expected;
  for (const std::size_t m : net.J) {
    for (const std::size_t i : net.J) expected.insert(expected.end(), {s(i) + s(m), 0.0});
    for (std::size_t j = 0; j < least; ++j) {
      if (!net.in_J(j)) expected.insert(expected.end(), {s(m) + s(j), s(m) - s(j)});
    }
    expected.insert(expected.end(), difference, s(m));
  }
  for (std::size_t unit = k; unit < net.p; ++unit) {
    for (std::size_t j = 0; j < least; ++j) {
      if (!net.in_J(j)) expected.insert(expected.end(), {s(j), -s(j)});
    }
    expected.insert(expected.end(), 2 * k + difference, 0.0);
  }
  if (net.how.bias) {
    for (const std::size_t m : net.J) expected.push_back(1 + s(m));
    expected.insert(expected.end(), net.ny - k, 1.0);
    expected.insert(expected.end(), net.p, 0.0);
  }
  for (double& value : expected) value *= 2 / static_cast<double>(net.ny);
  return expected;
}

// Every index set of networks of varied shape; spectra with distinct, repeated and missing singular values.
std::vector<LinearNetwork> every_index_set() {
  std::vector<LinearNetwork> networks;
  for (const auto& [nx, p, ny] : {std::array<std::size_t, 3>{3, 2, 3}, {4, 3, 3}, {3, 4, 5}, {5, 2, 3}, {3, 1, 4}}) {
    for (const Vector& s : {Vector{2.5, 1.5, 0.75}, {2, 2, 1}, {1.5, 0.5}, {1}}) {
      for (unsigned subset = 0; subset < 1U << s.size(); ++subset) {
        LinearNetwork net{nx, p, ny, s, {}, {}};
        for (std::size_t j = 0; j < s.size(); ++j) {
          if ((subset >> j & 1U) != 0) net.J.push_back(j);
        }
        if (net.J.size() <= p) networks.push_back(net);
      }
    }
  }
  return networks;
}

// A minimum of a two-layer linear network is global (no other exists) and lies on an orbit of equal loss.
void expect_verdict(const LinearNetwork& net, const Diagnosis& d) {
  const std::size_t negative = expected_negative(net);
  ASSERT_TRUE(d.spectrum.inertia && d.nearby) << d.verdict.why;
  EXPECT_EQ(d.spectrum.inertia->negative, negative) << d.verdict.why;
  EXPECT_EQ(d.nearby->inertia.negative, negative) << d.verdict.why;
  const bool exact_fit = negative == 0 && !net.how.residual && net.J.size() == net.s.size();
  if (negative > 0) {
    EXPECT_EQ(d.verdict.kind, VerdictKind::saddle) << d.verdict.why;
    EXPECT_TRUE(d.verdict.certified) << d.verdict.why;
    ASSERT_TRUE(d.escape);
    EXPECT_GT(d.escape->measured_decrease, 0);
  } else if (exact_fit) {
    EXPECT_EQ(d.verdict.kind, VerdictKind::degenerate_minimum) << d.verdict.why;
    EXPECT_FALSE(d.escape);
  } else {
    EXPECT_THAT(d.verdict.kind, AnyOf(VerdictKind::degenerate_minimum, VerdictKind::undetermined)) << d.verdict.why;
    EXPECT_FALSE(d.escape);
  }
}

void expect_all(const Setting& how, bool closed_form) {
  std::uint64_t seed = 0;
  for (LinearNetwork net : every_index_set()) {
    net.how = how;
    SCOPED_TRACE(describe(net));
    const Point point = critical_point(net, seed++);
    const Diagnosis d = look(*point.objective, point.theta);
    expect_verdict(net, d);
    if (closed_form) expect_eigenvalues(d.spectrum, expected_eigenvalues(net));
  }
}

TEST(LinearNetworks, AreMoreThan200CriticalPoints) {
  EXPECT_GE(6 * every_index_set().size(), 200u);  // once for each test below
}

TEST(LinearNetworks, WhitenedDataGiveTheClosedForm) { expect_all({}, true); }

TEST(LinearNetworks, BiasesOnCentredDataGiveTheClosedForm) { expect_all({.bias = true}, true); }

TEST(LinearNetworks, TargetsThatNoNetworkFitsChangeNoEigenvalue) { expect_all({.residual = true}, true); }

TEST(LinearNetworks, TransformedUnitsKeepTheInertia) { expect_all({.transformed = true}, false); }

TEST(LinearNetworks, DataNeitherWhitenedNorCentredKeepTheInertia) {
  expect_all({.bias = true, .inputs = Inputs::general, .residual = true}, false);
}

TEST(LinearNetworks, TransformedUnitsWithBiasesOnDataAsTheyComeKeepTheInertia) {
  expect_all({.bias = true, .inputs = Inputs::general, .transformed = true}, false);
}

}  // namespace
}  // namespace saddlescope
