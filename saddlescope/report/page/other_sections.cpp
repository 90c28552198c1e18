// What isn't a point or a walk: the contents of a file, a failure; and what a document holds.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "saddlescope/base/error.h"
#include "saddlescope/report/page/html.h"
#include "saddlescope/report/page/parts.h"
#include "saddlescope/report/page/section.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kParametersListed = 2000;

template <class Read>
Section read(const Json& document, Language language, const Read& from_json) {
  Section s = section(from_json(document), language);
  if (document.contains("command")) {
    if (!document.at("command").is_string()) throw_bad_input("not a document of ours: its command is no text.");
    s.again = document.at("command");
  }
  return s;
}

// A command that was stopped before it had anything to write.
Section stopped(const std::string& command, Language language) {
  Section s;
  s.command = command;
  s.title = command;
  s.sentence = say(language, "Interrupted before there was a result.");
  return s;
}

bool is_document(const Json& j) { return j.is_object() && j.contains("format") && j.at("format").is_string(); }

[[noreturn]] void throw_no_format(const std::string& format) {
  throw_bad_input(fmt::format("\"{:.60}\" is no format of ours.", format));
}

// A document's command, "diagnose" of "saddlescope/diagnose". What a folder keeps to go on from is no result.
std::string command_of(const Json& j) {
  constexpr std::string_view kOurs = "saddlescope/", kRun = "-run";
  if (!is_document(j)) throw_bad_input("no document of Saddlescope: there is no \"format\".");
  const std::string format = j.at("format");
  if (!format.starts_with(kOurs)) throw_no_format(format);
  std::string command = format.substr(kOurs.size());
  if (command == "surface-run" || command == "census-run") {
    command.resize(command.size() - kRun.size());
    throw_bad_input(fmt::format("what `{0} -o DIR` goes on from, not its result.", command), {},
                    fmt::format("Take {}.json from the same folder.", command));
  }
  return command;
}

// The documents within a document, in their order: the acts of the demo, what was found before a failure.
void append_inner(std::vector<Section>& list, const Json& j, Language language, int depth = 0) {
  constexpr int kDeepest = 3;
  if (!j.is_object() || depth > kDeepest) return;
  for (const auto& [name, value] : j.items()) {
    if (is_document(value)) {
      for (Section& s : sections(value, language)) list.push_back(std::move(s));
    } else {
      append_inner(list, value, language, depth + 1);
    }
  }
}

std::vector<StallCause> partial_causes(const Json& document) {
  std::vector<StallCause> list;
  if (!document.contains("partial") || !document.at("partial").contains("stall")) return list;
  try {
    for (const Json& c : document.at("partial").at("stall"))
      list.push_back({c.at("cause"), c.at("evidence"), c.at("remedy")});
  } catch (const nlohmann::json::exception&) {
    throw_bad_input("not an error: what it holds of causes is malformed.");
  }
  return list;
}

// A sentence, and lines whose letters stand under each other: a formula, and a caret under what is wrong in it.
std::string remedy(const std::string& text, Language language) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string html =
      fmt::format("<p class=\"remedy\"><strong>{}</strong>{}{}</p>\n", escaped(say(language, "What helps:")),
                  gap(language), english(text.substr(0, end), language, "span"));
  if (end < text.size())
    html += fmt::format("<pre class=\"places\"><code>{}</code></pre>\n", shown(text.substr(end + 1), 4000));
  return html;
}

std::string what_of(const Inspection& i, Language language) {
  if (!i.model.empty()) return "--model " + i.model;
  const std::string what = i.what == "data"       ? say(language, "data")
                           : i.what == "weights"  ? say(language, "weights")
                           : i.what == "arrays"   ? say(language, "arrays")
                           : i.what == "function" ? say(language, "a formula")
                           : i.what == "problem"  ? say(language, "a problem with a known answer")
                           : i.what == "problems" ? say(language, "problems with a known answer")
                                                  : i.what;
  return say(language, "Contents: {0}", {what});
}

}  // namespace

Section section(const Inspection& i, Language language) {
  Section s;
  s.command = "inspect";
  s.title = what_of(i, language);
  s.sentence = say(language, "{0} arrays or parameters.", {fmt::format("{}", i.parameters.size())});
  s.tone = Tone::rest;
  for (const std::string& note : i.notes) s.before += english(note, language);
  for (const std::string& what : i.unsupported) {
    s.before += fmt::format("<p><strong>{}</strong>{}{}</p>\n", escaped(say(language, "Not supported:")), gap(language),
                            english(what, language, "span"));
  }
  Table t{say(language, "Parameters"),
          {say(language, "Name"), say(language, "Shape"), say(language, "Type"), say(language, "Trainable"),
           say(language, "Why")},
          {}};
  for (const InspectedParameter& p : i.parameters) {
    if (t.rows.size() == kParametersListed) break;
    t.rows.push_back({shown(p.name), escaped(to_string(p.shape)), shown(p.dtype),
                      escaped(p.trainable ? say(language, "yes") : say(language, "no")),
                      english(p.why, language, "span")});
  }
  t.all = i.parameters.size();
  if (!t.rows.empty()) s.after += table(t, language);
  for (const ListedProblem& p : i.problems) {
    s.after += heading(p.grammar) + english(p.summary, language) +
               command_block("saddlescope diagnose --problem " + p.example);
  }
  s.origin = origin_of(i, language);
  return s;
}

Section section(const Failure& f, Language language) {
  Section s;
  s.command = "error";
  s.title = f.where.empty() ? say(language, "Error") : f.where;
  s.sentence = f.message;
  s.tone = Tone::failed;
  s.facts = {{say(language, "Exit code"), fmt::format("{}", f.exit_code), {}, {}}};
  if (!f.where.empty()) s.facts.push_back({say(language, "Where"), shown(f.where), {}, {}});
  if (!f.remedy.empty()) s.lead = remedy(f.remedy, language);
  return s;
}

std::vector<Section> sections(const Json& j, Language language) {
  const std::string command = command_of(j);
  if (j.contains("interrupted") && !j.contains("problem") && !j.contains("environment"))
    return {stopped(command, language)};
  if (command == "diagnose") return {read(j, language, diagnosis_from_json)};
  if (command == "escape") return {read(j, language, escape_from_json)};
  if (command == "train") return {read(j, language, training_from_json)};
  if (command == "compare") return {read(j, language, comparison_from_json)};
  if (command == "ways") return {read(j, language, ways_from_json)};
  if (command == "find") return {read(j, language, finding_from_json)};
  if (command == "spectrum") return {read(j, language, spectrum_answer_from_json)};
  if (command == "census") return {read(j, language, census_from_json)};
  if (command == "surface") return {read(j, language, surface_from_json)};
  if (command == "taylor") return {read(j, language, taylor_answer_from_json)};
  if (command == "inspect") return {read(j, language, inspection_from_json)};
  std::vector<Section> list;
  if (command == "error") {
    list.push_back(read(j, language, failure_from_json));
    list.front().before = causes(partial_causes(j), {}, language);
  } else if (command != "demo") {
    throw_no_format(j.at("format"));
  }
  append_inner(list, j, language);
  if (list.empty()) throw_bad_input("the document holds no results.");
  return list;
}

}  // namespace saddlescope::report
