#include "saddlescope/commands/inspect.h"

#include "saddlescope/base/error.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/problem/inspection.h"

namespace saddlescope {
namespace {

Inspection with_provenance(Inspection result, const Context& context) {
  result.seed = context.seed;
  result.engine = "native";
  result.environment = environment(context);
  return result;
}

}  // namespace

Inspection inspect(const std::string& file, const ProblemDescription& description, Context& context) {
  if (!file.empty() && (description.model || description.function || description.data || description.problem)) {
    throw Error(ErrorKind::usage, "inspect takes a file or a description, not both.", {},
                "Leave out " + file + ", or the flags that name a model, data, a function or a problem.");
  }
  return with_provenance(
      file.empty() ? inspect_description(description, context) : inspect_file(file, description, context), context);
}

Inspection list_problems(const Context& context) { return with_provenance(inspect_problems(), context); }

}  // namespace saddlescope
