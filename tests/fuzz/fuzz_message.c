// tests/fuzz/fuzz_message.c - a runner that says anything: what the kernel makes of its answers.
//
// Takes the place of jit/runner.c. Input: a byte that chooses the cells, then one record per
// answer: a byte of the message's type (0: the one that fits), two bytes of length, the payload.
// When the input ends, so does the runner.
#include "tests/fuzz/fake_runner.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/pack.h"
#include "magics/interpreter.h"
#include "magics/shown.h"

#define CELL_CNT 3

// Written before the run, read by the functions below: the one runner there is.
static struct unpack answers;
static enum message_type fitting;
static bool is_asked;

static const char *const scripts[][CELL_CNT] = {
    {"int f(int n) { static int calls; return n + calls++; }\nint a[] = {1, 2}, b;\nf(1)",
     "%prun -s cumulative -l 5 f(3)", "%%profile -q\nfor (int i = 0; i < 3; i++) f(i);"},
    {"#include <stdio.h>\n#if X\nint x;\n#endif\nputs(\"a\")", "struct s { int a; } v = {1};\nv",
     "struct s { long a; } v;\nv.a"},
    {"%timeit 1\n", "int y;\ny", "%cache\n%who\nundefined_name?"},
};

// --- the runner -----------------------------------------------------------------------------

void runner_send(struct runner *runner, const struct str *message)
{
	struct unpack in = unpack_from(message->data, message->len);

	(void)runner;
	fitting = (enum message_type)(unpack_u32(&in) + 1);
	is_asked = true;
}

static uint8_t next_byte(void)
{
	return answers.at < answers.end ? *answers.at++ : 0;
}

int runner_receive(struct runner *runner, enum message_type *type, const char **payload,
		   size_t *payload_len, struct err *err)
{
	size_t left, start = 0;
	uint8_t kind;
	long taken;

	str_clear(&runner->in);
	if (answers.at >= answers.end || !is_asked)
		return err_set(err, ERR_RUNNER, "the runner has ended");
	kind = next_byte();
	*payload_len = next_byte();
	*payload_len |= (size_t)next_byte() << 8;
	left = (size_t)(answers.end - answers.at);
	*payload_len = *payload_len < left ? *payload_len : left;
	message_begin(&runner->in, kind ? (enum message_type)kind : fitting);
	str_add(&runner->in, answers.at, *payload_len);
	message_end(&runner->in, start);
	answers.at += *payload_len;
	is_asked = kind == MESSAGE_EVENT || kind == MESSAGE_CALL;
	taken = message_next(&runner->in, type, payload, payload_len, err);
	return taken > 0 ? 1 : (int)taken;
}

// --- the owner ------------------------------------------------------------------------------

static void on_stream(void *ctx, int fd, const char *bytes, size_t len)
{
	(void)ctx;
	if ((fd != 1 && fd != 2) || (len && !memchr(bytes, bytes[len - 1], len)))
		abort();
}

static void on_late(void *ctx, uint32_t cell, int fd, const char *bytes, size_t len)
{
	(void)cell;
	on_stream(ctx, fd, bytes, len);
}

static void on_data(void *ctx, const cJSON *data, const cJSON *metadata)
{
	char *text = cJSON_PrintUnformatted(data);

	(void)ctx;
	if (!text || !metadata)
		abort();
	free(text);
}

static void on_shown(void *ctx, const struct shown *shown)
{
	on_data(ctx, shown->data, shown->data);
	if (strlen(shown->id) > MESSAGE_MAX_BYTES)
		abort();
}

static void on_payload(void *ctx, const cJSON *payload)
{
	on_data(ctx, payload, payload);
}

static void on_done(void *ctx, const struct cell_end *end)
{
	size_t len = 0;

	if (!end->is_ok) {
		len = strlen(end->ename) + strlen(end->evalue);
		for (size_t i = 0; i < end->traceback_cnt; i++)
			len += strlen(end->traceback[i]);
	}
	*(size_t *)ctx += 1 + len;
}

static void run_cell(struct interpreter *interpreter, const char *code, int number)
{
	size_t done = 0;
	const struct cell_events events = {
	    .ctx = &done,
	    .cell = (uint32_t)number,
	    .stream = on_stream,
	    .late = on_late,
	    .shown = on_shown,
	    .display = on_data,
	    .result = on_data,
	    .payload = on_payload,
	    .done = on_done,
	};

	// Every descriptor is -1, and the answers are there at once: nothing is left to wait for.
	interpreter_start(interpreter, code, number, false, &events);
	if (!done || interpreter_is_busy(interpreter))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t script_cnt = sizeof scripts / sizeof *scripts;
	struct err err = {0};
	struct interpreter *interpreter;
	const char *const *script;

	hide_disk();
	interpreter = interpreter_new(&err);
	answers = unpack_from(data, size);
	script = scripts[next_byte() % script_cnt];
	for (int i = 0; i < CELL_CNT; i++)
		run_cell(interpreter, script[i], i + 1);
	interpreter_free(interpreter);
	return 0;
}
