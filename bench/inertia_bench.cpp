// Signs of the eigenvalues of digits' Hessian (P = 3,466), beside one factorization on one thread and beside
// all eigenvalues:  bench_inertia [--threads T] [--json]
#include <vector>

#include "bench/problems.h"
#include "bench/rows.h"
#include "saddlescope/linalg/lapack.h"
#include "saddlescope/spectrum/dense.h"
#include "saddlescope/spectrum/inertia.h"

namespace saddlescope::bench {
namespace {

void run(const Options& options) {
  Context context = default_context();
  context.threads = options.threads;
  const Problem problem = make_problem("digits");
  const std::size_t P = problem.theta.size();
  Matrix H(P, P), factors;
  problem.objective->linearize(problem.theta, context)->hessian(H, context);
  const double tau = 1e-8 * frobenius(H);
  std::vector<int> pivots(P);
  Inertia signs;
  Vector values;
  std::vector<Work> works = {{"one dsytrf, one thread",
                              [&] {
                                const BlasThreads one(1);
                                factor_ldlt(Triangle::lower, factors, pivots);
                              },
                              [&] {
                                factors = H;
                                for (std::size_t i = 0; i < P; ++i) factors(i, i) += tau;
                              }},
                             {"inertia", [&] { signs = inertia(H, tau, context); }},
                             {"all eigenvalues", [&] { values = eigenvalues(H, context); }}};
  measure(works, 5, 1);

  const Output output(options);
  Row row = {"digits/inertia", "inertia at P = 3,466"};
  row.value = works[1].fastest;
  row.floor = works[0].fastest;
  row.note = "floor: one dsytrf on one thread";
  row.goal = "floor ≤ 1.7, NumPy ≥ 3";
  row.checks = {{"negative", static_cast<double>(signs.negative)}, {"positive", static_cast<double>(signs.positive)}};
  output.row(row);
  Row all = {"digits/eigenvalues", "all eigenvalues at P = 3,466"};
  all.value = works[2].fastest;
  all.checks = {{"lowest", values.front()}, {"highest", values.back()}};
  output.row(all);
}

}  // namespace
}  // namespace saddlescope::bench

int main(int argc, char** argv) { saddlescope::bench::run(saddlescope::bench::options(argc, argv)); }
