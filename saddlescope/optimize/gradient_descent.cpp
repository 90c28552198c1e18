#include "saddlescope/optimize/gradient_descent.h"

namespace saddlescope {

void GradientDescent::move(std::span<const double> g, std::span<double> theta) { axpy(-learning_rate_, g, theta); }

}  // namespace saddlescope
