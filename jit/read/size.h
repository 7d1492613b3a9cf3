// jit/read/size.h - the sizes of objects that can be told without a compiler.
#ifndef CICLE_JIT_READ_SIZE_H
#define CICLE_JIT_READ_SIZE_H

#include "jit/read/cell.h"

// Fills object->size and is_size_known for arithmetic types, pointers and arrays of them whose
// sizes are plain numbers, or follow from a plain list or string. Others the compiler must tell.
void size_guess(struct cell_object *object);

#endif
