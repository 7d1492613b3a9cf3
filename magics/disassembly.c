// magics/disassembly.c - machine code as assembly, line by line.
#include "magics/disassembly.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <Zydis/Zydis.h>

#include "base/mem.h"
#include "base/str.h"

// The longest text of an instruction is far shorter.
#define TEXT_MAX_BYTES 256

struct decoded {
	ZydisDecodedInstruction insn;
	ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
	uint64_t at_byte;
	bool is_good;
};

// What is being disassembled.
struct job {
	const struct listing *listing;
	struct disassembly *out;
	ZydisDecoder decoder;
	ZydisFormatter formatter;
	uint64_t *targets; // owned; of jumps inside the function, in order, each once
	size_t target_cnt;
};

// Decodes what stands at a place: a byte that is no instruction is one by itself.
static void decode(const struct job *job, uint64_t at_byte, struct decoded *decoded)
{
	decoded->at_byte = at_byte;
	decoded->is_good = ZYAN_SUCCESS(
	    ZydisDecoderDecodeFull(&job->decoder, job->listing->code + at_byte,
				   job->listing->len - at_byte, &decoded->insn, decoded->operands));
	if (!decoded->is_good)
		decoded->insn.length = 1;
}

// Gives the place that a jump or call leads to when its operand tells. Returns false for others.
static bool jump_target(const struct decoded *decoded, uint64_t *target)
{
	const ZydisDecodedOperand *operand = &decoded->operands[0];

	return decoded->is_good && decoded->insn.operand_count_visible == 1 &&
	       operand->type == ZYDIS_OPERAND_TYPE_IMMEDIATE && operand->imm.is_relative &&
	       ZYAN_SUCCESS(
		   ZydisCalcAbsoluteAddress(&decoded->insn, operand, decoded->at_byte, target));
}

static const struct listing_name *name_in(const struct listing *listing,
					  const struct decoded *decoded)
{
	for (size_t i = 0; i < listing->name_cnt; i++)
		if (listing->names[i].at_byte >= decoded->at_byte &&
		    listing->names[i].at_byte < decoded->at_byte + decoded->insn.length)
			return &listing->names[i];
	return NULL;
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void find_targets(struct job *job)
{
	const struct listing *listing = job->listing;
	struct decoded decoded;
	size_t kept = 0;

	job->targets = mem_zalloc((listing->len + 1) * sizeof *job->targets);
	for (uint64_t at = 0; at < listing->len; at += decoded.insn.length) {
		uint64_t target;

		decode(job, at, &decoded);
		if (jump_target(&decoded, &target) && !name_in(listing, &decoded) &&
		    target < listing->len)
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

static char *operands_of(const struct job *job, const struct decoded *decoded, const char *operands)
{
	const struct listing_name *name = name_in(job->listing, decoded);
	struct str out = {0};
	uint64_t target;

	if (jump_target(decoded, &target) && name)
		str_puts(&out, name->text);
	else if (jump_target(decoded, &target) && label_at(job, target))
		str_printf(&out, "L%u", label_at(job, target));
	else if (!name)
		str_puts(&out, operands);
	else if (!name_intel(operands, name->text, &out) && !name_att(operands, name->text, &out))
		str_printf(&out, "%s  # %s", operands, name->text);
	return str_take(&out);
}

// Writes "mov eax, 1", or the byte.
static void write_text(const struct job *job, const struct decoded *decoded, char *text)
{
	if (!decoded->is_good ||
	    !ZYAN_SUCCESS(ZydisFormatterFormatInstruction(
		&job->formatter, &decoded->insn, decoded->operands,
		decoded->insn.operand_count_visible, text, TEXT_MAX_BYTES, decoded->at_byte, NULL)))
		snprintf(text, TEXT_MAX_BYTES, ".byte 0x%02x",
			 job->listing->code[decoded->at_byte]);
}

static void add(const struct job *job, const struct decoded *decoded)
{
	const struct listing_name *name = name_in(job->listing, decoded);
	struct disassembly *out = job->out;
	char text[TEXT_MAX_BYTES];
	size_t len;

	write_text(job, decoded, text);
	len = strcspn(text, " ");
	out->items = mem_grow(out->items, out->cnt + 1, sizeof *out->items);
	out->items[out->cnt++] = (struct instruction){
	    .at_byte = decoded->at_byte,
	    .label = label_at(job, decoded->at_byte),
	    .mnemonic = mem_strndup(text, len),
	    .operands = operands_of(job, decoded, text + len + (text[len] == ' ')),
	    .string = name ? name->string : NULL,
	};
}

static bool open_library(struct job *job, enum assembly_syntax syntax)
{
	ZydisFormatterStyle style =
	    syntax == ASSEMBLY_ATT ? ZYDIS_FORMATTER_STYLE_ATT : ZYDIS_FORMATTER_STYLE_INTEL;
	ZydisFormatter *formatter = &job->formatter;

	return ZYAN_SUCCESS(ZydisDecoderInit(&job->decoder, ZYDIS_MACHINE_MODE_LONG_64,
					     ZYDIS_STACK_WIDTH_64)) &&
	       ZYAN_SUCCESS(ZydisFormatterInit(formatter, style)) &&
	       ZYAN_SUCCESS(ZydisFormatterSetProperty(
		   formatter, ZYDIS_FORMATTER_PROP_FORCE_RELATIVE_RIPREL, ZYAN_TRUE)) &&
	       ZYAN_SUCCESS(ZydisFormatterSetProperty(formatter, ZYDIS_FORMATTER_PROP_HEX_UPPERCASE,
						      ZYAN_FALSE)) &&
	       ZYAN_SUCCESS(ZydisFormatterSetProperty(formatter, ZYDIS_FORMATTER_PROP_IMM_PADDING,
						      ZYDIS_PADDING_DISABLED)) &&
	       ZYAN_SUCCESS(ZydisFormatterSetProperty(formatter, ZYDIS_FORMATTER_PROP_DISP_PADDING,
						      ZYDIS_PADDING_DISABLED)) &&
	       ZYAN_SUCCESS(ZydisFormatterSetProperty(
		   formatter, ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE, ZYDIS_PADDING_DISABLED));
}

int disassembly_init(struct disassembly *disassembly, const struct listing *listing,
		     enum assembly_syntax syntax, struct err *err)
{
	struct job job = {.listing = listing, .out = disassembly};
	struct decoded decoded;

	*disassembly = (struct disassembly){0};
	if (!open_library(&job, syntax))
		return err_set(err, ERR_SYSTEM, "libZydis cannot disassemble x86-64");
	find_targets(&job);
	for (uint64_t at = 0; at < listing->len; at += decoded.insn.length) {
		decode(&job, at, &decoded);
		add(&job, &decoded);
	}
	free(job.targets);
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
