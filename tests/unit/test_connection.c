// tests/unit/test_connection.c - which connection files kernel/connection.c accepts.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/connection.h"

#define PORTS \
	"\"shell_port\":1,\"control_port\":2,\"stdin_port\":3,\"iopub_port\":4,\"hb_port\":65535"

static void check_address(const char *json, enum channel channel, const char *expected)
{
	struct connection connection;
	struct err err = {0};
	struct str address = {0};

	assert_int_equal(connection_parse(&connection, json, &err), 0);
	connection_address(&connection, channel, &address);
	assert_string_equal(str_text(&address), expected);
	str_release(&address);
	connection_release(&connection);
}

static void test_addresses_follow_the_transport(void **state)
{
	(void)state;
	check_address("{\"transport\":\"tcp\",\"ip\":\"127.0.0.1\"," PORTS "}", CHANNEL_IOPUB,
		      "tcp://127.0.0.1:4");
	check_address("{\"ip\":\"0.0.0.0\"," PORTS "}", CHANNEL_HEARTBEAT, "tcp://0.0.0.0:65535");
	check_address("{\"transport\":\"ipc\",\"ip\":\"/tmp/k\"," PORTS "}", CHANNEL_SHELL,
		      "ipc:///tmp/k-1");
}

static void test_unusable_files_are_refused_with_a_reason(void **state)
{
	static const struct {
		const char *json, *reason;
	} cases[] = {
	    {"", "JSON"},
	    {"[]", "JSON"},
	    {"{" PORTS "}", "ip"},
	    {"{\"ip\":\"h\",\"shell_port\":1}", "control_port"},
	    {"{\"ip\":\"h\"," PORTS ",\"transport\":\"udp\"}", "udp"},
	    {"{\"ip\":\"h\",\"shell_port\":\"1\"}", "shell_port"},
	    {"{\"ip\":\"h\",\"shell_port\":65536}", "shell_port"},
	    {"{\"ip\":\"h\"," PORTS ",\"key\":\"k\",\"signature_scheme\":\"hmac-md5\"}",
	     "hmac-md5"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct connection connection;
		struct err err = {0};

		assert_int_equal(connection_parse(&connection, cases[i].json, &err), -1);
		assert_non_null(strstr(err.text, cases[i].reason));
	}
}

static void test_a_missing_file_is_named(void **state)
{
	struct connection connection;
	struct err err = {0};

	(void)state;
	assert_int_equal(connection_read(&connection, "/nonexistent/k.json", &err), -1);
	assert_non_null(strstr(err.text, "/nonexistent/k.json"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_addresses_follow_the_transport),
	    cmocka_unit_test(test_unusable_files_are_refused_with_a_reason),
	    cmocka_unit_test(test_a_missing_file_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
