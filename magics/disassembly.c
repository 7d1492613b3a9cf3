// magics/disassembly.c - machine code as assembly, line by line.
#include "magics/disassembly.h"

#include <stdlib.h>
#include <string.h>

#include <capstone.h>

#include "base/mem.h"
#include "base/str.h"

// What is being disassembled.
struct job {
	const struct listing *listing;
	struct disassembly *out;
	uint64_t *targets; // owned; of jumps inside the function, in order, each once
	size_t target_cnt;
};

// Gives the place that a jump or call leads to when its operand tells. Returns false for others.
static bool jump_target(csh engine, const cs_insn *insn, uint64_t *target)
{
	const cs_x86 *x86;

	if (!insn->id) // no instruction
		return false;
	if (!cs_insn_group(engine, insn, CS_GRP_JUMP) && !cs_insn_group(engine, insn, CS_GRP_CALL))
		return false;
	x86 = &insn->detail->x86;
	if (x86->op_count != 1 || x86->operands[0].type != X86_OP_IMM)
		return false;
	*target = (uint64_t)x86->operands[0].imm;
	return true;
}

static const struct listing_name *name_in(const struct listing *listing, const cs_insn *insn)
{
	for (size_t i = 0; i < listing->name_cnt; i++)
		if (listing->names[i].at_byte >= insn->address &&
		    listing->names[i].at_byte < insn->address + insn->size)
			return &listing->names[i];
	return NULL;
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void find_targets(struct job *job, csh engine, const cs_insn *insns, size_t cnt)
{
	size_t kept = 0;

	job->targets = mem_zalloc((cnt + 1) * sizeof *job->targets);
	for (size_t i = 0; i < cnt; i++) {
		uint64_t target;

		if (jump_target(engine, &insns[i], &target) && !name_in(job->listing, &insns[i]) &&
		    target < job->listing->len)
			job->targets[job->target_cnt++] = target;
	}
	qsort(job->targets, job->target_cnt, sizeof *job->targets, by_value);
	for (size_t i = 0; i < job->target_cnt; i++)
		if (!kept || job->targets[kept - 1] != job->targets[i])
			job->targets[kept++] = job->targets[i];
	job->target_cnt = kept;
}

static uint32_t label_at(const struct job *job, uint64_t place)
{
	for (size_t i = 0; i < job->target_cnt; i++)
		if (job->targets[i] == place)
			return (uint32_t)i + 1;
	return 0;
}

// "qword ptr [rip + 4]" -> "qword ptr [total]". Returns false when there is no such operand.
static bool name_intel(const char *operands, const char *name, struct str *out)
{
	const char *start = strstr(operands, "[rip");
	const char *end = start ? strchr(start, ']') : NULL;

	if (!end)
		return false;
	str_printf(out, "%.*s[%s]%s", (int)(start - operands), operands, name, end + 1);
	return true;
}

// "4(%rip), %xmm0" -> "total(%rip), %xmm0"
static bool name_att(const char *operands, const char *name, struct str *out)
{
	const char *end = strstr(operands, "(%rip)");
	const char *start = end;

	if (!end)
		return false;
	while (start > operands && strchr("-0123456789abcdefx", start[-1]))
		start--;
	str_printf(out, "%.*s%s%s", (int)(start - operands), operands, name, end);
	return true;
}

static char *operands_of(const struct job *job, csh engine, const cs_insn *insn)
{
	const struct listing_name *name = name_in(job->listing, insn);
	struct str out = {0};
	uint64_t target;

	if (jump_target(engine, insn, &target) && name)
		str_puts(&out, name->text);
	else if (jump_target(engine, insn, &target) && label_at(job, target))
		str_printf(&out, "L%u", label_at(job, target));
	else if (!name)
		str_puts(&out, insn->op_str);
	else if (!name_intel(insn->op_str, name->text, &out) &&
		 !name_att(insn->op_str, name->text, &out))
		str_printf(&out, "%s  # %s", insn->op_str, name->text);
	return str_take(&out);
}

static struct instruction *push(struct disassembly *out)
{
	out->items = mem_grow(out->items, out->cnt + 1, sizeof *out->items);
	return &out->items[out->cnt++];
}

static void add(const struct job *job, csh engine, const cs_insn *insn)
{
	const struct listing_name *name = name_in(job->listing, insn);

	*push(job->out) = (struct instruction){
	    .at_byte = insn->address,
	    .label = label_at(job, insn->address),
	    .mnemonic = mem_strdup(insn->id ? insn->mnemonic : ".byte"),
	    .operands = operands_of(job, engine, insn),
	    .string = name ? name->string : NULL,
	};
}

int disassembly_init(struct disassembly *disassembly, const struct listing *listing,
		     enum assembly_syntax syntax, struct err *err)
{
	struct job job = {.listing = listing, .out = disassembly};
	cs_insn *insns = NULL;
	csh engine;
	size_t cnt;

	*disassembly = (struct disassembly){0};
	if (cs_open(CS_ARCH_X86, CS_MODE_64, &engine) != CS_ERR_OK)
		return err_set(err, ERR_SYSTEM, "libcapstone cannot disassemble x86-64");
	cs_option(engine, CS_OPT_DETAIL, CS_OPT_ON);
	cs_option(engine, CS_OPT_SKIPDATA, CS_OPT_ON);
	if (syntax == ASSEMBLY_ATT)
		cs_option(engine, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT);
	cnt = cs_disasm(engine, listing->code, listing->len, 0, 0, &insns);
	find_targets(&job, engine, insns, cnt);
	for (size_t i = 0; i < cnt; i++)
		add(&job, engine, &insns[i]);
	if (insns)
		cs_free(insns, cnt);
	free(job.targets);
	cs_close(&engine);
	return 0;
}

void disassembly_release(struct disassembly *disassembly)
{
	for (size_t i = 0; i < disassembly->cnt; i++) {
		free(disassembly->items[i].mnemonic);
		free(disassembly->items[i].operands);
	}
	free(disassembly->items);
	*disassembly = (struct disassembly){0};
}
