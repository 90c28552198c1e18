#include "saddlescope/results/landscape.h"

#include <cmath>
#include <limits>

namespace saddlescope {

std::size_t CrossSection::points() const {
  std::size_t count = axes.empty() ? 0 : 1;
  for (const std::vector<double>& axis : axes) count *= axis.size();
  return count;
}

std::vector<double> CrossSection::coordinates(std::size_t i) const {
  std::vector<double> a(axes.size());
  for (std::size_t k = a.size(); k-- > 0; i /= axes[k].size()) a[k] = axes[k][i % axes[k].size()];
  return a;
}

std::vector<double> TaylorLine::term(std::size_t j) const {
  std::vector<double> values(t.size());
  for (std::size_t i = 0; i < t.size(); ++i) {
    double value = j < coefficients.size() ? coefficients[j] : 0;
    for (std::size_t k = 0; k < j && value != 0; ++k) value *= t[i];
    values[i] = value;
  }
  return values;
}

std::optional<double> TaylorLine::trust_radius() const {
  if (!forward.undetermined.empty() || !backward.undetermined.empty()) return std::nullopt;
  return forward.radius < backward.radius ? forward.radius : backward.radius;
}

bool TaylorLine::vanishes(std::size_t j) const {
  if (at_kink) return false;
  if (j >= coefficients.size()) return true;
  const double error = j < errors.size() ? errors[j] : 0;
  return std::isfinite(error) && std::abs(coefficients[j]) <= error;
}

double TaylorLine::balance() const {
  if (coefficients.size() < 3 || coefficients[2] == 0) return std::numeric_limits<double>::infinity();
  return std::abs(coefficients[1] / coefficients[2]) * direction.norm;
}

}  // namespace saddlescope
