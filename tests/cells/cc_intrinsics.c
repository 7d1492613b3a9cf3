// A header of gcc's own.
#include <emmintrin.h>
int lanes[4];
void fill(int n) { _mm_storeu_si128((__m128i *)lanes, _mm_add_epi32(_mm_set1_epi32(n), _mm_setr_epi32(0, 1, 2, 3))); }
fill(5);
lanes   // expect: {5, 6, 7, 8}
// ---
// Cells that do not use it are libtcc's as before.
lanes[0] + lanes[3]   // expect: 13
