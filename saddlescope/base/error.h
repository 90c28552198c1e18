// The one exception type of the library. Misuse and bad input throw; "not converged" and "undetermined" are results.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace saddlescope {

/// What went wrong, in the classes a caller can act on. The command line exits with the value (contract: exit codes).
enum class ErrorKind {
  internal = 1,     ///< a fault of ours
  usage = 2,        ///< flags that exclude each other, an unknown command
  bad_input = 3,    ///< a value, file or expression that can't be understood
  numerical = 4,    ///< loss or gradient not finite; not converged where asked to
  memory = 5,       ///< would exceed the memory allowed
  interrupted = 130 ///< the caller asked to stop
};

/// Three parts, each a sentence or empty: what happened, where (file, row, flag, parameter), what to do now.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::string message, std::string where = {}, std::string remedy = {});

  ErrorKind kind() const { return kind_; }
  const std::string& message() const { return message_; }
  const std::string& where() const { return where_; }
  const std::string& remedy() const { return remedy_; }
  // what() is "where: message remedy", with absent parts left out.

 private:
  ErrorKind kind_;
  std::string message_, where_, remedy_;
};

/// Bad input, the most frequent kind.
[[noreturn]] void throw_bad_input(std::string message, std::string where = {}, std::string remedy = {});

/// A broken invariant of ours: `claim` is what should have held.
[[noreturn]] void throw_internal(std::string_view claim);

}  // namespace saddlescope
