// base/place.h - finds what stands beside the program.
#ifndef CICLE_BASE_PLACE_H
#define CICLE_BASE_PLACE_H

// Gives the folder of cicle.h: include/ beside the program, where it is built, or beside its
// folder, where it is installed. NULL when it stands in neither. The caller frees.
char *place_include_dir(void);

#endif
