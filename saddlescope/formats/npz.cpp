#include "saddlescope/formats/npz.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <unordered_set>

#include "saddlescope/base/error.h"
#include "saddlescope/formats/npy.h"

namespace saddlescope {
namespace {

constexpr const char* kDamaged = "The file is damaged or was cut off; save it again with numpy.savez.";
constexpr zip_uint64_t kDeflateLimit = 1032;  // no deflate stream expands further: 258 bytes from two bits
constexpr zip_uint64_t kDeflateSlack = 1032;
constexpr zip_uint64_t kLargest = std::numeric_limits<zip_uint64_t>::max();
constexpr std::string_view kEnding = ".npy";

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_file_t* member) const { zip_fclose(member); }
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Archive = std::unique_ptr<zip_t, Discard>;
using Member = std::unique_ptr<zip_file_t, Discard>;

struct ErrorText {
  zip_error_t error;
  ErrorText() { zip_error_init(&error); }
  ~ErrorText() { zip_error_fini(&error); }
  ErrorText(const ErrorText&) = delete;
  ErrorText& operator=(const ErrorText&) = delete;
};

/// Null, with the reason in `error`, if these bytes are no archive.
Archive open_archive(ByteView bytes, ErrorText& error) {
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error.error);
  if (source == nullptr) return nullptr;
  Archive archive(zip_open_from_source(source, ZIP_RDONLY, &error.error));
  if (!archive) zip_source_free(source);
  return archive;
}

zip_stat_t member_stat(zip_t* archive, zip_uint64_t index, const std::string& path) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  constexpr zip_uint64_t needed =
      ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if (zip_stat_index(archive, index, 0, &stat) != 0 || (stat.valid & needed) != needed) {
    throw_bad_input("member " + std::to_string(index + 1) + " of the archive can't be read.", path, kDamaged);
  }
  return stat;
}

// Attacks 1, 2, 6: everything that the directory alone gives away.
void check_declared(const zip_stat_t& stat, const std::string& where) {
  if (stat.encryption_method != ZIP_EM_NONE) {
    throw_bad_input("is encrypted.", where, "Save it again with numpy.savez.");
  }
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) {
    throw_bad_input("is compressed by method " + std::to_string(stat.comp_method) + "; stored and deflated are read.",
                    where, "Save it again with numpy.savez or numpy.savez_compressed.");
  }
  const bool stored = stat.comp_method == ZIP_CM_STORE;
  const bool possible =
      stored ? stat.size == stat.comp_size
             : stat.size <= kDeflateSlack || (stat.size - kDeflateSlack) / kDeflateLimit <= stat.comp_size;
  if (!possible) {
    throw_bad_input("declares " + std::to_string(stat.size) + " bytes, which its " + std::to_string(stat.comp_size) +
                        " compressed bytes can't hold.",
                    where, kDamaged);
  }
}

Bytes read_member(zip_t* archive, zip_uint64_t index, const zip_stat_t& stat, const std::string& where) {
  const Member member(zip_fopen_index(archive, index, 0));
  if (!member) throw_bad_input(std::string("can't be unpacked: ") + zip_strerror(archive) + ".", where, kDamaged);
  Bytes bytes(stat.size);
  zip_uint64_t filled = 0;
  while (filled < bytes.size()) {
    const zip_int64_t got = zip_fread(member.get(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0)
      throw_bad_input(std::string("can't be unpacked: ") + zip_file_strerror(member.get()) + ".", where, kDamaged);
    if (got == 0) {
      throw_bad_input("declares " + std::to_string(stat.size) + " bytes, but holds " + std::to_string(filled) + ".",
                      where, kDamaged);
    }
    filled += static_cast<zip_uint64_t>(got);
  }
  std::byte more;
  const zip_int64_t beyond = zip_fread(member.get(), &more, 1);  // also where the checksum is compared
  if (beyond > 0) {
    throw_bad_input("declares " + std::to_string(stat.size) + " bytes, but holds more.", where, kDamaged);
  }
  if (beyond < 0)
    throw_bad_input(std::string("can't be unpacked: ") + zip_file_strerror(member.get()) + ".", where, kDamaged);
  return bytes;
}

// libzip wants to own the buffer it writes to; it is read back through the source.
Bytes contents(zip_source_t* source) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_source_open(source) != 0 || zip_source_stat(source, &stat) != 0)
    throw_internal("a finished archive can be read");
  Bytes bytes(stat.size);
  const zip_int64_t got = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (got < 0 || static_cast<zip_uint64_t>(got) != bytes.size()) throw_internal("a finished archive can be read whole");
  return bytes;
}

}  // namespace

bool is_zip(ByteView bytes) {
  if (bytes.size() < 22) return false;  // the smallest archive is its directory's end
  const auto at = [&](std::size_t i) { return std::to_integer<int>(bytes[i]); };
  return at(0) == 'P' && at(1) == 'K' && ((at(2) == 3 && at(3) == 4) || (at(2) == 5 && at(3) == 6));
}

std::vector<std::string> zip_member_names(ByteView bytes) {
  ErrorText error;
  const Archive archive = open_archive(bytes, error);
  std::vector<std::string> names;
  if (!archive) return names;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive.get(), 0); ++i) {
    const char* name = zip_get_name(archive.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
    if (name != nullptr) names.emplace_back(name);
  }
  return names;
}

ArrayFile parse_npz(ByteView bytes, const std::string& path, const ReadLimits& limits) {
  if (!is_zip(bytes)) throw_bad_input("is no .npz: its first bytes are others.", path, kDamaged);
  ErrorText error;
  const Archive archive = open_archive(bytes, error);
  if (!archive) throw_bad_input(std::string("is no .npz: ") + zip_error_strerror(&error.error) + ".", path, kDamaged);
  const auto count = static_cast<zip_uint64_t>(zip_get_num_entries(archive.get(), 0));
  ArrayFile file{path, {}, {}};
  std::unordered_set<std::string> seen;
  zip_uint64_t declared = 0, compressed = 0;
  for (zip_uint64_t i = 0; i < count; ++i) {  // the whole directory before the first member
    const zip_stat_t stat = member_stat(archive.get(), i, path);
    const std::string where = path + ", member \"" + stat.name + "\"";
    check_declared(stat, where);
    if (!std::string_view(stat.name).ends_with(kEnding)) {
      throw_bad_input("isn't an array: its name doesn't end in .npy.", where, "An .npz is written by numpy.savez.");
    }
    if (!seen.insert(stat.name).second) throw_bad_input("is there twice.", where, kDamaged);
    if (stat.comp_size > bytes.size() - compressed) {
      throw_bad_input("its members together have more compressed bytes than the file: they overlap.", path, kDamaged);
    }
    compressed += stat.comp_size;
    declared = stat.size > kLargest - declared ? kLargest : declared + stat.size;
    limits.require(declared, where);
  }
  for (zip_uint64_t i = 0; i < count; ++i) {
    const zip_stat_t stat = member_stat(archive.get(), i, path);
    const std::string name(std::string_view(stat.name).substr(0, std::string_view(stat.name).size() - kEnding.size()));
    const std::string where = fmt::format("{}, array \"{}\"", path, name);
    file.arrays.push_back(parse_npy(read_member(archive.get(), i, stat, where), name, where));
  }
  return file;
}

Bytes npz_bytes(std::span<const NamedArray> arrays) {
  if (arrays.empty()) {  // libzip writes none: the end of the directory alone
    Bytes bytes(22);
    constexpr unsigned char signature[] = {'P', 'K', 5, 6};
    std::transform(std::begin(signature), std::end(signature), bytes.begin(),
                   [](unsigned char c) { return std::byte{c}; });
    return bytes;
  }
  std::vector<Bytes> members;  // must live until the archive is closed
  for (const NamedArray& array : arrays) members.push_back(npy_bytes(array));
  ErrorText error;
  const std::unique_ptr<zip_source_t, Discard> target(zip_source_buffer_create(nullptr, 0, 0, &error.error));
  if (!target) throw_internal("an archive can be made in memory");
  zip_source_keep(target.get());
  Archive archive(zip_open_from_source(target.get(), ZIP_TRUNCATE, &error.error));
  if (!archive) {
    zip_source_free(target.get());
    throw_internal("an archive can be made in memory");
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::string name = arrays[i].name + std::string(kEnding);
    if (name.find('\0') != std::string::npos) {
      throw_bad_input("a name with a zero byte can't be in an .npz.", {}, "Write .safetensors instead.");
    }
    zip_source_t* source = zip_source_buffer(archive.get(), members[i].data(), members[i].size(), 0);
    const zip_int64_t index =
        source == nullptr ? -1 : zip_file_add(archive.get(), name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      if (source != nullptr) zip_source_free(source);
      throw_bad_input("\"" + arrays[i].name + "\" can't be a name in an .npz: " + zip_strerror(archive.get()) + ".", {},
                      "Write .safetensors instead.");
    }
    const auto at = static_cast<zip_uint64_t>(index);
    zip_set_file_compression(archive.get(), at, ZIP_CM_STORE, 0);
    constexpr zip_uint16_t kFirstOfJanuary1980 = 1 << 5 | 1;  // the earliest date the format has
    zip_file_set_dostime(archive.get(), at, 0, kFirstOfJanuary1980, 0);
  }
  zip_t* const open = archive.release();  // zip_close frees it, unless it fails
  if (zip_close(open) != 0) {
    archive.reset(open);
    throw_internal(std::string("an archive can be closed: ") + zip_strerror(open));
  }
  return contents(target.get());
}

}  // namespace saddlescope
