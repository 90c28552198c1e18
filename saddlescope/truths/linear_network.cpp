#include "saddlescope/truths/linear_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/network/network.h"
#include "saddlescope/truths/families.h"
#include "saddlescope/truths/synthetic_data.h"

namespace saddlescope {
namespace {

// Which singular values the network has learned.
std::vector<bool> learned_by(const LinearNetwork& net) {
  std::vector<bool> learned(std::min(net.inputs, net.outputs));
  for (const std::size_t j : net.J) learned[j] = true;
  return learned;
}

// A lower triangular matrix, and its inverse by forward substitution.
std::pair<Matrix, Matrix> triangular(std::size_t n, RandomStream& stream, const Context& context) {
  Matrix T = Matrix::identity(n), inverse = Matrix::identity(n);
  for (std::size_t i = 0; i < n; ++i) {
    T(i, i) = stream.uniform(0.7, 1.6);
    for (std::size_t j = 0; j < i; ++j) T(i, j) = stream.uniform(-0.6, 0.6) / std::sqrt(static_cast<double>(n));
  }
  for (std::size_t j = 0; j < n; ++j) {
    context.throw_if_stopped();
    for (std::size_t i = j; i < n; ++i) {
      double rest = i == j ? 1 : 0;
      for (std::size_t k = j; k < i; ++k) rest -= T(i, k) * inverse(k, j);
      inverse(i, j) = rest / T(i, i);
    }
  }
  return {T, inverse};
}

// (A·C, C⁻¹·B) by a chain of elementary C: unit b gains 0.7 of unit b − 1; unit 0 is scaled by 1.5.
void mix(Matrix& A, Matrix& B) {
  for (std::size_t b = 1; b < A.columns(); ++b) {
    axpy(0.7, Vector(A.column(b - 1).begin(), A.column(b - 1).end()), A.column(b));
    for (std::size_t i = 0; i < B.columns(); ++i) B(b - 1, i) -= 0.7 * B(b, i);
  }
  scale(1.5, A.column(0));
  for (std::size_t i = 0; i < B.columns(); ++i) B(0, i) /= 1.5;
}

std::size_t negative_eigenvalues(const LinearNetwork& net) {
  const std::size_t k = net.J.size(), r = net.s.size();
  const std::vector<bool> learned = learned_by(net);
  std::size_t count = (net.hidden - k) * (r - k);
  for (const std::size_t m : net.J) {
    for (std::size_t j = 0; j < r; ++j) count += !learned[j] && net.s[j] > net.s[m];
  }
  return count;
}

// On whitened data, units not mixed.
Vector eigenvalues(const LinearNetwork& net) {
  const std::size_t least = std::min(net.inputs, net.outputs), difference = std::max(net.inputs, net.outputs) - least;
  const std::size_t k = net.J.size();
  const std::vector<bool> learned = learned_by(net);
  const auto s = [&](std::size_t j) { return j < net.s.size() ? net.s[j] : 0.0; };
  Vector values;
  for (const std::size_t m : net.J) {
    for (const std::size_t i : net.J) values.insert(values.end(), {s(i) + s(m), 0.0});
    for (std::size_t j = 0; j < least; ++j) {
      if (!learned[j]) values.insert(values.end(), {s(m) + s(j), s(m) - s(j)});
    }
    values.insert(values.end(), difference, s(m));
  }
  for (std::size_t unit = k; unit < net.hidden; ++unit) {
    for (std::size_t j = 0; j < least; ++j) {
      if (!learned[j]) values.insert(values.end(), {s(j), -s(j)});
    }
    values.insert(values.end(), 2 * k + difference, 0.0);
  }
  if (net.bias) {
    for (const std::size_t m : net.J) values.push_back(1 + s(m));
    values.insert(values.end(), net.outputs - k, 1.0);
    values.insert(values.end(), net.hidden, 0.0);
  }
  for (double& value : values) value *= 2 / static_cast<double>(net.outputs);
  return values;
}

Theory theory_of(const LinearNetwork& net, double residual_squares_per_sample) {
  Theory theory;
  set_eigenvalues(theory, eigenvalues(net));
  if (net.mixed || net.raw) theory.eigenvalues.clear();
  // Without a way down it is global: it has learned the largest singular values that its width allows (no other
  // minimum exists), and lies on an orbit of equal loss, for k² ≥ 1 of the eigenvalues are 0.
  theory.kind = theory.inertia.negative > 0 ? VerdictKind::saddle : VerdictKind::degenerate_minimum;
  if (theory.inertia.negative != negative_eigenvalues(net))
    throw_internal("the eigenvalues have the signs of the count");
  double squares = residual_squares_per_sample;
  const std::vector<bool> learned = learned_by(net);
  for (std::size_t j = 0; j < net.s.size(); ++j) squares += learned[j] ? 0 : net.s[j] * net.s[j];
  theory.loss = squares / static_cast<double>(net.outputs);
  theory.source = fmt::format(
      "a two-layer linear network that has learned {} of {} singular values: (p-k)(r-k) + #(larger ones not learned) "
      "ways down{} (docs/methods.md, 10.3; after Baldi & Hornik 1989)",
      net.J.size(), net.s.size(), theory.eigenvalues.empty() ? "" : ", eigenvalues 2/C*(s_m -+ s_j) and their like");
  return theory;
}

void require_sound(const LinearNetwork& net) {
  const std::size_t least = std::min(net.inputs, net.outputs);
  const auto refuse = [](const std::string& message) { throw_bad_input(message, "two-layer linear network"); };
  for (const std::size_t size : {net.inputs, net.hidden, net.outputs}) {
    if (size < 1) refuse("every layer needs a unit.");
    if (size > kWidestLayer) refuse(fmt::format("a layer of {} units is too wide, {} at most.", size, kWidestLayer));
  }
  if (net.s.empty() || net.s.size() > least) {
    refuse(fmt::format("{} singular values are given; {} inputs and {} outputs have 1 to {}.", net.s.size(), net.inputs,
                       net.outputs, least));
  }
  for (const double s : net.s) {
    if (!(s > 0) || !std::isfinite(s)) refuse(fmt::format("the singular value {} is not a positive number.", s));
    if (!std::isnormal(s * s / static_cast<double>(net.outputs)) || !std::isfinite(s * s * kWidestLayer)) {
      refuse(fmt::format("the square of the singular value {} leaves the numbers that doubles hold well.", s));
    }
  }
  if (net.J.size() > net.hidden) {
    refuse(fmt::format("{} singular values can't be learned by {} hidden units.", net.J.size(), net.hidden));
  }
  for (std::size_t i = 0; i < net.J.size(); ++i) {
    if (net.J[i] >= net.s.size())
      refuse(fmt::format("there is no singular value {} of {}.", net.J[i] + 1, net.s.size()));
    if (std::ranges::count(net.J, net.J[i]) > 1) refuse(fmt::format("J names {} twice.", net.J[i] + 1));
  }
}

// Its data, bases and eigenvalues.
void require_memory(const LinearNetwork& net, const Context& context) {
  const auto d = static_cast<double>(net.inputs), h = static_cast<double>(net.hidden),
             C = static_cast<double>(net.outputs), r = static_cast<double>(net.s.size());
  const double P = h * (d + C), samples = d + C + 8;
  context.require_memory(
      8 * (samples * (3 * d + 2 * C + r) + r * (d + C) + 3 * d * d + 6 * P),
      fmt::format("A linear network of {} x {} x {} units and its data", net.inputs, net.hidden, net.outputs),
      "Name smaller sizes, or raise --memory.");
}

// U: C × r, V: d × r; means of inputs and targets.
struct Ingredients {
  Matrix Q, U, V, T, inverse;
  Vector input_mean, target_mean;
};

Ingredients draw(const LinearNetwork& net, RandomStream& stream, const Context& context) {
  const std::size_t N = net.inputs + net.outputs + 8, spare = net.residual ? 3 : 0;
  Ingredients in;
  in.Q = orthonormal(N, net.inputs + spare, net.bias, stream, context);  // Z/√N, then the space of E
  in.U = orthonormal(net.outputs, net.s.size(), false, stream, context);
  in.V = orthonormal(net.inputs, net.s.size(), false, stream, context);
  in.T = in.inverse = Matrix::identity(net.inputs);
  if (net.raw) std::tie(in.T, in.inverse) = triangular(net.inputs, stream, context);
  const bool off_centre = net.raw && net.bias;
  in.input_mean = off_centre ? normals(stream, net.inputs) : Vector(net.inputs);
  in.target_mean = off_centre ? normals(stream, net.outputs) : Vector(net.outputs);
  return in;
}

Matrix inputs_of(const LinearNetwork& net, const Ingredients& in, const Context& context) {
  const double root = std::sqrt(static_cast<double>(in.Q.rows()));
  Matrix X(in.Q.rows(), net.inputs);
  for (std::size_t i = 0; i < net.inputs; ++i) {
    context.throw_if_stopped();
    std::ranges::fill(X.column(i), in.input_mean[i]);
    for (std::size_t j = 0; j <= i; ++j) axpy(root * in.T(i, j), in.Q.column(j), X.column(i));
  }
  return X;
}

// B, b₁, A, b₂ one after another, as mlp: orders them.
Vector critical_point(const LinearNetwork& net, const Ingredients& in, const Context& context) {
  Matrix A(net.outputs, net.hidden), B(net.hidden, net.inputs);
  for (std::size_t k = 0; k < net.J.size(); ++k) {
    const double root = std::sqrt(net.s[net.J[k]]);
    axpy(root, in.U.column(net.J[k]), A.column(k));
    for (std::size_t i = 0; i < net.inputs; ++i) B(k, i) = root * in.V(i, net.J[k]);
  }
  if (net.mixed) mix(A, B);
  B = product(B, in.inverse, context);
  Vector theta = row_major(B);
  const auto append = [&](const Vector& more) { theta.insert(theta.end(), more.begin(), more.end()); };
  if (net.bias) {
    Vector shift(net.hidden);
    for (std::size_t i = 0; i < net.inputs; ++i) axpy(-in.input_mean[i], B.column(i), shift);
    append(shift);
  }
  append(row_major(A));
  if (net.bias) append(in.target_mean);
  return theta;
}

}  // namespace

GroundTruth two_layer_linear(const LinearNetwork& net, std::uint64_t seed, Context& context) {
  require_sound(net);
  require_memory(net, context);
  RandomStream stream(seed, "ground truth: two-layer linear network");
  const Ingredients in = draw(net, stream, context);
  Matrix Y(in.Q.rows(), net.outputs);
  for (std::size_t o = 0; o < net.outputs; ++o) std::ranges::fill(Y.column(o), in.target_mean[o]);
  add_linear_targets(in.Q, in.U, in.V, net.s, Y, context);
  const double residual = add_residual(in.Q, net.inputs, stream, Y);
  GroundTruth truth;
  truth.description =
      fmt::format("mlp:{}-{}-{}:linear{}", net.inputs, net.hidden, net.outputs, net.bias ? "" : ":no-bias");
  truth.objective = make_network(parse_mlp(truth.description), regression(inputs_of(net, in, context), Y), "mse",
                                 {.precision = net.precision});
  truth.theta = critical_point(net, in, context);
  truth.theory = theory_of(net, residual / static_cast<double>(in.Q.rows()));
  truth.theory.relative_error *= truth.objective->traits().epsilon / kEps;
  truth.data = fmt::format("{} samples, targets of {} singular values", in.Q.rows(), net.s.size());
  return truth;
}

GroundTruth two_layer_linear(const LinearNetwork& net, std::uint64_t seed) {
  Context context = default_context();
  return two_layer_linear(net, seed, context);
}

GroundTruth two_layer_linear_truth(TruthName& name, std::uint64_t seed, Precision precision, Context& context) {
  LinearNetwork net;
  net.precision = precision;
  net.bias = name.word("bias");
  net.residual = name.word("residual");
  net.mixed = name.word("mixed");
  net.raw = name.word("raw");
  const auto J = name.value("J"), s = name.value("s");
  const std::string shape = name.positional("the sizes are");
  const auto sizes = name.counts(shape, 'x', 1, kWidestLayer);
  name.finish();
  if (sizes.size() != 3) name.refuse(fmt::format("\"{}\" is not three sizes.", shape));
  net.inputs = sizes[0];
  net.hidden = sizes[1];
  net.outputs = sizes[2];
  RandomStream stream(seed, "ground truth: singular values");
  net.s = s ? name.reals(*s) : distinct_singular_values(std::min(net.inputs, net.outputs), stream);
  if (J && !J->empty()) {
    for (const std::size_t j : name.counts(*J, ',', 1, net.s.size())) net.J.push_back(j - 1);
  }
  try {
    return two_layer_linear(net, seed, context);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::bad_input) throw;
    name.refuse(error.message());
  }
}

}  // namespace saddlescope
