// jit/traceback.c - how a run ended, as a traceback with the lines of each frame.
#include "jit/session_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pack.h"
#include "jit/compiler/diagnostic.h"
#include "jit/fault_text.h"

// Of a deep recursion, so many frames of either end are shown.
#define FRAME_SHOWN_CNT 5
// So many frames of one unit are looked up.
#define LOCATED_CNT 128
// A function that is there so often calls itself.
#define REPEATED_CNT 5
// Lines around the one that failed.
#define BEFORE_CNT 2
#define AFTER_CNT 1

// Of the second compiler's code only the function is known.
static void add_frame_of_cc(struct session *session, const struct frame *frame, struct str *out)
{
	const struct name *name =
	    symbols_find(&session->symbols, frame->function, strlen(frame->function));
	const struct decl *decl = name ? name->current[SPACE_ORDINARY] : NULL;

	if (decl && decl->function)
		str_printf(out, "\033[32m%s\033[0m in %s()\n",
			   session_label(session, decl->function->file), frame->function);
}

// The line where a frame is; of the innermost one those around it, too.
static void quote_frame(struct str *out, const struct source *source, uint32_t line,
			bool is_innermost)
{
	uint32_t before = is_innermost ? BEFORE_CNT : 0, after = is_innermost ? AFTER_CNT : 0;
	uint32_t first = line > before ? line - before : 1;

	for (uint32_t i = first; i <= line + after; i++) {
		struct str quoted = {0};

		diagnostic_quote_line(&quoted, source, i);
		if (quoted.len)
			str_printf(out, "%s%s", i == line ? "\033[31m->\033[0m" : "  ",
				   quoted.data);
		str_release(&quoted);
	}
}

// The text of the cell that runs, when a place in it can only be on one line.
static const struct source *only_line(struct session *session, uint32_t *line)
{
	const char *text = session->source->text;
	size_t start = strspn(text, " \t\n"), len = strcspn(text + start, "\n");

	*line = 1;
	for (size_t i = 0; i < start; i++)
		*line += text[i] == '\n';
	return text[start + len + strspn(text + start + len, " \t\n")] ? NULL : session->source;
}

// Finds where a frame is. NULL: that is not known.
static const struct source *place_of(struct session *session, const struct frame *frame,
				     uint32_t *line)
{
	const struct source *source =
	    sources_find(&session->sources, frame->file, strlen(frame->file));

	if (source)
		*line = diagnostic_line(source, frame->line);
	else if (!*frame->function)
		source = only_line(session, line);
	return source;
}

// "In[2]:5 in first()" and the line itself.
static void add_frame(struct session *session, const struct frame *frame, bool is_innermost,
		      struct str *out)
{
	uint32_t line;
	const struct source *source = place_of(session, frame, &line);

	if (source) {
		str_printf(out, "\033[32m%s:%u\033[0m", source->label, line);
		if (*frame->function)
			str_printf(out, " in %s()", frame->function);
		str_putc(out, '\n');
		quote_frame(out, source, line, is_innermost);
	} else {
		add_frame_of_cc(session, frame, out);
	}
	str_add(out, str_text(&frame->locals.out), frame->locals.out.len);
}

// The frames, outermost first, as Python shows them; of a deep recursion both ends.
static void add_frames(struct session *session, const struct fault *fault, struct str *out)
{
	bool is_deep = fault->frame_cnt > 2 * FRAME_SHOWN_CNT;

	for (size_t i = fault->frame_cnt; i > 0; i--) {
		if (is_deep && i == fault->frame_cnt - FRAME_SHOWN_CNT) {
			str_puts(out, "  ... and so on ...\n");
			i = FRAME_SHOWN_CNT;
		}
		add_frame(session, &fault->frames[i - 1], i == 1, out);
	}
}

static void frame_release(struct frame *frame)
{
	free(frame->function);
	free(frame->file);
	shot_release(&frame->shot);
	str_release(&frame->locals.out);
}

// Takes the last frame, which is no call, off the traceback and says what it did.
static void tell_site(struct session *session, struct fault *fault, const char *what,
		      struct str *evalue)
{
	struct frame *frame;

	if (!fault->frames || !fault->frame_cnt)
		return;
	frame = &fault->frames[--fault->frame_cnt];
	if (frame->line)
		str_printf(evalue, "%s at %s:%u", what, session_label(session, frame->file),
			   frame->line);
	if (frame->line && *frame->function)
		str_printf(evalue, " in %s()", frame->function);
	frame_release(frame);
}

// clang does not tell a local's line.
static void tell_local(struct session *session, struct fault *fault, struct str *out)
{
	struct frame *frame = fault->frame_cnt ? &fault->frames[fault->frame_cnt - 1] : NULL;

	if (frame)
		frame->line = fault->declared_line;
	if (frame && !frame->line && *frame->function)
		str_printf(out, "; a local of %s()", frame->function);
	tell_site(session, fault, "; declared", out);
}

// Names a session object: "; it is 'squares', defined at In[1]:3".
static void tell_object(struct session *session, uint32_t slot, struct str *out)
{
	const struct decl *decl = session->symbols.decls;

	while (decl && (decl->slot != slot || decl->kind == DECL_FUNCTION))
		decl = decl->next;
	if (decl && decl->name)
		str_printf(out, "; it is '%s', defined at %s:%u", decl->name->text,
			   session_label(session, decl->file), decl->line);
}

// Tells what a checked run's complaint is about: "; allocated at In[3]:5 in make()".
static void tell_sites(struct session *session, struct fault *fault, struct str *out)
{
	struct str freed = {0};

	if (fault->object_slot)
		tell_object(session, fault->object_slot, out);
	if (fault->has_declared)
		tell_local(session, fault, out);
	if (fault->has_freed)
		tell_site(session, fault, ", freed", &freed);
	if (fault->has_allocated)
		tell_site(session, fault, "; allocated", out);
	str_puts(out, str_text(&freed));
	str_release(&freed);
}

// Gives the function that is on the stack again and again; "": none is.
static const char *repeated_function(const struct fault *fault)
{
	for (size_t i = 0; fault->frames && i < fault->frame_cnt && i < FRAME_SHOWN_CNT; i++) {
		size_t cnt = 0;

		for (size_t j = 0; j < fault->frame_cnt; j++)
			cnt += !strcmp(fault->frames[i].function, fault->frames[j].function);
		if (cnt >= REPEATED_CNT)
			return fault->frames[i].function;
	}
	return "";
}

static struct fault_facts facts_of(struct session *session, const struct fault *fault)
{
	const struct frame *frame = fault->frame_cnt ? &fault->frames[0] : NULL;
	struct fault_facts facts = {
	    .signal = fault->signal,
	    .symbols = &session->symbols,
	    .code = fault->code,
	    .address = fault->address,
	    .access = fault->access,
	    .detail = fault->detail,
	    .function = frame ? frame->function : "",
	    .repeated = repeated_function(fault),
	};
	const struct source *source = frame ? place_of(session, frame, &facts.line) : NULL;

	facts.text = source ? source->text : NULL;
	return facts;
}

static void set_fault(struct session *session, struct fault *fault, struct outcome *outcome)
{
	struct str ename = {0}, evalue = {0}, sites = {0}, traceback = {0};
	struct fault_facts facts;

	tell_sites(session, fault, &sites);
	facts = facts_of(session, fault);
	fault_describe(&facts, &ename, &evalue);
	str_add(&evalue, str_text(&sites), sites.len);
	if (session->traceback != TRACEBACK_MINIMAL) {
		add_frames(session, fault, &traceback);
		fault_hint(&facts, &traceback);
	}
	str_printf(&traceback, "\033[31m%s\033[0m: %s\n", ename.data, evalue.data);
	if (session->traceback != TRACEBACK_MINIMAL)
		session_tell_memory(session, &traceback);
	outcome_set_error(outcome, ename.data, evalue.data, traceback.data);
	str_release(&ename);
	str_release(&evalue);
	str_release(&sites);
	str_release(&traceback);
}

static void set_interrupt(struct session *session, const struct fault *fault,
			  struct outcome *outcome)
{
	struct str traceback = {0};

	if (session->traceback != TRACEBACK_MINIMAL)
		add_frames(session, fault, &traceback);
	str_puts(&traceback, "\033[31mKeyboardInterrupt\033[0m: the cell was interrupted");
	outcome_set_error(outcome, "KeyboardInterrupt", "the cell was interrupted", traceback.data);
	str_release(&traceback);
}

static void set_exit(const struct fault *fault, struct outcome *outcome)
{
	outcome->is_ok = true;
	outcome->exit_status = (int)fault->exit_status;
}

static void unpack_frames(struct unpack *in, struct fault *fault)
{
	uint32_t cnt;

	fault->has_allocated = unpack_u32(in) != 0;
	fault->has_freed = unpack_u32(in) != 0;
	fault->has_declared = unpack_u32(in) != 0;
	fault->declared_line = unpack_u32(in);
	fault->object_slot = unpack_u32(in);
	cnt = unpack_u32(in);
	fault->frames = NULL;
	fault->frame_cnt = 0;
	for (uint32_t i = 0; i < cnt && !in->has_failed; i++) {
		struct frame *frame;

		fault->frames = mem_grow(fault->frames, i + 1, sizeof *fault->frames);
		frame = &fault->frames[fault->frame_cnt++];
		*frame = (struct frame){0};
		frame->function = unpack_text(in);
		frame->file = unpack_text(in);
		frame->line = unpack_u32(in);
		frame->object = unpack_u64(in);
		frame->text_byte = unpack_u64(in);
	}
}

// Of a deep recursion, what is not shown is not looked up.
static bool is_shown(const struct fault *fault, size_t i)
{
	return i < FRAME_SHOWN_CNT || fault->frame_cnt - i <= FRAME_SHOWN_CNT;
}

static void unpack_shots(struct unpack *in, struct fault *fault)
{
	uint32_t cnt = unpack_u32(in);

	for (uint32_t i = 0; i < cnt && !in->has_failed; i++) {
		struct shot shot;

		shot_unpack(&shot, in);
		if (i < fault->frame_cnt && (cnt <= 2 * FRAME_SHOWN_CNT || is_shown(fault, i)))
			fault->frames[i].shot = shot;
		else
			shot_release(&shot);
	}
}

void fault_release(struct fault *fault)
{
	for (size_t i = 0; i < fault->frame_cnt; i++)
		frame_release(&fault->frames[i]);
	free(fault->frames);
	free(fault->detail);
	local_marks_release(&fault->marks);
	*fault = (struct fault){0};
}

void session_take_end(struct session *session, enum run_status status, struct unpack *in,
		      struct outcome *outcome)
{
	struct fault *fault = &session->fault;
	size_t profile_len;
	const char *value, *profile;
	size_t value_len;

	value = unpack_bytes(in, &value_len);
	str_add(&outcome->value, value, value_len);
	fault->status = status;
	fault->signal = unpack_u32(in);
	fault->address = unpack_u64(in);
	fault->code = unpack_u32(in);
	fault->access = (enum fault_access)unpack_u32(in);
	unpack_frames(in, fault);
	unpack_shots(in, fault);
	fault->detail = unpack_text(in);
	fault->exit_status = unpack_u32(in);
	session->counts.compiled_cnt = unpack_u64(in);
	session->counts.reused_cnt = unpack_u64(in);
	session->counts.unit_cnt = unpack_u64(in);
	session->counts.code_bytes = unpack_u64(in);
	outcome->compile_ns = unpack_u64(in);
	outcome->link_ns = unpack_u64(in);
	outcome->run_ns = unpack_u64(in);
	outcome->user_ns = unpack_u64(in);
	outcome->system_ns = unpack_u64(in);
	profile = unpack_bytes(in, &profile_len);
	str_add(&outcome->profile, profile, profile_len);
}

// Tells how the run ended, once all is known about it.
static void tell_end(struct session *session, struct outcome *outcome)
{
	struct fault *fault = &session->fault;

	outcome->is_ok = fault->status == RUN_ENDED;
	if (fault->status == RUN_FAULTED)
		set_fault(session, fault, outcome);
	else if (fault->status == RUN_INTERRUPTED)
		set_interrupt(session, fault, outcome);
	else if (fault->status == RUN_EXITED)
		set_exit(fault, outcome);
	fault_release(fault);
	session_end_run(session);
}

// Gives the first frame whose line is to be looked up, or NULL.
static struct frame *next_untold(struct session *session)
{
	for (size_t i = 0; i < session->fault.frame_cnt; i++)
		if (session->fault.frames[i].object)
			return &session->fault.frames[i];
	return NULL;
}

// What cannot be looked up is told without its line.
static void give_up_lines(struct session *session, uint64_t object)
{
	for (size_t i = 0; i < session->fault.frame_cnt; i++)
		if (session->fault.frames[i].object == object)
			session->fault.frames[i].object = 0;
}

// Has a text compiled once more, with its lines. addr2line (2.40) finds the functions that gcc
// inlined in DWARF 5 only, and clang's in DWARF 4 only. In DWARF 5 it takes the first file for the
// compiler's input: what stands in front of the text, in sections of its own, is that file. gcc
// writes functions whose address is taken first.
static bool start_trace(struct session *session, const char *text, const struct list *flags,
			bool has_locals)
{
	static const char first[] =
	    "#line 1 \"<first>\"\n__attribute__((used, section(\".cicle\"))) "
	    "static void cicle_first(void) {}\n__attribute__((used, section(\".cicle_at\"))) "
	    "static void (*cicle_first_at)(void) = cicle_first;\n";
	struct str whole = {0};
	struct list args = {0};
	bool is_started;

	str_printf(&whole, "%s%s", first, text);
	list_add(&args, has_locals ? "-g" : "-g1");
	list_add(&args, session_has_clang(session) ? "-gdwarf-4" : "-gdwarf-5");
	if (has_locals)
		list_add(&args,
			 "-fno-asynchronous-unwind-tables"); // frames are told in .debug_frame
	list_add_all(&args, flags);
	is_started =
	    !session_start_cc(session, CC_OBJECT, str_text(&whole), &args, PHASE_CC_TRACING);
	list_release(&args);
	str_release(&whole);
	return is_started;
}

bool session_advance_trace(struct session *session, struct outcome *outcome)
{
	struct frame *frame;

	if (session_start_locals(session))
		return false;
	while ((frame = next_untold(session))) {
		const struct list *flags;
		const char *text = cc_cache_text(&session->cc_cache, frame->object, &flags);

		if (text && session->cc.path &&
		    start_trace(session, text, flags, session_wants_debug(session, frame->object)))
			return false;
		give_up_lines(session, frame->object);
	}
	*outcome = session->outcome;
	session->outcome = (struct outcome){0};
	tell_end(session, outcome);
	return true;
}

bool session_take_traced(struct session *session, struct cc_result *result, struct outcome *outcome)
{
	uint64_t object = next_untold(session)->object;
	char offsets[LOCATED_CNT][24];
	const char *args[LOCATED_CNT + 1];
	size_t cnt = 0;
	struct err err = {0};

	for (size_t i = 0; i < session->fault.frame_cnt && cnt < LOCATED_CNT; i++) {
		const struct frame *frame = &session->fault.frames[i];

		if (frame->object != object)
			continue;
		snprintf(offsets[cnt], sizeof offsets[cnt], "0x%llx",
			 (unsigned long long)frame->text_byte);
		args[cnt] = offsets[cnt];
		cnt++;
	}
	args[cnt] = NULL;
	if (result->is_ok)
		session_debug_locals(session, object, &result->output);
	session->phase = PHASE_CC_LOCATING;
	if (result->is_ok &&
	    !cc_start(&session->cc, CC_LINES, result->output.data, result->output.len, args, &err))
		return false;
	give_up_lines(session, object);
	return session_advance_trace(session, outcome);
}

// Gives the length of a function's name as users know it: "cicle_fn_f.constprop.0" is f. gcc marks
// names that asm() gave by a star.
static size_t shown_name(const char **name, size_t len)
{
	static const char *const prefixes[] = {"cicle_fn_", UNIT_OWN_PREFIX};
	const char *dot;

	if (len && **name == '*') {
		++*name;
		len--;
	}
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		size_t prefix_len = strlen(prefixes[i]);

		if (len > prefix_len && !memcmp(*name, prefixes[i], prefix_len)) {
			*name += prefix_len;
			len -= prefix_len;
		}
	}
	dot = memchr(*name, '.', len);
	return dot ? (size_t)(dot - *name) : len;
}

// Fills a frame from "function\nfile:line\n". Returns what is behind.
static const char *take_line(struct frame *frame, const char *text)
{
	const char *name = text;
	size_t len = strcspn(text, "\n"), name_len = shown_name(&name, len);
	const char *place = text + len + (text[len] == '\n'), *colon;

	len = strcspn(place, "\n");
	colon = memrchr(place, ':', len);
	if (name_len && strncmp(name, "??", 2) != 0) {
		bool is_entry =
		    name_len == strlen("cicle_entry") && !strncmp(name, "cicle_entry", name_len);

		free(frame->function);
		frame->function = mem_strndup(name, is_entry ? 0 : name_len);
	}
	if (colon) {
		free(frame->file);
		frame->file = mem_strndup(place, (size_t)(colon - place));
		frame->line = (uint32_t)strtoul(colon + 1, NULL, 10);
	}
	frame->object = 0;
	return place + len + (place[len] == '\n');
}

// Makes room for one more frame in front of the i-th.
static void insert_frame(struct fault *fault, size_t i)
{
	fault->frames = mem_grow(fault->frames, fault->frame_cnt + 1, sizeof *fault->frames);
	memmove(&fault->frames[i + 1], &fault->frames[i],
		(fault->frame_cnt - i) * sizeof *fault->frames);
	fault->frame_cnt++;
	fault->frames[i] = (struct frame){.function = mem_strdup(""), .file = mem_strdup("")};
}

// What was inlined at a place has frames of its own: innermost first, the i-th frame is the last.
static const char *take_inlined(struct fault *fault, size_t *i, const char *text)
{
	text += strcspn(text, "\n");
	text += *text == '\n'; // behind the offset
	while (*text && strncmp(text, "0x", 2) != 0) {
		size_t first_len = strcspn(text, "\n");
		const char *rest = text + first_len + (text[first_len] == '\n');

		rest += strcspn(rest, "\n");
		rest += *rest == '\n';
		if (!*rest || !strncmp(rest, "0x", 2))
			return take_line(&fault->frames[*i], text);
		insert_frame(fault, *i);
		text = take_line(&fault->frames[(*i)++], text);
	}
	return text;
}

// The locals are those of the innermost.
static const char *take_place(struct fault *fault, size_t *i, const char *text)
{
	size_t first = *i;
	struct locals_text locals;

	text = take_inlined(fault, i, text);
	locals = fault->frames[*i].locals;
	fault->frames[*i].locals = (struct locals_text){0};
	fault->frames[first].locals = locals;
	return text;
}

bool session_take_lines(struct session *session, struct cc_result *result, struct outcome *outcome)
{
	struct fault *fault = &session->fault;
	uint64_t object = next_untold(session)->object;
	const char *text = str_text(&result->output);

	for (size_t i = 0; i < fault->frame_cnt; i++)
		if (fault->frames[i].object == object)
			text = take_place(fault, &i, text);
	give_up_lines(session, object);
	return session_advance_trace(session, outcome);
}
