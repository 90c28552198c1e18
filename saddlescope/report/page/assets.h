// What every page carries, as bytes of the program (assets.S).
#pragma once

#include <string_view>

namespace saddlescope::report {

std::string_view page_style();    ///< CSS
std::string_view targets_script();  ///< the script that opens what a link leads to
std::string_view charts_script();  ///< the script that draws the charts
std::string_view plotly_bundle();  ///< Plotly, compressed by gzip: the page inflates it
std::string_view plotly_hash();   ///< base64 of SHA-256 of the script that it inflates to

}  // namespace saddlescope::report
