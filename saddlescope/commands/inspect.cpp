#include "saddlescope/commands/inspect.h"

#include "saddlescope/commands/environment.h"
#include "saddlescope/problem/inspection.h"

namespace saddlescope {

Inspection inspect(const std::string& file, const ProblemDescription& description, Context& context) {
  Inspection result =
      file.empty() ? inspect_description(description, context) : inspect_file(file, description, context);
  result.seed = context.seed;
  result.engine = "native";
  result.environment = environment(context);
  return result;
}

}  // namespace saddlescope
