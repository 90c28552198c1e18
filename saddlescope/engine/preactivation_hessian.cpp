#include "saddlescope/engine/preactivation_hessian.h"

#include <algorithm>
#include <bit>

#include "saddlescope/engine/kernels/interleave.h"
#include "saddlescope/engine/layer_link.h"

namespace saddlescope::engine {
namespace {

constexpr std::size_t kDirections = 16;  // through the graph at once
// An element of a tangent costs about so many flops besides its products; a weight is met twice, on the way up and
// down.
constexpr double kPointwiseFlops = 30, kTangentProducts = 4;

std::size_t padded(std::size_t row) { return (row + kColumnTile - 1) / kColumnTile * kColumnTile; }

// From one sample's `count` numbers to the next one's, such that a line of cache begins with a sample's first.
std::size_t step_of(std::size_t count) { return std::min(std::bit_ceil(count), padded(count)); }

// Rows, of `samples` numbers each, to the columns of tiles, in their order. What fills no tile is repeated, and never
// read.
template <class T>
class Tiles {
 public:
  Tiles(std::size_t samples, T* to) : samples_(samples), to_(to) {}
  void add(const T* from, std::size_t rows) {
    for (std::size_t r = 0; r < rows; ++r) {
      rows_[count_++] = from + r * samples_;
      if (count_ == kColumnTile) flush();
    }
  }
  void flush() {
    if (count_ == 0) return;
    for (std::size_t c = count_; c < kColumnTile; ++c) rows_[c] = rows_[count_ - 1];
    interleave_tile(rows_, samples_, to_);
    to_ += kColumnTile * samples_;
    count_ = 0;
  }

 private:
  std::size_t samples_, count_ = 0;
  T* to_;
  const T* rows_[kColumnTile];
};

LayerShape shape_of_layer(const DenseLayer& layer) {
  LayerShape shape{layer.inputs, layer.units, offset_of(layer.W), {}, layer.units_first};
  if (layer.b) shape.bias_offset = offset_of(layer.b);
  return shape;
}

// As [features, n].
Value samples_last(Value x, std::size_t sample_axis) { return x && sample_axis == 0 ? transpose(x) : x; }

}  // namespace

template <class T>
PreactivationHessian<T>::PreactivationHessian(Value loss, Curvature curvature) : curvature_(curvature) {
  const std::vector<DenseLayer> found = dense_layers(loss);
  if (found.empty()) return;
  samples_ = found.front().samples;
  std::vector<Value> z;
  for (const DenseLayer& layer : found) {
    layers_.push_back(shape_of_layer(layer));
    z.push_back(layer.z);
  }
  const std::vector<Value> delta = vjp({loss}, {loss.graph().constant(1, {})}, z);
  pairs_.resize(found.size() * found.size());
  levels_.resize(found.size());
  std::vector<Output> shared = plan_activations(found, delta);
  for (std::size_t l = found.size(); l-- > 0;) {
    levels_[l].linked = plan_link(found, loss, l, shared);
    if (curvature_ == Curvature::gauss_newton && !levels_[l].linked && l + 1 < found.size()) {
      layers_.clear();
      return;
    }
    if (!levels_[l].linked) plan_directions(found, delta, l);
    plan_panel(l);
  }
  shared_ = std::make_unique<const BasicProgram<T>>(loss.graph(), shared);
}

template <class T>
std::size_t PreactivationHessian<T>::take(std::size_t elements) {
  const std::size_t at = size_;
  size_ += padded(elements + kStripSlack<T>);
  return at;
}

template <class T>
std::vector<Output> PreactivationHessian<T>::plan_activations(const std::vector<DenseLayer>& found,
                                                              std::span<const Value> delta) {
  std::vector<Output> outputs;
  for (std::size_t l = 0; l < found.size(); ++l) {
    const LayerShape& shape = layers_[l];
    Place place;
    place.a = take(samples_ * step_of(shape.factors()));
    place.a_tiles = take(samples_ * padded(shape.factors()));
    place.delta = take(samples_ * step_of(shape.units));
    place.delta_tiles = take(samples_ * padded(shape.units));
    place.a_out = shared_size_;
    place.delta_out = place.a_out + shape.inputs * samples_;
    place.D_out = place.delta_out + shape.units * samples_;
    place.E_out = place.D_out + shape.units * samples_;
    shared_size_ = place.E_out + shape.units * samples_;
    outputs.push_back({samples_last(found[l].a, found[l].a_sample_axis), place.a_out});
    outputs.push_back({samples_last(delta[l], found[l].z_sample_axis), place.delta_out});
    places_.push_back(place);
  }
  return outputs;
}

// D and E of layer_link.h are shared outputs: a and ∂L/∂a, held constant, moved along ones.
template <class T>
bool PreactivationHessian<T>::plan_link(const std::vector<DenseLayer>& found, Value loss, std::size_t l,
                                        std::vector<Output>& shared) {
  const std::size_t m = l + 1;
  if (m == found.size() || !pair(m, m).S || !is_link(found[l], found[m], loss)) return false;
  Graph& graph = loss.graph();
  const Value z = found[l].z, a = found[m].a;
  const std::vector<Tangent> moved = {{z, graph.constant(1, z.shape())}};
  const std::vector<Value> above = vjp({loss}, {graph.constant(1, {})}, std::span<const Value>(&a, 1));
  const Value held = stop_gradient(above.front());
  const std::vector<Value> below = vjp({a}, {held}, std::span<const Value>(&z, 1));
  const Value D = jvp(std::span<const Value>(&a, 1), moved).front(), E = jvp(below, moved).front();
  if (!D) return false;
  const bool full = curvature_ == Curvature::full;
  places_[l].E = E && full;
  shared.push_back({samples_last(D, found[l].z_sample_axis), places_[l].D_out});
  if (full) shared.push_back({samples_last(E, found[l].z_sample_axis), places_[l].E_out});

  const std::size_t own = layers_[l].units * samples_, row = levels_[m].row;
  levels_[l].row = own + row;
  pair(l, l) = {true, Jacobian::none};
  for (std::size_t k = m; k < found.size(); ++k) {
    const Pair& from = pair(m, k);
    Pair& to = pair(l, k);
    to.S = from.S;
    to.S_row = own + from.S_row;
    if (!full) continue;
    to.jacobian = k == m ? Jacobian::diagonal : from.jacobian == Jacobian::none ? Jacobian::none : Jacobian::dense;
    to.A_row = own + from.A_row;
    if (k == m + 1 && levels_[m].linked) {  // layer m's is diagonal, and in no row
      to.A_row = levels_[l].row;
      levels_[l].row += layers_[m].units * samples_;
    }
  }
  flops_ += 2.0 * static_cast<double>(layers_[l].units * layers_[m].units) * static_cast<double>(row + own);
  return true;
}

template <class T>
void PreactivationHessian<T>::plan_directions(const std::vector<DenseLayer>& found, std::span<const Value> delta,
                                              std::size_t l) {
  Graph& graph = found[l].z.graph();
  const std::size_t h = layers_[l].units;
  const Value seed = samples_last(graph.seed(0, {h, samples_}, true), found[l].z_sample_axis);
  const std::vector<Tangent> moved = {{found[l].z, seed}};
  std::vector<Value> a(found.size());
  std::transform(found.begin(), found.end(), a.begin(), [](const DenseLayer& layer) { return layer.a; });
  const std::vector<Value> hessians = jvp(delta, moved), jacobians = jvp(a, moved);
  std::vector<Output> outputs;
  std::size_t row = 0;
  for (std::size_t m = l; m < found.size(); ++m) {
    Pair& to = pair(l, m);
    const auto weights = static_cast<double>(m > l ? layers_[m].units * layers_[m].inputs : 0);
    flops_ += static_cast<double>(samples_ * h) *
              (kPointwiseFlops * static_cast<double>(layers_[m].units) + kTangentProducts * weights);
    if (!hessians[m]) continue;
    to.S = true;
    to.S_row = row;
    outputs.push_back({samples_last(hessians[m], found[m].z_sample_axis), row});
    row += layers_[m].units * samples_;
  }
  for (std::size_t m = l + 1; m < found.size(); ++m) {
    if (!jacobians[m]) continue;
    Pair& to = pair(l, m);
    to.jacobian = elementwise_between(found[l].z, a[m]) ? Jacobian::diagonal : Jacobian::dense;
    to.A_row = row;
    outputs.push_back({samples_last(jacobians[m], found[m].a_sample_axis), row});
    row += layers_[m].inputs * samples_;
  }
  levels_[l].row = row;
  levels_[l].program = std::make_unique<const BasicProgram<T>>(graph, outputs);
  // Direction j reads h rows from row j on, of which row h − 1 is ones: it moves unit h − 1 − j.
  levels_[l].seeds.assign((2 * h - 1) * samples_, T(0));
  std::fill_n(levels_[l].seeds.begin() + static_cast<std::ptrdiff_t>((h - 1) * samples_), samples_, T(1));
}

template <class T>
void PreactivationHessian<T>::plan_panel(std::size_t l) {
  const std::size_t h = layers_[l].units;
  for (std::size_t m = l; m < layers_.size(); ++m) {
    Pair& to = pair(l, m);
    const bool dense = to.jacobian == Jacobian::dense;
    const std::size_t columns = m == l ? packed_size(h) : h * layers_[m].units;
    if (to.S) to.S_at = take(samples_ * (dense ? h * step_of(layers_[m].units) : padded(columns)));
    if (dense) to.A_at = take(h * samples_ * step_of(layers_[m].factors()));
    if (to.jacobian == Jacobian::diagonal) to.A_at = take(samples_ * step_of(h));
  }
}

template <class T>
std::size_t PreactivationHessian<T>::workspace() const {
  std::size_t largest = 0, programs = shared_ ? shared_->cache_size() + shared_->workspace_size(0) : 0;
  for (std::size_t l = 0; l < levels_.size(); ++l) {
    if (levels_[l].linked) largest = std::max(largest, layers_[l].units * layers_[l + 1].units * samples_);
    if (!levels_[l].program) continue;
    const BasicProgram<T>& program = *levels_[l].program;
    programs = std::max(programs, program.cache_size() + program.workspace_size(kDirections));
  }
  return most_rows(0) + most_rows(1) + largest + programs + shared_size_;
}

template <class T>
std::size_t PreactivationHessian<T>::most_rows(std::size_t parity) const {
  std::size_t most = 0;
  for (std::size_t l = parity; l < levels_.size(); l += 2) most = std::max(most, layers_[l].units * levels_[l].row);
  return most;
}

template <class T>
void PreactivationHessian<T>::evaluate(const T* theta, std::span<const T* const> inputs, T* panel,
                                       BufferPool<T>& pool) const {
  const typename BufferPool<T>::Lease out(pool, shared_size_);
  std::fill_n(out.data(), shared_size_, T(0));
  {
    const typename BufferPool<T>::Lease cache(pool, shared_->cache_size()), workspace(pool, shared_->workspace_size(0));
    shared_->linearize({theta, inputs, {}, {}}, cache.data(), workspace.data(), out.data());
  }
  store_activations(out.data(), panel);
  const typename BufferPool<T>::Lease even(pool, most_rows(0)), odd(pool, most_rows(1));
  for (std::size_t l = levels_.size(); l-- > 0;) {
    T* rows = l % 2 == 0 ? even.data() : odd.data();
    if (levels_[l].linked)
      run_link(l, theta, out.data(), l % 2 == 0 ? odd.data() : even.data(), rows, pool);
    else
      run_directions(l, theta, inputs, rows, pool);
    store_level(l, rows, out.data(), panel);
  }
}

template <class T>
void PreactivationHessian<T>::store_activations(const T* out, T* panel) const {
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const LayerShape& shape = layers_[l];
    const Place& place = places_[l];
    const std::size_t step = step_of(shape.factors());
    T *a = panel + place.a, *tiles = panel + place.a_tiles, *delta = panel + place.delta;
    interleave(out + place.a_out, shape.inputs, samples_, a, step);
    Tiles<T> a_tiles(samples_, tiles), delta_tiles(samples_, panel + place.delta_tiles);
    a_tiles.add(out + place.a_out, shape.inputs);
    a_tiles.flush();
    if (shape.bias_offset) {
      T* ones = tiles + shape.inputs / kColumnTile * tile_stride() + shape.inputs % kColumnTile;
      for (std::size_t n = 0; n < samples_; ++n) a[n * step + shape.inputs] = ones[n * kColumnTile] = 1;
    }
    interleave(out + place.delta_out, shape.units, samples_, delta, step_of(shape.units));
    delta_tiles.add(out + place.delta_out, shape.units);
    delta_tiles.flush();
  }
}

template <class T>
void PreactivationHessian<T>::run_directions(std::size_t l, const T* theta, std::span<const T* const> inputs, T* rows,
                                             BufferPool<T>& pool) const {
  const Level& level = levels_[l];
  const BasicProgram<T>& program = *level.program;
  const std::size_t h = layers_[l].units;
  if (level.row == 0) return;
  const typename BufferPool<T>::Lease cache(pool, program.cache_size());
  const typename BufferPool<T>::Lease workspace(
      pool, std::max(program.workspace_size(0), program.workspace_size(kDirections)));
  const typename BufferPool<T>::Lease out(pool, level.row * std::min(h, kDirections));
  program.linearize({theta, inputs, {}, {}}, cache.data(), workspace.data(), nullptr);
  for (std::size_t first = 0; first < h; first += kDirections) {
    const std::size_t k = std::min(kDirections, h - first);
    const DirectionsView<T> seed{level.seeds.data() + first * samples_, samples_};
    std::fill_n(out.data(), k * level.row, T(0));
    program.apply({theta, inputs, {}, std::span<const DirectionsView<T>>(&seed, 1)}, cache.data(), k, workspace.data(),
                  out.data(), level.row);
    for (std::size_t j = 0; j < k; ++j)
      std::copy_n(out.data() + j * level.row, level.row, rows + (h - 1 - first - j) * level.row);
  }
}

template <class T>
void PreactivationHessian<T>::run_link(std::size_t l, const T* theta, const T* out, const T* above, T* rows,
                                       BufferPool<T>& pool) const {
  const std::size_t m = l + 1, h = layers_[l].units;
  const Place& place = places_[l];
  const LayerLink<T> link{&layers_[m],       theta + layers_[m].weight_offset,     h, samples_,
                          out + place.D_out, place.E ? out + place.E_out : nullptr};
  const typename BufferPool<T>::Lease scratch(pool, layers_[m].units * h * samples_);
  step_down(link, above, levels_[m].row, rows, levels_[l].row, scratch.data());
  if (levels_[m].linked && curvature_ == Curvature::full)
    jacobian_over_two(link, out + places_[m].D_out, rows + pair(l, m + 1).A_row, levels_[l].row);
}

template <class T>
void PreactivationHessian<T>::store_level(std::size_t l, const T* rows, const T* out, T* panel) const {
  const std::size_t h = layers_[l].units;
  for (std::size_t m = l; m < layers_.size(); ++m) {
    const Pair& p = pair(l, m);
    const LayerShape& other = layers_[m];
    const bool dense = p.jacobian == Jacobian::dense;
    const std::size_t S_step = step_of(other.units), A_step = step_of(other.factors());
    Tiles<T> S_tiles(samples_, panel + p.S_at);
    for (std::size_t i = 0; i < h; ++i) {
      const T *S = rows + i * levels_[l].row + p.S_row, *A = rows + i * levels_[l].row + p.A_row;
      if (p.S && m == l) {
        S_tiles.add(S + i * samples_, h - i);
      } else if (p.S && dense) {
        interleave(S, other.units, samples_, panel + p.S_at + i * samples_ * S_step, S_step);
      } else if (p.S) {
        S_tiles.add(S, other.units);
      }
      if (dense) {
        T* to = panel + p.A_at + i * samples_ * A_step;
        interleave(A, other.inputs, samples_, to, A_step);
        for (std::size_t n = 0; n < samples_ && other.bias_offset; ++n) to[n * A_step + other.inputs] = 0;
      } else if (p.jacobian == Jacobian::diagonal && !levels_[l].linked) {
        interleave(A + i * samples_, 1, samples_, panel + p.A_at + i, step_of(h));
      }
    }
    S_tiles.flush();
    if (p.jacobian == Jacobian::diagonal && levels_[l].linked)
      interleave(out + places_[l].D_out, h, samples_, panel + p.A_at, step_of(h));
  }
}

template <class T>
PerSample<T> PreactivationHessian<T>::a(const T* panel, std::size_t l) const {
  return {panel + places_[l].a, step_of(layers_[l].factors())};
}
template <class T>
PerSample<T> PreactivationHessian<T>::delta(const T* panel, std::size_t l) const {
  return {panel + places_[l].delta, step_of(layers_[l].units)};
}
template <class T>
const T* PreactivationHessian<T>::a_tiles(const T* panel, std::size_t l) const {
  return panel + places_[l].a_tiles;
}
template <class T>
const T* PreactivationHessian<T>::delta_tiles(const T* panel, std::size_t l) const {
  return panel + places_[l].delta_tiles;
}
template <class T>
const T* PreactivationHessian<T>::hessian_tiles(const T* panel, std::size_t l, std::size_t m) const {
  return panel + pair(l, m).S_at;
}
template <class T>
PerSample<T> PreactivationHessian<T>::hessian_row(const T* panel, std::size_t l, std::size_t m, std::size_t i) const {
  const std::size_t step = step_of(layers_[m].units);
  return {panel + pair(l, m).S_at + i * samples_ * step, step};
}
template <class T>
PerSample<T> PreactivationHessian<T>::jacobian_row(const T* panel, std::size_t l, std::size_t m, std::size_t i) const {
  const std::size_t step = step_of(layers_[m].factors());
  return {panel + pair(l, m).A_at + i * samples_ * step, step};
}
template <class T>
PerSample<T> PreactivationHessian<T>::jacobian_diagonal(const T* panel, std::size_t l, std::size_t m) const {
  return {panel + pair(l, m).A_at, step_of(layers_[l].units)};
}

template class PreactivationHessian<double>;
template class PreactivationHessian<float>;

}  // namespace saddlescope::engine
