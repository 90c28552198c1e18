// A verdict by products alone on networks of Fashion-MNIST's shape (784 features in [0, 1], 10 classes), at random
// weights, beside what its products alone cost:  bench_large [threads] [model] [samples] [memory in MiB]
// The data are random: a time doesn't depend on what is in them, a verdict does.
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "bench/problems.h"
#include "bench/timing.h"
#include "saddlescope/commands/diagnose.h"
#include "saddlescope/network/initialization.h"
#include "saddlescope/network/network.h"

namespace saddlescope {
namespace {

void run(int threads, const std::string& model, std::size_t samples, std::size_t memory) {
  const MlpSpec spec = parse_mlp(model);
  const auto objective = make_network(spec, bench::random_samples(samples, spec.inputs(), spec.outputs()), "");
  const Vector theta = initialize(spec, initialization(kDefaultInitialization), 1, 0);
  Context context;
  context.threads = threads;
  context.memory = memory;
  const Vector ones(theta.size(), 1.0);
  Vector product(theta.size());
  double one = 0;
  {
    const auto at = objective->linearize(theta, context);
    at->apply(ConstBlock(ones), Block(product), context);
    one = bench::seconds([&] { at->apply(ConstBlock(ones), Block(product), context); }, 1).wall;
  }
  DiagnoseOptions options;
  options.spectrum = SpectrumMethod::matrix_free;
  Diagnosis d;
  const double all = bench::seconds([&] { d = diagnose(*objective, theta, options, context); }, 1).wall;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%s, P %zu, N %zu, threads %d: %s\n", model.c_str(), theta.size(), samples, threads,
              std::string(to_string(d.verdict.kind)).c_str());
  for (const auto& [stage, seconds] : d.seconds) std::printf("  %-20s %10.2f s\n", stage.c_str(), seconds);
  std::printf("  a product %.3f s; the verdict %.1f s, %.1f times its %zu products; memory at most %.0f MiB\n", one,
              all, all / (one * static_cast<double>(d.spectrum.hessian_vector_products)),
              d.spectrum.hessian_vector_products, static_cast<double>(usage.ru_maxrss) / 1024);
}

}  // namespace
}  // namespace saddlescope

int main(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : 2;
  const std::string model = argc > 2 ? argv[2] : "mlp:784-128-10:relu";
  const int samples = argc > 3 ? std::atoi(argv[3]) : 10000, memory = argc > 4 ? std::atoi(argv[4]) : 2048;
  if (threads < 1 || samples < 1 || memory < 1) {
    std::fprintf(stderr, "usage: bench_large [threads ≥ 1] [model] [samples ≥ 1] [memory in MiB]\n");
    return 2;
  }
  saddlescope::run(threads, model, static_cast<std::size_t>(samples), static_cast<std::size_t>(memory) << 20);
}
