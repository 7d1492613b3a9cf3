// kernel/stream.h - turns what a cell writes into stream messages of a good size and pace.
//
// Bytes are escaped right into the message's JSON text. stdout and stderr keep their order: a
// message ends where the other one begins. Only a cell that changes between them hundreds of times
// a second, which no server hands on, has the text of one pace after the other: all of the one
// that began, then the other's. A sequence that is cut off waits for its other bytes. The first
// text after a pause may go at once, later text waits until a message is due.
#ifndef CICLE_KERNEL_STREAM_H
#define CICLE_KERNEL_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define STREAM_TAIL_MAX 3 // bytes of a sequence that is not whole

struct stream {
	// Sends a stream message's content. Takes its bytes.
	void (*send)(void *ctx, struct str *content);
	void *ctx;
	struct str content[2]; // per fd the message so far, {"name":...,"text":"...; or empty
	size_t head_len[2];    // its bytes before the text
	int fd;                // who wrote last
	int first_fd;          // whose message began first
	int change_cnt;        // messages since window_ns that ended because the other fd wrote
	int64_t window_ns;
	char tail[2][STREAM_TAIL_MAX];
	size_t tail_len[2];
	int64_t sent_ns; // when the last message left
};

// Adds bytes that a cell wrote to fd 1 (stdout) or 2 (stderr); sends when a message is full.
void stream_put(struct stream *stream, int fd, const char *bytes, size_t len, int64_t now_ns);

// Sends the text so far.
void stream_flush(struct stream *stream, int64_t now_ns);

// Sends everything at the end of a cell; of a cut-off sequence, U+FFFD.
void stream_finish(struct stream *stream, int64_t now_ns);

// Gives the nanoseconds until stream_flush() is due: 0 now, -1 when there is nothing to send.
int64_t stream_due_ns(const struct stream *stream, int64_t now_ns);

// Frees the text. The stream is empty and usable afterwards.
void stream_release(struct stream *stream);

#endif
