#include "saddlescope/formats/csv.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kRecordsLookedAt = 10;  // to find separator and header
constexpr std::size_t kTextCell = 112;        // bytes a short text takes in the map: node, key, string

struct Cell {
  std::string text;
  bool quoted = false;
};
using Record = std::vector<Cell>;
// An empty cell is a byte of the file and as much as this in memory: as read, as a number and as a text.
constexpr std::size_t kLargestCell = sizeof(Cell) + sizeof(double) + kTextCell;

// Reads one record after another; knows the line it is in.
class RecordReader {
 public:
  RecordReader(std::string_view text, char separator, const std::string& path, const ReadLimits& limits)
      : text_(text), separator_(separator), path_(path), limits_(limits) {}

  /// False at the end. Lines without any character are passed over.
  bool next(Record& record) {
    while (at_line_end() && position_ < text_.size()) end_line();
    if (position_ >= text_.size()) return false;
    line_ = next_line_;
    record.clear();
    while (true) {
      record.push_back(cell(record.size() + 1));
      limits_.require(record.size() * kLargestCell, path_);
      if (position_ < text_.size() && text_[position_] == separator_) {
        ++position_;
        continue;
      }
      end_line();
      return true;
    }
  }
  std::size_t line() const { return line_; }

 private:
  bool at_line_end() const {
    if (position_ >= text_.size() || text_[position_] == '\n') return true;
    return text_[position_] == '\r' && (position_ + 1 == text_.size() || text_[position_ + 1] == '\n');
  }
  void end_line() {
    if (position_ < text_.size() && text_[position_] == '\r') ++position_;
    if (position_ < text_.size()) ++position_;
    ++next_line_;
  }
  static bool blank(char c) { return c == ' ' || c == '\t'; }

  Cell cell(std::size_t column) {
    while (position_ < text_.size() && blank(text_[position_]) && text_[position_] != separator_) ++position_;
    if (position_ < text_.size() && text_[position_] == '"') return quoted(column);
    const std::size_t start = position_;
    while (!at_line_end() && text_[position_] != separator_) ++position_;
    std::size_t end = position_;
    while (end > start && blank(text_[end - 1])) --end;
    return {std::string(text_.substr(start, end - start)), false};
  }

  Cell quoted(std::size_t column) {
    const std::size_t opened = next_line_;
    Cell cell{{}, true};
    for (++position_; position_ < text_.size(); ++position_) {
      if (text_[position_] == '\n') ++next_line_;
      if (text_[position_] != '"') {
        cell.text += text_[position_];
      } else if (position_ + 1 < text_.size() && text_[position_ + 1] == '"') {
        cell.text += text_[position_++];
      } else {
        ++position_;
        while (position_ < text_.size() && blank(text_[position_]) && text_[position_] != separator_) ++position_;
        if (at_line_end() || text_[position_] == separator_) return cell;
        fail(opened, column, "text follows a closing quote.", "Write a quote inside quotes twice.");
      }
    }
    fail(opened, column, "a quote isn't closed.", "Close it; a quote inside quotes is written twice.");
  }

  [[noreturn]] void fail(std::size_t row, std::size_t column, const char* what, const char* remedy) const {
    throw_bad_input(what, path_ + ", row " + std::to_string(row) + ", column " + std::to_string(column), remedy);
  }

  std::string_view text_;
  char separator_;
  const std::string& path_;
  const ReadLimits& limits_;
  std::size_t position_ = 0, line_ = 0, next_line_ = 1;
};

std::optional<double> number(const Cell& cell) {
  std::string_view text = cell.text;
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

bool spelled_as_integer(const Cell& cell) { return cell.text.find_first_not_of("+-0123456789") == std::string::npos; }

bool cut_quotes(const Cell& cell) { return !cell.quoted && cell.text.find('"') != std::string::npos; }

// The separator that splits the first records into equally many cells, the most; a semicolon beats commas even then,
// since these may be decimal commas. A separator that cuts through quotes is none. Where none does, the comma: the
// records then tell which is unequal.
char find_separator(std::string_view text, const std::string& path, const ReadLimits& limits) {
  char best = ',';
  std::size_t most = 1;
  for (const char candidate : {'\t', ';', ','}) {
    RecordReader reader(text, candidate, path, limits);
    Record record;
    std::size_t cells = 0;
    bool even = true;
    try {
      for (std::size_t i = 0; i < kRecordsLookedAt && even && reader.next(record); ++i) {
        even = (i == 0 || record.size() == cells) && std::none_of(record.begin(), record.end(), cut_quotes);
        cells = record.size();
      }
    } catch (const Error&) {
      continue;  // quotes that make sense with another separator alone, or more cells than memory
    }
    const bool decimal_commas = candidate == ',' && best == ';';
    if (even && cells > most && !decimal_commas) {
      best = candidate;
      most = cells;
    }
  }
  return best;
}

bool looks_like_header(const std::vector<Record>& first) {
  if (first.empty()) return false;
  const auto is_text = [](const Cell& cell) { return !number(cell); };
  const auto is_name = [](const Cell& cell) { return !number(cell) && !cell.text.empty(); };
  if (first.size() > 1) {
    for (std::size_t j = 0; j < std::min(first[0].size(), first[1].size()); ++j) {
      if (is_name(first[0][j]) && number(first[1][j])) return true;
    }
  }
  if (!std::all_of(first[0].begin(), first[0].end(), is_name)) return false;
  return std::none_of(first.begin() + 1, first.end(),
                      [&](const Record& record) { return std::all_of(record.begin(), record.end(), is_text); });
}

void append(Table& table, const Record& record, std::size_t line) {
  if (record.size() != table.columns) {
    throw_bad_input(
        "has " + std::to_string(record.size()) + " cells, the first row has " + std::to_string(table.columns) + ".",
        table.path + ", row " + std::to_string(line),
        "Each row needs every column; quote a cell that contains the separator.");
  }
  for (std::size_t j = 0; j < record.size(); ++j) {
    const std::optional<double> value = number(record[j]);
    if (!value) table.texts.emplace(table.numbers.size(), record[j].text);
    if (!value || !spelled_as_integer(record[j])) table.integral[j] = false;
    table.numbers.push_back(value.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  table.lines.push_back(line);
  ++table.rows;
}

std::string quoted_if_needed(const std::string& text) {
  const bool plain = text.find_first_of("\",;\t\r\n") == std::string::npos && !text.empty() && text.front() != ' ' &&
                     text.back() != ' ' && !text.starts_with(kByteOrderMark);
  if (plain) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

std::string Table::where(std::size_t row, std::size_t column) const {
  std::string text = path + ", row " + std::to_string(lines[row]) + ", column " + std::to_string(column + 1);
  if (has_header) text += " \"" + names[column] + "\"";
  return text;
}

const std::string* Table::text(std::size_t row, std::size_t column) const {
  const auto found = texts.find(row * columns + column);
  return found == texts.end() ? nullptr : &found->second;
}

Table parse_csv(ByteView bytes, const std::string& path, CsvHeader header, const ReadLimits& limits) {
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.find('\0') != std::string_view::npos) {
    throw_bad_input("isn't text: it contains zero bytes.", path,
                    "Data is read from .npz, .npy, .safetensors and .csv (UTF-8).");
  }
  Table table;
  table.path = path;
  table.separator = find_separator(text, path, limits);
  RecordReader reader(text, table.separator, path, limits);
  std::vector<Record> first;
  std::vector<std::size_t> first_lines;
  Record record;
  std::size_t cells = 0;
  while (first.size() < kRecordsLookedAt && reader.next(record)) {
    limits.require((cells += record.size()) * kLargestCell, path);
    first.push_back(record);
    first_lines.push_back(reader.line());
  }
  table.has_header = header == CsvHeader::detect && looks_like_header(first);
  if (first.size() < (table.has_header ? 2U : 1U)) {
    throw_bad_input("holds no row of numbers.", path, "One row a sample; a header may stand above.");
  }
  table.columns = first[0].size();
  table.integral.assign(table.columns, true);
  if (table.has_header) {
    for (const Cell& cell : first[0]) table.names.push_back(cell.text);
  }
  for (std::size_t i = table.has_header ? 1 : 0; i < first.size(); ++i) append(table, first[i], first_lines[i]);
  while (reader.next(record)) {
    append(table, record, reader.line());
    limits.require(table.numbers.size() * sizeof(double) + table.texts.size() * kTextCell, path);
  }
  return table;
}

std::size_t find_column(const Table& table, std::string_view column) {
  const auto named = std::find(table.names.begin(), table.names.end(), column);
  if (named != table.names.end()) return static_cast<std::size_t>(named - table.names.begin());
  std::size_t position = 0;
  const auto [end, error] = std::from_chars(column.data(), column.data() + column.size(), position);
  if (error == std::errc() && end == column.data() + column.size() && position >= 1 && position <= table.columns) {
    return position - 1;
  }
  std::string remedy = "Columns are numbered 1 to " + std::to_string(table.columns);
  if (table.has_header) {
    remedy += " and named";
    for (std::size_t j = 0; j < table.columns && j < 20; ++j) remedy += (j ? ", \"" : " \"") + table.names[j] + "\"";
    if (table.columns > 20) remedy += ", …";
  }
  throw_bad_input("has no column \"" + std::string(column) + "\".", table.path, remedy + ".");
}

std::string csv_text(const Table& table) {
  std::string text;
  const auto line = [&](auto cell) {
    for (std::size_t j = 0; j < table.columns; ++j) {
      if (j > 0) text += ',';
      text += cell(j);
    }
    text += '\n';
  };
  if (table.has_header) line([&](std::size_t j) { return quoted_if_needed(table.names[j]); });
  for (std::size_t i = 0; i < table.rows; ++i) {
    line([&](std::size_t j) {
      if (const std::string* other = table.text(i, j)) return quoted_if_needed(*other);
      std::array<char, 32> digits;
      const auto end =
          std::to_chars(digits.data(), digits.data() + digits.size(), table.numbers[i * table.columns + j]);
      return std::string(digits.data(), end.ptr);
    });
  }
  return text;
}

}  // namespace saddlescope
