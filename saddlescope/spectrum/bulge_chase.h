// A symmetric band matrix to tridiagonal form: stage two of two_stage.h.
//
//   B = Q·T·Qᵀ
// Sweep s makes column s tridiagonal by a reflector of length b, whose fill-in (the bulge) is pushed down the band by
// further ones, step t on the rows from s + 1 + t·b on. Sweeps follow one another down the band as soon as they can:
// step t of sweep s needs step t + 1 of sweep s − 1. Each worker takes a few neighbouring sweeps at a time, so that the
// blocks they share stay in its cache.
//
// Proves: backward stable (reflectors). The same bits for any number of threads: which blocks a step changes, and after
// which other steps, is the same whoever does it.
// Cost: 6n²b flops. Source: Bischof, Lang & Sun 2000; Haidar, Ltaief & Dongarra 2011 (the order between sweeps).
#pragma once

#include <cstddef>
#include <functional>

#include "saddlescope/base/context.h"
#include "saddlescope/base/shape.h"

namespace saddlescope {

/// A band in columns of 2b entries, (i, j) with j ≤ i < j + 2b: room for the bulge. Blocks of it below the diagonal are
/// matrices with one less than that as their leading dimension.
class Band {
 public:
  Band(std::size_t n, std::size_t b) : n_(n), b_(b), ld_(2 * b), entries_(n * 2 * b + 2 * b, 0.0) {}
  double& operator()(std::size_t i, std::size_t j) { return entries_[j * ld_ + (i - j)]; }
  double* at(std::size_t i, std::size_t j) { return &(*this)(i, j); }
  std::size_t leading() const { return ld_ - 1; }
  std::size_t size() const { return n_; }
  std::size_t width() const { return b_; }

 private:
  std::size_t n_, b_, ld_;
  Vector entries_;
};

/// Where the reflectors of a sweep go, one behind the other (n − 1 − s numbers), and their factors τ.
struct SweepStore {
  double* reflectors = nullptr;
  double* taus = nullptr;
};

/// The band becomes T. store(s) for s < n − 1, from several threads at once. Throws Error(interrupted) on a stop.
void chase_bulges(Band& band, const std::function<SweepStore(std::size_t)>& store, const Context& context);

}  // namespace saddlescope
