#include "saddlescope/optimize/registry.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/base/did_you_mean.h"
#include "saddlescope/base/error.h"
#include "saddlescope/optimize/adam.h"
#include "saddlescope/optimize/cubic_regularization.h"
#include "saddlescope/optimize/gradient_descent.h"
#include "saddlescope/optimize/l_bfgs.h"
#include "saddlescope/optimize/momentum.h"
#include "saddlescope/optimize/nesterov.h"
#include "saddlescope/optimize/perturbed_gradient_descent.h"
#include "saddlescope/optimize/saddle_free_newton.h"
#include "saddlescope/optimize/trust_region.h"

namespace saddlescope {
namespace {

using Settings = OptimizerSettings;
constexpr std::optional<double> kNone;

// name, help, default learning rate, momentum, epsilon (PyTorch's; momentum 0.9), factory
const std::array kOptimizers{
    OptimizerEntry{"gradient-descent", "plain gradient descent", 1e-3, kNone, kNone,
                   [](const Settings& s) -> std::unique_ptr<Optimizer> {
                     return std::make_unique<GradientDescent>(s.learning_rate);
                   }},
    OptimizerEntry{"momentum", "gradient descent with momentum, as torch.optim.SGD", 1e-3, 0.9, kNone,
                   [](const Settings& s) -> std::unique_ptr<Optimizer> {
                     return std::make_unique<Momentum>(s.learning_rate, s.momentum);
                   }},
    OptimizerEntry{"nesterov", "gradient descent with Nesterov's momentum, as torch.optim.SGD(nesterov=True)", 1e-3,
                   0.9, kNone,
                   [](const Settings& s) -> std::unique_ptr<Optimizer> {
                     return std::make_unique<Nesterov>(s.learning_rate, s.momentum);
                   }},
    OptimizerEntry{"adam", "Adam, as torch.optim.Adam", 1e-3, kNone, 1e-8,
                   [](const Settings& s) -> std::unique_ptr<Optimizer> {
                     return std::make_unique<Adam>(s.learning_rate, s.epsilon);
                   }},
    OptimizerEntry{"l-bfgs", "L-BFGS, 20 pairs, strong Wolfe line search; chooses its own steps", kNone, kNone, kNone,
                   [](const Settings&) -> std::unique_ptr<Optimizer> { return std::make_unique<LBfgs>(); }},
    OptimizerEntry{"perturbed-gradient-descent", "gradient descent with noise where the gradient is small", 1e-3, kNone,
                   kNone,
                   [](const Settings& s) -> std::unique_ptr<Optimizer> {
                     return std::make_unique<PerturbedGradientDescent>(s.learning_rate);
                   }},
    OptimizerEntry{"saddle-free-newton", "Newton with absolute eigenvalues, in a Krylov space", kNone, kNone, kNone,
                   [](const Settings&) -> std::unique_ptr<Optimizer> { return std::make_unique<SaddleFreeNewton>(); }},
    OptimizerEntry{"trust-region", "trust-region Newton by Lanczos (GLTR); leaves saddles", kNone, kNone, kNone,
                   [](const Settings&) -> std::unique_ptr<Optimizer> { return std::make_unique<TrustRegion>(); }},
    OptimizerEntry{
        "cubic-regularization", "Newton with an adaptive cubic term (ARC), by Lanczos; leaves saddles", kNone, kNone,
        kNone, [](const Settings&) -> std::unique_ptr<Optimizer> { return std::make_unique<CubicRegularization>(); }},
};

struct Range {
  std::string_view option, wanted;
  bool (*holds)(double value);
};
constexpr Range kLearningRate{"learning-rate", "a finite number above 0",
                              [](double v) { return v > 0 && std::isfinite(v); }};
constexpr Range kMomentum{"momentum", "at least 0 and below 1", [](double v) { return v >= 0 && v < 1; }};
constexpr Range kEpsilon{"epsilon", "a finite number above 0", [](double v) { return v > 0 && std::isfinite(v); }};

double chosen(std::optional<double> given, std::optional<double> fallback, const Range& range, std::string_view name) {
  if (!given) return fallback.value_or(0);
  const std::string where = fmt::format("--{} {}", range.option, *given);
  if (!fallback) {
    throw_bad_input(fmt::format("{} has no {}.", name, range.option), where, "Leave the option out.");
  }
  if (!range.holds(*given)) {
    throw_bad_input(fmt::format("the {} of {} must be {}.", range.option, name, range.wanted), where,
                    fmt::format("The default is {}.", *fallback));
  }
  return *given;
}

// Names that other libraries use, and what they are here.
constexpr std::pair<std::string_view, std::string_view> kElsewhere[] = {
    {"sgd", "Here it is gradient-descent, momentum or nesterov, each with --batch-size. "},
    {"adamw", "Its decay is no part of a loss: take adam, with or without --weight-decay. "},
};

std::string named_elsewhere(std::string_view name) {
  for (const auto& [other, here] : kElsewhere) {
    if (name == other) return std::string(here);
  }
  return {};
}

}  // namespace

std::span<const OptimizerEntry> optimizers() { return kOptimizers; }

const OptimizerEntry& find_optimizer(std::string_view name) {
  std::vector<std::string_view> names;
  for (const OptimizerEntry& entry : kOptimizers) {
    if (entry.name == name) return entry;
    names.push_back(entry.name);
  }
  std::string hint = named_elsewhere(name);
  if (hint.empty()) hint = did_you_mean(name, std::span<const std::string_view>(names));
  throw_bad_input(fmt::format("\"{}\" is no optimizer.", name), "--optimizer",
                  hint + fmt::format("Known are {}.", fmt::join(names, ", ")));
}

std::unique_ptr<Optimizer> make_optimizer(const OptimizerOptions& options) {
  const OptimizerEntry& entry = find_optimizer(options.name);
  return entry.make({chosen(options.learning_rate, entry.learning_rate, kLearningRate, entry.name),
                     chosen(options.momentum, entry.momentum, kMomentum, entry.name),
                     chosen(options.epsilon, entry.epsilon, kEpsilon, entry.name)});
}

}  // namespace saddlescope
