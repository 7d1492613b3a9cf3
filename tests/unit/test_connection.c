// tests/unit/test_connection.c - which connection files kernel/connection.c accepts.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/connection.h"

#define KEY "\"key\":\"\","
#define BARE_PORTS \
	"\"shell_port\":1,\"control_port\":2,\"stdin_port\":3,\"iopub_port\":4,\"hb_port\":65535"
#define PORTS KEY BARE_PORTS
// The key pair of ZeroMQ's own example for CURVE (its RFC 26).
#define PUBLIC "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
#define SECRET "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"

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
	    {"{\"ip\":\"\"," PORTS "}", "ip"},
	    {"{\"ip\":\"h\"," BARE_PORTS ",\"key\":\"k\",\"signature_scheme\":\"hmac-md5\"}",
	     "hmac-md5"},
	    {"{\"ip\":\"h\"," BARE_PORTS "}", "key"},
	    {"{\"ip\":\"h\"," BARE_PORTS ",\"key\":null}", "key"},
	    {"{\"ip\":\"h\"," PORTS ",\"curve_secretkey\":\"" SECRET "\"}", "both"},
	    {"{\"ip\":\"h\"," PORTS ",\"curve_publickey\":\"" PUBLIC "\"}", "both"},
	    {"{\"ip\":\"h\"," PORTS ",\"curve_publickey\":\"x\",\"curve_secretkey\":\"x\"}", "Z85"},
	    {"{\"ip\":\"h\"," PORTS ",\"curve_publickey\":\"" SECRET
	     "\",\"curve_secretkey\":\"" SECRET "\"}",
	     "belong"},
	    {"{\"registration_port\":0,\"key\":\"\"}", "registration_port"},
	    {"{\"registration_port\":1}", "key"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct connection connection;
		struct err err = {0};

		assert_int_equal(connection_parse(&connection, cases[i].json, &err), -1);
		assert_non_null(strstr(err.text, cases[i].reason));
	}
}

static void test_curve_keys_are_kept(void **state)
{
	struct connection connection;
	struct err err = {0};

	(void)state;
	assert_int_equal(connection_parse(&connection,
					  "{\"ip\":\"h\"," PORTS ",\"curve_publickey\":\"" PUBLIC
					  "\",\"curve_secretkey\":\"" SECRET "\"}",
					  &err),
			 0);
	assert_string_equal(connection.curve_public, PUBLIC);
	assert_string_equal(connection.curve_secret, SECRET);
	connection_release(&connection);
}

static void test_a_registration_file_needs_no_ports(void **state)
{
	struct connection connection;
	struct err err = {0};
	struct str address = {0};

	(void)state;
	assert_int_equal(
	    connection_parse(&connection,
			     "{" KEY "\"registration_ip\":\"127.0.0.2\",\"registration_port\":77,"
			     "\"kernel_id\":\"id\"}",
			     &err),
	    0);
	connection_registration_address(&connection, &address);
	assert_string_equal(str_text(&address), "tcp://127.0.0.2:77");
	assert_string_equal(connection.kernel_id, "id");
	assert_string_equal(connection.ip, "127.0.0.1");
	str_release(&address);
	connection_release(&connection);
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
	    cmocka_unit_test(test_curve_keys_are_kept),
	    cmocka_unit_test(test_a_registration_file_needs_no_ports),
	    cmocka_unit_test(test_a_missing_file_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
