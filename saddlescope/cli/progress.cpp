#include "saddlescope/cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <string>

#include "saddlescope/cli/streams.h"
#include "saddlescope/report/words.h"

namespace saddlescope::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kBetween{200}, kPatience{500};

struct State {
  std::string what;
  Clock::time_point start, last;
};

bool& line_shown() {
  static bool shown = false;  // of the terminal, which is global
  return shown;
}

std::string line(const Progress& p, double elapsed) {
  std::string text = fmt::format("{}: {:.0f}", p.what, p.done);
  if (p.total > 0) text += fmt::format(" of {:.0f}", p.total);
  if (elapsed > 0 && p.done > 0) {
    const double rate = p.done / elapsed;
    text += fmt::format(", {:.3g} a second", rate);
    if (p.total > p.done) text += ", " + report::seconds((p.total - p.done) / rate) + " left";
  }
  return text;
}

}  // namespace

std::function<void(const Progress&)> terminal_progress(bool quiet) {
  if (quiet || !isatty(STDERR_FILENO)) return {};
  return [state = std::make_shared<State>()](const Progress& p) {
    const Clock::time_point now = Clock::now();
    if (p.what != state->what) {
      state->what = p.what;
      state->start = state->last = now;
    }
    if (now - state->start < kPatience || now - state->last < kBetween) return;
    state->last = now;
    write_standard_error(fmt::format("\r\033[K{}", line(p, std::chrono::duration<double>(now - state->start).count())));
    line_shown() = true;
  };
}

void clear_progress() {
  if (!line_shown()) return;
  write_standard_error("\r\033[K");
  line_shown() = false;
}

}  // namespace saddlescope::cli
