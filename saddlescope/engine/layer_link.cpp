#include "saddlescope/engine/layer_link.h"

#include <algorithm>

#include "saddlescope/engine/kernels/elementwise.h"
#include "saddlescope/linalg/blas.h"

namespace saddlescope::engine {
namespace {

// out [h_l, columns] (rows out_row apart) = W_mᵀ·in [h_m, columns]. Row-major: the transposed product, column-major.
template <class T>
void times_weights(const LayerLink<T>& link, const T* in, std::size_t columns, std::size_t in_row, T* out,
                   std::size_t out_row) {
  const std::size_t units = link.above->units;
  const bool units_first = link.above->units_first;
  gemm(saddlescope::Transpose::no, units_first ? saddlescope::Transpose::yes : saddlescope::Transpose::no, columns,
       link.units, units, T(1), in, in_row, link.W, units_first ? link.units : units, T(0), out, out_row);
}

template <class T>
void scale(const T* by, std::size_t n, T* x) {
  static const Op times = Mul();
  elementwise<T>(times, n, x, by, x);
}

}  // namespace

template <class T>
void step_down(const LayerLink<T>& link, const T* from, std::size_t row, T* to, std::size_t to_row, T* scratch) {
  const std::size_t n = link.samples, h = link.units, above = link.above->units;
  times_weights(link, from, row, row, to + h * n, to_row);
  for (std::size_t i = 0; i < h; ++i)
    for (std::size_t t = 0; t < row; t += n) scale(link.D + i * n, n, to + i * to_row + h * n + t);
  for (std::size_t r = 0; r < above; ++r)  // S_ml = S_lmᵀ
    for (std::size_t i = 0; i < h; ++i) std::copy_n(to + i * to_row + (h + r) * n, n, scratch + (r * h + i) * n);
  times_weights(link, scratch, h * n, h * n, to, to_row);
  for (std::size_t i = 0; i < h; ++i) {
    for (std::size_t j = 0; j < h; ++j) scale(link.D + i * n, n, to + i * to_row + j * n);
    T* diagonal = to + i * to_row + i * n;
    for (std::size_t t = 0; t < n && link.E != nullptr; ++t) diagonal[t] += link.E[i * n + t];
  }
}

template <class T>
void jacobian_over_two(const LayerLink<T>& link, const T* D_above, T* to, std::size_t to_row) {
  const std::size_t n = link.samples, above = link.above->units;
  for (std::size_t i = 0; i < link.units; ++i)
    for (std::size_t q = 0; q < above; ++q) {
      const T weight = link.W[link.above->units_first ? q * link.units + i : i * above + q];
      const T *mine = link.D + i * n, *other = D_above + q * n;
      T* out = to + i * to_row + q * n;
      for (std::size_t t = 0; t < n; ++t) out[t] = weight * mine[t] * other[t];
    }
}

template void step_down<double>(const LayerLink<double>&, const double*, std::size_t, double*, std::size_t, double*);
template void step_down<float>(const LayerLink<float>&, const float*, std::size_t, float*, std::size_t, float*);
template void jacobian_over_two<double>(const LayerLink<double>&, const double*, double*, std::size_t);
template void jacobian_over_two<float>(const LayerLink<float>&, const float*, float*, std::size_t);

}  // namespace saddlescope::engine
