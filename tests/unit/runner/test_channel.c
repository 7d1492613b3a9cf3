// tests/unit/runner/test_channel.c - requests, events and calls over the runner's socket.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/pack.h"
#include "jit/runner/channel.h"
#include "jit/runner/guard.h"

#define DEADLINE_S 20

static int kernel_fd; // the other end
static struct str received;

// Takes the next message that the runner's side sent.
static enum message_type take(struct unpack *payload)
{
	enum message_type type;
	const char *bytes;
	size_t len;
	long taken;
	struct err err = {0};

	str_clear(&received);
	while (!(taken = message_next(&received, &type, &bytes, &len, &err))) {
		char byte;

		assert_int_equal(read(kernel_fd, &byte, 1), 1);
		str_putc(&received, byte);
	}
	assert_true(taken > 0);
	*payload = unpack_from(bytes, len);
	return type;
}

static void tell(enum message_type type, const struct str *payload)
{
	struct str message = {0};

	message_begin(&message, type);
	str_add(&message, payload->data, payload->len);
	message_end(&message, 0);
	assert_int_equal(write(kernel_fd, message.data, message.len), message.len);
	str_release(&message);
}

static void answer(uint64_t number, bool is_ok, const char *text)
{
	struct str payload = {0};

	pack_u64(&payload, number);
	pack_u32(&payload, is_ok);
	str_puts(&payload, text);
	tell(MESSAGE_ANSWER, &payload);
	str_release(&payload);
}

static void request(const char *text)
{
	struct str payload = {0};

	str_puts(&payload, text);
	tell(MESSAGE_RUN, &payload);
	str_release(&payload);
}

struct asking {
	pthread_t thread;
	const char *question;
	bool is_ok;
	struct str answer;
	uint64_t number; // that the call was given
};

static void *ask(void *arg)
{
	struct asking *asking = arg;
	struct str question = {0};

	str_puts(&question, asking->question);
	asking->is_ok = channel_call(CALL_INPUT, &question, &asking->answer);
	str_release(&question);
	return NULL;
}

static void start_asking(struct asking *asking, const char *question)
{
	struct unpack in;

	*asking = (struct asking){.question = question};
	pthread_create(&asking->thread, NULL, ask, asking);
	assert_int_equal(take(&in), MESSAGE_CALL);
	assert_int_equal(unpack_u32(&in), CALL_INPUT);
	asking->number = unpack_u64(&in);
	assert_memory_equal(in.at, question, strlen(question));
}

static void finish_asking(struct asking *asking, bool is_ok, const char *text)
{
	pthread_join(asking->thread, NULL);
	assert_int_equal(asking->is_ok, is_ok);
	assert_string_equal(str_text(&asking->answer), text);
	str_release(&asking->answer);
}

static void test_an_event_arrives(void **state)
{
	struct str head = {0};
	struct unpack in;

	(void)state;
	pack_u32(&head, 7);
	assert_true(channel_event(EVENT_OUTPUT, &head, "abc", 3));
	assert_int_equal(take(&in), MESSAGE_EVENT);
	assert_int_equal(unpack_u32(&in), EVENT_OUTPUT);
	assert_int_equal(unpack_u32(&in), 7);
	assert_int_equal(in.end - in.at, 3);
	assert_memory_equal(in.at, "abc", 3);
	str_release(&head);
}

static void test_answers_find_their_calls(void **state)
{
	struct asking first, second;

	(void)state;
	start_asking(&first, "one?");
	start_asking(&second, "two?");
	answer(second.number, true, "2");
	answer(first.number + 1000, true, "nobody's");
	answer(first.number, false, "1");
	finish_asking(&first, false, "1");
	finish_asking(&second, true, "2");
}

static void test_a_request_behind_a_waiting_thread_is_taken(void **state)
{
	struct asking asking;
	struct str payload = {0};

	(void)state;
	start_asking(&asking, "?");
	request("run this");
	request("and this");
	assert_int_equal(channel_receive(&payload), MESSAGE_RUN);
	assert_string_equal(payload.data, "run this");
	answer(asking.number, true, "!");
	str_clear(&payload);
	assert_int_equal(channel_receive(&payload), MESSAGE_RUN);
	assert_string_equal(payload.data, "and this");
	finish_asking(&asking, true, "!");
	str_release(&payload);
}

static void *interrupt_soon(void *arg)
{
	struct unpack in;

	(void)arg;
	take(&in);
	kill(getpid(), SIGINT);
	return NULL;
}

static void ask_in_vain(void *arg)
{
	struct str question = {0}, nothing = {0};

	(void)arg;
	channel_call(CALL_INPUT, &question, &nothing);
	fail();
}

static void test_an_interrupt_ends_the_wait(void **state)
{
	struct guard_end end;
	struct asking asking;
	pthread_t thread;

	(void)state;
	pthread_create(&thread, NULL, interrupt_soon, NULL);
	guard_call(ask_in_vain, NULL, &end);
	channel_recover();
	pthread_join(thread, NULL);
	assert_int_equal(end.status, RUN_INTERRUPTED);
	start_asking(&asking, "again?");
	answer(asking.number - 1, true, "too late");
	answer(asking.number, true, "yes");
	finish_asking(&asking, true, "yes");
}

static bool is_unit_code(const void *pc)
{
	(void)pc;
	return false;
}

static int open_channel(void **state)
{
	int fds[2];

	(void)state;
	guard_init();
	guard_set_code_test(is_unit_code, is_unit_code);
	alarm(DEADLINE_S);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) || !channel_init(fds[1]))
		return -1;
	kernel_fd = fds[0];
	return 0;
}

static int close_channel(void **state)
{
	(void)state;
	str_release(&received);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_an_event_arrives),
	    cmocka_unit_test(test_answers_find_their_calls),
	    cmocka_unit_test(test_a_request_behind_a_waiting_thread_is_taken),
	    cmocka_unit_test(test_an_interrupt_ends_the_wait),
	};

	return cmocka_run_group_tests(tests, open_channel, close_channel);
}
