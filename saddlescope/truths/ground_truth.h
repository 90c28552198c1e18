// Points whose kind, eigenvalues and loss theory gives in closed form (docs/methods §10), for whoever tests a method:
// an objective, a point θ (a critical one, but for exponential-tail, which looks like one) and the answer.
//
//   GroundTruth truth = ground_truth("two-layer-linear:4x3x5:J=1,3");
//   diagnose(*truth.objective, truth.theta).verdict.kind == truth.theory.kind
//
// Invariant: a theory is computed from its closed form alone, never by an eigensolver or by derivatives of the
// objective.
// What it proves: the answer for the real numbers that θ and data stand for. Both are rounded to f64, which moves
// eigenvalues and loss by up to relative_error·‖H‖; a network evaluated in f32 rounds them to f32.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "saddlescope/base/context.h"
#include "saddlescope/network/network.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

struct GroundTruth {
  std::unique_ptr<Objective> objective;
  Vector theta;
  Theory theory;
  std::string description;  ///< the formula, or the network's spec
  std::string data;  ///< how the data of a network were made; empty for a formula
};

/// One line of the list of truths.
struct TruthFamily {
  std::string_view name;  ///< "chain"
  std::string_view grammar;  ///< "chain:D[:zeros=Z]"
  std::string_view summary;  ///< what it is, one line
  std::string_view example;  ///< a name that works
};

std::span<const TruthFamily> truth_families();

/// The truth of that name; `seed` draws what its closed form leaves free; a network is evaluated in `precision`, a
/// formula in f64. Throws Error(bad input) where the name or a
/// parameter can't be understood or the point would be no critical one, saying what would be; Error(memory) and
/// Error(interrupted). Cost: next to nothing for a formula; for a linear network of sizes d, h, C up to 1024 some
/// 16·(d + C)·d² flops, for a tanh network as much.
GroundTruth ground_truth(std::string_view name, std::uint64_t seed, Context& context,
                         Precision precision = Precision::f64);

/// The same in surroundings of its own: default_context().
GroundTruth ground_truth(std::string_view name, std::uint64_t seed = 0);

}  // namespace saddlescope
