// Symmetric matrices built from a chosen spectrum: the grid that every solver is tried on. A new problem is one line in
// problems.cpp.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/block.h"
#include "tests/numbers.h"

namespace saddlescope::testing {

struct Problem {
  std::string name;
  Vector lambda;  // ascending
  int reflections = 0;
  Matrix H;  // W·diag(λ)·Wᵀ, W a product of random reflections; both triangles, exactly symmetric

  std::size_t size() const { return lambda.size(); }
  double norm() const;
  /// P·eps·‖H‖ for the solver, and for building H as much again and eps·‖H‖ a reflection.
  double tolerance() const { return (2 * static_cast<double>(size()) + reflections) * kEpsilon * norm(); }
};

/// A problem to be made: a test is registered by name, each time that the executable starts, and makes its own alone.
struct NamedSpectrum {
  std::string name;
  Vector lambda;  // in any order
  int reflections = 12;  // 0 leaves the diagonal matrix
};

std::ostream& operator<<(std::ostream& out, const NamedSpectrum& named);

Problem problem(NamedSpectrum named);
std::vector<NamedSpectrum> spectra();
/// All of them.
std::vector<Problem> problems();

/// Standard normal entries, from a fixed seed.
Vector gaussian(std::size_t n, std::uint64_t index);

/// What is below −tau and above tau by plain counting.
std::size_t count_below(const Vector& lambda, double bound);
std::size_t count_above(const Vector& lambda, double bound);

}  // namespace saddlescope::testing
