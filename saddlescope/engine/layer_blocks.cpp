#include "saddlescope/engine/layer_blocks.h"

#include <algorithm>

namespace saddlescope::engine {
namespace {

std::size_t blocks_in(std::size_t total, std::size_t block) { return (total + block - 1) / block; }

template <class T>
PerSample<T> from(PerSample<T> x, std::size_t first) {
  return {x.data + first, x.step};
}

// Rows p, q of two layers' factors, or the pairs p ≤ q of one's, as they follow one another.
struct FactorPair {
  std::size_t p = 0, q = 0;

  FactorPair(bool packed, std::size_t factors, std::size_t index) {
    if (!packed) {
      p = index / factors;
      q = index % factors;
      return;
    }
    for (q = index; q >= factors - p; ++p) q -= factors - p;
    q += p;
  }
  void next_line(bool packed) {
    ++p;
    q = packed ? p : 0;
  }
};

// y[i·step] = or += x[i].
template <class T>
void put(const T* x, std::size_t count, double* y, std::size_t step, bool add) {
  if (add) {
    for (std::size_t i = 0; i < count; ++i) y[i * step] += x[i];
  } else {
    for (std::size_t i = 0; i < count; ++i) y[i * step] = x[i];
  }
}

}  // namespace

std::size_t BlockGrid::blocks() const { return blocks_in(rows, kRowBlock) * blocks_in(columns, width); }
std::size_t BlockGrid::widest() const { return std::min(columns, width); }

template <class T>
LayerBlock<T>::LayerBlock(const BlockGrid& grid, std::size_t index, const std::vector<LayerShape>& layers, T* G, T* C)
    : grid_(grid), l_(layers[grid.l]), m_(layers[grid.m]), G_(G), C_(C) {
  const std::size_t down = blocks_in(grid.rows, kRowBlock);
  first_row_ = index % down * kRowBlock;
  first_column_ = index / down * grid.width;
  rows_ = std::min(kRowBlock, grid.rows - first_row_);
  columns_ = std::min(grid.width, grid.columns - first_column_);
  std::fill_n(C_, kRowBlock * columns_, T(0));
}

template <class T>
void LayerBlock<T>::add(const PreactivationHessian<T>& chunk, const T* panel) {
  strips_used_ = 0;
  const T* B = nullptr;
  switch (grid_.kind) {
    case BlockKind::same:
    case BlockKind::outer:
      push_outer(chunk, panel);
      B = chunk.hessian_tiles(panel, grid_.l, grid_.m);
      break;
    case BlockKind::diagonal:
      push_diagonal(chunk, panel);
      B = chunk.delta_tiles(panel, grid_.m);
      break;
    case BlockKind::diagonal_by_units:
      push_diagonal(chunk, panel);
      B = chunk.a_tiles(panel, grid_.l);
      break;
    case BlockKind::bracket:
      push_bracket(chunk, panel);
      B = chunk.a_tiles(panel, grid_.l);
      break;
  }
  B += first_column_ / kColumnTile * chunk.tile_stride();
  for (std::size_t first = 0; first < chunk.samples(); first += kDepth) {
    const std::size_t count = std::min(kDepth, chunk.samples() - first);
    add_sample_products<T>({strips_.data(), strips_used_}, count, rows_, B + first * kColumnTile, chunk.tile_stride(),
                           columns_, G_, C_);
    for (std::size_t s = 0; s < strips_used_; ++s)
      for (PerSample<T>* x : {&strips_[s].u, &strips_[s].v, &strips_[s].u2, &strips_[s].v2})
        if (x->data != nullptr) x->data += count * x->step;
  }
}

template <class T>
void LayerBlock<T>::push_outer(const PreactivationHessian<T>& chunk, const T* panel) {
  const bool packed = grid_.kind == BlockKind::same;
  const std::size_t factors = m_.factors();
  const PerSample<T> left = chunk.a(panel, grid_.l), right = chunk.a(panel, grid_.m);
  FactorPair at(packed, factors, first_row_);
  for (std::size_t row = 0; row < rows_; at.next_line(packed)) {
    const std::size_t length = std::min(factors - at.q, rows_ - row);
    strips_[strips_used_++] = {from(left, at.p), from(right, at.q), {}, {}, length, row};
    row += length;
  }
}

template <class T>
void LayerBlock<T>::push_diagonal(const PreactivationHessian<T>& chunk, const T* panel) {
  const bool by_units = grid_.kind == BlockKind::diagonal_by_units;
  const std::size_t line = by_units ? m_.units : l_.factors();
  const PerSample<T> A = chunk.jacobian_diagonal(panel, grid_.l, grid_.m);
  const PerSample<T> x = by_units ? chunk.delta(panel, grid_.m) : chunk.a(panel, grid_.l);
  if (line == 1) {  // rows are l's units: one strip for all
    strips_[strips_used_++] = {x, from(A, first_row_), {}, {}, rows_, 0};
    return;
  }
  for (std::size_t row = first_row_; row < first_row_ + rows_;) {
    const std::size_t i = row / line, first = row % line;
    const std::size_t length = std::min(line - first, first_row_ + rows_ - row);
    strips_[strips_used_++] = {from(A, i), from(x, first), {}, {}, length, row - first_row_};
    row += length;
  }
}

// Rows are m's parameters as they lie in θ, weights then biases, for each unit of l: a strip is one line of the weights
// (a unit's inputs or an input's units), or the biases. Those of a single unit are one line with its bias, which a's 1
// and A's 0 stand for.
template <class T>
void LayerBlock<T>::push_bracket(const PreactivationHessian<T>& chunk, const T* panel) {
  static constexpr T kOne = 1, kZeros[kRowBlock + kStripSlack<T>] = {};
  const bool single = m_.units == 1, by_units = m_.units_first || single;
  const std::size_t P = m_.parameters(), weights = single ? P : m_.units * m_.inputs, end = first_row_ + rows_;
  const std::size_t line_length = single ? P : by_units ? m_.inputs : m_.units;
  const PerSample<T> a = chunk.a(panel, grid_.m), delta = chunk.delta(panel, grid_.m);
  for (std::size_t row = first_row_; row < end;) {
    const std::size_t i = row / P, begin = row % P, to = row - first_row_;
    const PerSample<T> S =
        chunk.has_hessian(grid_.l, grid_.m) ? chunk.hessian_row(panel, grid_.l, grid_.m, i) : PerSample<T>{kZeros, 0};
    const PerSample<T> A = chunk.jacobian_row(panel, grid_.l, grid_.m, i);
    const bool flat = S.step == 0;
    if (begin >= weights) {
      const std::size_t j = begin - weights, length = std::min(m_.units - j, end - row);
      strips_[strips_used_++] = {{&kOne, 0}, flat ? S : from(S, j), {}, {}, length, to};
      row += length;
      continue;
    }
    const std::size_t line = begin / line_length, first = begin % line_length;
    const std::size_t length = std::min(line_length - first, end - row);
    if (by_units) {
      strips_[strips_used_++] = {flat ? S : from(S, line), from(a, first), from(delta, line),
                                 from(A, first),           length,         to};
    } else {
      strips_[strips_used_++] = {
          from(a, line), flat ? S : from(S, first), from(A, line), from(delta, first), length, to};
    }
    row += length;
  }
}

template <class T>
void LayerBlock<T>::store(Block H, bool add) const {
  switch (grid_.kind) {
    case BlockKind::same:
    case BlockKind::outer:
      return store_factors(H, add);
    case BlockKind::diagonal:
    case BlockKind::diagonal_by_units:
      return store_diagonal(H);
    case BlockKind::bracket:
      return store_bracket(H, add);
  }
}

template <class T>
void LayerBlock<T>::store_factors(Block H, bool add) const {
  const bool packed = grid_.kind == BlockKind::same;
  const std::size_t factors = m_.factors();
  FactorPair unit(packed, m_.units, first_column_);
  for (std::size_t c = 0; c < columns_; ++c) {
    const std::size_t i = unit.p, j = unit.q;
    FactorPair at(packed, factors, first_row_);
    for (std::size_t row = 0; row < rows_; at.next_line(packed)) {
      const std::size_t length = std::min(factors - at.q, rows_ - row);
      const std::size_t weights = std::min(length, m_.inputs - std::min(at.q, m_.inputs));
      const T* x = C_ + c * kRowBlock + row;
      double* column = H.column(l_.index(i, at.p)).data();
      if (weights > 0) put(x, weights, column + m_.index(j, at.q), m_.weight_step(), add);
      if (weights < length) put(x + weights, 1, column + *m_.bias_offset + j, 1, add);
      row += length;
    }
    if (++unit.q == m_.units) unit.next_line(packed);
  }
}

template <class T>
void LayerBlock<T>::store_diagonal(Block H) const {
  const bool by_units = grid_.kind == BlockKind::diagonal_by_units;
  const std::size_t line = by_units ? m_.units : l_.factors();
  for (std::size_t r = 0; r < rows_; ++r) {
    const std::size_t i = (first_row_ + r) / line, in_line = (first_row_ + r) % line;
    for (std::size_t c = 0; c < columns_; ++c) {
      const std::size_t j = by_units ? in_line : first_column_ + c, p = by_units ? first_column_ + c : in_line;
      H(m_.index(j, i), l_.index(i, p)) += C_[c * kRowBlock + r];
    }
  }
}

template <class T>
void LayerBlock<T>::store_bracket(Block H, bool add) const {
  const std::size_t P = m_.parameters(), weights = m_.units * m_.inputs, end = first_row_ + rows_;
  for (std::size_t row = first_row_; row < end;) {
    const std::size_t i = row / P, begin = row % P;
    const std::size_t length = std::min((begin < weights ? weights : P) - begin, end - row);
    const std::size_t at = begin < weights ? m_.weight_offset + begin : *m_.bias_offset + begin - weights;
    for (std::size_t c = 0; c < columns_; ++c) {
      put(C_ + c * kRowBlock + (row - first_row_), length, H.column(l_.index(i, first_column_ + c)).data() + at, 1,
          add);
    }
    row += length;
  }
}

template class LayerBlock<double>;
template class LayerBlock<float>;

}  // namespace saddlescope::engine
