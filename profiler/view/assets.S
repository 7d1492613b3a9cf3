// profiler/view/assets.S - the view's style sheet and script, as bytes between two symbols each.
	.section .rodata

	.global view_css, view_css_end
view_css:
	.incbin "profiler/view/view.css"
view_css_end:

	// One script in five files, each before those that use it.
	.global view_js, view_js_end
view_js:
	.incbin "profiler/view/format.js"
	.incbin "profiler/view/tree.js"
	.incbin "profiler/view/chart.js"
	.incbin "profiler/view/table.js"
	.incbin "profiler/view/view.js"
view_js_end:

	.section .note.GNU-stack, "", @progbits
