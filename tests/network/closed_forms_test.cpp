// Hessians of networks whose eigenvalues are known in closed form (docs/methods §10.1, 10.3–10.5).
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/network/jacobi.h"
#include "tests/network/networks.h"

namespace saddlescope {
namespace {

void expect_spectrum(const Objective& objective, const Vector& theta, Vector expected) {
  std::sort(expected.begin(), expected.end());
  const Vector found = jacobi_eigenvalues(hessian_at(objective, theta));
  ASSERT_EQ(found.size(), expected.size());
  const double scale = std::max(std::abs(expected.front()), std::abs(expected.back()));
  const double tolerance = 10 * static_cast<double>(expected.size()) * kEps * scale;  // P·eps·‖H‖, both sides
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], tolerance) << "eigenvalue " << i;
}

double gradient_norm(const Objective& objective, const Vector& theta) {
  Context context;
  return norm(objective.linearize(theta, context)->gradient());
}

// y = w₁w₂x with one datum (1, 1): L = (1 − w₁w₂)²; at the origin ±2, on w₁w₂ = 1 the eigenvalues 2(w₁² + w₂²) and 0.
TEST(ClosedForm, LecturesNetwork) {
  const auto toy = objective_of("mlp:1-1-1:linear:no-bias", numbers(1, {1}, {1}), "mse");
  expect_spectrum(*toy, {0, 0}, {-2, 2});
  expect_spectrum(*toy, {1, 1}, {0, 4});
  expect_spectrum(*toy, {2, 0.5}, {0, 8.5});
}

// Orthonormal columns by Gram–Schmidt, rows × columns, column-major; orthogonal to the ones vector where asked for.
Matrix orthonormal(std::size_t rows, std::size_t columns, bool centred, RandomStream& stream) {
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

// A two-layer linear network nx-p-ny on whitened data (XᵀX = N·I) whose targets are exactly M·x, M = U·diag(s)·Vᵀ; the
// critical point of the index set J is A = [U_J·√S_J, 0], B = [√S_J·V_Jᵀ; 0].
struct LinearNetwork {
  std::size_t nx, p, ny;
  Vector s;
  std::vector<std::size_t> J;
  bool bias;
};

struct LinearPoint {
  std::unique_ptr<NetworkObjective> objective;
  Vector theta;
};

LinearPoint critical_point(const LinearNetwork& net, std::uint64_t seed) {
  RandomStream stream(seed, "two-layer linear network");
  const std::size_t N = net.nx + net.ny + 5, r = net.s.size();
  const Matrix X = orthonormal(N, net.nx, net.bias, stream);  // times √N
  const Matrix U = orthonormal(net.ny, r, false, stream), V = orthonormal(net.nx, r, false, stream);
  Vector x(N * net.nx), y(N * net.ny);
  for (std::size_t n = 0; n < N; ++n) {
    for (std::size_t i = 0; i < net.nx; ++i) x[n * net.nx + i] = std::sqrt(static_cast<double>(N)) * X(n, i);
    for (std::size_t j = 0; j < r; ++j) {
      double component = 0;
      for (std::size_t i = 0; i < net.nx; ++i) component += V(i, j) * x[n * net.nx + i];
      for (std::size_t o = 0; o < net.ny; ++o) y[n * net.ny + o] += U(o, j) * net.s[j] * component;
    }
  }
  const std::string model = fmt::format("mlp:{}-{}-{}:linear{}", net.nx, net.p, net.ny, net.bias ? "" : ":no-bias");
  LinearPoint point{objective_of(model, numbers(N, x, y), "mse"), {}};
  Vector B(net.p * net.nx), A(net.ny * net.p);
  for (std::size_t k = 0; k < net.J.size(); ++k) {
    const double root = std::sqrt(net.s[net.J[k]]);
    for (std::size_t i = 0; i < net.nx; ++i) B[k * net.nx + i] = root * V(i, net.J[k]);
    for (std::size_t o = 0; o < net.ny; ++o) A[o * net.p + k] = root * U(o, net.J[k]);
  }
  point.theta = B;
  if (net.bias) point.theta.resize(point.theta.size() + net.p);
  point.theta.insert(point.theta.end(), A.begin(), A.end());
  if (net.bias) point.theta.resize(point.theta.size() + net.ny);
  return point;
}

Vector expected_spectrum(const LinearNetwork& net) {
  const std::size_t least = std::min(net.nx, net.ny), difference = std::max(net.nx, net.ny) - least;
  const std::size_t k = net.J.size(), dead = net.p - k;
  const double factor = 2 / static_cast<double>(net.ny);
  const auto s = [&](std::size_t j) { return j < net.s.size() ? net.s[j] : 0.0; };
  const auto in_J = [&](std::size_t j) { return std::find(net.J.begin(), net.J.end(), j) != net.J.end(); };
  Vector expected;
  for (const std::size_t m : net.J) {
    for (const std::size_t i : net.J) {
      expected.push_back(s(i) + s(m));
      expected.push_back(0);
    }
    for (std::size_t j = 0; j < least; ++j) {
      if (in_J(j)) continue;
      expected.push_back(s(m) + s(j));
      expected.push_back(s(m) - s(j));
    }
    expected.insert(expected.end(), difference, s(m));
  }
  for (std::size_t unit = 0; unit < dead; ++unit) {
    for (std::size_t j = 0; j < least; ++j) {
      if (in_J(j)) continue;
      expected.push_back(s(j));
      expected.push_back(-s(j));
    }
    expected.insert(expected.end(), 2 * k + difference, 0);
  }
  if (net.bias) {
    for (const std::size_t m : net.J) expected.push_back(1 + s(m));
    expected.insert(expected.end(), net.ny - k, 1);
    expected.insert(expected.end(), net.p, 0);
  }
  for (double& value : expected) value *= factor;
  return expected;
}

// Every index set of networks of varied shape, with distinct, repeated and missing singular values, with and without
// biases.
std::vector<LinearNetwork> linear_networks() {
  std::vector<LinearNetwork> networks;
  const std::vector<Vector> spectra = {{2.5, 1.5, 0.75}, {2, 2, 1}, {1.5, 0.5}};
  for (const auto& [nx, p, ny] :
       {std::array<std::size_t, 3>{3, 2, 3}, {4, 3, 3}, {3, 4, 5}, {5, 2, 3}, {3, 1, 4}, {3, 3, 3}}) {
    for (const Vector& s : spectra) {
      for (unsigned subset = 0; subset < 1U << s.size(); ++subset) {
        std::vector<std::size_t> J;
        for (std::size_t j = 0; j < s.size(); ++j) {
          if ((subset >> j & 1U) != 0) J.push_back(j);
        }
        if (J.size() > p) continue;
        for (const bool bias : {false, true}) networks.push_back({nx, p, ny, s, J, bias});
      }
    }
  }
  return networks;
}

std::string describe(const LinearNetwork& net) {
  return fmt::format("{}-{}-{}, s₁ = {}, rank {}, |J| = {}, bias {}", net.nx, net.p, net.ny, net.s[0], net.s.size(),
                     net.J.size(), net.bias);
}

TEST(ClosedForm, TwoLayerLinearNetworksAtEveryIndexSet) {
  const std::vector<LinearNetwork> networks = linear_networks();
  EXPECT_GE(networks.size(), 200u);
  for (std::size_t i = 0; i < networks.size(); ++i) {
    SCOPED_TRACE(describe(networks[i]));
    const LinearPoint point = critical_point(networks[i], i);
    EXPECT_LE(gradient_norm(*point.objective, point.theta), 100 * kEps * networks[i].s[0]);
    expect_spectrum(*point.objective, point.theta, expected_spectrum(networks[i]));
  }
}

// A → A·C, B → C⁻¹·B with C = I + c·e_a·e_bᵀ, b ≠ a, and a scaling of unit 0.
void transform(const LinearNetwork& net, Vector& theta) {
  double* B = theta.data();
  double* A = theta.data() + net.p * net.nx + (net.bias ? net.p : 0);
  const double c = 0.7, factor = 1.5;
  for (std::size_t b = 1; b < net.p;
       ++b) {  // A's column b gains c times column b − 1; B's row b − 1 loses c times row b
    for (std::size_t o = 0; o < net.ny; ++o) A[o * net.p + b] += c * A[o * net.p + b - 1];
    for (std::size_t i = 0; i < net.nx; ++i) B[(b - 1) * net.nx + i] -= c * B[b * net.nx + i];
  }
  for (std::size_t o = 0; o < net.ny; ++o) A[o * net.p] *= factor;
  for (std::size_t i = 0; i < net.nx; ++i) B[i] /= factor;
}

// n₋ = (p − k)(r − k) + #{m in J, j not in J: s_j > s_m}, whatever C.
TEST(ClosedForm, NegativeEigenvaluesOfTransformedLinearNetworks) {
  const std::vector<LinearNetwork> networks = linear_networks();
  for (std::size_t i = 0; i < networks.size(); ++i) {
    const LinearNetwork& net = networks[i];
    SCOPED_TRACE(describe(net));
    LinearPoint point = critical_point(net, i);
    transform(net, point.theta);
    std::size_t expected = (net.p - net.J.size()) * (net.s.size() - net.J.size());
    for (const std::size_t m : net.J) {
      for (std::size_t j = 0; j < net.s.size(); ++j) {
        const bool outside = std::find(net.J.begin(), net.J.end(), j) == net.J.end();
        if (outside && net.s[j] > net.s[m]) ++expected;
      }
    }
    EXPECT_LE(gradient_norm(*point.objective, point.theta), 1e3 * kEps * net.s[0]);
    const Vector eigenvalues = jacobi_eigenvalues(hessian_at(*point.objective, point.theta));
    const double tolerance = 100 * static_cast<double>(eigenvalues.size()) * kEps * eigenvalues.back();
    const auto negative =
        std::count_if(eigenvalues.begin(), eigenvalues.end(), [&](double e) { return e < -tolerance; });
    EXPECT_EQ(static_cast<std::size_t>(negative), expected);
  }
}

// All weights 0, output bias mean(y): R = 2/(N·C)·Σ r·xᵀ, r = ŷ − y, σᵢ its singular values; the eigenvalues are
// 2/C (C times), ±σᵢ (h times each), 0.
TEST(ClosedForm, OneHiddenTanhLayerAtZero) {
  RandomStream stream(5, "tanh at zero");
  const std::size_t N = 20, d = 3, h = 4, C = 2;
  const Vector x = normals(stream, N * d), y = normals(stream, N * C);
  Vector mean(C);
  for (std::size_t i = 0; i < N * C; ++i) mean[i % C] += y[i] / static_cast<double>(N);
  Matrix R(C, d), RRt(C, C);
  for (std::size_t n = 0; n < N; ++n) {
    for (std::size_t c = 0; c < C; ++c) {
      for (std::size_t i = 0; i < d; ++i) R(c, i) += 2.0 / (N * C) * (mean[c] - y[n * C + c]) * x[n * d + i];
    }
  }
  for (std::size_t a = 0; a < C; ++a) {
    for (std::size_t b = 0; b < C; ++b) {
      for (std::size_t i = 0; i < d; ++i) RRt(a, b) += R(a, i) * R(b, i);
    }
  }
  Vector expected(h * d + h + C * h + C, 0.0);
  std::size_t at = 0;
  for (std::size_t c = 0; c < C; ++c) expected[at++] = 2.0 / C;
  for (const double square : jacobi_eigenvalues(RRt)) {
    for (std::size_t unit = 0; unit < h; ++unit) {
      expected[at++] = std::sqrt(square);
      expected[at++] = -std::sqrt(square);
    }
  }
  Vector theta(expected.size(), 0.0);
  std::copy(mean.begin(), mean.end(), theta.end() - static_cast<std::ptrdiff_t>(C));
  const auto objective = objective_of("mlp:3-4-2:tanh", numbers(N, x, y), "mse");
  EXPECT_LE(gradient_norm(*objective, theta), 100 * kEps);
  expect_spectrum(*objective, theta, expected);
}

// Every pre-activation of the last hidden layer below 0, output bias mean(y): L is the mean over outputs of Var(y), the
// eigenvalues are 2/C (C times) and 0.
TEST(ClosedForm, DeadReluCollapse) {
  RandomStream stream(6, "dead ReLU");
  const std::size_t N = 15, h = 3, C = 2;
  Vector x = normals(stream, N * 2), y = normals(stream, N * C), theta = normals(stream, h * 2 + h + C * h + C);
  for (double& entry : x) entry = std::abs(entry);
  for (std::size_t i = 0; i < h * 2 + h; ++i) theta[i] = -std::abs(theta[i]);
  double variance = 0;
  for (std::size_t c = 0; c < C; ++c) {
    double mean = 0;
    for (std::size_t n = 0; n < N; ++n) mean += y[n * C + c] / N;
    for (std::size_t n = 0; n < N; ++n) variance += (y[n * C + c] - mean) * (y[n * C + c] - mean) / (N * C);
    theta[theta.size() - C + c] = mean;
  }
  const auto objective = objective_of("mlp:2-3-2:relu", numbers(N, x, y), "mse");
  Context context;
  EXPECT_NEAR(objective->value(theta, context), variance, 10 * kEps * variance);
  EXPECT_NEAR(objective->best_constant_loss(), variance, 10 * kEps * variance);
  Vector expected(theta.size(), 0.0);
  for (std::size_t c = 0; c < C; ++c) expected[c] = 2.0 / C;
  expect_spectrum(*objective, theta, expected);
  const std::vector<LayerActivity> activity = objective->activity(theta, context);
  ASSERT_EQ(activity.size(), 1u);
  EXPECT_EQ(activity[0].dead, h);
  EXPECT_EQ(activity[0].name, "0");
}

}  // namespace
}  // namespace saddlescope
