// Interrupts as a stop request: the first SIGINT or SIGTERM asks the work to end and keep what it has, a second ends
// the process at once. SIGPIPE is ignored: a reader that has gone is no reason to leave the files unwritten that were
// asked for beside (output.h).
#pragma once

#include <stop_token>

namespace saddlescope::cli {

/// Ignores SIGPIPE, blocks SIGINT and SIGTERM in this thread and all it starts, and waits for them in a thread of its
/// own. Make one, first thing in main, before any other thread exists.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  std::stop_token token() const { return source_.get_token(); }
  /// 130 after SIGINT, 143 after SIGTERM, 0 if none came.
  int exit_code() const;

 private:
  struct Waiter;
  std::stop_source source_;
  Waiter* waiter_;
};

}  // namespace saddlescope::cli
