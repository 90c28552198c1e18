// What the names of files say: whether two are one file, and whether a name's ending says what the file would hold.
#pragma once

#include <string>
#include <string_view>

namespace saddlescope::cli {

/// By the names, or, where both exist, by what they lead to: links and absolute names of a file are that file.
bool same_file(const std::string& a, const std::string& b);

/// Whether `file` has the name of a picture that --svg or --png writes beside the one named: "a-plane.svg" of "a.svg".
bool may_lie_beside(const std::string& picture, const std::string& file);

/// ending: ".svg", of the files that `flag` writes. A name without an ending says nothing and passes. Throws Error(bad
/// input) for another ending, and for "-": standard output holds JSON alone. rule: what the flag writes, a clause.
void require_ending(std::string_view flag, const std::string& path, std::string_view ending, std::string_view rule);

}  // namespace saddlescope::cli
