// From argv to a command and its arguments. Unknown commands and flags, flags without a value: Error(usage).
#pragma once

#include <string>

#include "saddlescope/cli/commands.h"

namespace saddlescope::cli {

struct CommandLine {
  const Command* command = nullptr;  ///< null: there is only `text` to print
  Arguments arguments;
  std::string text;                  ///< help or version
};

CommandLine parse(int argc, const char* const* argv);

/// Where --json and --report point, as far as the arguments can be read at all: failures before that go there too.
Targets output_targets(int argc, const char* const* argv);

/// The command line again, quoted for a shell, without the flags that change nothing of the result.
std::string command_text(int argc, const char* const* argv);

}  // namespace saddlescope::cli
