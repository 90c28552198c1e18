// Losses and derivatives that aren't finite: exit code 4. More memory than is allowed: exit code 5.
#include "tests/cli/bad_input.h"

namespace saddlescope::cli {

const std::vector<BadInput>& bad_numerics() {
  static const std::vector<BadInput> kRows{
      // clang-format off
    {"logarithm_of_a_negative_number", 4, formula("log(x)", "-1"),
     "saddlescope: the loss is nan here: log(x) at x = -1.\n"
     "Move the point into the loss's domain, or look for the step that threw it out.\n"},
    {"infinite_loss", 4, formula("1/x^2", "0"),
     "saddlescope: the loss is inf here: 1/x^2 at x = 0.\n"
     "Move the point into the loss's domain, or look for the step that threw it out.\n"},
    {"infinite_derivative", 4, formula("sqrt(x)", "0"),
     "saddlescope: the loss is 0 here, but its derivative by x is inf.\n"
     "The loss has no derivative at this point; move it a little.\n"},
    {"training_from_where_nothing_is_finite", 4, {"train", "--function", "log(x)", "--at", "-1", "-o", "out.npz"},
     "saddlescope: the loss is nan here: log(x) at x = -1.\n"
     "Move the point into the loss's domain, or look for the step that threw it out.\n"},
    {"escape_from_where_nothing_is_finite", 4, {"escape", "--function", "log(x)", "--at", "-1", "-o", "out.npz"},
     "saddlescope: the loss is nan here: log(x) at x = -1.\n"
     "Move the point into the loss's domain, or look for the step that threw it out.\n"},
    {"training_that_diverges", 4, {"train", "--function", "x^4", "--at", "2", "--optimizer", "gradient-descent", "--learning-rate", "10"},
     "saddlescope: gradient-descent: the loss at step 4 is not finite. Those of step 3 are the last finite weights. A step that is too long is the usual reason: lower the learning rate.\n"
     "They weren't kept: -o FILE keeps them.\n"},
    {"spectrum_beyond_the_memory", 5, {"diagnose", "--model", "mlp:64-128-128-10:tanh", "--data", "digits", "--spectrum", "exact", "--memory", "1GiB"},
     "saddlescope: The exact spectrum of 26122 parameters would take 30.5 GiB; 1 GiB are allowed.\n"
     "Take --spectrum matrix-free, which needs next to none, or raise --memory to 31236MiB.\n"},
    {"products_beyond_the_memory", 5, {"diagnose", "--model", "mlp:13-20000-3:tanh", "--data", "wine", "--threads", "2", "--memory", "128MiB"},
     "saddlescope: A product with the Hessian of 340003 parameters would take 461 MiB; 128 MiB are allowed.\n"
     "Raise --memory to 461MiB, use fewer --threads, or take a smaller model.\n"},
    {"data_beyond_the_memory", 5, on("good.npz", {"--memory", "100"}),
     "saddlescope: good.npz: needs 522 bytes, more than the 100 allowed.\n"
     "--memory 1MiB would hold it.\n"},
    {"surface_beyond_the_memory", 5, {"surface", "--function", "x^2-y^2", "--at", "0,0", "--grid", "1000x1000", "--memory", "100MiB"},
     "saddlescope: A surface of 1000000 points would take 181 MiB; 100 MiB are allowed.\n"
     "Take a smaller --grid, or --memory 182MiB.\n"},
    {"report_beyond_the_memory", 5, {"report", "zeros.json", "--memory", "1MiB"},
     "saddlescope: The page of zeros.json would take 1.43 MiB; 1 MiB are allowed.\n"
     "--memory 2MiB would hold it.\n"},
      // clang-format on
  };
  return kRows;
}

}  // namespace saddlescope::cli
