// Values that can't be understood: expressions, specs, names, numbers, ranges: exit code 3.
#include "tests/cli/bad_input.h"

namespace saddlescope::cli {

const std::vector<BadInput>& bad_values() {
  static const std::vector<BadInput> kRows{
      // clang-format off
    {"surface_of_no_such_parameter", 3, {"surface", "--function", "x^2 + y", "--at", "0,0", "--directions", "x,z"},
     "saddlescope: --directions: no direction is named \"z\".\n"
     "The parameters are x, y; directions of other kinds are eigen, lowest, highest, eigen:K, gradient, random, to:FILE and trajectory:DIR.\n"},
    {"surface_as_a_plane_of_one_misspelt_direction", 3, {"surface", "--function", "x^2 + y", "--at", "0,0", "--directions", "igen", "--grid", "5x5"},
     "saddlescope: --directions: no direction is named \"igen\".\n"
     "Did you mean eigen? The parameters are x, y; directions of other kinds are eigen, lowest, highest, eigen:K, gradient, random, to:FILE and trajectory:DIR.\n"},
    {"taylor_along_a_misspelt_trajectory", 3, {"taylor", "--function", "x^2 + y", "--at", "0,0", "--directions", "trajctory:run"},
     "saddlescope: --directions: no direction is named \"trajctory:run\".\n"
     "Did you mean trajectory:run? The parameters are x, y; directions of other kinds are eigen, lowest, highest, eigen:K, gradient, random, to:FILE and trajectory:DIR.\n"},
    {"surface_along_a_whole_matrix", 3, {"surface", "--model", "mlp:4-3", "--data", "iris", "--directions", "0.weight"},
     "saddlescope: --directions: \"0.weight\" has 12 entries, and a direction is one of them.\n"
     "Name one of 0.weight[0,0] to 0.weight[2,3].\n"},
    {"surface_of_an_empty_direction", 3, {"surface", "--function", "x^2 + y", "--at", "0,0", "--directions", "x,"},
     "saddlescope: --directions: \"x,\" names an empty direction.\n"
     "There are parameters' names, eigen, lowest, highest, eigen:K, gradient, random, to:FILE and trajectory:DIR.\n"},
    {"surface_of_eigenvector_0", 3, {"surface", "--function", "x^2 + y", "--at", "0,0", "--directions", "eigen:0"},
     "saddlescope: --directions: \"eigen:0\" names no eigenvector.\n"
     "Take eigen:1 for the lowest eigenvalue's, eigen:2 for the next.\n"},
    {"surface_along_no_gradient", 3, {"surface", "--function", "x^2 + y^2", "--at", "0,0", "--directions", "gradient"},
     "saddlescope: --directions: the gradient is zero here: it points nowhere.\n"
     "Take eigen, random or named parameters.\n"},
    {"surface_on_no_grid", 3, {"surface", "--function", "x^2 + y", "--at", "0,0", "--grid", "51x"},
     "saddlescope: --grid: \"51x\" is no grid.\n"
     "Write a plane's as 51x51 and a line's as 101; 2 to 10001 points along a direction, 4000000 in all at most.\n"},
    {"surface_of_points_that_f64_cant_tell_apart", 3, {"surface", "--function", "x^2", "--at", "1e17", "--directions", "x", "--range", "1"},
     "saddlescope: f64 can't tell apart 101 points from 1e+17 to 1e+17.\n"
     "Take another --range, or fewer points with --grid.\n"},
    {"box_of_points_that_f64_cant_tell_apart", 3, {"surface", "--function", "x^2", "--box", "x=1:1.00000000000001"},
     "saddlescope: f64 can't tell apart 401 points from 1 to 1.00000000000001.\n"
     "Take a wider --box, or fewer points with --grid.\n"},
    {"surface_of_a_range_from_a_to_b", 3, {"surface", "--function", "x^2 + y", "--at", "0,0", "--range", "-1:1"},
     "saddlescope: --range: \"-1:1\" is no range: it takes one R, for -R to R around the point.\n"
     "Write it as 0.5; --box and --x-range take A:B.\n"},
    {"taylor_along_nothing", 3, {"taylor", "--function", "x^2 + y", "--at", "0,0", "--directions", ""},
     "saddlescope: --directions: names no direction.\n"
     "Leave it out for the usual ones, or name some, as eigen.\n"},
    {"surface_of_no_range", 3, {"surface", "--function", "x^2 + y", "--at", "0,0", "--range", "-1"},
     "saddlescope: --range: \"-1\" is no range.\n"
     "Take a number above 0.\n"},
    {"surface_with_no_such_normalization", 3, {"surface", "--function", "x^2 + y", "--at", "0,0", "--normalization", "layer"},
     "saddlescope: --normalization: \"layer\" is no normalization of random directions.\n"
     "There are filter, filter-and-biases and none.\n"},
    {"surface_of_zero_filters", 3, {"surface", "--model", "mlp:4-3", "--data", "iris", "--init", "zeros", "--directions", "random"},
     "saddlescope: --directions: every filter is zero at this point: normalized by them a random direction is zero.\n"
     "Add --normalization none.\n"},
    {"taylor_of_no_such_order", 3, {"taylor", "--function", "x^2", "--at", "0", "--order", "5"},
     "saddlescope: --order: there is no model of order 5 here.\n"
     "Take 2, 3 or 4.\n"},
    {"taylor_of_a_line_of_one_point", 3, {"taylor", "--function", "x^2", "--at", "0", "--grid", "1"},
     "saddlescope: --grid: 1 points make no line.\n"
     "Take 2 to 10001.\n"},
    {"spectrum_of_no_such_choice", 3, {"spectrum", "--function", "x^2", "--at", "0", "--which", "smallest"},
     "saddlescope: --which: \"smallest\" is no choice of eigenvalues.\n"
     "There are all, lowest, highest, both and density.\n"},
    {"spectrum_of_no_eigenvalues", 3, {"spectrum", "--function", "x^2", "--at", "0", "-k", "0"},
     "saddlescope: -k: 0 eigenvalues are none.\n"
     "Take at least 1.\n"},
    {"box_that_is_no_range", 3, {"find", "--function", "x^2", "--box", "x=1:-1"},
     "saddlescope: --box, column 3: x goes from 1 to -1, which is no range.\n"
     "The lower end comes first.\n"
     "  x=1:-1\n"
     "    ^\n"},
    {"box_with_a_word_in_it", 3, {"find", "--function", "x^2+y^2", "--box", "x=-1:1, y=0:two"},
     "saddlescope: --box, column 13: \"two\" is not a number.\n"
     "Write one, such as 1e-3 or pi/2.\n"
     "  x=-1:1, y=0:two\n"
     "              ^\n"},
    {"box_with_half_a_formula", 3, {"find", "--function", "x^2+y^2", "--box", "-1:1,0:2*"},
     "saddlescope: --box, column 10: the formula ends where a number, a variable or ( should follow.\n"
     "Complete it.\n"
     "         2*\n"
     "           ^\n"},
    {"box_of_too_few_ranges", 3, {"find", "--function", "x^2+y^2", "--box", "-1:1"},
     "saddlescope: --box: 1 range is given; the formula has 2 variables: x, y.\n"
     "Write \"x=-2:2,y=-2:2\".\n"},
    {"data_that_is_a_formula_without_a_range", 3, {"find", "--model", "mlp:1-3-1:tanh", "--data", "x^2"},
     "saddlescope: --data \"x^2\": is neither a file nor a built-in data set; as a formula it needs a range to be sampled over.\n"
     "Add --x-range 0:1.\n"},
    {"spectrum_misspelt", 3, {"diagnose", "--function", "x^2", "--at", "0", "--spectrum", "exakt"},
     "saddlescope: --spectrum: \"exakt\" is no way to the spectrum.\n"
     "Did you mean exact? There are auto, exact, inertia and matrix-free.\n"},
    {"which_misspelt", 3, {"spectrum", "--function", "x^2", "--at", "0", "--which", "lowset"},
     "saddlescope: --which: \"lowset\" is no choice of eigenvalues.\n"
     "Did you mean lowest? There are all, lowest, highest, both and density.\n"},
    {"finder_misspelt", 3, {"find", "--function", "x^2", "--at", "1", "--finder", "newton-rm"},
     "saddlescope: --finder: \"newton-rm\" is no finder.\n"
     "Did you mean newton-mr? Known are levenberg-marquardt, gradient-norm, newton-mr, trust-region.\n"},
    {"precision_misspelt", 3, on("classes.npz", {"--precision", "f65"}),
     "saddlescope: --precision: \"f65\" is no precision.\n"
     "Did you mean f64? f64 (the default) decides; f32 is for exploring large networks.\n"},
    {"box_in_too_many_variables", 3, {"find", "--function", "a*b*c*d*f*g*h*i*j*k*l", "--box", "0:1,0:1,0:1,0:1,0:1,0:1,0:1,0:1,0:1,0:1,0:1"},
     "saddlescope: --box: a box is searched in up to 10 variables; there are 11.\n"
     "find without --box drives the gradient to zero from one point, for any number of them.\n"},
    {"option_the_optimizer_lacks", 3, formula("x^2", "0", {"--optimizer", "adam", "--momentum", "0.5"}),
     "saddlescope: --momentum 0.5: adam has no momentum.\n"
     "Leave the option out.\n"},
    {"batch_of_none", 3, formula("x^2", "0", {"--batch-size", "0"}),
     "saddlescope: --batch-size 0: a batch has at least one sample.\n"},
    {"no_critical_point", 3, {"diagnose", "--problem", "chain:5:zeros=1"},
     "saddlescope: problem \"chain:5:zeros=1\": with a single weight 0 it is no critical point: the loss falls to first order along that weight.\n"
     "Its form is chain:D[:zeros=Z], as in chain:5:zeros=2.\n"},
    {"unknown_problem", 3, {"diagnose", "--problem", "himmelblau"},
     "saddlescope: --problem: there is no problem \"himmelblau\" with a known answer.\n"
     "There are lecture, chain, two-layer-linear, tanh-zero, dead-relu, powers, rosenbrock, monkey-saddle, double-well, crossed-valleys, sinking-valley, peano, bent-valley, exponential-tail; saddlescope inspect --problems says what they are.\n"},
    {"unknown_activation", 3, {"diagnose", "--model", "mlp:2-4-2:thanh", "--data", "good.npz"},
     "saddlescope: model \"mlp:2-4-2:thanh\": unknown activation \"thanh\".\n"
     "Did you mean tanh? Known: tanh, sigmoid, relu, gelu, silu, softplus, linear.\n"},
    {"hidden_layer_without_activation", 3, {"diagnose", "--model", "mlp:2-4-2", "--data", "good.npz"},
     "saddlescope: model \"mlp:2-4-2\": the activation of the hidden layers is missing.\n"
     "Add one, as in mlp:2-4-2:tanh. Known: tanh, sigmoid, relu, gelu, silu, softplus, linear.\n"},
    {"malformed_model", 3, {"diagnose", "--model", "mlp:2-x-2:tanh", "--data", "good.npz"},
     "saddlescope: model \"mlp:2-x-2:tanh\": layer size \"x\" is not a positive whole number.\n"
     "A network is written mlp:SIZES[:ACTIVATION[,ACTIVATION...]][:no-bias], for example mlp:64-32-10:tanh.\n"},
    {"unknown_kind_of_model", 3, {"diagnose", "--model", "cnn:3", "--data", "good.npz"},
     "saddlescope: model \"cnn:3\": not a network.\n"
     "A network is written mlp:SIZES[:ACTIVATION[,ACTIVATION...]][:no-bias], for example mlp:64-32-10:tanh.\n"},
    {"unknown_loss", 3, on("classes.npz", {"--loss", "hinge"}),
     "saddlescope: --loss: unknown loss \"hinge\".\n"
     "Known: mse, cross-entropy, bce-with-logits, l1, huber.\n"},
    {"unknown_initialization", 3, {"diagnose", "--model", "mlp:13-3", "--data", "wine", "--init", "lecun"},
     "saddlescope: --init: unknown initialization \"lecun\".\n"
     "Known: pytorch, xavier-normal, xavier-uniform, he-normal, he-uniform, normal, zeros.\n"},
    {"negative_init_scale", 3, on("classes.npz", {"--init-scale=-3"}),
     "saddlescope: --init-scale: -3 is not a number from 0 up.\n"
     "The default is 1.\n"},
    {"unknown_precision", 3, on("classes.npz", {"--precision", "f16"}),
     "saddlescope: --precision: \"f16\" is no precision.\n"
     "f64 (the default) decides; f32 is for exploring large networks.\n"},
    {"formula_in_f32", 3, {"diagnose", "--function", "x^2", "--at", "0", "--precision", "f32"},
     "saddlescope: --precision: f32 is for large networks; a formula is evaluated in f64.\n"
     "Leave it out.\n"},
    {"known_formula_in_f32", 3, {"diagnose", "--problem", "lecture", "--precision", "f32"},
     "saddlescope: --precision: f32 is for large networks; a formula is evaluated in f64.\n"
     "Leave it out.\n"},
    {"unknown_layout", 3, {"diagnose", "--model", "mlp:13-3", "--data", "wine", "--weights", "weights.npz", "--weights-layout", "nchw"},
     "saddlescope: --weights-layout: \"nchw\" is no layout.\n"
     "It is out-in (PyTorch) or in-out (Keras, Flax).\n"},
    {"malformed_expression", 3, formula("x^2 + * y", "0,0"),
     "saddlescope: --function, column 7: \"*\" stands where a number, a variable or ( should.\n"
     "Remove it.\n"
     "  x^2 + * y\n"
     "        ^\n"},
    {"unbalanced_expression", 3, formula("(1 - x", "0"),
     "saddlescope: --function, column 1: this ( is never closed.\n"
     "Add a ).\n"
     "  (1 - x\n"
     "  ^\n"},
    {"unknown_function", 3, formula("sinn(x)", "0"),
     "saddlescope: --function, column 1: unknown function \"sinn\".\n"
     "The functions are sin, cos, tan, exp, log, sqrt, abs, tanh, sigmoid, softplus; for a product write sinn*(...).\n"
     "  sinn(x)\n"
     "  ^\n"},
    {"formula_without_variables", 3, formula("2*pi", "0"),
     "saddlescope: --function: the formula has no variables, so there is nothing to move.\n"
     "Name one, as in x^2; e and pi are constants.\n"},
    {"point_with_an_unknown_name", 3, formula("(1 - w1*w2)^2", "w1=0, w3=0"),
     "saddlescope: --at, column 7: \"w3\" is no variable of the formula.\n"
     "It has w1, w2.\n"
     "  w1=0, w3=0\n"
     "        ^\n"},
    {"point_with_too_few_numbers", 3, formula("(1 - w1*w2)^2", "0"),
     "saddlescope: --at: 1 value is given; the formula has 2 variables: w1, w2.\n"
     "Write \"w1=0, w2=0\".\n"},
    {"point_that_is_no_number", 3, formula("(1 - w1*w2)^2", "0,zero"),
     "saddlescope: --at, column 3: \"zero\" is not a number.\n"
     "Write one, such as 1e-3 or pi/2.\n"
     "  0,zero\n"
     "    ^\n"},
    {"range_that_is_none", 3, {"diagnose", "--model", "mlp:1-1", "--data", "sin(x)", "--x-range", "0"},
     "saddlescope: --x-range: \"0\" is no range.\n"
     "Write it as 0:1.\n"},
    {"range_of_two_variables", 3, {"diagnose", "--model", "mlp:1-1", "--data", "u*v", "--x-range", "0:1"},
     "saddlescope: --data: the formula has 2 variables; data along --x-range need one.\n"
     "Write it with one, as in sin(5*pi*x)/(5*pi*x).\n"},
    {"formula_undefined_on_the_grid", 3, {"diagnose", "--model", "mlp:1-1", "--data", "log(x)", "--x-range", "-1:1", "--samples", "4"},
     "saddlescope: --data \"log(x)\": isn't finite at x = -0.75.\n"
     "Name a range in which it is, with --x-range, or another number of --samples.\n"},
    {"expected_loss_not_met", 3, formula("(1 - w1*w2)^2", "0,0", {"--expect-loss", "0.4312"}),
     "saddlescope: --expect-loss: the loss is 1 here, not 0.4312: we don't see the problem you see.\n"
     "Check --model (activations), --loss, --weight-decay, scaling of the data (--standardize, --scale) and the order of the weights (inspect prints it).\n"},
    {"expected_loss_that_is_no_number", 3, formula("x^2", "0", {"--expect-loss", "small"}),
     "saddlescope: --expect-loss: \"small\" is not a finite number.\n"
     "Write it with a point, as 0.5 or 1e-3.\n"},
    {"threads_that_are_no_number", 3, formula("x^2", "0", {"--threads", "x"}),
     "saddlescope: --threads: \"x\" is not a whole number from 0 up.\n"
     "Write it in digits, as 100.\n"},
    {"no_threads", 3, formula("x^2", "0", {"--threads", "0"}),
     "saddlescope: --threads: 0 is not a number from 1 to 4096.\n"
     "Leave it out for as many as affinity and quota allow.\n"},
    {"memory_that_is_no_size", 3, formula("x^2", "0", {"--memory", "4 gigs"}),
     "saddlescope: --memory: \"4 gigs\" is not a size.\n"
     "Write it as 4GiB, 512MiB or a number of bytes.\n"},
    {"seed_below_zero", 3, formula("x^2", "0", {"--seed", "-1"}),
     "saddlescope: --seed: \"-1\" is not a whole number from 0 up.\n"
     "Write it in digits, as 100.\n"},
    {"samples_that_are_no_number", 3, on("good.npz", {"--samples", "1e3"}),
     "saddlescope: --samples: \"1e3\" is not a whole number from 0 up.\nWrite it as 1000.\n"},
    {"unknown_spectrum", 3, formula("x^2", "0", {"--spectrum", "power-iteration"}),
     "saddlescope: --spectrum: \"power-iteration\" is no way to the spectrum.\n"
     "There are auto, exact, inertia and matrix-free.\n"},
    {"tolerance_out_of_range", 3, formula("x^2", "0", {"--critical-tolerance", "2"}),
     "saddlescope: --critical-tolerance: 2 is not a number between 0 and 1.\n"
     "The default is 1e-8.\n"},
    {"unknown_optimizer", 3, {"train", "--function", "x^2", "--at", "1", "--optimizer", "sgd"},
     "saddlescope: --optimizer: \"sgd\" is no optimizer.\n"
     "Here it is gradient-descent, momentum or nesterov, each with --batch-size. Known are gradient-descent, momentum, nesterov, adam, l-bfgs, perturbed-gradient-descent, saddle-free-newton, trust-region, cubic-regularization.\n"},
    {"misspelt_optimizer", 3, {"train", "--function", "x^2", "--at", "1", "--optimizer", "lbfgs"},
     "saddlescope: --optimizer: \"lbfgs\" is no optimizer.\n"
     "Did you mean l-bfgs? Known are gradient-descent, momentum, nesterov, adam, l-bfgs, perturbed-gradient-descent, saddle-free-newton, trust-region, cubic-regularization.\n"},
    {"more_runs_than_any_median_needs", 3, {"compare", "--function", "x^2", "--at", "1", "--runs", "10001"},
     "saddlescope: --runs 10001: 10000 runs of a method are the most.\n"
     "The default is 5.\n"},
    {"negative_learning_rate", 3, {"train", "--function", "x^2", "--at", "1", "--learning-rate=-1"},
     "saddlescope: --learning-rate -1: the learning-rate of adam must be a finite number above 0.\n"
     "The default is 0.001.\n"},
    {"unknown_finder", 3, {"find", "--function", "x^2", "--at", "1", "--finder", "lm"},
     "saddlescope: --finder: \"lm\" is no finder.\n"
     "Did you mean levenberg-marquardt? Known are levenberg-marquardt, gradient-norm, newton-mr, trust-region.\n"},
    {"negative_tolerance", 3, {"find", "--function", "x^2", "--at", "1", "--tolerance=-1"},
     "saddlescope: --tolerance -1: the tolerance must be a finite number, at least 0.\n"
     "0 means the gradient's rounding error.\n"},
    {"a_batch_of_none", 3, {"train", "--model", "mlp:2-1", "--data", "good.npz", "--batch-size", "0"},
     "saddlescope: --batch-size 0: a batch has at least one sample.\n"
     "Left out, every step takes all samples.\n"},
    {"no_rounds", 3, {"escape", "--function", "x^2", "--at", "1", "--rounds", "0"},
     "saddlescope: --rounds 0: at least one round is needed.\n"
     "The default is 10.\n"},
      // clang-format on
  };
  return kRows;
}

}  // namespace saddlescope::cli
