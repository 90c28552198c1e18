// What `spectrum` answers: eigenvalues of the Hessian at a point, or how they are spread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/results/diagnosis.h"
#include "saddlescope/results/spectrum.h"

namespace saddlescope {

/// How the eigenvalues are spread, estimated from random vectors (spectrum/density.h). JSON member "density".
struct Density {
  std::vector<double> at;  ///< edges of the cells, ascending, one more than there are cells
  std::vector<double> mass;  ///< eigenvalues in each cell; they add up to P
  std::vector<double> standard_error;  ///< of sampling
  std::size_t vectors = 0, steps = 0;  ///< random vectors, and products with each at most
};

/// Eigenvalues beyond ±tolerance, estimated.
struct EstimatedSigns {
  struct Count {
    double count = 0, standard_error = 0;
    double at_least = 0, at_most = 0;  ///< what quadrature can be off by, for the vectors drawn
  };
  double tolerance = 0;
  Count negative, positive;
};

struct SpectrumAnswer {
  ProblemSummary problem;
  double loss = 0, gradient_norm = 0;
  std::string which;  ///< "all", "lowest", "highest", "both", "density"
  Spectrum spectrum;
  std::vector<BoundedEigenvalue> pairs;  ///< those asked for, ascending, copies counted; by products possibly fewer
  bool converged = true;  ///< pairs: within 1e-8 of ‖H‖ each; false: see why
  std::string why;  ///< what the numbers rest on, and what would tell more
  std::optional<Density> density;
  std::vector<EstimatedSigns> signs;  ///< beside a density: tolerances ascending
  std::vector<std::pair<std::string, double>> seconds;  ///< time of each stage
  bool interrupted = false;  ///< what was found until then
  std::uint64_t seed = 0;
  std::uint64_t entropy = 0;  ///< of the machine, mixed into random starts; 0: none
  std::string engine;
  Environment environment;
};

}  // namespace saddlescope
