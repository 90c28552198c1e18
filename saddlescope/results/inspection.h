// What `inspect` answers, and the document of a failure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/base/shape.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

struct InspectedParameter {
  std::string name;
  Shape shape;
  std::string dtype;
  bool trainable = true;
  std::string why;  ///< why it is, or isn't, trainable
};

/// A problem with a known answer that --problem takes.
struct ListedProblem {
  std::string name, grammar, summary, example;
};

struct Inspection {
  std::string what;                            ///< "weights", "data", "model", "function", "problem", "problems"
  std::vector<InspectedParameter> parameters;
  std::string model;                           ///< the --model that fits, or empty
  std::vector<std::string> unsupported, notes;
  std::vector<ListedProblem> problems;         ///< of `inspect --problems`
  std::uint64_t seed = 0;
  std::string engine;
  Environment environment;
};

/// "saddlescope/error": exits 3, 4, 5.
struct Failure {
  int exit_code = 1;
  std::string message, where, remedy;
};

Failure failure(const Error& error);

}  // namespace saddlescope
