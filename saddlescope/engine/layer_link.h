// One step of the recursion along a chain of dense layers: where z_l reaches the loss through a_m = φ(z_l) alone, what
// lies downstream of l follows from what lies downstream of m, per sample:
//   S_lk = D·W_mᵀ·S_mk (k ≥ m),   A_lk = D·W_mᵀ·A_mk (k > m),   S_ll = D·W_mᵀ·S_mm·W_m·D + diag(E)
//   D = ∂a_m/∂z_l (diagonal),   E = φ''(z_l)·∂L/∂a_m
// instead of h_l directions through the graph. All arrays [.., n], samples contiguous, so that each step is one product
// with W_m for all samples. Cost: 2·h_l·h_m·(row + h_l·n) flops.
// Source: Botev, Ritter & Barber 2017.
#pragma once

#include <cstddef>

#include "saddlescope/engine/layer_shape.h"

namespace saddlescope::engine {

template <class T>
struct LayerLink {
  const LayerShape* above = nullptr;  ///< layer m
  const T* W = nullptr;  ///< its weights, as they lie in θ
  std::size_t units = 0;  ///< h_l
  std::size_t samples = 0;  ///< n
  const T* D = nullptr;  ///< [h_l, n]
  const T* E = nullptr;  ///< [h_l, n]; null: 0
};

/// from: h_m rows of `row` elements, the first h_m·n of each S_mm's. to: h_l rows, `to_row` ≥ h_l·n + row apart: S_ll
/// [h_l, n] a row, then D·W_mᵀ times the rows of `from`. scratch: h_m·h_l·n elements.
template <class T>
void step_down(const LayerLink<T>& link, const T* from, std::size_t row, T* to, std::size_t to_row, T* scratch);

/// A_l,m+1 where A_m,m+1 is diagonal, D_m: row i at to + i·to_row gets D_l[i]·W_m[q, i]·D_m[q] for q < h_m.
template <class T>
void jacobian_over_two(const LayerLink<T>& link, const T* D_above, T* to, std::size_t to_row);

}  // namespace saddlescope::engine
