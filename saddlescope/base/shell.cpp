#include "saddlescope/base/shell.h"

#include <algorithm>

namespace saddlescope {
namespace {

// No shell sees more in it than the character.
bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-_./:,=+@%").find(c) != std::string_view::npos;
}

}  // namespace

std::string shell_quoted(std::string_view text) {
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

bool is_plain_command(std::string_view text) {
  while (!text.empty()) {
    if (is_plain(text.front()) || text.front() == ' ') {
      text.remove_prefix(1);
    } else if (text.starts_with("\\'")) {
      text.remove_prefix(2);
    } else {
      const std::size_t end = text.front() == '\'' ? text.find('\'', 1) : std::string_view::npos;
      if (end == std::string_view::npos) return false;
      text.remove_prefix(end + 1);
    }
  }
  return true;
}

}  // namespace saddlescope
