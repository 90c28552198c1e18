// Class indices [n] to their indicator vectors [classes, n].
#pragma once

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct OneHot : ConstantKind {
  static constexpr std::string_view name = "one_hot";
  std::size_t classes = 0;
  OpKey key() const { return {classes, 0}; }

  Shape shape(Shapes in) const {
    if (in[0]->size() != 1) throw_shape(name, "indices are a vector", in);
    return {classes, (*in[0])[0]};
  }
  template <class T>
  void eval(Shapes in, const T* const* x, T* y) const {
    const std::size_t n = (*in[0])[0];
    for (std::size_t c = 0; c < classes; ++c)
      for (std::size_t i = 0; i < n; ++i) y[c * n + i] = x[0][i] == static_cast<T>(c) ? T(1) : T(0);
  }
};

}  // namespace saddlescope::engine
