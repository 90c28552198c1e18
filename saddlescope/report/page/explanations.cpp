#include "saddlescope/report/page/explanations.h"

#include <fmt/format.h>

#include <array>

#include "saddlescope/report/page/html.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope::report {
namespace {

static_assert(TrustRadius::kTrusted == 0.1);  // "a tenth"

constexpr auto kExplanations = std::to_array<Explanation>({
    {"loss", "Loss and floor", "損失與下界",
     "The loss says how far the model's outputs are from the targets. Its floor is a lower bound that is proved: no "
     "weights can go below it. What lies between the two is all there is to win here.",
     "損失表示模型輸出與目標相差多少。下界是經過證明的：任何權重都不可能比它更低。兩者之間的差距，就是這裡所能贏得的全"
     "部。"},
    {"critical", "Critical point", "臨界點",
     "A point where the gradient is zero, so that gradient descent stands still. It may be a minimum, a maximum or a "
     "saddle. A small gradient alone doesn't make a critical point: the loss may simply be flat there.",
     "梯度為零的點，梯度下降在此停住。它可能是極小值、極大值或鞍點。梯度很小並不等於臨界點：也可能只是損失在那裡很平"
     "。"},
    {"hessian", "Hessian and eigenvalues", "Hessian 矩陣與特徵值",
     "The Hessian holds all second derivatives of the loss: how it curves. Along an eigenvector the loss curves by the "
     "eigenvalue: upwards where that is positive, downwards where it is negative, not at all where it is zero.",
     "Hessian "
     "矩陣包含損失的所有二階導數，也就是它如何彎曲。沿著一個特徵向量，損失以對應的特徵值彎曲：正的往上彎，負的往下彎，"
     "零則不彎。"},
    {"saddle", "Saddle", "鞍點",
     "A critical point with curvature of both signs, like a mountain pass: up along one direction, down along another. "
     "It isn't the end: a step along the eigenvector of a negative eigenvalue leads down.",
     "同時具有正負曲率的臨界點，就像山的隘口：沿一個方向往上，沿另一個方向往下。這並不是終點：沿負特徵值的特徵向量走一"
     "步就能往下。"},
    {"signs", "Signs here and nearby", "此處與鄰近的正負號",
     "Two questions. Here: which eigenvalues at these very weights are certainly negative or positive? Nearby: which "
     "of "
     "these signs must the critical point in reach share? The Hessian changes on the way there, so the second "
     "tolerance is "
     "larger. The verdict rests on the second count, a way out on the first.",
     "這是兩個問題。此處：就在這組權重上，哪些特徵值確定為負或為正？鄰近：在可及的臨界點上，這些符號哪些必定相同？走到"
     "那裡的路上 "
     "Hessian 會改變，所以第二個容差較大。判定依據第二個計數，出路依據第一個。"},
    {"tolerance", "Tolerance", "容差",
     "Computers round. An eigenvalue closer to zero than the tolerance can't be told from zero, and is called flat. "
     "The "
     "tolerance is computed from the rounding of this very problem, not chosen.",
     "電腦會捨入。比容差更接近零的特徵值無法與零區分，稱為「平」。容差由這個問題本身的捨入誤差算出，不是隨意選的。"},
    {"certified", "Certified", "已證實",
     "Said only where every number that the verdict rests on has a bound on its error, in double precision.",
     "只有當判定所依據的每個數字在雙精度下都有誤差界時才會這樣說。"},
    {"flatness", "Gradient-flatness", "梯度平坦度",
     "How much the Hessian bends the gradient, as a share of the most it could: ‖Hg‖ / (‖H‖ ‖g‖). Near 0 the gradient "
     "lies "
     "where the loss hardly curves. Methods that look for critical points stop there although it is none.",
     "Hessian 使梯度彎曲的程度，佔其最大可能的比例：‖Hg‖ / (‖H‖ ‖g‖)。接近 0 "
     "時，梯度落在損失幾乎不彎曲的方向上。尋找臨界點的方法會停在那裡，雖然那並不是臨界點。"},
    {"worth", "Worth of a way out", "出路的價值",
     "How much a search along the negative curvature really lowered the loss, at most down to the floor. A sign can be "
     "certain and yet be worth nothing.",
     "沿負曲率搜尋時損失實際降低了多少，最多到下界為止。符號可以是確定的，卻毫無價值。"},
    {"ratio", "Minimum ratio", "極小比例",
     "The share of eigenvalues above zero. It is often read as \"how much like a minimum\", and can mislead: "
     "eigenvalues that "
     "are zero count against a minimum, and near a perfect fit the signs of the many tiny ones come from rounding. A "
     "flat "
     "valley of global minima can have the ratio 0.5.",
     "大於零的特徵值所佔的比例。常被解讀為「有多像極小值」，但可能誤導：為零的特徵值會被算成「不像極小值」，而在近乎完"
     "美的擬合附近，許多微小特徵值的符號只是捨入造成的。一整排全域極小值的平坦山谷，比例也可能是 0.5。"},
    {"taylor", "Taylor model and trust radius", "泰勒模型與信賴半徑",
     "Near a point the loss is close to L + gᵀd + ½dᵀHd, a parabola along every direction. The trust radius is how far "
     "that "
     "holds: within it the model's error stays under a tenth of the change that it predicts.",
     "在一個點附近，損失接近 L + gᵀd + "
     "½dᵀHd，沿每個方向都是一條拋物線。信賴半徑表示這個近似在多遠之內成立：在此範圍內，模型的誤差小於它所預測變化的十分"
     "之一。"},
    {"cost", "Gradient equivalents", "梯度當量",
     "A common currency for cost: one gradient over all data counts 1, a product with the Hessian 2, a loss 1/3.",
     "成本的共同單位：在全部資料上計算一次梯度算 1，一次 Hessian 乘積算 2，一次損失算 1/3。"},
});

}  // namespace

std::span<const Explanation> explanations() { return kExplanations; }

std::string explanations_section(Language language) {
  const bool english = language == Language::english;
  std::string items;
  for (const Explanation& e : kExplanations) {
    items += fmt::format("<details id=\"word-{}\"><summary>{}</summary><p>{}</p></details>\n", e.id,
                         escaped(english ? e.english_word : e.chinese_word), escaped(english ? e.english : e.chinese));
  }
  return fmt::format("<section class=\"words\" aria-labelledby=\"words\">\n<h2 id=\"words\">{}</h2>\n{}</section>\n",
                     escaped(say(language, "What the words mean")), items);
}

}  // namespace saddlescope::report
