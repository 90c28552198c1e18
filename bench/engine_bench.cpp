// The engine beside its floors: digits' network 64-32-32-10 tanh, cross-entropy, N = 1,797, and the parts it is made
// of.
//   bench_engine [threads] [chunk]
// Floors (docs/methods: floors): gradient 6·N·P − 2·N·P₁ flops plus one evaluation of tanh a hidden unit and sample;
// product 12·N·P − 8·N·P₁ flops; both at the GEMM rate measured here (n = 256 square, all threads).
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "bench/timing.h"
#include "saddlescope/base/parallel.h"
#include "saddlescope/base/random.h"
#include "saddlescope/engine/chunks.h"
#include "saddlescope/engine/kernels/elementwise.h"
#include "saddlescope/engine/kernels/gemm.h"
#include "saddlescope/linalg/blas.h"

namespace saddlescope::engine {
namespace {

constexpr std::size_t kSizes[] = {64, 32, 32, 10};
constexpr std::size_t kSamples = 1797, kDirections = 16;

Vector random_vector(std::size_t n, std::uint64_t stream, double scale = 1) {
  RandomStream random(3, "bench", stream);
  Vector v(n);
  for (double& e : v) e = scale * random.normal();
  return v;
}

struct Network {
  std::size_t parameters = 0, first_layer = 0;
  std::vector<Vector> data;
  std::unique_ptr<ChunkSum> gradient, product;
};

std::shared_ptr<const Program> program(std::size_t n, bool second_order, Network& network) {
  Graph graph;
  std::vector<Value> theta;
  Value a = graph.input(0, {kSizes[0], n});
  std::size_t offset = 0;
  for (std::size_t l = 0; l < 3; ++l) {
    const std::size_t in = kSizes[l], out = kSizes[l + 1];
    theta.push_back(graph.parameter(offset, {out, in}));
    theta.push_back(graph.parameter(offset + out * in, {out}));
    offset += out * (in + 1);
    if (l == 0) network.first_layer = offset;
    a = matmul(theta[2 * l], a) + broadcast(theta[2 * l + 1], {out, n}, {1});
    if (l < 2) a = tanh(a);
  }
  network.parameters = offset;
  const Value loss = sum(logsumexp(a, 0) - pick(a, graph.input(1, {n}))) * (1.0 / kSamples);
  const auto g = vjp({loss}, {graph.constant(1, {})}, theta);
  std::vector<Output> outputs = {{loss, offset}};
  for (std::size_t i = 0; i < theta.size(); ++i) outputs.push_back({g[i], offset_of(theta[i])});
  if (second_order) {
    const auto product = jvp(g, tangents(theta));
    for (std::size_t i = 0; i < theta.size(); ++i) outputs.push_back({product[i], offset_of(theta[i])});
  }
  return std::make_shared<const Program>(graph, outputs);
}

Network build(std::size_t chunk) {
  Network network;
  std::vector<Chunk> first, second;
  for (std::size_t start = 0; start < kSamples; start += chunk) {
    const std::size_t n = std::min(chunk, kSamples - start);
    network.data.push_back(random_vector(kSizes[0] * n, start));
    network.data.push_back(Vector(n));
    for (std::size_t i = 0; i < n; ++i) network.data.back()[i] = static_cast<double>((start + 7 * i) % 10);
    const std::vector<const double*> inputs = {network.data[network.data.size() - 2].data(),
                                               network.data.back().data()};
    const bool reuse = !first.empty() && n == chunk;
    first.push_back({reuse ? first[0].program : program(n, false, network), inputs});
    second.push_back({reuse ? second[0].program : program(n, true, network), inputs});
  }
  network.gradient = std::make_unique<ChunkSum>(first);
  network.product = std::make_unique<ChunkSum>(second);
  return network;
}

// Ratios are of processor seconds, which other users of the machine disturb least.
void report(const std::vector<bench::Work>& works, const Network& network, int threads, std::size_t chunk,
            std::size_t tile) {
  const auto cpu = [&](std::size_t i) { return works[i].fastest.processor; };
  const double N = kSamples, p = static_cast<double>(network.parameters), p1 = static_cast<double>(network.first_layer);
  const double gemm_seconds = cpu(0) / threads, rate = 2.0 * 256 * 256 * 256 / gemm_seconds;  // of one thread
  const double tanh_seconds = cpu(2) / static_cast<double>(tile);
  const double gradient_floor = (6 * N * p - 2 * N * p1) / rate + N * (kSizes[1] + kSizes[2]) * tanh_seconds;
  const double product_floor = (12 * N * p - 8 * N * p1) / rate, product = cpu(8) / kDirections;
  std::printf("threads %d, chunk %zu, P %zu, gemm %.1f GF/s a thread, copy %.1f GB/s\n", threads, chunk,
              network.parameters, rate * 1e-9, 16 * static_cast<double>(std::size_t{1} << 22U) / cpu(1) * 1e-9);
  for (const bench::Work& work : works)
    std::printf("  %-46s %10.4f ms of processor, %10.4f ms\n", work.name.c_str(), 1e3 * work.fastest.processor,
                1e3 * work.fastest.wall);
  const double flops = 2e-9 * static_cast<double>(tile * kSizes[0]);
  std::printf(
      "  tanh %.2f ns an element; GF/s: layer product %.1f (BLAS %.1f), weight gradient %.1f, two in one pass %.1f "
      "(BLAS %.1f)\n",
      1e9 * tanh_seconds, flops / cpu(4), flops / cpu(9), flops / cpu(5), 2 * flops / cpu(10), flops / cpu(11));
  std::printf("  gradient %.4f ms of processor: %.2f floors; product %.4f ms: %.2f floors, %.2f gradients\n",
              1e3 * cpu(6), cpu(6) / gradient_floor, 1e3 * product, product / product_floor, product / cpu(6));
}

// Row-major C = A·op(B) by BLAS, whatever the engine's own kernels do.
void blas_product(bool transpose_B, std::size_t m, std::size_t n, std::size_t k, const double* A, const double* B,
                  double* C) {
  saddlescope::gemm(transpose_B ? saddlescope::Transpose::yes : saddlescope::Transpose::no, saddlescope::Transpose::no,
                    n, m, k, 1, B, transpose_B ? k : n, A, k, 0, C, n);
}

void run(int threads, std::size_t chunk) {
  const BlasThreads one(1);
  Context context;
  context.threads = threads;
  Network network = build(chunk);
  const std::size_t P = network.parameters;
  const Vector theta = random_vector(P, 1, 0.2);
  Vector g(P + 1);
  Matrix V(P, kDirections), HV(P, kDirections);
  const Vector directions = random_vector(P * kDirections, 2);
  std::copy(directions.begin(), directions.end(), V.data());
  const auto state = network.product->linearize(theta, g, context);

  const std::size_t square = 256;
  const Vector A = random_vector(square * square, 3), B = random_vector(square * square, 4);
  std::vector<Vector> C(static_cast<std::size_t>(threads), Vector(square * square));
  const std::size_t tile = kSizes[1] * chunk;
  const Vector x = random_vector(tile, 5), W = random_vector(kSizes[0] * kSizes[1], 6, 0.1),
               in = random_vector(kSizes[0] * chunk, 7);
  Vector y(tile);
  const std::size_t copied = std::size_t{1} << 22U;
  Vector from(copied, 1.0), to(copied);

  std::vector<bench::Work> works = {
      {"gemm 256",
       [&] {
         parallel_for(threads, C.size(), [&](std::size_t t) {
           const BlasThreads own(1);
           blas_product(false, square, square, square, A.data(), B.data(), C[t].data());
         });
       }},
      {"copy 32 MB", [&] { std::copy(from.begin(), from.end(), to.begin()); }},
      {"tanh, one chunk, one thread", [&] { elementwise<double>(Tanh{}, tile, x.data(), nullptr, y.data()); }},
      {"add, one chunk, one thread", [&] { elementwise<double>(Add{}, tile, x.data(), x.data(), y.data()); }},
      {"first layer's product, one chunk, one thread",
       [&] { gemm<double>(false, false, kSizes[1], chunk, kSizes[0], {W.data(), in.data()}, {}, y.data(), false); }},
      {"weight gradient, one chunk, one thread",
       [&] { gemm<double>(false, true, kSizes[1], kSizes[0], chunk, {y.data(), in.data()}, {}, C[0].data(), false); }},
      {"gradient", [&] { network.gradient->evaluate(theta, g, context); }},
      {"linearize for products", [&] { network.product->linearize(theta, g, context); }},
      {"16 products", [&] { state->apply(V, HV, context); }},
      {"first layer's product by BLAS",
       [&] { blas_product(false, kSizes[1], chunk, kSizes[0], W.data(), in.data(), y.data()); }},
      {"two weight gradients in one pass",
       [&] {
         const Factors<double> factors = {y.data(), in.data()};
         gemm<double>(false, true, kSizes[1], kSizes[0], chunk, factors, factors, C[0].data(), false);
       }},
      {"weight gradient by BLAS",
       [&] { blas_product(true, kSizes[1], kSizes[0], chunk, y.data(), in.data(), C[0].data()); }}};
  bench::measure(works);

  report(works, network, threads, chunk, tile);
}

}  // namespace
}  // namespace saddlescope::engine

int main(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : 2;
  const std::size_t chunk = argc > 2 ? static_cast<std::size_t>(std::atoi(argv[2])) : 120;
  saddlescope::engine::run(threads, chunk);
}
