#include <algorithm>

#include "saddlescope/truths/families.h"

namespace saddlescope {

double closed_form_error(std::size_t P) { return 16 * static_cast<double>(P) * kEps; }

void set_eigenvalues(Theory& theory, std::vector<double> values) {
  std::ranges::sort(values);
  theory.eigenvalues.clear();
  theory.inertia = {};
  theory.relative_error = closed_form_error(values.size());
  for (const double value : values) {
    ++(value < 0 ? theory.inertia.negative : value > 0 ? theory.inertia.positive : theory.inertia.flat);
    if (!theory.eigenvalues.empty() && theory.eigenvalues.back().value == value) {
      ++theory.eigenvalues.back().multiplicity;
    } else {
      theory.eigenvalues.push_back({value == 0 ? 0.0 : value, 1});  // −0 is 0
    }
  }
}

}  // namespace saddlescope
