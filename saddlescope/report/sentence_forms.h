// Forms of the sentences that results hold, English and 繁體中文 side by side (sentences.h says how they are used). {0},
// {1}, … stand for what a room fills in, in the order of the English; {0!} for a name, which stays as it is. Rows stand by the room that writes them; within a
// row the English is that room's text to the letter, which tests/report/sentences_test.cpp holds against the sources.
#pragma once

#include <array>
#include <string_view>

namespace saddlescope::report {

struct SentenceForm {
  std::string_view english, chinese;
};

inline constexpr auto kSentenceForms = std::to_array<SentenceForm>({
    // stall/: evidence.
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
     "lies "
     "before them.",
     "{0}，在至少 99 % 的樣本上斜率低於最大值的 1e-3：幾乎沒有梯度傳到它們之前的參數。"},
    {"a unit change in the first hidden layer changes the outputs by {0}, in the last of {1} by {2}: {3} of it.",
     "第一隱藏層變動一單位，輸出變動 {0}；第 {1} 層（最後一層）變動一單位則為 {2}：前者是後者的 {3} 倍。"},
    {"‖∂L/∂W‖/‖W‖, first layer to last: {0}.", "‖∂L/∂W‖/‖W‖，由第一層到最後一層：{0}。"},
    {"the gradient of {0} of {1} parameters isn't 0 but at most Adam's ε = {2} (median {3}): divided by √v + ε they "
     "hardly move.",
     "{1} 個參數中有 {0} 個的梯度不為 0，但不超過 Adam 的 ε = {2}（中位數 {3}）：除以 √v + ε 之後，它們幾乎不動。"},
    {"a step of {0} is {1} long, below the rounding of the weights ({2}): adding it changes nothing.",
     "{0}的一步長 {1}，小於權重的捨入誤差（{2}）：加上去什麼也不會改變。"},
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
     "{1}; "
     "what a step does needs --optimizer and --learning-rate as well.",
     "梯度雜訊尺度 tr Σ/‖g‖²（梯度與雜訊一樣大的批次大小）為 {0}，實際批次為 {1}；要知道一步會怎樣，還需要 --optimizer "
     "與 "
     "--learning-rate。"},
    {"the gradient noise scale tr Σ/‖g‖², the batch in which gradient and noise are of one size, is {0}, the batch "
     "{1}; "
     "the expected change of a step is known for plain and momentum steps alone, not for {2}.",
     "梯度雜訊尺度 tr Σ/‖g‖²（梯度與雜訊一樣大的批次大小）為 {0}，實際批次為 "
     "{1}；只有單純的梯度更新與動量更新才知道一步的期望變化，{2}則不知道。"},
    {"the gradient noise scale tr Σ/‖g‖², the batch in which gradient and noise are of one size, is {0}, the batch "
     "{1}; "
     "the expected change of a step, {2}, lies within its standard error.",
     "梯度雜訊尺度 tr Σ/‖g‖²（梯度與雜訊一樣大的批次大小）為 {0}，實際批次為 {1}；一步的期望變化 {2} "
     "落在其標準誤差之內。"},
    {"the gradient noise scale tr Σ/‖g‖², the batch in which gradient and noise are of one size, is {0}, the batch "
     "{1}; "
     "by the quadratic model {2} raises the loss by {3} on average, but over {4} batches it was measured to lower it "
     "by "
     "{5}: the model doesn't reach so far.",
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
     "its "
     "norm is {0}, and a doubling search along it gains {1}.",
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

    // stall/: what helps.
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
     "rate; "
     "a run from the start then often needs no way out.",
     "讓激勵前的值維持在 1 左右：大小為 1 的輸入（--standardize）、較小的第一層權重、較小的學習率；這樣從頭訓練，往往就"
     "不需要出路了。"},
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
     "= "
     "{3}, lets {4} live with.",
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
     "curvature "
     "promises: a method that measures how far to go (l-bfgs) can take it.",
     "這麼小的步幾乎沒有進展，但沿同一梯度走得遠得多時，下降會超過曲率所預期的：會量測步長的方法（l-bfgs）做得到。"},
    {"Mend what other causes here name as well.", "也要改善這裡列出的其他原因。"},
    {"The same as for the flat gradient.", "與梯度平坦時相同。"},
    {"The loss curves down from here: escape walks along that curvature, and noise on the weights finds it too, given "
     "time.",
     "損失從這裡往下彎：escape 沿著那個曲率走；對權重加雜訊，給它時間也找得到。"},
    {"No small step lowers the loss.", "沒有任何小步能降低損失。"},
    {"If it is too high, change what is trained (a wider model, other inputs, another start), not how.",
     "如果損失太高，要改變的是訓練什麼（更寬的模型、別的輸入、別的起點），而不是怎麼訓練。"},
    {"Every small step away lowers the loss: a little noise on the weights is enough.",
     "離開的每個小步都會降低損失：對權重加一點雜訊就夠了。"},
    {"Second derivatives show no way down, higher ones do: escape goes to the lower point that was found, where one "
     "was.",
     "二階導數看不出往下的路，更高階的導數卻看得出來：若已找到更低的點，escape 會走到那裡。"},
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

    // critical/: whether the gradient is zero.
    {"The gradient computes to exactly zero.", "算出的梯度恰為零。"},
    {"The gradient, {0}, is within its own rounding error, {1}.", "梯度 {0} 在其自身的捨入誤差 {1} 之內。"},
    {"The gradient's norm is {0}; at a critical point it would be at most {1}.",
     "梯度的範數為 {0}；在臨界點最多應為 {1}。"},
    {"A step of 1/‖H‖ along the gradient (norm {0}, ‖H‖ at most about {1}) promises {2}; at a critical point up to {3} "
     "counts as nothing.",
     "沿梯度走 1/‖H‖（梯度範數 {0}，‖H‖ 至多約 {1}）預期下降 {2}；在臨界點，{3} 以下才算是沒有。"},
    {"L − floor = {0} is within {1} of what is at stake ({2}).", "L − 下界 = {0}，不到所能贏得的 {2} 的 {1} 倍。"},
    {"At most {0} could be gained nearby; up to {1} counts as nothing.", "附近最多只能再下降 {0}；{1} 以下算是沒有。"},
    {"A Newton step would still gain {0}; a critical point would leave at most {1} (gradient norm {2}).",
     "一步牛頓法還能下降 {0}；臨界點最多只剩 {1}（梯度範數 {2}）。"},
    {"A search along {0} finds {1} to gain in all; a critical point would leave at most {2} (gradient norm {3}).",
     "沿{0}搜尋，總共還能下降 {1}；臨界點最多只剩 {2}（梯度範數 {3}）。"},
    {"the part of the gradient where curvature isn't told from none", "曲率與零無法區分的那部分梯度"},
    {"the gradient", "梯度"},
    {"Newton's step is {0} long, a critical point would be within {1} (gradient norm {2}).",
     "牛頓步長 {0}；若有臨界點，應在 {1} 之內（梯度範數 {2}）。"},
    {"No critical point is in reach: no step that the curvature here promises is short enough for that curvature to "
     "hold "
     "all along it.",
     "附近沒有可及的臨界點：此處曲率所指的步長都過大，途中曲率已經改變。"},
    {"The gradient is {0}, a critical point could leave {1}.", "梯度為 {0}，臨界點最多只會剩下 {1}。"},
    {"Of the gradient {0} lies where curvature isn't told from none, more than a critical point could leave ({1}).",
     "梯度中有 {0} 落在曲率與零無法區分的方向上，超過臨界點可能剩下的（{1}）。"},
    {"Newton's step is only {0} long and the gradient left over {1}.", "牛頓步長只有 {0}，剩下的梯度為 {1}。"},

    // critical/: what the signs say.
    {"Eigenvalues: {0} negative, {1} flat, {2} positive (to ±{3}).", "特徵值：{0} 負、{1} 平、{2} 正（容差 ±{3}）。"},
    {"Eigenvalues: {0} negative, {1} flat, {2} positive (to ±{3}), measured along the directions of the band.",
     "特徵值：{0} 負、{1} 平、{2} 正（容差 ±{3}，沿帶內各方向量測）。"},
    {"A gradient of {0} is left inside the band.", "容差帶內還剩下 {0} 的梯度。"},
    {"But the gradient lies near the kernel of H, and a search along it finds no decrease worth having.",
     "但梯度落在 H 的核附近，沿著它搜尋找不到值得的下降。"},
    {"The loss is evaluated in f32, which certifies no sign; f64 would settle it.",
     "損失以 f32 計算，無法證實任何正負號；用 f64 就能確定。"},
    {"The loss is at its floor, {0}, to rounding ({1}): a global minimum as far as the arithmetic can tell.",
     "在捨入誤差之內，損失已達下界 {0}（{1}）：就計算所能判斷，這是全域極小值。"},
    {"Only {0} of loss is left above the floor: a global minimum to the tolerance asked for.",
     "損失只比下界高 {0}：就所要求的容差而言，這是全域極小值。"},
    {"minimum_at_infinity: the loss is within {0} of its infimum {1}, which no finite weights attain ({2}); there is "
     "no "
     "minimum to stand on.",
     "極小值在無窮遠：損失與下確界 {1} 相差不到 {0}，但任何有限的權重都達不到它（{2}）；沒有極小值可以立足。"},
    {"But along flat directions it seems to fall.", "但沿著平的方向，損失似乎會下降。"},
    {"A kink ({0}) lies {1} away, nearer than the critical point that the derivatives here promise (within {2}): they "
     "say nothing of the other side.",
     "在 {1} 之外有一個轉折（{0}），比此處導數所指的臨界點（{2} 之內）還近：它們對另一側一無所知。"},
    {"The point lies on a kink ({0}), where derivatives jump: they prove nothing here.",
     "這個點就在轉折上（{0}），導數在此跳變：在這裡證明不了什麼。"},
    {"Move the point off it.", "把點移開轉折。"},
    {"But a probe of the loss finds a way up and, of higher than first order, a way down.",
     "但直接探測損失，找到往上的路，以及高於一階的往下的路。"},
    {"Value, gradient and Hessian come out the same wherever one looks around here: to rounding, the loss doesn't "
     "depend "
     "on the parameters.",
     "在附近不論看哪裡，損失、梯度與 Hessian 都一樣：在捨入誤差之內，損失與參數無關。"},
    {"Value, gradient and curvature come out the same wherever one looks around here: to rounding, the loss doesn't "
     "depend on the parameters.",
     "在附近不論看哪裡，損失、梯度與曲率都一樣：在捨入誤差之內，損失與參數無關。"},
    {"But along one of the flat directions the loss curves down beyond doubt ({0}), which is no minimum's: rescaling "
     "the "
     "parameters, so that curvatures are closer to one another, would settle it.",
     "但沿其中一個平的方向，損失確定往下彎（{0}），極小值不會如此：重新縮放參數、使各曲率較為接近，就能確定。"},
    {"But the gradient here is zero to rounding ({0}) and the loss curves {1} for certain along {2} of the directions "
     "that the band of the critical point in reach covers.",
     "但此處的梯度在捨入誤差（{0}）之內為零，而在可及臨界點容差帶內的方向中，損失沿其中 {2} 個確定{1}彎。"},
    {"down", "往下"},
    {"up", "往上"},

    // critical/: points with flat directions.
    {"Along a flat direction the third derivative is {0}: one side falls, the other rises.",
     "沿一個平的方向，三階導數為 {0}：一側下降，另一側上升。"},
    {"Ways down and up by fourth order on the {0} flat direction (q from {1} to {2}).",
     "在 {0} 個平的方向上，就四階而言有往下也有往上的路（q 從 {1} 到 {2}）。"},
    {"Ways down and up by fourth order on the {0} flat directions (q from {1} to {2}).",
     "在 {0} 個平的方向上，就四階而言有往下也有往上的路（q 從 {1} 到 {2}）。"},
    {"It rises by fourth order on the {0} flat direction (q from {1} up).",
     "在 {0} 個平的方向上，就四階而言損失上升（q 從 {1} 起）。"},
    {"It rises by fourth order on the {0} flat directions (q from {1} up).",
     "在 {0} 個平的方向上，就四階而言損失上升（q 從 {1} 起）。"},
    {"It rises by fourth order on the {0} flat directions (q from {1} up); found by search, which is no proof.",
     "在 {0} 個平的方向上，就四階而言損失上升（q 從 {1} 起）；這是搜尋的結果，不是證明。"},
    {"A way down by fourth order on the {0} flat direction (q from {1} up).",
     "在 {0} 個平的方向上，就四階而言有往下的路（q 從 {1} 起）。"},
    {"A way down by fourth order on the {0} flat directions (q from {1} up).",
     "在 {0} 個平的方向上，就四階而言有往下的路（q 從 {1} 起）。"},
    {"A way down by fourth order on the {0} flat direction (q from {1} to {2}).",
     "在 {0} 個平的方向上，就四階而言有往下的路（q 從 {1} 到 {2}）。"},
    {"A way down by fourth order on the {0} flat directions (q from {1} to {2}).",
     "在 {0} 個平的方向上，就四階而言有往下的路（q 從 {1} 到 {2}）。"},
    {"Third and fourth derivatives along the flat directions don't exceed what rounding, the gradient and curvature "
     "left "
     "there and higher orders could do.",
     "沿平的方向，三階與四階導數都不超過捨入誤差、殘餘的梯度與曲率以及更高階項所能造成的。"},
    {"Higher orders would decide, but what is left of lower ones along the {0} flat direction (curvature within ±{1}, "
     "and third order), too small to be told, may hide the opposite closer by than they show.",
     "更高階可以決定，但沿 {0} 個平的方向所剩的低階項（曲率在 ±{1} 之內，以及三階）小到無法分辨，可能在更近處掩蓋了相反"
     "的情形。"},
    {"Higher orders would decide, but what is left of lower ones along the {0} flat directions (curvature within ±{1}, "
     "and third order), too small to be told, may hide the opposite closer by than they show.",
     "更高階可以決定，但沿 {0} 個平的方向所剩的低階項（曲率在 ±{1} 之內，以及三階）小到無法分辨，可能在更近處掩蓋了相反"
     "的情形。"},
    {"A way down by order {0}: along a straight flat direction the first Taylor coefficient that isn't zero is {1} "
     "(what "
     "orders above {2} do isn't known).",
     "就第 {0} 階而言有往下的路：沿一個筆直的平的方向，第一個不為零的泰勒係數是 {1}（{2} 階以上如何則不知道）。"},
    {"A way up by order {0} along a straight flat direction.", "沿一個筆直的平的方向，就第 {0} 階而言有往上的路。"},
    {"Orders three to {0} leave it open; a probe of the loss along the flat directions found {1}, which is no proof.",
     "三階到 {0} 階都無法決定；沿平的方向直接探測損失，找到{1}，但這不是證明。"},
    {"Orders three to {0} leave it open, but a probe of the loss finds {1} (a probe is no proof).",
     "三階到 {0} 階都無法決定，但直接探測損失找到{1}（探測不是證明）。"},
    {"Orders three to {0} leave it open, and so does a probe of the loss: {1}.",
     "三階到 {0} 階都無法決定，直接探測損失也是：{1}。"},
    {"Neither a way down nor a way up is to be seen.", "看不出往下的路，也看不出往上的路。"},
    {"a valley of dimension {0}, flat out to {1}", "一個 {0} 維的山谷，直到 {1} 都是平的"},
    {"a way down, {0} lower at a distance of {1}", "往下的路：在距離 {1} 處低了 {0}"},
    {"Of the {0} flat directions {1} are there by construction: {2}.", "{0} 個平的方向中，有 {1} 個是結構使然：{2}。"},
    {"Newton's steps leave the region in which a critical point was expected.", "牛頓法的步離開了預期有臨界點的區域。"},
    {"Where the gradient along curved directions ends nearby, {0} of it is left, which lies where the loss hardly "
     "curves "
     "(‖Hg‖/(‖H‖‖g‖) = {1} there, whatever it is here), and no step along it gains anything worth having: no critical "
     "point is established.",
     "在附近、彎曲方向上的梯度消失之處，還剩 {0}，落在損失幾乎不彎曲的方向上（那裡 ‖Hg‖/(‖H‖‖g‖) = "
     "{1}，不論此處為何），"
     "沿著它沒有任何一步值得走：無法確立有臨界點。"},
    {"Where the gradient along curved directions ends nearby, {0} of it is left, which lies where the loss hardly "
     "curves.",
     "在附近、彎曲方向上的梯度消失之處，還剩 {0}，落在損失幾乎不彎曲的方向上。"},
    {"Over the length of a step that promises all of the {0} that is left above the floor: a minimum may lie along it, "
     "or no critical point at all.",
     "以一步的長度，它足以下降到距下界所剩的全部 {0}：沿著它可能有極小值，也可能根本沒有臨界點。"},
    {"A smaller gradient would settle it.", "梯度更小時就能確定。"},
    {"A gradient of {0} is left inside the band: a critical point may lie further along it, or none.",
     "容差帶內還剩 {0} 的梯度：沿著它更遠處可能有臨界點，也可能沒有。"},

    // critical/: without the matrix.
    {"All eigenvalues were reached: {0} negative, {1} flat, {2} positive (to ±{3}).",
     "所有特徵值都已算到：{0} 負、{1} 平、{2} 正（容差 ±{3}）。"},
    {"Of {0} Ritz values {1} are certainly negative and {2} certainly positive (beyond ±{3}): at least so many "
     "eigenvalues are.",
     "{0} 個 Ritz 值中，{1} 個確定為負、{2} 個確定為正（超出 ±{3}）：至少有這麼多個特徵值如此。"},
    {"Certainly no minimum; no direction that certainly rises was found.", "確定不是極小值；沒有找到確定上升的方向。"},
    {"Here the loss curves down beyond doubt along one ({0}), but too little for the critical point nearby to share "
     "it.",
     "在此處，損失沿一個方向確定往下彎（{0}），但太小，附近的臨界點不一定如此。"},
    {"A gradient of {0} is left where the loss doesn't curve, and no step along it gains anything worth having: no "
     "critical point is established.",
     "在損失不彎曲的方向上還剩 {0} 的梯度，沿著它沒有任何一步值得走：無法確立有臨界點。"},
    {"None is certainly negative; what the flat ones hide, higher orders say: take --spectrum exact.",
     "沒有一個確定為負；平的方向隱藏了什麼，要看更高階：用 --spectrum exact。"},
    {"{0} products were spent on it.", "共用了 {0} 次乘積。"},
    {"So few say nothing about what they didn't see.", "這麼少的次數，說明不了沒看到的部分。"},
    {"With probability {0} no eigenvalue lies below {1} ({2} of ‖H‖ below zero); one between that and 0 can't be "
     "excluded.",
     "以機率 {0}，沒有特徵值低於 {1}（零以下 ‖H‖ 的 {2} 倍）；介於其與 0 之間的則無法排除。"},
    {"That ‖H‖ is no larger holds but for a probability of {0}.", "除了 {0} 的機率以外，‖H‖ 不會更大。"},
    {"How large ‖H‖ is was estimated from the products done, with no bound.", "‖H‖ 的大小由所做的乘積估計，沒有界限。"},
    {"But the Hessian changes too much on the way to say which signs a critical point nearby would have.",
     "但途中 Hessian 改變太多，無法說附近的臨界點會有哪些正負號。"},
    {"Interrupted before the spectrum was there: loss and gradient alone are known.",
     "在算出譜之前就被中斷了：只知道損失與梯度。"},
    {"--spectrum matrix-free has a first answer sooner.", "--spectrum matrix-free 能更快給出初步答案。"},

    // critical/: the walk out.
    {"stopped on request; rounds done: {0}.", "依要求停止；已完成 {0} 輪。"},
    {"The weights are those of the last one.", "權重是最後一輪的。"},
    {"rounds done: {0} of {1}.", "已完成 {1} 輪中的 {0} 輪。"},
    {"no eigenvalue is certainly negative (the lowest is {0}) and the gradient's norm, {1}, is as good as zero: no way "
     "down of first or second order is left.",
     "沒有確定為負的特徵值（最小的是 {0}），梯度的範數 {1} 也可視為零：一階與二階都沒有往下的路了。"},
    {"The verdict here: {0}.", "此處的判定：{0}。"},
    {"no eigenvalue is certainly negative (the lowest is {0}), and {1}: the gradient ({2}) that is left belongs to "
     "what "
     "lies behind them, and moving that alone gains little.",
     "沒有確定為負的特徵值（最小的是 {0}），而且{1}：剩下的梯度（{2}）屬於它們之後的參數，只移動那些收穫很少。"},
    {"Start again; diagnose says from what.", "重新開始；diagnose 會說明從何處開始。"},
    {"no eigenvalue is certainly negative (the lowest is {0}), but the gradient isn't zero ({1}): train on from here.",
     "沒有確定為負的特徵值（最小的是 {0}），但梯度不為零（{1}）：從這裡繼續訓練。"},
    {"the one {0} unit of layer {1} is dead", "第 {1} 層唯一的 {0} 神經元死亡"},
    {"all {0} {1} units of layer {2} are dead", "第 {2} 層的全部 {0} 個 {1} 神經元死亡"},
    {"the curvature {0} is certainly negative, but no point along it, either way and at any length tried, has a loss "
     "below {1} by more than rounding.",
     "曲率 {0} 確定為負，但沿著它的兩側、不論試過哪個步長，損失都沒有低於 {1} 超過捨入誤差。"},
    {"Hessian-vector products from a random start found no direction that curves down beyond doubt (the lowest Ritz "
     "value is {0}).",
     "從隨機起點做 Hessian 乘積，沒有找到確定往下彎的方向（最小的 Ritz 值為 {0}）。"},
    {"That proves nothing: every sign takes the dense Hessian, {0} GiB.",
     "這並不證明什麼：要知道每個正負號，需要完整的 Hessian 矩陣（{0} GiB）。"},
    {"The gradient, {0}, is zero to rounding.", "梯度 {0} 在捨入誤差之內為零。"},
    {"The gradient isn't zero ({0}): train on from here.", "梯度不為零（{0}）：從這裡繼續訓練。"},

    // optimize/: why a run ended.
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
     "above "
     "its floor.",
     "最後 {0} 步使 {1} 個實測損失的平均下降 {2}，少於它距下界所剩 {4} 的 {3} 倍。"},
    {"the last {0} steps raised the lowest loss by {1}; stalled is less than {2} of the {3} that it still is above its "
     "floor.",
     "最後 {0} 步使最低損失上升 {1}；下降少於距下界所剩 {3} 的 {2} 倍就算停滯。"},
    {"The loss measured last is {0}.", "最後測得的損失為 {0}。"},
    {"The loss at the end, {0}, is higher: the lowest of these steps, {1}, was {2} before it.",
     "結束時的損失 {0} 較高：這些步中最低的 {1} 在它之前 {2} 步。"},
    {"The gradient is tiny: a norm of {0} promises, even over a step of {1} (the length of the weights, at least 1), "
     "no "
     "more than {2}.",
     "梯度極小：範數 {0}，即使走 {1}（權重的長度，至少 1），也最多下降 {2}。"},
    {"The loss rises, though along the gradient, of norm {0}, it falls at first: steps too long lead up.",
     "損失上升，雖然沿著範數為 {0} 的梯度它起初會下降：步長過大就會往上走。"},
    {"The loss rises, though along the gradient, of norm {0}, it falls at first: steps too long lead up, and so does "
     "the "
     "noise of the batches.",
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
     "by "
     "the noise of the batches.",
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
    {"loss", "損失"},
    {"gradient", "梯度"},
    {"weights", "權重"},

    // commands/: pictures, models, spectra, boxes.
    {"{0} of {1} dimensions: what looks like a minimum here may be a saddle in the others.",
     "這只是 {1} 個維度中的 {0} 個：在這裡看起來像極小值的，在其他維度中可能是鞍點。"},
    {"The eigenvectors come from at most {0} products by block Lanczos, and not all of them have converged: they are "
     "close to those of the eigenvalues said, and there may be further ones beyond.",
     "特徵向量由最多 {0} 次乘積的區塊 Lanczos "
     "法求得，並非全都收斂：它們接近所述特徵值的特徵向量，其外也可能還有別的。"},
    {"Not every coefficient up to order {0} is known: those models end before.",
     "並非 {0} 階以下的每個係數都已知：那些模型在此之前就結束了。"},
    {"A whole region is critical ({0}); one point of it is marked.", "整個區域都是臨界的（{0}）；標出其中一點。"},
    {"Interrupted: what was drawn until then.", "已中斷：只有到那時為止畫出的。"},
    {"The one eigenvalue was computed to ±{0}: the eigensolver's backward error and the evaluation's own rounding, "
     "measured.",
     "唯一的特徵值已算出，誤差 ±{0}：包括特徵值求解的向後誤差，以及實測的計算捨入誤差。"},
    {"All {0} eigenvalues were computed, each to ±{1}: the eigensolver's backward error and the evaluation's own "
     "rounding, measured.",
     "全部 {0} 個特徵值都已算出，各誤差 ±{1}：包括特徵值求解的向後誤差，以及實測的計算捨入誤差。"},
    {"Interrupted: what was found until then stands.", "已中斷：到那時為止的結果仍然有效。"},
    {"Estimated from {0} random vectors with up to {1} products each, by Gauss quadrature: masses come with the "
     "standard "
     "error of sampling, counts beyond a tolerance also with what quadrature can be off by for these vectors.",
     "由 {0} 個隨機向量、各最多 {1} "
     "次乘積，以高斯求積估計：各區間的質量附取樣的標準誤差，超出容差的個數還附這些向量的求"
     "積誤差。"},
    {"Where both bounds are far apart eigenvalues pile up around the tolerance.",
     "兩個界限相差很大之處，特徵值堆積在容差附近。"},
    {"Interrupted before anything was known of the spectrum.", "在得知譜的任何資訊之前就被中斷了。"},
    {"{0} products by block Lanczos filled the whole space: these are all eigenvalues.",
     "{0} 次乘積的區塊 Lanczos 法已填滿整個空間：這些就是全部的特徵值。"},
    {"{0} products by block Lanczos: every pair has converged to {1} of ‖H‖.",
     "{0} 次乘積的區塊 Lanczos 法：每一對都已收斂到 ‖H‖ 的 {1} 倍。"},
    {"{0} products by block Lanczos of {1} allowed weren't enough: not every pair has converged to {2} of ‖H‖.",
     "區塊 Lanczos 法用了所允許 {1} 次中的 {0} 次乘積，仍然不夠：並非每一對都收斂到 ‖H‖ 的 {2} 倍。"},
    {"{0} products by block Lanczos, then interrupted: an eigenvalue lies within each bound, but these may not be the "
     "outermost.",
     "{0} 次乘積的區塊 Lanczos 法之後被中斷：每個界限內都有一個特徵值，但不一定是最外側的。"},
    {"The bounds hold all the same.", "界限仍然成立。"},
    {"An eigenvalue lies within each bound; that no copy is missing between them holds for up to as many copies as the "
     "block has columns, and for more as far as fresh vectors showed.",
     "每個界限內都有一個特徵值；重複的特徵值在不超過區塊行數時不會遺漏，超過時則以新的向量所見為準。"},
    {"Proved by interval arithmetic ({0}): {1}.", "以區間算術（{0}）證明：{1}。"},
    {"there is none", "沒有臨界點"},
    {"these are all critical points of the box", "這些就是範圍內的全部臨界點"},
    {"A search from {0} starts, which is no proof that there are no others.",
     "從 {0} 個起點搜尋；這不能證明沒有其他的。"},
    {"Where H is singular, as on curves and surfaces of critical points, interval arithmetic proves nothing closer by "
     "than the extent said: what is listed there was found by a search.",
     "在 H 奇異之處（例如臨界點的曲線與曲面），區間算術在所述範圍之內證明不了什麼：那裡列出的是搜尋到的。"},
    {"Farther off there is proved to be no other ({0}).", "更遠處已證明沒有其他的（{0}）。"},
    {"One part of the box is open: none was found there besides those listed, nor excluded.",
     "範圍有 1 個部分未定：那裡除了列出的以外沒有找到別的，也沒有排除。"},
    {"{0} parts of the box are open: none was found there besides those listed, nor excluded.",
     "範圍有 {0} 個部分未定：那裡除了列出的以外沒有找到別的，也沒有排除。"},
    {"Elsewhere there is proved to be no other ({0}).", "別處已證明沒有其他的（{0}）。"},
    {"{0} boxes tested", "檢驗了 {0} 個區間"},
    {"{0} box tested", "檢驗了 {0} 個區間"},
    {"Interrupted: what was found by then.", "已中斷：到那時為止找到的。"},
    {"theory knows a {0}; the evidence here doesn't decide.", "理論知道這裡是{0}；此處的證據不足以決定。"},
    {"theory knows a {0}; here no negative curvature was found, which proves no more.",
     "理論知道這裡是{0}；此處沒有發現負曲率，但這證明不了更多。"},
    {"theory says {0}, found was {1}.", "理論說是{0}，測得的卻是{1}。"},
    {"the loss differs by {0}, more than {1}.", "損失相差 {0}，超過 {1}。"},
    {"not all signs were counted.", "並非所有正負號都已計數。"},
    {"theory counts (negative, flat, positive) = {0}, found were {1}.",
     "理論的（負、平、正）個數為 {0}，測得的是 {1}。"},
    {"{0} agrees.", "{0}一致。"},
    {"{0} agree.", "{0}都一致。"},
    {"the verdict", "判定"},
    {"the loss", "損失"},
    {"the signs", "正負號"},
    {"the eigenvalue (within {0}; {1} is allowed)", "特徵值（相差 {0}；容許 {1}）"},
    {"the extreme eigenvalues (within {0}; {1} is allowed)", "兩端的特徵值（相差 {0}；容許 {1}）"},
    {"all {0} eigenvalues (within {1}; {2} is allowed)", "全部 {0} 個特徵值（相差 {1}；容許 {2}）"},

    // commands/: the ways out compared.
    {"Cheapest way down: {0}, from {1} to {2}.", "成本最低的往下的路：{0}，從 {1} 到 {2}。"},
    {"Cheapest way down: {0}, from {1} to {2}, half of that way for {3} gradient equivalents.",
     "成本最低的往下的路：{0}，從 {1} 到 {2}；走到一半需 {3} 個梯度當量。"},
    {"Lowest of all, within 1 % of that fall: {0}, at {1}.", "最低者（與其下降相差在 1 % 以內）：{0}，為 {1}。"},
    {"The best {0}, {1}, ends as low, to 1 % of the fall or within the spread over seeds, at {2}.",
     "{0}最好的是 {1}，停在 {2}，一樣低（相差在下降的 1 % 以內，或在各種子的差異之內）。"},
    {"The best {0}, {1}, ends as low, to 1 % of the fall or within the spread over seeds, at {2}, half of that way for "
     "{3} "
     "gradient equivalents.",
     "{0}最好的是 {1}，停在 {2}，一樣低（相差在下降的 1 % 以內，或在各種子的差異之內）；走到一半需 {3} 個梯度當量。"},
    {"The best {0}, {1}, reaches {2}, {3} above.", "{0}最好的是 {1}，到達 {2}，高出 {3}。"},
    {"after escape", "escape 之後"},
    {"by itself", "單獨使用時"},
    {"of the controls", "對照組中"},
    {"{0} ({1} to {2} over {3} seeds)", "{0}（{3} 個種子：{1} 到 {2}）"},
    {"{0} ({1} to {2} over {3} seeds), half of that way for {4} gradient equivalents",
     "{0}（{3} 個種子：{1} 到 {2}），走到一半需 {4} 個梯度當量"},
    {"By itself {0} doesn't change the loss: {1}.", "{0} 單獨使用不會改變損失：{1}。"},
    {"By themselves {0} don't change the loss: {1}.", "{0} 單獨使用不會改變損失：{1}。"},
    {"By themselves these don't change the loss: {0}.", "單獨使用時，以下方法不會改變損失：{0}。"},
    {"No way out within this budget: every loss stays at {0}.", "在此預算內沒有出路：每個損失都停在 {0}。"},
    {"No method ends below the {0} it began at.", "沒有方法停在起點的 {0} 以下。"},
    {"Interrupted before the first method had begun.", "在第一種方法開始之前就被中斷了。"},
    {"Interrupted after {0} method: no answer, since the others hadn't begun.",
     "在 {0} 種方法之後被中斷：沒有答案，因為其他方法還沒開始。"},
    {"Interrupted after {0} methods: no answer, since the others hadn't begun.",
     "在 {0} 種方法之後被中斷：沒有答案，因為其他方法還沒開始。"},
    {"So far the lowest loss is {0}, of {1}; it began at {2}.", "目前最低的損失是 {0}（{1}）；起初為 {2}。"},
    {"{0} step of negative curvature, {1} gradient equivalents: the loss fell from {2} to {3}.",
     "沿負曲率 {0} 步，{1} 個梯度當量：損失從 {2} 降到 {3}。"},
    {"{0} steps of negative curvature, {1} gradient equivalents: the loss fell from {2} to {3}.",
     "沿負曲率 {0} 步，{1} 個梯度當量：損失從 {2} 降到 {3}。"},
    {"the gradient is exactly zero", "梯度恰為零"},
    {"the gradient lies within its epsilon, {0}, for {1} of {2} weights",
     "{2} 個權重中有 {1} 個的梯度在其 ε = {0} 之內"},
    {"the budget was too small for a step", "預算不夠走一步"},
    {"it found no step", "它沒有找到可走的步"},
    {"its noise led {0} far in {1} steps and found no way down", "它的雜訊在 {1} 步內走了 {0} 遠，沒有找到往下的路"},
    {"{0} steps changed no weight", "{0} 步沒有改變任何權重"},
    {"{0} steps led {1} far", "{0} 步走了 {1} 遠"},

    // report/: the census.
    {"{0}: {1}; iterations {2} (median {3}).", "{0}：{1}；疊代 {2} 次（中位數 {3}）。"},
    {"following negative curvature lowered the loss by {0} (median {1}).", "沿負曲率走，損失下降 {0}（中位數 {1}）。"},
    {"following negative curvature lowered the loss by {0} (median {1}); all negative eigenvalues together are worth "
     "no "
     "more than loss − floor, {2} (median {3}).",
     "沿負曲率走，損失下降 {0}（中位數 {1}）；所有負特徵值合起來的價值不超過損失 − 下界，即 {2}（中位數 {3}）。"},
    {"{0} of these points fit the data to within {1} of what is at stake and show a ratio of {2}.",
     "這些點中有 {0} 個已擬合資料（所剩不到所能贏得的 {1} 倍），比例卻是 {2}。"},
    {"It says nothing of the critical point: the eigenvalues that are negative here, {0}, aren't negative there, but "
     "come of leftover residuals.",
     "它並不說明臨界點：在此處為負的特徵值（{0} 個）在那裡並不為負，而是殘差所致。"},
    {"It says nothing of the critical point: the eigenvalues that are negative here, {0}, aren't negative there, but "
     "come of leftover residuals; flat ones, {1}, take their signs from round-off, and count as not positive unless "
     "above zero.",
     "它並不說明臨界點：在此處為負的特徵值（{0} 個）在那裡並不為負，而是殘差所致；平的特徵值（{1} "
     "個）的正負號來自捨入，"
     "不大於零就不算正。"},
    {"{0}: {1}; none reached the tolerance {2}, all used their {3} iterations.",
     "{0}：{1}；沒有一次達到容差 {2}，都用完了 {3} 次疊代。"},
    {"{0} to {1}", "{0} 到 {1}"},
    {"{0} ended at a critical point", "{0} 次停在臨界點"},
    {"{0} at a critical point by the verdict", "{0} 次依判定為臨界點"},
    {"{0} with a gradient at the tolerance, which leaves open what it is", "{0} 次梯度已達容差，但還不知道是什麼點"},
    {"{0} stalled at a gradient near the kernel of H", "{0} 次停滯於落在 H 的核附近的梯度"},
    {"{0} stopped at neither", "{0} 次兩者皆非"},

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
    {"orthogonal to the lowest eigenvector", "與最低的特徵向量正交的方向"},
    {"way out", "出路"},
    {"here", "此處"},
    {"lowest of the grid", "格點中的最低點"},
    {"trajectory", "軌跡"},
    {"curve: {0}", "曲線：{0}"},
    {"region: {0}", "區域：{0}"},
});

}  // namespace saddlescope::report
