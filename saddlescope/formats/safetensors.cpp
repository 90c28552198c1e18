#include "saddlescope/formats/safetensors.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <unordered_set>

#include "saddlescope/base/error.h"
#include "saddlescope/formats/npy.h"

namespace saddlescope {
namespace {

constexpr std::size_t kLongestHeader = 100'000'000;
constexpr const char* kDamaged = "The file is damaged or was cut off; save it again.";
constexpr std::string_view kMetadata = "__metadata__";

struct KnownType {
  std::string_view text;
  Dtype dtype;
  std::size_t size;
};
constexpr KnownType kTypes[] = {
    {"F64", Dtype::f64, 8},       {"F32", Dtype::f32, 4},       {"F16", Dtype::f16, 2},
    {"BF16", Dtype::bf16, 2},     {"I64", Dtype::i64, 8},       {"I32", Dtype::i32, 4},
    {"I16", Dtype::i16, 2},       {"I8", Dtype::i8, 1},         {"U64", Dtype::u64, 8},
    {"U32", Dtype::u32, 4},       {"U16", Dtype::u16, 2},       {"U8", Dtype::u8, 1},
    {"BOOL", Dtype::boolean, 1},  {"F8_E4M3", Dtype::other, 1}, {"F8_E5M2", Dtype::other, 1},
    {"F8_E8M0", Dtype::other, 1}, {"C64", Dtype::other, 8}};

struct Entry {
  std::string name;
  std::optional<std::string> dtype;
  std::optional<Shape> shape, offsets;
};

// Reads the header as a stream of events, so that nothing but this form is ever built in memory.
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::vector<Entry> entries;
  std::vector<std::pair<std::string, std::string>> metadata;
  std::string complaint;

  bool null() override { return refuse("null"); }
  bool boolean(bool /*value*/) override { return refuse("true or false"); }
  bool number_integer(number_integer_t value) override { return refuse("the number " + std::to_string(value)); }
  bool number_float(number_float_t /*value*/, const string_t& text) override { return refuse("the number " + text); }
  bool binary(binary_t& /*value*/) override { return refuse("binary data"); }

  bool number_unsigned(number_unsigned_t value) override {
    if (state_ != State::numbers) return refuse("the number " + std::to_string(value));
    numbers_->push_back(value);
    return true;
  }
  bool string(string_t& text) override {
    if (state_ == State::metadata) {
      metadata.emplace_back(key_, text);
      return true;
    }
    if (state_ != State::tensor || key_ != "dtype") return refuse("text");
    entries.back().dtype = text;
    return true;
  }
  bool start_object(std::size_t /*elements*/) override {
    switch (state_) {
      case State::start:
        state_ = State::names;
        return true;
      case State::names:
        if (key_ == kMetadata) {
          state_ = State::metadata;
        } else {
          state_ = State::tensor;
          entries.push_back({key_, {}, {}, {}});
        }
        members_.clear();
        return true;
      default:
        return refuse("an object");
    }
  }
  bool key(string_t& name) override {
    std::unordered_set<std::string>& seen = state_ == State::names ? names_ : members_;
    if (!seen.insert(name).second) return complain("\"" + name + "\" is there twice");
    key_ = name;
    if (state_ == State::tensor && key_ != "dtype" && key_ != "shape" && key_ != "data_offsets") {
      return complain("\"" + entries.back().name + "\" has an unknown member \"" + key_ + "\"");
    }
    return true;
  }
  bool end_object() override {
    state_ = state_ == State::names ? State::end : State::names;
    return true;
  }
  bool start_array(std::size_t /*elements*/) override {
    if (state_ != State::tensor || (key_ != "shape" && key_ != "data_offsets")) return refuse("a list");
    std::optional<Shape>& numbers = key_ == "shape" ? entries.back().shape : entries.back().offsets;
    numbers_ = &numbers.emplace();
    state_ = State::numbers;
    return true;
  }
  bool end_array() override {
    state_ = State::tensor;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*e*/) override {
    return complain("no JSON at byte " + std::to_string(position + 8));
  }

 private:
  enum class State { start, names, tensor, metadata, numbers, end };

  bool complain(std::string what) {
    if (complaint.empty()) complaint = std::move(what);
    return false;
  }
  bool refuse(const std::string& what) {
    const bool inside = state_ == State::tensor || state_ == State::numbers;
    return complain(what + " where none belongs" + (inside ? ", in \"" + entries.back().name + "\"" : ""));
  }

  State state_ = State::start;
  std::string key_;
  Shape* numbers_ = nullptr;
  std::unordered_set<std::string> names_, members_;
};

std::size_t header_length(ByteView bytes) {
  std::size_t length = 0;
  for (std::size_t i = 8; i-- > 0;) length = length << 8 | std::to_integer<std::size_t>(bytes[i]);
  return length;
}

HeaderReader read_header(ByteView bytes, const std::string& path) {
  if (bytes.size() < 8) throw_bad_input("is shorter than the 8 bytes every .safetensors begins with.", path, kDamaged);
  const std::size_t length = header_length(bytes), present = bytes.size() - 8;
  if (length > kLongestHeader || length > present) {
    throw_bad_input("says its header has " + std::to_string(length) + " bytes; " + std::to_string(present) +
                        " follow, and 100000000 are the most allowed.",
                    path, kDamaged);
  }
  HeaderReader reader;
  const char* text = reinterpret_cast<const char*>(bytes.data()) + 8;
  const bool whole = length > 0 && text[0] == '{' && nlohmann::json::sax_parse(text, text + length, &reader);
  if (!whole) {
    throw_bad_input("its header isn't understood: " +
                        (reader.complaint.empty() ? "it doesn't begin with '{'" : reader.complaint) + ".",
                    path, kDamaged);
  }
  return reader;
}

NamedArray read_tensor(const Entry& entry, ByteView data, const std::string& where) {
  if (!entry.dtype || !entry.shape || !entry.offsets || entry.offsets->size() != 2) {
    throw_bad_input("lacks one of dtype, shape, data_offsets [begin, end].", where, kDamaged);
  }
  const std::size_t begin = entry.offsets->front(), end = entry.offsets->back();
  if (begin > end || end > data.size()) {
    throw_bad_input("has data_offsets [" + std::to_string(begin) + ", " + std::to_string(end) + "] in " +
                        std::to_string(data.size()) + " bytes of data.",
                    where, kDamaged);
  }
  const auto type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                 [&](const KnownType& known) { return known.text == *entry.dtype; });
  const bool known = type != std::end(kTypes);
  const std::size_t expected = checked_byte_count(*entry.shape, known ? type->size : 0, where);
  if (known && expected != end - begin) {
    throw_bad_input("has shape " + to_string(*entry.shape) + " of " + *entry.dtype + ", " + std::to_string(expected) +
                        " bytes, but its data_offsets span " + std::to_string(end - begin) + ".",
                    where, kDamaged);
  }
  NamedArray array{entry.name, *entry.shape, known ? type->dtype : Dtype::other, {}, {}, {}, {}};
  array.bytes.assign(data.begin() + static_cast<std::ptrdiff_t>(begin),
                     data.begin() + static_cast<std::ptrdiff_t>(end));
  if (array.dtype == Dtype::other) {
    array.other_dtype = *entry.dtype;
    array.refusal = "has the element type " + *entry.dtype + ", which isn't f64, f32, f16, bf16, an integer or bool.";
    array.remedy = "Convert it before saving: tensor.float().";
  }
  return array;
}

// Attacks 8 and 9. Sorted by where they begin, each tensor begins where the one before ends.
void check_cover(const std::vector<Entry>& entries, std::size_t data_size, const std::string& path) {
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return entries[a].offsets < entries[b].offsets; });
  std::size_t covered = 0;
  for (const std::size_t i : order) {
    const Entry& entry = entries[i];
    if (entry.offsets->front() != covered) {
      const bool overlap = entry.offsets->front() < covered;
      throw_bad_input("\"" + entry.name + "\" begins at byte " + std::to_string(entry.offsets->front()) +
                          " of the data, but the tensors before end at " + std::to_string(covered) +
                          (overlap ? ": they overlap." : ": there is a hole."),
                      path, kDamaged);
    }
    covered = entry.offsets->back();
  }
  if (covered != data_size) {
    throw_bad_input(
        "its tensors end at byte " + std::to_string(covered) + " of " + std::to_string(data_size) + " bytes of data.",
        path, kDamaged);
  }
}

std::string_view type_text(const NamedArray& array) {
  if (array.dtype == Dtype::other) {
    if (!is_npy(array.bytes)) return array.other_dtype;
    throw_bad_input(
        "\"" + array.name + "\" has the element type " + array.other_dtype + ", which .safetensors can't hold.", {},
        "Write .npz instead.");
  }
  return kTypes[static_cast<std::size_t>(array.dtype)].text;
}

std::size_t width(const NamedArray& array) {
  if (array.dtype != Dtype::other) return size_of(array.dtype);
  const std::size_t count = element_count(array.shape);
  return count == 0 ? 1 : std::max<std::size_t>(1, array.bytes.size() / count);
}

}  // namespace

bool is_safetensors(ByteView bytes) {
  return bytes.size() >= 10 && header_length(bytes) <= bytes.size() - 8 && bytes[8] == std::byte{'{'};
}

ArrayFile parse_safetensors(ByteView bytes, const std::string& path, const ReadLimits& limits) {
  HeaderReader header = read_header(bytes, path);
  const ByteView data = bytes.subspan(8 + header_length(bytes));
  limits.require(data.size(), path);
  ArrayFile file{path, {}, std::move(header.metadata)};
  // The cover is checked with the tensors' own sizes, so copies together are never larger than the data.
  for (const Entry& entry : header.entries) {
    if (entry.offsets && entry.offsets->size() == 2 && entry.offsets->front() <= entry.offsets->back() &&
        entry.offsets->back() <= data.size()) {
      continue;
    }
    read_tensor(entry, data, path + ", array \"" + entry.name + "\"");  // says what is wrong
  }
  check_cover(header.entries, data.size(), path);
  for (const Entry& entry : header.entries) {
    file.arrays.push_back(read_tensor(entry, data, path + ", array \"" + entry.name + "\""));
  }
  return file;
}

Bytes safetensors_bytes(std::span<const NamedArray> arrays,
                        std::span<const std::pair<std::string, std::string>> metadata) {
  std::vector<const NamedArray*> order;
  for (const NamedArray& array : arrays) {
    if (array.name == kMetadata)
      throw_bad_input("no tensor can be called __metadata__ in .safetensors.", {}, "Write .npz instead.");
    order.push_back(&array);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const NamedArray* a, const NamedArray* b) { return width(*a) > width(*b); });
  nlohmann::ordered_json::object_t header;  // a vector of pairs: pushed to, never searched
  if (!metadata.empty()) {
    nlohmann::ordered_json::object_t texts;
    for (const auto& [key, text] : metadata) texts.emplace_back(key, text);
    header.emplace_back(std::string(kMetadata), std::move(texts));
  }
  std::size_t offset = 0;
  for (const NamedArray* array : order) {
    nlohmann::ordered_json entry;
    entry["dtype"] = std::string(type_text(*array));
    entry["shape"] = array->shape;
    entry["data_offsets"] = {offset, offset + array->bytes.size()};
    offset += array->bytes.size();
    header.emplace_back(array->name, std::move(entry));
  }
  std::string text;
  try {
    text = nlohmann::ordered_json(std::move(header)).dump();
  } catch (const nlohmann::json::type_error&) {
    throw_bad_input("a tensor's name isn't valid UTF-8, which .safetensors needs.", {}, "Write .npz instead.");
  }
  text.append((8 - text.size() % 8) % 8, ' ');
  Bytes bytes;
  bytes.reserve(8 + text.size() + offset);
  for (std::size_t i = 0; i < 8; ++i) bytes.push_back(static_cast<std::byte>(text.size() >> (8 * i) & 0xFF));
  for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
  for (const NamedArray* array : order) bytes.insert(bytes.end(), array->bytes.begin(), array->bytes.end());
  return bytes;
}

}  // namespace saddlescope
