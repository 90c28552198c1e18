// Forms of why finders of critical points stop (optimize/), of stop criteria, and of what inspect lists.
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"

namespace saddlescope::report::tables {

inline constexpr auto kFinderForms = std::to_array<Translation>({
    {"steps shrank to {0}, the rounding of the weights, and still {1}: {2}.",
     "步長已縮到 {0}，即權重的捨入誤差，但{1}：{2}。"},
    {"the loss, {0}, didn't fall", "損失 {0} 沒有下降"},
    {"the gradient's norm, {0}, didn't fall, of which the Hessian reaches {1}",
     "梯度的範數 {0} 沒有下降，其中 Hessian 所及的部分為 {1}"},
    {"the gradient's norm, {0}, didn't fall as the model promised", "梯度的範數 {0} 沒有如模型所預期地下降"},
    {"what is left may be rounding, or lie where the loss hardly curves",
     "所剩的可能是捨入誤差，或落在損失幾乎不彎曲的方向上"},
    {"what is left may be rounding, or the loss not smooth here", "所剩的可能是捨入誤差，也可能是損失在此處不平滑"},
    {"the gradient's norm {0} may be rounding, or the loss not smooth here",
     "梯度的範數 {0} 可能是捨入誤差，也可能是損失在此處不平滑"},
    {"the gradient, of norm {0}, lies in the kernel of the Hessian to rounding: {1}.",
     "在捨入誤差之內，範數為 {0} 的梯度落在 Hessian 的核中：{1}。"},
    {"half its square is stationary here", "其平方的一半在此處是駐定的"},
    {"no Newton step lowers it", "沒有牛頓步能使它下降"},
    {"no step within reach lowers it", "在可及範圍內沒有一步能使它下降"},
    {"the line search found no smaller gradient than the present one, of norm {0}, along H*g, {1} times as long, "
     "either: what is left is rounding, or lies where the loss hardly curves.",
     "沿長度為其 {1} 倍的 H*g 做線搜尋，也找不到比目前（範數 "
     "{0}）更小的梯度：所剩的是捨入誤差，或落在損失幾乎不彎曲的方向上。"},
    {"the loss didn't fall as the second-order model promised", "損失沒有如二階模型所預期地下降"},
    {"it may not be smooth here, or its domain may end", "損失在此處可能不平滑，或其定義域可能在此終止"},
    {"a step would lower the loss, {0}, to where its gradient isn't finite: its domain ends there.",
     "有一步能使損失 {0} 下降，但會走到梯度不是有限數之處：其定義域在那裡終止。"},
    {"the loss is {0}, but the squares of its residuals' slopes are too large for a number: scale the parameters, or "
     "take another finder.",
     "損失為 {0}，但其殘差斜率的平方大到無法表示：請縮放參數，或改用別的尋找器。"},
    {"a step led to where the loss isn't finite.", "有一步走到了損失不是有限數的地方。"},
    {"a step promises to lower the loss, {0}, by {1}, which is within its rounding, {2}, and the gradient, of norm "
     "{3}, "
     "no longer falls either.",
     "下一步預期使損失 {0} 下降 {1}，這已在其捨入誤差 {2} 之內，而範數為 {3} 的梯度也不再變小。"},
    {"stopped on request after {0} iteration; the point is that of the last.",
     "依要求在 {0} 次疊代後停止；所得為最後一次的點。"},
    {"stopped on request after {0} iterations; the point is that of the last.",
     "依要求在 {0} 次疊代後停止；所得為最後一次的點。"},

    // Stop criteria.
    {"iterations", "疊代次數"},
    {"steps", "步數"},
    {"gradient norm", "梯度範數"},
    {"gradient norm against its rounding error", "梯度範數與其捨入誤差相比"},
    {"length of the step", "步長"},
    {"norm of H*g over that of g", "H*g 與 g 的範數之比"},
    {"decrease that the model promises", "模型預期的下降"},
    {"share of the gradient that the Hessian reaches", "梯度中 Hessian 所及的比例"},
    {"share of the squared gradient norm that the model promises to lower it by", "模型預期的下降佔梯度範數平方的比例"},
    {"lowest loss over the dampings", "各阻尼中最低的損失"},
    {"loss against the largest number that can be squared", "損失與可平方的最大數相比"},
    {"finite loss", "損失為有限數"},
    {"finite gradient", "梯度為有限數"},
    {"request to stop", "要求停止"},

    // What inspect lists.
    {"{0} parameters in all.", "共 {0} 個參數。"},
    {"a parameter of the model", "模型的參數"},
    {"a variable of the formula", "算式的變數"},
    {"inputs, from {0} to {1}", "輸入，從 {0} 到 {1}"},
    {"target values", "目標值"},
    {"Inputs x and targets y: a data set, for --data.", "輸入 x 與目標 y：可供 --data 使用的資料集。"},
    {"One array: images or labels. A data set is a pair of them, --data IMAGES,LABELS.",
     "單一陣列：影像或標籤。資料集由兩者成對組成：--data IMAGES,LABELS。"},
    {"Read them with --weights-layout in-out.", "請以 --weights-layout in-out 讀取。"},
    {"(1 - w1*w2)^2, at the origin or on its valley at (W, 1/W)", "(1 - w1*w2)^2，位於原點，或其谷底上的 (W, 1/W)"},
    {"(1 - w1*...*wD)^2 where Z weights (not 1) are 0, the rest drawn; without zeros their product is 1",
     "(1 - w1*...*wD)^2，其中 Z 個權重（不可為 1 個）為 0，其餘隨機抽取；沒有零時，其乘積為 1"},
    {"a linear network at the critical point that has learned the singular values J of its targets",
     "線性網路，位於已學會目標的第 J 個奇異值的臨界點"},
    {"a tanh network with all weights 0 and the best output bias", "tanh 網路，所有權重為 0，輸出偏置為最佳值"},
    {"a ReLU network whose last hidden layer is dead, with the best output bias",
     "ReLU 網路，最後的隱藏層全部死亡，輸出偏置為最佳值"},
    {"a sum of one power a variable: 2,-4 is x^2 - y^4; 0 leaves a variable out",
     "每個變數各取一次冪再相加：2,-4 即 x^2 - y^4；0 表示略去該變數"},
    {"(1 - x)^2 + 100*(y - x^2)^2 at its minimum, 2500 times stiffer one way",
     "(1 - x)^2 + 100*(y - x^2)^2，位於其極小值，一個方向的曲率為另一方向的 2500 倍"},
    {"x^3 - 3*x*y^2: no second derivatives, three ways down", "x^3 - 3*x*y^2：沒有二階導數，有三條往下的路"},
    {"x^2 - y^2 + y^4: where first-order methods stand still between two minima",
     "x^2 - y^2 + y^4：一階方法停在兩個極小值之間"},
    {"x^2*y^2: two valleys cross", "x^2*y^2：兩條山谷交叉"},
    {"x^2*y^2 - x^6: one of two crossing valleys falls, in the sixth order",
     "x^2*y^2 - x^6：兩條交叉的山谷中，有一條以六階下降"},
    {"(y - x^2)*(y - 2*x^2): rises along every line, falls along a parabola",
     "(y - x^2)*(y - 2*x^2)：沿每條直線上升，沿一條拋物線下降"},
    {"(z - x^2)^2 - x^6: falls along a parabola, in the sixth order", "(z - x^2)^2 - x^6：沿一條拋物線以六階下降"},
    {"exp(-x) at 25: nearly flat, yet no critical point of any kind",
     "exp(-x) 於 25：幾乎是平的，卻不是任何一種臨界點"},
});

}  // namespace saddlescope::report::tables
