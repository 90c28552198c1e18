// Where results go: text for a person on standard output, JSON where --json points, a page where --report points,
// charts where --svg and --png point. With --json - standard output holds nothing but JSON, and the text is left out.
#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/cli/pictures.h"
#include "saddlescope/formats/atomic_file.h"
#include "saddlescope/report/language.h"
#include "saddlescope/results/json.h"

namespace saddlescope::cli {

/// Paths; of json also "-".
struct Targets {
  std::optional<std::string> json, report, svg, png;
};

/// The exit status of a command that a signal ended early, its result so far given.
inline constexpr int kInterrupted = static_cast<int>(ErrorKind::interrupted);

class Output {
 public:
  /// Paths are opened now, so that one that can't be written is found before the work starts; so is a program that
  /// --png needs.
  explicit Output(const Targets& targets);

  /// What the command line said of documents and pages, once it is known. command: gives the same result again.
  void set(std::string command, Language language);
  /// Pictures are of these documents instead of the result's own, and this is their page.
  void show(std::vector<Json> documents, std::string page);
  /// The document with the command that made it.
  Json stamped(Json document) const;

  bool json_on_standard_output() const { return to_standard_output_; }
  /// Where one of its places can't be written the others are all the same; then the first failure is thrown. That the
  /// reader of standard output has gone is none to tell: reader_gone().
  void result(const std::string& text, const Json& document);
  /// The message to standard error, the document where --json and --report point; never over a result that stands
  /// there.
  void failure(const Failure& failure, const Json& document);
  /// One line for a person: standard output, or nowhere under --json -.
  void say(const std::string& text);
  /// Something wasn't read to its end: standard output is a pipe, and closed at its other end (`| head`).
  bool reader_gone() const { return reader_gone_; }
  /// And nothing but standard output was asked for: more work would be for nobody.
  bool of_no_use() const { return reader_gone_ && !file_ && !page_ && pictures_.empty(); }

 private:
  void to_standard_output(const std::string& text);
  void write(const Json& document);
  void write_page(const Json& document);
  std::span<const Json> shown(const Json& document) const;  ///< what pictures are of
  /// What a person is told of page and pictures; empty: nothing was asked for.
  std::string write_pictures(const Json& document);

  std::vector<Json> shown_;
  std::optional<std::string> shown_page_;
  std::string command_;
  std::size_t page_bytes_ = 0;
  Language language_ = Language::english;
  bool to_standard_output_ = false, document_written_ = false, page_written_ = false, reader_gone_ = false;
  std::unique_ptr<AtomicFile> file_, page_;
  std::vector<PictureFiles> pictures_;
};

/// What a person is told of a page that was written: where it is; beyond 3 MB, how large, and what would make it
/// smaller.
std::string page_words(const std::string& path, std::size_t bytes, std::size_t documents);

}  // namespace saddlescope::cli
