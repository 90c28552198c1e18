#include "saddlescope/report/cause_words.h"

#include <algorithm>

#include "saddlescope/base/error.h"
#include "saddlescope/report/verdict_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr auto kCauses = std::to_array<CauseWords>({
    {"not_finite", "Not finite", "不是有限數",
     "Somewhere a number has overflowed or has no value. From there on no step means anything.",
     "某處的數溢位了，或沒有值。從那裡起，任何一步都沒有意義。"},
    {"at_floor", "At the floor", "已達下界",
     "The loss can't go noticeably lower, whatever the weights: training didn't stall, it is done.",
     "不論權重為何，損失都不可能再明顯下降：訓練不是停滯，而是已經完成。"},
    {"constant_output", "Constant output", "輸出固定不變",
     "The network gives every input the same answer. As far as it sees, the inputs are no different, so it can only "
     "learn the best constant.",
     "網路對每個輸入都給同樣的答案。在它看來輸入都沒有差別，所以只能學到最佳的常數。"},
    {"dead_units", "Dead units", "神經元死亡",
     "Units whose activation is flat on nearly every sample pass no gradient back: the layers before them get no "
     "signal "
     "to learn from.",
     "激勵函數在幾乎所有樣本上都是平的神經元，不會把梯度往回傳：它們之前的各層得不到學習的訊號。"},
    {"saturated_units", "Saturated units", "神經元飽和",
     "Units driven to the flat end of their activation hardly react to their inputs any more, and pass hardly any "
     "gradient back.",
     "被推到激勵函數平坦末端的神經元，幾乎不再對輸入有反應，也幾乎不把梯度往回傳。"},
    {"vanishing_gradient", "Vanishing gradient", "梯度消失",
     "Every layer shrinks the signal on its way back. By the time it reaches the first layers next to nothing is left "
     "of it.",
     "訊號往回傳時，每一層都使它縮小。傳到前面幾層時，已經幾乎不剩什麼。"},
    {"minimum_at_infinity", "Minimum at infinity", "極小值在無窮遠",
     "Every sample is right already, and the loss only falls further by making the weights larger, without end. The "
     "gradient dies away and there is no minimum to arrive at.",
     "每個樣本都已經對了，損失只能靠無止境地放大權重來繼續下降。梯度逐漸消失，卻沒有極小值可以到達。"},
    {"step_too_short", "Step too short", "步太短",
     "There is a slope, but the steps along it are so small that the loss hardly notices.",
     "坡度是有的，但沿著它走的步太小，損失幾乎感覺不到。"},
    {"step_too_long", "Step too long", "步長過大",
     "Across the sharpest valleys each step jumps to the other side instead of going down: the loss oscillates.",
     "在最陡的山谷中，每一步都跳到對側而不是往下走：損失來回振盪。"},
    {"noise_dominates", "Noise dominates", "雜訊蓋過梯度",
     "The gradient of a batch is mostly chance: what a step gains by the true gradient it loses again by the noise.",
     "一個批次的梯度大多是偶然：一步靠真正的梯度所得的，又因雜訊而失去。"},
    {"gradient_flat", "Gradient-flat", "梯度平坦",
     "The gradient isn't zero, but it points along directions in which the loss hardly changes. It is no critical "
     "point, "
     "though methods that look for one stop there.",
     "梯度不為零，但它所指的方向上損失幾乎不變。這不是臨界點，但尋找臨界點的方法會停在這裡。"},
    {"plateau", "Plateau", "高原",
     "The slope is so small that even the best plain step gains next to nothing of what is left to win.",
     "坡度太小，連最好的一步，相對於還能贏得的，也幾乎沒有進展。"},
    {"critical_point", "Critical point", "臨界點",
     "The gradient is zero: gradient descent stands still, whatever kind of point it is.",
     "梯度為零：不論是哪一種點，梯度下降都停住不動。"},
});

const CauseWords* words_of(std::string_view cause) {
  const auto found = std::ranges::find(kCauses, cause, &CauseWords::cause);
  return found == kCauses.end() ? nullptr : &*found;
}

}  // namespace

std::span<const CauseWords> cause_words() { return kCauses; }

std::string cause_name(std::string_view cause, Language language) {
  if (const CauseWords* words = words_of(cause)) {
    return std::string(language == Language::english ? words->english_name : words->chinese_name);
  }
  try {
    return capitalized(verdict_name(verdict_kind(cause), language));
  } catch (const Error&) {  // of a document of another version
    std::string name(cause);
    std::ranges::replace(name, '_', ' ');
    return capitalized(name);
  }
}

std::string cause_meaning(std::string_view cause, Language language) {
  const CauseWords* words = words_of(cause);
  return words ? std::string(language == Language::english ? words->english : words->chinese) : std::string();
}

}  // namespace saddlescope::report
