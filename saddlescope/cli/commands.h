// The commands of the program: what each is for, which flags it takes, what it runs.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/cli/arguments.h"
#include "saddlescope/cli/output.h"

namespace saddlescope::cli {

struct Command {
  std::string_view name, summary;
  std::string_view examples;                 ///< lines that work when pasted
  std::vector<std::span<const Flag>> flags;  ///< its own first
  std::string_view file;                     ///< help of its positional FILE; empty: it takes none
  int (*run)(const Arguments& arguments, Output& output, Context& context);  ///< returns the exit code
  std::vector<std::string_view> repeatable = {};  ///< flags that may be given several times
  bool several_files = false;                     ///< FILE may be many
  std::vector<std::string_view> refused = {};     ///< of the problem's flags: help leaves them out, run() says why
};

const std::vector<Command>& commands();

}  // namespace saddlescope::cli
