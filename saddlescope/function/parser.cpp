// Recursive descent over the grammar of expression.h. Depth and length are bounded, so that no input overflows the
// stack.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/function/builder.h"
#include "saddlescope/function/expression.h"
#include "saddlescope/function/snippet.h"

namespace saddlescope {
namespace {

using Op = Expression::Op;

// ASCII alone and whatever the locale.
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

struct Token {
  enum class Kind { number, name, symbol, end } kind = Kind::end;
  std::size_t begin = 0, end = 0;
  double number = 0;
};

std::optional<double> named_constant(std::string_view name) {
  if (name == "pi") return std::numbers::pi;
  if (name == "e") return std::numbers::e;
  return std::nullopt;
}

// pi and e lie within half a unit of rounding of the doubles that stand for them.
Interval rounded(double x) { return make_interval(std::nextafter(x, 0), std::nextafter(x, 2 * x), false, false); }

std::optional<std::size_t> function_named(std::string_view name) {
  const auto functions = elementary_functions();
  const auto found = std::find_if(functions.begin(), functions.end(), [&](const auto& f) { return f.name == name; });
  if (found == functions.end()) return std::nullopt;
  return static_cast<std::size_t>(found - functions.begin());
}

std::string list_of_functions() {
  std::string list;
  for (const auto& f : elementary_functions()) list += fmt::format("{}{}", list.empty() ? "" : ", ", f.name);
  return list;
}

/// What others write for what is written differently here.
std::string_view known_as(std::string_view spelling) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kSpellings{{{"ln", "log"},
                                                                                      {"fabs", "abs"},
                                                                                      {"pow", "a^b"},
                                                                                      {"\u2212", "-"},
                                                                                      {"\u00d7", "*"},
                                                                                      {"\u00b7", "*"},
                                                                                      {"\u00f7", "/"},
                                                                                      {"\u221a", "sqrt(...)"},
                                                                                      {"\u00b2", "^2"},
                                                                                      {"\u03c0", "pi"}}};
  for (const auto& [theirs, ours] : kSpellings) {
    if (spelling.starts_with(theirs)) return ours;
  }
  return {};
}

class Parser {
 public:
  Parser(std::string_view text, std::string_view where) : text_(text), where_(where), builder_(std::string(text)) {}

  Expression parse() && {
    if (text_.size() > Expression::kMaxLength) {
      throw_bad_input(
          fmt::format("the formula has {} characters; at most {} are read.", text_.size(), Expression::kMaxLength),
          std::string(where_), "Sums of this size are what a model and data are for.");
    }
    advance();
    if (token_.kind == Token::Kind::end) {
      throw_bad_input("the formula is empty.", std::string(where_), "Write one, for example \"(1 - w1*w2)^2\".");
    }
    const std::size_t root = sum(0).node;
    if (token_.kind != Token::Kind::end) trailing();
    if (const auto& lost = builder_.cancelled()) {
      fail(lost->where.begin,
           fmt::format(
               "the constant \"{}\" comes to {:.3g}, but rounding alone could make it anything from {:.3g} to {:.3g}.",
               text_.substr(lost->where.begin, lost->where.end - lost->where.begin), lost->number, lost->low,
               lost->high),
           "Write the number you mean.");
    }
    return std::move(builder_).finish(root);
  }

 private:
  /// A node with the text it covers, parentheses included.
  struct Part {
    std::size_t node, begin, end;
  };

  [[noreturn]] void fail(std::size_t at, const std::string& message, const std::string& remedy) const {
    throw_at(text_, at, where_, message, remedy);
  }
  std::string_view spelling(const Token& token) const { return text_.substr(token.begin, token.end - token.begin); }
  bool symbol(std::string_view s) const { return token_.kind == Token::Kind::symbol && spelling(token_) == s; }

  void advance() {
    std::size_t at = token_.end;
    while (at < text_.size() && is_space(text_[at])) ++at;
    previous_end_ = token_.end;
    token_ = {Token::Kind::end, at, at};
    if (at == text_.size()) return;
    const char c = text_[at];
    if (is_digit(c) || (c == '.' && at + 1 < text_.size() && is_digit(text_[at + 1]))) {
      number(at);
    } else if (is_letter(c)) {
      while (token_.end < text_.size() && (is_letter(text_[token_.end]) || is_digit(text_[token_.end]))) ++token_.end;
      token_.kind = Token::Kind::name;
    } else if (std::string_view("+-*/^()").find(c) != std::string_view::npos) {
      token_.kind = Token::Kind::symbol;
      token_.end = at + (text_.substr(at).starts_with("**") ? 2 : 1);
    } else {
      unexpected_character(at);
    }
  }

  void number(std::size_t at) {
    const char* const first = text_.data() + at;
    const auto [last, status] = std::from_chars(first, text_.data() + text_.size(), token_.number);
    token_.kind = Token::Kind::number;
    token_.end = at + static_cast<std::size_t>(last - first);
    if (status != std::errc()) {
      fail(at, fmt::format("{} lies outside the range of a double (1e-308 to 1.8e308).", spelling(token_)),
           "Write a number within it.");
    }
  }

  [[noreturn]] void unexpected_character(std::size_t at) const {
    const std::string_view rest = text_.substr(at);
    if (const std::string_view ours = known_as(rest); !ours.empty()) {
      fail(at, fmt::format("\"{}\" is no character of a formula.", character_at(text_, at)),
           fmt::format("Write {} instead.", ours));
    }
    fail(at, fmt::format("\"{}\" is no character of a formula.", character_at(text_, at)),
         "Formulas are made of numbers, names (Latin letters, digits and _), + - * / ^ ** and ( ).");
  }

  [[noreturn]] void trailing() const {
    if (symbol(")")) fail(token_.begin, "this ) closes nothing.", "Remove it, or open it with (.");
    const std::string_view left = text_.substr(last_begin_, previous_end_ - last_begin_);
    fail(token_.begin, fmt::format("an operator is missing before \"{}\".", spelling(token_)),
         fmt::format("For a product write {}*{}.", left, spelling(token_)));
  }

  [[noreturn]] void operand_missing() const {
    if (token_.kind == Token::Kind::end) {
      fail(token_.begin, "the formula ends where a number, a variable or ( should follow.", "Complete it.");
    }
    fail(token_.begin, fmt::format("\"{}\" stands where a number, a variable or ( should.", spelling(token_)),
         symbol(")") ? "Put something between the parentheses, or remove the operator." : "Remove it.");
  }

  void check_depth(std::size_t depth) const {
    if (depth <= Expression::kMaxDepth) return;
    fail(token_.begin, fmt::format("the formula is nested more than {} deep.", Expression::kMaxDepth),
         "Remove parentheses that change nothing.");
  }

  void close(std::size_t opened) {
    if (symbol(")")) return advance();
    if (token_.kind != Token::Kind::end) trailing();
    fail(opened, "this ( is never closed.", "Add a ).");
  }

  Part sum(std::size_t depth) {
    Part x = product_(depth);
    while (symbol("+") || symbol("-")) {
      const Op op = symbol("+") ? Op::add : Op::subtract;
      advance();
      const Part y = product_(depth);
      x = {builder_.binary(op, x.node, y.node, {x.begin, y.end}), x.begin, y.end};
    }
    return x;
  }

  Part product_(std::size_t depth) {
    Part x = sign(depth);
    while (symbol("*") || symbol("/")) {
      const Op op = symbol("*") ? Op::multiply : Op::divide;
      advance();
      const Part y = sign(depth);
      x = {builder_.binary(op, x.node, y.node, {x.begin, y.end}), x.begin, y.end};
    }
    return x;
  }

  Part sign(std::size_t depth) {
    check_depth(depth);
    if (!symbol("-") && !symbol("+")) return raised(depth);
    const bool minus = symbol("-");
    const std::size_t begin = token_.begin;
    advance();
    const Part x = sign(depth + 1);
    return {minus ? builder_.unary(Op::negate, x.node, {begin, x.end}) : x.node, begin, x.end};
  }

  Part raised(std::size_t depth) {
    const Part x = atom(depth);
    if (!symbol("^") && !symbol("**")) return x;
    advance();
    const Part y = sign(depth + 1);
    return {builder_.raise(x.node, y.node, {x.begin, y.end}), x.begin, y.end};
  }

  Part atom(std::size_t depth) {
    const Token token = token_;
    last_begin_ = token.begin;
    if (token.kind == Token::Kind::number) {
      advance();
      return {builder_.constant(token.number, Interval::point(token.number), {token.begin, token.end}), token.begin,
              token.end};
    }
    if (token.kind == Token::Kind::name) return name(token, depth);
    if (!symbol("(")) operand_missing();
    advance();
    const Part inner = sum(depth + 1);
    close(token.begin);
    last_begin_ = token.begin;
    return {inner.node, token.begin, previous_end_};
  }

  Part name(const Token& token, std::size_t depth) {
    advance();
    const std::string_view name = spelling(token);
    const auto function = function_named(name);
    if (function && !symbol("(")) {
      fail(token.begin, fmt::format("{} is a function and takes its argument in parentheses.", name),
           fmt::format("Write {}(x).", name));
    }
    if (function) {
      advance();
      const Part inner = sum(depth + 1);
      close(token.end);
      last_begin_ = token.begin;
      return {builder_.function(*function, inner.node, {token.begin, previous_end_}), token.begin, previous_end_};
    }
    if (symbol("(")) not_a_function(token, name);
    if (const auto value = named_constant(name)) {
      return {builder_.constant(*value, rounded(*value), {token.begin, token.end}), token.begin, token.end};
    }
    return {builder_.variable(std::string(name), {token.begin, token.end}), token.begin, token.end};
  }

  [[noreturn]] void not_a_function(const Token& token, std::string_view name) const {
    if (named_constant(name)) {
      fail(token.begin, fmt::format("{} is a constant, not a function.", name),
           name == "e" ? "For a product write e*(...), for the exponential exp(...)."
                       : fmt::format("For a product write {}*(...).", name));
    }
    const std::string_view ours = known_as(name);
    fail(token.begin, fmt::format("unknown function \"{}\".", name),
         ours.empty() ? fmt::format("The functions are {}; for a product write {}*(...).", list_of_functions(), name)
                      : fmt::format("Write {} instead; the functions are {}.", ours, list_of_functions()));
  }

  std::string_view text_, where_;
  ExpressionBuilder builder_;
  Token token_;
  std::size_t previous_end_ = 0;  // of the token before token_
  std::size_t last_begin_ = 0;  // of the last operand, for suggestions
};

}  // namespace

Expression Expression::parse(std::string_view text, std::string_view where) { return Parser(text, where).parse(); }

}  // namespace saddlescope
