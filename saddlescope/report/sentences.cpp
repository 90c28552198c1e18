#include "saddlescope/report/sentences.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include "saddlescope/report/sentence_forms.h"
#include "saddlescope/report/verdict_words.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kLongestPart = 400;  // bytes of what a form leaves open
// Comparisons that a form may take: a sentence of ours takes a few dozen, a text made to be slow ends here.
constexpr std::size_t kPatience = 4000;

/// A form cut at what it leaves open: literals.size() − 1 parts stand between its literals.
struct SentenceForm {
  std::vector<std::string_view> literals;
  std::vector<bool> names;  ///< which parts are: they stay as they are, and may hold what would end another part
  std::string_view chinese;
  std::size_t letters = 0;
  bool sentence = false;  ///< else a part of one
};

SentenceForm cut(const tables::Translation& row) {
  SentenceForm form;
  form.chinese = row.chinese;
  form.sentence = row.english.ends_with('.');
  std::string_view rest = row.english;
  for (std::size_t open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    form.literals.push_back(rest.substr(0, open));
    rest.remove_prefix(rest.find('}', open) + 1);
  }
  form.literals.push_back(rest);
  for (std::size_t part = 0; part + 1 < form.literals.size(); ++part) {
    form.names.push_back(row.chinese.find("{" + std::to_string(part) + "!}") != std::string_view::npos);
  }
  for (const std::string_view literal : form.literals) form.letters += literal.size();
  return form;
}

const std::vector<SentenceForm>& forms() {
  static const std::vector<SentenceForm> all = [] {
    std::vector<SentenceForm> list;
    list.reserve(kSentenceForms.size());
    for (const tables::Translation& row : kSentenceForms) list.push_back(cut(row));
    return list;
  }();
  return all;
}

// A full stop that ends a sentence: not that of 0.5, nor that of a file's name.
bool ends_sentence(std::string_view text, std::size_t at) {
  if (text[at] != '.' || at + 1 >= text.size()) return text[at] == '.';
  if (text[at + 1] != ' ' || at + 2 >= text.size()) return false;
  const auto next = static_cast<unsigned char>(text[at + 2]);
  return (next >= 'A' && next <= 'Z') || (next >= '0' && next <= '9') || next >= 0x80;
}

bool same_letter(char a, char b) { return a == b || ((a ^ b) == 0x20 && (a | 0x20) >= 'a' && (a | 0x20) <= 'z'); }

// Of a sentence the first letter may have become a capital.
bool begins_with(std::string_view text, std::string_view literal) {
  if (literal.empty()) return true;
  return text.size() >= literal.size() && same_letter(text[0], literal[0]) &&
         text.substr(1, literal.size() - 1) == literal.substr(1);
}

struct Fit {
  std::vector<std::string_view> parts;
  std::size_t end = 0;  ///< behind the form
};

// How a form fits the beginning of a text: each part as short as it can be.
class Fitting {
 public:
  Fitting(const SentenceForm& form, std::string_view text) : form_(form), text_(text) {}

  std::optional<Fit> fit() {
    if (!begins_with(text_, form_.literals[0]) || !rest(1, form_.literals[0].size())) return std::nullopt;
    return std::move(fit_);
  }

 private:
  bool rest(std::size_t k, std::size_t at) {
    if (k == form_.literals.size()) {
      fit_.end = at;
      return form_.sentence ? at == text_.size() || text_[at] == ' ' : at == text_.size();
    }
    const std::string_view literal = form_.literals[k];
    const bool to_the_end = literal.empty() && k + 1 == form_.literals.size();
    for (std::size_t next = to_the_end ? text_.size() : text_.find(literal, at + 1);
         next != std::string_view::npos && next <= text_.size(); next = text_.find(literal, next + 1)) {
      if (++tried_ > kPatience || !may_be_part(k - 1, text_.substr(at, next - at))) return false;
      fit_.parts.push_back(text_.substr(at, next - at));
      if (rest(k + 1, next + literal.size())) return true;
      fit_.parts.pop_back();
      if (to_the_end) return false;
    }
    return false;
  }

  // A part is one thing: no border of sentences lies in it, nor, in a part of a list, a border of its items; between two
  // parts that nothing else bounds ("1 to 3") it is one word.
  bool may_be_part(std::size_t number, std::string_view part) const {
    if (part.empty() || part.size() > kLongestPart) return false;
    const bool unbounded = form_.literals.front().empty() && form_.literals.back().empty();
    if (unbounded && part.find(' ') != std::string_view::npos) return false;
    const bool listed = part.find(", ") != std::string_view::npos || part.ends_with(',');
    if (listed && !form_.sentence && !form_.names[number]) return false;
    for (std::size_t i = part.find('.'); i != std::string_view::npos; i = part.find('.', i + 1)) {
      if (i + 2 < part.size() && ends_sentence(part, i)) return false;
    }
    return true;
  }

  const SentenceForm& form_;
  std::string_view text_;
  Fit fit_;
  std::size_t tried_ = 0;
};

std::string filled(std::string_view chinese, std::span<const std::string_view> parts) {
  std::string text;
  for (std::size_t i = 0; i < chinese.size(); ++i) {
    std::size_t part = parts.size();
    const std::size_t close = chinese[i] == '{' ? chinese.find('}', i) : std::string_view::npos;
    if (close != std::string_view::npos) std::from_chars(chinese.data() + i + 1, chinese.data() + close, part);
    if (part < parts.size()) {
      const bool name = chinese[close - 1] == '!';
      const std::string said =
          name ? std::string(parts[part]) : retold_part(parts[part], Language::traditional_chinese);
      i = close + report::fill(text, said, chinese.substr(close + 1));
    } else {
      text += chinese[i];
    }
  }
  return text;
}

struct Told {
  std::string text;
  std::size_t end = 0;
};

// By the form with most letters of its own.
std::optional<Told> told(std::string_view text, bool sentence) {
  std::optional<Fit> best;
  const SentenceForm* of = nullptr;
  for (const SentenceForm& form : forms()) {
    if (form.sentence != sentence || (of && form.letters <= of->letters)) continue;
    if (std::optional<Fit> fit = Fitting(form, text).fit()) {
      best = std::move(fit);
      of = &form;
    }
  }
  if (!best) return std::nullopt;
  return Told{filled(of->chinese, best->parts), best->end};
}

std::optional<std::string> verdict(std::string_view name) {
  for (const VerdictKind kind :
       {VerdictKind::not_critical, VerdictKind::gradient_flat, VerdictKind::saddle, VerdictKind::local_minimum,
        VerdictKind::local_maximum, VerdictKind::degenerate_minimum, VerdictKind::degenerate_maximum,
        VerdictKind::degenerate_saddle, VerdictKind::no_negative_curvature_found, VerdictKind::undetermined}) {
    if (name == spoken(kind) || name == verdict_name(kind, Language::english)) {
      return verdict_name(kind, Language::traditional_chinese);
    }
  }
  return std::nullopt;
}

// One thing, perhaps with a remark behind it: "momentum, adam (the gradient is exactly zero)".
std::optional<std::string> item(std::string_view part) {
  if (std::optional<std::string> kind = verdict(part)) return kind;
  const std::size_t open = part.find(" (");
  const bool remarked = open != std::string_view::npos && part.ends_with(')');
  const std::string_view remark = remarked ? part.substr(open + 2, part.size() - open - 3) : std::string_view();
  if (remarked && remark.find_first_not_of("0123456789") == std::string_view::npos) {  // how many
    if (const std::optional<std::string> one = item(part.substr(0, open))) {
      return *one + "（" + std::string(remark) + "）";
    }
  }
  if (std::optional<Told> found = told(part, false)) return std::move(found->text);
  if (!remarked) return std::nullopt;
  if (const std::optional<Told> found = told(remark, false)) {
    return retold_part(part.substr(0, open), Language::traditional_chinese) + "（" + found->text + "）";
  }
  return std::nullopt;
}

// A list, if each of its items has a form: "a; b", or "a, b and c".
std::optional<std::string> listed(std::string_view part, std::string_view between, std::string_view last,
                                  std::string_view chinese) {
  std::string text;
  while (true) {
    const std::size_t next = part.find(between), end = std::min(next, part.find(last));
    const std::optional<std::string> one = item(part.substr(0, end));
    if (!one) return std::nullopt;
    text += *one;
    if (end == std::string_view::npos) return text;
    text += chinese;
    part.remove_prefix(end + (end == next ? between : last).size());
  }
}

void append(std::vector<Saying>& list, std::string_view text, Language language) {
  if (list.empty() || list.back().language != language) {
    list.push_back({std::string(text), language});
    return;
  }
  if (language == Language::english) list.back().text += ' ';
  list.back().text += text;
}

}  // namespace

std::string retold_part(std::string_view part, Language language) {
  if (language == Language::english || part.size() > kLongestPart) return std::string(part);
  if (std::optional<std::string> one = item(part)) return *std::move(one);
  if (std::optional<std::string> all = listed(part, "; ", "; ", "；")) return *std::move(all);
  if (std::optional<std::string> all = listed(part, ", ", " and ", "、")) return *std::move(all);
  return std::string(part);
}

std::string source_name(std::string_view source, Language language) {
  return retold_part(source.substr(0, source.find(": ")), language);
}

std::vector<Saying> retold(std::string_view text, Language language) {
  if (text.empty()) return {};
  if (language == Language::english) return {{std::string(text), language}};
  if (!text.ends_with('.')) {
    if (std::string whole = retold_part(text, language); whole != text) return {{std::move(whole), language}};
  }
  std::vector<Saying> list;
  const std::string_view all = text;
  while (!text.empty()) {
    std::size_t end = 0;
    if (const std::optional<Told> found = told(text, true)) {
      append(list, found->text, language);
      end = found->end;
    } else {
      while (end < text.size() && !ends_sentence(text, end)) ++end;
      end = std::min(end + 1, text.size());
      append(list, text.substr(0, end), Language::english);
    }
    text.remove_prefix(end);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  }
  if (list.size() == 1 && list[0].language == Language::english) list[0].text = all;  // its spaces as well
  return list;
}

}  // namespace saddlescope::report
