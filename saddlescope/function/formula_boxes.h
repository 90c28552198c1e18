// Where the critical points of a formula can't be, and where there is exactly one: interval tests of ∇L(θ) = 0 over a
// box X.
//
//   none  ∂L/∂θᵢ(X) ∌ 0 for some i; or K(X) ∩ X = ∅
//   one   K(X) ⊂ interior of X;  K(X) = m − Y·∇L(m) + (I − Y·H(X))·(X − m),  m the centre, Y ≈ H(m)⁻¹  (Krawczyk 1969)
//   rest  K(X) ∩ X holds every critical point of X
// sheet ‖I − C·NᵀH(X)N‖∞ < 1, C ≈ (NᵀH(m)N)⁻¹: then all critical points of X lie on one graph over the complement of N
// ∇L(X), H(X) and ∇L(m) are intervals (interval_jet.h), rounded outwards, and so is K. `one` proves existence,
// uniqueness in X and a regular Hessian on X; it needs L smooth on all of X. A singular critical point is never proved:
// its boxes stay `unknown` however small, and so do boxes that touch a pole or a kink where the intervals are too wide.
// Cost: 2 jets, 2P³ interval products. Source: Neumaier 1990, §5.1; Moore, Kearfott & Cloud 2009, ch. 8.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "saddlescope/function/expression.h"
#include "saddlescope/objective/boxes.h"

namespace saddlescope {

class FormulaBoxes {
 public:
  /// Keeps a reference.
  explicit FormulaBoxes(const Expression& expression) : expression_(expression) {}
  BoxTest critical_points(const Box& box) const;
  /// From its intervals (objective/boxes.h).
  Box gradient(const Box& box) const;
  /// By ‖I − C·NᵀH(X)N‖ < 1, C ≈ (NᵀH(m)N)⁻¹: critical a, b of X fulfil H̄·(b − a) = 0 with some H̄ in H(X).
  bool one_sheet(const Box& box, ConstBlock normals) const;

 private:
  const Expression& expression_;
};

/// "w1=-2:2,w2=-2:2" in any order, or "-2:2,-2:2" in order of first appearance; ends may be constant formulas
/// ("-pi:pi").
/// Throws Error(bad input) naming what is missing, given twice, unknown or no range.
Box parse_box(std::string_view text, std::span<const std::string> variables, std::string_view where = "--box");

}  // namespace saddlescope
