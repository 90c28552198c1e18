// Eigenpairs of H at a point: all values, and vectors of what is asked alone.
//
//   H = Σ λᵢ·uᵢuᵢᵀ, λ ascending, uᵢ orthonormal
// A verdict away from degenerate points asks for a handful of vectors, one at a point with flat directions for those
// outside the band, of which there are few where flat directions are many: all of them would cost 6P³ flops instead of
// 4P³/3 and 2P² a vector. They come from
//   a list of pairs        those of a Krylov space (matrix_free.h), which see all of g
//   a reduction            spectrum/dense.h; for few parameters all vectors at once, beyond them as they are asked for
//   the pairs outside      of ±τ, all of them: their number was counted (spectrum/inertia.h). The rest of the space is the
//                          band, whose values lie within ±τ and are given as 0; its basis is any orthonormal one.
// Within a cluster of eigenvalues only the space is determined: vectors that were asked for together are orthonormal,
// so sums over a cluster have to take parts and vectors from one and the same block.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/block.h"
#include "saddlescope/spectrum/dense.h"

namespace saddlescope {

class Eigenpairs {
 public:
  /// These pairs and no others. vectors: P × values.size().
  Eigenpairs(Vector values, Matrix vectors);
  /// All pairs of a matrix; all vectors at once where there are at most `at_once`. Keeps a copy of the context.
  Eigenpairs(std::shared_ptr<const DenseSpectrum> reduction, std::size_t at_once, Context& context);
  /// All pairs outside a band. low: P × n₋ with values below it, high: P × n₊ with values above it, all orthonormal.
  Eigenpairs(Vector low_values, Matrix low, Vector high_values, Matrix high, Context& context);

  /// P pairs that are computed when the first of them is asked for.
  Eigenpairs(std::size_t P, std::function<Eigenpairs()> later);

  const Vector& values() const { return resolved().values_; }  ///< ascending
  std::size_t size() const { return size_; }  ///< of pairs: P, or those of a list

  /// u₀ … u_{count−1}, and u_first … u_{size−1}: kept, so that asking again costs nothing. A view lives until more is
  /// asked of the same end. Cost: 2P² flops a vector; all vectors where more than half are asked for.
  ConstBlock below(std::size_t count) const;
  ConstBlock above(std::size_t first) const;
  /// Makes sure of both at once.
  void require_outside(std::size_t count, std::size_t first) const;
  /// All vectors, where they are at hand; else null.
  const Matrix* all() const { return resolved().low_.columns() == size() ? &low_ : nullptr; }
  /// Copies of chosen vectors, orthonormal among themselves, one range after another. Inside the band of a list of
  /// outside pairs: an orthonormal set of vectors of it.
  Matrix vectors(std::span<const IndexRange> ranges) const;
  Matrix vectors(IndexRange range) const { return vectors({&range, 1}); }

 private:
  Matrix known(std::span<const IndexRange> ranges) const;
  const Eigenpairs& resolved() const;

  std::size_t P_ = 0, size_ = 0;
  mutable std::function<Eigenpairs()> later_;  // until they are asked for
  mutable Vector values_;
  mutable std::shared_ptr<const DenseSpectrum> reduction_;  // where further vectors come from
  mutable Context context_;
  mutable Matrix low_, high_;  // the first and the last; low_ alone where it holds all
};

}  // namespace saddlescope
