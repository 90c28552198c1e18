// Value, gradient and Hessian of a formula over a box of its variables, enclosed by intervals: forward differentiation
// of second order in interval arithmetic.
//
//   (a·b)ᵢⱼ = aᵢⱼ·b + aᵢ·bⱼ + aⱼ·bᵢ + a·bᵢⱼ;   g(u)ᵢⱼ = g''(u)·uᵢ·uⱼ + g'(u)·uᵢⱼ
// Every interval holds the exact value at each point of the box where the formula is differentiable (with the doubles
// its constants were folded to); occurrences of one variable count as independent, so that an interval may be too wide,
// never too narrow. smooth: the formula is twice continuously differentiable on all of the box; nowhere: at no point of
// it.
// Cost: nodes·P² interval operations. Source: Moore, Kearfott & Cloud 2009, ch. 6; Neumaier 1990, §2.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "saddlescope/function/expression.h"
#include "saddlescope/function/interval.h"

namespace saddlescope {

struct IntervalJet {
  Interval value;
  std::vector<Interval> gradient;  ///< P
  std::vector<Interval> hessian;  ///< (i, j) with i ≥ j at i(i+1)/2 + j; empty where only the gradient was asked for
  bool smooth = true, nowhere = false;

  const Interval& second(std::size_t i, std::size_t j) const {
    return i >= j ? hessian[i * (i + 1) / 2 + j] : hessian[j * (j + 1) / 2 + i];
  }
};

/// box: an interval for each variable.
IntervalJet interval_jet(const Expression& expression, std::span<const Interval> box, bool with_hessian);

}  // namespace saddlescope
