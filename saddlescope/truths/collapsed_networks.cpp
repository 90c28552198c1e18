// Networks that say the same for every input (docs/methods §10.4, 10.5), mse, the output bias at mean(y):
//
//   tanh, all weights 0   with one hidden layer of h units and R = 2/(N·C)·Σ (ŷ − y)·xᵀ of singular values σᵢ:
//                         {2/C (C times), ±σᵢ (h times each), 0}. With more hidden layers {2/C (C times), 0}: the first
//                         derivative that isn't 0 beyond the bias is one order a layer, and takes both signs.
//   ReLU, last layer dead every pre-activation of the last hidden layer below 0: nearby the loss depends on the output
//                         bias alone, a strictly convex quadratic: {2/C (C times), 0}.
//
// Data for tanh: X = √N·Z, ZᵀZ = I, 1ᵀZ = 0, Y = X·V·S·Uᵀ + 1·ȳᵀ + E, whence R = −2/C·U·S·Vᵀ: σᵢ = 2sᵢ/C.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "saddlescope/network/network.h"
#include "saddlescope/truths/families.h"
#include "saddlescope/truths/synthetic_data.h"

namespace saddlescope {
namespace {

constexpr std::size_t kMostLayers = 32;

std::vector<std::size_t> sizes_of(TruthName& name) {
  const std::string text = name.positional("the sizes are");
  std::vector<std::size_t> sizes = name.counts(text, '-', 1, kWidestLayer);
  name.finish();
  if (sizes.size() < 3) name.refuse(fmt::format("\"{}\" has no hidden layer.", text));
  if (sizes.size() > kMostLayers)
    name.refuse(fmt::format("{} sizes are too many, {} at most.", sizes.size(), kMostLayers));
  return sizes;
}

// Its data, bases, weights and eigenvalues.
void require_memory(const std::vector<std::size_t>& sizes, const Context& context) {
  double P = 0;
  for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
    P += static_cast<double>(sizes[l] + 1) * static_cast<double>(sizes[l + 1]);
  }
  const auto d = static_cast<double>(sizes.front()), C = static_cast<double>(sizes.back());
  context.require_memory(8 * ((d + C + 12) * (4 * d + 2 * C) + 2 * d * C + 3 * P),
                         fmt::format("A network of {} units and its data", fmt::join(sizes, "-")),
                         "Name smaller sizes, or raise --memory.");
}

std::string spec(const std::vector<std::size_t>& sizes, std::string_view activation) {
  return fmt::format("mlp:{}:{}", fmt::join(sizes, "-"), activation);
}

}  // namespace

GroundTruth tanh_zero_truth(TruthName& name, std::uint64_t seed, Precision precision, Context& context) {
  const std::vector<std::size_t> sizes = sizes_of(name);
  require_memory(sizes, context);
  const std::size_t d = sizes.front(), C = sizes.back(), h = sizes[1], layers = sizes.size() - 2;
  const std::size_t N = d + C + 8, spare = 3;
  RandomStream stream(seed, "ground truth: tanh network at zero");
  const Vector s = distinct_singular_values(std::min(d, C), stream);
  const Matrix Q = orthonormal(N, d + spare, true, stream, context);
  const Matrix U = orthonormal(C, s.size(), false, stream, context);
  const Matrix V = orthonormal(d, s.size(), false, stream, context);
  const Vector mean = normals(stream, C);
  Matrix X(N, d), Y(N, C);
  for (std::size_t i = 0; i < d; ++i) axpy(std::sqrt(static_cast<double>(N)), Q.column(i), X.column(i));
  for (std::size_t c = 0; c < C; ++c) std::ranges::fill(Y.column(c), mean[c]);
  add_linear_targets(Q, U, V, s, Y, context);
  const double residual = add_residual(Q, d, stream, Y);

  GroundTruth truth;
  truth.description = spec(sizes, "tanh");
  truth.data = fmt::format("{} samples, targets of {} singular values and a part that no linear map fits", N, s.size());
  truth.objective = make_network(parse_mlp(truth.description), regression(X, Y), "mse", {.precision = precision});
  truth.theta.assign(truth.objective->size(), 0.0);
  std::ranges::copy(mean, truth.theta.end() - static_cast<std::ptrdiff_t>(C));

  Vector eigenvalues(truth.theta.size(), 0.0);
  std::fill_n(eigenvalues.begin(), C, 2 / static_cast<double>(C));
  auto next = eigenvalues.begin() + static_cast<std::ptrdiff_t>(C);
  for (std::size_t i = 0; layers == 1 && i < s.size(); ++i) {
    next = std::fill_n(next, h, 2 * s[i] / static_cast<double>(C));
    next = std::fill_n(next, h, -2 * s[i] / static_cast<double>(C));
  }
  set_eigenvalues(truth.theory, eigenvalues);
  truth.theory.relative_error *= truth.objective->traits().epsilon / kEps;
  truth.theory.kind = layers == 1 ? VerdictKind::saddle : VerdictKind::degenerate_saddle;
  truth.theory.loss = (dot(s, s) + residual / static_cast<double>(N)) / static_cast<double>(C);
  truth.theory.source =
      layers == 1 ? "a tanh network of one hidden layer at zero: 2/C for each output bias, +-sigma once a hidden unit, "
                    "sigma the singular values of 2/(NC)*sum (yhat - y)x^T (docs/methods.md, 10.4)"
                  : "a tanh network of several hidden layers at zero: 2/C for each output bias, all others 0; the way "
                    "down is of an order beyond the second (docs/methods.md, 10.4)";
  return truth;
}

GroundTruth dead_relu_truth(TruthName& name, std::uint64_t seed, Precision precision, Context& context) {
  const std::vector<std::size_t> sizes = sizes_of(name);
  require_memory(sizes, context);
  const std::size_t C = sizes.back(), N = sizes.front() + C + 12;
  RandomStream stream(seed, "ground truth: dead ReLU network");
  Matrix X(N, sizes.front()), Y(N, C);
  for (std::size_t i = 0; i < X.columns(); ++i) std::ranges::copy(normals(stream, N), X.column(i).begin());
  for (std::size_t c = 0; c < C; ++c) std::ranges::copy(normals(stream, N), Y.column(c).begin());
  for (std::size_t i = 0; i < X.columns(); ++i) std::ranges::for_each(X.column(i), [](double& x) { x = std::abs(x); });

  GroundTruth truth;
  truth.description = spec(sizes, "relu");
  truth.data = fmt::format("{} samples of positive inputs and random targets", N);
  truth.objective = make_network(parse_mlp(truth.description), regression(X, Y), "mse", {.precision = precision});
  truth.theta = normals(stream, truth.objective->size());
  // What enters the last hidden layer is never negative; its weights and biases are.
  for (const Parameter& p : truth.objective->parameters()) {
    if (p.name != fmt::format("{}.weight", 2 * (sizes.size() - 3)) &&
        p.name != fmt::format("{}.bias", 2 * (sizes.size() - 3))) {
      continue;
    }
    for (std::size_t i = 0; i < element_count(p.shape); ++i) {
      truth.theta[p.offset + i] = -std::abs(truth.theta[p.offset + i]);
    }
  }
  double variance = 0;
  for (std::size_t c = 0; c < C; ++c) {
    double mean = 0;
    for (const double y : Y.column(c)) mean += y / static_cast<double>(N);
    for (const double y : Y.column(c)) variance += (y - mean) * (y - mean) / static_cast<double>(N * C);
    truth.theta[truth.theta.size() - C + c] = mean;
  }
  Vector eigenvalues(truth.theta.size(), 0.0);
  std::fill_n(eigenvalues.begin(), C, 2 / static_cast<double>(C));
  set_eigenvalues(truth.theory, eigenvalues);
  truth.theory.relative_error *= truth.objective->traits().epsilon / kEps;
  truth.theory.kind = VerdictKind::degenerate_minimum;
  truth.theory.loss = variance;
  truth.theory.source =
      "a ReLU network whose last hidden layer is dead: nearby the loss is a convex quadratic of the output bias alone, "
      "2/C for each output (docs/methods.md, 10.5)";
  return truth;
}

}  // namespace saddlescope
