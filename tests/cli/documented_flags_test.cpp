// docs/cli.md and --help name the same flags: what one has, the other has too.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "tests/cli/program.h"

namespace saddlescope::cli {
namespace {

constexpr std::array kCommands{"diagnose", "escape",  "train",  "compare", "census",  "find",
                               "spectrum", "surface", "taylor", "report",  "inspect", "demo"};

bool in_a_flag(char c) { return (c >= 'a' && c <= 'z') || c == '-'; }

// Words that begin as flags do: --seed, -o. What follows a word's end at once (-o,) isn't looked at.
std::set<std::string> flags_in(std::string_view text) {
  std::set<std::string> flags;
  for (std::size_t at = text.find('-'); at != std::string_view::npos; at = text.find('-', at + 1)) {
    const bool begins = at == 0 || text[at - 1] == ' ' || text[at - 1] == '`' || text[at - 1] == '\n' ||
                        text[at - 1] == ',' || text[at - 1] == '(';
    std::size_t end = at;
    while (end < text.size() && in_a_flag(text[end])) ++end;
    const std::string word(text.substr(at, end - at));
    const bool flag = word.starts_with("--") ? word.size() > 2 : word.size() == 2;
    if (begins && flag && word.find_first_not_of('-') != std::string::npos) flags.insert(word);
    at = std::max(at, end - 1);
  }
  return flags;
}

using DocumentedFlags = ProgramTest;

TEST_F(DocumentedFlags, AreThoseOfTheProgram) {
  std::ifstream file(COMMAND_REFERENCE);
  std::ostringstream text;
  text << file.rdbuf();
  const std::set<std::string> documented = flags_in(text.str());
  ASSERT_GT(documented.size(), 40U);
  std::set<std::string> known{"--help", "--version"};
  for (const char* command : kCommands) {
    for (const std::string& flag : flags_in(good({command, "--help"}).out)) {
      known.insert(flag);
      EXPECT_TRUE(documented.contains(flag) || flag == "--help" || flag == "-h") << command << " " << flag;
    }
  }
  for (const std::string& flag : documented) EXPECT_TRUE(known.contains(flag)) << flag;
}

}  // namespace
}  // namespace saddlescope::cli
