#include "saddlescope/truths/ground_truth.h"

#include <fmt/format.h>

#include <array>

#include "saddlescope/base/did_you_mean.h"
#include "saddlescope/base/error.h"
#include "saddlescope/truths/families.h"
#include "saddlescope/truths/truth_name.h"

namespace saddlescope {
namespace {

// A family whose `make` is null is a formula of the table in formulas.cpp.
struct Entry {
  TruthFamily family;
  GroundTruth (*make)(TruthName& name, std::uint64_t seed, Precision precision, Context& context);
};

constexpr std::array kEntries{
    Entry{{"lecture", "lecture[:valley=W]", "(1 - w1*w2)^2, at the origin or on its valley at (W, 1/W)", "lecture"},
          lecture_truth},
    Entry{{"chain", "chain:D[:zeros=Z]",
           "(1 - w1*...*wD)^2 where Z weights (not 1) are 0, the rest drawn; without zeros their product is 1",
           "chain:5:zeros=2"},
          chain_truth},
    Entry{{"two-layer-linear", "two-layer-linear:INxHIDDENxOUT[:J=I,..][:s=S1,..][:bias][:residual][:mixed][:raw]",
           "a linear network at the critical point that has learned the singular values J of its targets",
           "two-layer-linear:4x3x5:J=1,3"},
          two_layer_linear_truth},
    Entry{{"tanh-zero", "tanh-zero:IN-HIDDEN[-HIDDEN..]-OUT",
           "a tanh network with all weights 0 and the best output bias", "tanh-zero:3-4-2"},
          tanh_zero_truth},
    Entry{{"dead-relu", "dead-relu:IN-HIDDEN[-HIDDEN..]-OUT",
           "a ReLU network whose last hidden layer is dead, with the best output bias", "dead-relu:2-3-2"},
          dead_relu_truth},
    Entry{{"powers", "powers:K[,K..]", "a sum of one power a variable: 2,-4 is x^2 - y^4; 0 leaves a variable out",
           "powers:2,-4"},
          powers_truth},
    Entry{{"rosenbrock", "rosenbrock", "(1 - x)^2 + 100*(y - x^2)^2 at its minimum, 2500 times stiffer one way",
           "rosenbrock"},
          nullptr},
    Entry{{"monkey-saddle", "monkey-saddle", "x^3 - 3*x*y^2: no second derivatives, three ways down", "monkey-saddle"},
          nullptr},
    Entry{{"double-well", "double-well", "x^2 - y^2 + y^4: where first-order methods stand still between two minima",
           "double-well"},
          nullptr},
    Entry{{"crossed-valleys", "crossed-valleys", "x^2*y^2: two valleys cross", "crossed-valleys"}, nullptr},
    Entry{{"sinking-valley", "sinking-valley", "x^2*y^2 - x^6: one of two crossing valleys falls, in the sixth order",
           "sinking-valley"},
          nullptr},
    Entry{{"peano", "peano", "(y - x^2)*(y - 2*x^2): rises along every line, falls along a parabola", "peano"},
          nullptr},
    Entry{
        {"bent-valley", "bent-valley", "(z - x^2)^2 - x^6: falls along a parabola, in the sixth order", "bent-valley"},
        nullptr},
    Entry{{"exponential-tail", "exponential-tail", "exp(-x) at 25: nearly flat, yet no critical point of any kind",
           "exponential-tail"},
          nullptr},
};

constexpr auto kFamilies = [] {
  std::array<TruthFamily, kEntries.size()> families{};
  for (std::size_t i = 0; i < kEntries.size(); ++i) families[i] = kEntries[i].family;
  return families;
}();

}  // namespace

std::span<const TruthFamily> truth_families() { return kFamilies; }

GroundTruth ground_truth(std::string_view name, std::uint64_t seed, Context& context, Precision precision) {
  const std::string_view family = name.substr(0, name.find(':'));
  std::string known;
  for (const Entry& entry : kEntries) {
    if (entry.family.name != family) {
      known += fmt::format("{}{}", known.empty() ? "" : ", ", entry.family.name);
      continue;
    }
    TruthName parts(name, entry.family);
    if (entry.make) return entry.make(parts, seed, precision, context);
    parts.finish();
    return named_formula_truth(family);
  }
  throw_bad_input(fmt::format("there is no problem \"{}\" with a known answer.", family), "--problem",
                  did_you_mean(family, kFamilies, &TruthFamily::name) +
                      fmt::format("There are {}; saddlescope inspect --problems says what they are.", known));
}

GroundTruth ground_truth(std::string_view name, std::uint64_t seed) {
  Context context = default_context();
  return ground_truth(name, seed, context);
}

}  // namespace saddlescope
