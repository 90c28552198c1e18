// One result on a page: what it says in a sentence, its evidence as facts, its charts, what else there is to read. Made
// from a result by a pure function, set into a page by page.cpp.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/report/chart.h"
#include "saddlescope/report/language.h"
#include "saddlescope/report/page/page.h"
#include "saddlescope/results/json.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope::report {

/// A row of evidence. Rows of the same label stand beside each other where results are compared.
struct Fact {
  std::string label;  ///< text
  std::string value;  ///< HTML
  std::string note;  ///< HTML; empty: nothing to add
  std::string word;  ///< explanation of the label (explanations.h); empty: none
};

/// A link to a part of a section, past what lies between: seen once the Tab key reaches it.
struct Skip {
  std::string id;  ///< of the part, without kIdPrefix
  std::string words;  ///< text
};

/// How a sentence is set: something is to be done, there is rest, nobody knows, something went wrong.
enum class Tone { way_out, rest, open, failed };

struct Section {
  std::string command;  ///< "diagnose"
  std::string title;  ///< text: of what
  std::string sentence;  ///< text
  Tone tone = Tone::open;
  std::vector<Skip> skips;
  std::string lead;  ///< HTML: what follows the sentence at once
  std::vector<Fact> facts;
  std::string before;  ///< HTML between the facts and the charts
  std::vector<Chart> charts;
  std::string after;  ///< HTML below the charts
  std::vector<Fact> origin;  ///< version, seed, machine
  std::string again;  ///< the command that gives this result again; empty where nobody knows it
  bool tells_interruption = false;  ///< sentence or lead say that the run was interrupted
};

Section section(const Diagnosis& diagnosis, Language language);
Section section(const Escape& escape, Language language);
Section section(const Training& training, Language language);
Section section(const Comparison& comparison, Language language);
Section section(const Ways& ways, Language language);
Section section(const Finding& finding, Language language);
Section section(const SpectrumAnswer& answer, Language language);
Section section(const Census& census, Language language);
Section section(const Surface& surface, Language language);
Section section(const TaylorAnswer& answer, Language language);
Section section(const Inspection& inspection, Language language);
Section section(const Failure& failure, Language language);

/// What a document holds: one section; of the demo's one for each of its acts' results; of an error those of what was
/// found until then as well. Throws Error(bad input) where it is no document of ours, or malformed.
std::vector<Section> sections(const Json& document, Language language);

/// The page of such sections, in their language. several: they are of more than one document, and stand side by side.
std::string page_of(std::vector<Section> sections, bool several, const PageOptions& options);

}  // namespace saddlescope::report
