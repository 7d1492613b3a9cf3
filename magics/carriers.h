// magics/carriers.h - which cells' outputs carry the script of the profile view.
//
// The script is most of what a small profile takes in a saved notebook, so an output carries it
// only when few others are known to. Two cells do among the last few, so that one of them can be
// cleared, deleted or run again without another output losing its script.
#ifndef CICLE_MAGICS_CARRIERS_H
#define CICLE_MAGICS_CARRIERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Cells that are remembered: of each eight that are run in a row, two carry it.
#define CARRIERS_REMEMBERED 7

struct carrier {
	uint64_t cell; // its key
	int run;       // In[run]
	bool carries;
};

// The cells whose outputs came last, the latest at the end. `struct carriers c = {0};` is none.
struct carriers {
	struct carrier cells[CARRIERS_REMEMBERED];
	size_t cnt;
};

// Tells whether an output that a cell is about to show carries the script, and remembers it. The
// outputs of the cell's earlier runs are gone by then. A cell that is run twice in a row carries it
// the second time: its reader may have missed it.
bool carriers_next(struct carriers *carriers, uint64_t cell, int run);

#endif
