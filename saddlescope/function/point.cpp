// The point at which a formula is looked at: "w1=0, w2=0" or "0, 0".
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/function/expression.h"
#include "saddlescope/function/formula_boxes.h"
#include "saddlescope/function/snippet.h"

namespace saddlescope {
namespace {

/// One "name = value" or "value" of the list, with its place in the whole text.
struct Entry {
  std::string_view name, value;
  std::size_t name_at = 0, value_at = 0;
  bool named = false;
};

std::string_view trimmed(std::string_view text, std::size_t& at) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  at += first;
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::vector<Entry> split(std::string_view text) {
  std::vector<Entry> entries;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view part = text.substr(begin, end - begin);
    Entry entry;
    const std::size_t equals = part.find('=');
    entry.named = equals != std::string_view::npos;
    entry.name_at = begin;
    entry.value_at = entry.named ? begin + equals + 1 : begin;
    if (entry.named) entry.name = trimmed(part.substr(0, equals), entry.name_at);
    entry.value = trimmed(entry.named ? part.substr(equals + 1) : part, entry.value_at);
    if (!entry.named) entry.name_at = entry.value_at;
    entries.push_back(entry);
    begin = end + 1;
  }
  return entries;
}

/// "w1=0, w2=0", to show how it is done.
std::string example(std::span<const std::string> variables) {
  std::string list;
  for (const std::string& name : variables) list += fmt::format("{}{}=0", list.empty() ? "" : ", ", name);
  return list;
}

double value_of(std::string_view text, const Entry& entry, std::string_view where) {
  if (entry.value.empty()) {
    throw_at(text, entry.value_at, where, "a value is missing.", "Write a number.");
  }
  // In its place, so that columns of errors are those of the whole text.
  std::string in_place(text.size(), ' ');
  std::ranges::copy(entry.value, in_place.begin() + static_cast<std::ptrdiff_t>(entry.value_at));
  const Expression value = Expression::parse(in_place, where);
  if (!value.variables().empty()) {
    throw_at(text, entry.value_at, where, fmt::format("\"{}\" is not a number.", entry.value),
             "Write one, such as 1e-3 or pi/2.");
  }
  const double number = value.evaluate({});
  if (!std::isfinite(number)) {
    throw_at(text, entry.value_at, where, fmt::format("\"{}\" is {}, not a finite number.", entry.value, number),
             "A point has finite coordinates.");
  }
  return number;
}

/// Which variable a named entry is of.
std::size_t place_of(std::string_view text, const Entry& entry, std::span<const std::string> variables,
                     std::string_view where) {
  const auto found = std::find(variables.begin(), variables.end(), entry.name);
  if (found != variables.end()) return static_cast<std::size_t>(found - variables.begin());
  const bool constant = entry.name == "pi" || entry.name == "e";
  throw_at(text, entry.name_at, where,
           constant ? fmt::format("{} is a constant and takes no value.", entry.name)
                    : fmt::format("\"{}\" is no variable of the formula.", entry.name),
           variables.empty() ? "It has none." : fmt::format("It has {}.", fmt::join(variables, ", ")));
}

[[noreturn]] void wrong_count(std::size_t given, std::span<const std::string> variables, std::string_view where) {
  throw_bad_input(fmt::format("{} value{} given; the formula has {} variable{}{}{}.", given,
                              given == 1 ? " is" : "s are", variables.size(), variables.size() == 1 ? "" : "s",
                              variables.empty() ? "" : ": ", fmt::join(variables, ", ")),
                  std::string(where), fmt::format("Write \"{}\".", example(variables)));
}

void require_all(const std::vector<bool>& given, std::span<const std::string> variables, std::string_view where) {
  std::vector<std::string> missing;
  for (std::size_t j = 0; j < variables.size(); ++j) {
    if (!given[j]) missing.push_back(variables[j]);
  }
  if (missing.empty()) return;
  throw_bad_input(fmt::format("{} {} no value.", fmt::join(missing, ", "), missing.size() == 1 ? "has" : "have"),
                  std::string(where), fmt::format("Add \"{}\".", example(missing)));
}

// The ends of "a:b", with their places.
std::pair<Entry, Entry> ends_of(std::string_view text, const Entry& range, std::string_view where,
                                const std::string& ranges) {
  const std::size_t colon = range.value.find(':');
  if (colon == std::string_view::npos || range.value.find(':', colon + 1) != std::string_view::npos) {
    throw_at(text, range.value_at, where, fmt::format("\"{}\" is no range.", range.value),
             fmt::format("Write \"{}\".", ranges));
  }
  Entry low = range, high = range;
  low.value = trimmed(range.value.substr(0, colon), low.value_at);
  high.value_at += colon + 1;
  high.value = trimmed(range.value.substr(colon + 1), high.value_at);
  return {low, high};
}

}  // namespace

Vector parse_point(std::string_view text, std::span<const std::string> variables, std::string_view where) {
  std::size_t unused = 0;
  if (trimmed(text, unused).empty()) {
    if (variables.empty()) return {};
    throw_bad_input("no point is given.", std::string(where), fmt::format("Write \"{}\".", example(variables)));
  }
  const std::vector<Entry> entries = split(text);
  const bool named = entries.front().named;
  if (!named && entries.size() != variables.size()) wrong_count(entries.size(), variables, where);
  Vector point(variables.size());
  std::vector<bool> given(variables.size(), false);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Entry& entry = entries[i];
    if (entry.named != named) {
      throw_at(text, entry.name_at, where, "some values are named and some are not.",
               fmt::format("Name all, \"{}\", or none.", example(variables)));
    }
    const std::size_t place = named ? place_of(text, entry, variables, where) : i;
    if (given[place]) {
      throw_at(text, entry.name_at, where, fmt::format("{} is given twice.", entry.name), "Give it once.");
    }
    given[place] = true;
    point[place] = value_of(text, entry, where);
  }
  require_all(given, variables, where);
  return point;
}

Box parse_box(std::string_view text, std::span<const std::string> variables, std::string_view where) {
  std::string ranges;  // how it is done
  for (const std::string& name : variables) ranges += fmt::format("{}{}=-2:2", ranges.empty() ? "" : ",", name);
  const std::vector<Entry> entries = split(text);
  const bool named = entries.front().named;
  if (!named && entries.size() != variables.size()) {
    throw_bad_input(fmt::format("{} range{} given; the formula has {} variable{}: {}.", entries.size(),
                                entries.size() == 1 ? " is" : "s are", variables.size(),
                                variables.size() == 1 ? "" : "s", fmt::join(variables, ", ")),
                    std::string(where), fmt::format("Write \"{}\".", ranges));
  }
  Box box{Vector(variables.size()), Vector(variables.size())};
  std::vector<bool> given(variables.size(), false);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Entry& entry = entries[i];
    if (entry.named != named) {
      throw_at(text, entry.name_at, where, "some ranges are named and some are not.",
               fmt::format("Name all, \"{}\", or none.", ranges));
    }
    const std::size_t place = named ? place_of(text, entry, variables, where) : i;
    if (given[place])
      throw_at(text, entry.name_at, where, fmt::format("{} is given twice.", entry.name), "Give it once.");
    given[place] = true;
    const auto [low, high] = ends_of(text, entry, where, ranges);
    box.low[place] = value_of(text, low, where);
    box.high[place] = value_of(text, high, where);
    if (box.low[place] < box.high[place]) continue;
    throw_at(
        text, entry.value_at, where,
        fmt::format("{} goes from {} to {}, which is no range.", variables[place], box.low[place], box.high[place]),
        "The lower end comes first.");
  }
  for (std::size_t j = 0; j < variables.size(); ++j) {
    if (given[j]) continue;
    throw_bad_input(fmt::format("{} has no range.", variables[j]), std::string(where),
                    fmt::format("Add \"{}=-2:2\".", variables[j]));
  }
  return box;
}

}  // namespace saddlescope
