// kernel/flow.c - the text that one cell prints, on its way to the front end.
#include "kernel/flow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"

#define MB ((uint64_t)1 << 20)
#define SHOWN_MAX_MB (1 << 20) // of what the environment may say

static uint64_t shown_max(void)
{
	const char *text = getenv("CICLE_OUTPUT_MB");
	long mb = text ? strtol(text, NULL, 10) : 0;

	return (mb > 0 && mb <= SHOWN_MAX_MB ? (uint64_t)mb : FLOW_SHOWN_MB) * MB;
}

static void open_file(struct flow *flow)
{
	const char *folder = getenv("TMPDIR");
	struct str path = {0};
	int fd;

	str_printf(&path, "%s/cicle-output-XXXXXX", folder && *folder ? folder : "/tmp");
	flow->path = str_take(&path);
	fd = mkstemp(flow->path);
	flow->file = fd < 0 ? NULL : fdopen(fd, "w");
	if (!flow->file)
		log_line("stream", 0, "cannot make '%s': %s", flow->path, strerror(errno));
}

static void keep(struct flow *flow, const char *bytes, size_t len)
{
	uint64_t room = FLOW_KEPT_MB * MB - flow->kept_cnt;

	if (!flow->path)
		open_file(flow);
	if (flow->file)
		flow->kept_cnt += fwrite(bytes, 1, len < room ? len : room, flow->file);
}

void flow_put(struct flow *flow, int fd, const char *bytes, size_t len, int64_t now_ns)
{
	uint64_t max = shown_max();
	uint64_t room = flow->byte_cnt < max ? max - flow->byte_cnt : 0;
	size_t shown = len < room ? len : room;

	flow->byte_cnt += len;
	stream_put(&flow->stream, fd, bytes, shown, now_ns);
	if (shown < len)
		keep(flow, bytes + shown, len - shown);
}

// "[output cut after 64 MB; the next 36.0 MB are in /tmp/cicle-output-x1y2z3]"
static void tell(struct flow *flow, int64_t now_ns)
{
	uint64_t max = shown_max();
	uint64_t lost = flow->byte_cnt - max - flow->kept_cnt;
	struct str line = {0};

	str_printf(&line, "\n[output cut after %llu MB", (unsigned long long)(max / MB));
	if (flow->kept_cnt)
		str_printf(&line, "; the next %.1f MB are in %s", (double)flow->kept_cnt / MB,
			   flow->path);
	if (lost)
		str_printf(&line, "; %.1f MB are lost", (double)lost / MB);
	str_puts(&line, "]\n");
	stream_put(&flow->stream, 1, line.data, line.len, now_ns);
	str_release(&line);
}

static void close_file(struct flow *flow)
{
	if (flow->file)
		fclose(flow->file);
	free(flow->path);
	flow->file = NULL;
	flow->path = NULL;
}

void flow_finish(struct flow *flow, int64_t now_ns)
{
	if (flow->path)
		tell(flow, now_ns);
	close_file(flow);
	flow->byte_cnt = flow->kept_cnt = 0;
	stream_finish(&flow->stream, now_ns);
}

void flow_release(struct flow *flow)
{
	close_file(flow);
	stream_release(&flow->stream);
}
