// What the command line said, and how each flag says it. A flag is one struct: its name, the name of its value, its
// help, its effect. Groups of flags are shared between commands (commands.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/commands/census.h"
#include "saddlescope/commands/compare.h"
#include "saddlescope/commands/diagnose.h"
#include "saddlescope/commands/escape.h"
#include "saddlescope/commands/find.h"
#include "saddlescope/commands/spectrum.h"
#include "saddlescope/commands/surface.h"
#include "saddlescope/commands/taylor.h"
#include "saddlescope/commands/train.h"
#include "saddlescope/problem/description.h"
#include "saddlescope/report/language.h"

namespace saddlescope::cli {

struct Arguments {
  ProblemDescription problem;
  DiagnoseOptions diagnose;
  EscapeCommandOptions escape;
  TrainCommandOptions train;
  CompareOptions compare;
  CensusOptions census;
  std::vector<std::string> models;      ///< every --model, where a command takes several
  FindCommandOptions find;
  bool tolerance_asked = false;         ///< `find --tolerance`: a run that ends above it has failed
  SpectrumOptions spectrum;
  std::string directions;               ///< of `surface` and `taylor`, as they were asked
  SurfaceOptions surface;               ///< normalization is `taylor`'s too
  TaylorCommandOptions taylor;
  std::string file;                     ///< `inspect FILE`
  std::vector<std::string> files;       ///< `report FILE...`
  bool problems = false;                ///< `inspect --problems`
  std::optional<std::string> json;      ///< a path, or "-" for standard output
  std::optional<std::string> output;    ///< -o
  std::optional<std::string> svg, png;  ///< --svg, --png
  std::optional<std::string> report;    ///< --report
  Language language = Language::english;  ///< of the page
  bool seeded = false;                  ///< --seed was given
  std::optional<int> threads;
  std::optional<std::size_t> memory;    ///< bytes
  bool quiet = false;
};

struct Flag {
  std::string_view name;   ///< "--learning-rate", or "-o"
  std::string_view value;  ///< what its value is called in help; empty for a switch
  std::string_view help;   ///< one sentence, without a full stop
  void (*apply)(Arguments& arguments, const std::string& value);  ///< throws Error(bad input) naming the flag
};

std::span<const Flag> problem_flags();   ///< which problem: formula or network, data, loss, weights
std::span<const Flag> common_flags();    ///< seed, threads, memory, where results go
std::span<const Flag> diagnose_flags();
std::span<const Flag> escape_flags();
std::span<const Flag> train_flags();
std::span<const Flag> compare_flags();
std::span<const Flag> census_flags();
std::span<const Flag> find_flags();
std::span<const Flag> spectrum_flags();
std::span<const Flag> surface_flags();
std::span<const Flag> taylor_flags();
std::span<const Flag> inspect_flags();
std::span<const Flag> report_flags();

// Values as people write them; each throws Error(bad input) with the flag's name.
double parse_number(std::string_view flag, const std::string& text);
std::size_t parse_count(std::string_view flag, const std::string& text);
std::size_t parse_memory(std::string_view flag, const std::string& text);  ///< "4GiB", "512MiB", "2GB", "1000000"

}  // namespace saddlescope::cli
