// A network's gradient, product and dense Hessian beside their floors, the flops of docs/methods: floors at the rate of
// products of 512 × 512 matrices measured here on one thread:  bench_network [threads] [model]   (data: digits)
// Hessian: 2N·(Σ_l d_l(d_l + 1)/2·h_l(h_l + 1)/2 + Σ_{l<m} P_l·P_m) flops, d_l with the bias's column of ones.
#include <cstdio>
#include <cstdlib>

#include "bench/timing.h"
#include "saddlescope/base/random.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/network/initialization.h"
#include "saddlescope/network/network.h"

namespace saddlescope {
namespace {

constexpr std::size_t kRateSize = 512, kBlock = 16;

double hessian_flops(const MlpSpec& spec, double N) {
  double pairs = 0, same = 0, before = 0;
  for (std::size_t l = 0; l < spec.layers(); ++l) {
    const double d = static_cast<double>(spec.sizes[l] + (spec.bias ? 1 : 0));
    const double h = static_cast<double>(spec.sizes[l + 1]);
    same += d * (d + 1) / 2 * h * (h + 1) / 2;
    pairs += before * d * h;
    before += d * h;
  }
  return 2 * N * (same + pairs);
}

Matrix random_matrix(std::size_t rows, std::size_t columns) {
  RandomStream random(2026, "network bench");
  Matrix A(rows, columns);
  for (std::size_t i = 0; i < rows * columns; ++i) A.data()[i] = random.normal();
  return A;
}

void run(const char* model, int threads) {
  const MlpSpec spec = parse_mlp(model);
  const auto objective = make_network(spec, load_data("digits"), "");
  const Vector theta = initialize(spec, initialization(kDefaultInitialization), 1, 0);
  const std::size_t P = theta.size();
  Context context;
  context.threads = threads;
  const auto at = objective->linearize(theta, context);
  const Matrix A = random_matrix(kRateSize, kRateSize), V = random_matrix(P, kBlock);
  Matrix C(kRateSize, kRateSize), HV(P, kBlock), H(P, P);
  Vector g(P);
  std::vector<bench::Work> works = {
      {"product of matrices, one thread",
       [&] {
         const BlasThreads one(1);
         multiply(A, Transpose::no, A, Transpose::no, C);
       }},
      {"gradient", [&] { objective->gradient(theta, g, context); }},
      {"Hessian times a vector", [&] { at->apply(V.block().middle(0, 1), HV.block().middle(0, 1), context); }},
      {"Hessian times a block of 16", [&] { at->apply(V, HV, context); }},
      {"dense Hessian", [&] { at->hessian(H, context); }}};
  bench::measure(works, 3);

  const auto cpu = [&](std::size_t i) { return works[i].fastest.processor; };
  const double N = static_cast<double>(objective->sample_count()), p = static_cast<double>(P);
  const double p1 = static_cast<double>(spec.sizes[1] * (spec.sizes[0] + (spec.bias ? 1 : 0)));
  const double rate = 2 * static_cast<double>(kRateSize * kRateSize * kRateSize) / cpu(0);
  std::printf("%s, P %zu, threads %d, products at %.1f GF/s a thread, %s\n", model, P, threads, rate * 1e-9,
              blas_name().c_str());
  for (const bench::Work& work : works) {
    std::printf("  %-34s %10.3f ms, of processor %10.3f ms\n", work.name.c_str(), 1e3 * work.fastest.wall,
                1e3 * work.fastest.processor);
  }
  std::printf("  floors of processor time: gradient %.2f, product %.2f (block of 16: %.2f), Hessian %.1f\n",
              cpu(1) / ((6 * N * p - 2 * N * p1) / rate), cpu(2) / ((12 * N * p - 8 * N * p1) / rate),
              cpu(3) / static_cast<double>(kBlock) / ((12 * N * p - 8 * N * p1) / rate),
              cpu(4) / (hessian_flops(spec, N) / rate));
  std::printf("  a product costs %.2f gradients, in a block of 16 %.2f\n", cpu(2) / cpu(1),
              cpu(3) / static_cast<double>(kBlock) / cpu(1));
}

}  // namespace
}  // namespace saddlescope

int main(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : 1;
  if (threads < 1) {
    std::fprintf(stderr, "usage: bench_network [threads ≥ 1] [model]\n");
    return 2;
  }
  saddlescope::run(argc > 2 ? argv[2] : "mlp:64-32-32-10:tanh", threads);
}
