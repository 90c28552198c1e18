// What every page carries: its style, its scripts, and Plotly's bundle as gzip (tools/plotly/build.sh makes it).
        .section .rodata
.macro  asset name, file
        .balign 16
        .global saddlescope_page_\name
        .global saddlescope_page_\name\()_end
saddlescope_page_\name:
        .incbin "\file"
saddlescope_page_\name\()_end:
        .byte 0
.endm
        asset style, "page/page.css"
        asset targets, "page/targets.js"
        asset charts, "page/charts.js"
        asset plotly, "page/plotly.js.gz"
        asset plotly_hash, "page/plotly.sha256"
        .section .note.GNU-stack, "", %progbits
