#include "saddlescope/commands/demo.h"

#include <nlohmann/json.hpp>

#include "saddlescope/commands/demo/acts.h"
#include "saddlescope/commands/environment.h"

namespace saddlescope {

Json demo(const std::function<void(const std::string&)>& say, Context& context) {
  demo_acts::Narrator narrator(say);
  Json document = {{"format", "saddlescope/demo"}, {"version", 1}};
  document["worst_network"] = demo_acts::worst_network(narrator, context);
  document["exact_saddle"] = demo_acts::exact_saddle(narrator, context);
  document["real_stall"] = demo_acts::real_stall(narrator, context);
  document["dead_units"] = demo_acts::dead_units(narrator, context);
  narrator.heading("That was it");
  narrator.paragraph(
      "Ask the same of a network of your own: save its weights (.npz or .safetensors), name the model and the data, "
      "and run diagnose. `saddlescope diagnose --help` has examples, `saddlescope inspect WEIGHTS` names the --model "
      "that fits.");
  const Environment e = environment(context);
  document["seed"] = context.seed;
  document["engine"] = "native";
  document["environment"] = {{"version", e.version}, {"cpu", e.cpu}, {"blas", e.blas}, {"threads", e.threads}};
  return document;
}

}  // namespace saddlescope
