// profiler/heap_profile.c - what functions allocated: how much, from where, and what is left of it.
#include "profiler/heap_profile.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "profiler/view/html.h"

struct reading {
	struct unpack *in;
	struct heap_profile *heap;
	struct profile *profile;
	const struct collect_function *numbers;
	size_t number_cnt;
	const char *(*label)(void *ctx, const char *file);
	void *ctx;
};

void heap_profile_free(struct heap_profile *heap)
{
	if (!heap)
		return;
	for (size_t i = 0; i < heap->site_cnt; i++)
		free(heap->sites[i].file);
	free(heap->sites);
	free(heap->peak_bytes_of);
	free(heap);
}

// --- reading --------------------------------------------------------------------------------

// Gives the index of a numbered function in the profile; the session's when nobody has the number.
static uint32_t function_of(const struct reading *r, uint32_t number)
{
	const struct collect_function *function;

	if (number >= r->number_cnt || !r->numbers[number].name)
		return 0;
	function = &r->numbers[number];
	return profile_function(r->profile, function->file, function->line, function->name);
}

// A chain of calls is in the tree; one that is not was called once, as far as it is known.
static uint32_t read_path(const struct reading *r)
{
	uint32_t depth = unpack_u32(r->in), node = 0;

	for (uint32_t i = 0; i < depth && !r->in->has_failed; i++) {
		node = profile_child(r->profile, node, function_of(r, unpack_u32(r->in)));
		if (r->profile->nodes[node].call_cnt == 0)
			profile_record(r->profile, node, 1, 0);
	}
	return node;
}

static struct heap_left read_left(struct unpack *in)
{
	struct heap_left left = {.block_cnt = unpack_u64(in)};

	left.bytes = unpack_u64(in);
	return left;
}

// Sums stay below 2^63.
static int add_bytes(const struct reading *r, uint32_t node, uint64_t bytes, uint64_t *sum)
{
	if (bytes > INT64_MAX - *sum)
		return -1;
	*sum += bytes;
	r->profile->nodes[node].bytes += bytes;
	return 0;
}

static int read_site(const struct reading *r, uint64_t *sum)
{
	struct heap_profile *heap = r->heap;
	struct heap_site site = {.node = read_path(r)};
	char *file = unpack_text(r->in);

	site.line = unpack_u32(r->in);
	site.alloc_cnt = unpack_u64(r->in);
	site.bytes = unpack_u64(r->in);
	site.lost = read_left(r->in);
	site.kept = read_left(r->in);
	site.function = r->profile->nodes[site.node].function;
	site.file = mem_strdup(*file ? r->label(r->ctx, file) : "");
	free(file);
	heap->sites = mem_grow(heap->sites, heap->site_cnt + 1, sizeof *heap->sites);
	heap->sites[heap->site_cnt++] = site;
	return r->in->has_failed || add_bytes(r, site.node, site.bytes, sum) ? -1 : 0;
}

struct peak {
	uint32_t function;
	uint64_t bytes;
};

// Functions come into the profile while peaks and sites are read: the peaks wait.
static struct peak *read_peaks(const struct reading *r, uint32_t *cnt)
{
	uint32_t told_cnt = unpack_u32(r->in);
	struct peak *peaks = NULL;

	*cnt = 0;
	while (*cnt < told_cnt && !r->in->has_failed) {
		uint32_t function = function_of(r, unpack_u32(r->in));

		peaks = mem_grow(peaks, *cnt + (size_t)1, sizeof *peaks);
		peaks[(*cnt)++] = (struct peak){function, unpack_u64(r->in)};
	}
	return peaks;
}

static void set_peaks(struct heap_profile *heap, const struct peak *peaks, uint32_t cnt)
{
	heap->peak_bytes_of = mem_zalloc(heap->profile->function_cnt * sizeof *heap->peak_bytes_of);
	for (uint32_t i = 0; i < cnt; i++)
		if (heap->peak_bytes_of[peaks[i].function] < peaks[i].bytes)
			heap->peak_bytes_of[peaks[i].function] = peaks[i].bytes;
}

static int read_all(const struct reading *r)
{
	struct heap_profile *heap = r->heap;
	uint32_t peak_cnt, site_cnt;
	struct peak *peaks;
	uint64_t sum = 0;
	int rc = 0;

	heap->alloc_cnt = unpack_u64(r->in);
	heap->bytes = unpack_u64(r->in);
	heap->peak_bytes = unpack_u64(r->in);
	heap->free_cnt = unpack_u64(r->in);
	peaks = read_peaks(r, &peak_cnt);
	site_cnt = unpack_u32(r->in);
	for (uint32_t i = 0; i < site_cnt && !rc; i++)
		rc = read_site(r, &sum);
	heap->missed_cnt = unpack_u64(r->in);
	set_peaks(heap, peaks, peak_cnt);
	free(peaks);
	return rc || r->in->has_failed ? -1 : 0;
}

struct heap_profile *heap_profile_read(struct unpack *in, struct profile *profile,
				       const struct collect_function *numbers, size_t number_cnt,
				       const char *(*label)(void *ctx, const char *file), void *ctx,
				       struct err *err)
{
	struct heap_profile *heap = mem_zalloc(sizeof *heap);
	const struct reading r = {in, heap, profile, numbers, number_cnt, label, ctx};

	heap->profile = profile;
	if (read_all(&r)) {
		heap_profile_free(heap);
		err_set(err, ERR_FORMAT, "the list of allocations is damaged");
		return NULL;
	}
	return heap;
}

// --- rows -----------------------------------------------------------------------------------

static bool is_same_row(const struct heap_profile *heap, enum heap_grouping grouping, uint32_t a,
			uint32_t b)
{
	const struct heap_site *x = &heap->sites[a], *y = &heap->sites[b];

	if (grouping == HEAP_BY_FUNCTION)
		return x->function == y->function;
	return x->node == y->node &&
	       (grouping == HEAP_BY_PATH || (x->line == y->line && !strcmp(x->file, y->file)));
}

static void add_left(struct heap_left *sum, const struct heap_left *left)
{
	sum->block_cnt += left->block_cnt;
	sum->bytes += left->bytes;
}

static void add_site(struct heap_row *row, const struct heap_site *site)
{
	row->alloc_cnt += site->alloc_cnt;
	row->bytes += site->bytes;
	add_left(&row->lost, &site->lost);
	add_left(&row->kept, &site->kept);
}

static int by_bytes(const void *a, const void *b)
{
	const struct heap_row *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? 1 : -1;
	return (x->site > y->site) - (x->site < y->site);
}

static int by_left(const void *a, const void *b)
{
	const struct heap_row *x = a, *y = b;

	if (x->lost.bytes != y->lost.bytes)
		return x->lost.bytes < y->lost.bytes ? 1 : -1;
	if (x->kept.bytes != y->kept.bytes)
		return x->kept.bytes < y->kept.bytes ? 1 : -1;
	return (x->site > y->site) - (x->site < y->site);
}

struct heap_row *heap_profile_rows(const struct heap_profile *heap, enum heap_grouping grouping,
				   size_t *cnt)
{
	struct heap_row *rows = mem_zalloc((heap->site_cnt + 1) * sizeof *rows);

	*cnt = 0;
	for (uint32_t i = 0; i < heap->site_cnt; i++) {
		const struct heap_site *site = &heap->sites[i];
		size_t row = 0;

		if (grouping == HEAP_BY_SITE && !site->lost.block_cnt && !site->kept.block_cnt)
			continue;
		while (row < *cnt && !is_same_row(heap, grouping, rows[row].site, i))
			row++;
		if (row == *cnt)
			rows[(*cnt)++] = (struct heap_row){.function = site->function, .site = i};
		add_site(&rows[row], site);
	}
	qsort(rows, *cnt, sizeof *rows, grouping == HEAP_BY_SITE ? by_left : by_bytes);
	return rows;
}

void heap_profile_path(const struct heap_profile *heap, uint32_t site, struct str *out)
{
	enum { SHOWN_MAX = 8 }; // calls; of a deeper chain the outermost are left out
	const struct profile *profile = heap->profile;
	uint32_t chain[SHOWN_MAX], cnt = 0, node = heap->sites[site].node;

	for (; node != 0 && cnt < SHOWN_MAX; node = profile->nodes[node].parent)
		chain[cnt++] = profile->nodes[node].function;
	if (node != 0)
		str_puts(out, "... > ");
	while (cnt-- > 0)
		str_printf(out, "%s%s", profile->functions[chain[cnt]].name, cnt ? " > " : "");
}

void heap_profile_place(const struct heap_profile *heap, uint32_t site, struct str *out)
{
	const struct heap_site *s = &heap->sites[site];
	const struct profile_function *function = &heap->profile->functions[s->function];

	if (*s->file)
		str_printf(out, "%s:%u", s->file, s->line);
	else
		str_printf(out, "%s:%u...", function->file, function->line);
}

static void add_amount(struct str *out, uint64_t cnt, const char *what, uint64_t bytes)
{
	html_grouped(out, cnt);
	str_printf(out, " %s%s of ", what, cnt == 1 ? "" : "s");
	html_grouped(out, bytes);
	str_puts(out, bytes == 1 ? " byte" : " bytes");
}

void heap_profile_summary(const struct heap_profile *heap, struct str *out)
{
	struct heap_left lost = {0}, kept = {0};

	for (size_t i = 0; i < heap->site_cnt; i++) {
		add_left(&lost, &heap->sites[i].lost);
		add_left(&kept, &heap->sites[i].kept);
	}
	add_amount(out, heap->alloc_cnt, "allocation", heap->bytes);
	str_puts(out, ", at most ");
	html_grouped(out, heap->peak_bytes);
	str_puts(out, " bytes at one time; ");
	html_grouped(out, heap->free_cnt);
	str_puts(out, heap->free_cnt == 1 ? " was freed.\n" : " were freed.\n");
	if (lost.block_cnt) {
		str_puts(out, "Lost: ");
		add_amount(out, lost.block_cnt, "block", lost.bytes);
		str_puts(out, " that nothing in the session leads to.\n");
	}
	if (kept.block_cnt) {
		str_puts(out, "Kept: ");
		add_amount(out, kept.block_cnt, "block", kept.bytes);
		str_puts(out, " by objects of the session.\n");
	}
	if (heap->alloc_cnt && !lost.block_cnt && !kept.block_cnt)
		str_puts(out, "Nothing is left of them.\n");
	if (heap->missed_cnt) {
		html_grouped(out, heap->missed_cnt);
		str_puts(out, " allocations found no room to be noted.\n");
	}
}
