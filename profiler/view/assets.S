// profiler/view/assets.S - the view's packed script, as a text that ends with a NUL.
	.section .rodata

	.global view_script
view_script:
	.incbin VIEW_SCRIPT
	.byte 0

	.section .note.GNU-stack, "", @progbits
