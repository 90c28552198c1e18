// The built-in data sets as bytes of the program.
        .section .rodata
.macro  set name, file
        .balign 16
        .global saddlescope_set_\name
        .global saddlescope_set_\name\()_end
saddlescope_set_\name:
        .incbin "\file"
saddlescope_set_\name\()_end:
        .byte 0
.endm
        set digits, "sets/digits.npz"
        set iris, "sets/iris.npz"
        set wine, "sets/wine.npz"
        set breast_cancer, "sets/breast-cancer.npz"
        .section .note.GNU-stack, "", %progbits
