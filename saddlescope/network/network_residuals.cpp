#include "saddlescope/network/network_residuals.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/base/parallel.h"
#include "saddlescope/engine/kernels/row_products.h"
#include "saddlescope/engine/kernels/tiled_products.h"
#include "saddlescope/engine/transform.h"
#include "saddlescope/linalg/blas.h"

namespace saddlescope {
namespace {

using engine::Output;
using engine::Value;

constexpr std::size_t kPanelRows =
    288;   // of J at most, where a term has no more: a tile's rows stay in the first cache
constexpr std::size_t kBlockColumns = 24;  // of A that one task sums
constexpr std::size_t kBlockRows = 64;       // columns of J·Jᵀ that one task takes
constexpr double kWorthIt = 0.5;           // of the flops by rows: those by layers need more around them
constexpr std::size_t kDirections = 8;     // columns of J·V or Jᵀ·U that go through the graph at once

std::vector<engine::LayerShape> shapes_of(const MlpSpec& spec) {
  std::vector<engine::LayerShape> shapes;
  std::size_t offset = 0;
  for (std::size_t l = 0; l < spec.layers(); ++l) {
    engine::LayerShape shape{spec.sizes[l], spec.sizes[l + 1], offset, {}, true};
    offset += shape.inputs * shape.units;
    if (spec.bias) {
      shape.bias_offset = offset;
      offset += shape.units;
    }
    shapes.push_back(shape);
  }
  return shapes;
}

double half_square(std::span<const double> x) { return 0.5 * dot(x, x); }

}  // namespace

// Block b: columns b·kBlockColumns … of the (P + 1)² products, each from the block's first row on.
struct NetworkResiduals::Sums {
  explicit Sums(std::size_t n) : order(n) {
    for (std::size_t first = 0; first < order; first += kBlockColumns) {
      at.push_back(size);
      size += columns(at.size() - 1) * (order - first);
    }
  }
  std::size_t blocks() const { return at.size(); }
  std::size_t first(std::size_t b) const { return b * kBlockColumns; }
  std::size_t columns(std::size_t b) const { return std::min(kBlockColumns, order - first(b)); }

  std::size_t order, size = 0;
  std::vector<std::size_t> at;
};

NetworkResiduals::NetworkResiduals(const MlpSpec& spec, const Loss& loss, const SampleChunks<double>& chunks,
                                   std::size_t samples, const NetworkSums<double>& sums)
    : spec_(spec),
      chunks_(chunks),
      loss_(loss),
      sums_(sums),
      samples_(samples),
      factor_(loss.residual_factor(samples, spec.outputs())),
      weight_decay_(sums.weight_decay()),
      layers_(shapes_of(spec)) {
  P_ = 0;
  for (const engine::LayerShape& layer : layers_) P_ += layer.parameters();
  plan_panels();
  const std::size_t C = outputs();
  for (const std::size_t n : chunks.lengths()) {
    one_hot_.emplace_back((2 * C - 1) * n, 0.0);
    std::fill_n(one_hot_.back().begin() + static_cast<std::ptrdiff_t>((C - 1) * n), n, 1.0);
  }
}

void NetworkResiduals::plan_panels() {
  const std::size_t terms = chunks_.list().size() * outputs();
  for (std::size_t t = 0; t < terms; ++t) {
    if (panels_.empty() || panels_.back().rows + term_rows(t) > kPanelRows) panels_.push_back({t, 0, 0});
    ++panels_.back().terms;
    panels_.back().rows += term_rows(t);
  }
}

std::size_t NetworkResiduals::residual_count() const { return samples_ * outputs() + (weight_decay_ > 0 ? P_ : 0); }

std::unique_ptr<const engine::Program> NetworkResiduals::compile(Kind kind, std::size_t n) const {
  const ChunkGraph built = chunk_graph(spec_, loss_, n, samples_);
  const Value r = (built.z.back() - built.targets) * factor_;
  std::vector<Output> result;
  if (kind == Kind::values || kind == Kind::rows) result.push_back({r, 0});
  if (kind == Kind::forward) {
    result.push_back({jvp(std::span<const Value>(&r, 1), engine::tangents(built.theta)).front(), 0});
  }
  if (kind == Kind::values || kind == Kind::forward) {
    return std::make_unique<const engine::Program>(*built.graph, result);
  }
  const Value seed = built.graph->seed(0, {outputs(), n}, true);
  if (kind == Kind::transposed) {
    const std::vector<Value> products = vjp({r}, {seed}, built.theta);
    for (std::size_t i = 0; i < products.size(); ++i)
      result.push_back({products[i], engine::offset_of(built.theta[i])});
    return std::make_unique<const engine::Program>(*built.graph, result);
  }
  std::size_t shared = outputs() * n, directional = 0;
  const std::vector<Value> deltas = vjp({r}, {seed}, built.z);
  for (std::size_t l = 0; l < deltas.size(); ++l) {
    result.push_back({deltas[l], directional});
    directional += layers_[l].units * n;
    if (l == 0) continue;
    result.push_back({built.inputs_of[l], shared});
    shared += layers_[l].inputs * n;
  }
  return std::make_unique<const engine::Program>(*built.graph, result);
}

const engine::Program& NetworkResiduals::program(Kind kind, std::size_t length) const {
  Lazy& lazy = programs_[static_cast<std::size_t>(kind)];
  std::call_once(lazy.once, [&] {
    for (const std::size_t n : chunks_.lengths()) lazy.programs.push_back(compile(kind, n));
  });
  return *lazy.programs[length_index(length)];
}

double NetworkResiduals::residuals(std::span<const double> theta, std::span<double> r, Context& context) const {
  if (theta.size() != P_ || r.size() != residual_count()) throw_internal("residuals() gets vectors of lengths P and M");
  const std::vector<SampleChunk<double>>& list = chunks_.list();
  std::fill(r.begin(), r.end(), 0.0);
  parallel_for(context.threads, list.size(), [&](std::size_t c) {
    const BlasThreads one(1);
    const engine::Program& values = program(Kind::values, list[c].length);
    const engine::BufferPool<double>::Lease cache(pool_, values.cache_size()),
        workspace(pool_, values.workspace_size(0));
    const std::array inputs = {list[c].x, list[c].targets};
    values.linearize({theta.data(), inputs, {}, {}}, cache.data(), workspace.data(),
                     r.data() + list[c].first * outputs());
  });
  if (weight_decay_ > 0) {
    const double root = std::sqrt(weight_decay_);
    for (std::size_t i = 0; i < P_; ++i) r[samples_ * outputs() + i] = root * theta[i];
  }
  return half_square(r);
}

void NetworkResiduals::jacobian(std::span<const double> theta, ConstBlock V, Block JV, Context& context) const {
  if (V.rows() != P_ || JV.rows() != residual_count() || JV.columns() != V.columns()) {
    throw_internal("jacobian() gets blocks of P and of M rows");
  }
  const std::vector<SampleChunk<double>>& list = chunks_.list();
  const std::size_t k = V.columns();
  std::fill_n(JV.data(), JV.rows() * k, 0.0);
  const std::array tangents = {engine::directions(V)};
  parallel_for(context.threads, list.size(), [&](std::size_t c) {
    const BlasThreads one(1);
    const engine::Program& forward = program(Kind::forward, list[c].length);
    const engine::BufferPool<double>::Lease cache(pool_, forward.cache_size());
    const engine::BufferPool<double>::Lease workspace(
        pool_, std::max(forward.workspace_size(0), forward.workspace_size(kDirections)));
    const std::array inputs = {list[c].x, list[c].targets};
    engine::Arguments args{theta.data(), inputs, tangents, {}};
    forward.linearize(args, cache.data(), workspace.data(), nullptr);
    for (; args.first < k; args.first += kDirections) {
      forward.apply(args, cache.data(), std::min(kDirections, k - args.first), workspace.data(),
                    JV.column(args.first).data() + list[c].first * outputs(), JV.rows());
    }
  });
  if (weight_decay_ == 0) return;
  const double root = std::sqrt(weight_decay_);
  for (std::size_t j = 0; j < k; ++j)
    for (std::size_t i = 0; i < P_; ++i) JV(samples_ * outputs() + i, j) = root * V(i, j);
}

// Threads share the columns: the sum over chunks keeps its order.
void NetworkResiduals::transposed_jacobian(std::span<const double> theta, ConstBlock U, Block JTU,
                                           Context& context) const {
  if (JTU.rows() != P_ || U.rows() != residual_count() || JTU.columns() != U.columns()) {
    throw_internal("transposed_jacobian() gets blocks of M and of P rows");
  }
  const std::vector<SampleChunk<double>>& list = chunks_.list();
  std::fill_n(JTU.data(), JTU.rows() * JTU.columns(), 0.0);
  const std::size_t batches = (U.columns() + kDirections - 1) / kDirections;
  parallel_for(context.threads, batches, [&](std::size_t batch) {
    const BlasThreads one(1);
    const std::size_t first = batch * kDirections, k = std::min(kDirections, U.columns() - first);
    for (const SampleChunk<double>& chunk : list) {
      const engine::Program& backward = program(Kind::transposed, chunk.length);
      const engine::BufferPool<double>::Lease cache(pool_, backward.cache_size());
      const engine::BufferPool<double>::Lease workspace(
          pool_, std::max(backward.workspace_size(0), backward.workspace_size(k)));
      const std::array inputs = {chunk.x, chunk.targets};
      const std::array seeds = {engine::SeedView{U.column(first).data() + chunk.first * outputs(), U.rows()}};
      const engine::Arguments args{theta.data(), inputs, {}, seeds};
      backward.linearize(args, cache.data(), workspace.data(), nullptr);
      backward.apply(args, cache.data(), k, workspace.data(), JTU.column(first).data(), P_);
    }
  });
  if (weight_decay_ == 0) return;
  const double root = std::sqrt(weight_decay_);
  for (std::size_t j = 0; j < U.columns(); ++j)
    for (std::size_t i = 0; i < P_; ++i) JTU(i, j) += root * U(samples_ * outputs() + i, j);
}

// Entry (row, parameter) of J at J[parameter·stride + row]. Row n's δ_l and a_l, if asked for, at factors[offset_l + (i
// or h_l + p)·factor_stride + n].
struct NetworkResiduals::Rows {
  double* J = nullptr;
  std::size_t stride = 0;
  double* r = nullptr;  // null: not asked for
  double* factors = nullptr;
  std::size_t factor_stride = 0;
  std::span<const std::size_t> offsets = {};
};

// Rows at, at + 1, … of J: those of the chunk and one output.
void NetworkResiduals::fill_rows(const SampleChunk<double>& chunk, const double* a, const double* delta, const Rows& to,
                                 std::size_t at) const {
  const std::size_t n = chunk.length;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const engine::LayerShape& layer = layers_[l];
    const double* inputs = l == 0 ? chunk.x : a;
    for (std::size_t i = 0; i < layer.units; ++i) {
      const double* d = delta + i * n;
      for (std::size_t p = 0; p < layer.inputs; ++p) {
        double* row = to.J + layer.index(i, p) * to.stride + at;
        const double* x = inputs + p * n;
        for (std::size_t s = 0; s < n; ++s) row[s] = d[s] * x[s];
      }
      if (layer.bias_offset) std::copy_n(d, n, to.J + layer.index(i, layer.inputs) * to.stride + at);
    }
    for (std::size_t i = 0; to.factors != nullptr && i < layer.units + layer.inputs; ++i) {
      const double* from = i < layer.units ? delta + i * n : inputs + (i - layer.units) * n;
      std::copy_n(from, n, to.factors + to.offsets[l] + i * to.factor_stride + at);
    }
    delta += layer.units * n;
    if (l > 0) a += layer.inputs * n;
  }
}

void NetworkResiduals::fill_terms(const SampleChunk<double>& chunk, std::size_t first_output, std::size_t count,
                                  std::span<const double> theta, const Rows& to, std::size_t at) const {
  const std::size_t n = chunk.length, C = outputs();
  const Vector& one_hot = one_hot_[length_index(n)];
  const engine::Program& rows = program(Kind::rows, n);
  const std::size_t shared = rows.shared_size(), directional = rows.directional_size();
  const engine::BufferPool<double>::Lease cache(pool_, rows.cache_size()), out(pool_, shared + directional);
  const engine::BufferPool<double>::Lease workspace(pool_, std::max(rows.workspace_size(0), rows.workspace_size(1)));
  const std::array inputs = {chunk.x, chunk.targets};
  std::fill_n(out.data(), shared, 0.0);
  rows.linearize({theta.data(), inputs, {}, {}}, cache.data(), workspace.data(), out.data());
  double* delta = out.data() + shared;
  for (std::size_t c = first_output; c < first_output + count; ++c, at += n) {
    const std::array seeds = {engine::SeedView{one_hot.data() + (C - 1 - c) * n, 0}};  // [C, n], row c ones
    std::fill_n(delta, directional, 0.0);
    rows.apply({theta.data(), inputs, {}, seeds}, cache.data(), 1, workspace.data(), delta, directional);
    fill_rows(chunk, out.data() + C * n, delta, to, at);
    if (to.r != nullptr) std::copy_n(out.data() + c * n, n, to.r + at);
  }
}

void NetworkResiduals::fill_panel(const Panel& panel, std::span<const double> theta, const Rows& to,
                                  Context& context) const {
  const std::size_t C = outputs(), end = panel.first_term + panel.terms;
  const std::size_t first_chunk = panel.first_term / C, chunks = (end + C - 1) / C - first_chunk;
  parallel_for(context.threads, chunks, [&](std::size_t i) {
    const BlasThreads one(1);
    const std::size_t chunk = first_chunk + i, first = std::max(panel.first_term, chunk * C);
    const std::size_t last = std::min(end, (chunk + 1) * C);
    std::size_t at = 0;
    for (std::size_t t = panel.first_term; t < first; ++t) at += term_rows(t);
    fill_terms(chunks_.list()[chunk], first - chunk * C, last - first, theta, to, at);
  });
}

std::vector<std::size_t> NetworkResiduals::factor_offsets(std::size_t stride) const {
  std::vector<std::size_t> offsets{0};
  for (const engine::LayerShape& layer : layers_)
    offsets.push_back(offsets.back() + (layer.units + layer.inputs) * stride);
  return offsets;
}

void NetworkResiduals::gram(std::span<const double> theta, Block J, Block K, Context& context) const {
  const std::size_t M = residual_count();
  if (theta.size() != P_ || J.rows() != M || J.columns() != P_ || K.rows() != M || K.columns() != M) {
    throw_internal("gram() gets matrices of M rows and of P and M columns");
  }
  if (weight_decay_ > 0) return LeastSquares::gram(theta, J, K, context);
  const std::size_t stride = (M + engine::kRowsTile - 1) / engine::kRowsTile * engine::kRowsTile;
  const std::vector<std::size_t> offsets = factor_offsets(stride);
  const engine::BufferPool<double>::Lease factors(pool_, offsets.back());
  for (std::size_t row = 0; row < offsets.back(); row += stride)  // what is beyond the last row
    std::fill(factors.data() + row + M, factors.data() + row + stride, 0.0);
  const Rows to{J.data(), M, nullptr, factors.data(), stride, offsets};
  fill_panel({0, chunks_.list().size() * outputs(), M}, theta, to, context);
  std::vector<engine::RowFactors> layers;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const double* D = factors.data() + offsets[l];
    layers.push_back(
        {D, layers_[l].units, D + layers_[l].units * stride, layers_[l].inputs, layers_[l].bias_offset.has_value()});
  }
  parallel_for(context.threads, (M + kBlockRows - 1) / kBlockRows, [&](std::size_t b) {
    engine::row_products(layers, M, stride, b * kBlockRows, std::min(M, (b + 1) * kBlockRows), K.data());
  });
}

// By flops, where a chunk's second derivatives stay within what a panel of them may take.
bool NetworkResiduals::by_layers() const {
  const double rows = static_cast<double>(samples_ * outputs()) * static_cast<double>(P_) * static_cast<double>(P_);
  if (outputs() == 1) return false;
  const engine::LayerHessian& layers = sums_.gauss_newton();
  return layers.parameters() == P_ && layers.chunk_bytes() <= engine::LayerHessian::kPanelBytes &&
         layers.flops() < kWorthIt * rows;
}

double NetworkResiduals::normal_equations(std::span<const double> theta, Block A, std::span<double> g,
                                          Context& context) const {
  if (theta.size() != P_ || g.size() != P_ || A.rows() != P_ || A.columns() != P_) {
    throw_internal("normal_equations() gets a matrix of P rows and vectors of length P");
  }
  if (!by_layers()) return by_rows(theta, A, g, context);
  sums_.gauss_newton().fill(theta, A, context);
  for (std::size_t i = 0; i < P_; ++i) A(i, i) += weight_decay_;
  const engine::BufferPool<double>::Lease out(pool_, P_ + 1);
  sums_.gradient().evaluate(theta, {out.data(), P_ + 1}, context);
  std::copy_n(out.data(), P_, g.begin());
  return out.data()[P_];
}

double NetworkResiduals::by_rows(std::span<const double> theta, Block A, std::span<double> g, Context& context) const {
  const Sums sums(P_ + 1);
  std::size_t most_rows = 0;
  for (const Panel& panel : panels_) most_rows = std::max(most_rows, panel.rows);
  const engine::BufferPool<double>::Lease J(pool_, (P_ + 1) * most_rows), products(pool_, sums.size);
  for (const Panel& panel : panels_) {
    context.throw_if_stopped();
    fill_panel(panel, theta, {J.data(), panel.rows, J.data() + P_ * panel.rows}, context);
    parallel_for(context.threads, sums.blocks(), [&](std::size_t b) {
      const double* rows = J.data() + sums.first(b) * panel.rows;
      engine::dot_products<double>(sums.columns(b), P_ + 1 - sums.first(b), panel.rows, {rows, rows}, {},
                                   products.data() + sums.at[b], panel.first_term > 0);
    });
  }
  double squares = 0;
  for (std::size_t b = 0; b < sums.blocks(); ++b) {
    const std::size_t first = sums.first(b), length = P_ + 1 - first;
    for (std::size_t j = 0; j < sums.columns(b); ++j) {
      const double* column = products.data() + sums.at[b] + j * length;
      if (first + j == P_) {
        squares = column[j];
        continue;
      }
      std::copy_n(column + j, P_ - first - j, A.column(first + j).data() + first + j);
      g[first + j] = column[length - 1];
    }
  }
  if (weight_decay_ == 0) return 0.5 * squares;
  for (std::size_t i = 0; i < P_; ++i) A(i, i) += weight_decay_;
  axpy(weight_decay_, theta, g);
  return 0.5 * squares + 0.5 * weight_decay_ * dot(theta, theta);
}

}  // namespace saddlescope
