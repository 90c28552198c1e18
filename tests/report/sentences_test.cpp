// Sentences of results said again in 繁體中文: by their form, digit for digit, and never where the form isn't known.
#include "saddlescope/report/sentences.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/report/cause_words.h"
#include "saddlescope/report/direction_words.h"
#include "saddlescope/report/sentence_forms.h"
#include "saddlescope/report/verdict_words.h"

namespace saddlescope::report {
namespace {

constexpr Language kChinese = Language::traditional_chinese;

std::string said(std::string_view text) {
  std::string all;
  for (const Saying& saying : retold(text, kChinese)) {
    all += saying.language == kChinese ? saying.text : "[" + saying.text + "]";
  }
  return all;
}

// A form in pieces: what stands between {0}, {1}, …
std::vector<std::string> pieces(std::string_view form) {
  std::vector<std::string> list{""};
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '{') {
      i = form.find('}', i);
      list.emplace_back();
    } else {
      list.back() += form[i];
    }
  }
  return list;
}

std::multiset<std::string> open_places(std::string_view form) {
  std::multiset<std::string> list;
  for (std::size_t i = form.find('{'); i != std::string_view::npos; i = form.find('{', i + 1)) {
    list.insert(std::string(form.substr(i + 1, form.find_first_of("!}", i) - i - 1)));
  }
  return list;
}

// The string literals of a source, neighbours joined; what a format leaves open is '\1', the end of a literal '\2'.
std::string literals_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream read;
  read << file.rdbuf();
  std::string source = read.str();
  std::string text;
  for (std::size_t comment = source.find("//"); comment != std::string::npos; comment = source.find("//", comment)) {
    source.erase(comment, source.find('\n', comment) - comment);
  }
  for (std::size_t i = source.find('"'); i != std::string::npos; i = source.find('"', i)) {
    for (++i; i < source.size() && source[i] != '"'; ++i) {
      if (source[i] == '\\') {
        text += source[++i];
      } else if (source[i] == '{') {
        i = source.find('}', i);
        text += '\1';
      } else {
        text += source[i];
      }
    }
    const std::size_t next = source.find_first_not_of(" \n", ++i);
    if (next == std::string::npos || source[next] != '"') text += '\2';
  }
  return text;
}

std::string all_literals(const std::string& folder) {
  std::string text;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::filesystem::path& path = entry.path();
    const bool source = path.extension() == ".cpp" || path.extension() == ".h";
    if (source && path.parent_path().filename() != "tables") text += literals_of(path);
  }
  return text;
}

// Whether a piece is there whole, or in up to four: where a source puts a sentence together.
bool made_of(std::string_view piece, const std::string& text) {
  constexpr std::string_view kGlue = " .,;:()";
  for (int part = 0; part < 4 && !piece.empty(); ++part) {
    std::size_t most = 0;
    while (most < piece.size() && text.find(piece.substr(0, most + 1)) != std::string::npos) ++most;
    piece.remove_prefix(most);
    piece.remove_prefix(std::min(piece.find_first_not_of(kGlue), piece.size()));
  }
  return piece.empty();
}

TEST(SentenceForms, LeaveTheSamePlacesOpenInBothLanguages) {
  for (const tables::Translation& form : kSentenceForms) {
    EXPECT_EQ(open_places(form.english), open_places(form.chinese)) << form.english;
    std::size_t next = 0;
    for (std::size_t i = form.english.find('{'); i != std::string_view::npos; i = form.english.find('{', i + 1)) {
      EXPECT_EQ(form.english.substr(i, form.english.find('}', i) + 1 - i), "{" + std::to_string(next++) + "}");
    }
  }
}

TEST(SentenceForms, AreThereOnce) {
  std::set<std::string_view> seen;
  for (const tables::Translation& form : kSentenceForms) EXPECT_TRUE(seen.insert(form.english).second) << form.english;
}

// A room that changes a sentence changes its form too.
TEST(SentenceForms, AreTheTextOfTheRoomsToTheLetter) {
  const std::string text = all_literals(SOURCES_FOLDER);
  ASSERT_GT(text.size(), 100000U);
  for (const tables::Translation& form : kSentenceForms) {
    for (const std::string& piece : pieces(form.english))
      EXPECT_TRUE(made_of(piece, text)) << form.english << "\n" << piece;
  }
}

// A new cause, a new remedy is said in Chinese as well.
TEST(SentenceForms, AreThereForEverySentenceOfTheCauses) {
  std::string known;
  for (const tables::Translation& form : kSentenceForms) {
    for (const std::string& piece : pieces(form.english)) known += piece + "\1";
    known += "\2";
  }
  for (const auto& entry : std::filesystem::directory_iterator(std::string(SOURCES_FOLDER) + "/stall")) {
    if (entry.path().extension() != ".cpp") continue;
    std::string piece;
    for (const char c : literals_of(entry.path())) {
      if (c != '\1' && c != '\2') piece += c;
      const bool ends = c == '\1' || c == '\2' || piece.ends_with(". ");
      if (!ends) continue;
      if (piece.ends_with(". ")) piece.resize(piece.size() - 2);
      constexpr std::size_t kSentence = 20;  // what is shorter is a name, or the joint of two pieces
      const bool named =
          piece.ends_with(".h") || piece == "noise: batches measured" || piece == "stall: largest eigenvalue";
      if (piece.size() >= kSentence && piece.find(' ') != std::string::npos && !named) {
        EXPECT_TRUE(made_of(piece, known)) << entry.path() << "\n" << piece;
      }
      piece.clear();
    }
  }
}

TEST(Sentences, AreSaidAgainWithTheirOwnDigits) {
  EXPECT_EQ(said("Newton's step is only 3.1e-09 long, and the gradient that it leaves is 0."),
            "牛頓步長只有 3.1e-09，剩下的梯度為 0。");
  EXPECT_EQ(said("The gradient computes to exactly zero. Eigenvalues: 1 negative, 0 flat, 1 positive (to ±8.9e-16)."),
            "算出的梯度恰為零。特徵值：1 負、0 平、1 正（容差 ±8.9e-16）。");
  EXPECT_EQ(said("Lower the learning rate below 0.0123: training goes on falling on average beyond, but by oscillating "
                 "across the sharpest directions."),
            "把學習率降到 0.0123 以下：超過時損失平均仍會下降，但會在最陡的方向上來回振盪。");
}

// D can't be had from the weights alone: not "only the weights aren't known".
// Parts of their own: a kink's place, what a probe found, how a deep network holds a shallow one, a closed form.
TEST(Sentences, SayTheirPartsAgain) {
  EXPECT_EQ(said("It rises by fourth order on the 2 flat directions (q from 0.5 to 1)."),
            "在 2 個平的方向上，就四階而言損失上升（q 從 0.5 到 1）。");
  EXPECT_EQ(said("The point lies on a kink (pre-activation 1 of layer 2, sample 3), where derivatives jump: they prove "
                 "nothing here."),
            "這個點就在轉折上（第 2 層第 1 個激勵前的值，樣本 3），導數在此跳變：在這裡證明不了什麼。");
  EXPECT_EQ(said("1 of 5 points lies on a kink, where derivatives jump: eigenvalues there prove nothing and aren't "
                 "counted."),
            "5 個點中有 1 個在轉折上，該處導數跳變：那裡的特徵值證明不了什麼，因此不計入。");
  EXPECT_EQ(said("Orders three to 8 leave it open, and so does a probe of the loss: along some direction fewer than "
                 "three radii are resolved."),
            "三階到 8 階都無法決定，直接探測損失也是：沿某個方向，能分辨的半徑不到三個。");
  EXPECT_EQ(said("So far the lowest loss is 1.086, of momentum at 0.001; it began at 1.129."),
            "目前最低的損失是 1.086（學習率 0.001 的動量法）；起初為 1.129。");
  EXPECT_EQ(said("Not all could be drawn: f64 can't tell apart 41 points from 1 to 1."),
            "未能全部畫出：f64 無法區分 1 到 1 的 41 個點。");
  EXPECT_EQ(said("hidden layers 2 to 4 of the deep one pass on 10 numbers, exactly"),
            "深的網路以隱藏層 2 到 4 傳遞 10 個數，完全精確");
  EXPECT_EQ(said("the Hessian is diag(2, -2); the minima, at y = -+1/sqrt(2), lie at -1/4 (docs/methods.md, 10.6)."),
            "Hessian 為 diag(2, −2)；極小值在 y = ∓1/√2，值為 −1/4（docs/methods.md，10.6）。");
}

TEST(Sentences, SayWhatCannotBeKnownFromTheWeights) {
  EXPECT_EQ(
      said("Adam is stable below λmax(D⁻¹H) = 38/η = 3800; D is made of its running means, which the weights alone "
           "don't hold."),
      "Adam 在 λmax(D⁻¹H) = 38/η = 3800 以下才穩定；D 由它的移動平均算出，單憑權重無從得知 D。");
}

TEST(Sentences, SayWhatALookAlongACurveFound) {
  EXPECT_EQ(said("So at 3 of 5 points looked at along it; others: degenerate saddle (1), undetermined (1)."),
            "沿線所看的 5 個點中，有 3 個如此；其餘：退化鞍點（1）、無法判定（1）。");
}

TEST(Sentences, BeginWithASmallLetterOrACapital) {
  EXPECT_EQ(said("the loss is nan here."), "此處的損失是 nan。");
  EXPECT_EQ(said("The loss is nan here."), "此處的損失是 nan。");
}

TEST(Sentences, OfUnknownFormStayEnglish) {
  EXPECT_EQ(said("Nobody said this before. The gradient computes to exactly zero. Nor  this."),
            "[Nobody said this before.]算出的梯度恰為零。[Nor  this.]");
  EXPECT_EQ(said("Nothing  known, at all"), "[Nothing  known, at all]");
  EXPECT_EQ(said("The gradient computes to exactly zero"), "[The gradient computes to exactly zero]");
}

TEST(Sentences, InEnglishStayAsTheyAre) {
  const std::vector<Saying> all = retold("The gradient computes to exactly zero.  So.", Language::english);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].text, "The gradient computes to exactly zero.  So.");
  EXPECT_EQ(retold_part("minus the gradient", Language::english), "minus the gradient");
}

TEST(Sentences, TakeTheFormWithMostLettersOfItsOwn) {
  EXPECT_EQ(said("the loss is 0.5 here, but its derivative by w[3] is inf, first on sample 7."),
            "此處的損失是 0.5，但它對 w[3] 的導數是 inf，最先出現於第 7 個樣本。");
}

TEST(Sentences, SayListsItemByItem) {
  EXPECT_EQ(
      said("all 16 tanh units of layer 0, 3 of 4 relu units of layer 2 have a slope below 1e-3 of its maximum on at "
           "least 99 % of the samples: hardly any gradient reaches what lies before them."),
      "第 0 層的全部 16 個 tanh 神經元、第 2 層 4 個 relu 神經元中的 3 個，在至少 99 % 的樣本上斜率低於最大值的 "
      "1e-3：幾乎沒有梯度傳到它們之前的參數。");
  EXPECT_EQ(said("By themselves these don't change the loss: momentum, adam (the gradient is exactly zero); l-bfgs (it "
                 "found no step)."),
            "單獨使用時，以下方法不會改變損失：momentum, adam（梯度恰為零）；l-bfgs（它沒有找到可走的步）。");
}

TEST(Sentences, SayCountedSymmetriesItemByItem) {
  EXPECT_EQ(
      said("Of the 17 flat directions 17 are there by construction: rescaling of the ReLU units of hidden layer 1 "
           "(16), shifts of all logits together (1)."),
      "17 個平的方向中，有 17 個是結構使然：隱藏層 1 的 ReLU 神經元的縮放（16）、所有 logit 的共同平移（1）。");
}

TEST(Sentences, LetANameHoldWhatWouldEndAnotherPart) {
  EXPECT_EQ(
      said("the loss has reached its floor 0 (by interval arithmetic the formula is never below 0 at every w1, w2): "
           "it can't get lower."),
      "損失已達下界 0（依區間算術，在每個 w1, w2 上算式的值都不低於 0）：不可能更低了。");
}

TEST(Sentences, LeaveNamesAsTheyAre) {
  const auto name = [](DirectionKind kind, const char* label) {
    return direction_name({.kind = kind, .label = label}, kChinese);
  };
  EXPECT_EQ(name(DirectionKind::parameter, "minus the gradient"), "minus the gradient");
  EXPECT_EQ(name(DirectionKind::to, "towards 1 to 2, or 3.npz"), "朝向 1 to 2, or 3.npz");
  EXPECT_EQ(name(DirectionKind::eigenvector, "eigenvector 1 of 275"), "第 1 個特徵向量（共 275 個）");
  EXPECT_EQ(name(DirectionKind::random, "random 2, filter-normalized, biases too"),
            "隨機方向 2（濾波器正規化，含偏置）");
  EXPECT_EQ(name(DirectionKind::gradient, "minus the gradient"), "負梯度方向");
  EXPECT_EQ(name(DirectionKind::escape, "the way out"), "出路");
  EXPECT_EQ(mark_name({.at = {}, .label = "here", .kind = MarkKind::checkpoint}, kChinese), "here");
  EXPECT_EQ(mark_name({.at = {}, .label = "here", .kind = MarkKind::here}, kChinese), "此處");
  EXPECT_EQ(curve_name({.label = "curve: degenerate minimum"}, kChinese), "曲線：退化極小值");
  EXPECT_EQ(mark_name({.at = {}, .label = "gradient flat", .kind = MarkKind::critical}, kChinese), "梯度平坦");
}

// What is made to fit nowhere, after as many beginnings as it can: it comes back, as it was.
TEST(Sentences, OfAnyTextComeBack) {
  std::string hostile = "all 1 samples are on the right side (smallest margin ";
  for (int i = 0; i < 1000; ++i) hostile += ", and the last layer times , , gives a loss of , ";
  EXPECT_EQ(said(hostile), "[" + hostile + "]");
  const std::string nested(5000, '(');
  EXPECT_EQ(said(nested), "[" + nested + "]");
  EXPECT_EQ(said(""), "");
  EXPECT_EQ(said("."), "[.]");
}

TEST(CauseWords, HaveAMeaningInBothLanguagesForEveryCauseThatIsNoVerdict) {
  // In the order of stall.h's head.
  for (const char* cause : {"not_finite", "at_floor", "constant_output", "dead_units", "saturated_units",
                            "vanishing_gradient", "minimum_at_infinity", "step_too_short", "step_too_long",
                            "noise_dominates", "gradient_flat", "plateau", "critical_point"}) {
    EXPECT_FALSE(cause_meaning(cause, Language::english).empty()) << cause;
    EXPECT_FALSE(cause_meaning(cause, kChinese).empty()) << cause;
    EXPECT_NE(cause_name(cause, kChinese), cause_name(cause, Language::english)) << cause;
  }
  EXPECT_EQ(cause_words().size(), 13U);
  EXPECT_EQ(cause_name("dead_units", kChinese), "神經元死亡");
  EXPECT_EQ(cause_name("saddle", Language::english), "Saddle");
  EXPECT_EQ(cause_name("degenerate_saddle", kChinese), "退化鞍點");
  EXPECT_EQ(cause_name("of_another_time", Language::english), "Of another time");
  EXPECT_EQ(cause_meaning("saddle", kChinese), "");
}

}  // namespace
}  // namespace saddlescope::report
