// magics/tier_magics.c - %tier, %jit and %cache: what runs optimised, and what is kept compiled.
#include "magics/magic.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/compiler/object_cache.h"
#include "magics/profile_report.h"
#include "magics/promotion.h"

// Gives a magic's only word, NULL when there is none. The caller frees. Returns -1 with err filled
// when there are more.
static int only_word(const struct magic_call *call, const char *usage, char **word, struct err *err)
{
	struct list words = {0};
	int rc = list_add_words(&words, call->text + call->args_byte,
				call->args_end_byte - call->args_byte, err);

	*word = NULL;
	if (!rc && words.cnt > 1)
		rc = err_set(err, ERR_USAGE, "unexpected '%s'\nusage: %s", words.items[1], usage);
	if (!rc && words.cnt)
		*word = mem_strdup(words.items[0]);
	list_release(&words);
	return rc;
}

// --- %tier ----------------------------------------------------------------------------------

static void add_note(const struct tier_row *row, struct str *out)
{
	static const char *const notes[] = {
	    [TIER_STALE] = "waits for the compiler",
	    [TIER_WAITING] = "waits for the compiler",
	    [TIER_COMPILING] = "is being compiled",
	    [TIER_LOADING] = "is compiled, and loaded when the cell has ended",
	};

	if (row->state == TIER_LOADED && row->compile_ns)
		str_printf(out, "compiled in %.0f ms", (double)row->compile_ns / 1e6);
	else if (row->state == TIER_LOADED)
		str_puts(out, "was kept compiled");
	else if (row->state == TIER_REFUSED || row->state == TIER_LEFT)
		str_puts(out, row->why);
	else
		str_puts(out, notes[row->state]);
}

static size_t widest(const struct tier_row *rows, size_t cnt, bool is_name)
{
	size_t width = is_name ? strlen("function") : strlen("cell");

	for (size_t i = 0; i < cnt; i++) {
		size_t len = strlen(is_name ? rows[i].name : rows[i].label);

		width = len > width ? len : width;
	}
	return width;
}

// What tier cc would save of a function, as its last profile tells.
static void add_saving(struct interpreter *interpreter, const struct tier_row *row, struct str *out)
{
	uint32_t at;
	const struct profile *profile =
	    row->is_fast ? NULL : promotion_last(interpreter, row->name, &at);

	if (!profile || !profile->functions[at].saved_ns ||
	    profile->functions[at].saved_ns < profile->wall_ns / 100)
		return;
	str_puts(out, profile->functions[at].basis == PROFILE_ABOUT ? "; cc would save about "
								    : "; cc saves ");
	profile_report_time(out, profile->functions[at].saved_ns);
	str_printf(out, " of %s", profile->title);
}

static void add_rows(struct interpreter *interpreter, const struct tier_row *rows, size_t cnt,
		     struct str *out)
{
	int name_width = (int)widest(rows, cnt, true), label_width = (int)widest(rows, cnt, false);

	str_printf(out, "%-*s  %-*s  tier\n", name_width, "function", label_width, "cell");
	for (size_t i = 0; i < cnt; i++) {
		str_printf(out, "%-*s  %-*s  %s   ", name_width, rows[i].name, label_width,
			   rows[i].label, rows[i].is_fast ? "cc " : "tcc");
		add_note(&rows[i], out);
		add_saving(interpreter, &rows[i], out);
		str_putc(out, '\n');
	}
}

static void add_mode(const struct session *session, struct str *out)
{
	const char *compiler = session_tier_compiler(session);

	if (!compiler)
		str_puts(out, "No gcc or clang was found: everything runs at tier tcc.\n");
	else if (session_tier_mode(session) == TIER_OFF)
		str_puts(out, "Nothing is optimised: %jit on\n");
	else
		str_printf(out, "Tier cc is %s, in the background.\n", compiler);
}

static int run_tier(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	struct session *session = interpreter_session(interpreter);
	struct str out = {0};
	struct tier_row *rows;
	size_t cnt;
	char *word;

	if (only_word(call, "%tier [FUNCTION]", &word, err))
		return -1;
	rows = session_tier_rows(session, word, &cnt);
	if (word && !cnt)
		err_set(err, ERR_USAGE, "'%s' is no function of the session", word);
	else if (cnt)
		add_rows(interpreter, rows, cnt, &out);
	add_mode(session, &out);
	if (!word || cnt)
		interpreter_print(interpreter, str_text(&out));
	str_release(&out);
	free(rows);
	cnt += !word;
	free(word);
	return cnt ? 0 : -1;
}

// --- %jit -----------------------------------------------------------------------------------

int tier_run_jit(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	struct session *session = interpreter_session(interpreter);
	struct str out = {0};
	char *word;
	int rc = 0;

	if (only_word(call, "%jit [off|on|wait]", &word, err))
		return -1;
	if (!word) {
		add_mode(session, &out);
		interpreter_print(interpreter, str_text(&out));
	} else if (!strcmp(word, "off")) {
		session_set_tier(session, TIER_OFF);
	} else if (!strcmp(word, "on")) {
		session_set_tier(session, TIER_AUTO);
	} else if (!strcmp(word, "wait")) {
		interpreter_run_as(interpreter, "", SESSION_OPTIMISED, magic_done_nothing, NULL,
				   NULL);
	} else {
		rc = err_set(err, ERR_USAGE, "'%s' is none of off, on, wait", word);
	}
	str_release(&out);
	free(word);
	return rc;
}

// --- %cache ---------------------------------------------------------------------------------

static void add_counts(const struct session *session, struct str *out)
{
	struct session_counts counts = session_counts(session);
	struct cache_counts cache = session_cache_counts(session);
	struct object_cache_size size = object_cache_size();

	str_printf(out,
		   "units kept      %llu\n"
		   "units compiled  %llu\n"
		   "units reused    %llu\n"
		   "machine code    %llu bytes\n"
		   "objects made    %llu\n"
		   "objects found   %llu in this session, %llu on the disk; %llu were not\n",
		   (unsigned long long)counts.unit_cnt, (unsigned long long)counts.compiled_cnt,
		   (unsigned long long)counts.reused_cnt, (unsigned long long)counts.code_bytes,
		   (unsigned long long)cache.compiled_cnt, (unsigned long long)cache.memory_cnt,
		   (unsigned long long)cache.disk_cnt, (unsigned long long)cache.missed_cnt);
	str_printf(out, "on the disk     %llu objects, %.1f of %.0f MB\n",
		   (unsigned long long)size.file_cnt, (double)size.bytes / (1 << 20),
		   (double)size.max_bytes / (1 << 20));
}

// Why each of the rows' functions was compiled last.
static void add_reasons(const struct tier_row *rows, size_t cnt, struct str *out)
{
	for (size_t i = 0; i < cnt; i++)
		str_printf(out, "%s was written for gcc %u time%s; the last one because %s\n",
			   rows[i].name, rows[i].written_cnt, rows[i].written_cnt == 1 ? "" : "s",
			   rows[i].reason);
}

static int explain(struct interpreter *interpreter, const char *name, struct err *err)
{
	struct str out = {0};
	size_t cnt;
	struct tier_row *rows = session_tier_rows(interpreter_session(interpreter), name, &cnt);

	add_reasons(rows, cnt, &out);
	if (cnt)
		interpreter_print(interpreter, str_text(&out));
	str_release(&out);
	free(rows);
	return cnt ? 0
		   : err_set(err, ERR_USAGE,
			     "'%s' is neither 'clear' nor a function of the session", name);
}

static int run_cache(struct interpreter *interpreter, const struct magic_call *call,
		     struct err *err)
{
	struct str out = {0};
	char *word;
	int rc = 0;

	if (only_word(call, "%cache [clear|FUNCTION]", &word, err))
		return -1;
	if (!word)
		add_counts(interpreter_session(interpreter), &out);
	else if (!strcmp(word, "clear"))
		str_printf(&out, "%llu objects removed\n",
			   (unsigned long long)object_cache_clear());
	else
		rc = explain(interpreter, word, err);
	if (out.len)
		interpreter_print(interpreter, out.data);
	str_release(&out);
	free(word);
	return rc;
}

const struct magic tier_magics[] = {
    {
	.name = "cache",
	.kinds = MAGIC_LINE,
	.usage = "%cache [clear|FUNCTION]",
	.help =
	    "Shows how many units were compiled, and how many were found compiled already:\n"
	    "running the same cell again compiles nothing. Objects that gcc or clang made are\n"
	    "kept on the disk, for all notebooks; the oldest go when there are more than\n"
	    "$CICLE_CACHE_MAX bytes (256M). clear removes them. With a function's name it says\n"
	    "why that one was compiled again.",
	.run = run_cache,
    },
    {
	.name = "tier",
	.kinds = MAGIC_LINE,
	.usage = "%tier [FUNCTION]",
	.help = "Shows which functions run optimised (tier cc) and which do not (tier tcc), and\n"
		"why not; and what tier cc would save of those that were profiled (%prun).",
	.run = run_tier,
    },
    {0},
};
