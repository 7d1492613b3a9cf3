// profiler/import_pstats.c - reads what Python's cProfile dumps: a marshalled dictionary.
//
// Read is what Python 3 writes (marshal.c says what the bytes mean), with its references: an
// object whose type has the upper bit set gets the next number, and 'r' and a number stand for it
// later. The numbers' places are kept and the object is read there again: no object is built.
#include "profiler/import_formats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pack.h"
#include "profiler/caller_graph.h"

enum { REFERRED = 0x80 };

struct marshal {
	struct unpack in;
	const unsigned char **objects; // by number: the object's type byte. Owned by the first
	size_t object_cnt, object_cap;
	bool is_again; // reads an object that has its number already
};

struct key {
	struct str file, name;
	uint32_t line;
};

struct reading {
	struct marshal marshal;
	struct caller_graph graph;
	struct key key;
	size_t function_cap;
	uint64_t own_ns, call_cnt; // all functions together
};

static unsigned get_byte(struct unpack *in)
{
	if (in->has_failed || in->at == in->end) {
		in->has_failed = true;
		return 0;
	}
	return *in->at++;
}

static unsigned get_u16(struct unpack *in)
{
	unsigned low = get_byte(in);

	return low | get_byte(in) << 8;
}

static void keep_place(struct marshal *m)
{
	if (m->is_again)
		return;
	if (m->object_cnt == m->object_cap) {
		m->object_cap = m->object_cap ? m->object_cap * 2 : 256;
		m->objects = mem_grow(m->objects, m->object_cap, sizeof *m->objects);
	}
	m->objects[m->object_cnt++] = m->in.at - 1;
}

// Reads the type of the next object. *from becomes where the rest of it is: m, or again, set to
// the place that a reference names. After that, end_object().
static char begin_object(struct marshal *m, struct marshal *again, struct marshal **from)
{
	unsigned type = get_byte(&m->in);
	uint32_t number;

	*from = m;
	if (type != 'r') {
		if (type & REFERRED)
			keep_place(m);
		return (char)(type & ~(unsigned)REFERRED);
	}
	number = unpack_u32(&m->in);
	if (m->in.has_failed || number >= m->object_cnt) {
		m->in.has_failed = true;
		return '\0';
	}
	*again = *m;
	again->is_again = true;
	again->in.at = m->objects[number];
	*from = again;
	return (char)(get_byte(&again->in) & ~(unsigned)REFERRED);
}

static void end_object(struct marshal *m, const struct marshal *from)
{
	m->in.has_failed = m->in.has_failed || from->in.has_failed;
}

static void get_text(struct marshal *m, struct str *text)
{
	struct marshal again, *from;
	char type = begin_object(m, &again, &from);
	size_t len = 0;

	str_clear(text);
	if (type == 'z' || type == 'Z')
		len = get_byte(&from->in);
	else if (type && strchr("uaAts", type))
		len = unpack_u32(&from->in);
	else
		from->in.has_failed = true;
	if (len > (size_t)(from->in.end - from->in.at))
		from->in.has_failed = true;
	if (!from->in.has_failed) {
		str_add(text, from->in.at, len);
		from->in.at += len;
	}
	end_object(m, from);
}

// Reads the digits of a large integer. What is beyond 63 bits fails.
static int64_t get_long(struct unpack *in)
{
	int32_t digit_cnt = (int32_t)unpack_u32(in);
	uint64_t value = 0;

	if (digit_cnt < 0 || digit_cnt > 4)
		in->has_failed = true;
	for (int32_t i = 0; i < digit_cnt && !in->has_failed; i++)
		value |= (uint64_t)(get_u16(in) & 0x7FFF) << (15 * i);
	return (int64_t)value;
}

static int64_t get_integer_of(char type, struct unpack *in)
{
	if (type == 'i')
		return (int32_t)unpack_u32(in);
	if (type == 'I')
		return (int64_t)unpack_u64(in);
	if (type == 'l')
		return get_long(in);
	in->has_failed = true;
	return 0;
}

// Reads a count; none is negative.
static uint64_t get_count(struct marshal *m)
{
	struct marshal again, *from;
	char type = begin_object(m, &again, &from);
	int64_t value = get_integer_of(type, &from->in);

	if (value < 0)
		from->in.has_failed = true;
	end_object(m, from);
	return value < 0 ? 0 : (uint64_t)value;
}

// Reads seconds as ns. A clock that was set back makes them negative: that counts as none.
static uint64_t get_ns(struct marshal *m)
{
	struct marshal again, *from;
	char type = begin_object(m, &again, &from);
	double seconds;
	uint64_t bits;

	if (type == 'g') {
		bits = unpack_u64(&from->in);
		memcpy(&seconds, &bits, sizeof seconds);
	} else {
		seconds = (double)get_integer_of(type, &from->in);
	}
	if (!isfinite(seconds) || seconds > 1e9)
		from->in.has_failed = true;
	end_object(m, from);
	return m->in.has_failed || seconds < 0 ? 0 : (uint64_t)(seconds * 1e9 + 0.5);
}

// Enters a tuple of so many items.
static void get_tuple(struct marshal *from, char type, uint32_t item_cnt)
{
	uint32_t cnt = 0;

	if (type == '(')
		cnt = unpack_u32(&from->in);
	else if (type == ')')
		cnt = get_byte(&from->in);
	if (cnt != item_cnt)
		from->in.has_failed = true;
}

// Reads (file, line, name).
static void get_key(struct marshal *m, struct key *key)
{
	struct marshal again, *from;
	char type = begin_object(m, &again, &from);
	uint64_t line;

	get_tuple(from, type, 3);
	get_text(from, &key->file);
	line = get_count(from);
	get_text(from, &key->name);
	key->line = line <= UINT32_MAX ? (uint32_t)line : 0;
	end_object(m, from);
}

static bool begin_dict(struct marshal *m)
{
	struct marshal again, *from;

	if (begin_object(m, &again, &from) != '{' || from != m)
		m->in.has_failed = true;
	return !m->in.has_failed;
}

// Says whether a dictionary has a further entry; leaves it when not.
static bool next_entry(struct marshal *m)
{
	if (!m->in.has_failed && m->in.at < m->in.end && *m->in.at != '0')
		return true;
	get_byte(&m->in);
	return false;
}

// Gives the key's function, with numbers of its own in the graph.
static uint32_t find_function(struct reading *r)
{
	struct caller_graph *graph = &r->graph;
	uint32_t function = profile_function(graph->profile, str_text(&r->key.file), r->key.line,
					     str_text(&r->key.name));

	if (function >= r->function_cap) {
		size_t cap = 2 * ((size_t)function + 32);

		graph->functions = mem_grow(graph->functions, cap, sizeof *graph->functions);
		memset(graph->functions + r->function_cap, 0,
		       (cap - r->function_cap) * sizeof *graph->functions);
		r->function_cap = cap;
	}
	return function;
}

// Reads one caller: (file, line, name): (nc, cc, tt, ct).
static void get_edge(struct reading *r, uint32_t callee)
{
	struct marshal *m = &r->marshal, again, *from;
	struct caller_graph *graph = &r->graph;
	struct caller_edge edge = {.callee = callee};
	char type;

	get_key(m, &r->key);
	type = begin_object(m, &again, &from);
	get_tuple(from, type, 4);
	edge.numbers.call_cnt = get_count(from);
	get_count(from);
	edge.numbers.own_ns = get_ns(from);
	edge.numbers.cumulative_ns = get_ns(from);
	end_object(m, from);
	if (m->in.has_failed)
		return;
	if (graph->edge_cnt >= IMPORT_NODE_MAX || graph->profile->function_cnt >= IMPORT_NODE_MAX) {
		m->in.has_failed = true;
		return;
	}
	edge.caller = find_function(r);
	if (graph->edge_cnt == graph->edge_cap) {
		graph->edge_cap = graph->edge_cap ? graph->edge_cap * 2 : 64;
		graph->edges = mem_grow(graph->edges, graph->edge_cap, sizeof *graph->edges);
	}
	graph->edges[graph->edge_cnt++] = edge;
}

// Reads one function: (file, line, name): (cc, nc, tt, ct, callers).
static void get_function(struct reading *r)
{
	struct marshal *m = &r->marshal;
	struct caller_numbers numbers, *at;
	uint32_t function;
	struct marshal again, *from;
	char type;

	get_key(m, &r->key);
	type = begin_object(m, &again, &from);
	if (from != m) // it holds a dictionary
		m->in.has_failed = true;
	get_tuple(m, type, 5);
	get_count(m);
	numbers.call_cnt = get_count(m);
	numbers.own_ns = get_ns(m);
	numbers.cumulative_ns = get_ns(m);
	if (m->in.has_failed)
		return;
	function = find_function(r);
	at = &r->graph.functions[function];
	// Entries whose names are the same once they are safe are one function.
	at->call_cnt += numbers.call_cnt;
	at->own_ns += numbers.own_ns;
	at->cumulative_ns += numbers.cumulative_ns;
	if (begin_dict(m)) {
		while (next_entry(m))
			get_edge(r, function);
	}
	if (__builtin_add_overflow(r->own_ns, numbers.own_ns, &r->own_ns) ||
	    r->own_ns > INT64_MAX ||
	    __builtin_add_overflow(r->call_cnt, numbers.call_cnt, &r->call_cnt) ||
	    r->call_cnt > INT64_MAX)
		m->in.has_failed = true;
}

static struct marshal marshal_from(const struct import_source *source)
{
	return (struct marshal){.in = unpack_from(source->bytes, source->len)};
}

// Gives the file of the root that cicle writes, when a function of the dictionary is one.
static void find_root(const struct import_source *source, struct reading *r, struct str *root)
{
	struct marshal *m = &r->marshal;

	*m = marshal_from(source);
	begin_dict(m);
	if (next_entry(m))
		get_key(m, &r->key);
	if (!m->in.has_failed && import_is_root(str_text(&r->key.name), r->key.line))
		str_puts(root, str_text(&r->key.file));
	else
		str_puts(root, source->name);
	free(m->objects);
}

static int get_functions(const struct import_source *source, struct reading *r, struct err *err)
{
	struct marshal *m = &r->marshal;

	*m = marshal_from(source);
	begin_dict(m);
	while (next_entry(m))
		get_function(r);
	free(m->objects);
	if (m->in.has_failed)
		return err_set(err, ERR_FORMAT,
			       "no statistics of cProfile's, or damaged at byte %zu",
			       (size_t)((const char *)m->in.at - source->bytes));
	return 0;
}

struct profile *import_pstats(const struct import_source *source, struct err *err)
{
	struct reading r = {0};
	struct str root = {0};
	struct profile *profile;

	find_root(source, &r, &root);
	profile = profile_new(str_text(&root), source->name, source->name);
	r.graph.profile = profile;
	str_clear(&r.key.file);
	str_clear(&r.key.name);
	str_puts(&r.key.file, str_text(&root));
	str_puts(&r.key.name, "<session>");
	r.key.line = 0;
	find_function(&r);
	if (get_functions(source, &r, err) == 0) {
		caller_graph_unfold(&r.graph);
	} else {
		profile_free(profile);
		profile = NULL;
	}
	caller_graph_release(&r.graph);
	str_release(&r.key.file);
	str_release(&r.key.name);
	str_release(&root);
	return profile;
}
