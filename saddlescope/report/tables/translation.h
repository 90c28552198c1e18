// A text in the languages of pages and charts. The tables beside this one are rows of it, a file a subject; phrases.h and
// sentence_forms.h put them together.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace saddlescope::report::tables {

struct Translation {
  std::string_view english, chinese;
};

/// The rows of these tables, one after another.
template <std::size_t... N>
consteval auto joined(const std::array<Translation, N>&... tables) {
  std::array<Translation, (N + ...)> all;
  std::size_t next = 0;
  const auto append = [&](const auto& table) {
    for (const Translation& row : table) all[next++] = row;
  };
  (append(tables), ...);
  return all;
}

}  // namespace saddlescope::report::tables
