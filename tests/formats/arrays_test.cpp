#include "saddlescope/formats/arrays.h"

#include <gmock/gmock.h>

#include "tests/formats/errors.h"

namespace saddlescope {
namespace {

TEST(Arrays, FormatsAreKnownByContentNotByEnding) {
  const auto format = [](const char* file) { return detect_format(read_file(test_file(file)), "misleading.csv"); };
  EXPECT_EQ(format("types.npz"), Format::npz);
  EXPECT_EQ(format("version1.npy"), Format::npy);
  EXPECT_EQ(format("types.safetensors"), Format::safetensors);
  EXPECT_EQ(detect_format(bytes_of("1,2\n"), "data.txt"), Format::csv);
  expect_bad_input("data.bin: is no .npz, .npy, .safetensors or .csv. Save the arrays with numpy.savez.",
                   [] { detect_format(bytes_of("\1\2\3\4"), "data.bin"); });
}

TEST(Arrays, ADamagedFileIsReadAsItsEndingSaysSoThatTheReaderTellsWhatIsWrong) {
  EXPECT_EQ(detect_format(bytes_of("PK"), "a.npz"), Format::npz);
  EXPECT_EQ(detect_format(bytes_of("\xFF\xFF\xFF\xFF"), "A.SafeTensors"), Format::safetensors);
}

// Written by torch.save, today's form and the one before PyTorch 1.6.
TEST(Arrays, PyTorchPicklesAreRefusedWithTheLineThatTurnsThemIntoNpz) {
  for (const std::string& name : {test_file("weights.pth"), test_file("legacy.pt")}) {
    const std::string output = name.substr(0, name.rfind('.')) + ".npz";
    expect_bad_input(
        name +
            ": is a PyTorch pickle (.pth, .pt), which can run code when it is read. Turn it into .npz, where "
            "a checkpoint holds more with its own key behind torch.load(…):\n"
            "  python3 -c \"import torch, numpy; s = torch.load('" +
            name +
            "', map_location='cpu', "
            "weights_only=True); numpy.savez('" +
            output +
            "', **{k: v.detach().double().numpy() for k, v in "
            "s.items()})\"",
        [&] { read_arrays(name); });
  }
}

TEST(Arrays, MissingFoldersAndEmptyFilesAreSaidToBeSo) {
  expect_bad_input(
      "nowhere.npz: can't be read: No such file or directory. Check the name; it is taken relative to the "
      "current folder.",
      [] { read_arrays("nowhere.npz"); });
  expect_bad_input("/: is a folder, not a file. Name a file in it.", [] { read_arrays("/"); });
  expect_bad_input("/dev/null: is empty. Save it again.", [] { read_arrays("/dev/null"); });
}

TEST(Arrays, AFileLargerThanTheMemoryAllowedIsNotRead) {
  const std::string name = test_file("deflated.npz");
  expect_error(ErrorKind::memory, name + ": needs 1077 bytes, more than the 100 allowed. --memory 1MiB would hold it.",
               [&] { read_arrays(name, {100}); });
}

TEST(Arrays, OutputsOfWeightsAreNpzOrSafetensors) {
  EXPECT_EQ(weights_format("w.npz"), Format::npz);
  EXPECT_EQ(weights_format("w.SAFETENSORS"), Format::safetensors);
  expect_bad_input(
      "w.pth: the ending says no format that weights can be written in. Name an output that ends in .npz or "
      ".safetensors.",
      [] { weights_format("w.pth"); });
}

}  // namespace
}  // namespace saddlescope
