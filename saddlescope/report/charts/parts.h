// Charts of what several results hold: a spectrum, a section through the loss, a line with its model.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/report/chart.h"
#include "saddlescope/results/diagnosis.h"
#include "saddlescope/results/landscape.h"
#include "saddlescope/results/spectrum.h"

namespace saddlescope::report {

/// Eigenvalues in ascending order, coloured by the sign that the tolerance lets them have; the band of the tolerance
/// here, and of that at the critical point nearby. Of a spectrum that isn't listed its ends with their bounds; none
/// where nothing is known.
std::optional<Chart> spectrum_chart(const Spectrum& spectrum, const std::optional<Nearby>& nearby,
                                    const ProblemSummary& problem, Language language);

/// A line as a curve, a plane as a map and in space, with its marks and curves; none where nothing was evaluated.
std::optional<Chart> section_chart(const CrossSection& section, std::string id, std::string title,
                                   std::optional<double> floor, Language language);

/// The true loss along a line beside Taylor's model, and how far that can be trusted.
Chart taylor_chart(const TaylorLine& line, std::string id, const ProblemSummary& problem, Language language);

/// Loss and gradient norm by step or iteration, a view each.
struct HistoryPoint {
  double at = 0, loss = 0, gradient_norm = 0;
  std::optional<double> batch_loss = {};
};
std::optional<Chart> history_chart(std::span<const HistoryPoint> points, const std::string& at, std::string title,
                                   Language language);

/// How losses are shown: as they are, or, where they differ by little, less what they have in common.
struct LossAxis {
  double less = 0;
  std::string label;
  double shown(double loss) const { return loss - less; }
  std::vector<double> shown(std::span<const double> losses) const;
};
/// about: the loss that the others are compared with.
LossAxis loss_axis(std::span<const double> losses, double about, Language language);

}  // namespace saddlescope::report
