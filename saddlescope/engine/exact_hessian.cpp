#include "saddlescope/engine/exact_hessian.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace saddlescope::engine {
namespace {

constexpr std::size_t kColumns = 256;  // of unit vectors at once: enough for all threads

// Columns first … first + count − 1.
template <class T>
void columns_by_products(const BasicLinearizedSum<T>& products, std::size_t first, std::size_t count, Block H,
                         Context& context) {
  Matrix E(H.rows(), count);
  for (std::size_t j = 0; j < count; ++j) E(first + j, j) = 1;
  products.apply(E, H.middle(first, count), context);
}

}  // namespace

template <class T>
double exact_hessian(const BasicLayerHessian<T>& layers, double diagonal, const BasicLinearizedSum<T>& products,
                     std::span<const double> theta, Block H, Context& context) {
  const std::size_t P = H.rows();
  const std::vector<char> in_layer = layers.covered(P);
  std::vector<std::size_t> others;
  for (std::size_t j = 0; j < P; ++j)
    if (in_layer[j] == 0) others.push_back(j);
  for (std::size_t o = 0; o < others.size();) {
    context.throw_if_stopped();
    std::size_t count = 1;  // neighbours, whose columns lie one after another
    while (count < kColumns && o + count < others.size() && others[o + count] == others[o] + count) ++count;
    columns_by_products(products, others[o], count, H, context);
    o += count;
    context.report("Hessian, columns by products", static_cast<double>(o), static_cast<double>(others.size()));
  }
  double asymmetry = 0;
  for (const std::size_t j : others)
    for (std::size_t i = 0; i < P; ++i) {
      if (in_layer[i] != 0) {
        H(j, i) = H(i, j);
      } else if (i > j) {
        const double difference = H(i, j) - H(j, i);
        if (difference != 0) asymmetry = std::hypot(asymmetry, std::numbers::sqrt2 * difference);
        H(i, j) = H(j, i) = 0.5 * (H(i, j) + H(j, i));
      }
    }
  layers.fill(theta, H, context);
  for (std::size_t i = 0; i < P; ++i)
    if (in_layer[i] != 0) H(i, i) += diagonal;
  return asymmetry;
}

template double exact_hessian<double>(const BasicLayerHessian<double>&, double, const BasicLinearizedSum<double>&,
                                      std::span<const double>, Block, Context&);
template double exact_hessian<float>(const BasicLayerHessian<float>&, double, const BasicLinearizedSum<float>&,
                                     std::span<const double>, Block, Context&);

}  // namespace saddlescope::engine
