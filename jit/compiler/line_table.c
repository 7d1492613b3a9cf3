// jit/compiler/line_table.c - which source line each piece of an object's machine code comes from:
// DWARF.
#include "jit/compiler/line_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

// Opcodes of the line number program (DWARF 4, 7.21).
enum { OP_EXTENDED, OP_COPY, OP_ADVANCE_PC, OP_ADVANCE_LINE, OP_SET_FILE };
enum { OP_CONST_ADD_PC = 8, OP_FIXED_ADVANCE_PC };
enum { EXTENDED_END_SEQUENCE = 1, EXTENDED_SET_ADDRESS };
// More source files than a unit has: a damaged table.
#define FILE_MAX_CNT 4096

struct reader {
	const unsigned char *start, *at, *end;
	bool has_failed;
};

// One program: the constants of its header, and the machine's state.
struct program {
	struct reader *in;
	struct line_table *table;
	const char **files;
	size_t file_cnt;
	uint8_t step_bytes, opcode_base, line_range;
	int8_t line_base;
	const unsigned char *lengths; // operands of standard opcodes, opcode_base - 1 of them
	line_address_fn address;
	void *ctx;
	uint32_t section;
	uint64_t byte;
	uint64_t file;
	uint64_t line;
};

static bool take(struct reader *in, void *out, size_t len)
{
	if (in->has_failed || (size_t)(in->end - in->at) < len) {
		in->has_failed = true;
		memset(out, 0, len);
		return false;
	}
	memcpy(out, in->at, len);
	in->at += len;
	return true;
}

static uint8_t take_u8(struct reader *in)
{
	uint8_t value;

	take(in, &value, sizeof value);
	return value;
}

static uint16_t take_u16(struct reader *in)
{
	uint16_t value;

	take(in, &value, sizeof value);
	return value;
}

static uint32_t take_u32(struct reader *in)
{
	uint32_t value;

	take(in, &value, sizeof value);
	return value;
}

static uint64_t take_uleb(struct reader *in)
{
	uint64_t value = 0;

	for (unsigned shift = 0; !in->has_failed; shift += 7) {
		uint8_t byte = take_u8(in);

		if (shift < 64)
			value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			break;
	}
	return value;
}

static int64_t take_sleb(struct reader *in)
{
	uint64_t value = 0;
	uint8_t byte = 0x80;
	unsigned shift = 0;

	while (!in->has_failed && byte & 0x80) {
		byte = take_u8(in);
		if (shift < 64)
			value |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	}
	if (byte & 0x40 && shift < 64)
		value |= ~(uint64_t)0 << shift;
	return (int64_t)value;
}

static const char *take_string(struct reader *in)
{
	const unsigned char *start = in->at;
	const unsigned char *nul = memchr(start, 0, (size_t)(in->end - start));

	if (in->has_failed || !nul) {
		in->has_failed = true;
		return "";
	}
	in->at = nul + 1;
	return (const char *)start;
}

static void add_row(const struct program *program, uint64_t line)
{
	struct line_table *table = program->table;
	size_t file = (size_t)program->file;
	struct line_row *row;

	if (table->cnt == table->cap) {
		table->cap = table->cap ? table->cap * 2 : 64;
		table->rows = mem_grow(table->rows, table->cap, sizeof *table->rows);
	}
	row = &table->rows[table->cnt++];
	row->section = program->section;
	row->start_byte = program->byte;
	row->file = file && file <= program->file_cnt ? program->files[file - 1] : "";
	row->line = line < UINT32_MAX ? (uint32_t)line : 0;
}

static void reset(struct program *program)
{
	program->section = 0;
	program->byte = 0;
	program->file = 1;
	program->line = 1;
}

// A relocated address stands as zeros in the section: its relocation tells.
static void set_address(struct program *program)
{
	struct reader *in = program->in;
	uint64_t at = (uint64_t)(in->at - in->start);

	if (!program->address(program->ctx, at, &program->section, &program->byte))
		program->section = 0;
}

static void run_extended(struct program *program)
{
	struct reader *in = program->in;
	uint64_t len = take_uleb(in);
	const unsigned char *next;

	if (in->has_failed || !len || len > (uint64_t)(in->end - in->at)) {
		in->has_failed = true;
		return;
	}
	next = in->at + len;
	switch (take_u8(in)) {
	case EXTENDED_END_SEQUENCE:
		add_row(program, 0);
		reset(program);
		break;
	case EXTENDED_SET_ADDRESS:
		set_address(program);
		break;
	default:
		break;
	}
	in->at = next;
}

static void advance(struct program *program, uint64_t steps)
{
	program->byte += steps * program->step_bytes;
}

static void run_special(struct program *program, uint8_t opcode)
{
	uint8_t adjusted = opcode - program->opcode_base;

	advance(program, adjusted / program->line_range);
	program->line += (uint64_t)(int64_t)(program->line_base + adjusted % program->line_range);
	add_row(program, program->line);
}

static void run_standard(struct program *program, uint8_t opcode)
{
	struct reader *in = program->in;

	switch (opcode) {
	case OP_EXTENDED:
		run_extended(program);
		break;
	case OP_COPY:
		add_row(program, program->line);
		break;
	case OP_ADVANCE_PC:
		advance(program, take_uleb(in));
		break;
	case OP_ADVANCE_LINE:
		program->line += (uint64_t)take_sleb(in);
		break;
	case OP_SET_FILE:
		program->file = take_uleb(in);
		break;
	case OP_CONST_ADD_PC:
		advance(program, (255 - program->opcode_base) / program->line_range);
		break;
	case OP_FIXED_ADVANCE_PC:
		program->byte += take_u16(in);
		break;
	default:
		for (uint8_t i = 0; i < program->lengths[opcode - 1]; i++)
			take_uleb(in);
	}
}

static void read_files(struct program *program, struct reader *in)
{
	while (!in->has_failed && *take_string(in))
		; // directories
	while (!in->has_failed && program->file_cnt < FILE_MAX_CNT) {
		const char *name = take_string(in);

		if (!*name)
			return;
		take_uleb(in); // directory, time, length
		take_uleb(in);
		take_uleb(in);
		program->files =
		    mem_grow(program->files, program->file_cnt + 1, sizeof *program->files);
		program->files[program->file_cnt++] = name;
	}
	in->has_failed = true;
}

static void run_program(struct program *program)
{
	struct reader *in = program->in;

	reset(program);
	while (!in->has_failed && in->at < in->end) {
		uint8_t opcode = take_u8(in);

		if (opcode >= program->opcode_base)
			run_special(program, opcode);
		else
			run_standard(program, opcode);
	}
}

// One unit's header and program; in ends where they do.
static void read_unit(struct program *program)
{
	struct reader *in = program->in;
	uint16_t version = take_u16(in);
	uint32_t header_len = take_u32(in);
	const unsigned char *start = in->at;

	program->step_bytes = take_u8(in);
	if (version >= 4)
		take_u8(in); // operations per instruction
	take_u8(in);         // default_is_stmt
	program->line_base = (int8_t)take_u8(in);
	program->line_range = take_u8(in);
	program->opcode_base = take_u8(in);
	program->lengths = in->at;
	if (in->has_failed || version < 2 || version > 4 || !program->line_range ||
	    !program->opcode_base || header_len > (size_t)(in->end - start) ||
	    (size_t)(in->end - in->at) < program->opcode_base) {
		in->has_failed = true;
		return;
	}
	in->at += program->opcode_base - 1;
	read_files(program, in);
	if (in->has_failed)
		return;
	in->at = start + header_len;
	run_program(program);
}

int line_table_init(struct line_table *table, const void *bytes, size_t len,
		    line_address_fn address, void *ctx, struct err *err)
{
	const unsigned char *start = bytes;
	struct reader all = {.start = start, .at = start, .end = start + len};

	*table = (struct line_table){0};
	while (!all.has_failed && all.at < all.end) {
		uint32_t unit_len = take_u32(&all);
		struct reader in = {.start = start, .at = all.at, .end = all.end};
		struct program program = {
		    .in = &in, .table = table, .address = address, .ctx = ctx};

		if (all.has_failed || unit_len > (size_t)(all.end - all.at)) {
			all.has_failed = true;
			break;
		}
		in.end = all.at += unit_len;
		read_unit(&program);
		free(program.files);
		all.has_failed |= in.has_failed;
	}
	if (!all.has_failed)
		return 0;
	line_table_release(table);
	return err_set(err, ERR_FORMAT, "the object's line table is damaged");
}

void line_table_release(struct line_table *table)
{
	free(table->rows);
	*table = (struct line_table){0};
}
