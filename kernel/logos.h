// kernel/logos.h - the logos of the kernelspec, as bytes inside the program.
#ifndef CICLE_KERNEL_LOGOS_H
#define CICLE_KERNEL_LOGOS_H

extern const char logo_svg[], logo_svg_end[];
extern const char logo_64[], logo_64_end[];
extern const char logo_32[], logo_32_end[];

#endif
