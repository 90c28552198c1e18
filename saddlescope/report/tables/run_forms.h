// Forms of what optimize/ says: why a run ended.
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"

namespace saddlescope::report::tables {

inline constexpr auto kRunForms = std::to_array<Translation>({
    {"the gradient is exactly zero: no gradient step can move.", "梯度恰為零：任何梯度更新都不會移動。"},
    {"Whether this is a minimum or a saddle, a gradient can't tell; diagnose does.",
     "這是極小值還是鞍點，梯度看不出來；diagnose 可以。"},
    {"the gradient's norm {0} lies within its own rounding error {1}: it is zero as far as can be computed.",
     "梯度的範數 {0} 在其自身的捨入誤差 {1} 之內：就計算所能判斷，它為零。"},
    {"stopped on request after {0} step; the weights are those of the last step.",
     "依要求在 {0} 步之後停止；權重是最後一步的。"},
    {"stopped on request after {0} steps; the weights are those of the last step.",
     "依要求在 {0} 步之後停止；權重是最後一步的。"},
    {"the one step is done; the loss could still be falling.", "唯一的一步已完成；損失可能仍在下降。"},
    {"all {0} steps are done; the loss could still be falling.", "全部 {0} 步已完成；損失可能仍在下降。"},
    {"the loss has reached its floor {0} ({1}): it can't get lower.", "損失已達下界 {0}（{1}）：不可能更低了。"},
    {"the gradient's norm {0} is within the tolerance {1} asked for.", "梯度的範數 {0} 在所要求的容差 {1} 之內。"},
    {"the last {0} steps lowered the lowest loss by {1}, less than {2} of the {3} that it still is above its floor.",
     "最後 {0} 步使最低損失下降 {1}，少於它距下界所剩 {3} 的 {2} 倍。"},
    {"the last {0} steps lowered the lowest loss by {1}, less than {2} of its size {3} (no floor is known).",
     "最後 {0} 步使最低損失下降 {1}，少於其大小 {3} 的 {2} 倍（沒有已知的下界）。"},
    {"the last {0} steps lowered the mean of {1} measured losses by {2}, less than {3} of the {4} that it still is "
     "above its floor.",
     "最後 {0} 步使 {1} 個實測損失的平均下降 {2}，少於它距下界所剩 {4} 的 {3} 倍。"},
    {"the last {0} steps raised the lowest loss by {1}; stalled is less than {2} of the {3} that it still is above its "
     "floor.",
     "最後 {0} 步使最低損失上升 {1}；下降少於距下界所剩 {3} 的 {2} 倍就算停滯。"},
    {"The loss measured last is {0}.", "最後測得的損失為 {0}。"},
    {"The loss at the end, {0}, is higher: the lowest of these steps, {1}, was {2} before it.",
     "結束時的損失 {0} 較高：這些步中最低的 {1} 在它之前 {2} 步。"},
    {"The gradient is tiny: a norm of {0} promises, even over a step of {1} (the length of the weights, at least 1), "
     "no more than {2}.",
     "梯度極小：範數 {0}，即使走 {1}（權重的長度，至少 1），也最多下降 {2}。"},
    {"The loss rises, though along the gradient, of norm {0}, it falls at first: steps too long lead up.",
     "損失上升，雖然沿著範數為 {0} 的梯度它起初會下降：步長過大就會往上走。"},
    {"The loss rises, though along the gradient, of norm {0}, it falls at first: steps too long lead up, and so does "
     "the noise of the batches.",
     "損失上升，雖然沿著範數為 {0} 的梯度它起初會下降：步長過大、或批次的雜訊，都會往上走。"},
    {"A smaller learning rate is the first thing to try.", "首先該試的是較小的學習率。"},
    {"The {0}, but the gradient isn't tiny: a norm of {1} could promise up to {2} over a step of {3}.",
     "{0}，但梯度並不小：範數 {1} 的梯度走 {3} 最多可下降 {2}。"},
    {"loss is flat", "損失不再變化"},
    {"lowest loss no longer falls", "最低損失不再下降"},
    {"mean loss no longer falls", "平均損失不再下降"},
    {"The steps taken don't use it: too short, so long that they oscillate, or across a narrow valley.",
     "所走的步沒有利用到它：太短、長到來回振盪，或橫越狹窄的山谷。"},
    {"The steps taken don't use it: too short, so long that they oscillate, or across a narrow valley, or led astray "
     "by the noise of the batches.",
     "所走的步沒有利用到它：太短、長到來回振盪、橫越狹窄的山谷，或被批次的雜訊帶偏。"},
    {"the loss has fallen to {0} and still falls (gradient norm {1}, weights of norm {2}): it has no lower bound this "
     "way, and nothing to converge to.",
     "損失已降到 {0} 且仍在下降（梯度範數 {1}，權重範數 {2}）：這樣走沒有下界，也沒有可收斂之處。"},
    {"A term that keeps the weights small would give it one.", "加上一項使權重保持小，就會有下界。"},
    {"the {0} at step {1} is not finite.", "第 {1} 步的{0}不是有限的數。"},
    {"the {0} at step {1} are not finite.", "第 {1} 步的{0}不是有限的數。"},
    {"Those of step {0} are the last finite weights.", "第 {0} 步的權重是最後的有限權重。"},
    {"This is the start: nothing finite could be kept.", "這就是起點：沒有有限的權重可以保留。"},
    {"A step that is too long is the usual reason: lower the learning rate.", "通常的原因是步長過大：降低學習率。"},
    {"The loss is at its floor there, and its domain ends: that edge is the minimum.",
     "損失在那裡達到下界，定義域也在那裡終止：那個邊緣就是極小值。"},
    {"the gradient's norm {0} is within its rounding error {1}.", "梯度的範數 {0} 在其捨入誤差 {1} 之內。"},
    {"the gradient is exactly zero.", "梯度恰為零。"},
    {"no iteration was allowed; the gradient's norm is {0}, above the {1} asked for.",
     "沒有允許任何疊代；梯度的範數為 {0}，高於所要求的 {1}。"},
    {"the one iteration is done; the gradient's norm is {0}, above the {1} asked for.",
     "唯一的一次疊代已完成；梯度的範數為 {0}，高於所要求的 {1}。"},
    {"all {0} iterations are done; the gradient's norm is {1}, above the {2} asked for.",
     "全部 {0} 次疊代已完成；梯度的範數為 {1}，高於所要求的 {2}。"},
    {"The gradient of every batch is zero as well: no step moves.", "每個批次的梯度也都為零：沒有任何一步會移動。"},
    {"Step {0} is the last at which the loss of all samples was measured: its weights are the last finite ones.",
     "第 {0} 步是最後一次測量全部樣本的損失：其權重是最後的有限權重。"},
    {"The method chooses its own steps: the loss's domain may end there, or its values run off.",
     "這個方法自行選擇步長：損失的定義域可能在那裡終止，或其值無限變大或變小。"},
    {"Start elsewhere, or add a term that keeps the weights away.", "從別處開始，或加上一項使權重遠離那裡。"},
    {"at the weights of step {0} the loss, {1}, and its gradient, {2}, are finite, but the curvature that the method "
     "needs isn't ({3}).",
     "在第 {0} 步的權重處，損失 {1} 與其梯度 {2} 都是有限數，但這個方法所需的曲率不是（{3}）。"},
    {"The loss's domain may end near there, or its values run off.",
     "損失的定義域可能在那附近終止，或其值無限變大或變小。"},
    {"The weights kept are those; start elsewhere, or take a method of first order.",
     "保留的就是這些權重；請從別處開始，或改用一階方法。"},
    {"the line search of L-BFGS found no lower loss, not even straight down the gradient: {0}.",
     "L-BFGS 的線搜尋找不到更低的損失，連直接沿負梯度也不行：{0}。"},
    {"The loss is {0}, the gradient's norm {1}.", "損失為 {0}，梯度的範數為 {1}。"},
    {"the bracket shrank to the rounding of the weights", "搜尋區間已縮到權重的捨入誤差"},
    {"no trial among {0} met both Wolfe conditions", "{0} 次嘗試中沒有一次滿足兩個 Wolfe 條件"},
    {"the second-order model promises no decrease beyond rounding: the gradient's norm is {0}, the lowest curvature "
     "seen by {1} products, some from a random start, {2}.",
     "二階模型所預期的下降不超過捨入誤差：梯度的範數為 {0}，{1} 次乘積（有些由隨機起點出發）所見最低的曲率為 {2}。"},
    {"the second-order model promises no decrease beyond rounding: the gradient's norm is {0}, the lowest curvature "
     "seen by {1} products, none from a random start, {2}.",
     "二階模型所預期的下降不超過捨入誤差：梯度的範數為 {0}，{1} 次乘積（沒有由隨機起點出發的）所見最低的曲率為 {2}。"},
    {"That is no proof that none is lower; diagnose gives one.", "這並不證明沒有更低的；diagnose 能給出證明。"},
    {"a step of {0} promises a decrease of {1}, which the rounding of the loss, {2}, would hide: its size, {3}, leaves "
     "nothing to compare.",
     "長 {0} 的一步預期下降 {1}，會被損失的捨入誤差 {2} 掩蓋：損失的大小 {3} 使兩者無從比較。"},
    {"The gradient isn't zero, its norm is {0}; without a constant in the loss the run could go on.",
     "梯度不為零，其範數為 {0}；損失中若沒有那個常數，訓練就能繼續。"},
    {"no damping from {0} to {1} times the largest curvature led to a loss below {2}; the gradient's norm is {3}.",
     "阻尼從最大曲率的 {0} 倍到 {1} 倍，都沒有使損失低於 {2}；梯度的範數為 {3}。"},
    {"the curvature isn't finite any more at step {0}", "在第 {0} 步，曲率已不是有限數"},
    {"the gradient is exactly zero, and so is every step", "梯度恰為零，每一步也是"},
    {"loss", "損失"},
    {"gradient", "梯度"},
    {"weights", "權重"},
});

}  // namespace saddlescope::report::tables
