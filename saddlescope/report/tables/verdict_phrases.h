// Phrases of verdicts: their names, the sentence that each is said in, counts of signs.
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"

namespace saddlescope::report::tables {

inline constexpr auto kVerdictPhrases = std::to_array<Translation>({
    {"not critical", "非臨界點"},
    {"gradient-flat", "梯度平坦"},
    {"saddle", "鞍點"},
    {"local minimum", "局部極小值"},
    {"local maximum", "局部極大值"},
    {"degenerate minimum", "退化極小值"},
    {"degenerate maximum", "退化極大值"},
    {"degenerate saddle", "退化鞍點"},
    {"no negative curvature found", "未發現負曲率"},
    {"undetermined", "無法判定"},
    {"Not a critical point: the gradient isn't zero. Interrupted before more was known.",
     "不是臨界點：梯度不為零。在得知更多之前計算就被中斷了。"},
    {"Not a critical point: the gradient isn't zero, and first-order methods should still move.",
     "不是臨界點：梯度不為零，一階方法應該還能繼續前進。"},
    {"Not a critical point: the gradient isn't zero. What keeps training from moving stands below.",
     "不是臨界點：梯度不為零。訓練為何停滯，請見下文。"},
    {"Not a critical point, but all {0} {1} units of a layer are dead: the gradient isn't zero, yet plain steps gain "
     "next to nothing.",
     "不是臨界點，但有一層的 {0} 個 {1} 神經元全部死亡：梯度不為零，一般的更新卻幾乎沒有進展。"},
    {"Not a critical point, but all {0} {1} units of a layer are saturated: the gradient isn't zero, yet plain steps "
     "gain next to nothing.",
     "不是臨界點，但有一層的 {0} 個 {1} 神經元全部飽和：梯度不為零，一般的更新卻幾乎沒有進展。"},
    {"Gradient-flat: no critical point, but the gradient lies where the loss hardly curves, and plain steps gain next "
     "to nothing.",
     "梯度平坦：不是臨界點，但梯度落在損失幾乎不彎曲的方向上，一般的更新幾乎沒有進展。"},
    {"Saddle: a critical point from which the loss falls along {0} and rises along {1}.",
     "鞍點：在這個臨界點，損失沿 {0}下降，沿 {1}上升。"},
    {"Local minimum: every direction from this critical point leads up.",
     "局部極小值：從這個臨界點出發，每個方向都往上。"},
    {"Local maximum: every direction from this critical point leads down.",
     "局部極大值：從這個臨界點出發，每個方向都往下。"},
    {"Degenerate minimum: next to nothing is left to gain; which directions are flat isn't settled.",
     "退化極小值：損失幾乎沒有下降空間；哪些方向是平的尚未確定。"},
    {"Degenerate minimum: to second order the loss is flat along every direction.",
     "退化極小值：就二階而言，損失沿每個方向都是平的。"},
    {"Degenerate minimum: the loss rises along {0} and is flat, to second order, along {1} more.",
     "退化極小值：損失沿 {0}上升，另有 {1} 個方向就二階而言是平的。"},
    {"Degenerate maximum: the loss falls along {0} and is flat, to second order, along {1} more.",
     "退化極大值：損失沿 {0}下降，另有 {1} 個方向就二階而言是平的。"},
    {"Degenerate saddle: second derivatives show no way down here, higher ones do.",
     "退化鞍點：二階導數看不出往下的路，更高階的導數卻看得出來。"},
    {"Degenerate saddle on a kink: a probe of the loss itself finds a way up and a way down.",
     "轉折上的退化鞍點：直接探測損失，發現既有往上也有往下的路。"},
    {"No negative curvature was found; that is no proof of a minimum.", "沒有發現負曲率；這並不證明這裡是極小值。"},
    {"Interrupted before there was a verdict.", "在得出判定之前就被中斷了。"},
    {"Undetermined: the evidence doesn't decide what this point is.", "無法判定：現有的證據不足以決定這是什麼點。"},
    {"{0} negative, {1} flat, {2} positive", "{0} 負、{1} 平、{2} 正"},
    {"at least {0} negative, {1} positive", "至少 {0} 負、{1} 正"},
});

}  // namespace saddlescope::report::tables
