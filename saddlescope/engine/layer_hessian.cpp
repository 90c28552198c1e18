#include "saddlescope/engine/layer_hessian.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "saddlescope/base/parallel.h"
#include "saddlescope/linalg/blas.h"

namespace saddlescope::engine {
namespace {

constexpr std::size_t kColumnBlock = 512;  // columns of the result in work at once, a multiple of kColumnTile
constexpr std::size_t kDepth = 288;  // samples in work at once

using Jacobian = PreactivationHessian::Jacobian;

double product_flops(const LayerShape& l, const LayerShape& m, bool same) {
  const auto pairs = [](std::size_t n) { return static_cast<double>(packed_size(n)); };
  if (same) return 2 * pairs(l.factors()) * pairs(l.units);
  return 2 * static_cast<double>(l.parameters()) * static_cast<double>(m.parameters());
}

// (i, j) of a packed index, i ≤ j < n.
struct Packed {
  std::size_t i, j;
  Packed(std::size_t n, std::size_t index) : i(0), j(index) {
    while (j >= n - i) j -= n - i++;
    j += i;
  }
  void next(std::size_t n) {
    if (++j == n) j = ++i;
  }
};

// A piece of m's parameters in the order of a block's rows, weights as they are stored, then the bias: entries first …
// end − 1 of the weights' line `line` (a unit's inputs or an input's units), or of the bias.
struct Piece {
  bool bias = false;
  std::size_t line = 0, first = 0, end = 0;
};
Piece piece_at(const LayerShape& m, std::size_t row, std::size_t end_row) {
  const std::size_t weights = m.units * m.inputs, length = m.units_first ? m.inputs : m.units;
  if (row >= weights) return {true, 0, row - weights, end_row - weights};
  const std::size_t line = row / length, first = row % length;
  return {false, line, first, std::min(length, first + (end_row - row))};
}

}  // namespace

// One block of the result: the strips that build its left factor, its sum over a panel, its place in H.
class LayerHessian::Work {
 public:
  Work(const LayerHessian& owner, const Task& task, double* G, double* C)
      : task_(task), l_(owner.layers_[task.l]), m_(owner.layers_[task.m]), G_(G), C_(C) {
    std::fill_n(C_, kRowBlock * task_.columns, 0.0);
  }

  void add(const PreactivationHessian& chunk, const double* panel) {
    strip_count_ = spot_count_ = 0;
    const double* B = nullptr;
    if (task_.l == task_.m) {
      pairs_of_factors(chunk, panel);
      B = chunk.hessian_tiles(panel, task_.l);
    } else {
      rows_of_units(chunk, panel);
      B = chunk.a_tiles(panel, task_.l);
    }
    B += task_.first_column / kColumnTile * chunk.tile_stride();
    for (std::size_t first = 0; first < chunk.samples(); first += kDepth) {
      const std::size_t count = std::min(kDepth, chunk.samples() - first);
      add_sample_products({strips_.data(), strip_count_}, {spots_.data(), spot_count_}, count, task_.rows,
                          B + first * kColumnTile, chunk.tile_stride(), task_.columns, G_, C_);
      for (std::size_t s = 0; s < strip_count_; ++s)
        for (PerSample* x : {&strips_[s].u, &strips_[s].v, &strips_[s].u2, &strips_[s].v2}) x->data += count * x->step;
      for (std::size_t s = 0; s < spot_count_; ++s)
        for (PerSample* x : {&spots_[s].x, &spots_[s].y}) x->data += count * x->step;
    }
  }

  /// H = or += the sum, in the triangle that mirror() starts from.
  void store(Block H, bool first) const {
    if (task_.l == task_.m)
      store_pairs(H, first);
    else
      store_rows(H, first);
  }

 private:
  void pairs_of_factors(const PreactivationHessian& chunk, const double* panel) {
    const std::size_t d = l_.factors();
    const PerSample a = chunk.a(panel, task_.l);
    Packed at(d, task_.first_row);
    for (std::size_t row = 0; row < task_.rows;) {
      const std::size_t length = std::min(d - at.j, task_.rows - row);
      strips_[strip_count_++] = {{a.data + at.i, a.step}, {a.data + at.j, a.step}, {}, {}, length, row};
      row += length;
      at.j = ++at.i;
    }
  }

  void rows_of_units(const PreactivationHessian& chunk, const double* panel) {
    const std::size_t P = m_.parameters(), end = task_.first_row + task_.rows;
    for (std::size_t row = task_.first_row; row < end;) {
      const std::size_t i = row / P, begin = row % P;
      const Piece piece = piece_at(m_, begin, std::min(P, begin + (end - row)));
      strips_[strip_count_++] = strip_of(chunk, panel, i, piece, row - task_.first_row);
      row += piece.end - piece.first;
    }
  }

  Strip strip_of(const PreactivationHessian& chunk, const double* panel, std::size_t i, const Piece& piece,
                 std::size_t to) {
    static constexpr double kOne = 1, kZeros[kRowBlock + kStripSlack] = {};
    const std::size_t l = task_.l, m = task_.m, length = piece.end - piece.first;
    const PerSample none{kZeros, 0}, one{&kOne, 0};
    const bool curved = chunk.has_hessian(l, m);
    const PerSample S = curved ? chunk.hessian_row(panel, l, m, i) : none;
    const auto from = [](PerSample x, std::size_t first) { return PerSample{x.data + first, x.step}; };
    if (piece.bias) return {one, curved ? from(S, piece.first) : none, {}, {}, length, to};
    const PerSample a = chunk.a(panel, m), delta = chunk.delta(panel, m);
    const Jacobian jacobian = chunk.jacobian(l, m);
    Strip strip{{}, {}, {}, {}, length, to};
    strip.u = m_.units_first ? (curved ? from(S, piece.line) : none) : from(a, piece.line);
    strip.v = m_.units_first ? from(a, piece.first) : (curved ? from(S, piece.first) : none);
    if (jacobian == Jacobian::dense) {
      const PerSample A = chunk.jacobian_row(panel, l, m, i);
      strip.u2 = from(m_.units_first ? delta : A, piece.line);
      strip.v2 = from(m_.units_first ? A : delta, piece.first);
    } else if (jacobian == Jacobian::diagonal) {
      const PerSample diagonal = from(chunk.jacobian_diagonal(panel, l, m), i);
      if (!m_.units_first && piece.line == i) {
        strip.u2 = diagonal;
        strip.v2 = from(delta, piece.first);
      } else if (m_.units_first && piece.first <= i && i < piece.end) {
        spots_[spot_count_++] = {diagonal, from(delta, piece.line), to + i - piece.first};
      }
    }
    return strip;
  }

  void store_pairs(Block H, bool first) const {
    const std::size_t d = l_.factors();
    Packed unit(l_.units, task_.first_column);
    for (std::size_t c = 0; c < task_.columns; ++c, unit.next(l_.units)) {
      const double* from = C_ + c * kRowBlock;
      Packed factor(d, task_.first_row);
      for (std::size_t r = 0; r < task_.rows; ++r, factor.next(d)) {
        double& to = H(l_.index(unit.j, factor.j), l_.index(unit.i, factor.i));
        to = first ? from[r] : to + from[r];
      }
    }
  }

  void store_rows(Block H, bool first) const {
    const std::size_t P = m_.parameters(), weights = m_.units * m_.inputs, end = task_.first_row + task_.rows;
    for (std::size_t row = task_.first_row; row < end;) {
      const std::size_t i = row / P, begin = row % P, limit = begin < weights ? weights : P;
      const std::size_t length = std::min(limit - begin, end - row);
      const std::size_t at = begin < weights ? m_.weight_offset + begin : *m_.bias_offset + begin - weights;
      for (std::size_t c = 0; c < task_.columns; ++c) {
        const double* from = C_ + c * kRowBlock + (row - task_.first_row);
        double* to = H.column(l_.index(i, task_.first_column + c)).data() + at;
        if (first)
          std::copy_n(from, length, to);
        else
          for (std::size_t r = 0; r < length; ++r) to[r] += from[r];
      }
      row += length;
    }
  }

  const Task& task_;
  const LayerShape &l_, &m_;
  double *G_, *C_;
  std::array<Strip, kRowBlock> strips_;
  std::array<Spot, kRowBlock> spots_;
  std::size_t strip_count_ = 0, spot_count_ = 0;
};

LayerHessian::LayerHessian(std::vector<LayerTerm> terms) : terms_(std::move(terms)) {
  if (terms_.empty()) return;
  layers_ = terms_.front().chunk->layers();
  for (const LayerTerm& term : terms_) {
    if (term.chunk->layers() != layers_) layers_.clear();
    most_samples_ = std::max(most_samples_, term.chunk->samples());
  }
  for (const LayerTerm& term : terms_) {
    flops_ += term.chunk->flops();
    for (std::size_t l = 0; l < layers_.size(); ++l)
      for (std::size_t m = l; m < layers_.size(); ++m)
        flops_ += static_cast<double>(term.chunk->samples()) * product_flops(layers_[l], layers_[m], l == m);
  }
  if (!layers_.empty()) plan_tasks();
}

std::size_t LayerHessian::parameters() const {
  std::size_t total = 0;
  for (const LayerShape& layer : layers_) total += layer.parameters();
  return total;
}

std::vector<char> LayerHessian::covered(std::size_t P) const {
  std::vector<char> in_layer(P, 0);
  for (const LayerShape& layer : layers_)
    for (std::size_t i = 0; i < layer.units; ++i)
      for (std::size_t p = 0; p < layer.factors(); ++p) in_layer[layer.index(i, p)] = 1;
  return in_layer;
}

void LayerHessian::plan_tasks() {
  const PreactivationHessian& chunk = *terms_.front().chunk;
  for (std::size_t l = 0; l < layers_.size(); ++l)
    for (std::size_t m = l; m < layers_.size(); ++m) {
      if (!chunk.has_hessian(l, m) && (l == m || chunk.jacobian(l, m) == Jacobian::none)) continue;
      const std::size_t rows = l == m ? packed_size(layers_[l].factors()) : layers_[l].units * layers_[m].parameters();
      const std::size_t columns = l == m ? packed_size(layers_[l].units) : layers_[l].factors();
      for (std::size_t c = 0; c < columns; c += kColumnBlock)
        for (std::size_t r = 0; r < rows; r += kRowBlock) {
          tasks_.push_back({l, m, r, std::min(kRowBlock, rows - r), c, std::min(kColumnBlock, columns - c)});
          most_columns_ = std::max(most_columns_, tasks_.back().columns);
        }
    }
}

std::size_t LayerHessian::term_bytes() const {
  std::size_t largest = 0;
  for (const LayerTerm& term : terms_) largest = std::max(largest, term.chunk->size());
  return largest * sizeof(double);
}

std::size_t LayerHessian::terms_a_panel() const {
  const double all = static_cast<double>(term_bytes()) * static_cast<double>(terms_.size());
  const auto panels = static_cast<std::size_t>(all / kPanelBytes) + 1;
  return (terms_.size() + panels - 1) / panels;
}

double LayerHessian::bytes(int threads) const {
  const double block =
      8.0 * static_cast<double>(kRowBlock * most_columns_ + product_workspace(std::min(kDepth, most_samples_)));
  return static_cast<double>(term_bytes()) * static_cast<double>(terms_a_panel()) + std::max(threads, 1) * block;
}

void LayerHessian::fill(std::span<const double> theta, Block H, Context& context) const {
  if (layers_.empty()) return;
  context.require_memory(bytes(context.threads),
                         fmt::format("A panel of second derivatives beside the Hessian of {} parameters", H.rows()),
                         "Raise --memory, or use --spectrum matrix-free.");
  clear_unrelated(H, context);
  const std::size_t width = terms_a_panel(), stride = term_bytes() / sizeof(double);
  const std::size_t tasks_a_term = layers_.size() + 1;
  const BufferPool::Lease panel(pool_, width * stride);
  for (std::size_t first = 0; first < terms_.size(); first += width) {
    context.throw_if_stopped();
    const std::size_t count = std::min(width, terms_.size() - first);
    parallel_for(context.threads, count * tasks_a_term, [&](std::size_t t) {
      const BlasThreads one(1);
      const LayerTerm& term = terms_[first + t / tasks_a_term];
      term.chunk->evaluate(t % tasks_a_term, theta.data(), term.inputs, panel.data() + t / tasks_a_term * stride,
                           pool_);
    });
    parallel_for(context.threads, tasks_.size(), [&](std::size_t t) {
      const BufferPool::Lease G(pool_, product_workspace(std::min(kDepth, most_samples_)));
      const BufferPool::Lease C(pool_, kRowBlock * most_columns_);
      Work work(*this, tasks_[t], G.data(), C.data());
      for (std::size_t c = 0; c < count; ++c) work.add(*terms_[first + c].chunk, panel.data() + c * stride);
      work.store(H, first == 0);
    });
    context.report("Hessian", static_cast<double>(first + count), static_cast<double>(terms_.size()));
  }
  mirror(H, context);
}

// Pairs of layers without second derivatives have no task.
void LayerHessian::clear_unrelated(Block H, Context& context) const {
  const PreactivationHessian& chunk = *terms_.front().chunk;
  for (std::size_t l = 0; l < layers_.size(); ++l)
    for (std::size_t m = l; m < layers_.size(); ++m) {
      if (chunk.has_hessian(l, m) || (l != m && chunk.jacobian(l, m) != Jacobian::none)) continue;
      parallel_for(context.threads, layers_[l].units, [&](std::size_t i) {
        for (std::size_t p = 0; p < layers_[l].factors(); ++p)
          for (std::size_t j = 0; j < layers_[m].units; ++j)
            for (std::size_t q = 0; q < layers_[m].factors(); ++q)
              H(layers_[m].index(j, q), layers_[l].index(i, p)) = 0;
      });
    }
}

// The stored half to the other one. Within a layer the tasks gave i ≤ j, p ≤ q of H[(j,q), (i,p)]: the blocks of two units
// are symmetric themselves.
void LayerHessian::mirror(Block H, Context& context) const {
  for (std::size_t l = 0; l < layers_.size(); ++l)
    for (std::size_t m = l; m < layers_.size(); ++m) {
      const LayerShape &from = layers_[l], &to = layers_[m];
      parallel_for(context.threads, from.units, [&](std::size_t i) {
        for (std::size_t j = l == m ? i : 0; j < to.units; ++j)
          for (std::size_t p = 0; p < from.factors(); ++p)
            for (std::size_t q = l == m ? p : 0; q < to.factors(); ++q) {
              const double value = H(to.index(j, q), from.index(i, p));
              H(from.index(i, p), to.index(j, q)) = value;
              if (l != m) continue;
              H(to.index(j, p), from.index(i, q)) = value;
              H(from.index(i, q), to.index(j, p)) = value;
            }
      });
    }
}

}  // namespace saddlescope::engine
