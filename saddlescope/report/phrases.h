// The phrases of pages and charts, English and 繁體中文 side by side (language.h says how they are used). Both forms of a
// row have the same placeholders. Rows stand by subject; a new one goes where its subject is.
#pragma once

#include <array>
#include <string_view>

namespace saddlescope::report {

struct PhraseRow {
  std::string_view english, chinese;
};

inline constexpr auto kPhrases = std::to_array<PhraseRow>({
    // Quantities and axes.
    {"Loss", "損失"},
    {"Floor", "下界"},
    {"Gradient norm", "梯度範數"},
    {"Step", "步"},
    {"Steps", "步數"},
    {"Step length", "步長"},
    {"Eigenvalue", "特徵值"},
    {"Eigenvalues", "特徵值"},
    {"Number of eigenvalues", "特徵值個數"},
    {"Minimum ratio", "極小比例"},
    {"Naive minimum ratio", "單純極小比例"},
    {"Negative eigenvalues here", "此處的負特徵值個數"},
    {"Negative eigenvalues nearby", "鄰近臨界點的負特徵值個數"},
    {"Gradient equivalents", "梯度當量"},
    {"Iteration", "疊代"},
    {"Tolerance", "容差"},
    {"Version {0}", "版本 {0}"},

    // Charts.
    {"Here", "此處"},
    {"Start", "起點"},
    {"End", "終點"},
    {"True loss", "真實損失"},
    {"Second-order model", "二階模型"},
    {"Taylor model", "泰勒模型"},
    {"Predicted", "預測"},
    {"Measured", "實測"},
    {"Eigenvalue spectrum", "特徵值譜"},
    {"Error surface", "誤差曲面"},
    {"Contours of the loss", "損失的等高線"},
    {"Training history", "訓練歷程"},
    {"Ways out compared", "各種出路的比較"},
});

}  // namespace saddlescope::report
