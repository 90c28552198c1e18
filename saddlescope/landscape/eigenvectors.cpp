#include "saddlescope/landscape/eigenvectors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/spectrum/affordable_steps.h"
#include "saddlescope/spectrum/block_lanczos.h"
#include "saddlescope/spectrum/dense.h"

namespace saddlescope {
namespace {

constexpr std::size_t kBlock = 4;       // columns of block Lanczos
constexpr double kTolerance = 1e-6;     // ‖r‖/‖H‖: nothing of it can be seen in a picture
constexpr double kBasisShare = 1.0 / 4;      // of the memory allowed
constexpr double kTie = 1e-8;           // components that count as equally large

void require_rank(std::size_t rank, std::size_t P) {
  if (rank >= 1 && rank <= P) return;
  throw_bad_input(fmt::format("there is no eigenvector {} of {}.", rank, P));
}

Direction direction_of(std::span<const double> gradient, std::span<const double> vector, double value,
                       std::size_t number, std::size_t P) {
  Direction d{
      .kind = DirectionKind::eigenvector, .label = fmt::format("eigenvector {} of {}", number, P), .eigenvalue = value};
  d.vector.assign(vector.begin(), vector.end());
  scale(1 / norm(d.vector), d.vector);
  point_downhill(gradient, d.vector);
  return d;
}

Eigenvectors by_matrix(const Linearization& at, const EigenRanks& ranks, Context& context) {
  const std::size_t P = at.size();
  DenseHessian hessian = dense_hessian(at, context);
  const DenseSpectrum spectrum(hessian.H, context);
  hessian.H = Matrix();
  Eigenvectors result;
  result.norm = spectrum.norm();
  std::vector<IndexRange> wanted;
  wanted.reserve(ranks.lowest.size() + ranks.highest.size());
  for (const std::size_t rank : ranks.lowest) wanted.push_back({rank - 1, 1});
  for (const std::size_t rank : ranks.highest) wanted.push_back({P - rank, 1});
  const auto before = [](const IndexRange& a, const IndexRange& b) { return a.first < b.first; };
  const auto same = [](const IndexRange& a, const IndexRange& b) { return a.first == b.first; };
  std::ranges::sort(wanted, before);
  wanted.erase(std::unique(wanted.begin(), wanted.end(), same), wanted.end());
  const Matrix X = spectrum.vectors(wanted, context);  // together: of a multiple eigenvalue they are orthogonal
  const auto take = [&](std::size_t index) {
    const auto column = std::ranges::lower_bound(wanted, IndexRange{index, 1}, before) - wanted.begin();
    return direction_of(at.gradient(), X.column(static_cast<std::size_t>(column)), spectrum.values()[index], index + 1,
                        P);
  };
  for (const std::size_t rank : ranks.lowest) result.lowest.push_back(take(rank - 1));
  for (const std::size_t rank : ranks.highest) result.highest.push_back(take(P - rank));
  return result;
}

Eigenvectors by_products(const Linearization& at, const EigenRanks& ranks, std::size_t products, Context& context) {
  const std::size_t P = at.size();
  const auto largest = [](const std::vector<std::size_t>& list) {
    return list.empty() ? std::size_t{0} : *std::ranges::max_element(list);
  };
  const SpectrumEnds wanted{largest(ranks.lowest), largest(ranks.highest), kTolerance, products};
  const HessianOperator H(at);
  const std::size_t columns = affordable_columns(P, kBlock, kBasisShare * static_cast<double>(context.memory));
  BlockLanczos lanczos(H, {std::min(kBlock, P), columns});
  const BlockLanczos::Stop stop = lanczos.run(wanted, context);
  if (stop == BlockLanczos::Stop::interrupted) context.throw_if_stopped();
  const std::size_t found = lanczos.values().size();
  if (found < wanted.lowest + wanted.highest && found < P) {
    throw_bad_input(fmt::format("eigenvector {} of an end can't be had from {} products.",
                                std::max(wanted.lowest, wanted.highest), lanczos.products()),
                    {}, "Take one nearer to the end.");
  }
  Eigenvectors result;
  result.norm = lanczos.norm();
  bool converged = true;
  const auto take = [&](std::size_t index, std::size_t number) {
    const Matrix x = lanczos.vectors(index, 1);
    converged = converged && lanczos.residuals()[index] <= kTolerance * lanczos.norm_estimate();
    return direction_of(at.gradient(), x.column(0), lanczos.values()[index], number, P);
  };
  for (const std::size_t rank : ranks.lowest) result.lowest.push_back(take(rank - 1, rank));
  for (const std::size_t rank : ranks.highest) result.highest.push_back(take(found - rank, P + 1 - rank));
  if (!converged) {
    result.why = fmt::format(
        "The eigenvectors come from at most {} products by block Lanczos, and not all of them have converged: they are "
        "close to those of the eigenvalues said, and there may be further ones beyond.",
        products);
  }
  return result;
}

}  // namespace

void point_downhill(std::span<const double> gradient, std::span<double> d) {
  const double slope = dot(gradient, d), rounding = static_cast<double>(d.size()) * kEps * norm(gradient);
  if (std::abs(slope) > rounding) {
    if (slope > 0) scale(-1, d);
    return;
  }
  double largest = 0;
  for (const double x : d) largest = std::max(largest, std::abs(x));
  const auto first = std::ranges::find_if(d, [&](double x) { return std::abs(x) >= (1 - kTie) * largest; });
  if (first != d.end() && *first < 0) scale(-1, d);
}

Eigenvectors eigenvectors(const Linearization& at, const EigenRanks& ranks, std::size_t products, Context& context) {
  for (const std::size_t rank : ranks.lowest) require_rank(rank, at.size());
  for (const std::size_t rank : ranks.highest) require_rank(rank, at.size());
  return products == 0 ? by_matrix(at, ranks, context) : by_products(at, ranks, products, context);
}

}  // namespace saddlescope
