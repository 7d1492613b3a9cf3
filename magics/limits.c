// magics/limits.c - how much time, memory, output and processes a cell may take, and who watches.
#include "magics/limits.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECOND_NS ((int64_t)1000000000)
// How often a cell is looked at: with limits, and without.
#define LIMITED_NS (SECOND_NS / 20)
#define FREE_NS (SECOND_NS / 5)
// A runner below this is not what fills the machine.
#define SMALL_BYTES ((uint64_t)256 << 20)
// What a cell found when it began does not end it, and a little more neither.
#define GROWTH_BYTES ((uint64_t)16 << 20)

// --- texts ----------------------------------------------------------------------------------

// A limit: its word, its units.
struct kind {
	const char *word;
	const char *example;
	const char *units[5];
	double factors[5];
};

static const struct kind kinds[] = {
    {"time", "5s", {"s", "ms", "min", "h", ""}, {1e9, 1e6, 60e9, 3600e9, 1e9}},
    {"mem", "1G", {"G", "M", "K", "T", ""}, {0x1p30, 0x1p20, 0x1p10, 0x1p40, 1}},
    {"out", "10M", {"G", "M", "K", "T", ""}, {0x1p30, 0x1p20, 0x1p10, 0x1p40, 1}},
    {"procs", "100", {""}, {1}},
};
#define KIND_CNT (sizeof kinds / sizeof *kinds)

static uint64_t get(const struct limits *limits, size_t kind)
{
	const uint64_t values[] = {(uint64_t)limits->time_ns, limits->memory_bytes,
				   limits->output_bytes, limits->process_cnt};

	return values[kind];
}

static void set(struct limits *limits, size_t kind, uint64_t value)
{
	if (kind == 0)
		limits->time_ns = (int64_t)value;
	else if (kind == 1)
		limits->memory_bytes = value;
	else if (kind == 2)
		limits->output_bytes = value;
	else
		limits->process_cnt = value;
}

// value: NUMBER UNIT | "off"
static int parse_value(const struct kind *kind, const char *text, uint64_t *value, struct err *err)
{
	char *unit;
	double number = strtod(text, &unit);

	*value = 0;
	if (!strcmp(text, "off"))
		return 0;
	for (size_t i = 0; i < 5 && unit != text && kind->units[i]; i++) {
		double scaled = number * kind->factors[i];

		if (strcasecmp(unit, kind->units[i]) != 0 || !(scaled >= 1) || scaled > 0x1p60)
			continue;
		*value = (uint64_t)scaled;
		return 0;
	}
	return err_set(err, ERR_USAGE, "'%s=%s' is no limit; one is written %s=%s, or %s=off",
		       kind->word, text, kind->word, kind->example, kind->word);
}

static int parse_word(struct limits *limits, const char *word, struct err *err)
{
	for (size_t i = 0; i < KIND_CNT; i++) {
		size_t len = strlen(kinds[i].word);
		uint64_t value;

		if (strncmp(word, kinds[i].word, len) != 0 || word[len] != '=')
			continue;
		if (parse_value(&kinds[i], word + len + 1, &value, err))
			return -1;
		set(limits, i, value);
		return 0;
	}
	return err_set(err, ERR_USAGE,
		       "'%s' is no limit; there are time=5s, mem=1G, out=10M, procs=100 and off",
		       word);
}

int limits_parse(struct limits *limits, const char *text, size_t len, struct err *err)
{
	struct limits new = *limits;
	char word[64];
	size_t at = 0;

	while (at < len) {
		size_t start = at;

		while (at < len && !isspace((unsigned char)text[at]))
			at++;
		snprintf(word, sizeof word, "%.*s", (int)(at - start), text + start);
		if (!strcmp(word, "off"))
			new = (struct limits){0};
		else if (*word && parse_word(&new, word, err))
			return -1;
		while (at < len && isspace((unsigned char)text[at]))
			at++;
	}
	*limits = new;
	return 0;
}

// Writes a value with the largest unit in which it is at least 1.
static void describe_value(size_t kind, uint64_t value, struct str *out)
{
	double best = 0;
	const char *unit = "";

	for (size_t i = 0; i < 5 && kinds[kind].units[i]; i++)
		if (*kinds[kind].units[i] && (double)value >= kinds[kind].factors[i] &&
		    kinds[kind].factors[i] > best) {
			best = kinds[kind].factors[i];
			unit = kinds[kind].units[i];
		}
	str_printf(out, "%s=%.10g%s", kinds[kind].word, (double)value / (best > 0 ? best : 1),
		   unit);
}

void limits_describe(const struct limits *limits, struct str *out)
{
	size_t before = out->len;

	for (size_t i = 0; i < KIND_CNT; i++) {
		if (!get(limits, i))
			continue;
		if (out->len > before)
			str_putc(out, ' ');
		describe_value(i, get(limits, i), out);
	}
	if (out->len == before)
		str_puts(out, "none");
}

struct limits limits_under(const struct limits *limits, const struct limits *ceiling)
{
	struct limits lower = *limits;

	for (size_t i = 0; i < KIND_CNT; i++)
		if (get(ceiling, i) && (!get(limits, i) || get(limits, i) > get(ceiling, i)))
			set(&lower, i, get(ceiling, i));
	return lower;
}

// --- processes ------------------------------------------------------------------------------

struct process {
	char state;
	pid_t group;
	unsigned flags;
	uint64_t rss_bytes;
};

// The bit of a task that is on its way out (PF_EXITING in the kernel's include/linux/sched.h).
#define TASK_EXITING 0x4u

// Reads a "stat" below /proc (proc(5)). Returns false when there is none.
static bool read_stat(const char *path, struct process *process)
{
	char text[1024];
	const char *end;
	FILE *file;
	size_t len;
	long pages = 0;

	if (!(file = fopen(path, "re")))
		return false;
	len = fread(text, 1, sizeof text - 1, file);
	fclose(file);
	text[len] = '\0';
	end = strrchr(text, ')'); // a name may hold anything
	*process = (struct process){0};
	if (!end || sscanf(end + 1,
			   " %c %*d %d %*d %*d %*d %u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d "
			   "%*d %*u %*u %ld",
			   &process->state, &process->group, &process->flags, &pages) != 4)
		return false;
	process->rss_bytes = (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
	return true;
}

// Reads /proc/PID/stat. Returns false when there is no such process.
static bool read_process(pid_t pid, struct process *process)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	return read_stat(path, process);
}

// Tells whether a process whose main thread has ended has threads that stay: those of one that was
// killed are on their way out, for seconds when its memory is large.
static bool has_other_thread(pid_t pid)
{
	char path[320];
	bool has_one = false;
	struct dirent *entry;
	DIR *folder;

	snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
	folder = opendir(path);
	while (folder && !has_one && (entry = readdir(folder))) {
		struct process task;

		snprintf(path, sizeof path, "/proc/%d/task/%s/stat", (int)pid, entry->d_name);
		has_one = atoi(entry->d_name) > 0 && read_stat(path, &task) && task.state != 'Z' &&
			  !(task.flags & TASK_EXITING);
	}
	if (folder)
		closedir(folder);
	return has_one;
}

// Calls fn for every process of the runner's group but itself.
static void each_started(pid_t runner, void (*fn)(void *ctx, pid_t pid, const struct process *),
			 void *ctx)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		struct process process;

		if (pid > 0 && pid != runner && read_process(pid, &process) &&
		    process.group == runner && process.state != 'Z')
			fn(ctx, pid, &process);
	}
	if (folder)
		closedir(folder);
}

struct sum {
	uint64_t cnt, rss_bytes;
};

static void add_process(void *ctx, pid_t pid, const struct process *process)
{
	struct sum *sum = ctx;

	(void)pid;
	sum->cnt++;
	sum->rss_bytes += process->rss_bytes;
}

static void end_process(void *ctx, pid_t pid, const struct process *process)
{
	(void)ctx;
	(void)process;
	kill(pid, SIGKILL);
}

void watch_end_processes(pid_t pid)
{
	if (pid > 0)
		each_started(pid, end_process, NULL);
}

// --- memory ---------------------------------------------------------------------------------

// Reads "NAME:  123 kB" of /proc/meminfo. 0: it is not there.
static uint64_t meminfo_bytes(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? strtoull(at + strlen(name), NULL, 10) * 1024 : 0;
}

bool limits_is_memory_short(uint64_t total_bytes, uint64_t available_bytes, uint64_t rss_bytes)
{
	return total_bytes && rss_bytes > SMALL_BYTES && rss_bytes > total_bytes / 4 &&
	       available_bytes < total_bytes / 25;
}

static bool is_machine_full(uint64_t rss_bytes)
{
	char text[2048];
	FILE *file;
	size_t len;

	if (rss_bytes < SMALL_BYTES || !(file = fopen("/proc/meminfo", "re")))
		return false;
	len = fread(text, 1, sizeof text - 1, file);
	fclose(file);
	text[len] = '\0';
	return limits_is_memory_short(meminfo_bytes(text, "MemTotal:"),
				      meminfo_bytes(text, "MemAvailable:"), rss_bytes);
}

// A container has less than the machine.
static bool is_container_full(uint64_t rss_bytes)
{
	unsigned long long most = 0;
	FILE *file;

	if (rss_bytes < SMALL_BYTES || !(file = fopen("/sys/fs/cgroup/memory.max", "re")))
		return false;
	if (fscanf(file, "%llu", &most) != 1)
		most = 0;
	fclose(file);
	return most && rss_bytes > most / 10 * 9;
}

// --- watching -------------------------------------------------------------------------------

void watch_begin(struct watch *watch, const struct limits *limits, pid_t pid, int64_t now_ns)
{
	bool may_be_large = limits->memory_bytes || watch->last_bytes > SMALL_BYTES;
	struct process process = {0};

	if (pid > 0 && may_be_large)
		read_process(pid, &process);
	*watch = (struct watch){
	    .limits = *limits,
	    .start_ns = now_ns,
	    .look_ns = now_ns + LIMITED_NS,
	    .pid = pid,
	    .start_bytes = process.rss_bytes,
	    .last_bytes = watch->last_bytes,
	};
}

size_t watch_output(struct watch *watch, size_t len)
{
	uint64_t most = watch->limits.output_bytes;
	uint64_t left = watch->output_bytes < most ? most - watch->output_bytes : 0;

	watch->output_bytes += len;
	return !most || len < left ? len : (size_t)left;
}

static bool is_limited(const struct limits *limits)
{
	for (size_t i = 0; i < KIND_CNT; i++)
		if (get(limits, i))
			return true;
	return false;
}

int watch_timeout_ms(const struct watch *watch, int64_t now_ns)
{
	int64_t left_ns = watch->look_ns - now_ns;

	return left_ns > 0 ? (int)(left_ns / 1000000) + 1 : 0;
}

static void exceed(const struct watch *watch, struct excess *excess, const char *ename, size_t kind,
		   const char *what)
{
	struct str limit = {0};

	describe_value(kind, get(&watch->limits, kind), &limit);
	excess->ename = ename;
	snprintf(excess->evalue, sizeof excess->evalue, "%s (%%limit %s)", what, limit.data);
	str_release(&limit);
}

// A checkpoint may have become the runner: what it brings is not the cell's. And what a cell frees
// it may fill only up to its limit.
static void settle_start(struct watch *watch, pid_t pid, uint64_t rss_bytes)
{
	if (pid != watch->pid || rss_bytes < watch->start_bytes)
		watch->start_bytes = rss_bytes;
	watch->pid = pid;
}

static void look_at_memory(const struct watch *watch, uint64_t bytes, struct excess *excess)
{
	char what[160];

	if (bytes < watch->start_bytes + GROWTH_BYTES)
		return;
	snprintf(what, sizeof what,
		 "the session uses %llu MB; what it allocated stays until it is freed",
		 (unsigned long long)(bytes >> 20));
	if (watch->limits.memory_bytes && bytes > watch->limits.memory_bytes) {
		exceed(watch, excess, "MemoryLimitError", 1, what);
	} else if (is_machine_full(bytes) || is_container_full(bytes)) {
		excess->ename = "MemoryError";
		snprintf(excess->evalue, sizeof excess->evalue,
			 "the machine's memory is almost gone: %s", what);
	}
}

void watch_look(struct watch *watch, pid_t pid, int64_t now_ns, struct excess *excess)
{
	const struct limits *limits = &watch->limits;
	struct process runner;
	struct sum started = {0};
	uint64_t known;

	*excess = (struct excess){0};
	if (now_ns < watch->look_ns || pid <= 0 || !read_process(pid, &runner))
		return;
	watch->look_ns = now_ns + (is_limited(limits) ? LIMITED_NS : FREE_NS);
	watch->last_bytes = runner.rss_bytes;
	settle_start(watch, pid, runner.rss_bytes);
	excess->is_main_gone = runner.state == 'Z' && has_other_thread(pid);
	if (limits->memory_bytes || limits->process_cnt)
		each_started(pid, add_process, &started);
	// A checkpoint is in the group for a moment: what was not there at the last look does not
	// count.
	known = started.rss_bytes < watch->started_bytes ? started.rss_bytes : watch->started_bytes;
	watch->started_bytes = started.rss_bytes;
	look_at_memory(watch, runner.rss_bytes + known, excess);
	if (limits->process_cnt && started.cnt > limits->process_cnt)
		exceed(watch, excess, "ProcessLimitError", 3,
		       "the cell started too many processes");
	if (limits->output_bytes && watch->output_bytes > limits->output_bytes)
		exceed(watch, excess, "OutputLimitError", 2, "the cell printed too much");
	if (limits->time_ns && now_ns - watch->start_ns > limits->time_ns)
		exceed(watch, excess, "TimeLimitError", 0, "the cell took too long");
}
