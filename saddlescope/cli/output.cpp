#include "saddlescope/cli/output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

#include "saddlescope/base/error.h"
#include "saddlescope/cli/progress.h"
#include "saddlescope/report/text.h"

namespace saddlescope::cli {

void write_standard_output(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return;
  throw_bad_input(std::string("can't be written: ") + std::strerror(errno) + ".", "standard output");
}

Output::Output(const std::optional<std::string>& json) {
  if (!json) return;
  if (*json == "-") {
    to_standard_output_ = true;
  } else {
    file_ = std::make_unique<AtomicFile>(*json);
  }
}

void Output::result(const std::string& text, const Json& document) {
  clear_progress();
  if (!to_standard_output_) write_standard_output(text);
  write(document);
}

void Output::say(const std::string& text) {
  clear_progress();
  if (!to_standard_output_) write_standard_output(text);
}

void Output::failure(const Failure& failure, const Json& document) {
  clear_progress();
  const std::string text = to_text(failure);
  std::fwrite(text.data(), 1, text.size(), stderr);
  write(document);
}

void Output::write(const Json& document) {
  const std::string text = to_text(document);
  if (to_standard_output_) write_standard_output(text);
  if (file_) file_->commit(text);
}

}  // namespace saddlescope::cli
