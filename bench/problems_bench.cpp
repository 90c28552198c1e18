// Writes the table's problems for the peers, and the points of diagnose's rows:  bench_problems [--problems DIR]
//   DIR/NAME.npz       x, y, theta (flat), of lecture and small also thetas, a row a network       DIR/NAME-weights.npz  the same θ by the parameters' names
//   DIR/problems.json  {"name", "sizes", "activation", "loss", "weight_decay", "directions", "tau"} of each
//   DIR/hessian.npy    digits' Hessian at θ, column-major; tau: the tolerance at which its signs are counted
#include <filesystem>

#include "bench/problems.h"
#include "bench/rows.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/formats/atomic_file.h"
#include "saddlescope/formats/npy.h"
#include "saddlescope/formats/npz.h"
#include "saddlescope/network/activations.h"
#include "saddlescope/problem/weights.h"

namespace saddlescope::bench {
namespace {

using Folder = std::filesystem::path;

nlohmann::ordered_json write(const Problem& problem, const Vector& theta, const Folder& folder) {
  const DataSet& data = problem.data;
  std::vector<NamedArray> arrays = {from_f64("x", {data.samples(), data.features()}, data.x.values, Dtype::f64),
                                    from_f64("y", data.y.values.shape, data.y.values.values, Dtype::f64),
                                    from_f64("theta", {theta.size()}, theta, Dtype::f64)};
  if (problem.name == "lecture" || problem.name == "small") {
    Vector thetas;
    for (std::size_t seed = 0; seed < kStarts; ++seed) {
      const Vector start = start_of(problem, seed);
      thetas.insert(thetas.end(), start.begin(), start.end());
    }
    arrays.push_back(from_f64("thetas", {kStarts, theta.size()}, thetas, Dtype::f64));
  }
  AtomicFile(folder / (problem.name + ".npz")).commit(npz_bytes(arrays));
  const EncodedWeights weights = encode_weights(problem.objective->parameters(), theta, Format::npz);
  AtomicFile(folder / (problem.name + "-weights.npz")).commit(weights.bytes);
  const MlpSpec& spec = problem.objective->spec();
  return {{"name", problem.name},
          {"sizes", spec.sizes},
          {"activation", std::string(spec.activations.front()->name)},
          {"loss", problem.objective->loss_name()},
          {"weight_decay", problem.weight_decay},
          {"directions", kDirections}};
}

double write_hessian(const Problem& problem, const Folder& folder, Context& context) {
  const std::size_t P = problem.theta.size();
  Matrix H(P, P);
  problem.objective->linearize(problem.theta, context)->hessian(H, context);
  AtomicFile(folder / "hessian.npy").commit(npy_bytes(from_f64("hessian", {P, P}, {H.data(), P * P}, Dtype::f64)));
  return 1e-8 * frobenius(H);
}

void run(const Options& options) {
  Context context = default_context();
  context.threads = options.threads;
  const Folder folder = options.problems;
  std::filesystem::create_directories(folder);
  nlohmann::ordered_json problems = nlohmann::ordered_json::array();
  for (const char* name : {"digits", "wide", "line", "lecture", "small", "stalled", "critical"}) {
    const Problem problem = make_problem(name);
    const bool at_start = problem.name != "stalled" && problem.name != "critical";
    problems.push_back(write(problem, at_start ? problem.theta : trained(problem, context), folder));
    if (problem.name == "digits") problems.back()["tau"] = write_hessian(problem, folder, context);
  }
  AtomicFile(folder / "problems.json").commit(std::string_view(problems.dump(1)));
  const Environment here = environment(context);
  if (options.json) {
    Output::print({{"machine", {{"saddlescope", here.version}, {"blas", here.blas}, {"compiler", __VERSION__}}}});
  }
}

}  // namespace
}  // namespace saddlescope::bench

int main(int argc, char** argv) { saddlescope::bench::run(saddlescope::bench::options(argc, argv)); }
