#include "saddlescope/engine/layer_hessian.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "saddlescope/base/parallel.h"
#include "saddlescope/linalg/blas.h"

namespace saddlescope::engine {
namespace {

constexpr std::size_t kNarrow = 32;  // columns: the left factor is built anew for each block

double block_flops(const BlockGrid& grid) {
  return 2 * static_cast<double>(grid.rows) * static_cast<double>(grid.columns);
}

// A block in work.
struct BlockTask {
  BlockGrid grid;
  std::size_t index;
};

// Cut so that no block is more than half of what each thread has to do, as far as that pays. Where they are cut changes
// no bit.
std::vector<BlockGrid> shared_by(int threads, std::vector<BlockGrid> grids) {
  double all = 0;
  for (const BlockGrid& grid : grids) all += block_flops(grid);
  const double most = all / (2 * threads);
  for (BlockGrid& grid : grids) {
    const auto column = 2 * static_cast<double>(std::min(grid.rows, kRowBlock));
    while (threads > 1 && column * static_cast<double>(grid.widest()) > most && grid.widest() > kNarrow)
      grid.width = std::max(kNarrow, (grid.widest() / 2 + kColumnTile - 1) / kColumnTile * kColumnTile);
  }
  return grids;
}

// All blocks of the grids, those of large ones first, so that no thread is left with one at the end.
std::vector<BlockTask> tasks_of(std::vector<BlockGrid> grids) {
  const auto cost = [](const BlockGrid& grid) { return block_flops(grid) / static_cast<double>(grid.blocks()); };
  std::ranges::stable_sort(grids, std::greater{}, cost);
  std::vector<BlockTask> tasks;
  for (const BlockGrid& grid : grids)
    for (std::size_t index = 0; index < grid.blocks(); ++index) tasks.push_back({grid, index});
  return tasks;
}

// The same layers, and the same second derivatives between them that aren't zero by construction.
template <class T>
bool alike(const PreactivationHessian<T>& x, const PreactivationHessian<T>& y) {
  if (x.layers() != y.layers()) return false;
  for (std::size_t l = 0; l < x.layers().size(); ++l) {
    for (std::size_t m = l; m < x.layers().size(); ++m) {
      if (x.has_hessian(l, m) != y.has_hessian(l, m)) return false;
      if (l < m && x.jacobian(l, m) != y.jacobian(l, m)) return false;
    }
  }
  return true;
}

}  // namespace

template <class T>
BasicLayerHessian<T>::BasicLayerHessian(std::vector<BasicLayerTerm<T>> terms, std::shared_ptr<Pools<T>> pools)
    : terms_(std::move(terms)), pools_(std::move(pools)) {
  if (terms_.empty()) return;
  layers_ = terms_.front().chunk->layers();
  for (const BasicLayerTerm<T>& term : terms_) {
    if (!alike(*term.chunk, *terms_.front().chunk)) layers_.clear();
    largest_panel_ = std::max(largest_panel_, term.chunk->size());
    largest_workspace_ = std::max(largest_workspace_, term.chunk->workspace());
  }
  if (layers_.empty()) return;
  plan_grids();
  for (const BasicLayerTerm<T>& term : terms_) {
    flops_ += term.chunk->flops();
    for (const auto* grids : {&grids_, &diagonals_})
      for (const BlockGrid& grid : *grids) flops_ += static_cast<double>(term.chunk->samples()) * block_flops(grid);
  }
}

template <class T>
std::size_t BasicLayerHessian<T>::parameters() const {
  std::size_t total = 0;
  for (const LayerShape& layer : layers_) total += layer.parameters();
  return total;
}

template <class T>
std::vector<char> BasicLayerHessian<T>::covered(std::size_t P) const {
  std::vector<char> in_layer(P, 0);
  for (const LayerShape& layer : layers_)
    for (std::size_t i = 0; i < layer.units; ++i)
      for (std::size_t p = 0; p < layer.factors(); ++p) in_layer[layer.index(i, p)] = 1;
  return in_layer;
}

template <class T>
void BasicLayerHessian<T>::plan_grids() {
  const PreactivationHessian<T>& chunk = *terms_.front().chunk;
  for (std::size_t l = 0; l < layers_.size(); ++l)
    for (std::size_t m = l; m < layers_.size(); ++m) {
      const std::size_t d = layers_[l].factors(), h = layers_[l].units;
      const std::size_t d_m = layers_[m].factors(), h_m = layers_[m].units;
      const Jacobian jacobian = l == m ? Jacobian::none : chunk.jacobian(l, m);
      if (jacobian == Jacobian::dense) {
        grids_.push_back({BlockKind::bracket, l, m, h * d_m * h_m, d});
      } else if (chunk.has_hessian(l, m)) {
        grids_.push_back(l == m ? BlockGrid{BlockKind::same, l, l, packed_size(d), packed_size(h)}
                                : BlockGrid{BlockKind::outer, l, m, d * d_m, h * h_m});
      }
      if (jacobian == Jacobian::diagonal)
        diagonals_.push_back(d <= h_m ? BlockGrid{BlockKind::diagonal, l, m, h * d, h_m}
                                      : BlockGrid{BlockKind::diagonal_by_units, l, m, h * h_m, d});
    }
  for (const auto* grids : {&grids_, &diagonals_})
    for (const BlockGrid& grid : *grids) widest_ = std::max(widest_, grid.widest());
}

template <class T>
double BasicLayerHessian<T>::chunk_bytes() const {
  return static_cast<double>(sizeof(T) * (largest_panel_ + largest_workspace_));
}

template <class T>
std::size_t BasicLayerHessian<T>::terms_a_panel() const {
  const double all = static_cast<double>(sizeof(T) * largest_panel_) * static_cast<double>(terms_.size());
  const auto panels = static_cast<std::size_t>(all / kPanelBytes) + 1;
  return (terms_.size() + panels - 1) / panels;
}

template <class T>
double BasicLayerHessian<T>::bytes(int threads) const {
  const std::size_t block = kRowBlock * widest_ + product_workspace<T>(LayerBlock<T>::kDepth);
  return sizeof(T) * (static_cast<double>(terms_a_panel() * largest_panel_) +
                      std::max(threads, 1) * static_cast<double>(std::max(largest_workspace_, block)));
}

template <class T>
void BasicLayerHessian<T>::fill(std::span<const double> theta, Block H, Context& context) const {
  if (layers_.empty()) return;
  context.require_memory(bytes(context.threads),
                         fmt::format("A panel of second derivatives beside the Hessian of {} parameters", H.rows()),
                         "Raise --memory, or use --spectrum matrix-free.");
  clear_unrelated(H, context);
  const std::vector<T> at(theta.begin(), theta.end());
  const std::size_t width = terms_a_panel();
  const typename BufferPool<T>::Lease panels(pools_->workspaces, width * largest_panel_);
  for (std::size_t first = 0; first < terms_.size(); first += width) {
    context.throw_if_stopped();
    const std::size_t count = std::min(width, terms_.size() - first);
    parallel_for(context.threads, count, [&](std::size_t c) {
      const BlasThreads one(1);
      const BasicLayerTerm<T>& term = terms_[first + c];
      term.chunk->evaluate(at.data(), term.inputs, panels.data() + c * largest_panel_, pools_->workspaces);
    });
    add_panel(panels.data(), first, count, H, context);
    context.report("Hessian", static_cast<double>(first + count), static_cast<double>(terms_.size()));
  }
  mirror_layers(layers_, H, context);
}

// Chunks first … first + count − 1.
template <class T>
void BasicLayerHessian<T>::add_panel(const T* panels, std::size_t first, std::size_t count, Block H,
                                     Context& context) const {
  const auto run = [&](const BlockGrid& grid, std::size_t index) {
    const typename BufferPool<T>::Lease G(pools_->workspaces, product_workspace<T>(LayerBlock<T>::kDepth)),
        C(pools_->workspaces, kRowBlock * widest_);
    LayerBlock<T> block(grid, index, layers_, G.data(), C.data());
    for (std::size_t c = 0; c < count; ++c) block.add(*terms_[first + c].chunk, panels + c * largest_panel_);
    block.store(H, first > 0);
  };
  double samples = 0;
  for (std::size_t c = 0; c < count; ++c) samples += static_cast<double>(terms_[first + c].chunk->samples());
  for (const auto* grids : {&grids_, &diagonals_}) {
    double flops = 0;
    for (const BlockGrid& grid : *grids) flops += samples * block_flops(grid);
    const int threads = worthwhile_threads(flops, context.threads);
    const std::vector<BlockTask> tasks = tasks_of(shared_by(threads, *grids));
    parallel_for(threads, tasks.size(), [&](std::size_t t) { run(tasks[t].grid, tasks[t].index); });
  }
}

// Pairs of layers of which no grid stores.
template <class T>
void BasicLayerHessian<T>::clear_unrelated(Block H, Context& context) const {
  const PreactivationHessian<T>& chunk = *terms_.front().chunk;
  for (std::size_t l = 0; l < layers_.size(); ++l)
    for (std::size_t m = l; m < layers_.size(); ++m) {
      if (chunk.has_hessian(l, m) || (l != m && chunk.jacobian(l, m) == Jacobian::dense)) continue;
      parallel_for(context.threads, layers_[l].units, [&](std::size_t i) {
        for (std::size_t p = 0; p < layers_[l].factors(); ++p)
          for (std::size_t j = 0; j < layers_[m].units; ++j)
            for (std::size_t q = 0; q < layers_[m].factors(); ++q)
              H(layers_[m].index(j, q), layers_[l].index(i, p)) = 0;
      });
    }
}

template class BasicLayerHessian<double>;
template class BasicLayerHessian<float>;

}  // namespace saddlescope::engine
