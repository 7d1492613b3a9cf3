// jit/runner/channel.c - the runner's end of the socket to the kernel: requests, events, calls.
//
// Locks are only held between guard_hold() and guard_let(), and never while the socket is waited
// for: the main thread may be torn out of a wait at any time. No condition variables, for the same
// reason; a second waiter, which is rare, looks again every millisecond.
#include "jit/runner/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/pack.h"
#include "jit/runner/guard.h"
#include "jit/runner/hazards.h"

// The socket moves out of the way of a cell that closes or counts on low descriptors.
#define SOCKET_FD_MIN 900
#define AGAIN_US 1000

// A call that waits for its answer. It lives on the stack of its thread, but the main thread's,
// whose stack is taken away from under it when it is torn out of a wait.
struct call {
	uint64_t number;
	bool is_done, is_ok;
	struct str answer;
	struct call *next;
};

// One socket per process, and any thread of the user's may come here.
static struct {
	int fd;
	pthread_mutex_t send_lock;
	pthread_mutex_t lock; // of all below
	struct str in;
	struct call *calls;
	struct call main_call;
	uint64_t call_cnt;
	bool is_read;        // a thread waits at the socket
	bool is_main_reader; // and that is the main thread
	struct str requests; // packed: per request u32 type, payload; taken by nobody yet
} channel = {
    .send_lock = PTHREAD_MUTEX_INITIALIZER,
    .lock = PTHREAD_MUTEX_INITIALIZER,
};

// A cell's child says nothing here; with a copy of the socket it would hide the runner's end.
static void close_in_child(void)
{
	close(channel.fd);
}

bool channel_init(int fd)
{
	channel.fd = fcntl(fd, F_DUPFD_CLOEXEC, SOCKET_FD_MIN);
	if (channel.fd >= 0)
		close(fd);
	hazards_keep(channel.fd);
	pthread_atfork(NULL, NULL, close_in_child);
	return channel.fd >= 0;
}

static void hold(pthread_mutex_t *lock)
{
	guard_hold();
	pthread_mutex_lock(lock);
}

static void let(pthread_mutex_t *lock)
{
	pthread_mutex_unlock(lock);
	guard_let();
}

// --- sending --------------------------------------------------------------------------------

static void send_all(const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = send(channel.fd, bytes, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			guard_end_all(); // the kernel is gone
		bytes += n;
		len -= (size_t)n;
	}
}

void channel_send(const struct str *message)
{
	hold(&channel.send_lock);
	send_all(message->data, message->len);
	let(&channel.send_lock);
}

// The descriptor goes with the first byte.
static size_t send_fd(const struct str *message, int fd)
{
	union {
		struct cmsghdr head;
		char bytes[CMSG_SPACE(sizeof fd)];
	} control = {0};
	struct iovec part = {.iov_base = message->data, .iov_len = message->len};
	struct msghdr parts = {
	    .msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = control.bytes,
	    .msg_controllen = sizeof control.bytes,
	};
	ssize_t n;

	control.head.cmsg_level = SOL_SOCKET;
	control.head.cmsg_type = SCM_RIGHTS;
	control.head.cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(&control.head), &fd, sizeof fd);
	do
		n = sendmsg(channel.fd, &parts, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		_exit(0); // the kernel is gone
	return (size_t)n;
}

void channel_send_fd(const struct str *message, int fd)
{
	size_t sent;

	hold(&channel.send_lock);
	sent = send_fd(message, fd);
	send_all(message->data + sent, message->len - sent);
	let(&channel.send_lock);
}

int channel_fd(void)
{
	return channel.fd;
}

void channel_move(int fd)
{
	dup3(fd, channel.fd, O_CLOEXEC); // under the number that cells cannot close
	close(fd);
	pthread_mutex_init(&channel.send_lock, NULL);
	pthread_mutex_init(&channel.lock, NULL);
	str_clear(&channel.in);
	str_clear(&channel.requests);
	channel.calls = NULL;
	channel.is_read = channel.is_main_reader = false;
}

bool channel_event(enum event_kind kind, const struct str *head, const void *bytes, size_t len)
{
	struct str message = {0};

	if (guard_is_child())
		return false;
	guard_hold();
	message_begin(&message, MESSAGE_EVENT);
	pack_u32(&message, kind);
	str_add(&message, head->data, head->len);
	str_add(&message, bytes, len);
	message_end(&message, 0);
	channel_send(&message);
	str_release(&message);
	guard_let();
	return true;
}

// --- receiving ------------------------------------------------------------------------------

static void take_answer(struct unpack *in)
{
	uint64_t number = unpack_u64(in);
	bool is_ok = unpack_u32(in) != 0;

	for (struct call *call = channel.calls; call && !in->has_failed; call = call->next) {
		if (call->number != number)
			continue;
		str_add(&call->answer, in->at, (size_t)(in->end - in->at));
		call->is_ok = is_ok;
		call->is_done = true;
	}
}

// Takes whole messages apart: answers go to their calls; requests wait for the main thread. All of
// them at once: a thread at the socket would not look at what another one has left.
static void sort_messages(void)
{
	enum message_type type;
	const char *payload;
	size_t payload_len;
	struct err err = {0};
	long taken;

	while ((taken = message_next(&channel.in, &type, &payload, &payload_len, &err))) {
		struct unpack in;

		if (taken < 0)
			_exit(1);
		in = unpack_from(payload, payload_len);
		if (type == MESSAGE_ANSWER) {
			take_answer(&in);
		} else {
			pack_u32(&channel.requests, type);
			pack_bytes(&channel.requests, payload, payload_len);
		}
		str_drop(&channel.in, (size_t)taken);
	}
}

static void set_reader(bool is_read)
{
	channel.is_read = is_read;
	channel.is_main_reader = is_read && guard_is_main_thread();
}

// Reads a piece and sorts it; the lock is held.
static void read_piece(void)
{
	char buf[65536];
	ssize_t n = recv(channel.fd, buf, sizeof buf, MSG_DONTWAIT);

	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
		guard_end_all(); // the kernel is gone
	if (n > 0)
		str_add(&channel.in, buf, (size_t)n);
	sort_messages();
}

// Waits for the socket, or for the thread that does. The lock is held before and after, and not in
// between.
static void wait_for_message(void)
{
	struct pollfd item = {.fd = channel.fd, .events = POLLIN};
	bool is_reader = !channel.is_read;

	if (is_reader)
		set_reader(true);
	let(&channel.lock);
	if (is_reader)
		poll(&item, 1, -1);
	else
		usleep(AGAIN_US);
	hold(&channel.lock);
	if (!is_reader)
		return;
	read_piece();
	set_reader(false);
}

enum message_type channel_receive(struct str *payload)
{
	enum message_type type;
	struct unpack in;
	const char *bytes;
	size_t len;

	hold(&channel.lock);
	while (!channel.requests.len)
		wait_for_message();
	in = unpack_from(channel.requests.data, channel.requests.len);
	type = (enum message_type)unpack_u32(&in);
	bytes = unpack_bytes(&in, &len);
	str_add(payload, bytes, len);
	str_drop(&channel.requests, channel.requests.len - (size_t)(in.end - in.at));
	let(&channel.lock);
	return type;
}

bool channel_has(enum message_type type)
{
	struct unpack in;
	bool is_next;

	hold(&channel.lock);
	if (!channel.requests.len && !channel.is_read)
		read_piece();
	in = unpack_from(str_text(&channel.requests), channel.requests.len);
	is_next = channel.requests.len && unpack_u32(&in) == (uint32_t)type;
	let(&channel.lock);
	return is_next;
}

// --- calls ----------------------------------------------------------------------------------

static void unlink_call(const struct call *call)
{
	struct call **link = &channel.calls;

	while (*link && *link != call)
		link = &(*link)->next;
	if (*link)
		*link = call->next;
}

static void send_call(enum call_kind kind, uint64_t number, const struct str *question)
{
	struct str message = {0};

	message_begin(&message, MESSAGE_CALL);
	pack_u32(&message, kind);
	pack_u64(&message, number);
	str_add(&message, question->data, question->len);
	message_end(&message, 0);
	channel_send(&message);
	str_release(&message);
}

// Sends the question and waits. Returns with the answer in call.
static void make_call(struct call *call, enum call_kind kind, const struct str *question)
{
	hold(&channel.lock);
	*call = (struct call){.number = ++channel.call_cnt, .next = channel.calls};
	channel.calls = call;
	send_call(kind, call->number, question);
	while (!call->is_done)
		wait_for_message();
	unlink_call(call);
	let(&channel.lock);
}

bool channel_call(enum call_kind kind, const struct str *question, struct str *answer)
{
	struct call own, *call = guard_is_main_thread() ? &channel.main_call : &own;
	int cancel_state;

	if (guard_is_child())
		return false;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel_state);
	make_call(call, kind, question);
	str_add(answer, call->answer.data, call->answer.len);
	str_release(&call->answer);
	pthread_setcancelstate(cancel_state, NULL);
	return call->is_ok;
}

void channel_recover(void)
{
	hold(&channel.lock);
	unlink_call(&channel.main_call);
	str_release(&channel.main_call.answer);
	if (channel.is_main_reader)
		set_reader(false);
	let(&channel.lock);
}
