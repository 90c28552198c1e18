#include "saddlescope/problem/description.h"

#include <fmt/format.h>

#include <string_view>

#include "saddlescope/base/shell.h"

namespace saddlescope {

std::string arguments(const ProblemDescription& d) {
  std::string text;
  const auto add = [&](std::string_view flag, const auto& value) {
    if (!value) return;
    text += fmt::format("{}{} {}", text.empty() ? "" : " ", flag, shell_quoted(fmt::format("{}", *value)));
  };
  const auto add_switch = [&](std::string_view flag, bool on) {
    if (on) text += fmt::format("{}{}", text.empty() ? "" : " ", flag);
  };
  add("--function", d.function);
  add("--problem", d.problem);
  add("--at", d.at);
  add("--box", d.box);
  add("--model", d.model);
  add("--data", d.data);
  add("--x", d.x_name);
  add("--y", d.y_name);
  add("--target", d.target);
  add_switch("--no-header", d.no_header);
  add("--x-range", d.x_range);
  add("--samples", d.samples);
  add_switch("--standardize", d.standardize);
  add("--scale", d.scale);
  add("--loss", d.loss);
  add("--weight-decay", d.weight_decay);
  add("--weights", d.weights);
  add("--weights-layout", d.weights_layout);
  add("--init", d.init);
  add("--init-scale", d.init_scale);
  if (d.precision != "f64") add("--precision", d.precision);
  if (((d.model && !d.weights) || d.problem) && d.seed != 0) add("--seed", std::optional(d.seed));
  return text;
}

}  // namespace saddlescope
