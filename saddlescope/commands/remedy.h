// What a solver room refuses without knowing who asked, with what this command offers against it.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "saddlescope/base/error.h"

namespace saddlescope {

/// Of an axis whose points f64 can't tell apart.
inline constexpr const char* kTooFine = "Take another --range, or fewer points with --grid.";

/// Of a box in too many variables.
inline constexpr const char* kTooManyVariables =
    "find without --box drives the gradient to zero from one point, for any number of them.";

/// draw(), but bad input that it throws without a place is that of the flag, and without a remedy names this one.
template <class Draw>
auto with_flag(std::string_view flag, std::string_view remedy, Draw draw) {
  try {
    return draw();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::bad_input || !(error.where().empty() || error.remedy().empty())) throw;
    throw Error(error.kind(), error.message(), error.where().empty() ? std::string(flag) : error.where(),
                error.remedy().empty() ? std::string(remedy) : error.remedy());
  }
}

/// draw(), but bad input that it throws without a remedy names this one.
template <class Draw>
auto with_remedy(std::string_view remedy, Draw draw) {
  return with_flag({}, remedy, std::move(draw));
}

}  // namespace saddlescope
