#include "saddlescope/linalg/minres_qlp.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "saddlescope/base/error.h"
#include "saddlescope/linalg/epsilon.h"

namespace saddlescope {
namespace {

constexpr std::size_t kStepsAParameter = 4;

// The reflection [c s; s −c] that takes (a, b) to (r, 0), r ≥ 0 unless b = 0.
struct Reflection {
  double c = -1, s = 0;
};
double reflect(double a, double b, Reflection& by) {
  if (b == 0) {
    by = {a < 0 ? -1.0 : 1.0, 0};
    return std::abs(a);
  }
  const double r = std::hypot(a, b);
  by = {a / r, b / r};
  return r;
}

// A number of the last steps: now, the one before, …
template <std::size_t n>
struct Recent {
  double value[n] = {};
  double& operator[](std::size_t age) { return value[age]; }
  double operator[](std::size_t age) const { return value[age]; }
  void push(double x) {
    for (std::size_t i = n - 1; i > 0; --i) value[i] = value[i - 1];
    value[0] = x;
  }
};

// Names follow the paper: Q's reflections make T lower by R (γ, δ, ε), P's from the right make it L (γ, ϑ, η); Lu = t.
class Solver {
 public:
  Solver(const SymmetricOperator& A, std::span<const double> b, const MinresOptions& options)
      : A_(A),
        options_(options),
        beta1_(norm(b)),
        limit_(options.steps > 0 ? options.steps : kStepsAParameter * b.size()),
        r1_(b.size()),
        r2_(b.begin(), b.end()),
        w_(b.size()),
        wl_(b.size()),
        wl2_(b.size()),
        before_last_(b.size()) {
    largest_ = options.norm;
    solution_.x.resize(b.size());
    solution_.residual = phi_ = beta_next_ = beta1_;
  }

  MinresSolution solve(Context& context) {
    if (beta1_ == 0) {
      solution_.end = MinresEnd::residual;
      return std::move(solution_);
    }
    while (true) {
      context.throw_if_stopped();
      if (solution_.steps == limit_) return finish(MinresEnd::steps);
      ++solution_.steps;
      lanczos_step(context);
      left_reflections();
      if (least_enough()) return finish(MinresEnd::normal_residual);
      right_reflections();
      if (!parts()) return finish(MinresEnd::length);
      update_x();
      next_right_reflection();
      if (std::optional<MinresEnd> end = tests()) return finish(*end);
    }
  }

 private:
  // v, α and the next β: A·v = β·v₋ + α·v + β₊·v₊.
  void lanczos_step(Context& context) {
    beta_ = beta_next_;
    v_ = r2_;
    if (const double inverse = 1 / beta_; std::isfinite(inverse)) {
      scale(inverse, v_);
    } else {  // β below 2⁻¹⁰²⁴
      for (double& entry : v_) entry /= beta_;
    }
    Vector next(v_.size());
    A_.apply(v_, Block(next), context);
    if (!all_finite(next)) {
      throw Error(ErrorKind::numerical, "a product with the matrix is not finite.");
    }
    if (solution_.steps > 1) axpy(-beta_ / beta_before_, r1_, next);
    alpha_ = dot(v_, next);
    axpy(-alpha_ / beta_, r2_, next);
    r1_ = std::move(r2_);
    r2_ = std::move(next);
    beta_before_ = beta_;
    beta_next_ = norm(r2_);
    largest_ = std::max(largest_, std::hypot(solution_.steps > 1 ? beta_ : 0.0, alpha_, beta_next_));
  }

  void left_reflections() {
    const double dbar = delta_next_;
    delta_ = left_.c * dbar + left_.s * alpha_;
    const double gbar = left_.s * dbar - left_.c * alpha_;
    epsilon_next_ = left_.s * beta_next_;
    delta_next_ = -left_.c * beta_next_;
    root_ = std::hypot(gbar, delta_next_);  // ‖A·r‖ of the x before is ‖r‖ times this
    gamma_.push(reflect(gbar, beta_next_, left_));
    tau_.push(left_.c * phi_);
    phi_ *= left_.s;
  }

  // The x of the step before is a least-squares solution to the tolerance asked for, and stays. Where it is one to
  // rounding the step is finished: that makes it the shortest.
  bool least_enough() {
    solution_.norm = largest_;
    solution_.normal_residual = largest_ > 0 ? root_ / largest_ : 0;
    least_ = solution_.normal_residual <= kLeast;
    return !least_ && solution_.normal_residual <= options_.normal_residual;
  }

  bool is_zero(double x) const { return std::abs(x) <= kZero * largest_; }

  void right_reflections() {
    if (solution_.steps > 2) {  // P of columns k − 2 and k
      const double turned = right2_.s * theta_[0] - right2_.c * delta_;
      theta_[0] = right2_.c * theta_[0] + right2_.s * delta_;
      delta_ = turned;
      eta_.push(right2_.s * gamma_[0]);
      gamma_[0] *= -right2_.c;
    } else {
      eta_.push(0);
    }
    if (solution_.steps > 1) {  // P of columns k − 1 and k
      gamma_[1] = reflect(gamma_[1], delta_, right1_);
      theta_.push(right1_.s * gamma_[0]);
      gamma_[0] *= -right1_.c;
    } else {
      theta_.push(0);
    }
  }

  // u: the parts of x along the last three directions; earlier ones are final. False where x would get too long.
  bool parts() {
    const std::size_t k = solution_.steps;
    u_.push(0);
    if (k > 2) u_[2] = (tau_[2] - eta_[2] * u_[4] - theta_[2] * u_[3]) / gamma_[2];
    if (k > 1) u_[1] = (tau_[1] - eta_[1] * u_[3] - theta_[1] * u_[2]) / gamma_[1];
    largest_ = std::max({largest_, k > 1 ? gamma_[1] : 0.0, std::abs(gamma_[0])});
    singular_ = least_ || is_zero(gamma_[0]);
    const double rest = tau_[0] - eta_[0] * u_[2] - theta_[0] * u_[1];
    u_[0] = singular_ ? 0 : rest / gamma_[0];
    solution_.residual = std::hypot(singular_ ? rest : 0, phi_);
    final_length_ = std::hypot(final_length_, u_[2]);
    length_ = std::hypot(final_length_, u_[1], u_[0]);
    return length_ <= options_.longest;
  }

  // Directions of P's columns: the two last turn once more with the next step.
  void update_x() {
    const std::size_t k = solution_.steps, P = v_.size();
    if (k == 1) {
      w_ = v_;
    } else if (k == 2) {
      turn(w_, v_, right1_, wl_, w_);
    } else {
      // (w_{k−2}, v) by P_{k−2,k}: the first becomes final.
      turn(wl_, v_, right2_, wl2_, before_last_);
      turn(w_, before_last_, right1_, wl_, w_);
      axpy(u_[2], wl2_, final_);
    }
    if (final_.empty()) final_.assign(P, 0.0);
    for (std::size_t i = 0; i < P; ++i) {
      solution_.x[i] = final_[i] + (k > 1 ? u_[1] * wl_[i] : 0.0) + u_[0] * w_[i];
    }
  }

  // (x, y)·[c s; s −c] to (first, second), which may be x or y themselves.
  static void turn(const Vector& x, const Vector& y, const Reflection& by, Vector& first, Vector& second) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double a = x[i], b = y[i];
      first[i] = by.c * a + by.s * b;
      second[i] = by.s * a - by.c * b;
    }
  }

  void next_right_reflection() { gamma_[1] = reflect(gamma_[1], epsilon_next_, right2_); }

  std::optional<MinresEnd> tests() const {
    if (singular_) return MinresEnd::singular;
    const double relative = phi_ / (largest_ * length_ + beta1_);
    if (relative <= std::max(options_.residual, kEps) || is_zero(beta_next_)) return MinresEnd::residual;
    return std::nullopt;
  }

  MinresSolution finish(MinresEnd end) {
    solution_.end = end;
    return std::move(solution_);
  }

  static constexpr double kZero = 10 * kEps;  // of ‖A‖
  // ‖A·r‖/(‖A‖‖r‖) that is 0: without reorthogonalization 4e-15 to 2e-11 was measured where exactly 0 is due.
  static constexpr double kLeast = 1e-10;

  const SymmetricOperator& A_;
  const MinresOptions options_;
  const double beta1_;
  const std::size_t limit_;
  Vector r1_, r2_, v_, w_, wl_, wl2_, before_last_, final_;
  double alpha_ = 0, beta_ = 0, beta_before_ = 0, beta_next_ = 0, largest_ = 0, root_ = 0;
  double phi_ = 0, delta_ = 0, delta_next_ = 0, epsilon_next_ = 0, final_length_ = 0, length_ = 0;
  Reflection left_, right1_, right2_;
  Recent<3> gamma_, tau_, eta_, theta_;
  Recent<5> u_;
  bool singular_ = false, least_ = false;
  MinresSolution solution_;
};

}  // namespace

std::string_view to_string(MinresEnd end) {
  switch (end) {
    case MinresEnd::residual:
      return "residual";
    case MinresEnd::normal_residual:
      return "normal_residual";
    case MinresEnd::length:
      return "length";
    case MinresEnd::steps:
      return "steps";
    case MinresEnd::singular:
      return "singular";
  }
  throw_internal("every end of MINRES has a name");
}

MinresSolution minres_qlp(const SymmetricOperator& A, std::span<const double> b, const MinresOptions& options,
                          Context& context) {
  if (b.size() != A.size()) throw_bad_input("a right-hand side is as long as its matrix.");
  if (!all_finite(b)) throw_bad_input("a right-hand side is not finite.");
  return Solver(A, b, options).solve(context);
}

}  // namespace saddlescope
