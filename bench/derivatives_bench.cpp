// Gradient, block of 16 Hessian-vector products and exact Hessian beside their floors (floors.h), of the problems
// digits, wide and line:  bench_derivatives [--threads T] [--json]
// A product is one of the block, at a point that is linearized already; so it is with the peers.
#include "bench/floors.h"
#include "bench/problems.h"
#include "bench/rows.h"

namespace saddlescope::bench {
namespace {

struct Task {
  std::string what, title, goal;
  double parts = 1;  ///< the works' time is for so many
  double (Sizes::*floor)(const Rates&) const = nullptr;
};

// The works refer to what this holds: it neither moves nor is it copied.
class Measured {
 public:
  Measured(const std::string& name, Context& context) : problem_(make_problem(name)), context_(context) {}
  Measured(const Measured&) = delete;
  Measured& operator=(const Measured&) = delete;

  void add_gradient(const std::string& goal) {
    g_.resize(problem_.theta.size());
    add({"gradient", "gradient", goal, 1, &Sizes::gradient},
        [this] { problem_.objective->gradient(problem_.theta, g_, context_); });
  }

  void add_products(const std::string& goal) {
    V_ = directions(problem_.theta.size(), kDirections);
    HV_ = Matrix(V_.rows(), V_.columns());
    at_ = problem_.objective->linearize(problem_.theta, context_);
    add({"product", "Hessian-vector product (block of 16)", goal, kDirections, &Sizes::product},
        [this] { at_->apply(V_, HV_, context_); });
  }

  // From θ, linearization included.
  void add_hessian(const std::string& goal) {
    H_ = Matrix(problem_.theta.size(), problem_.theta.size());
    add({"hessian", "exact Hessian", goal, 1, &Sizes::hessian},
        [this] { problem_.objective->linearize(problem_.theta, context_)->hessian(H_, context_); });
  }

  void measure_and_print(RateWorks& rates, const Output& output) {
    std::vector<Work> works = rates.with(works_);
    measure(works, 15, 1);
    const Rates wall = rates.rates(works, Clock::wall), processor = rates.rates(works, Clock::processor);
    output.rates(wall, context_.threads);
    const Sizes sizes(problem_.objective->spec(), problem_.objective->sample_count());
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      const Task& task = tasks_[i];
      const Seconds& fastest = works[works.size() - tasks_.size() + i].fastest;
      Row row = {problem_.name + "/" + task.what, task.title + ", " + problem_.title};
      row.value = {fastest.wall / task.parts, fastest.processor / task.parts};
      row.floor = {(sizes.*task.floor)(wall), (sizes.*task.floor)(processor)};
      row.goal = task.goal;
      row.checks = {{"norm", norm_of(task.what)}};
      output.row(row);
    }
  }

 private:
  void add(Task task, std::function<void()> call) {
    works_.push_back({task.what, std::move(call)});
    tasks_.push_back(std::move(task));
  }

  double norm_of(const std::string& what) const {
    return what == "gradient" ? norm(g_) : frobenius(what == "product" ? HV_ : H_);
  }

  Problem problem_;
  Context& context_;
  Vector g_;
  Matrix V_, HV_, H_;
  std::unique_ptr<Linearization> at_;
  std::vector<Task> tasks_;
  std::vector<Work> works_;
};

void run(const Options& options) {
  Context context = default_context();
  context.threads = options.threads;
  const Output output(options);
  RateWorks rates(options.threads);
  {
    Measured digits("digits", context);
    digits.add_gradient("floor ≤ 1.6, best peer ≥ 1.8");
    digits.add_products("floor ≤ 1.4, best peer ≥ 1.8");
    digits.add_hessian("floor ≤ 1.3, JAX ≥ 15, PyTorch ≥ 30");
    digits.measure_and_print(rates, output);
  }
  {
    Measured wide("wide", context);
    wide.add_gradient("floor ≤ 1.15, best peer ≥ 1.1");
    wide.add_products("floor ≤ 1.15, best peer ≥ 1.1");
    wide.measure_and_print(rates, output);
  }
  Measured line("line", context);
  line.add_hessian("floor ≤ 3.5, best peer ≥ 20");
  line.measure_and_print(rates, output);
}

}  // namespace
}  // namespace saddlescope::bench

int main(int argc, char** argv) { saddlescope::bench::run(saddlescope::bench::options(argc, argv)); }
