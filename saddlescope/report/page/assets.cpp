#include "saddlescope/report/page/assets.h"

#include <cstddef>

// In assets.S.
extern "C" {
extern const char saddlescope_page_style[], saddlescope_page_style_end[];
extern const char saddlescope_page_targets[], saddlescope_page_targets_end[];
extern const char saddlescope_page_charts[], saddlescope_page_charts_end[];
extern const char saddlescope_page_plotly[], saddlescope_page_plotly_end[];
extern const char saddlescope_page_plotly_hash[], saddlescope_page_plotly_hash_end[];
}

namespace saddlescope::report {
namespace {

std::string_view bytes(const char* begin, const char* end) { return {begin, static_cast<std::size_t>(end - begin)}; }

}  // namespace

std::string_view page_style() { return bytes(saddlescope_page_style, saddlescope_page_style_end); }
std::string_view targets_script() { return bytes(saddlescope_page_targets, saddlescope_page_targets_end); }
std::string_view charts_script() { return bytes(saddlescope_page_charts, saddlescope_page_charts_end); }
std::string_view plotly_bundle() { return bytes(saddlescope_page_plotly, saddlescope_page_plotly_end); }
std::string_view plotly_hash() { return bytes(saddlescope_page_plotly_hash, saddlescope_page_plotly_hash_end); }

}  // namespace saddlescope::report
