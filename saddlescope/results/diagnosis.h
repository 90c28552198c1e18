// What `diagnose` answers: a plain struct, each field with its meaning; to JSON and back in json.h.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/results/landscape.h"
#include "saddlescope/results/provenance.h"
#include "saddlescope/results/spectrum.h"
#include "saddlescope/results/verdict.h"

namespace saddlescope {

/// Which signs a critical point in reach shares (docs/methods §2): that one is there, the verdict says. Absent: none is.
struct Nearby {
  double within = 0;            ///< 2‖s‖
  Inertia inertia;              ///< with τ
  double gradient_in_band = 0;  ///< ‖g_band‖
};

/// Certain negative curvature here and what it is worth.
struct EscapeRoute {
  double eigenvalue = 0;  ///< vᵀHv of the direction v
  std::optional<double> bound = {};  ///< its error, by the rounding measured along v alone; unknown in older documents
  std::vector<double> direction;  ///< unit vector, downhill; empty where P > 1,000 in JSON
  double step = 0;  ///< length of the best point seen
  double worth = 0;  ///< decrease to expect: the measured one, at most L − floor
  std::optional<double> predicted_decrease;  ///< none where the model doesn't reach so far
  std::string predicted_by;  ///< "quartic": at its own lowest point; "quadratic": at the step
  std::optional<double> predicted_step;  ///< length of the step at which the model was asked; unknown in old documents
  double measured_decrease = 0;
  double loss_after = 0;

  /// Whether the prediction is of another step than the one taken.
  bool predicted_elsewhere() const { return predicted_step && std::abs(*predicted_step - step) > 0.01 * step; }
};

struct StallCause {
  std::string cause, evidence, remedy;
};

/// A cause of which it can't be told whether it holds, and what that would take.
struct UndecidedCause {
  std::string cause, why;
};

/// An eigenvalue and how often it occurs.
struct RepeatedEigenvalue {
  double value = 0;
  std::size_t multiplicity = 1;
};

/// What theory says of a point in closed form (docs/methods §10).
struct Theory {
  VerdictKind kind = VerdictKind::undetermined;
  double loss = 0;
  Inertia inertia;  ///< exact: tolerance 0
  std::vector<RepeatedEigenvalue> eigenvalues;  ///< ascending; empty where only their signs are known
  /// Of loss and eigenvalues, in units of the largest |λ|: θ and data are numbers of f64, the closed form's are real.
  double relative_error = 0;
  std::string source;  ///< the closed form, and where it stands
};

/// `open`: nothing contradicts, but what was found leaves undecided what theory knows.
enum class Agreement { agrees, open, differs };

std::string_view to_string(Agreement agreement);
/// Throws Error(bad input) for an unknown name.
Agreement agreement(std::string_view name);

/// Theory beside what was found.
struct TheoryComparison {
  Theory theory;
  Agreement agreement = Agreement::open;
  std::string why;  ///< what agrees, to how much; what doesn't
};

/// Behaviour of one hidden layer's units over the samples.
struct ActivityRow {
  std::string name, activation;
  std::size_t units = 0, dead = 0, saturated = 0;
};

struct Diagnosis {
  ProblemSummary problem;
  double loss = 0;
  std::optional<double> floor;  ///< a proven lower bound of the loss
  std::optional<double> stake;  ///< S; none for a formula
  std::vector<double> gradient;  ///< P ≤ 16
  double gradient_norm = 0;
  std::optional<double> gradient_flatness;  ///< ‖Hg‖/(‖H‖‖g‖); none where g = 0
  std::vector<std::vector<double>> hessian;  ///< P ≤ 16
  Spectrum spectrum;
  Verdict verdict;
  std::optional<Nearby> nearby;
  std::optional<double> kink_distance;
  std::optional<EscapeRoute> escape;
  std::vector<ActivityRow> layers;
  std::vector<StallCause> stall;
  std::vector<UndecidedCause> stall_undecided;
  std::optional<TheoryComparison> theory;  ///< of a problem whose answer is known
  std::optional<Landscape> landscape;  ///< where a page or a picture was asked for
  std::vector<std::pair<std::string, double>> seconds;  ///< time of each stage
  bool interrupted = false;  ///< what was found until then
  std::uint64_t seed = 0;
  std::uint64_t entropy = 0;  ///< of the machine, mixed into the starts of block Lanczos; 0: none
  std::string engine;
  Environment environment;
  /// Whether it lies on a kink, where derivatives jump: gradient, Hessian and its signs then prove nothing of the loss, and
  /// a way out is what was measured (docs/methods.md §5).
  bool on_kink() const { return kink_distance == 0.0; }
};

}  // namespace saddlescope
