// Forms of what stall/ says: the evidence of a cause, and what helps.
#pragma once

#include <array>

#include "saddlescope/report/tables/translation.h"

namespace saddlescope::report::tables {

inline constexpr auto kStallForms = std::to_array<Translation>({
    // Evidence.
    {"the loss has reached its floor {0} ({1}), {2} of the {3} that there is to win over a constant prediction.",
     "損失已達下界 {0}（{1}）；所剩為相對於常數預測所能贏得的 {3} 的 {2} 倍。"},
    {"the loss has reached its floor {0} ({1}), where a constant prediction is as well.",
     "損失已達下界 {0}（{1}）；常數預測也在此處。"},
    {"the loss has reached its floor {0} ({1}), within rounding.", "損失已達下界 {0}（{1}），在捨入誤差之內。"},
    {"the loss {0} is {1} above its floor {2} ({3}), {4} of the {5} that there is to win over a constant prediction.",
     "損失 {0} 比下界 {2}（{3}）高 {1}，是相對於常數預測所能贏得的 {5} 的 {4} 倍。"},
    {"the loss {0} is {1} above its floor {2} ({3}), where a constant prediction is as well.",
     "損失 {0} 比下界 {2}（{3}）高 {1}；常數預測也在此處。"},
    {"the loss {0} is {1} above its floor {2} ({3}), within rounding.",
     "損失 {0} 比下界 {2}（{3}）高 {1}，在捨入誤差之內。"},
    {"whatever the input, the network predicts the same: predictions vary by {0}, targets by {1} (standard deviations "
     "over the samples), and the loss is within {2} of the best constant prediction's, {3}.",
     "不論輸入為何，網路的預測都一樣：預測的變化為 {0}，目標的變化為 {1}（對樣本取標準差），損失與最佳常數預測的損失 "
     "{3} 相差不到 {2}。"},
    {"Every weight is 0.", "所有權重都是 0。"},
    {"all {0} samples are on the right side (smallest margin {1}), and the last layer times {2}, {3}, {4} gives a loss "
     "of {5}, {6}, {7} after {8}: the loss only falls towards {9} as the weights grow without end, and the gradient "
     "(norm {10}) dies away on the way.",
     "全部 {0} 個樣本都已分對（最小間隔 {1}）；最後一層乘上 {2}、{3}、{4} 倍，損失由 {8} 變為 "
     "{5}、{6}、{7}：損失只會隨權重無止境地變大而趨近 {9}，梯度（範數 {10}）則在途中消失。"},
    {"{0} give slope 0 on at least 99 % of the samples: no gradient reaches what lies before them.",
     "{0}，在至少 99 % 的樣本上斜率為 0：梯度傳不到它們之前的參數。"},
    {"{0} have a slope below 1e-3 of its maximum on at least 99 % of the samples: hardly any gradient reaches what "
     "lies before them.",
     "{0}，在至少 99 % 的樣本上斜率低於最大值的 1e-3：幾乎沒有梯度傳到它們之前的參數。"},
    {"a unit change in the first hidden layer changes the outputs by {0}, in the last of {1} by {2}: {3} of it.",
     "第一隱藏層變動一單位，輸出變動 {0}；第 {1} 層（最後一層）變動一單位則為 {2}：前者是後者的 {3} 倍。"},
    {"‖∂L/∂W‖/‖W‖, first layer to last: {0}.", "‖∂L/∂W‖/‖W‖，由第一層到最後一層：{0}。"},
    {"the gradient of {0} of {1} parameters isn't 0 but at most Adam's ε = {2} (median {3}): divided by √v + ε they "
     "hardly move.",
     "{1} 個參數中有 {0} 個的梯度不為 0，但不超過 Adam 的 ε = {2}（中位數 {3}）：除以 √v + ε 之後，它們幾乎不動。"},
    {"a step of {0} is {1} long, below the rounding of the weights ({2}): adding it changes nothing.",
     "{0}的一步長 {1}，小於權重的捨入誤差（{2}）：加上去什麼也不會改變。"},
    {"a step along the gradient, even at a learning rate of {0}, is {1} long, below the rounding of the weights ({2}): "
     "adding it changes nothing.",
     "沿梯度的一步，即使學習率為 {0}，也只長 {1}，小於權重的捨入誤差（{2}）：加上去什麼也不會改變。"},
    {"at a learning rate of {0} a step of {1} promises {2} of the {3} above the floor, all {4} of them {5} (gradient "
     "norm {6}).",
     "學習率為 {0} 時，{1}的一步預期下降 {2}，而距下界還有 {3}；全部 {4} 步合計 {5}（梯度範數 {6}）。"},
    {"at a learning rate of {0} a step of {1} promises {2} of the {3} of loss, all {4} of them {5} (gradient norm "
     "{6}).",
     "學習率為 {0} 時，{1}的一步預期下降 {2}，而損失為 {3}；全部 {4} 步合計 {5}（梯度範數 {6}）。"},
    {"at a learning rate of {0} a step of {1} promises {2} of the {3} above the floor, a thousandth of that takes {4} "
     "such steps (gradient norm {5}).",
     "學習率為 {0} 時，{1}的一步預期下降 {2}，而距下界還有 {3}；要下降其千分之一就需要 {4} 步（梯度範數 {5}）。"},
    {"the sharpest curvature, {0} = {1}, is above {2} = {3}, what {4} at a learning rate of {5} stays stable below.",
     "最大的曲率 {0} = {1}，高於 {2} = {3}；學習率為 {5} 的{4}在此值以下才穩定。"},
    {"{0} % of ‖g‖² lies along directions that sharp, across which its steps oscillate.",
     "‖g‖² 有 {0} % 落在這麼陡的方向上，更新就在這些方向上來回振盪。"},
    {"Adam is stable below λmax(D⁻¹H) = {0} = {1}; D is made of its running means, which the weights alone don't hold.",
     "Adam 在 λmax(D⁻¹H) = {0} = {1} 以下才穩定；D 由它的移動平均算出，單憑權重無從得知 D。"},
    {"train -o DIR keeps them beside DIR/weights.npz, and diagnose reads them there.",
     "train -o DIR 會把它們存在 DIR/weights.npz 旁，diagnose 就從那裡讀取。"},
    {"the gradient noise scale tr Σ/‖g‖², the batch in which gradient and noise are of one size, is {0}, the batch "
     "{1}.",
     "梯度雜訊尺度 tr Σ/‖g‖²（梯度與雜訊一樣大的批次大小）為 {0}，實際批次為 {1}。"},
    {"the gradient noise scale tr Σ/‖g‖², the batch in which gradient and noise are of one size, is {0}, the batch "
     "{1}; what a step does needs --optimizer and --learning-rate as well.",
     "梯度雜訊尺度 tr Σ/‖g‖²（梯度與雜訊一樣大的批次大小）為 {0}，實際批次為 {1}；要知道一步會怎樣，還需要 --optimizer "
     "與 --learning-rate。"},
    {"the gradient noise scale tr Σ/‖g‖², the batch in which gradient and noise are of one size, is {0}, the batch "
     "{1}; the expected change of a step is known for plain and momentum steps alone, not for {2}.",
     "梯度雜訊尺度 tr Σ/‖g‖²（梯度與雜訊一樣大的批次大小）為 {0}，實際批次為 "
     "{1}；只有單純的梯度更新與動量更新才知道一步的期望變化，{2}則不知道。"},
    {"the gradient noise scale tr Σ/‖g‖², the batch in which gradient and noise are of one size, is {0}, the batch "
     "{1}; the expected change of a step, {2}, lies within its standard error.",
     "梯度雜訊尺度 tr Σ/‖g‖²（梯度與雜訊一樣大的批次大小）為 {0}，實際批次為 {1}；一步的期望變化 {2} "
     "落在其標準誤差之內。"},
    {"the gradient noise scale tr Σ/‖g‖², the batch in which gradient and noise are of one size, is {0}, the batch "
     "{1}; by the quadratic model {2} raises the loss by {3} on average, but over {4} batches it was measured to lower "
     "it by {5}: the model doesn't reach so far.",
     "梯度雜訊尺度 tr Σ/‖g‖²（梯度與雜訊一樣大的批次大小）為 {0}，實際批次為 {1}；依二次模型，{2}平均使損失上升 "
     "{3}，但實測 {4} 個批次平均下降 {5}：模型的適用範圍沒有那麼遠。"},
    {"By the quadratic model {0} changes the loss by {1} on average: the gradient lowers it by {2}, the noise of the "
     "batches raises it by {3}.",
     "依二次模型，{0}平均使損失改變 {1}：梯度使它下降 {2}，批次的雜訊使它上升 {3}。"},
    {"Measured over {0} batches: {1}.", "{0} 個批次的實測值：{1}。"},
    {"the gradient, norm {0}, lies where the loss hardly curves: ‖Hg‖/(‖H‖‖g‖) = {1}, and a doubling search along it "
     "gains {2}.",
     "梯度（範數 {0}）落在損失幾乎不彎曲的方向上：‖Hg‖/(‖H‖‖g‖) = {1}；沿著它以倍增的步長搜尋，損失只下降 {2}。"},
    {"where the gradient along curved directions ends nearby, the rest of it lies where the loss hardly curves; here "
     "its norm is {0}, and a doubling search along it gains {1}.",
     "在附近、彎曲方向上的梯度消失之處，剩下的梯度落在損失幾乎不彎曲的方向上；此處梯度的範數為 "
     "{0}，沿著它以倍增的步長搜尋，損失只下降 {1}。"},
    {"by the curvature along the gradient the best plain step, {0} long, promises {1} of the {2} above the floor "
     "(gradient norm {3}, curvature along it {4}); a doubling search along the gradient gains {5}.",
     "依沿梯度的曲率，最佳的一步長 {0}，預期下降 {1}，而距下界還有 {2}（梯度範數 {3}，沿梯度的曲率 "
     "{4}）；沿梯度以倍增的步長搜尋，損失下降 {5}。"},
    {"the gradient is as good as zero, so that steps along it get nowhere.", "梯度可視為零，沿著它走不到任何地方。"},
    {"the parameter {0} is {1}.", "參數 {0!} 是 {1}。"},
    {"the parameter {0} is {1}; it shows first in {2}.", "參數 {0!} 是 {1}；最先出現於 {2}。"},
    {"the loss is {0} here.", "此處的損失是 {0}。"},
    {"the loss is {0} here: {1}.", "此處的損失是 {0}：{1}。"},
    {"the loss is {0} here, but its derivative by {1} is {2}.", "此處的損失是 {0}，但它對 {1!} 的導數是 {2}。"},
    {"the loss is {0} here, but its derivative by {1} is {2}, first on sample {3}.",
     "此處的損失是 {0}，但它對 {1!} 的導數是 {2}，最先出現於第 {3} 個樣本。"},

    // What helps.
    {"No weights get lower on these data: samples that look alike have different targets.",
     "在這些資料上，任何權重都不可能更低：看起來一樣的樣本有不同的目標。"},
    {"Only inputs that tell them apart would.", "只有能區分它們的輸入才有幫助。"},
    {"There is next to nothing left to gain on these data: stop, and judge the network by data it hasn't seen.",
     "在這些資料上幾乎沒有什麼可再贏得的：停止訓練，用沒看過的資料來評斷這個網路。"},
    {"It can't get lower: there is nothing to do.", "不可能更低了：不必再做什麼。"},
    {"A model without hidden layers learns from here: train on.", "沒有隱藏層的模型可以從這裡學起：繼續訓練即可。"},
    {"Start from random weights: at 0 all units of a layer are alike, and no gradient tells them apart.",
     "從隨機權重開始：全為 0 時，同一層的神經元都一樣，沒有梯度能使它們有所不同。"},
    {"Make the inputs come through: units that are neither dead nor saturated, weights that keep the signal's size.",
     "讓輸入傳得過去：神經元既不死亡也不飽和，權重能維持訊號的大小。"},
    {"No finite weights are a minimum.", "沒有任何有限的權重是極小值。"},
    {"Weight decay (--weight-decay 1e-4, say) gives the loss one; or stop by the error on held-out data, since every "
     "training sample is right already.",
     "權重衰減（例如 --weight-decay 1e-4）能讓損失有極小值；或者依驗證資料上的誤差來停止，因為訓練樣本都已經對了。"},
    {"Dead units don't come back by themselves.", "死亡的神經元不會自己恢復。"},
    {"Start again with a smaller learning rate.", "以較小的學習率重新開始。"},
    {"Start again with a smaller learning rate or with inputs of size 1 (--standardize).",
     "以較小的學習率，或大小為 1 的輸入（--standardize）重新開始。"},
    {"Keep pre-activations of size 1: inputs of size 1 (--standardize), smaller first weights, a smaller learning "
     "rate; a run from the start then often needs no way out.",
     "讓激勵前的值維持在 1 左右：大小為 1 "
     "的輸入（--standardize）、較小的第一層權重、較小的學習率；這樣從頭訓練，往往就不需要出路了。"},
    {"Keep pre-activations of size 1: smaller first weights, a smaller learning rate; a run from the start then often "
     "needs no way out.",
     "讓激勵前的值維持在 1 左右：較小的第一層權重、較小的學習率；這樣從頭訓練，往往就不需要出路了。"},
    {"Take tanh in place of sigmoid, whose slope is nowhere above 1/4, so that each layer shrinks what passes it; or "
     "fewer layers; or add skip connections or normalization between them.",
     "用 tanh 代替 sigmoid（其斜率處處不超過 "
     "1/4，所以每一層都會縮小通過的訊號）；或減少層數；或在層間加入跳接或正規化。"},
    {"Take fewer layers, or add skip connections or normalization between them.",
     "減少層數，或在層間加入跳接或正規化。"},
    {"Start from weights that keep the signal's size (--init {0}), take fewer layers, or add skip connections or "
     "normalization between them.",
     "從能維持訊號大小的權重開始（--init {0}）、減少層數，或在層間加入跳接或正規化。"},
    {"A smaller ε, --epsilon {0} say, lets them move; so does an initialization that gives gradients above it.",
     "較小的 ε（例如 --epsilon {0}）能讓它們動起來；能給出更大梯度的初始化也可以。"},
    {"A learning rate above {0} would be seen.", "學習率高於 {0} 才會有作用。"},
    {"Raise the learning rate, step by step: {0}, {1} times as much, is half of what the sharpest curvature here, {2} "
     "= {3}, lets {4} live with.",
     "逐步提高學習率：{0}（{1} 倍）是此處最大曲率 {2} = {3} 之下{4}所能承受的一半。"},
    {"Raise the learning rate, step by step: no curvature here, {0} = {1}, sets a limit to it.",
     "逐步提高學習率：此處沒有曲率（{0} = {1}）限制它。"},
    {"Lower the learning rate below {0}: training goes on falling on average beyond, but by oscillating across the "
     "sharpest directions.",
     "把學習率降到 {0} 以下：超過時損失平均仍會下降，但會在最陡的方向上來回振盪。"},
    {"By the same model a learning rate below {0} lets the gradient win again; so does a rate that decays.",
     "依同一模型，學習率低於 {0} 時梯度會重新佔上風；逐漸衰減的學習率也可以。"},
    {"By the same model a learning rate below {0}, or batches of at least {1}, lets the gradient win again; so does a "
     "rate that decays.",
     "依同一模型，學習率低於 {0}，或批次大小至少 {1} 時，梯度會重新佔上風；逐漸衰減的學習率也可以。"},
    {"No learning rate alone: along the gradient next to nothing is gained at any length.",
     "單靠學習率沒有用：沿著梯度走多遠都幾乎沒有進展。"},
    {"Mend what other causes here name, or start elsewhere; where diagnose finds certain negative curvature of some "
     "worth, escape leaves.",
     "改善這裡列出的其他原因，或從別處開始；若 diagnose 找到確定且有價值的負曲率，就用 escape 離開。"},
    {"Steps that small gain next to nothing, but a far longer one along the same gradient gains more than the "
     "curvature promises: a method that measures how far to go (l-bfgs) can take it.",
     "這麼小的步幾乎沒有進展，但沿同一梯度走得遠得多時，下降會超過曲率所預期的：會量測步長的方法（l-bfgs）做得到。"},
    {"Mend what other causes here name as well.", "也要改善這裡列出的其他原因。"},
    {"The same as for the flat gradient.", "與梯度平坦時相同。"},
    {"The loss curves down from here: escape walks along that curvature, and noise on the weights finds it too, given "
     "time.",
     "損失從這裡往下彎：escape 沿著那個曲率走；對權重加雜訊，給它時間也找得到。"},
    {"No small step lowers the loss by anything worth having.", "沒有任何小步能讓損失降低到值得的程度。"},
    {"If it is too high, change what is trained (a wider model, other inputs, another start), not how.",
     "如果損失太高，要改變的是訓練什麼（更寬的模型、別的輸入、別的起點），而不是怎麼訓練。"},
    {"Every small step away lowers the loss: a little noise on the weights is enough.",
     "離開的每個小步都會降低損失：對權重加一點雜訊就夠了。"},
    {"The loss falls from here, though its curvature doesn't prove it: escape goes to the lower point that was found, "
     "where one was.",
     "損失從這裡可以下降，雖然曲率證明不了這一點：若已找到更低的點，escape 會走到那裡。"},
    {"Noise on the weights, large enough to be felt (1e-2 of their size, and 1e-2 where they are 0), leaves as well.",
     "對權重加上夠大的雜訊（其大小的 1e-2；為 0 者用 1e-2）也能離開。"},
    {"Then train on.", "然後繼續訓練。"},
    {"No way down was found; the exact spectrum, where it fits, would say whether there is one.",
     "沒有找到往下的路；若記憶體足夠，完整的譜可以說明是否真的沒有。"},
    {"Start from weights saved before that happened.", "從發生之前存下的權重開始。"},
    {"Move the point into the loss's domain, or look for the step that threw it out.",
     "把點移回損失有定義的範圍，或找出把它拋出去的那一步。"},
    {"The loss has no derivative at this point; move it a little.", "損失在這個點沒有導數；稍微移動一下。"},
    {"Go on from the weights kept with a smaller learning rate.", "從保留下來的權重，以較小的學習率繼續。"},
    {"Start elsewhere, or add a term that keeps the weights from there.", "從別處開始，或加上一項使權重遠離那裡。"},
});

}  // namespace saddlescope::report::tables
