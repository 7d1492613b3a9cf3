// profiler/runtime/spans.c - when calls began and how long they lasted, for a picture in time
// order.
#include "profiler/runtime/spans.h"

#include "base/pack.h"
#include "profiler/runtime/tree.h"

struct spans *spans_begin(struct spans *old)
{
	struct spans *spans = old ? old : tree_map(sizeof *spans);

	if (!spans)
		return NULL;
	spans->least = 0;
	spans->cnt = 0;
	spans->is_thinning = false;
	return spans;
}

// Gives the shortest power of two (in ticks) that at most half of the calls last.
static uint64_t limit_of(const struct spans *spans)
{
	uint32_t cnts[64] = {0}, longer_cnt = 0;
	int bit = 63;

	for (uint32_t i = 0; i < spans->cnt; i++)
		cnts[63 - __builtin_clzll(spans->items[i].taken | 1)]++;
	while (bit > 0 && longer_cnt + cnts[bit] <= SPANS_MAX / 2)
		longer_cnt += cnts[bit--];
	return bit < 63 ? (uint64_t)1 << (bit + 1) : UINT64_MAX;
}

void spans_thin(struct spans *spans)
{
	uint32_t kept_cnt = 0;

	spans->is_thinning = true;
	spans->least = limit_of(spans);
	for (uint32_t i = 0; i < spans->cnt; i++)
		if (spans->items[i].taken >= spans->least)
			spans->items[kept_cnt++] = spans->items[i];
	spans->cnt = kept_cnt;
	spans->is_thinning = false;
}

void spans_pack(const struct spans *spans, uint64_t start_ticks, double ns_per_tick,
		struct str *out)
{
	uint32_t cnt = spans ? spans->cnt : 0;

	pack_u32(out, cnt);
	for (uint32_t i = 0; i < cnt; i++) {
		const struct span *span = &spans->items[i];
		uint64_t start = span->entered > start_ticks ? span->entered - start_ticks : 0;

		pack_u32(out, span->node);
		pack_u64(out, (uint64_t)((double)start * ns_per_tick));
		pack_u64(out, (uint64_t)((double)span->taken * ns_per_tick));
	}
	pack_u64(out, spans ? (uint64_t)((double)spans->least * ns_per_tick) : 0);
}
