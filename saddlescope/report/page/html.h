// The small change of a page: text as it may stand in HTML, data as it may stand in a script element.
//
// Whatever comes from a result (names of models, files, parameters; sentences) passes through escaped() or shown(), or
// as data through script_data(): nothing of it can end an element or begin one.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "saddlescope/report/language.h"
#include "saddlescope/results/json.h"

namespace saddlescope::report {

/// Between tags, or in an attribute in double quotes.
std::string escaped(std::string_view text);

/// The same, at most so many characters of it: a name of 10,000 is shown by its two ends.
std::string shown(std::string_view text, std::size_t most = 240);

/// A document as the text of <script type="application/json">: no '<' is left in it.
std::string script_data(const Json& document);

std::string base64(std::string_view bytes);
/// Hexadecimal digits (as CMake writes a hash) to base64.
std::string base64_of_hex(std::string_view digits);

/// Stands before an id, and in a link to one, where a section is made before its place on a page is known. No text holds
/// it: escaped() replaces control characters.
constexpr char kIdPrefix = '\x01';
/// The same HTML with `prefix` in its place, so that several results share a page.
std::string with_id_prefix(std::string_view html, std::string_view prefix);

/// The same HTML with each "6.9e-15" of its text in a <span class="whole">: a browser would break it at the hyphen.
/// What stands in code, commands and pictures stays as it is.
std::string with_whole_numbers(std::string_view html);

/// Sentences of a result, which are English whatever the page's language: said again in that where their form is known
/// (sentences.h), else marked as English.
std::string english(std::string_view sentence, Language page, std::string_view element = "p");

/// A command's text: a flag isn't broken at its hyphens.
std::string command_words(std::string_view command);
/// A command to be pasted into a shell, or one on each line; the page's script puts a button beside it. Those that aren't
/// ours are left out; empty where none is.
std::string command_block(std::string_view command);
std::string command_block(std::span<const std::string> commands);

}  // namespace saddlescope::report
