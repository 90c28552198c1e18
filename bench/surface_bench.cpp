// The surface of `surface --grid 51x51`: 2,601 losses of digits' network beside the floor of so many evaluations
// (2·N·P flops and one activation of each hidden unit):  bench_surface [--threads T] [--json]
//
// Two other orders stand in the note, each with its bits compared:
//   one at a time     each loss on all threads, the chunks of its samples dealt among them
//   a leading axis    51 points of the grid at once through the engine, as directions are: the first layer's products fold
//                     into one, every array is 51 times as long
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "bench/floors.h"
#include "bench/problems.h"
#include "bench/rows.h"
#include "saddlescope/engine/chunks.h"
#include "saddlescope/landscape/cross_section.h"
#include "saddlescope/network/activations.h"
#include "saddlescope/network/chunk_graph.h"
#include "saddlescope/network/loss.h"
#include "saddlescope/network/sample_chunks.h"

namespace saddlescope::bench {
namespace {

constexpr std::size_t kGrid = 51;

CrossSection plane(const Problem& problem) {
  CrossSection section;
  const Matrix V = directions(problem.theta.size(), 2);
  for (std::size_t k = 0; k < 2; ++k) {
    Direction d;
    d.vector.assign(V.column(k).begin(), V.column(k).end());
    section.directions.push_back(std::move(d));
    section.axes.push_back(even_axis(-1, 1, kGrid));
  }
  section.origin = {0, 0};
  return section;
}

// The graph of network/chunk_graph.h with tangents where the parameters stand: a point of the grid is a direction.
std::shared_ptr<const engine::Program> program(const MlpSpec& spec, const Loss& loss, std::size_t n,
                                               std::size_t samples) {
  engine::Graph graph;
  std::vector<engine::Value> theta;
  for (const Parameter& p : parameters_of(spec)) theta.push_back(graph.tangent(p.offset, p.shape));
  engine::Value a = graph.input(kInputSlot, {spec.inputs(), n});
  for (std::size_t l = 0; l < spec.layers(); ++l) {
    a = matmul(theta[2 * l], a) + broadcast(theta[2 * l + 1], {spec.sizes[l + 1], n}, {1});
    if (l + 1 < spec.layers()) a = spec.activations[l]->graph(a);
  }
  const engine::Value value = loss.graph(a, graph.input(kTargetSlot, {spec.outputs(), n}), samples);
  const std::vector<engine::Output> outputs{{value, 0}};
  return std::make_shared<const engine::Program>(graph, outputs);
}

class LeadingAxis {
 public:
  explicit LeadingAxis(const Problem& problem)
      : chunks_(problem.data, problem.objective->loss().take(problem.data, problem.objective->spec().outputs()),
                problem.objective->chunk()) {
    const NetworkObjective& objective = *problem.objective;
    std::vector<engine::Chunk> terms;
    for (const SampleChunk<double>& chunk : chunks_.list()) {
      terms.push_back({program(objective.spec(), objective.loss(), chunk.length, objective.sample_count()),
                       {chunk.x, chunk.targets}});
    }
    sum_ = std::make_unique<engine::ChunkSum>(std::move(terms));
  }

  void evaluate(const Vector& theta, CrossSection& section, Context& context) const {
    section.loss.resize(section.points());
    const auto at = sum_->linearize(theta, {}, context);
    for (std::size_t first = 0; first < section.loss.size(); first += kGrid) {
      Matrix thetas(theta.size(), kGrid), losses(1, kGrid);
      for (std::size_t j = 0; j < kGrid; ++j) place(theta, section, section.coordinates(first + j), thetas.column(j));
      at->apply(thetas, losses, context);
      for (std::size_t j = 0; j < kGrid; ++j) section.loss[first + j] = losses(0, j);
    }
  }

 private:
  SampleChunks<double> chunks_;
  std::unique_ptr<engine::ChunkSum> sum_;
};

double farthest(const Vector& a, const Vector& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]) / std::abs(b[i]));
  return most;
}

void run(const Options& options) {
  Context context = default_context();
  context.threads = options.threads;
  const Output output(options);
  RateWorks rates(options.threads);
  const Problem problem = make_problem("digits");
  const NetworkObjective& objective = *problem.objective;
  const LeadingAxis leading(problem);
  CrossSection ours = plane(problem), single = ours, axis = ours;
  std::vector<Work> works = rates.with({{"surface",
                                         [&] {
                                           ours.evaluated = 0;
                                           evaluate(objective, problem.theta, ours, {}, context);
                                         }},
                                        {"one at a time",
                                         [&] {
                                           single.loss.resize(single.points());
                                           Vector theta(problem.theta.size());
                                           for (std::size_t i = 0; i < single.loss.size(); ++i) {
                                             place(problem.theta, single, single.coordinates(i), theta);
                                             single.loss[i] = objective.value(theta, context);
                                           }
                                         }},
                                        {"a leading axis", [&] { leading.evaluate(problem.theta, axis, context); }}});
  measure(works, 4);
  const Rates wall = rates.rates(works, Clock::wall), processor = rates.rates(works, Clock::processor);
  const Seconds &one = works[works.size() - 2].fastest, &leads = works[works.size() - 1].fastest;
  const Sizes sizes(objective.spec(), objective.sample_count());
  Row row = {"digits/surface", "surface of 51 × 51, " + problem.title};
  row.value = works[works.size() - 3].fastest;
  const double points = static_cast<double>(kGrid * kGrid);
  row.floor = {points * sizes.value(wall), points * sizes.value(processor)};
  row.goal = "floor ≤ 1.3, PyTorch ≥ 2.5";
  row.checks = {{"norm", norm(ours.loss)}};
  row.note = fmt::format(
      "one loss at a time on all threads: {:.2f} s ({:.2f} s of processor time; bits {}); 51 points as a "
      "leading axis: {:.2f} s ({:.2f} s; {:.0e} apart)",
      one.wall, one.processor, single.loss == ours.loss ? "equal" : "differ", leads.wall, leads.processor,
      farthest(axis.loss, ours.loss));
  output.rates(wall, options.threads);
  output.row(row);
}

}  // namespace
}  // namespace saddlescope::bench

int main(int argc, char** argv) { saddlescope::bench::run(saddlescope::bench::options(argc, argv)); }
