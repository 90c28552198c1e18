#include "saddlescope/base/error.h"

#include <utility>

namespace saddlescope {
namespace {

std::string join(const std::string& message, const std::string& where, const std::string& remedy) {
  std::string text;
  if (!where.empty()) text += where + ": ";
  text += message;
  if (!remedy.empty()) text += " " + remedy;
  return text;
}

}  // namespace

Error::Error(ErrorKind kind, std::string message, std::string where, std::string remedy)
    : std::runtime_error(join(message, where, remedy)),
      kind_(kind),
      message_(std::move(message)),
      where_(std::move(where)),
      remedy_(std::move(remedy)) {}

void throw_bad_input(std::string message, std::string where, std::string remedy) {
  throw Error(ErrorKind::bad_input, std::move(message), std::move(where), std::move(remedy));
}

void throw_internal(std::string_view claim) {
  throw Error(ErrorKind::internal, "this should always hold, and doesn't: " + std::string(claim) + ".", {},
              "Please report it with the command you ran.");
}

}  // namespace saddlescope
