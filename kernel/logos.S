// kernel/logos.S - the logos of the kernelspec, as bytes inside the program.
	.section .rodata
	.globl logo_svg, logo_svg_end, logo_64, logo_64_end, logo_32, logo_32_end
logo_svg:
	.incbin "kernelspec/logo-svg.svg"
logo_svg_end:
logo_64:
	.incbin "kernelspec/logo-64x64.png"
logo_64_end:
logo_32:
	.incbin "kernelspec/logo-32x32.png"
logo_32_end:
	.section .note.GNU-stack, "", @progbits
