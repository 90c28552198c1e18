#include "saddlescope/function/formula_boxes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "saddlescope/function/interval_jet.h"
#include "saddlescope/linalg/block.h"

namespace saddlescope {
namespace {

using Intervals = std::vector<Interval>;

Interval closed(double low, double high) { return make_interval(low, high, false, false); }
Interval difference(const Interval& a, const Interval& b) { return sum(a, negated(b)); }
bool bounded(const Interval& a) { return std::isfinite(a.low) && std::isfinite(a.high); }

// H(m), or any matrix near it: the centres of its intervals.
Matrix centre_of_hessian(const IntervalJet& jet, std::size_t P) {
  Matrix H(P, P);
  for (std::size_t i = 0; i < P; ++i) {
    for (std::size_t j = 0; j < P; ++j) {
      const Interval& h = jet.second(i, j);
      H(i, j) = h.low + (h.high - h.low) / 2;
    }
  }
  return H;
}

// A⁻¹ by Gauss–Jordan elimination with pivoting; nothing where a pivot is zero. How accurate it is doesn't matter to
// what is proved with it.
std::optional<Matrix> inverse(Matrix A) {
  const std::size_t P = A.rows();
  Matrix inverse = Matrix::identity(P);
  for (std::size_t k = 0; k < P; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k; i < P; ++i) {
      if (std::abs(A(i, k)) > std::abs(A(pivot, k))) pivot = i;
    }
    if (!(std::abs(A(pivot, k)) > 0) || !std::isfinite(1 / A(pivot, k))) return std::nullopt;
    const double scale = 1 / A(pivot, k);
    for (std::size_t j = 0; j < P; ++j) {
      std::swap(A(pivot, j), A(k, j));
      std::swap(inverse(pivot, j), inverse(k, j));
      A(k, j) *= scale;
      inverse(k, j) *= scale;
    }
    for (std::size_t i = 0; i < P; ++i) {
      const double factor = A(i, k);
      if (i == k || factor == 0) continue;
      for (std::size_t j = 0; j < P; ++j) {
        A(i, j) -= factor * A(k, j);
        inverse(i, j) -= factor * inverse(k, j);
      }
    }
  }
  return inverse;
}

// K(X), entry by entry.
Intervals krawczyk(const IntervalJet& over, const IntervalJet& at_centre, const Vector& centre, const Intervals& X,
                   const Matrix& Y) {
  const std::size_t P = centre.size();
  Intervals K;
  for (std::size_t i = 0; i < P; ++i) {
    Interval k = Interval::point(centre[i]);
    for (std::size_t j = 0; j < P; ++j) {
      k = difference(k, product(Interval::point(Y(i, j)), at_centre.gradient[j]));
      Interval slope = Interval::point(i == j ? 1 : 0);
      for (std::size_t l = 0; l < P; ++l) {
        slope = difference(slope, product(Interval::point(Y(i, l)), over.second(l, j)));
      }
      k = sum(k, product(slope, difference(X[j], Interval::point(centre[j]))));
    }
    K.push_back(k);
  }
  return K;
}

// NᵀH(X)N, row by row.
std::vector<Interval> within_columns(const IntervalJet& over, ConstBlock N) {
  const std::size_t P = N.rows(), m = N.columns();
  std::vector<Interval> result;
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      Interval entry = Interval::point(0);
      for (std::size_t k = 0; k < P; ++k) {
        for (std::size_t l = 0; l < P; ++l) {
          const Interval factor = product(Interval::point(N(k, i)), Interval::point(N(l, j)));
          entry = sum(entry, product(factor, over.second(k, l)));
        }
      }
      result.push_back(entry);
    }
  }
  return result;
}

Intervals intervals_of(const Box& box) {
  Intervals X;
  for (std::size_t i = 0; i < box.size(); ++i) X.push_back(closed(box.low[i], box.high[i]));
  return X;
}

}  // namespace

BoxTest FormulaBoxes::critical_points(const Box& box) const {
  const std::size_t P = box.size();
  const Intervals X = intervals_of(box);
  const IntervalJet over = interval_jet(expression_, X, true);
  BoxTest test{BoxTest::Answer::unknown, box, over.smooth};
  const auto none = [&] {
    test.answer = BoxTest::Answer::none;
    return test;
  };
  if (over.nowhere || std::ranges::any_of(over.gradient, [](const Interval& g) { return !g.zero; })) return none();
  if (!over.smooth || !std::ranges::all_of(over.hessian, bounded)) return test;
  const Vector centre = box.centre();
  Intervals at;
  for (const double x : centre) at.push_back(Interval::point(x));
  const IntervalJet at_centre = interval_jet(expression_, at, false);
  const std::optional<Matrix> Y = inverse(centre_of_hessian(over, P));
  if (!Y || !std::ranges::all_of(at_centre.gradient, bounded)) return test;
  const Intervals K = krawczyk(over, at_centre, centre, X, *Y);
  bool inside = true;
  for (std::size_t i = 0; i < P; ++i) {
    if (K[i].high < X[i].low || K[i].low > X[i].high) return none();
    inside = inside && K[i].low > X[i].low && K[i].high < X[i].high;
    test.rest.low[i] = std::max(K[i].low, X[i].low);
    test.rest.high[i] = std::min(K[i].high, X[i].high);
  }
  if (inside) test.answer = BoxTest::Answer::one;
  return test;
}

bool FormulaBoxes::one_sheet(const Box& box, ConstBlock N) const {
  const std::size_t P = box.size(), m = N.columns();
  const IntervalJet over = interval_jet(expression_, intervals_of(box), true);
  if (over.nowhere || !over.smooth || !std::ranges::all_of(over.hessian, bounded)) return false;
  const std::vector<Interval> projected = within_columns(over, N);
  Matrix centre(m, m);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      const Interval& a = projected[i * m + j];
      centre(i, j) = a.low + (a.high - a.low) / 2;
    }
  }
  const std::optional<Matrix> C = inverse(centre);
  if (!C || P < m) return false;
  for (std::size_t i = 0; i < m; ++i) {
    Interval row = Interval::point(0);
    for (std::size_t j = 0; j < m; ++j) {
      Interval entry = Interval::point(i == j ? 1 : 0);
      for (std::size_t l = 0; l < m; ++l) {
        entry = difference(entry, product(Interval::point((*C)(i, l)), projected[l * m + j]));
      }
      row = sum(row, absolute(entry));
    }
    if (!(row.high < 1)) return false;
  }
  return true;
}

Box FormulaBoxes::gradient(const Box& box) const {
  Box ends;
  for (const Interval& g : interval_jet(expression_, intervals_of(box), false).gradient) {
    // Excluded at an end that is 0: not 0 exactly, but too small to be told from it.
    const bool underflows = !g.zero && g.low == 0 && g.high == 0;
    ends.low.push_back(g.low);
    ends.high.push_back(underflows ? std::numeric_limits<double>::denorm_min() : g.high);
  }
  return ends;
}

}  // namespace saddlescope
