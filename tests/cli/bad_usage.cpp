// Flags that aren't there, lack their value, exclude each other, or mean nothing here: exit code 2.
#include "tests/cli/bad_input.h"

namespace saddlescope::cli {

const std::vector<BadInput>& bad_usage() {
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
    {"surface_of_too_many_directions", 2, {"surface", "--function", "x^2 + y*z", "--at", "0,0,0", "--directions", "x,y,z"},
     "saddlescope: --directions x,y,z makes 3 directions, and a plane has two.\n"
     "Name two, as gradient,lowest.\n"},
    {"surface_of_one_direction_as_a_plane", 2, {"surface", "--function", "x^2 + y", "--at", "0,0", "--directions", "x", "--grid", "5x5"},
     "saddlescope: --directions x makes 1 direction, and a plane has two.\n"
     "Name two, as gradient,lowest, or draw the line: --grid 101.\n"},
    {"surface_of_a_box_with_directions", 2, {"surface", "--function", "x^2 + y", "--box", "x=0:1,y=0:1", "--directions", "x,y"},
     "saddlescope: --box draws the variables themselves, from side to side; --directions has no meaning with it.\n"
     "Leave one of them out.\n"},
    {"surface_of_a_box_on_a_line", 2, {"surface", "--function", "x^2 + y", "--box", "x=0:1,y=0:1", "--grid", "9"},
     "saddlescope: the box has 2 sides, the grid 1.\n"
     "Write the grid as two numbers: --grid 51x51.\n"},
    {"spectrum_of_all_by_products", 2,
     {"spectrum", "--function", "x^2", "--at", "0", "--which", "all", "--spectrum", "matrix-free"},
     "saddlescope: --spectrum: products alone can't give all eigenvalues.\n"
     "Take --spectrum exact, or --which both.\n"},
    {"box_of_a_network", 2, {"find", "--model", "mlp:1-1-1:tanh", "--data", "iris", "--box", "-1:1"},
     "saddlescope: --box is searched in a few variables; a network has too many.\n"
     "Leave it out.\n"},
    {"box_and_a_point", 2, {"find", "--function", "x^2", "--at", "0", "--box", "-1:1"},
     "saddlescope: --at is of a run from one point, and has no meaning with --box.\n"
     "Leave one of them out.\n"},
    {"learning_rate_without_its_optimizer", 2, formula("x^2", "0", {"--learning-rate", "0.1"}),
     "saddlescope: --learning-rate says nothing without the optimizer it was given to.\n"
     "Name it with --optimizer.\n"},
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
     "Add one, as in --at \"u=0, v=0\"; find and surface also take a --box.\n"},
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
    {"least_squares_finder_of_another_loss", 2, {"find", "--function", "x^4 - x", "--at", "1", "--finder", "levenberg-marquardt"},
     "saddlescope: --finder levenberg-marquardt: the loss is no sum of squares, of which this finder makes its steps.\n"
     "Take --finder newton-mr.\n"},
    {"batches_of_a_formula", 2, {"train", "--function", "x^2", "--at", "1", "--batch-size", "5"},
     "saddlescope: --batch-size 5: the loss is no mean over samples: it has no batches.\n"
     "Leave --batch-size out, or train a network on data.\n"},
    {"batches_for_l_bfgs", 2, {"train", "--model", "mlp:2-1", "--data", "good.npz", "--batch-size", "2", "--optimizer", "l-bfgs"},
     "saddlescope: --batch-size 2: l-bfgs needs loss and gradient of the whole data set; those of batches would mislead it.\n"
     "Leave --batch-size out, or take --optimizer gradient-descent, momentum, nesterov, adam.\n"},
      // clang-format on
  };
  return kRows;
}

}  // namespace saddlescope::cli
