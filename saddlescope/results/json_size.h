// How much memory documents take, estimated before it is taken.
//
// A value of nlohmann's tree is 24 bytes (with the pointer to its parent that its errors need), a name 32 more, a text
// or container with its own block some 48; lists grow by doubling, so up to twice the values' room is taken. Text to
// parse is counted value by value: a list of zeros has 24 bytes of tree for two of text, a list of measured numbers
// one and a half for each.
// An upper estimate of the tree alone: not of the text beside it, nor of what is made from it.
#pragma once

#include <cstddef>
#include <string_view>

namespace saddlescope {

struct TreeSize {
  double bytes = 0;
  std::size_t values = 0;  ///< numbers, texts, lists and objects
};

/// Of the tree that this text is parsed into. Cost: one look at each character.
TreeSize tree_size(std::string_view text);

}  // namespace saddlescope
