// tests/unit/test_wire.c - what kernel/wire.c takes for a message, and what it makes.
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/mem.h"
#include "base/pack.h"
#include "kernel/wire.h"

#define KEY "a0436f6c-1916-498b-8eb9-e81ab9368e84"
#define HEADER "{\"msg_id\":\"1\",\"msg_type\":\"execute_request\"}"
#define FRAME(text) ((struct frame){(text), strlen(text)})
#define CNT(array) (sizeof(array) / sizeof *(array))

// Signs four frames by libsodium's one-call interface, apart from how wire.c does it.
static void sign(const char *key, const struct frame *frames, char hex[WIRE_SIGNATURE_SIZE])
{
	crypto_auth_hmacsha256_state state;
	unsigned char mac[crypto_auth_hmacsha256_BYTES];

	crypto_auth_hmacsha256_init(&state, (const unsigned char *)key, strlen(key));
	for (int i = 0; i < 4; i++)
		crypto_auth_hmacsha256_update(&state, frames[i].bytes, frames[i].len);
	crypto_auth_hmacsha256_final(&state, mac);
	sodium_bin2hex(hex, WIRE_SIGNATURE_SIZE, mac, sizeof mac);
}

// Parses a message of one identity with these four frames, signed as it should be.
static struct message *parse_signed(const char *header, const char *parent, const char *metadata,
				    const char *content, struct err *err)
{
	struct wire *wire = wire_new(KEY, err);
	char hex[WIRE_SIGNATURE_SIZE];
	struct frame frames[] = {FRAME("peer"), FRAME(WIRE_DELIMITER), FRAME(hex),    FRAME(header),
				 FRAME(parent), FRAME(metadata),       FRAME(content)};
	struct message *message;

	sign(KEY, frames + 3, hex);
	frames[2] = FRAME(hex);
	message = wire_parse(wire, frames, CNT(frames), err);
	wire_free(wire);
	return message;
}

static void test_a_signed_message_is_parsed(void **state)
{
	struct err err = {0};
	struct message *message = parse_signed(HEADER, "{}", "{}", "{\"code\":\"1\"}", &err);
	struct unpack route;
	const char *identity;
	size_t len;

	(void)state;
	assert_non_null(message);
	assert_string_equal(message->type, "execute_request");
	assert_string_equal(message->header_json, HEADER);
	assert_string_equal(cJSON_GetObjectItem(message->content, "code")->valuestring, "1");
	route = unpack_from(message->route.data, message->route.len);
	identity = unpack_bytes(&route, &len);
	assert_int_equal(len, 4);
	assert_memory_equal(identity, "peer", 4);
	message_free(message);
}

static void test_a_wrong_signature_is_refused(void **state)
{
	static const char zeros[] =
	    "0000000000000000000000000000000000000000000000000000000000000000";
	const char *const wrong[] = {"", "00", zeros, "not hexadecimal", zeros + 1};
	struct err err = {0};
	struct wire *wire = wire_new(KEY, &err);

	(void)state;
	for (size_t i = 0; i < CNT(wrong); i++) {
		const struct frame frames[] = {FRAME(WIRE_DELIMITER), FRAME(wrong[i]),
					       FRAME(HEADER),         FRAME("{}"),
					       FRAME("{}"),           FRAME("{}")};

		err = (struct err){0};
		assert_null(wire_parse(wire, frames, CNT(frames), &err));
		assert_non_null(strstr(err.text, "signature"));
	}
	wire_free(wire);
}

static void test_a_changed_byte_breaks_the_signature(void **state)
{
	struct err err = {0};
	struct wire *wire = wire_new(KEY, &err);
	char content[] = "{\"code\":\"1\"}";
	char hex[WIRE_SIGNATURE_SIZE];
	struct frame frames[] = {FRAME(WIRE_DELIMITER), FRAME(""),   FRAME(HEADER),
				 FRAME("{}"),           FRAME("{}"), FRAME(content)};

	(void)state;
	sign(KEY, frames + 2, hex);
	frames[1] = FRAME(hex);
	content[9] = '2';
	assert_null(wire_parse(wire, frames, CNT(frames), &err));
	wire_free(wire);
}

static void test_a_message_is_taken_once(void **state)
{
	struct err err = {0};
	struct wire *wire = wire_new(KEY, &err);
	char hex[WIRE_SIGNATURE_SIZE];
	struct frame frames[] = {FRAME(WIRE_DELIMITER), FRAME(""),   FRAME(HEADER),
				 FRAME("{}"),           FRAME("{}"), FRAME("{}")};

	(void)state;
	sign(KEY, frames + 2, hex);
	frames[1] = FRAME(hex);
	message_free(wire_parse(wire, frames, CNT(frames), &err));
	assert_int_equal(err.code, ERR_NONE);
	assert_null(wire_parse(wire, frames, CNT(frames), &err));
	assert_non_null(strstr(err.text, "before"));
	// The same bytes with capital digits are the same signature.
	for (char *p = hex; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	assert_null(wire_parse(wire, frames, CNT(frames), &err));
	wire_free(wire);
}

static void test_a_message_that_is_too_long_is_refused(void **state)
{
	const size_t len = (size_t)17 << 20;
	char *content = mem_zalloc(len + 1);
	struct err err = {0};

	(void)state;
	memset(content, ' ', len);
	memcpy(content, "{}", 2);
	assert_null(parse_signed(HEADER, "{}", "{}", content, &err));
	assert_non_null(strstr(err.text, "longer"));
	free(content);
}

static void test_one_frame_is_signed_and_verified(void **state)
{
	struct err err = {0};
	struct wire *wire = wire_new(KEY, &err), *other = wire_new("other", &err);
	const struct frame content = FRAME("ACK");
	char hex[WIRE_SIGNATURE_SIZE], wrong[WIRE_SIGNATURE_SIZE];

	(void)state;
	wire_sign_one(wire, &content, hex);
	wire_sign_one(other, &content, wrong);
	assert_int_equal(wire_verify_one(wire, &FRAME(hex), &content, &err), 0);
	assert_int_equal(wire_verify_one(wire, &FRAME(wrong), &content, &err), -1);
	assert_int_equal(wire_verify_one(wire, &FRAME(""), &content, &err), -1);
	wire_free(wire);
	wire_free(other);
}

static void test_few_frames_are_refused(void **state)
{
	struct err err = {0};
	struct wire *wire = wire_new("", &err);
	const struct frame frames[] = {FRAME("peer"), FRAME(WIRE_DELIMITER), FRAME(""),
				       FRAME(HEADER), FRAME("{}"),           FRAME("{}"),
				       FRAME("{}")};

	(void)state;
	for (size_t cnt = 0; cnt < CNT(frames); cnt++) {
		err = (struct err){0};
		assert_null(wire_parse(wire, frames, cnt, &err));
		assert_int_equal(err.code, ERR_FORMAT);
	}
	assert_null(wire_parse(wire, frames + 2, CNT(frames) - 2, &err));
	wire_free(wire);
}

static void test_what_is_no_message_is_refused(void **state)
{
	static const struct {
		const char *name, *header, *metadata, *content;
	} cases[] = {
	    {"no JSON", "x", "{}", "{}"},
	    {"an empty header", "", "{}", "{}"},
	    {"a header without msg_type", "{}", "{}", "{}"},
	    {"a msg_type that is a number", "{\"msg_type\":1}", "{}", "{}"},
	    {"metadata that is an array", HEADER, "[]", "{}"},
	    {"content that is a string", HEADER, "{}", "\"\""},
	    {"content that is cut off", HEADER, "{}", "{\"code\":\"1"},
	    {"content with something behind it", HEADER, "{}", "{} {}"},
	    {"content that is not UTF-8", HEADER, "{}", "{\"code\":\"\xFF\"}"},
	};

	(void)state;
	for (size_t i = 0; i < CNT(cases); i++) {
		struct err err = {0};

		print_message("%s\n", cases[i].name);
		assert_null(
		    parse_signed(cases[i].header, "{}", cases[i].metadata, cases[i].content, &err));
		assert_int_equal(err.code, ERR_FORMAT);
	}
}

static void test_deep_nesting_is_refused(void **state)
{
	struct str content = {0};
	struct err err = {0};

	(void)state;
	str_puts(&content, "{\"a\":");
	for (int i = 0; i < 100000; i++)
		str_putc(&content, '[');
	assert_null(parse_signed(HEADER, "{}", "{}", str_text(&content), &err));
	str_release(&content);
}

static void test_an_escaped_nul_does_not_cut_the_code_off(void **state)
{
	struct err err = {0};
	struct message *message =
	    parse_signed(HEADER, "{}", "{}", "{\"code\":\"a\\u0000b\\\\u0000\"}", &err);

	(void)state;
	assert_non_null(message);
	assert_string_equal(cJSON_GetObjectItem(message->content, "code")->valuestring,
			    "a\xEF\xBF\xBD"
			    "b\\u0000");
	message_free(message);
}

static void test_what_is_packed_can_be_parsed(void **state)
{
	const char *const keys[] = {"", "k", KEY, KEY KEY KEY};

	(void)state;
	for (size_t i = 0; i < CNT(keys); i++) {
		struct err err = {0};
		struct wire *wire = wire_new(keys[i], &err);
		struct str content = {0};
		struct parcel *parcel;
		struct message *message;

		str_puts(&content, "{\"status\":\"ok\"}");
		parcel = wire_pack(wire, "execute_reply", HEADER, "{}", &content);
		assert_int_equal(content.len, 0);
		const struct frame frames[] = {
		    FRAME(WIRE_DELIMITER),        FRAME(parcel->signature),
		    FRAME(parcel->header.data),   FRAME(parcel->parent.data),
		    FRAME(parcel->metadata.data), FRAME(parcel->content.data)};
		message = wire_parse(wire, frames, CNT(frames), &err);
		assert_non_null(message);
		assert_string_equal(message->type, "execute_reply");
		message_free(message);
		parcel_free(parcel);
		wire_free(wire);
	}
}

static void test_a_signature_is_the_hmac_of_the_four_frames(void **state)
{
	struct err err = {0};
	struct wire *wire = wire_new(KEY, &err);
	struct str content = {0};
	struct parcel *parcel;
	char hex[WIRE_SIGNATURE_SIZE];

	(void)state;
	str_puts(&content, "{}");
	parcel = wire_pack(wire, "status", HEADER, "{}", &content);
	const struct frame frames[] = {FRAME(parcel->header.data), FRAME(HEADER), FRAME("{}"),
				       FRAME("{}")};
	sign(KEY, frames, hex);
	assert_string_equal(parcel->signature, hex);
	parcel_free(parcel);
	wire_free(wire);
}

static void test_content_that_is_not_utf8_is_repaired(void **state)
{
	struct err err = {0};
	struct wire *wire = wire_new(KEY, &err);
	struct str content = {0};
	struct parcel *parcel;

	(void)state;
	str_puts(&content, "{\"a\":\"\xE9\"}");
	parcel = wire_pack(wire, "status", "{}", "{}", &content);
	assert_string_equal(parcel->content.data, "{\"a\":\"\xEF\xBF\xBD\"}");
	parcel_free(parcel);
	wire_free(wire);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_signed_message_is_parsed),
	    cmocka_unit_test(test_a_wrong_signature_is_refused),
	    cmocka_unit_test(test_a_changed_byte_breaks_the_signature),
	    cmocka_unit_test(test_a_message_is_taken_once),
	    cmocka_unit_test(test_a_message_that_is_too_long_is_refused),
	    cmocka_unit_test(test_one_frame_is_signed_and_verified),
	    cmocka_unit_test(test_few_frames_are_refused),
	    cmocka_unit_test(test_what_is_no_message_is_refused),
	    cmocka_unit_test(test_deep_nesting_is_refused),
	    cmocka_unit_test(test_an_escaped_nul_does_not_cut_the_code_off),
	    cmocka_unit_test(test_what_is_packed_can_be_parsed),
	    cmocka_unit_test(test_a_signature_is_the_hmac_of_the_four_frames),
	    cmocka_unit_test(test_content_that_is_not_utf8_is_repaired),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
