#include "saddlescope/critical/newton_by_factors.h"

#include "saddlescope/linalg/blas.h"

namespace saddlescope {
namespace {

constexpr int kCorrections = 4;

}  // namespace

std::optional<NewtonStep> newton_by_factors(ConstBlock H, std::span<const double> g,
                                            const std::function<void(Block)>& inverse) {
  const BlasThreads one(1);
  const std::size_t P = g.size();
  const double enough = kSolved * norm(g);
  NewtonStep step{Vector(P, 0.0), norm(g)};
  Vector residual(g.begin(), g.end()), Hs(P);
  for (int correction = 0; correction < kCorrections && step.residual > enough; ++correction) {
    inverse(Block(residual));
    axpy(-1, residual, step.s);
    symv_lower(P, 1, H.data(), P, step.s.data(), Hs.data());
    residual = plus(g, 1, Hs);
    step.residual = norm(residual);
  }
  if (!(step.residual <= enough)) return std::nullopt;
  return step;
}

}  // namespace saddlescope
