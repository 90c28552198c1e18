#include "saddlescope/formats/arrays.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "saddlescope/base/error.h"
#include "saddlescope/formats/idx.h"
#include "saddlescope/formats/npy.h"
#include "saddlescope/formats/npz.h"
#include "saddlescope/formats/safetensors.h"

namespace saddlescope {
namespace {

constexpr std::pair<Format, std::string_view> kEndings[] = {
    {Format::npy, ".npy"}, {Format::npz, ".npz"},   {Format::safetensors, ".safetensors"},
    {Format::csv, ".csv"}, {Format::idx, "-ubyte"}, {Format::idx, "-ubyte.gz"}};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool starts_with(ByteView bytes, std::string_view magic) {
  return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin(),
                                                    [](char a, std::byte b) { return static_cast<std::byte>(a) == b; });
}

// A pickle of protocol 2 or later opens with 0x80 and its number; it is what torch.save wrote before it wrote archives.
bool is_pickle(ByteView bytes) {
  return bytes.size() > 2 && bytes[0] == std::byte{0x80} && bytes[1] >= std::byte{2} && bytes[1] <= std::byte{5} &&
         !is_safetensors(bytes);
}

[[noreturn]] void refuse_pickle(const std::string& path) {
  const std::string output = std::filesystem::path(path).replace_extension(".npz").string();
  throw_bad_input("is a PyTorch pickle (.pth, .pt), which can run code when it is read.", path,
                  "Turn it into .npz, where a checkpoint holds more with its own key behind torch.load(…):\n"
                  "  python3 -c \"import torch, numpy; s = torch.load('" +
                      path +
                      "', map_location='cpu', weights_only=True); "
                      "numpy.savez('" +
                      output + "', **{k: v.detach().double().numpy() for k, v in s.items()})\"");
}

[[noreturn]] void refuse_hdf5(const std::string& path) {
  throw_bad_input("is a Keras or HDF5 file, which isn't read.", path,
                  "Turn it into .npz and say --weights-layout in-out:\n"
                  "  python3 -c \"import keras, numpy; m = keras.models.load_model('" +
                      path + "'); numpy.savez('weights.npz', **{v.path: v.numpy() for v in m.trainable_variables})\"");
}

void refuse_archives_of_others(ByteView bytes, const std::string& path) {
  for (const std::string& name : zip_member_names(bytes)) {
    if (name == "data.pkl" || name.ends_with("/data.pkl") || name.ends_with("/constants.pkl")) refuse_pickle(path);
    if (name == "model.weights.h5") refuse_hdf5(path);
  }
}

bool is_text(ByteView bytes) {
  constexpr std::size_t kLookedAt = 4096;
  const ByteView head = bytes.first(std::min(bytes.size(), kLookedAt));
  return std::none_of(head.begin(), head.end(), [](std::byte b) {
    return b < std::byte{0x20} && b != std::byte{'\t'} && b != std::byte{'\n'} && b != std::byte{'\r'};
  });
}

}  // namespace

std::string_view ending_of(Format format) {
  for (const auto& [known, ending] : kEndings) {
    if (known == format) return ending;
  }
  throw_internal("every format has an ending");
}

std::optional<Format> format_of_ending(const std::string& path) {
  for (const auto& [format, ending] : kEndings) {
    if (lower(path).ends_with(ending)) return format;
  }
  return std::nullopt;
}

Format detect_format(ByteView bytes, const std::string& path) {
  if (is_npy(bytes)) return Format::npy;
  if (is_zip(bytes)) {
    refuse_archives_of_others(bytes, path);
    return Format::npz;
  }
  if (is_pickle(bytes)) refuse_pickle(path);
  if (starts_with(bytes, "\x89HDF\r\n\x1a\n")) refuse_hdf5(path);
  if (is_safetensors(bytes)) return Format::safetensors;
  if (is_idx(bytes) || is_gzip(bytes)) return Format::idx;
  const std::optional<Format> by_ending = format_of_ending(path);
  if (by_ending) return *by_ending;
  if (is_text(bytes)) return Format::csv;
  throw_bad_input("is no .npz, .npy, .safetensors or .csv.", path, "Save the arrays with numpy.savez.");
}

ArrayFile parse_arrays(ByteView bytes, const std::string& path, const ReadLimits& limits) {
  switch (detect_format(bytes, path)) {
    case Format::npz:
      return parse_npz(bytes, path, limits);
    case Format::safetensors:
      return parse_safetensors(bytes, path, limits);
    case Format::npy: {
      ArrayFile file{path, {}, {}};
      file.arrays.push_back(parse_npy(bytes, std::filesystem::path(path).stem().string(), path));
      return file;
    }
    case Format::idx: {
      ArrayFile file{path, {}, {}};
      file.arrays.push_back(parse_idx(bytes, std::filesystem::path(path).stem().string(), path, limits));
      return file;
    }
    case Format::csv:
      break;
  }
  throw_bad_input("is text, not a file of arrays.", path, "Save the arrays with numpy.savez or as .safetensors.");
}

ArrayFile read_arrays(const std::string& path, const ReadLimits& limits) {
  return parse_arrays(read_file(path, limits), path, limits);
}

Bytes arrays_bytes(Format format, const ArrayFile& file) {
  if (format == Format::npz) return npz_bytes(file.arrays);
  if (format == Format::safetensors) return safetensors_bytes(file.arrays, file.metadata);
  throw_internal("files of several arrays are written as npz or safetensors");
}

Format weights_format(const std::string& output) {
  const std::optional<Format> format = format_of_ending(output);
  if (format == Format::npz || format == Format::safetensors) return *format;
  throw_bad_input("the ending says no format that weights can be written in.", output,
                  "Name an output that ends in .npz or .safetensors.");
}

}  // namespace saddlescope
