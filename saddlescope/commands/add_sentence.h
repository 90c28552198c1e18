// Why an answer is as it is, sentence after sentence.
#pragma once

#include <string>
#include <string_view>

namespace saddlescope {

/// After what is there already, if anything.
inline void add_sentence(std::string& text, std::string_view sentence) {
  if (!text.empty()) text += ' ';
  text += sentence;
}

}  // namespace saddlescope
