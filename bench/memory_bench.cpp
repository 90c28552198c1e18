// Peak memory of a process that computes digits' exact Hessian (P = 3,466) and nothing else:
//   bench_memory [--threads T] [--json]
// Beside it what is allowed: 1.2·8·P² bytes, and the panel of second derivatives (engine/layer_hessian.h), and what the
// process held before: program, libraries, data.
#include <sys/resource.h>

#include "bench/problems.h"
#include "bench/rows.h"
#include "saddlescope/engine/layer_hessian.h"

namespace saddlescope::bench {
namespace {

double peak_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return 1024 * static_cast<double>(usage.ru_maxrss);
}

void run(const Options& options) {
  Context context = default_context();
  context.threads = options.threads;
  const Problem problem = make_problem("digits");
  const std::size_t P = problem.theta.size();
  const double before = peak_bytes();
  Matrix H(P, P);
  problem.objective->linearize(problem.theta, context)->hessian(H, context);
  const double matrix = 8 * static_cast<double>(P) * static_cast<double>(P);
  const double peak = peak_bytes();
  Row row = {"digits/memory", "peak memory of the exact Hessian, P = 3,466", "B"};
  row.value = {peak, peak};
  const double allowed = 1.2 * matrix + engine::LayerHessian::kPanelBytes;
  row.floor = {before + allowed, before + allowed};
  char text[160];
  std::snprintf(text, sizeof text, "floor: 1.2·8·P², a panel of %.0f MiB, and %.0f MiB that the process held before",
                engine::LayerHessian::kPanelBytes / 1048576, before / 1048576);
  row.note = text;
  row.goal = "floor ≤ 1";
  Output(options).row(row);
}

}  // namespace
}  // namespace saddlescope::bench

int main(int argc, char** argv) { saddlescope::bench::run(saddlescope::bench::options(argc, argv)); }
