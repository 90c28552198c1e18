// A refusal is compared word by word: what, where, what now.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "saddlescope/base/error.h"

namespace saddlescope {

template <class Call>
void expect_error(ErrorKind kind, const std::string& text, Call call) {
  try {
    call();
    ADD_FAILURE() << "nothing was thrown; expected: " << text;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    EXPECT_EQ(std::string(error.what()), text);
  }
}

/// What the Error says that `call` throws; empty where it throws none.
template <class Call>
std::string refusal(Call call) {
  try {
    call();
    return {};
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace saddlescope
