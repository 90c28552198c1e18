#include "saddlescope/network/loss.h"

#include <fmt/format.h>

#include <array>

#include "saddlescope/base/did_you_mean.h"
#include "saddlescope/base/error.h"
#include "saddlescope/network/losses/list.h"
#include "saddlescope/network/take_targets.h"

namespace saddlescope {

std::span<const Loss* const> losses() {
  static const std::array all = {&mse(), &cross_entropy(), &bce_with_logits(), &l1(), &huber()};
  return all;
}

std::string loss_names() {
  std::string names;
  for (const Loss* one : losses()) names += fmt::format("{}{}", names.empty() ? "" : ", ", one->name());
  return names;
}

const Loss& loss(std::string_view name) {
  for (const Loss* one : losses()) {
    if (one->name() == name) return *one;
  }
  throw_bad_input(fmt::format("unknown loss \"{}\".", name), "--loss",
                  did_you_mean(name, losses(), [](const Loss* one) { return one->name(); }) +
                      fmt::format("Known: {}.", loss_names()));
}

const Loss& default_loss(const DataSet& data, std::size_t outputs) {
  return is_classes(data, outputs) ? cross_entropy() : mse();
}

}  // namespace saddlescope
