// A network's gradient, product and dense Hessian beside their floors, the flops of docs/methods: floors at the rate of
// products of 512 × 512 matrices measured here on one thread, in f64 and beside it in f32 (processor time):
//   bench_network [threads] [model]   (data: digits, or 1,024 random samples)
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

constexpr std::size_t kRateSize = 512, kBlock = 16, kLargestHessian = 5000;

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

// digits, or as many random samples as fill a network of other inputs.
DataSet data_for(const MlpSpec& spec) {
  if (spec.inputs() == 64) return load_data("digits");
  constexpr std::size_t kSamples = 1024;
  RandomStream random(2026, "network bench: data");
  DataSet data;
  data.x = {{kSamples, spec.inputs()}, Vector(kSamples * spec.inputs())};
  for (double& x : data.x.values) x = random.normal();
  data.y.kind = DataTargets::Kind::integers;
  data.y.values = {{kSamples}, Vector(kSamples)};
  for (double& y : data.y.values.values) y = static_cast<double>(random.below(spec.outputs()));
  return data;
}

// One network in one arithmetic, and what is measured of it.
struct Measured {
  Measured(const MlpSpec& spec, const DataSet& data, Precision precision, int threads)
      : name(precision == Precision::f32 ? ", f32" : ""),
        objective(make_network(spec, data, "", {.precision = precision})),
        theta(initialize(spec, initialization(kDefaultInitialization), 1, 0)),
        V(random_matrix(theta.size(), kBlock)),
        HV(theta.size(), kBlock),
        g(theta.size()) {
    context.threads = threads;
    at = objective->linearize(theta, context);
    if (theta.size() <= kLargestHessian) H = Matrix(theta.size(), theta.size());
  }

  void append(std::vector<bench::Work>& works) {
    works.push_back({"gradient" + name, [this] { objective->gradient(theta, g, context); }});
    works.push_back({"linearization" + name, [this] { at = objective->linearize(theta, context); }});
    works.push_back({"Hessian times a vector" + name,
                     [this] { at->apply(V.block().middle(0, 1), HV.block().middle(0, 1), context); }});
    works.push_back({"Hessian times a block of 16" + name, [this] { at->apply(V, HV, context); }});
    if (H.rows() > 0) works.push_back({"dense Hessian" + name, [this] { at->hessian(H, context); }});
  }

  std::string name;
  std::unique_ptr<NetworkObjective> objective;
  Vector theta;
  Matrix V, HV, H;
  Vector g;
  Context context;
  std::unique_ptr<Linearization> at;
};

void run(const char* model, int threads) {
  const MlpSpec spec = parse_mlp(model);
  const DataSet data = data_for(spec);
  Measured f64(spec, data, Precision::f64, threads), f32(spec, data, Precision::f32, threads);
  const Matrix A = random_matrix(kRateSize, kRateSize);
  const std::vector<float> a(A.data(), A.data() + kRateSize * kRateSize);
  Matrix C(kRateSize, kRateSize);
  std::vector<float> c(a.size());
  std::vector<bench::Work> works = {{"product of matrices, one thread",
                                     [&] {
                                       const BlasThreads one(1);
                                       multiply(A, Transpose::no, A, Transpose::no, C);
                                     }},
                                    {"product of matrices, one thread, f32", [&] {
                                       const BlasThreads one(1);
                                       gemm(Transpose::no, Transpose::no, kRateSize, kRateSize, kRateSize, 1.0F,
                                            a.data(), kRateSize, a.data(), kRateSize, 0.0F, c.data(), kRateSize);
                                     }}};
  f64.append(works);
  const std::size_t each = works.size() - 2;
  f32.append(works);
  bench::measure(works, 3);

  const auto cpu = [&](std::size_t i) { return works[i].fastest.processor; };
  const double N = static_cast<double>(data.samples()), p = static_cast<double>(f64.theta.size());
  const double p1 = static_cast<double>(spec.sizes[1] * (spec.sizes[0] + (spec.bias ? 1 : 0)));
  const double product_of_matrices = 2 * static_cast<double>(kRateSize * kRateSize * kRateSize);
  std::printf("%s, P %zu, N %zu, threads %d, %s\n", model, f64.theta.size(), data.samples(), threads,
              blas_name().c_str());
  const double flops[] = {6 * N * p - 2 * N * p1, 6 * N * p - 2 * N * p1, 12 * N * p - 8 * N * p1,
                          16 * (12 * N * p - 8 * N * p1), hessian_flops(spec, N)};
  std::printf("  %-34s %10.3f ms; f32 %10.3f ms, %.2f times as fast\n", "product of 512 × 512, one thread",
              1e3 * cpu(0), 1e3 * cpu(1), cpu(0) / cpu(1));
  for (std::size_t i = 0; i < each; ++i) {
    const double floor = flops[i] / product_of_matrices;
    std::printf("  %-34s %10.3f ms, %5.2f of the floor; f32 %10.3f ms, %5.2f, %.2f times as fast\n",
                works[2 + i].name.c_str(), 1e3 * cpu(2 + i), cpu(2 + i) / (floor * cpu(0)), 1e3 * cpu(2 + each + i),
                cpu(2 + each + i) / (floor * cpu(1)), cpu(2 + i) / cpu(2 + each + i));
  }
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
