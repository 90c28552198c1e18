#include "saddlescope/census/entries.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/network/initialization.h"
#include "saddlescope/network/network.h"
#include "saddlescope/problem/data.h"
#include "saddlescope/problem/problem.h"
#include "saddlescope/problem/weights.h"

namespace saddlescope {

std::vector<CensusEntry> census_entries(const ProblemDescription& description, std::span<const std::string> models,
                                        Context& context) {
  if (description.function || description.problem) {
    throw Error(
        ErrorKind::usage,
        fmt::format("a census is of networks, which {} isn't.", description.function ? "--function" : "--problem"), {},
        "Say --model and --data; find --box searches for a function's critical points.");
  }
  if (models.empty()) {
    throw Error(ErrorKind::usage, "a census needs a model.", {},
                "Say --model mlp:64-16-10:tanh --data digits, as many models as you like.");
  }
  std::vector<CensusEntry> entries;
  std::shared_ptr<const DataSet> data;
  for (const std::string& model : models) {
    ProblemDescription d = description;
    d.model = model;
    d.weights.reset();
    d.weights_layout.reset();
    const double copy = make_problem(d, context).bytes;  // and says what is wrong with it
    if (!data) data = std::make_shared<const DataSet>(make_data(*d.data, d, context));
    const MlpSpec spec = parse_mlp(model);
    NetworkOptions options;
    options.precision = parse_precision(d.precision.value_or("f64"));
    options.weight_decay = d.weight_decay.value_or(0);
    const Initialization& how = initialization(d.init ? std::string_view(*d.init) : kDefaultInitialization);
    d.seed = 0;  // each network's own
    ProblemDescription at_weights = d;
    at_weights.init.reset();
    at_weights.init_scale.reset();
    entries.push_back({to_string(spec),
                       [spec, data, options, loss = d.loss.value_or("")]() -> std::unique_ptr<Objective> {
                         return make_network(spec, *data, loss, options);
                       },
                       [spec, &how, scale = d.init_scale.value_or(1)](std::uint64_t seed) {
                         return initialize(spec, how, scale, seed);
                       },
                       spec, options.weight_decay, arguments(d), arguments(at_weights), data->provenance});
    const double evaluation = make_network(spec, *data, d.loss.value_or(""), options)->evaluation_bytes(1);
    entries.back().bytes = copy + evaluation;
    entries.back().shared_bytes = sizeof(double) * static_cast<double>(data->x.values.size());
  }
  return entries;
}

std::vector<CensusPoint> census_points(std::span<const CensusEntry> entries, std::span<const std::string> files,
                                       const std::string& layout, const Context& context) {
  std::vector<std::unique_ptr<Objective>> objectives;
  for (const CensusEntry& entry : entries) objectives.push_back(entry.make());
  const WeightsLayout order = parse_weights_layout(layout);
  ReadLimits limits;
  limits.bytes = context.memory;
  std::vector<CensusPoint> points;
  for (const std::string& file : files) {
    for (std::size_t e = 0; e < entries.size(); ++e) {
      try {
        points.push_back({e, file, load_weights(objectives[e]->parameters(), file, order, limits).theta, layout});
        break;
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::bad_input || e + 1 == entries.size()) throw;
      }
    }
  }
  return points;
}

}  // namespace saddlescope
