// jit/local/local_location.c - evaluates DWARF's location expressions.
#include "jit/local/local_location.h"

#include <dwarf.h>
#include <string.h>

#define STACK_MAX_CNT 32
// DWARF's numbers of xmm0 to xmm15.
#define FIRST_VECTOR 17

enum result_kind {
	RESULT_ADDRESS,  // on top of the stack
	RESULT_VALUE,    // on top of the stack
	RESULT_REGISTER, // number
};

struct machine {
	const struct location_frame *frame;
	uint64_t stack[STACK_MAX_CNT];
	size_t cnt;
	enum result_kind kind;
	uint64_t number; // of a register
	bool has_failed;
};

static void push(struct machine *m, uint64_t value)
{
	if (m->cnt == STACK_MAX_CNT)
		m->has_failed = true;
	else
		m->stack[m->cnt++] = value;
}

static uint64_t pop(struct machine *m)
{
	if (m->cnt)
		return m->stack[--m->cnt];
	m->has_failed = true;
	return 0;
}

static uint64_t read_register(struct machine *m, uint64_t number)
{
	if (number < SHOT_REGISTER_CNT && shot_has(m->frame->shot, (unsigned)number))
		return m->frame->shot->registers[number];
	m->has_failed = true;
	return 0;
}

static void dereference(struct machine *m, uint64_t size)
{
	uint64_t address = pop(m), value = 0;

	if (size > sizeof value || !peek_read(m->frame->peek, address, &value, size))
		m->has_failed = true;
	push(m, value);
}

static uint64_t shift_signed(uint64_t value, uint64_t bit_cnt)
{
	uint64_t sign = value >> 63 ? ~(~(uint64_t)0 >> bit_cnt) : 0;

	return value >> bit_cnt | sign;
}

// Operations of two operands. Returns false for another one.
static bool compute(struct machine *m, uint8_t atom)
{
	uint64_t b = pop(m), a = pop(m);

	switch (atom) {
	case DW_OP_plus:
		push(m, a + b);
		return true;
	case DW_OP_minus:
		push(m, a - b);
		return true;
	case DW_OP_mul:
		push(m, a * b);
		return true;
	case DW_OP_and:
		push(m, a & b);
		return true;
	case DW_OP_or:
		push(m, a | b);
		return true;
	case DW_OP_xor:
		push(m, a ^ b);
		return true;
	case DW_OP_shl:
		push(m, b < 64 ? a << b : 0);
		return true;
	case DW_OP_shr:
		push(m, b < 64 ? a >> b : 0);
		return true;
	case DW_OP_shra:
		push(m, shift_signed(a, b < 64 ? b : 63));
		return true;
	default:
		return false;
	}
}

static void run_based(struct machine *m, bool is_known, uint64_t base, uint64_t offset)
{
	m->has_failed |= !is_known;
	push(m, base + offset);
}

// What takes no operand off the stack. Returns false for another operation.
static bool run_source(struct machine *m, const Dwarf_Op *op)
{
	const struct location_frame *frame = m->frame;

	if (op->atom >= DW_OP_lit0 && op->atom <= DW_OP_lit31)
		push(m, op->atom - DW_OP_lit0);
	else if (op->atom >= DW_OP_breg0 && op->atom <= DW_OP_breg31)
		push(m, read_register(m, op->atom - DW_OP_breg0) + op->number);
	else if (op->atom == DW_OP_bregx)
		push(m, read_register(m, op->number) + op->number2);
	else if (op->atom >= DW_OP_const1u && op->atom <= DW_OP_consts)
		push(m, op->number);
	else if (op->atom == DW_OP_fbreg)
		run_based(m, frame->has_base, frame->base, op->number);
	else if (op->atom == DW_OP_call_frame_cfa)
		run_based(m, frame->has_cfa, frame->cfa, 0);
	else
		return false;
	return true;
}

// What changes the top of the stack. Returns false for another operation.
static bool run_top(struct machine *m, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_plus_uconst:
		push(m, pop(m) + op->number);
		return true;
	case DW_OP_neg:
		push(m, -pop(m));
		return true;
	case DW_OP_not:
		push(m, ~pop(m));
		return true;
	case DW_OP_deref:
		dereference(m, sizeof(uint64_t));
		return true;
	case DW_OP_deref_size:
		dereference(m, op->number);
		return true;
	case DW_OP_dup:
		push(m, pop(m));
		if (m->cnt)
			push(m, m->stack[m->cnt - 1]);
		return true;
	case DW_OP_nop:
		return true;
	default:
		return false;
	}
}

// What says where the value is. Returns false for another operation.
static bool run_result(struct machine *m, const Dwarf_Op *op)
{
	if (op->atom >= DW_OP_reg0 && op->atom <= DW_OP_reg31) {
		m->kind = RESULT_REGISTER;
		m->number = op->atom - DW_OP_reg0;
	} else if (op->atom == DW_OP_regx) {
		m->kind = RESULT_REGISTER;
		m->number = op->number;
	} else if (op->atom == DW_OP_stack_value) {
		m->kind = RESULT_VALUE;
	} else {
		return false;
	}
	return true;
}

static void run(struct machine *m, const Dwarf_Op *op)
{
	if (!run_source(m, op) && !run_top(m, op) && !run_result(m, op) && !compute(m, op->atom))
		m->has_failed = true;
}

// Appends bytes of a register.
static void add_register(struct machine *m, struct location *location, size_t len)
{
	uint64_t vector = m->number - FIRST_VECTOR;
	unsigned char *to = location->bytes + location->len;

	if (m->number >= FIRST_VECTOR && vector < SHOT_REGISTER_CNT && m->frame->shot->vectors &&
	    len <= SHOT_VECTOR_BYTES) {
		memcpy(to, m->frame->shot->vectors + vector * SHOT_VECTOR_BYTES, len);
	} else if (m->number < SHOT_REGISTER_CNT && len <= sizeof(uint64_t)) {
		uint64_t value = read_register(m, m->number);

		memcpy(to, &value, len);
	} else {
		m->has_failed = true;
	}
}

// Appends so many bytes of what an expression, or one of its pieces, says.
static void add_bytes(struct machine *m, struct location *location, size_t len)
{
	uint64_t value;

	if (len > sizeof location->bytes - location->len) {
		m->has_failed = true;
		return;
	}
	if (m->kind == RESULT_REGISTER) {
		add_register(m, location, len);
	} else if (m->kind == RESULT_VALUE) {
		value = pop(m);
		m->has_failed |= len > sizeof value;
		if (!m->has_failed)
			memcpy(location->bytes + location->len, &value, len);
	} else if (!peek_read(m->frame->peek, pop(m), location->bytes + location->len, len)) {
		m->has_failed = true;
	}
	location->len += len;
}

// A value without pieces: as many bytes as there are, of which the type takes what it needs.
static void finish(struct machine *m, struct location *location)
{
	if (m->kind != RESULT_ADDRESS) {
		add_bytes(m, location,
			  m->kind == RESULT_REGISTER && m->number >= FIRST_VECTOR
			      ? SHOT_VECTOR_BYTES
			      : sizeof(uint64_t));
		return;
	}
	location->is_in_memory = true;
	location->address = pop(m);
}

// Takes a block of bytes as the value.
static bool take_block(const Dwarf_Block *block, struct location *location)
{
	*location = (struct location){.len = block->length};
	if (block->length > sizeof location->bytes)
		return false;
	memcpy(location->bytes, block->data, block->length);
	return true;
}

bool location_evaluate(const struct location_frame *frame, Dwarf_Attribute *attr,
		       const Dwarf_Op *ops, size_t cnt, struct location *location)
{
	struct machine m = {.frame = frame};
	bool has_pieces = false;
	Dwarf_Block block;

	if (attr && cnt == 1 && ops[0].atom == DW_OP_implicit_value)
		return !dwarf_getlocation_implicit_value(attr, ops, &block) &&
		       take_block(&block, location);
	*location = (struct location){0};
	for (size_t i = 0; i < cnt && !m.has_failed; i++) {
		if (ops[i].atom != DW_OP_piece) {
			run(&m, &ops[i]);
			continue;
		}
		has_pieces = true;
		add_bytes(&m, location, ops[i].number);
		m.kind = RESULT_ADDRESS;
		m.cnt = 0;
	}
	if (!has_pieces && !m.has_failed)
		finish(&m, location);
	return cnt && !m.has_failed;
}

bool location_number(const struct location_frame *frame, const Dwarf_Op *ops, size_t cnt,
		     uint64_t *number)
{
	struct location location;

	if (!location_evaluate(frame, NULL, ops, cnt, &location) ||
	    (!location.is_in_memory && location.len < sizeof *number))
		return false;
	*number = location.address;
	if (!location.is_in_memory)
		memcpy(number, location.bytes, sizeof *number);
	return true;
}

// A constant of so many bytes may be signed or not: where its highest bit is set, it is known only
// as long as the type has no more bytes.
static bool take_data(Dwarf_Attribute *attr, size_t len, struct location *location)
{
	Dwarf_Word value;

	if (dwarf_formudata(attr, &value))
		return false;
	memcpy(location->bytes, &value, sizeof value);
	location->len = value >> (8 * len - 1) & 1 ? len : sizeof value;
	return true;
}

bool location_constant(Dwarf_Attribute *attr, struct location *location)
{
	Dwarf_Block block;
	Dwarf_Sword value;

	*location = (struct location){0};
	switch (dwarf_whatform(attr)) {
	case DW_FORM_data1:
		return take_data(attr, 1, location);
	case DW_FORM_data2:
		return take_data(attr, 2, location);
	case DW_FORM_data4:
		return take_data(attr, 4, location);
	case DW_FORM_data8:
	case DW_FORM_udata:
		return take_data(attr, 8, location);
	case DW_FORM_sdata:
	case DW_FORM_implicit_const:
		location->len = sizeof value;
		if (dwarf_formsdata(attr, &value))
			return false;
		memcpy(location->bytes, &value, sizeof value);
		return true;
	default:
		return !dwarf_formblock(attr, &block) && take_block(&block, location);
	}
}
