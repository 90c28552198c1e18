// Commands as text: what is said of a result is to be pasted into a shell and to mean the same there.
#pragma once

#include <string>
#include <string_view>

namespace saddlescope {

/// A word as a POSIX shell reads it back: as it is where no shell sees more in it, else in single quotes.
std::string shell_quoted(std::string_view text);

/// Whether a POSIX shell reads `text` as one command of plain words: such as shell_quoted() writes them, blanks between.
/// Nothing is expanded, redirected, piped, or run beside it.
bool is_plain_command(std::string_view text);

}  // namespace saddlescope
