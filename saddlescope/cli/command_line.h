// From argv to a command and its arguments. Unknown commands and flags, flags without a value: Error(usage).
#pragma once

#include <optional>
#include <string>

#include "saddlescope/cli/commands.h"

namespace saddlescope::cli {

struct CommandLine {
  const Command* command = nullptr;  ///< null: there is only `text` to print
  Arguments arguments;
  std::string text;                  ///< help or version
};

CommandLine parse(int argc, const char* const* argv);

/// Where --json points, as far as the arguments can be read at all: failures before that go there too.
std::optional<std::string> json_target(int argc, const char* const* argv);

}  // namespace saddlescope::cli
