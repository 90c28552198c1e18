// What a result is of and where it came from: the problem, the machine, the program.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace saddlescope {

struct ProblemSummary {
  std::size_t parameters = 0, samples = 0;
  std::string loss = "function", precision = "f64";
  std::string description;  ///< the formula or the model spec
  std::string data, weights;  ///< where they came from; empty for a formula
  std::string arguments;      ///< the flags that say this problem again, quoted for a shell; empty for C++ callers
  std::vector<std::string> variables;  ///< a name for each entry of θ; P ≤ 16
  std::vector<double> at;              ///< θ; P ≤ 16
};

/// Largest P for which a document lists θ, gradient and Hessian.
inline constexpr std::size_t kListedParameters = 16;

/// Which machine and program a result came from.
struct Environment {
  std::string version, cpu, blas;
  int threads = 1;
};

}  // namespace saddlescope
