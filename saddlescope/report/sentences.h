// What a result says in sentences of its own (why, evidence, remedy, a direction's label) in the words of a page. Those
// sentences are English, part of the result and of its JSON; on a page in 繁體中文 they are said again by their form:
//
//   form      "Newton's step is only {0} long, and the gradient that it leaves is {1}."      (tables/critical_forms.h)
//   sentence  "Newton's step is only 3.1e-09 long, and the gradient that it leaves is 0."
//   said      "牛頓步長只有 3.1e-09，剩下的梯度為 0。"
//
// So documents of any age are read, a room that computes knows one language, and numbers stay digit for digit as they
// are. A sentence whose form isn't known stays English and is marked so: nothing is guessed.
// Where several forms fit, the one with most letters of its own does. A part is itself said again where it has a form
// ("gradient descent"), a list of such parts item by item; names stay as they are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/report/language.h"

namespace saddlescope::report {

/// A run of sentences in one language.
struct Saying {
  std::string text;
  Language language = Language::english;
};

/// Sentence by sentence; in English all of it as it is. Neighbours of one language are joined.
std::vector<Saying> retold(std::string_view text, Language language);

/// A name or part of a sentence, as "eigenvector 1 of 275"; as it is where its form isn't known.
std::string retold_part(std::string_view part, Language language);

/// Of data or weights, as "wine: chemical analysis of wines, as measured", the name alone.
std::string source_name(std::string_view source, Language language);

}  // namespace saddlescope::report
