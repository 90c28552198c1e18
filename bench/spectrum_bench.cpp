// Dense spectra beside their floors, the flops of the method at the rate of products of P × P matrices measured here on
// one thread (docs/methods: floors):  bench_spectrum [threads] [P]
// Inertia: 2P³/3 flops. Eigenvalues: 4P³/3; in one stage half of them are products of matrix and vector and can't run
// at that rate, in two stages the band is chased in the cache instead. Beside them one factorization and both
// reductions.
#include <cstdlib>

#include "bench/timing.h"
#include "saddlescope/base/random.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/linalg/lapack.h"
#include "saddlescope/spectrum/dense.h"
#include "saddlescope/spectrum/inertia.h"
#include "saddlescope/spectrum/lanczos.h"
#include "saddlescope/spectrum/two_stage.h"

namespace saddlescope {
namespace {

Matrix random_symmetric(std::size_t P) {
  Matrix H(P, P);
  RandomStream random(2026, "spectrum bench");
  for (std::size_t j = 0; j < P; ++j) {
    for (std::size_t i = 0; i <= j; ++i) H(i, j) = H(j, i) = random.normal();
  }
  return H;
}

void run(int threads, std::size_t P) {
  Context context;
  context.threads = threads;
  const Matrix H = random_symmetric(P);
  const MatrixOperator as_operator(H);
  const DenseSpectrum spectrum(H, context);
  const double tau = 1e-8 * spectrum.norm();
  const Vector g(P, 1.0);
  Matrix C(P, P);

  std::vector<bench::Work> works = {
      {"product of matrices, one thread",
       [&] {
         const BlasThreads one(1);
         multiply(H, Transpose::no, H, Transpose::no, C);
       }},
      {"inertia", [&] { inertia(H, tau, context); }},
      {"inertia with its error", [&] { measured_inertia(H, tau, context); }},
      {"all eigenvalues", [&] { eigenvalues(H, context); }},
      {"parts along all eigenvectors, then", [&] { spectrum.parts(g, context); }},
      {"8 lowest eigenvectors, then", [&] { spectrum.vectors(lowest(spectrum.values(), 8), context); }},
      {"one factorization, one thread",
       [&] {
         const BlasThreads one(1);
         Matrix A = H;
         std::vector<int> pivots(P);
         factor_ldlt(Triangle::lower, A, pivots);
       }},
      {"reduction in one stage, one thread",
       [&] {
         const BlasThreads one(1);
         Matrix A = H;
         Vector d(P), e(P), t(P);
         tridiagonalize(A, d, e, t);
       }},
      {"reduction in two stages", [&] { const TwoStageReduction reduction(H, 48, context); }},
      {"norm by 12 products", [&] { spectral_norm(as_operator, 12, context); }}};
  bench::measure(works, 3);

  const double cube = static_cast<double>(P) * static_cast<double>(P) * static_cast<double>(P);
  const double rate = 2 * cube / works[0].fastest.wall;
  std::printf("threads %d, P %zu, products at %.1f GF/s a thread, %s\n", threads, P, rate * 1e-9, blas_name().c_str());
  for (const bench::Work& work : works) {
    std::printf("  %-36s %10.2f ms (%.2f of processor)\n", work.name.c_str(), 1e3 * work.fastest.wall,
                1e3 * work.fastest.processor);
  }
  std::printf("  inertia %.2f floors of one thread, eigenvalues %.2f\n",
              works[1].fastest.wall / (2.0 / 3 * cube / rate), works[3].fastest.wall / (4.0 / 3 * cube / rate));
}

}  // namespace
}  // namespace saddlescope

int main(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : 2;
  const int P = argc > 2 ? std::atoi(argv[2]) : 1500;
  if (threads < 1 || P < 1) {
    std::fprintf(stderr, "usage: bench_spectrum [threads ≥ 1] [P ≥ 1]\n");
    return 2;
  }
  saddlescope::run(threads, static_cast<std::size_t>(P));
}
