// tests/cells/headers_inttypes.c - formats of fixed width
#include <inttypes.h>
#include <stdio.h>
printf("%" PRId64 " %" PRIx32 " %" PRIu8 "\n", INT64_C(-1) << 40, UINT32_C(48879), (uint8_t)300);   // expect stdout: -1099511627776 beef 44
// ---
int64_t value;
sscanf("-9000000000", "%" SCNd64, &value);
value   // expect: -9000000000
