// Residuals, products with their Jacobian and the normal equations, against value and gradient and against one another.
#include "saddlescope/objective/conformance_suite.h"

namespace saddlescope::conformance {

void Suite::least_squares_hold(const LeastSquares& squares, const Kink& kink) {
  const std::size_t M = squares.residual_count();
  if (M == 0) return fail("least_squares() has no residuals");
  Vector r = poisoned(M);
  const double L = squares.residuals(theta_, r, context_), half = 0.5 * dot(r, r);
  const double value_allowed =
      kSlack * (value_error_ + (relative() + static_cast<double>(M) * kEps) * std::abs(at_->value()));
  near("residuals() returns the value", L, at_->value(), value_allowed);
  near("½‖r‖² is the value", half, at_->value(), value_allowed);
  if (!all_finite(r) || !all_finite(at_->gradient())) return;
  const double size = jacobian_size(squares, M);
  jacobian_products_agree(squares, r, size);
  normal_equations_agree(squares, size);
  if (M <= options_.sample_limit && P_ <= options_.dense_limit) gram_agrees(squares, size);
  if (!(kink.known && kink.on)) jacobian_is_the_slope(squares, kink, r, size);
}

// ‖J‖ as random directions see it; blocks of columns must be the single ones.
double Suite::jacobian_size(const LeastSquares& squares, std::size_t M) {
  Matrix V(P_, 3), JV(M, 3);
  for (std::size_t j = 0; j < 3; ++j) {
    const Vector v = direction("jacobian", j);
    std::copy(v.begin(), v.end(), V.column(j).begin());
  }
  std::fill_n(JV.data(), 3 * M, std::numeric_limits<double>::quiet_NaN());
  squares.jacobian(theta_, V, JV, context_);
  double size = 0;
  for (std::size_t j = 0; j < 3; ++j) {
    Vector single = poisoned(M);
    squares.jacobian(theta_, ConstBlock(V.column(j)), Block(single), context_);
    size = std::max(size, norm(single));
    near(fmt::format("column {} of jacobian() of a block of 3 is the single product, ‖difference‖", j),
         norm(plus(JV.column(j), -1, single)), 0, kSlack * relative() * norm(single));
  }
  return std::sqrt(static_cast<double>(P_)) * size;
}

void Suite::jacobian_products_agree(const LeastSquares& squares, const Vector& r, double size) {
  const std::size_t M = r.size();
  Matrix U(M, 2), JTU(P_, 2);
  RandomStream random = context_.random("residual weights");
  for (double& u : U.column(1)) u = random.normal();
  std::copy(r.begin(), r.end(), U.column(0).begin());
  std::fill_n(JTU.data(), 2 * P_, std::numeric_limits<double>::quiet_NaN());
  squares.transposed_jacobian(theta_, U, JTU, context_);
  near("Jᵀr is the gradient, ‖difference‖", norm(plus(JTU.column(0), -1, at_->gradient())), 0,
       kSlack * (gradient_error_ + product_share(M) * size * norm(r)));
  const Vector v = direction("jacobian");
  Vector Jv = poisoned(M);
  squares.jacobian(theta_, ConstBlock(v), Block(Jv), context_);
  near("uᵀ(Jv) = vᵀ(Jᵀu)", dot(U.column(1), Jv), dot(v, JTU.column(1)),
       kSlack * product_share(M) * size * norm(U.column(1)));
}

void Suite::normal_equations_agree(const LeastSquares& squares, double size) {
  if (P_ > options_.dense_limit) return;
  const std::size_t M = squares.residual_count();
  const auto assembled = [&](Matrix& A, Vector& g, int threads) {
    Context context = context_;
    context.threads = threads;
    std::fill_n(A.data(), P_ * P_, std::numeric_limits<double>::quiet_NaN());
    return squares.normal_equations(theta_, A, g, context);
  };
  Matrix A(P_, P_), again(P_, P_);
  Vector g = poisoned(P_), g_again = poisoned(P_);
  const double L = assembled(A, g, 1);
  near("normal_equations() returns the value", L, at_->value(),
       kSlack * (value_error_ + (relative() + static_cast<double>(M) * kEps) * std::abs(at_->value())));
  near("g of normal_equations() is the gradient, ‖difference‖", norm(plus(g, -1, at_->gradient())), 0,
       kSlack * (gradient_error_ + product_share(M) * size * std::sqrt(2 * std::abs(L))));
  for (std::size_t j = 0; j < P_; ++j) {
    for (std::size_t i = 0; i < j; ++i) A(i, j) = A(j, i);
  }
  const Vector v = direction("normal equations");
  Vector Jv = poisoned(M), JTJv = poisoned(P_), Av(P_, 0.0);
  squares.jacobian(theta_, ConstBlock(v), Block(Jv), context_);
  squares.transposed_jacobian(theta_, ConstBlock(Jv), Block(JTJv), context_);
  for (std::size_t j = 0; j < P_; ++j) axpy(v[j], A.column(j), Av);
  near("A·v of normal_equations() is Jᵀ(Jv), ‖difference‖", norm(plus(Av, -1, JTJv)), 0,
       kSlack * product_share(M) * size * size);
  if (!objective_.traits().deterministic) return;
  const double L_again = assembled(again, g_again, options_.threads);
  for (std::size_t j = 0; j < P_; ++j) std::copy_n(A.column(j).data(), j, again.column(j).data());  // not compared
  if (L_again != L || !same_bits(g_again, g) || !same_bits({again.data(), P_ * P_}, {A.data(), P_ * P_})) {
    fail("normal_equations() with {} threads gives other bits than with one", options_.threads);
  }
}

void Suite::gram_agrees(const LeastSquares& squares, double size) {
  const std::size_t M = squares.residual_count();
  Matrix J(M, P_), K(M, M), again(M, P_), K_again(M, M);
  for (Matrix* X : {&J, &K}) std::fill_n(X->data(), X->rows() * X->columns(), std::numeric_limits<double>::quiet_NaN());
  squares.gram(theta_, J, K, context_);
  for (std::size_t j = 0; j < M; ++j)
    for (std::size_t i = 0; i < j; ++i) K(i, j) = K(j, i);
  const Vector v = direction("gram");
  Vector Jv = poisoned(M), own(M, 0.0), KJv(M, 0.0), JTJv = poisoned(P_), JJTJv = poisoned(M);
  squares.jacobian(theta_, ConstBlock(v), Block(Jv), context_);
  for (std::size_t j = 0; j < P_; ++j) axpy(v[j], J.column(j), own);
  near("J·v of gram() is jacobian()'s, ‖difference‖", norm(plus(own, -1, Jv)), 0, kSlack * product_share(M) * size);
  squares.transposed_jacobian(theta_, ConstBlock(Jv), Block(JTJv), context_);
  squares.jacobian(theta_, ConstBlock(JTJv), Block(JJTJv), context_);
  for (std::size_t j = 0; j < M; ++j) axpy(Jv[j], K.column(j), KJv);
  near("K·Jv of gram() is J(Jᵀ(Jv)), ‖difference‖", norm(plus(KJv, -1, JJTJv)), 0,
       kSlack * product_share(M) * size * size * size);
  if (!objective_.traits().deterministic) return;
  Context threads = context_;
  threads.threads = options_.threads;
  squares.gram(theta_, again, K_again, threads);
  for (std::size_t j = 0; j < M; ++j) std::copy_n(K.column(j).data(), j, K_again.column(j).data());  // not compared
  if (!same_bits({J.data(), M * P_}, {again.data(), M * P_}) ||
      !same_bits({K.data(), M * M}, {K_again.data(), M * M})) {
    fail("gram() with {} threads gives other bits than with one", options_.threads);
  }
}

void Suite::jacobian_is_the_slope(const LeastSquares& squares, const Kink& kink, const Vector& r, double size) {
  for (std::uint64_t j = 0; j < 2; ++j) {
    const Vector v = direction("slope of residuals", j);
    Vector Jv = poisoned(r.size());
    squares.jacobian(theta_, ConstBlock(v), Block(Jv), context_);
    const auto line = [&](double t) {
      Vector there = poisoned(r.size());
      squares.residuals(plus(theta_, t, v), there, context_);
      return there;
    };
    const Slope D = slope(line, along_error(relative() * norm(r), norm(r) + size), longest_step(kink));
    if (D.value.empty()) continue;
    near("J·v is the slope of the residuals, ‖difference‖", norm(plus(Jv, -1, D.value)), 0,
         D.error + kSlack * relative() * size);
  }
}

// Of a product of J, relative to sizes: sums of M and of P terms.
double Suite::product_share(std::size_t M) const { return relative() + static_cast<double>(M + P_) * kEps; }

}  // namespace saddlescope::conformance
