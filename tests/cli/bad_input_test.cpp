// Bad input of every kind: the exit code of the contract, one whole message, the JSON document where --json points, and
// nothing else left in the folder. No row crashes, hangs or leaves half a file.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "tests/cli/files.h"
#include "tests/cli/program.h"

namespace saddlescope::cli {
namespace {

struct BadInput {
  std::string name;
  int code = 3;
  std::vector<std::string> arguments;
  std::string message;  ///< all of standard error
};

std::ostream& operator<<(std::ostream& out, const BadInput& bad) { return out << bad.name; }

std::vector<std::string> on(const std::string& data, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"diagnose", "--model", "mlp:2-2", "--data", data});
  return more;
}
std::vector<std::string> formula(const std::string& text, const std::string& at, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"diagnose", "--function", text, "--at", at});
  return more;
}

const std::vector<BadInput>& rows() {
  static const std::vector<BadInput> kRows{
      // clang-format off
    {"unknown_command", 2, {"diagnos"},
     "saddlescope: there is no command \"diagnos\".\n"
     "Did you mean diagnose? The commands are diagnose, escape, train, compare, census, find, spectrum, surface, taylor, report, inspect, demo.\n"},
    {"unknown_flag", 2, formula("x^2", "0", {"--step", "3"}),
     "saddlescope: diagnose has no flag --step.\n"
     "See saddlescope diagnose --help.\n"},
    {"misspelled_flag", 2, {"train", "--function", "x^2", "--at", "1", "--step", "3"},
     "saddlescope: train has no flag --step.\n"
     "Did you mean --steps? See saddlescope train --help.\n"},
    {"flag_of_another_command", 2, formula("x^2", "0", {"--rounds", "3"}),
     "saddlescope: diagnose has no flag --rounds.\n"
     "See saddlescope diagnose --help.\n"},
    {"flag_without_its_value_at_the_end", 2, {"diagnose", "--function", "x^2", "--at"},
     "saddlescope: --at needs a value: --at POINT.\n"
     "See saddlescope diagnose --help.\n"},
    {"flag_without_its_value_before_a_flag", 2, {"diagnose", "--function", "--at", "0"},
     "saddlescope: --function needs a value: --function EXPRESSION.\n"
     "See saddlescope diagnose --help.\n"},
    {"flag_given_twice", 2, formula("x^2", "0", {"--at", "1"}),
     "saddlescope: --at is given twice.\n"
     "Give it once.\n"},
    {"surface_of_no_such_parameter", 3, {"surface", "--function", "x^2 + y", "--at", "0,0", "--directions", "x,z"},
     "saddlescope: --directions: no parameter is named \"z\".\n"
     "The parameters are x, y.\n"},
    {"surface_of_an_empty_direction", 3, {"surface", "--function", "x^2 + y", "--at", "0,0", "--directions", "x,"},
     "saddlescope: --directions: \"x,\" names an empty direction.\n"
     "There are parameters' names, eigen, lowest, highest, eigen:K, gradient, random, to:FILE and trajectory:DIR.\n"},
    {"surface_of_eigenvector_0", 3, {"surface", "--function", "x^2 + y", "--at", "0,0", "--directions", "eigen:0"},
     "saddlescope: --directions: \"eigen:0\" names no eigenvector.\n"
     "Take eigen:1 for the lowest eigenvalue's, eigen:2 for the next.\n"},
    {"surface_of_too_many_directions", 2, {"surface", "--function", "x^2 + y*z", "--at", "0,0,0", "--directions", "x,y,z"},
     "saddlescope: --directions x,y,z makes 3 directions, and a plane has two.\n"
     "Name two, as gradient,lowest.\n"},
    {"surface_of_one_direction_as_a_plane", 2, {"surface", "--function", "x^2 + y", "--at", "0,0", "--directions", "x", "--grid", "5x5"},
     "saddlescope: --directions x makes 1 direction, and a plane has two.\n"
     "Name two, as gradient,lowest, or draw the line: --grid 101.\n"},
    {"surface_along_no_gradient", 3, {"surface", "--function", "x^2 + y^2", "--at", "0,0", "--directions", "gradient"},
     "saddlescope: --directions: the gradient is zero here: it points nowhere.\n"
     "Take eigen, random or named parameters.\n"},
    {"surface_on_no_grid", 3, {"surface", "--function", "x^2 + y", "--at", "0,0", "--grid", "51x"},
     "saddlescope: --grid: \"51x\" is no grid.\n"
     "Write a plane's as 51x51 and a line's as 101; 2 to 10001 points along a direction, 4000000 in all at most.\n"},
    {"surface_of_no_range", 3, {"surface", "--function", "x^2 + y", "--at", "0,0", "--range", "-1"},
     "saddlescope: --range: \"-1\" is no range.\n"
     "Take a number above 0.\n"},
    {"surface_of_a_box_with_directions", 2, {"surface", "--function", "x^2 + y", "--box", "x=0:1,y=0:1", "--directions", "x,y"},
     "saddlescope: --box draws the variables themselves, from side to side; --directions has no meaning with it.\n"
     "Leave one of them out.\n"},
    {"surface_of_a_box_on_a_line", 2, {"surface", "--function", "x^2 + y", "--box", "x=0:1,y=0:1", "--grid", "9"},
     "saddlescope: the box has 2 sides, the grid 1.\n"
     "Write the grid as two numbers: --grid 51x51.\n"},
    {"surface_of_no_trajectory", 3, {"surface", "--model", "mlp:4-3", "--data", "iris", "--directions", "trajectory:nowhere"},
     "saddlescope: nowhere: can't be read (No such file or directory).\n"
     "Name the folder of a training: trajectory:DIR.\n"},
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
    {"spectrum_of_all_by_products", 2,
     {"spectrum", "--function", "x^2", "--at", "0", "--which", "all", "--spectrum", "matrix-free"},
     "saddlescope: --spectrum: products alone can't give all eigenvalues.\n"
     "Take --spectrum exact, or --which both.\n"},
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
    {"box_of_a_network", 2, {"find", "--model", "mlp:1-1-1:tanh", "--data", "iris", "--box", "-1:1"},
     "saddlescope: --box is searched in a few variables; a network has too many.\n"
     "Leave it out.\n"},
    {"box_and_a_point", 2, {"find", "--function", "x^2", "--at", "0", "--box", "-1:1"},
     "saddlescope: --at is of a run from one point, and has no meaning with --box.\n"
     "Leave one of them out.\n"},
    {"box_in_too_many_variables", 3, {"find", "--function", "a*b*c*d*f*g*h*i*j*k*l", "--box", "0:1,0:1,0:1,0:1,0:1,0:1,0:1,0:1,0:1,0:1,0:1"},
     "saddlescope: --box: a box is searched in up to 10 variables; there are 11.\n"
     "find without --box drives the gradient to zero from one point, for any number of them.\n"},
    {"learning_rate_without_its_optimizer", 2, formula("x^2", "0", {"--learning-rate", "0.1"}),
     "saddlescope: --learning-rate says nothing without the optimizer it was given to.\n"
     "Name it with --optimizer.\n"},
    {"option_the_optimizer_lacks", 3, formula("x^2", "0", {"--optimizer", "adam", "--momentum", "0.5"}),
     "saddlescope: --momentum 0.5: adam has no momentum.\n"
     "Leave the option out.\n"},
    {"batch_of_none", 3, formula("x^2", "0", {"--batch-size", "0"}),
     "saddlescope: --batch-size 0: a batch has at least one sample.\n"},
    {"value_without_a_flag", 2, {"diagnose", "x^2", "--at", "0"},
     "saddlescope: diagnose can't do anything with \"x^2\".\n"
     "See saddlescope diagnose --help.\n"},
    {"two_files", 2, {"inspect", "good.npz", "nan.npz"},
     "saddlescope: inspect can't do anything with \"nan.npz\".\n"
     "See saddlescope inspect --help.\n"},
    {"file_and_description", 2, {"inspect", "good.npz", "--model", "mlp:2-1"},
     "saddlescope: inspect takes a file or a description, not both.\n"
     "Leave out good.npz, or the flags that name a model, data, a function or a problem.\n"},
    {"nothing_to_inspect", 2, {"inspect"},
     "saddlescope: inspect what?\n"
     "Name a file, or --model, --data, --function, --problem or --problems.\n"},
    {"list_and_something_to_inspect", 2, {"inspect", "--problems", "--problem", "lecture"},
     "saddlescope: --problems lists all of them, and takes nothing to inspect.\n"
     "Leave out the rest, or --problems.\n"},
    {"two_problems_to_inspect", 2, {"inspect", "--model", "mlp:2-1", "--problem", "lecture"},
     "saddlescope: --model has no meaning with --problem.\n"
     "Leave one of them out.\n"},
    {"problem_and_function", 2, formula("x^2", "0", {"--problem", "lecture"}),
     "saddlescope: --problem has no meaning with --function.\n"
     "Leave one of them out.\n"},
    {"problem_and_init", 2, {"escape", "--problem", "lecture", "--init", "zeros"},
     "saddlescope: --init has no meaning with --problem.\n"
     "Leave one of them out.\n"},
    {"weights_of_a_formula", 2, {"diagnose", "--problem", "lecture", "--weights", "weights.npz"},
     "saddlescope: this --problem is a formula, which takes no --weights.\n"
     "Say another point of it with --at.\n"},
    {"point_of_a_network", 2, {"diagnose", "--problem", "tanh-zero:2-2-1", "--at", "0,0"},
     "saddlescope: this --problem is a network, which takes no --at.\n"
     "Say other weights with --weights.\n"},
    {"no_critical_point", 3, {"diagnose", "--problem", "chain:5:zeros=1"},
     "saddlescope: problem \"chain:5:zeros=1\": with a single weight 0 it is no critical point: the loss falls to first order along that weight.\n"
     "Its form is chain:D[:zeros=Z], as in chain:5:zeros=2.\n"},
    {"unknown_problem", 3, {"diagnose", "--problem", "himmelblau"},
     "saddlescope: --problem: there is no problem \"himmelblau\" with a known answer.\n"
     "There are lecture, chain, two-layer-linear, tanh-zero, dead-relu, powers, rosenbrock, monkey-saddle, double-well, crossed-valleys, sinking-valley, peano, bent-valley, exponential-tail; saddlescope inspect --problems says what they are.\n"},
    {"no_problem", 2, {"diagnose"},
     "saddlescope: which problem?\n"
     "Say --function \"(1 - w1*w2)^2\" --at 0,0, --model mlp:64-16-10:tanh --data digits, or --problem chain:5:zeros=2.\n"},
    {"function_and_model", 2, formula("x^2", "0", {"--model", "mlp:2-1"}),
     "saddlescope: --model has no meaning with --function.\n"
     "Leave one of them out.\n"},
    {"function_and_data", 2, formula("x^2", "0", {"--data", "wine"}),
     "saddlescope: --data has no meaning with --function.\n"
     "Leave one of them out.\n"},
    {"function_without_a_point", 2, {"diagnose", "--function", "u^2 + v^2"},
     "saddlescope: --function needs a point.\n"
     "Add one, as in --at \"u=0, v=0\".\n"},
    {"model_without_data", 2, {"diagnose", "--model", "mlp:2-1"},
     "saddlescope: --model needs data.\n"
     "Add --data, as in --data digits; diagnose --help lists the kinds.\n"},
    {"model_with_a_point", 2, on("good.npz", {"--at", "0,0"}),
     "saddlescope: --at is a point of --function; a network starts from --weights or --init.\n"
     "Leave it out.\n"},
    {"weights_and_init", 2, on("good.npz", {"--weights", "weights.npz", "--init", "zeros"}),
     "saddlescope: --weights and --init exclude each other: both say where to start.\n"
     "Leave one of them out.\n"},
    {"layout_without_weights", 2, on("good.npz", {"--weights-layout", "in-out"}),
     "saddlescope: --weights-layout says how to read --weights, which isn't given.\n"
     "Add --weights, or leave it out.\n"},
    {"checkpoints_without_a_file", 2, {"train", "--function", "x^2", "--at", "1", "--checkpoint-every", "5"},
     "saddlescope: --checkpoint-every needs a file or a folder to write to.\n"
     "Name one with -o.\n"},
    {"missing_data", 3, on("nowhere.npz"),
     "saddlescope: nowhere.npz: is neither a file nor a built-in data set.\n"
     "Built in are digits, iris, wine, breast-cancer, fashion-mnist; files are .npz, .csv, .safetensors, a pair x.npy,y.npy or of IDX.\n"},
    {"missing_weights", 3, {"diagnose", "--model", "mlp:13-3", "--data", "wine", "--weights", "nowhere.npz"},
     "saddlescope: nowhere.npz: can't be read: No such file or directory.\n"
     "Check the name; it is taken relative to the current folder.\n"},
    {"folder_as_data", 3, on("."),
     "saddlescope: .: is a folder, not a file.\n"
     "Name a file in it.\n"},
    {"cut_npz", 3, on("cut.npz"),
     "saddlescope: cut.npz: is no .npz: Not a zip archive.\n"
     "The file is damaged or was cut off; save it again with numpy.savez.\n"},
    {"empty_npz", 3, on("empty.npz"),
     "saddlescope: empty.npz: is empty.\n"
     "Save it again.\n"},
    {"objects_in_npz", 3, on("objects.npz", {"--x", "objects"}),
     "saddlescope: objects.npz, array \"objects\": holds Python objects (dtype object); reading them would mean running code from the file.\n"
     "Save plain numbers: numpy.savez(\"data.npz\", x=numpy.asarray(x, dtype=\"f8\"), …).\n"},
    {"text_in_npz", 3, on("objects.npz", {"--y", "names"}),
     "saddlescope: objects.npz, array \"names\": holds text (<U2).\n"
     "Save class numbers: numpy.unique(labels, return_inverse=True)[1].\n"},
    {"no_array_of_that_name", 3, on("good.npz", {"--x", "inputs"}),
     "saddlescope: good.npz: has no array \"inputs\".\n"
     "It holds \"x\" (3, 2), \"y\" (3,); name one with --x.\n"},
    {"pickled_weights", 3, {"diagnose", "--model", "mlp:13-3", "--data", "wine", "--weights", "weights.pth"},
     "saddlescope: weights.pth: is a PyTorch pickle (.pth, .pt), which can run code when it is read.\n"
     "Turn it into .npz, where a checkpoint holds more with its own key behind torch.load(…):\n"
     "  python3 -c \"import torch, numpy; s = torch.load('weights.pth', map_location='cpu', weights_only=True); numpy.savez('weights.npz', **{k: v.detach().double().numpy() for k, v in s.items()})\"\n"},
    {"unequal_counts", 3, on("unequal.npz"),
     "saddlescope: unequal.npz, array \"y\": holds 2 samples, but the inputs (\"x\") 3.\n"
     "Both need one row a sample, samples along the first axis.\n"},
    {"too_few_inputs", 3, {"diagnose", "--model", "mlp:3-2", "--data", "good.npz"},
     "saddlescope: model \"mlp:3-2\": takes 3 inputs; the data have 2 features a sample (x has shape (3, 2)).\n"
     "Begin the sizes with 2.\n"},
    {"targets_of_another_width", 3, on("good.npz"),
     "saddlescope: good.npz, array \"y\": has shape (3,); mse over 2 outputs takes numbers (3, 2).\n"
     "Classes are integers, one a sample: save y.astype(numpy.int64). Name another array with --y.\n"},
    {"weights_of_another_shape", 3, on("classes.npz", {"--samples", "2", "--weights", "weights.npz"}),
     "saddlescope: weights.npz: its tensors don't fit the model. Wanted: 0.weight (2, 2), 0.bias (2,); found: 0.weight (2, 3), 0.bias (2,).\n"
     "`saddlescope inspect weights.npz` prints the --model that fits.\n"},
    {"class_out_of_range", 3, on("classes.npz"),
     "saddlescope: classes.npz, array \"y\", row 3: class 5 is out of range: the model has 2 outputs, so classes are 0 to 1.\n"
     "Number classes from 0, or give the model as many outputs as there are classes.\n"},
    {"classes_with_mse", 3, on("classes.npz", {"--loss", "mse"}),
     "saddlescope: classes.npz, array \"y\": holds classes, one a sample; mse over 2 outputs takes numbers (3, 2).\n"
     "Take cross-entropy for classes, or store the targets as floats of shape (3, 2).\n"},
    {"cross_entropy_of_one_output", 3, {"diagnose", "--model", "mlp:2-1", "--data", "classes.npz", "--loss", "cross-entropy"},
     "saddlescope: loss cross-entropy: cross-entropy over a single output is constant: its softmax is always 1.\n"
     "Take --loss bce-with-logits with labels 0 and 1, or a network with one output a class.\n"},
    {"nan_in_data", 3, on("nan.npz"),
     "saddlescope: nan.npz, array \"x\", row 2, column 2: is NaN.\n"
     "Fill or drop the row; missing values aren't guessed.\n"},
    {"gap_in_csv", 3, on("gap.csv"),
     "saddlescope: gap.csv, row 3, column 2 \"b\": \"n/a\" is not a number.\n"
     "Fill or drop the row; missing values aren't guessed.\n"},
    {"no_such_column", 3, on("gap.csv", {"--target", "colour"}),
     "saddlescope: gap.csv: has no column \"colour\".\n"
     "Columns are numbered 1 to 3 and named \"a\", \"b\", \"label\".\n"},
    {"more_samples_than_there_are", 3, on("good.npz", {"--samples", "4"}),
     "saddlescope: --samples: asks for 4 of 3 samples.\n"
     "Name between 1 and 3.\n"},
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
    {"least_squares_finder_of_another_loss", 2, {"find", "--function", "x^4 - x", "--at", "1", "--finder", "levenberg-marquardt"},
     "saddlescope: --finder levenberg-marquardt: the loss is no sum of squares, of which this finder makes its steps.\n"
     "Take --finder newton-mr.\n"},
    {"negative_tolerance", 3, {"find", "--function", "x^2", "--at", "1", "--tolerance=-1"},
     "saddlescope: --tolerance -1: the tolerance must be a finite number, at least 0.\n"
     "0 means the gradient's rounding error.\n"},
    {"a_batch_of_none", 3, {"train", "--model", "mlp:2-1", "--data", "good.npz", "--batch-size", "0"},
     "saddlescope: --batch-size 0: a batch has at least one sample.\n"
     "Left out, every step takes all samples.\n"},
    {"batches_of_a_formula", 2, {"train", "--function", "x^2", "--at", "1", "--batch-size", "5"},
     "saddlescope: --batch-size 5: the loss is no mean over samples: it has no batches.\n"
     "Leave --batch-size out, or train a network on data.\n"},
    {"batches_for_l_bfgs", 2, {"train", "--model", "mlp:2-1", "--data", "good.npz", "--batch-size", "2", "--optimizer", "l-bfgs"},
     "saddlescope: --batch-size 2: l-bfgs needs loss and gradient of the whole data set; those of batches would mislead it.\n"
     "Leave --batch-size out, or take --optimizer gradient-descent, momentum, nesterov, adam.\n"},
    {"no_rounds", 3, {"escape", "--function", "x^2", "--at", "1", "--rounds", "0"},
     "saddlescope: --rounds 0: at least one round is needed.\n"
     "The default is 10.\n"},
    {"missing_file_to_inspect", 3, {"inspect", "nowhere.npz"},
     "saddlescope: nowhere.npz: can't be read: No such file or directory.\n"
     "Check the name; it is taken relative to the current folder.\n"},
    {"output_in_a_missing_folder", 3, {"escape", "--function", "x^2", "--at", "1", "-o", "nowhere/out.npz"},
     "saddlescope: nowhere/out.npz: can't be written: its folder nowhere can't be opened (No such file or directory).\n"
     "Name an output in a folder that exists and that you may write to.\n"},
    {"output_of_no_known_format", 3, {"escape", "--function", "x^2", "--at", "1", "-o", "out.txt"},
     "saddlescope: out.txt: the ending says no format that weights can be written in.\n"
     "Name an output that ends in .npz or .safetensors.\n"},
    {"output_that_is_a_folder", 3, {"train", "--function", "x^2", "--at", "1", "-o", "folder.npz"},
     "saddlescope: folder.npz: is a folder; the output is one file.\n"
     "Name a file in it.\n"},
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
    {"data_beyond_the_memory", 5, on("good.npz", {"--memory", "100"}),
     "saddlescope: good.npz: needs 522 bytes, more than the 100 allowed.\n"
     "--memory 1MiB would hold it.\n"},
      // clang-format on
  };
  return kRows;
}

class BadInputTest : public ProgramTest, public testing::WithParamInterface<BadInput> {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    const Bytes good = good_npz();
    write("good.npz", good);
    write("cut.npz", ByteView(good).first(good.size() * 2 / 3));
    write("empty.npz", std::string());
    std::filesystem::copy(std::string(SADDLESCOPE_TEST_FILES) + "/others.npz", path("objects.npz"));
    std::filesystem::copy(std::string(SADDLESCOPE_TEST_FILES) + "/weights.pth", path("weights.pth"));
    write("unequal.npz", npz({from_f64("x", {3, 2}, kX, Dtype::f64), from_f64("y", {2}, Vector{1, 2}, Dtype::f64)}));
    write("classes.npz", npz({from_f64("x", {3, 2}, kX, Dtype::f64), integers("y", {3}, {0, 1, 5})}));
    Vector spoiled = kX;
    spoiled[3] = std::nan("");
    write("nan.npz", npz({from_f64("x", {3, 2}, spoiled, Dtype::f64), from_f64("y", {3}, kY, Dtype::f64)}));
    write("gap.csv", std::string("a,b,label\n1,2,red\n3,n/a,blue\n"));
    write("weights.npz",
          npz({from_f64("0.weight", {2, 3}, kX, Dtype::f64), from_f64("0.bias", {2}, Vector{1, 2}, Dtype::f64)}));
    std::filesystem::create_directory(path("folder.npz"));
    inputs_ = files();
  }
  std::vector<std::string> with(std::vector<std::string> more) const {
    std::vector<std::string> all = GetParam().arguments;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  void expect_document(const std::string& text) const {
    const auto document = parsed(text);
    EXPECT_EQ(document["format"], "saddlescope/error");
    EXPECT_EQ(document["version"], 1);
    EXPECT_EQ(document["exit_code"], GetParam().code);
    const auto part = [&](const char* name) { return document[name].get<std::string>(); };
    const std::string where = part("where"), remedy = part("remedy");
    EXPECT_EQ("saddlescope: " + (where.empty() ? "" : where + ": ") + part("message") + "\n" +
                  (remedy.empty() ? "" : remedy + "\n"),
              GetParam().message);
  }
  std::vector<std::string> inputs_;
};

TEST_P(BadInputTest, IsSaidOnceAndLeavesOnlyTheDocument) {
  const Outcome outcome = run(with({"--json", "zz.json"}));
  EXPECT_EQ(outcome.code, GetParam().code);
  EXPECT_EQ(outcome.err, GetParam().message);
  EXPECT_EQ(outcome.out, "");
  expect_document(read("zz.json"));
  std::vector<std::string> all = inputs_;
  all.push_back("zz.json");
  EXPECT_EQ(files(), all);
}

TEST_P(BadInputTest, IsADocumentOnStandardOutputWhereJsonPointsThere) {
  const Outcome outcome = run(with({"--json", "-"}));
  EXPECT_EQ(outcome.code, GetParam().code);
  EXPECT_EQ(outcome.err, GetParam().message);
  expect_document(outcome.out);
  EXPECT_EQ(files(), inputs_);
}

INSTANTIATE_TEST_SUITE_P(Rows, BadInputTest, testing::ValuesIn(rows()), [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace saddlescope::cli
