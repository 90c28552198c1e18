// Files that are missing, malformed or don't fit what they are for: exit code 3.
#include "tests/cli/bad_input.h"

namespace saddlescope::cli {

const std::vector<BadInput>& bad_files() {
  static const std::vector<BadInput> kRows{
      // clang-format off
    {"surface_of_no_trajectory", 3, {"surface", "--model", "mlp:4-3", "--data", "iris", "--directions", "trajectory:nowhere"},
     "saddlescope: nowhere: can't be read (No such file or directory).\n"
     "Name the folder of a training: trajectory:DIR.\n"},
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
     "Classes are integers, one a sample: save y.astype(numpy.int64). Of numbers: end the model's sizes with 1, as many outputs as there are targets. Name another array with --y.\n"},
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
      // clang-format on
  };
  return kRows;
}

}  // namespace saddlescope::cli
