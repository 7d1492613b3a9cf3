// profiler/view/assets.S - the view's packed script, as bytes between two symbols.
	.section .rodata

	.global view_script, view_script_end
view_script:
	.incbin VIEW_SCRIPT
view_script_end:

	.section .note.GNU-stack, "", @progbits
