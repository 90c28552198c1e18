// Levenberg–Marquardt for sums of squares (Levenberg 1944; Marquardt 1963), dense:
//   (JᵀJ + μI)·s = −g,  ratio = (L(θ) − L(θ+s))/(½·sᵀ(μs − g));  taken if the loss falls by kTaken of what was promised
//   taken: μ ← μ/5 where ratio > ¾, 4μ where ratio < ¼, else as it is;   not: μ ← μ·ν, ν ← 2ν, from ν = 2 after each step
// (Fletcher 1971; the growing ν is Nielsen's, Technical University of Denmark 1999). μ begins at 1e-3·max diag JᵀJ. A
// tiny network's curved valley wants a μ that stays where it is good: on 1-10-10-1 tanh it took 402 iterations (median
// of 100 seeds) to ‖g‖ = 1e-6, where Nielsen's continuous rule took some 720.
// With fewer residuals than parameters (M ≤ P) the step is the same as s = −Jᵀz, (JJᵀ + μI)·z = r: a smaller matrix,
// and one that a network puts together without its rows (LeastSquares::gram).
// The fall is ½·Σ(r − r')(r + r'), which holds its digits where the difference of two losses has lost them.
// The loss never rises. Where what a step promises is within the rounding of L, steps are taken on while ‖g‖ falls and
// the loss stays within that rounding; then the method ends: what is left of g is rounding, or curvature Σ rᵢ∇²rᵢ that
// JᵀJ doesn't know of.
//
// Goes down, so it finds minima; it comes to rest at saddles only where it starts on one's stable manifold (or its J
// loses rank there: constant outputs). Can't: converge fast where residuals stay large.
// Cost a step: normal equations (a gradient and M·P² flops), P³/3 flops and a loss a trial; 2P² doubles. With M ≤ P: J
// and JJᵀ, M³/3 flops and a loss a trial; 2M² + 2MP doubles.
#pragma once

#include <cstddef>

#include "saddlescope/linalg/block.h"
#include "saddlescope/optimize/finder.h"

namespace saddlescope {

/// What it holds for P parameters and M residuals.
double levenberg_marquardt_bytes(std::size_t P, std::size_t M);

class LevenbergMarquardt final : public Finder {
 public:
  Point start(const Objective& objective, std::span<const double> theta, Context& context) override;
  std::optional<Stop> step(const Objective& objective, Point& point, Context& context) override;

 private:
  struct Trial {
    double length = 0, promise = 0, loss = 0, fall = 0;
    bool solved = false;
  };

  Trial attempt(const LeastSquares& squares, const Point& point, Context& context);
  std::optional<Stop> settle(const LeastSquares& squares, Point& point, const Trial& trial, double rounding,
                             Context& context);
  void raise_damping();
  /// A at theta to factor_, with J to J_there_ where it is asked for, and g.
  void assemble(const LeastSquares& squares, std::span<const double> theta, std::span<const double> r,
                std::span<double> g, Context& context);
  void swap_matrices();
  bool take(const LeastSquares& squares, Point& point, double loss, Context& context);

  bool by_residuals_ = false;  // M ≤ P
  Matrix A_, factor_;  // JᵀJ or JJᵀ, lower triangle; that + μI and its factor
  Matrix J_, J_there_;  // by residuals
  Vector r_, r_there_, s_, z_, there_, g_there_;
  double mu_ = 0, nu_ = 2;
};

}  // namespace saddlescope
