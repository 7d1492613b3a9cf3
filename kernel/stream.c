// kernel/stream.c - turns what a cell writes into stream messages of a good size and pace.
#include "kernel/stream.h"

#include <string.h>

#include "kernel/utf8.h"

#define PACE_NS ((int64_t)50 * 1000 * 1000) // servers drop beyond some messages per second
#define MESSAGE_MAX_BYTES (512 * 1024)      // a front end lays out this much at once well
// Of the 1000 messages a second that servers hand on, so many are spent on the order of stdout and
// stderr.
#define WINDOW_NS ((int64_t)1000 * 1000 * 1000)
#define CHANGE_MAX 500
#define PIECE_BYTES 16384 // escaped between two looks at the message's size

// Tells which bytes stand for themselves in a JSON string: ASCII but for controls, quote and
// backslash. A table, for the speed of a cell that prints without end.
static const bool is_plain[256] = {
    [' '] = true,
    ['!'] = true,
    ['#' ... '['] = true,
    [']' ... 0x7E] = true,
};

static void add_escaped(struct str *out, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";

	switch (c) {
	case '\n':
		str_add(out, "\\n", 2);
		break;
	case '\t':
		str_add(out, "\\t", 2);
		break;
	case '"':
		str_add(out, "\\\"", 2);
		break;
	case '\\':
		str_add(out, "\\\\", 2);
		break;
	default: // a control byte
		str_add(out, "\\u00", 4);
		str_putc(out, digits[c >> 4]);
		str_putc(out, digits[c & 15]);
	}
}

static size_t plain_run(const char *bytes, size_t len)
{
	size_t i = 0;

	while (i < len && is_plain[(unsigned char)bytes[i]])
		i++;
	return i;
}

// Appends bytes as the inside of a JSON string. Gives how many it took: all but a sequence that is
// cut off by the end.
static size_t escape(struct str *out, const char *bytes, size_t len)
{
	size_t i = 0, size;

	while (i < len) {
		enum utf8_kind kind;

		size = plain_run(bytes + i, len - i);
		str_add(out, bytes + i, size);
		i += size;
		if (i == len)
			break;
		kind = utf8_next(bytes + i, len - i, &size);
		if (kind == UTF8_CUT)
			break;
		if (kind == UTF8_INVALID)
			str_puts(out, UTF8_REPLACEMENT);
		else if (size == 1)
			add_escaped(out, (unsigned char)bytes[i]);
		else
			str_add(out, bytes + i, size);
		i += size;
	}
	return i;
}

static bool has_text_of(const struct stream *stream, int fd)
{
	return stream->content[fd - 1].len > stream->head_len[fd - 1];
}

static bool has_text(const struct stream *stream)
{
	return has_text_of(stream, 1) || has_text_of(stream, 2);
}

static void send_text_of(struct stream *stream, int fd, int64_t now_ns)
{
	struct str *content = &stream->content[fd - 1];

	if (has_text_of(stream, fd)) {
		str_puts(content, "\"}");
		stream->sent_ns = now_ns;
		stream->send(stream->ctx, content);
	}
	str_clear(content);
	stream->head_len[fd - 1] = 0;
}

void stream_flush(struct stream *stream, int64_t now_ns)
{
	if (!has_text(stream))
		return;
	send_text_of(stream, stream->first_fd, now_ns);
	send_text_of(stream, 3 - stream->first_fd, now_ns);
}

// Tells whether one more message may end early, so that the order is kept.
static bool may_change(struct stream *stream, int64_t now_ns)
{
	if (now_ns - stream->window_ns >= WINDOW_NS) {
		stream->window_ns = now_ns;
		stream->change_cnt = 0;
	}
	return stream->change_cnt++ < CHANGE_MAX;
}

// Begins a message for fd unless one is open. Gives its content.
static struct str *begin(struct stream *stream, int fd, int64_t now_ns)
{
	struct str *content = &stream->content[fd - 1];

	if (stream->fd != fd && has_text(stream) && may_change(stream, now_ns))
		stream_flush(stream, now_ns);
	stream->fd = fd;
	if (content->len)
		return content;
	if (!has_text_of(stream, 3 - fd))
		stream->first_fd = fd;
	str_printf(content, "{\"name\":\"%s\",\"text\":\"", fd == 2 ? "stderr" : "stdout");
	stream->head_len[fd - 1] = content->len;
	return content;
}

// Completes the tail that an earlier put left with the first of these bytes. Gives how many of
// them it took: with them the tail is whole or wrong, and gone; or they were too few.
static size_t finish_tail(struct stream *stream, int fd, const char *bytes, size_t len)
{
	char *tail = stream->tail[fd - 1];
	size_t *tail_len = &stream->tail_len[fd - 1];
	char whole[STREAM_TAIL_MAX + 1];
	size_t taken = 0, size;
	enum utf8_kind kind;

	memcpy(whole, tail, *tail_len);
	do {
		whole[*tail_len + taken] = bytes[taken];
		taken++;
		kind = utf8_next(whole, *tail_len + taken, &size);
	} while (kind == UTF8_CUT && taken < len);
	if (kind == UTF8_CUT) {
		memcpy(tail, whole, size);
		*tail_len = size;
		return taken;
	}
	*tail_len = 0;
	if (kind == UTF8_VALID) {
		str_add(&stream->content[fd - 1], whole, size);
		return taken;
	}
	str_puts(&stream->content[fd - 1], UTF8_REPLACEMENT);
	return taken - 1; // the byte that does not fit begins something else
}

void stream_put(struct stream *stream, int fd, const char *bytes, size_t len, int64_t now_ns)
{
	struct str *content;
	size_t at = 0;

	if (len == 0)
		return;
	content = begin(stream, fd, now_ns);
	if (stream->tail_len[fd - 1])
		at = finish_tail(stream, fd, bytes, len);
	while (at < len) {
		size_t piece = len - at < PIECE_BYTES ? len - at : PIECE_BYTES;
		size_t taken = escape(content, bytes + at, piece);

		if (taken < piece && at + piece == len) {
			stream->tail_len[fd - 1] = piece - taken;
			memcpy(stream->tail[fd - 1], bytes + at + taken, piece - taken);
			break;
		}
		at += taken;
		if (content->len < MESSAGE_MAX_BYTES)
			continue;
		stream_flush(stream, now_ns);
		content = begin(stream, fd, now_ns);
	}
}

void stream_finish(struct stream *stream, int64_t now_ns)
{
	for (int fd = 1; fd <= 2; fd++) {
		if (!stream->tail_len[fd - 1])
			continue;
		stream->tail_len[fd - 1] = 0;
		str_puts(begin(stream, fd, now_ns), UTF8_REPLACEMENT);
	}
	stream_flush(stream, now_ns);
}

int64_t stream_due_ns(const struct stream *stream, int64_t now_ns)
{
	int64_t left_ns = stream->sent_ns + PACE_NS - now_ns;

	if (!has_text(stream))
		return -1;
	return left_ns > 0 ? left_ns : 0;
}

void stream_release(struct stream *stream)
{
	str_release(&stream->content[0]);
	str_release(&stream->content[1]);
	memset(stream->head_len, 0, sizeof stream->head_len);
	memset(stream->tail_len, 0, sizeof stream->tail_len);
}
