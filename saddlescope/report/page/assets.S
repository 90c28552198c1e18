// What every page carries: its style, its scripts, and Plotly's bundle as gzip (tools/plotly/build.sh makes it).
// Where rules of a style are of one weight the later holds: the order of its files is part of it.
        .section .rodata
.macro  begin name
        .balign 16
        .global saddlescope_page_\name
        .global saddlescope_page_\name\()_end
saddlescope_page_\name:
.endm
.macro  end name
saddlescope_page_\name\()_end:
        .byte 0
.endm
.macro  asset name, file
        begin \name
        .incbin "\file"
        end \name
.endm
.macro  styles name
        .incbin "page/style/\name\().css"
.endm
.macro  then name
        .ascii "\n"
        styles \name
.endm
        begin style
        styles colours
        then frame
        then verdict
        then charts
        then tables
        then networks
        then commands
        then screens
        then print
        end style
        asset targets, "page/targets.js"
        asset charts, "page/charts.js"
        asset plotly, "page/plotly.js.gz"
        asset plotly_hash, "page/plotly.sha256"
        .section .note.GNU-stack, "", %progbits
