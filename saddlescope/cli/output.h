// Where results go: text for a person on standard output, JSON where --json points. With --json - standard output holds
// nothing but JSON, and the text is left out.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "saddlescope/formats/atomic_file.h"
#include "saddlescope/results/json.h"

namespace saddlescope::cli {

class Output {
 public:
  /// json: a path or "-". A path is opened now, so that one that can't be written is found before the work starts.
  explicit Output(const std::optional<std::string>& json);

  bool json_on_standard_output() const { return to_standard_output_; }
  void result(const std::string& text, const Json& document);
  /// The message to standard error, the document where --json points (nowhere if that is what can't be written).
  void failure(const Failure& failure, const Json& document);
  /// One line for a person: standard output, or nowhere under --json -.
  void say(const std::string& text);

 private:
  void write(const Json& document);

  bool to_standard_output_ = false;
  std::unique_ptr<AtomicFile> file_;
};

/// Writes all of `text` to standard output; throws Error(bad input) if it can't (a full disk, a closed pipe).
void write_standard_output(const std::string& text);

}  // namespace saddlescope::cli
