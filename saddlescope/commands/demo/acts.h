// The acts of the demo, and the narrator they share.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/problem/problem.h"
#include "saddlescope/results/diagnosis.h"
#include "saddlescope/results/json.h"
#include "saddlescope/results/training.h"
#include "saddlescope/results/ways.h"

namespace saddlescope::demo_acts {

class Narrator {
 public:
  explicit Narrator(std::function<void(const std::string&)> say) : say_(std::move(say)) {}
  void heading(std::string_view text);
  void paragraph(std::string_view text);   ///< folded at 100 columns
  void lines(std::string_view text);       ///< as it stands, indented
  void command(std::string_view text);     ///< "  $ saddlescope …"

 private:
  std::function<void(const std::string&)> say_;
};

Json worst_network(Narrator& narrator, Context& context);
Json exact_saddle(Narrator& narrator, Context& context);
Json real_stall(Narrator& narrator, Context& context);
Json dead_units(Narrator& narrator, Context& context);

// --- what the acts of networks share

/// A network on a built-in data set, by its flags.
Problem network(const std::string& model, const std::string& data, const std::string& init, std::uint64_t seed,
                bool standardize, Context& context);

/// What a result says of the problem where its weights are those that `train` with the problem's and these flags writes
/// into a file: pasted one after the other, the commands lead to the same point.
ProblemSummary trained(const Problem& problem, std::string_view flags, std::string_view file);

/// `steps` full-batch steps from theta, no stall test.
Training run(const Problem& problem, std::span<const double> theta, const std::string& optimizer, double learning_rate,
             std::size_t steps, Context& context);

/// A result's document with the command line (without the program's name) that gives it again.
Json by_command(Json document, std::string_view command);

/// With the land around the point, for the demo's page.
Diagnosis look(const Problem& problem, std::span<const double> theta, const ProblemSummary& summary, Context& context);

/// θ + σ·(standard normal noise).
Vector with_noise(std::span<const double> theta, double sigma, Context& context);

/// Where a run ended; `before`: seconds spent before it began.
Way way(std::string name, const Problem& problem, const Training& training, Context& context, double before = 0);
/// Of a run with that optimizer.
Way way(std::string name, const Problem& problem, std::span<const double> from, const std::string& optimizer,
        double learning_rate, std::size_t steps, Context& context, double before = 0);
std::string table(const std::vector<Way>& ways);

}  // namespace saddlescope::demo_acts
