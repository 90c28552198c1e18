// What some objectives are besides: those that can prove, for a box of parameters, where critical points are not, and
// that there is one.
//
// A box is low ≤ θ ≤ high, entry by entry. Critical: L is differentiable at θ and ∇L(θ) = 0; where L isn't defined, and
// on kinks, there is none by definition. What is proved holds for the loss in exact arithmetic (of a formula: with the
// doubles its constants were folded to): every end is rounded outwards.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>

#include "saddlescope/base/shape.h"
#include "saddlescope/linalg/block.h"

namespace saddlescope {

struct Box {
  Vector low, high;

  std::size_t size() const { return low.size(); }
  Vector centre() const;
  /// Its point with the fewest binary digits, entry by entry: 0 where that lies within.
  Vector simplest() const;
  double diameter() const;  ///< length of the diagonal
  bool holds(std::span<const double> theta) const;  ///< borders included
  /// How far it goes from one of its points along a direction, in lengths of that.
  double room(std::span<const double> from, std::span<const double> direction) const;
  bool holds(const Box& inner) const { return holds(inner.low) && holds(inner.high); }
};

/// What is known of the critical points of a box.
struct BoxTest {
  enum class Answer {
    none,  ///< proved: the box holds no critical point
    one,  ///< proved: the box holds exactly one; it lies in `rest`, and its Hessian is regular
    unknown  ///< neither; whatever critical points there are lie in `rest`
  };
  Answer answer = Answer::unknown;
  Box rest;
  bool smooth = false;  ///< L is twice continuously differentiable on all of the box
};

/// Facet of objectives that can prove it.
class Boxes {
 public:
  virtual ~Boxes() = default;
  /// May be called from several threads at once. box: as many entries as θ, finite, low ≤ high.
  virtual BoxTest critical_points(const Box& box) const = 0;
  /// ∇L(θ), entry by entry, lies between low and high at every θ of the box where it exists; ends may be infinite. Of a
  /// box that is one point both are 0 only where the entry is 0 exactly, and not for its rounding or because it
  /// underflows.
  virtual Box gradient(const Box& box) const = 0;
  /// normals: P × m, independent columns N. true is proved: any two critical points of the box differ along the
  /// complement of N, so that all of them lie on one graph over its P − m dimensions. false: not known.
  virtual bool one_sheet(const Box& box, ConstBlock normals) const;
};

}  // namespace saddlescope
