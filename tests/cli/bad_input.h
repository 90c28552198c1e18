// Rows of bad input, in tables by what is wrong; bad_input_test.cpp runs them.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace saddlescope::cli {

struct BadInput {
  std::string name;
  int code = 3;
  std::vector<std::string> arguments;
  std::string message;  ///< all of standard error
};

inline std::ostream& operator<<(std::ostream& out, const BadInput& bad) { return out << bad.name; }

inline std::vector<std::string> on(const std::string& data, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"diagnose", "--model", "mlp:2-2", "--data", data});
  return more;
}
inline std::vector<std::string> formula(const std::string& text, const std::string& at,
                                        std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"diagnose", "--function", text, "--at", at});
  return more;
}

const std::vector<BadInput>& bad_usage();
const std::vector<BadInput>& bad_values();
const std::vector<BadInput>& bad_files();
const std::vector<BadInput>& bad_numerics();

}  // namespace saddlescope::cli
