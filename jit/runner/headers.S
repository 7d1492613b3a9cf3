// jit/runner/headers.S - the mended headers, as bytes inside the runner.
	.section .rodata
	.globl header_bits_mathcalls, header_bits_mathcalls_end
header_bits_mathcalls:
	.incbin "jit/runner/headers/bits/mathcalls.h"
header_bits_mathcalls_end:
	.globl header_features, header_features_end
header_features:
	.incbin "jit/runner/headers/features.h"
header_features_end:
	.globl header_float, header_float_end
header_float:
	.incbin "jit/runner/headers/float.h"
header_float_end:
	.globl header_iso646, header_iso646_end
header_iso646:
	.incbin "jit/runner/headers/iso646.h"
header_iso646_end:
	.globl header_math, header_math_end
header_math:
	.incbin "jit/runner/headers/math.h"
header_math_end:
	.globl header_regex, header_regex_end
header_regex:
	.incbin "jit/runner/headers/regex.h"
header_regex_end:
	.globl header_stddef, header_stddef_end
header_stddef:
	.incbin "jit/runner/headers/stddef.h"
header_stddef_end:
	.globl header_string, header_string_end
header_string:
	.incbin "jit/runner/headers/string.h"
header_string_end:
	.globl header_sys_cdefs, header_sys_cdefs_end
header_sys_cdefs:
	.incbin "jit/runner/headers/sys/cdefs.h"
header_sys_cdefs_end:
	.globl header_tgmath, header_tgmath_end
header_tgmath:
	.incbin "jit/runner/headers/tgmath.h"
header_tgmath_end:
	.section .note.GNU-stack, "", @progbits
