#include "saddlescope/engine/preactivation_hessian.h"

#include <algorithm>

#include "saddlescope/engine/dense_layers.h"

namespace saddlescope::engine {
namespace {

constexpr std::size_t kDirections = 16;  // through the graph at once
// An element of a tangent costs about so many flops besides its products; a weight is met twice, on the way up and down.
constexpr double kPointwiseFlops = 30, kTangentProducts = 4;

std::size_t padded(std::size_t row) { return (row + kColumnTile - 1) / kColumnTile * kColumnTile; }

// to[n·step + r] = from[r·samples + n], a row of features for each sample.
void transpose_rows(const double* from, std::size_t rows, std::size_t samples, double* to, std::size_t step) {
  std::size_t r = 0;
  for (; r + kColumnTile <= rows; r += kColumnTile)
    for (std::size_t n = 0; n < samples; ++n)
      for (std::size_t t = 0; t < kColumnTile; ++t) to[n * step + r + t] = from[(r + t) * samples + n];
  for (; r < rows; ++r)
    for (std::size_t n = 0; n < samples; ++n) to[n * step + r] = from[r * samples + n];
}

LayerShape shape_of_layer(const DenseLayer& layer) {
  LayerShape shape{layer.inputs, layer.units, offset_of(layer.W), {}, layer.units_first};
  if (layer.b) shape.bias_offset = offset_of(layer.b);
  return shape;
}

// As [features, n].
Value samples_last(Value x, std::size_t sample_axis) { return x && sample_axis == 0 ? transpose(x) : x; }

}  // namespace

PreactivationHessian::PreactivationHessian(Value loss) {
  const std::vector<DenseLayer> found = dense_layers(loss);
  if (found.empty()) return;
  Graph& graph = loss.graph();
  samples_ = found.front().samples;
  std::vector<Value> z;
  for (const DenseLayer& layer : found) {
    layers_.push_back(shape_of_layer(layer));
    z.push_back(layer.z);
  }
  const std::vector<Value> delta = vjp({loss}, {graph.constant(1, {})}, z);
  plan_activations(graph, found, delta);
  pairs_.resize(found.size() * found.size());
  for (std::size_t l = 0; l < found.size(); ++l) plan_directions(graph, found, delta, l);
}

std::size_t PreactivationHessian::take(std::size_t doubles) {
  const std::size_t at = size_;
  size_ += padded(doubles + kStripSlack);
  return at;
}

void PreactivationHessian::plan_activations(Graph& graph, const std::vector<DenseLayer>& found,
                                            std::span<const Value> delta) {
  std::vector<Output> outputs;
  std::size_t end = 0;
  for (std::size_t l = 0; l < found.size(); ++l) {
    const LayerShape& shape = layers_[l];
    Place place;
    place.a = take(samples_ * padded(shape.factors()));
    place.a_tiles = take(samples_ * padded(shape.factors()));
    place.delta = take(samples_ * padded(shape.units));
    place.a_out = end;
    place.delta_out = end + shape.inputs * samples_;
    end = place.delta_out + shape.units * samples_;
    outputs.push_back({samples_last(found[l].a, found[l].a_sample_axis), place.a_out});
    outputs.push_back({samples_last(delta[l], found[l].z_sample_axis), place.delta_out});
    places_.push_back(place);
  }
  shared_ = std::make_unique<const Program>(graph, outputs);
}

void PreactivationHessian::plan_directions(Graph& graph, const std::vector<DenseLayer>& found,
                                           std::span<const Value> delta, std::size_t l) {
  const std::size_t h = layers_[l].units;
  const Value seed = samples_last(graph.seed(0, {h, samples_}, true), found[l].z_sample_axis);
  const std::vector<Tangent> moved = {{found[l].z, seed}};
  std::vector<Value> a(found.size());
  std::transform(found.begin(), found.end(), a.begin(), [](const DenseLayer& layer) { return layer.a; });
  const std::vector<Value> hessians = jvp(delta, moved), jacobians = jvp(a, moved);
  std::vector<Output> columns;
  std::size_t rows = 0;
  for (std::size_t m = l; m < found.size(); ++m) {
    Pair& pair = pairs_[l * found.size() + m];
    const LayerShape& other = layers_[m];
    const auto weights = static_cast<double>(m > l ? other.units * other.inputs : 0);
    flops_ += static_cast<double>(samples_ * h) *
              (kPointwiseFlops * static_cast<double>(other.units) + kTangentProducts * weights);
    if (hessians[m]) {
      pair.S = true;
      pair.S_column = rows;
      pair.S_at = take(m == l ? samples_ * padded(packed_size(h)) : h * samples_ * padded(other.units));
      columns.push_back({samples_last(hessians[m], found[m].z_sample_axis), rows});
      rows += other.units * samples_;
    }
    if (m > l && jacobians[m]) {
      const bool diagonal = elementwise_between(found[l].z, a[m]);
      pair.jacobian = diagonal ? Jacobian::diagonal : Jacobian::dense;
      pair.A_column = rows;
      pair.A_at = take(diagonal ? samples_ * padded(h) : h * samples_ * padded(other.factors()));
      columns.push_back({samples_last(jacobians[m], found[m].a_sample_axis), rows});
      rows += other.inputs * samples_;
    }
  }
  directional_.push_back(std::make_unique<const Program>(graph, columns));
  // Direction j reads h rows from row j on, of which row h − 1 is ones: it moves unit h − 1 − j.
  Vector window((2 * h - 1) * samples_);
  std::fill_n(window.begin() + static_cast<std::ptrdiff_t>((h - 1) * samples_), samples_, 1.0);
  seeds_.push_back(std::move(window));
}

void PreactivationHessian::evaluate(std::size_t task, const double* theta, std::span<const double* const> inputs,
                                    double* panel, BufferPool& pool) const {
  if (task < layers_.size()) return take_directions(task, theta, inputs, panel, pool);
  take_activations(theta, inputs, panel, pool);
}

void PreactivationHessian::take_activations(const double* theta, std::span<const double* const> inputs, double* panel,
                                            BufferPool& pool) const {
  const std::size_t length = places_.back().delta_out + layers_.back().units * samples_;
  const BufferPool::Lease cache(pool, shared_->cache_size()), workspace(pool, shared_->workspace_size(0));
  const BufferPool::Lease out(pool, length);
  std::fill_n(out.data(), length, 0.0);
  shared_->linearize({theta, inputs, {}, {}}, cache.data(), workspace.data(), out.data());
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const LayerShape& shape = layers_[l];
    const Place& place = places_[l];
    const std::size_t factors = shape.factors(), step = padded(factors);
    double* a = panel + place.a;
    std::fill_n(a, samples_ * step + kStripSlack, 0.0);
    transpose_rows(out.data() + place.a_out, shape.inputs, samples_, a, step);
    if (shape.bias_offset)
      for (std::size_t n = 0; n < samples_; ++n) a[n * step + shape.inputs] = 1;
    for (std::size_t c = 0; c < factors; c += kColumnTile)
      for (std::size_t n = 0; n < samples_; ++n)
        std::copy_n(a + n * step + c, kColumnTile, panel + place.a_tiles + c * samples_ + n * kColumnTile);
    double* delta = panel + place.delta;
    std::fill_n(delta, samples_ * padded(shape.units) + kStripSlack, 0.0);
    transpose_rows(out.data() + place.delta_out, shape.units, samples_, delta, padded(shape.units));
  }
}

void PreactivationHessian::take_directions(std::size_t l, const double* theta, std::span<const double* const> inputs,
                                           double* panel, BufferPool& pool) const {
  const Program& program = *directional_[l];
  const std::size_t h = layers_[l].units, rows = program.directional_size();
  if (rows == 0) return;
  for (std::size_t m = l; m < layers_.size(); ++m) {  // what pads a row is never used, yet read
    const Pair& p = pair(l, m);
    if (p.S && m == l) std::fill_n(panel + p.S_at, samples_ * padded(packed_size(h)), 0.0);
  }
  const BufferPool::Lease cache(pool, program.cache_size());
  const BufferPool::Lease workspace(pool, program.workspace_size(std::min(h, kDirections)));
  const BufferPool::Lease out(pool, rows * std::min(h, kDirections));
  program.linearize({theta, inputs, {}, {}}, cache.data(), workspace.data(), nullptr);
  for (std::size_t first = 0; first < h; first += kDirections) {
    const std::size_t k = std::min(kDirections, h - first);
    const SeedView seed{seeds_[l].data() + first * samples_, samples_};
    std::fill_n(out.data(), k * rows, 0.0);
    program.apply({theta, inputs, {}, std::span<const SeedView>(&seed, 1)}, cache.data(), k, workspace.data(),
                  out.data(), rows);
    for (std::size_t j = 0; j < k; ++j) store_direction(l, h - 1 - first - j, out.data() + j * rows, panel);
  }
}

void PreactivationHessian::store_direction(std::size_t l, std::size_t i, const double* column, double* panel) const {
  const std::size_t h = layers_[l].units;
  for (std::size_t m = l; m < layers_.size(); ++m) {
    const Pair& p = pair(l, m);
    const LayerShape& other = layers_[m];
    const double* S = column + p.S_column;
    const double* A = column + p.A_column;
    if (p.S && m == l) {
      for (std::size_t j = i; j < h; ++j) {
        const std::size_t c = packed_index(h, i, j);
        double* to = panel + p.S_at + c / kColumnTile * tile_stride() + c % kColumnTile;
        for (std::size_t n = 0; n < samples_; ++n) to[n * kColumnTile] = S[j * samples_ + n];
      }
    } else if (p.S) {
      const std::size_t step = padded(other.units);
      transpose_rows(S, other.units, samples_, panel + p.S_at + i * samples_ * step, step);
    }
    if (p.jacobian == Jacobian::diagonal) {
      for (std::size_t n = 0; n < samples_; ++n) panel[p.A_at + n * padded(h) + i] = A[i * samples_ + n];
    } else if (p.jacobian == Jacobian::dense) {
      const std::size_t step = padded(other.factors());
      double* to = panel + p.A_at + i * samples_ * step;
      std::fill_n(to, samples_ * step, 0.0);  // the bias's column stays 0
      transpose_rows(A, other.inputs, samples_, to, step);
    }
  }
}

PerSample PreactivationHessian::a(const double* panel, std::size_t l) const {
  return {panel + places_[l].a, padded(layers_[l].factors())};
}
const double* PreactivationHessian::a_tiles(const double* panel, std::size_t l) const {
  return panel + places_[l].a_tiles;
}
PerSample PreactivationHessian::delta(const double* panel, std::size_t l) const {
  return {panel + places_[l].delta, padded(layers_[l].units)};
}
const double* PreactivationHessian::hessian_tiles(const double* panel, std::size_t l) const {
  return panel + pair(l, l).S_at;
}
PerSample PreactivationHessian::hessian_row(const double* panel, std::size_t l, std::size_t m, std::size_t i) const {
  const std::size_t step = padded(layers_[m].units);
  return {panel + pair(l, m).S_at + i * samples_ * step, step};
}
PerSample PreactivationHessian::jacobian_row(const double* panel, std::size_t l, std::size_t m, std::size_t i) const {
  const std::size_t step = padded(layers_[m].factors());
  return {panel + pair(l, m).A_at + i * samples_ * step, step};
}
PerSample PreactivationHessian::jacobian_diagonal(const double* panel, std::size_t l, std::size_t m) const {
  return {panel + pair(l, m).A_at, padded(layers_[l].units)};
}

}  // namespace saddlescope::engine
