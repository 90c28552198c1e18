// What a census does to one network, networks side by side, each on one thread:  bench_census [--threads T] [--json]
//   lecture  500 full-batch Adam steps, 50 Levenberg-Marquardt iterations, exact Hessian, signs of its eigenvalues
//   small    the same on digits' cross-entropy, which is no sum of squares: 50 iterations of gradient-norm take their place
// Beside the first the whole of it: `census` itself, with the verdict on each point, to the same 50 iterations.
#include <vector>

#include "bench/problems.h"
#include "bench/rows.h"
#include "saddlescope/base/parallel.h"
#include "saddlescope/census/census.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/network/initialization.h"
#include "saddlescope/optimize/find.h"
#include "saddlescope/optimize/minimize.h"
#include "saddlescope/spectrum/inertia.h"

namespace saddlescope::bench {
namespace {

constexpr std::size_t kSteps = 500, kIterations = 50;
constexpr double kSign = 1e-9;  // of ‖H‖_F: the tolerance at which the peers count too

Training adam(const Objective& objective, const Vector& theta, Context& context) {
  MinimizeOptions options;
  options.steps = kSteps;
  options.stall = 0;
  return minimize(objective, theta, options, {}, context);
}

struct Parts {
  Seconds training, finding, hessian, signs;
};

class Networks {
 public:
  Networks(const std::string& problem, std::string finder, std::size_t count, int threads)
      : finder_(std::move(finder)), count_(count), threads_(threads) {
    for (int t = 0; t < threads; ++t) problems_.push_back(make_problem(problem));
  }

  const Problem& problem() const { return problems_.front(); }
  std::size_t count() const { return count_; }
  FindOptions find() const {
    FindOptions options;
    options.finder = finder_;
    options.tolerance = 0;
    options.iterations = kIterations;
    options.history = false;
    return options;
  }

  void run() const {
    parallel_for(threads_, static_cast<std::size_t>(threads_), [&](std::size_t t) {
      Context context;
      const BlasThreads one(1);
      for (std::size_t s = t; s < count_; s += static_cast<std::size_t>(threads_)) {
        one_network(*problems_[t].objective, start_of(problems_[t], s), context);
      }
    });
  }

  /// Where the time of one network on one thread goes.
  std::string parts() const {
    Context context;
    const BlasThreads one(1);
    const Objective& objective = *problem().objective;
    Vector theta;
    FinderRun found;
    std::unique_ptr<Linearization> at;
    Matrix H;
    std::vector<Work> works = {
        {"500 Adam steps", [&] { theta = adam(objective, start_of(problem(), 0), context).theta; }},
        {"50 iterations", [&] { found = find_critical_point(objective, theta, find(), context); }},
        {"exact Hessian",
         [&] {
           at = objective.linearize(found.theta, context);
           H = dense_hessian(*at, context).H;
         }},
        {"signs", [&] { inertia(H, kSign * frobenius(H), context); }}};
    measure(works, 10, 1);
    std::string text = "one network on one thread, processor time:";
    for (const Work& work : works) {
      text += (&work == works.data() ? " " : ", ") + work.name + " " + Output::written(work.fastest.processor, "s");
    }
    return text;
  }

 private:
  void one_network(const Objective& objective, const Vector& start, Context& context) const {
    const Training trained = adam(objective, start, context);
    const FinderRun found = find_critical_point(objective, trained.theta, find(), context);
    const auto at = objective.linearize(found.theta, context);
    const DenseHessian hessian = dense_hessian(*at, context);
    inertia(hessian.H, kSign * frobenius(hessian.H), context);
  }

  std::vector<Problem> problems_;  // one a thread, as in a census
  std::string finder_;
  std::size_t count_;
  int threads_;
};

void row_of(const Networks& networks, const std::string& title, const std::string& goal, const std::string& one_by_one,
            const Options& options, std::vector<Work> more = {}) {
  std::vector<Work> works = {{"networks", [&] { networks.run(); }}};
  works.insert(works.end(), more.begin(), more.end());
  measure(works, 5, 2);
  const auto each = static_cast<double>(networks.count());
  Row row = {networks.problem().name + "/census", title + ", a network"};
  row.value = {works[0].fastest.wall / each, works[0].fastest.processor / each};
  row.goal = goal;
  row.note = networks.parts();
  if (!more.empty()) {
    row.note +=
        "; census itself, verdicts and all: " + Output::written(works[1].fastest.wall / each, "s") + " a network";
  }
  Context context;
  row.checks = {{"adam", adam(*networks.problem().objective, start_of(networks.problem(), 0), context).loss}};
  Output(options).row(row);
  if (one_by_one.empty()) return;
  row.row = networks.problem().name + "/one";
  row.title = "the same, beside peers that take one network at a time";
  row.goal = one_by_one;
  row.note.clear();
  Output(options).row(row);
}

void run(const Options& options) {
  {
    const Networks networks("lecture", "levenberg-marquardt", 16, options.threads);
    const Problem& problem = networks.problem();
    const CensusEntry entry = {
        problem.model, []() -> std::unique_ptr<Objective> { return std::move(make_problem("lecture").objective); },
        [&problem](std::uint64_t seed) { return start_of(problem, seed); }, problem.objective->spec()};
    CensusOptions census;
    census.runs = networks.count();
    census.steps = kSteps;
    census.iterations = kIterations;
    census.tolerance = 0;
    census.start = 1;
    const auto whole = [&] {
      Context context;
      context.threads = options.threads;
      run_census({&entry, 1}, {}, census, {}, {}, context);
    };
    row_of(networks, "500 Adam steps, 50 LM iterations, Hessian, signs, P = 141", "best peer ≥ 6", "PyTorch ≥ 30",
           options, {{"census", whole}});
  }
  const Networks networks("small", "gradient-norm", 4, options.threads);
  row_of(networks, "500 Adam steps, 50 of gradient-norm, Hessian, signs, P = 1,210", "", "", options);
}

}  // namespace
}  // namespace saddlescope::bench

int main(int argc, char** argv) { saddlescope::bench::run(saddlescope::bench::options(argc, argv)); }
