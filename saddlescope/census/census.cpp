#include "saddlescope/census/census.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/base/parallel.h"
#include "saddlescope/census/network_run.h"
#include "saddlescope/census/optimization_failed.h"
#include "saddlescope/optimize/find.h"
#include "saddlescope/optimize/finder.h"
#include "saddlescope/optimize/levenberg_marquardt.h"

namespace saddlescope {
namespace {

constexpr std::size_t kMostRuns = 1000000;
constexpr double kMatricesPerThread = 8;  // P × P at once: H, its eigenvectors, the finder's and LAPACK's work
constexpr double kPanels =
    0x1p24;  // bytes a thread: panels of second derivatives of the Hessian's assembly, chunks of Jacobians
constexpr std::uint64_t kPrimeOfFnv = 0x100000001b3, kBasisOfFnv = 0xcbf29ce484222325;
constexpr std::uint64_t kExactInJson = (std::uint64_t{1} << 53U) - 1;

// One network to be run: a seed of an entry, or a point as it is.
struct Task {
  std::size_t entry = 0;
  std::uint64_t seed = 0;
  const CensusPoint* point = nullptr;
};

using Key = std::tuple<std::string, std::string, std::uint64_t>;  // model, file, seed or fingerprint

Key key_of(const CensusNetwork& network) {
  return {network.model, network.weights, network.weights.empty() ? network.seed : network.fingerprint};
}

class CensusRun {
 public:
  CensusRun(std::span<const CensusEntry> entries, std::span<const CensusPoint> points, const CensusOptions& options,
            const CensusObserver& observer, Context& context)
      : entries_(entries), points_(points), options_(options), observer_(observer), context_(context) {
    finders_ = census_finders(entries, options);
  }

  Census run(std::span<const CensusNetwork> done) {
    describe();
    for (const CensusNetwork& network : done) know(network);
    list_tasks();
    run_all();
    return finish();
  }

 private:
  void describe() {
    for (std::size_t e = 0; e < entries_.size(); ++e) {
      for (std::size_t other = 0; other < e; ++other) {
        if (entries_[other].name != entries_[e].name) continue;
        throw_bad_input(fmt::format("the model {} is given twice.", entries_[e].name), "--model", "Give it once.");
      }
      const auto objective = entries_[e].make();
      need(entries_[e], *objective);
      census_.models.push_back(model_of(entries_[e], *objective));
      if (e == 0) census_.engine = objective->traits().engine;
      if (e == 0 && objective->traits().epsilon > kEps) census_.problem.precision = "f32";
      concurrent_ = concurrent_ && objective->traits().concurrent_calls > 1;
    }
  }

  static CensusModel model_of(const CensusEntry& entry, const Objective& objective) {
    CensusModel model;
    model.description = entry.name;
    model.parameters = objective.size();
    model.samples = 1;
    model.loss = "function";
    model.floor = objective.floor().value;
    if (entry.spec) model.outputs = entry.spec->outputs();
    const Anatomy* anatomy = objective.anatomy();
    if (!anatomy) return model;
    model.samples = anatomy->sample_count();
    model.loss = anatomy->loss_name();
    model.best_constant_loss = anatomy->best_constant_loss();
    model.stake = anatomy->stake();
    const double bound = static_cast<double>(model.samples * model.outputs) / static_cast<double>(model.parameters);
    if (model.loss == "mse" && entry.weight_decay == 0 && model.outputs > 0 && bound < 1) model.rank_bound = bound;
    return model;
  }

  // A network whose records were torn apart ran again: the same records twice.
  void know(const CensusNetwork& network) {
    std::vector<CensusNetwork>& records = known_[key_of(network)];
    if (std::ranges::find(records, network.finder, &CensusNetwork::finder) == records.end()) records.push_back(network);
  }

  std::size_t records_of(const Task& task) const { return task.point ? 1 : finders_.size(); }

  Key key_of_task(const Task& task) const {
    if (!task.point) return {entries_[task.entry].name, "", task.seed};
    return {entries_[task.entry].name, task.point->name, fingerprint(task.point->theta)};
  }

  // Networks of all models by turns, so that what is there after an interruption is of all of them.
  void list_tasks() {
    std::vector<Task> all;
    for (const CensusPoint& point : points_) all.push_back({point.entry, context_.seed, &point});
    for (std::size_t run = 0; run < options_.runs; ++run) {
      for (std::size_t e = 0; e < entries_.size(); ++e) all.push_back({e, context_.seed + run, nullptr});
    }
    for (const Task& task : all) {
      const auto found = known_.find(key_of_task(task));
      if (found != known_.end() && found->second.size() == records_of(task)) {
        keep(found->second);
      } else {
        tasks_.push_back(task);
      }
    }
    total_ = all.size();
    finished_ = total_ - tasks_.size();
  }

  void keep(std::span<const CensusNetwork> records) {
    census_.networks.insert(census_.networks.end(), records.begin(), records.end());
  }

  // What a worker takes: all its objectives at once, and the matrices of the network it is at.
  void need(const CensusEntry& entry, const Objective& objective) {
    const double P = static_cast<double>(objective.size());
    double matrices = kPanels + kMatricesPerThread * sizeof(double) * P * P;
    for (const std::string& finder : finders_) {
      if (choose_finder(finder, objective).name == "levenberg-marquardt") {
        const std::size_t M = objective.least_squares()->residual_count();
        matrices = std::max(matrices, kPanels + levenberg_marquardt_bytes(objective.size(), M));
      }
    }
    if (matrices > matrices_) {
      matrices_ = matrices;
      largest_ = objective.size();
    }
    held_ += entry.bytes;
    shared_ = std::max(shared_, entry.shared_bytes);
  }

  int workers() const {
    const double each = held_ + matrices_;
    context_.require_memory(
        shared_ + each,
        fmt::format("The data, a thread's copy of it, and the matrices of a network of {} parameters", largest_),
        "Raise --memory, take a smaller model, or fewer data.");
    const auto fit = static_cast<std::size_t>((static_cast<double>(context_.memory) - shared_) / std::max(each, 1.0));
    if (!concurrent_) return 1;
    return static_cast<int>(std::min({static_cast<std::size_t>(std::max(context_.threads, 1)), fit, tasks_.size()}));
  }

  void run_all() {
    if (tasks_.empty()) return;
    const int count = workers();
    const std::thread::id caller = std::this_thread::get_id();
    report();
    parallel_for(count, static_cast<std::size_t>(count),
                 [&](std::size_t) { work(count, std::this_thread::get_id() == caller); });
  }

  // Takes the next network until none is left. Objectives are the worker's own: nothing is shared but the counter.
  void work(int workers, bool reports) {
    std::vector<std::unique_ptr<Objective>> objectives(entries_.size());
    while (!context_.stop_requested()) {
      const std::size_t next = next_.fetch_add(1);
      if (next >= tasks_.size()) return;
      const Task& task = tasks_[next];
      std::unique_ptr<Objective>& objective = objectives[task.entry];
      try {
        if (!objective) objective = entries_[task.entry].make();
        hand_on(run_one(task, *objective, workers));
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) return;
        next_.store(tasks_.size());  // the others end with the network they are at
        throw;
      } catch (...) {
        next_.store(tasks_.size());
        throw;
      }
      if (reports) report();
    }
  }

  std::vector<CensusNetwork> run_one(const Task& task, const Objective& objective, int workers) const {
    Context own;
    own.threads = 1;
    const double left = static_cast<double>(context_.memory) - shared_;
    own.memory = static_cast<std::size_t>(std::max(0.0, left / workers - held_));
    own.seed = task.seed;
    own.stop = context_.stop;
    const CensusEntry& entry = entries_[task.entry];
    if (task.point) return {classify_as_it_is(entry, objective, *task.point, options_, own)};
    return run_network(entry, objective, task.seed, finders_, options_, own);
  }

  void hand_on(std::span<const CensusNetwork> records) {
    const std::lock_guard lock(mutex_);
    keep(records);
    ++finished_;
    if (!observer_ || observer_failed_) return;
    observer_failed_ = true;  // unless it returns: what failed to keep a network isn't asked to keep the next
    observer_(records);
    observer_failed_ = false;
  }

  void report() const {
    context_.report("networks", static_cast<double>(finished_.load()), static_cast<double>(total_));
  }

  // Models as they were given, files first, seeds and finders in order.
  void sort() {
    const auto place = [](const auto& list, const auto& matches) {
      return static_cast<std::size_t>(std::find_if(list.begin(), list.end(), matches) - list.begin());
    };
    const auto rank = [&](const CensusNetwork& n) {
      const std::size_t entry = place(entries_, [&](const CensusEntry& e) { return e.name == n.model; });
      const std::size_t file = n.weights.empty() ? points_.size() : place(points_, [&](const CensusPoint& p) {
        return p.name == n.weights && p.entry == entry;
      });
      const std::size_t finder = place(finders_, [&](const std::string& f) { return f == n.finder; });
      return std::tuple(entry, file, n.seed - context_.seed, finder);
    };
    std::ranges::stable_sort(census_.networks, {}, rank);
  }

  Census finish() {
    sort();
    census_.runs = options_.runs;
    for (const CensusNetwork& network : census_.networks) {
      const auto& name = network.finder;
      if (!name.empty() && std::ranges::find(census_.finders, name) == census_.finders.end()) {
        census_.finders.push_back(name);
      }
    }
    census_.tolerance = options_.tolerance;
    census_.optimizer = options_.optimizer.name;
    census_.steps = options_.steps;
    census_.interrupted = finished_ < total_;
    census_.optimization_failed = optimization_failed(entries_, census_);
    census_.seed = context_.seed;
    report();
    return std::move(census_);
  }

  std::span<const CensusEntry> entries_;
  std::span<const CensusPoint> points_;
  const CensusOptions& options_;
  const CensusObserver& observer_;
  Context& context_;
  std::vector<std::string> finders_;
  std::map<Key, std::vector<CensusNetwork>> known_;
  std::vector<Task> tasks_;
  std::size_t largest_ = 0, total_ = 0;  // largest_: P of the network whose matrices take most
  double matrices_ = 0, held_ = 0, shared_ = 0;  // bytes: of one thread's work, of its objectives, of the data set
  bool concurrent_ = true;
  std::atomic<std::size_t> next_ = 0, finished_ = 0;
  bool observer_failed_ = false;  // under the mutex
  std::mutex mutex_;
  Census census_;
};

}  // namespace

void CensusOptions::validate() const {
  if (runs > kMostRuns) {
    throw_bad_input(fmt::format("{} networks of a model are the most.", kMostRuns), fmt::format("--runs {}", runs),
                    "Split them by --seed.");
  }
  FindOptions find;
  find.tolerance = tolerance;
  find.iterations = iterations;
  find.validate();
  for (std::size_t f = 0; f < finders.size(); ++f) {
    find.finder = finders[f];
    find.validate();
    if (std::find(finders.begin(), finders.begin() + static_cast<std::ptrdiff_t>(f), finders[f]) !=
        finders.begin() + static_cast<std::ptrdiff_t>(f)) {
      throw_bad_input(fmt::format("{} is given twice.", finders[f]), "--finder", "Give it once.");
    }
  }
  make_optimizer(optimizer);
  if (start && !(*start >= 0 && *start <= 1)) {
    throw_bad_input(fmt::format("{} is no fraction of the training.", *start), "--start",
                    "0 is the initialization, 1 the end.");
  }
}

std::vector<std::string> census_finders(std::span<const CensusEntry> entries, const CensusOptions& options) {
  std::vector<std::string> names = options.finders;
  for (const CensusEntry& entry : entries) {
    const auto objective = entry.make();
    if (names.empty()) names.emplace_back(choose_finder("", *objective).name);
    for (const std::string& name : names) choose_finder(name, *objective);
  }
  return names;
}

double census_start(std::uint64_t seed) {
  if (seed % 2 == 0) return seed % 4 == 0 ? 0 : 1;
  return RandomStream(seed, "census: start").uniform();
}

std::uint64_t fingerprint(std::span<const double> theta) {
  std::uint64_t hash = kBasisOfFnv;
  for (const double entry : theta) {
    const auto bits = std::bit_cast<std::uint64_t>(entry);
    for (unsigned byte = 0; byte < 8; ++byte) hash = (hash ^ (bits >> (8 * byte) & 0xff)) * kPrimeOfFnv;
  }
  return hash & kExactInJson;
}

Census run_census(std::span<const CensusEntry> entries, std::span<const CensusPoint> points,
                  const CensusOptions& options, std::span<const CensusNetwork> done, const CensusObserver& observer,
                  Context& context) {
  options.validate();
  return CensusRun(entries, points, options, observer, context).run(done);
}

}  // namespace saddlescope
