#include "saddlescope/cli/output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/cli/progress.h"
#include "saddlescope/report/page/page.h"
#include "saddlescope/report/text.h"

namespace saddlescope::cli {

void write_standard_output(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return;
  throw_bad_input(std::string("can't be written: ") + std::strerror(errno) + ".", "standard output");
}

Output::Output(const Targets& targets) {
  if (targets.json == "-") {
    to_standard_output_ = true;
  } else if (targets.json) {
    file_ = std::make_unique<AtomicFile>(*targets.json);
  }
  if (targets.report) page_ = std::make_unique<AtomicFile>(*targets.report);
}

void Output::set(std::string command, Language language) {
  command_ = std::move(command);
  language_ = language;
}

Json Output::stamped(Json document) const {
  if (!command_.empty() && document.is_object() && !document.contains("command")) document["command"] = command_;
  return document;
}

void Output::result(const std::string& text, const Json& document) {
  clear_progress();
  if (!to_standard_output_) write_standard_output(text);
  const Json stamp = stamped(document);
  write(stamp);
  write_page(stamp);
  if (page_ && !to_standard_output_) write_standard_output("\nPage: " + page_->target() + "\n");
}

void Output::say(const std::string& text) {
  clear_progress();
  if (!to_standard_output_) write_standard_output(text);
}

void Output::failure(const Failure& failure, const Json& document) {
  clear_progress();
  const std::string text = to_text(failure);
  std::fwrite(text.data(), 1, text.size(), stderr);
  const Json stamp = stamped(document);
  write(stamp);
  write_page(stamp);
}

void Output::write(const Json& document) {
  const std::string text = to_text(document);
  if (to_standard_output_) write_standard_output(text);
  if (file_) file_->commit(text);
}

// Made from the document, as `report` makes it again.
void Output::write_page(const Json& document) {
  if (!page_) return;
  const std::span<const Json> documents = shown_.empty() ? std::span(&document, 1) : std::span<const Json>(shown_);
  page_->commit(page(documents, {.language = language_}));
}

}  // namespace saddlescope::cli
