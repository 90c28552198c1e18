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

/// Bytes of the tree that this text is parsed into. Cost: one look at each character.
double tree_bytes(std::string_view text);

/// Values that it holds: numbers, texts, lists and objects.
std::size_t values_in(std::string_view text);

}  // namespace saddlescope
