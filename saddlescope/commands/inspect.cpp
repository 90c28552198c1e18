#include "saddlescope/commands/inspect.h"

#include "saddlescope/base/error.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/problem/inspection.h"

namespace saddlescope {

Inspection inspect(const std::string& file, const ProblemDescription& description, Context& context) {
  if (!file.empty() && (description.model || description.function || description.data)) {
    throw Error(ErrorKind::usage, "inspect takes a file or a description, not both.", {},
                "Leave out " + file + ", or the flags that name a model, data or a function.");
  }
  Inspection result =
      file.empty() ? inspect_description(description, context) : inspect_file(file, description, context);
  result.seed = context.seed;
  result.engine = "native";
  result.environment = environment(context);
  return result;
}

}  // namespace saddlescope
