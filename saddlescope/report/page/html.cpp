#include "saddlescope/report/page/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "saddlescope/report/letters.h"
#include "saddlescope/report/sentences.h"
#include "saddlescope/report/svg.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

// Behind the tag at `at`, or behind the whole element where its text is left alone.
std::size_t end_of_tag(std::string_view html, std::size_t at) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kLeftAlone{
      {{"<svg", "</svg>"}, {"<pre", "</pre>"}, {"<code", "</code>"}}};
  for (const auto& [begin, end] : kLeftAlone) {
    if (html.substr(at).starts_with(begin)) return html.find(end, at);
  }
  const std::size_t end = html.find('>', at);
  return end == std::string_view::npos ? end : end + 1;
}

}  // namespace

// Line breaks and tabs stay: a command may hold them.
std::string escaped(std::string_view text) {
  std::string safe;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\n\t"), text.size());
    safe += xml_escaped(text.substr(0, end));
    if (end < text.size()) safe += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return safe;
}

std::string shown(std::string_view text, std::size_t most) { return escaped(shortened(text, most)); }

std::string script_data(const Json& document) {
  const std::string text = document.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) {
    if (c == '<') {
      safe += "\\u003c";  // only strings hold one
    } else {
      safe += c;
    }
  }
  return safe;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += i + k <= bytes.size() ? kDigits[group >> (18 - 6 * k) & 63U] : '=';
    }
  }
  return text;
}

std::string base64_of_hex(std::string_view digits) {
  const auto value = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10); };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(value(digits[i]) << 4 | value(digits[i + 1]));
  }
  return base64(bytes);
}

std::string with_id_prefix(std::string_view html, std::string_view prefix) {
  std::string text;
  text.reserve(html.size() + html.size() / 32);
  for (const char c : html) {
    if (c == kIdPrefix) {
      text += prefix;
    } else {
      text += c;
    }
  }
  return text;
}

namespace {

// Behind brackets and stops that would begin a line alone.
std::size_t after_closing(std::string_view html, std::size_t at) {
  constexpr std::array<std::string_view, 11> kClosing{")", "]", ".", ",", ";", ":", "）", "。", "，", "；", "、"};
  for (;;) {
    const auto* sign =
        std::ranges::find_if(kClosing, [&](std::string_view s) { return html.substr(at).starts_with(s); });
    if (sign == kClosing.end()) return at;
    at += sign->size();
  }
}

}  // namespace

std::string with_whole_numbers(std::string_view html) {
  constexpr std::string_view kOpen = "<span class=\"whole\">";
  const auto digit = [&](std::size_t i) { return i < html.size() && html[i] >= '0' && html[i] <= '9'; };
  std::string text;
  text.reserve(html.size() + html.size() / 16);
  for (std::size_t i = 0; i < html.size();) {
    if (html[i] == '<') {
      const std::size_t end = std::min(end_of_tag(html, i), html.size());
      text.append(html.substr(i, end - i));
      i = end;
    } else if (html[i] == 'e' && i > 0 && digit(i - 1) && i + 1 < html.size() && html[i + 1] == '-' && digit(i + 2)) {
      std::size_t before = text.find_last_not_of("0123456789.-") + 1;  // a tag ends in '>'
      if (std::string_view(text).substr(0, before).ends_with("±")) before -= std::string_view("±").size();
      std::size_t end = i + 2;
      while (digit(end)) ++end;
      end = after_closing(html, end);
      if (before > 0 && text[before - 1] == '(') --before;
      text.insert(before, kOpen);
      text.append(html.substr(i, end - i)).append("</span>");
      i = end;
    } else {
      text += html[i++];
    }
  }
  return text;
}

std::string english(std::string_view sentence, Language page, std::string_view element) {
  if (sentence.empty()) return {};
  constexpr std::size_t kMost = 4000;
  const std::vector<Saying> sayings = retold(sentence, page);
  if (sayings.size() == 1) {
    const char* mark = sayings[0].language == page ? "" : " lang=\"en\"";
    return fmt::format("<{0}{1}>{2}</{0}>\n", element, mark, shown(sayings[0].text, kMost));
  }
  std::string parts;
  for (const Saying& saying : sayings) {
    parts += saying.language == page ? shown(saying.text, kMost)
                                     : fmt::format("<span lang=\"en\">{}</span>", shown(saying.text, kMost));
  }
  return fmt::format("<{0}>{1}</{0}>\n", element, parts);
}

std::string command_words(std::string_view command) {
  const std::string text = escaped(command);
  std::string words;
  std::size_t at = 0;
  for (std::size_t flag = text.find(" --"); flag != std::string::npos; flag = text.find(" --", at)) {
    const std::size_t end = std::min(text.find(' ', flag + 1), text.size());
    words += fmt::format("{}<span class=\"whole\">{}</span>", text.substr(at, flag + 1 - at),
                         text.substr(flag + 1, end - flag - 1));
    at = end;
  }
  return words + text.substr(at);
}

std::string command_block(std::string_view command) { return command_block(std::vector{std::string(command)}); }

std::string command_block(std::span<const std::string> commands) {
  std::string lines;
  for (const std::string& command : commands) {
    if (is_ours(command)) lines += (lines.empty() ? "" : "\n") + command_words(command);
  }
  return lines.empty() ? lines : fmt::format("<pre class=\"command\"><code>{}</code></pre>\n", lines);
}

}  // namespace saddlescope::report
