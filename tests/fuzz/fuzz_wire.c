// tests/fuzz/fuzz_wire.c - frames of a peer: wire_parse(), and what handlers read of a message.
//
// Input: frames with a newline between them. A frame "=" becomes the right signature of the four
// frames behind it, so that fuzzing gets past the check.
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "kernel/fields.h"
#include "kernel/utf8.h"
#include "kernel/wire.h"

#define KEY "a0436f6c-1916-498b-8eb9-e81ab9368e84"
#define FRAME_MAX 12
#define SIGNED_CNT 4

static size_t split(const uint8_t *data, size_t size, struct frame *frames)
{
	size_t cnt = 0, start = 0;

	for (size_t i = 0; i <= size && cnt < FRAME_MAX; i++) {
		if (i < size && (data[i] != '\n' || cnt == FRAME_MAX - 1))
			continue;
		frames[cnt++] = (struct frame){data + start, i - start};
		start = i + 1;
	}
	return cnt;
}

static void sign(const struct frame *frames, char hex[WIRE_SIGNATURE_SIZE])
{
	crypto_auth_hmacsha256_state state;
	unsigned char mac[crypto_auth_hmacsha256_BYTES];

	crypto_auth_hmacsha256_init(&state, (const unsigned char *)KEY, strlen(KEY));
	for (int i = 0; i < SIGNED_CNT; i++)
		crypto_auth_hmacsha256_update(&state, frames[i].bytes, frames[i].len);
	crypto_auth_hmacsha256_final(&state, mac);
	sodium_bin2hex(hex, WIRE_SIGNATURE_SIZE, mac, sizeof mac);
}

static void read_fields(const struct message *message)
{
	struct err err = {0};
	const char *code = field_text(message->content, "code", NULL, &err);
	int pos_cp = field_int(message->content, "cursor_pos", 0, 1 << 30, 0, &err);
	size_t len = strlen(code);

	field_flag(message->content, "silent", false, &err);
	field_object(message->content, "user_expressions", &err);
	if (!utf8_is_valid(code, len) || utf8_byte_of_cp(code, (size_t)pos_cp) > len)
		abort();
}

// What is answered must be readable by whoever asked.
static void answer(struct wire *wire, const struct message *message)
{
	struct str content = {0};
	struct parcel *parcel;
	struct err err = {0};

	str_puts(&content, "{\"status\":\"ok\"}");
	parcel = wire_pack(wire, "execute_reply", message->header_json, "{}", &content);
	const struct frame frames[] = {{WIRE_DELIMITER, strlen(WIRE_DELIMITER)},
				       {parcel->signature, strlen(parcel->signature)},
				       {parcel->header.data, parcel->header.len},
				       {parcel->parent.data, parcel->parent.len},
				       {parcel->metadata.data, parcel->metadata.len},
				       {parcel->content.data, parcel->content.len}};
	struct message *again = wire_parse(wire, frames, 2 + SIGNED_CNT, &err);

	if (!again)
		abort();
	message_free(again);
	parcel_free(parcel);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame frames[FRAME_MAX];
	char hex[WIRE_SIGNATURE_SIZE];
	size_t cnt = split(data, size, frames);
	struct err err = {0};
	struct wire *wire = wire_new(KEY, &err);
	struct message *message;

	for (size_t i = 0; i + SIGNED_CNT < cnt; i++) {
		if (frames[i].len != 1 || *(const char *)frames[i].bytes != '=')
			continue;
		sign(frames + i + 1, hex);
		frames[i] = (struct frame){hex, strlen(hex)};
		break;
	}
	message = wire_parse(wire, frames, cnt, &err);
	if (message) {
		read_fields(message);
		answer(wire, message);
	}
	message_free(message);
	wire_free(wire);
	return 0;
}
