// What a solver room refuses without knowing who asked, with what this command offers against it.
#pragma once

#include <string>

#include "saddlescope/base/error.h"

namespace saddlescope {

/// Of an axis whose points f64 can't tell apart.
inline constexpr const char* kTooFine = "Take another --range, or fewer points with --grid.";

/// draw(), but bad input that it throws without a remedy names this one.
template <class Draw>
auto with_remedy(const std::string& remedy, Draw draw) {
  try {
    return draw();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::bad_input || !error.remedy().empty()) throw;
    throw Error(error.kind(), error.message(), error.where(), remedy);
  }
}

}  // namespace saddlescope
