// Peak memory of a process that computes digits' exact Hessian (P = 3,466) and nothing else:
//   bench_memory [--threads T] [--json]
// Beside it what is allowed: 8·P² bytes times 1.2, besides what the process held before.
#include <sys/resource.h>

#include "bench/problems.h"
#include "bench/rows.h"

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
  row.floor = {before + 1.2 * matrix, before + 1.2 * matrix};
  row.note = "floor: 1.2·8·P² and what the process held before";
  row.goal = "floor ≤ 1 and a chunk budget";
  Output(options).row(row);
}

}  // namespace
}  // namespace saddlescope::bench

int main(int argc, char** argv) { saddlescope::bench::run(saddlescope::bench::options(argc, argv)); }
