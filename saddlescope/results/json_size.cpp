#include "saddlescope/results/json_size.h"

namespace saddlescope {
namespace {

constexpr double kValue = 24, kName = 32, kBlock = 48;  // bytes
constexpr double kGrowth = 2;  // of a list that grows by doubling

struct Count {
  std::size_t values = 1, names = 0, blocks = 0, letters = 0;
};

// A comma stands between two values, and a list or object that isn't empty has one more than commas.
Count count(std::string_view text) {
  Count n;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      ++i;
      ++n.letters;
    } else if (c == '"') {
      quoted = !quoted;
      n.blocks += quoted ? 1 : 0;
    } else if (quoted) {
      ++n.letters;
    } else if (c == ',') {
      ++n.values;
    } else if (c == ':') {
      ++n.names;
    } else if (c == '[' || c == '{') {
      ++n.values;
      ++n.blocks;
    }
  }
  return n;
}

}  // namespace

TreeSize tree_size(std::string_view text) {
  const Count n = count(text);
  const double bytes = kGrowth * (kValue * static_cast<double>(n.values) + kName * static_cast<double>(n.names)) +
                       kBlock * static_cast<double>(n.blocks) + static_cast<double>(n.letters);
  return {bytes, n.values};
}

}  // namespace saddlescope
