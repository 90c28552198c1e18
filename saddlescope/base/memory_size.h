// Sizes of memory in words.
#pragma once

#include <string>

namespace saddlescope {

/// For a person: "1.43 MiB", "8 GiB".
std::string memory_text(double bytes);

/// What --memory takes for so many bytes to fit: "46MiB".
std::string memory_that_fits(double bytes);

}  // namespace saddlescope
