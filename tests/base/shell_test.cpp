// Words quoted for a shell come back from a shell as they were.
#include "saddlescope/base/shell.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>

namespace saddlescope {
namespace {

struct Close {
  void operator()(std::FILE* pipe) const { ::pclose(pipe); }
};

// What sh makes of one word.
std::string read_by_a_shell(const std::string& word) {
  // NOLINTNEXTLINE(bugprone-command-processor): it is a shell that is asked
  const std::unique_ptr<std::FILE, Close> pipe(::popen(("printf %s " + word).c_str(), "r"));
  std::string text;
  std::array<char, 256> piece{};
  while (const std::size_t n = std::fread(piece.data(), 1, piece.size(), pipe.get())) text.append(piece.data(), n);
  return text;
}

TEST(Shell, ReadsAQuotedWordBackAsItWas) {
  for (const char* word : {"mlp:13-16-3:tanh", "sin(5*pi*x)/(5*pi*x)", "it's", "", "a b", "$(touch x)", "`id`",
                           "\"\\\"", "*", "~", "權重.npz", "a\nb", "'", "''", "-o", "#", "!x", "a;b&c|d>e"}) {
    EXPECT_EQ(read_by_a_shell(shell_quoted(word)), word);
  }
}

TEST(Shell, LeavesAWordThatNeedsNoQuotes) {
  for (const char* word : {"mlp:13-16-3:tanh", "run/step-10.npz", "0:1", "1e-9", "a=b,c+d@e%f_g"}) {
    EXPECT_EQ(shell_quoted(word), word);
  }
}

TEST(Shell, TakesQuotedWordsForAPlainCommand) {
  EXPECT_TRUE(is_plain_command("saddlescope diagnose --function '(1 - x)^2' --at x=1"));
  for (const char* word : {"it's", "", "a b", "$(touch x)", "`id`", "*", "~", "a\nb", "'", "#", "!x", "a;b&c|d>e"}) {
    EXPECT_TRUE(is_plain_command("saddlescope " + shell_quoted(word) + " --seed 1")) << word;
  }
}

TEST(Shell, TakesNothingThatAShellSeesMoreInForAPlainCommand) {
  for (const char* more :
       {"; id", "| sh", "$(id)", "`id`",  "&& id", "& id", "\nid",  "\rid", "\tid", "> x", "< x",   "$HOME", "~",
        "*",    "?",    "[a]",   "{a,b}", "#",     "!x",   "\"a\"", "\\",   "(id)", "'",   "'a'\\", "'a''",  "權"}) {
    EXPECT_FALSE(is_plain_command(std::string("saddlescope x ") + more)) << more;
  }
}

}  // namespace
}  // namespace saddlescope
