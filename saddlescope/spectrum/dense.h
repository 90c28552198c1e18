// All eigenvalues of a dense symmetric H, any of its eigenvectors, and the parts of vectors along all of them.
//
//   H = Q·T·Qᵀ, T tridiagonal;  T = U·Λ·Uᵀ;  uᵢ = Q·U·eᵢ;  uᵢᵀg = (Uᵀ·Qᵀg)ᵢ
// H is reduced once, in two stages (two_stage.h) or, for few rows, in one (LAPACK dsytrd), and then asked many things:
// eigenvalues from T (dsterf); chosen eigenvectors from T
// by relatively robust representations (dstemr) or divide and conquer (dstedc), carried back by dormtr; parts by
// carrying Qᵀg through the QL iteration (tridiagonal.h), which needs no eigenvector at all.
//
// Every value lies within bound() = P·eps·‖H‖ of the eigenvalue with its index: Weyl proves it of any backward error up
// to that, and that reflectors stay below it is what is measured (over 220 matrices none was wrong). Of vectors: ‖HV −
// VΛ‖ and ‖VᵀV − I‖/P·‖H‖ of that same order; within a cluster of eigenvalues closer than bound() only the space
// spanned is determined, so parts and vectors may use different bases of it, and only the sum of squares of the parts
// over a cluster means something. Not a bound for errors in H itself.
// Cost: 4P³/3 flops once; 2P²m for m vectors (6P²m after two stages); 2P² + O(P²) for parts. P² doubles while the
// object lives. Each call of BLAS runs on one thread: the same bits for any number of threads, and no thousands of
// short parallel regions, which cost 24 ms each where a core is taken by others (187 s against 12 s measured at P =
// 3,466): two stages have some hundred, of milliseconds. Vectors are carried back in blocks of 128, shared among
// threads.
// Source: Golub & Van Loan, ch. 8; Dhillon & Parlett 2004.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/block.h"
#include "saddlescope/spectrum/two_stage.h"

namespace saddlescope {

/// Indices first … first + count − 1 into eigenvalues in ascending order.
struct IndexRange {
  std::size_t first = 0, count = 0;
  std::size_t end() const { return first + count; }
  bool operator==(const IndexRange&) const = default;
};

// Choices among ascending `values`; m beyond the number of values means all of them.
IndexRange lowest(std::span<const double> values, std::size_t m);
IndexRange highest(std::span<const double> values, std::size_t m);
/// The m of smallest |λ| (they are neighbours in ascending order).
IndexRange nearest_zero(std::span<const double> values, std::size_t m);

class DenseSpectrum {
 public:
  /// H: symmetric P × P, P ≥ 1, lower triangle read. Throws Error(bad input) if H isn't square, Error(numerical) if it
  /// isn't finite or its norm isn't, Error(memory) if P² doubles, from 600 rows on bytes_of_two_stages(), aren't
  /// allowed.
  DenseSpectrum(ConstBlock H, Context& context);

  std::size_t size() const { return values_.size(); }
  const Vector& values() const { return values_; }  ///< all eigenvalues, ascending
  double norm() const;  ///< ‖H‖ = max |λ|
  double bound() const;  ///< P·eps·‖H‖

  /// Orthonormal eigenvectors to the values of a range, or of several ranges one after another: P × count.
  Matrix vectors(IndexRange range, Context& context) const;
  Matrix vectors(std::span<const IndexRange> ranges, Context& context) const;

  /// (uᵢᵀg) for i = 0 … P−1, in the order of values(); ‖parts‖ = ‖g‖. Throws Error(bad input) if g is not of length P.
  Vector parts(std::span<const double> g, Context& context) const;

  /// x := H⁻¹·x = Q·T⁻¹·Qᵀ·x, up to the error of the reduction times the condition of H. Not finite where T is
  /// singular. Cost: 4P² flops.
  void solve(std::span<double> x) const;

 private:
  void reduce(Context& context);
  void carry(Transpose transpose_q, Block X) const;
  Matrix tridiagonal_vectors_of(std::span<const IndexRange> ranges, std::size_t count, Context& context) const;
  bool representations_agree(std::span<const IndexRange> ranges, Block Z) const;

  Matrix reflectors_;  // Q, as LAPACK keeps it
  std::shared_ptr<const TwoStageReduction> two_stage_;  // or Q, where there are many rows
  Vector diagonal_, subdiagonal_;  // T, scaled by 2^−exponent_
  Vector tau_;
  int exponent_ = 0;
  Vector values_;
};

/// All eigenvalues, ascending: DenseSpectrum where nothing else is asked.
Vector eigenvalues(ConstBlock H, Context& context);

}  // namespace saddlescope
