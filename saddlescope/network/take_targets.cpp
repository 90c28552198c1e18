#include "saddlescope/network/take_targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

std::string outputs_in_words(std::size_t outputs) {
  return fmt::format("the model has {} output{}", outputs, outputs == 1 ? "" : "s");
}

// What the loss takes, in words: "numbers (150, 3)".
std::string taken(const Loss& loss, std::size_t samples, std::size_t outputs) {
  if (loss.takes_classes()) {
    return fmt::format("classes ({},) or probabilities ({}, {})", samples, samples, outputs);
  }
  return outputs == 1 ? fmt::format("numbers ({},)", samples) : fmt::format("numbers ({}, {})", samples, outputs);
}

[[noreturn]] void refuse_classes(const DataSet& data, std::size_t outputs, const Loss& loss) {
  throw_bad_input(fmt::format("holds classes, one a sample; {} over {} outputs takes {}.", loss.name(), outputs,
                              taken(loss, data.samples(), outputs)),
                  data.y.where,
                  fmt::format("Take cross-entropy for classes, or store the targets as floats of shape ({}, {}).",
                              data.samples(), outputs));
}

// Of targets that aren't as many as the outputs.
std::string remedy_of_width(const DataSet& data, std::size_t outputs, const Loss& loss) {
  const Tensor& y = data.y.values;
  const std::size_t width = y.values.size() / data.samples();
  const bool whole =
      std::ranges::all_of(y.values, [](double value) { return value >= 0 && value == std::floor(value); });
  std::string remedy;
  if (width == 1 && outputs > 1 && (whole || loss.takes_classes())) {
    remedy = "Classes are integers, one a sample: save y.astype(numpy.int64). ";
  }
  if (!loss.takes_classes()) {
    remedy += fmt::format("{} the model's sizes with {}, as many outputs as there are targets. ",
                          remedy.empty() ? "End" : "Of numbers: end", width);
  }
  return remedy + data.y.other_way;
}

}  // namespace

bool is_classes(const DataSet& data, std::size_t outputs) {
  return data.y.kind == DataTargets::Kind::classes || (data.y.kind == DataTargets::Kind::integers && outputs > 1);
}

Targets take_classes(const DataSet& data, std::size_t outputs) {
  Targets targets{data.samples(), outputs, Vector(data.samples() * outputs),
                  class_indices(data.y, outputs, outputs_in_words(outputs))};
  for (std::size_t n = 0; n < targets.samples; ++n) targets.values[n * outputs + targets.classes[n]] = 1;
  return targets;
}

Targets take_numbers(const DataSet& data, std::size_t outputs, const Loss& loss) {
  if (outputs > 1 && is_classes(data, outputs)) refuse_classes(data, outputs, loss);
  const Tensor& y = data.y.values;
  if (y.values.size() != data.samples() * outputs) {
    throw_bad_input(fmt::format("has shape {}; {} over {} output{} takes {}.", to_string(y.shape), loss.name(), outputs,
                                outputs == 1 ? "" : "s", taken(loss, data.samples(), outputs)),
                    data.y.where, remedy_of_width(data, outputs, loss));
  }
  for (std::size_t i = 0; i < y.values.size(); ++i) {
    if (std::isfinite(y.values[i])) continue;
    throw_bad_input(fmt::format("the target of sample {} is {}.", i / outputs + 1, y.values[i]), data.y.where,
                    "Fill or drop the sample; missing values aren't guessed.");
  }
  return {data.samples(), outputs, y.values, {}};
}

}  // namespace saddlescope
