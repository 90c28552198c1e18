// The process's own streams: the answer on standard output, words beside it on standard error.
#pragma once

#include <string>

namespace saddlescope::cli {

/// A standard stream that the caller closed stays unusable; else the first file opened would take its number, and what
/// is said would be written into it. First thing in main.
void keep_closed_streams();

/// Writes all of `text` to standard output. False where it is a pipe that nobody reads any more; throws
/// Error(bad input) where it can't be written otherwise (a full disk).
bool write_standard_output(const std::string& text);

/// A courtesy: where it can't be written nothing else changes.
void write_standard_error(const std::string& text) noexcept;

}  // namespace saddlescope::cli
