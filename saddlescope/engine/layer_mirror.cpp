#include <algorithm>

#include "saddlescope/base/parallel.h"
#include "saddlescope/engine/layer_hessian.h"

namespace saddlescope::engine {
namespace {

constexpr std::size_t kTile = 8;  // a cache line of entries each way
constexpr std::size_t kFewEntries = std::size_t{1} << 16U;  // are not worth waking threads for

int threads_for(std::size_t entries, const Context& context) { return entries < kFewEntries ? 1 : context.threads; }

// to(c, r) = from(r, c) of two pieces of H, first entries given; tile by tile, so that lines are used whole.
void transpose_piece(Block H, std::size_t row, std::size_t rows, std::size_t column, std::size_t columns) {
  for (std::size_t r = 0; r < rows; r += kTile)
    for (std::size_t c = 0; c < columns; c += kTile)
      for (std::size_t j = r; j < std::min(rows, r + kTile); ++j)
        for (std::size_t i = c; i < std::min(columns, c + kTile); ++i) H(column + i, row + j) = H(row + j, column + i);
}

// Parameters of a layer that lie one after another: its weights and its biases.
struct Range {
  std::size_t first = 0, count = 0;
};
std::vector<Range> ranges(const LayerShape& layer) {
  std::vector<Range> all = {{layer.weight_offset, layer.inputs * layer.units}};
  if (layer.bias_offset) all.push_back({*layer.bias_offset, layer.units});
  return all;
}

void mirror_pair(const LayerShape& l, const LayerShape& m, Block H, Context& context) {
  constexpr std::size_t kColumns = 8 * kTile;
  for (const Range& column : ranges(l))
    for (const Range& row : ranges(m))
      parallel_for(threads_for(row.count * column.count, context), (column.count + kColumns - 1) / kColumns,
                   [&](std::size_t t) {
                     const std::size_t first = t * kColumns, count = std::min(kColumns, column.count - first);
                     transpose_piece(H, row.first, row.count, column.first + first, count);
                   });
}

// Of H[(j,q), (i,p)], i ≤ j, p ≤ q is there. As blocks of two units are symmetric, each goes to three other places.
void spread(const LayerShape& layer, std::size_t i, std::size_t j, std::size_t p, std::size_t q, Block H) {
  const std::size_t jq = layer.index(j, q), ip = layer.index(i, p), jp = layer.index(j, p), iq = layer.index(i, q);
  H(ip, jq) = H(jp, iq) = H(iq, jp) = H(jq, ip);
}

// Where a unit's weights lie together: the block of units i, j made symmetric, and copied to that of j, i.
void spread_weights(const LayerShape& layer, std::size_t i, std::size_t j, Block H) {
  const std::size_t d = layer.inputs, row = layer.index(j, 0), column = layer.index(i, 0);
  for (std::size_t q = 0; q < d; q += kTile)
    for (std::size_t p = 0; p <= q; p += kTile)
      for (std::size_t b = q; b < std::min(d, q + kTile); ++b)
        for (std::size_t a = p; a < std::min(b, p + kTile); ++a) H(row + a, column + b) = H(row + b, column + a);
  for (std::size_t p = 0; p < d && i != j; ++p)
    std::copy_n(H.column(column + p).data() + row, d, H.column(row + p).data() + column);
}

void mirror_same(const LayerShape& layer, Block H, Context& context) {
  const std::size_t d = layer.inputs;
  parallel_for(threads_for(layer.parameters() * layer.parameters(), context), layer.units, [&](std::size_t i) {
    for (std::size_t j = i; j < layer.units; ++j) {
      if (layer.units_first) spread_weights(layer, i, j, H);
      for (std::size_t p = 0; p < d && !layer.units_first; ++p)
        for (std::size_t q = p; q < d; ++q) spread(layer, i, j, p, q, H);
      for (std::size_t p = 0; p <= d && layer.bias_offset; ++p) spread(layer, i, j, p, d, H);
    }
  });
}

}  // namespace

void mirror_layers(const std::vector<LayerShape>& layers, Block H, Context& context) {
  for (std::size_t l = 0; l < layers.size(); ++l) {
    mirror_same(layers[l], H, context);
    for (std::size_t m = l + 1; m < layers.size(); ++m) mirror_pair(layers[l], layers[m], H, context);
  }
}

}  // namespace saddlescope::engine
