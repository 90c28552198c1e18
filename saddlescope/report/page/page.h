// One self-contained page of one or several results: verdict, evidence, causes, charts, how to reproduce it, what the
// words mean. A pure function of documents: the same JSON gives the same bytes.
//
// The page is complete without a script: each chart is a static picture with its numbers in a table behind it. The
// script puts Plotly's figure in the picture's place where it runs, and 3-D where there is WebGL.
// It requests nothing: no address is in it, and its Content-Security-Policy forbids every request and every script but
// the three whose hashes it names, so that even text that broke out of its place could not run.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "saddlescope/report/language.h"
#include "saddlescope/results/json.h"

namespace saddlescope {

struct PageOptions {
  Language language = Language::english;
  bool interactive = true;  ///< false: pictures and tables alone, a light page without Plotly
};

/// One document, or several side by side. Throws Error(bad input) for what is no document of ours, naming what is
/// wrong.
std::string page(std::span<const Json> documents, const PageOptions& options = {});

}  // namespace saddlescope
