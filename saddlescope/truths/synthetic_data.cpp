#include "saddlescope/truths/synthetic_data.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saddlescope {

Vector normals(RandomStream& stream, std::size_t count) {
  Vector values(count);
  for (double& value : values) value = stream.normal();
  return values;
}

Matrix orthonormal(std::size_t rows, std::size_t columns, bool centred, RandomStream& stream, const Context& context) {
  Matrix Q(rows, columns);
  const Vector ones(rows, 1 / std::sqrt(static_cast<double>(rows)));
  for (std::size_t j = 0; j < columns; ++j) {
    context.throw_if_stopped();
    std::ranges::copy(normals(stream, rows), Q.column(j).begin());
    for (int pass = 0; pass < 2; ++pass) {
      if (centred) axpy(-dot(ones, Q.column(j)), ones, Q.column(j));
      for (std::size_t i = 0; i < j; ++i) axpy(-dot(Q.column(i), Q.column(j)), Q.column(i), Q.column(j));
    }
    scale(1 / norm(Q.column(j)), Q.column(j));
  }
  return Q;
}

// Squares s² = 2⁻ⁱ·(1 + small) of a set of at most some ten have distinct subset sums, but span too much for many more;
// draws that are merely random have them with probability 1. So: equal steps, each shifted by a random part of a step.
Vector distinct_singular_values(std::size_t count, RandomStream& stream) {
  constexpr double kLow = 0.5, kHigh = 3;
  const double step = (kHigh - kLow) / static_cast<double>(count);
  Vector s(count);
  for (std::size_t i = 0; i < count; ++i) s[i] = kHigh - step * (static_cast<double>(i) + stream.uniform(0.1, 0.6));
  return s;
}

Matrix product(const Matrix& A, const Matrix& B, const Context& context) {
  Matrix C(A.rows(), B.columns());
  for (std::size_t j = 0; j < B.columns(); ++j) {
    context.throw_if_stopped();
    for (std::size_t k = 0; k < B.rows(); ++k) axpy(B(k, j), A.column(k), C.column(j));
  }
  return C;
}

void add_linear_targets(const Matrix& Q, const Matrix& U, const Matrix& V, std::span<const double> s, Matrix& Y,
                        const Context& context) {
  const double root = std::sqrt(static_cast<double>(Q.rows()));
  Matrix parts = product(Q, V, context);
  for (std::size_t j = 0; j < s.size(); ++j) scale(root * s[j], parts.column(j));
  for (std::size_t o = 0; o < U.rows(); ++o) {
    context.throw_if_stopped();
    for (std::size_t j = 0; j < s.size(); ++j) axpy(U(o, j), parts.column(j), Y.column(o));
  }
}

double add_residual(const Matrix& Q, std::size_t first, RandomStream& stream, Matrix& Y) {
  double squares = 0;
  for (std::size_t o = 0; o < Y.columns(); ++o) {
    for (std::size_t e = first; e < Q.columns(); ++e) {
      const double factor = stream.normal();
      axpy(factor, Q.column(e), Y.column(o));
      squares += factor * factor;
    }
  }
  return squares;
}

Vector row_major(const Matrix& A) {
  Vector values;
  values.reserve(A.rows() * A.columns());
  for (std::size_t i = 0; i < A.rows(); ++i) {
    for (std::size_t j = 0; j < A.columns(); ++j) values.push_back(A(i, j));
  }
  return values;
}

DataSet regression(const Matrix& X, const Matrix& Y) {
  DataSet data;
  data.x = {{X.rows(), X.columns()}, row_major(X)};
  data.y.kind = DataTargets::Kind::numbers;
  data.y.values = {{Y.rows(), Y.columns()}, row_major(Y)};
  data.y.where = "the problem's targets";
  return data;
}

}  // namespace saddlescope
