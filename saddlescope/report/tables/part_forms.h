// Forms of parts of sentences: floors, units, methods, names of directions and marks.
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"

namespace saddlescope::report::tables {

inline constexpr auto kPartForms = std::to_array<Translation>({
    // Parts of sentences.
    {"a squared error is never negative", "平方誤差不會是負的"},
    {"an absolute error is never negative", "絕對誤差不會是負的"},
    {"a Huber error is never negative", "Huber 誤差不會是負的"},
    {"cross-entropy is never below the mean entropy of the targets' own distributions",
     "交叉熵不會低於目標自身分布的平均熵"},
    {"binary cross-entropy is never below the mean entropy of the labels' own distributions",
     "二元交叉熵不會低於標籤自身分布的平均熵"},
    {"by interval arithmetic the formula is never below {0} at every {1}",
     "依區間算術，在每個 {1!} 上公式的值都不低於 {0}"},
    {"by interval arithmetic the formula is above {0} at every {1}", "依區間算術，在每個 {1!} 上公式的值都大於 {0}"},
    {"all {0} {1} units of layer {2}", "第 {2} 層的全部 {0} 個 {1} 神經元"},
    {"{0} of {1} {2} units of layer {3}", "第 {3} 層 {1} 個 {2} 神經元中的 {0} 個"},
    {"a step of {0} at a learning rate of {1}", "學習率為 {1} 的{0}走一步"},
    {"a step of {0} times a batch's gradient, η/(1−β) as {1} follows it in the long run,",
     "走批次梯度的 {0} 倍（即{1}長期而言的 η/(1−β)）"},
    {"gradient descent", "梯度下降"},
    {"perturbed gradient descent", "加擾動的梯度下降"},
    {"momentum", "動量法"},
    {"Nesterov's method", "Nesterov 方法"},
    {"changes of basis in the linear hidden layer {0}", "線性隱藏層 {0} 的基底變換"},
    {"rescaling of the ReLU units of hidden layer {0}", "隱藏層 {0} 的 ReLU 神經元的縮放"},
    {"shifts of all logits together", "所有 logit 的共同平移"},
    {"initialization", "初始化"},
    {"initialized", "初始化"},
    {"initialized: {0}, seed {1}", "初始化：{0!}，種子 {1}"},
    {"{0} at the midpoints of {1} equal cells", "{0!} 在 {1} 個等寬格的中點取樣"},
    {"digits: 8 × 8 images of handwritten digits (Alpaydin & Kaynak 1998, test set), divided by 16",
     "digits：手寫數字的 8 × 8 影像（Alpaydin & Kaynak 1998，測試集），除以 16"},
    {"iris: lengths and widths of sepals and petals in cm (Fisher 1936)",
     "iris：花萼與花瓣的長寬，以公分計（Fisher 1936）"},
    {"wine: chemical analysis of wines of three cultivars (Aeberhard & Forina 1992), as measured",
     "wine：三個品種葡萄酒的化學分析（Aeberhard & Forina 1992），未經縮放"},
    {"breast-cancer: features of cell nuclei (Wolberg et al. 1993), as measured",
     "breast-cancer：細胞核的特徵（Wolberg 等 1993），未經縮放"},
    {"the budget for it is spent.", "它的預算已用完。"},
    {"escape, then {0}", "escape，再用 {0!}"},
    {"escape, then {0} at {1}", "escape，再用 {0!}（學習率 {1}）"},
    {"random directions, then {0}", "隨機方向，再用 {0!}"},
    {"random directions, then {0} at {1}", "隨機方向，再用 {0!}（學習率 {1}）"},
    {"noise {0}, then {1}", "雜訊 {0}，再用 {1!}"},
    {"noise {0}, then {1} at {2}", "雜訊 {0}，再用 {1!}（學習率 {2}）"},
    {"quadratic", "二次"},
    {"quartic", "四次"},
    {"higher order", "更高階"},
    {"loss and gradient", "損失與梯度"},
    {"verdict", "判定"},
    {"why it stalled", "停滯的原因"},
    {"landscape", "周圍的地形"},
    {"{0}: parameters found by their names", "{0!}：參數以名稱對應"},

    // Directions and marks (landscape/, commands/).
    {"eigenvector {0} of {1}", "第 {0} 個特徵向量（共 {1} 個）"},
    {"random {0}", "隨機方向 {0}"},
    {"random {0}, filter-normalized", "隨機方向 {0}（濾波器正規化）"},
    {"random {0}, filter-normalized, biases too", "隨機方向 {0}（濾波器正規化，含偏置）"},
    {"random line {0}", "隨機直線 {0}"},
    {"minus the gradient", "負梯度方向"},
    {"towards {0}", "朝向 {0!}"},
    {"principal component {0} of the checkpoints", "檢查點的第 {0} 主成分"},
    {"the way out", "出路"},
    {"orthogonal to the way out", "與出路正交的方向"},
    {"the way down of higher order", "高階的下降方向"},
    {"orthogonal to the lowest eigenvector", "與最低的特徵向量正交的方向"},
    {"way out", "出路"},
    {"here", "此處"},
    {"lowest of the grid", "格點中的最低點"},
    {"trajectory", "軌跡"},
    {"curve: {0}", "曲線：{0}"},
    {"region: {0}", "區域：{0}"},
});

}  // namespace saddlescope::report::tables
