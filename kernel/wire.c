// kernel/wire.c - Jupyter's wire format: multipart messages and their signatures.
#include "kernel/wire.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "base/mem.h"
#include "base/pack.h"
#include "kernel/replay.h"
#include "kernel/utf8.h"

#define SIGNED_CNT 4    // header, parent header, metadata, content
#define SESSION_SIZE 33 // 32 hexadecimal digits and a NUL
#define CONTENT_FRAME 3
// Above any cell, and what parsing makes of it (up to 40 times as much) still fits a small machine.
#define TEXT_MAX_BYTES ((size_t)16 << 20)

struct wire {
	bool is_signing;
	crypto_auth_hmacsha256_state keyed; // the state after the key: copied for each message
	struct replay *seen;                // NULL when nothing is signed
	char session[SESSION_SIZE];
	uint64_t sent_cnt;
};

struct wire *wire_new(const char *key, struct err *err)
{
	unsigned char id[(SESSION_SIZE - 1) / 2];
	struct wire *wire;

	if (sodium_init() < 0) {
		err_set(err, ERR_SYSTEM, "libsodium cannot start");
		return NULL;
	}
	wire = mem_zalloc(sizeof *wire);
	wire->is_signing = key[0] != '\0';
	wire->seen = wire->is_signing ? replay_new() : NULL;
	crypto_auth_hmacsha256_init(&wire->keyed, (const unsigned char *)key, strlen(key));
	randombytes_buf(id, sizeof id);
	sodium_bin2hex(wire->session, sizeof wire->session, id, sizeof id);
	return wire;
}

void wire_free(struct wire *wire)
{
	if (!wire)
		return;
	replay_free(wire->seen);
	sodium_memzero(wire, sizeof *wire);
	free(wire);
}

static void sign_frames(const struct wire *wire, const struct frame *frames, size_t cnt,
			unsigned char mac[crypto_auth_hmacsha256_BYTES])
{
	crypto_auth_hmacsha256_state state = wire->keyed;

	for (size_t i = 0; i < cnt; i++)
		crypto_auth_hmacsha256_update(&state, frames[i].bytes, frames[i].len);
	crypto_auth_hmacsha256_final(&state, mac);
}

static void sign(const struct wire *wire, const struct frame *frames,
		 unsigned char mac[crypto_auth_hmacsha256_BYTES])
{
	sign_frames(wire, frames, SIGNED_CNT, mac);
}

void wire_sign_one(const struct wire *wire, const struct frame *content,
		   char signature[WIRE_SIGNATURE_SIZE])
{
	unsigned char mac[crypto_auth_hmacsha256_BYTES];

	signature[0] = '\0';
	if (!wire->is_signing)
		return;
	sign_frames(wire, content, 1, mac);
	sodium_bin2hex(signature, WIRE_SIGNATURE_SIZE, mac, sizeof mac);
}

// Verifies a signature, in constant time so that a guess cannot be improved digit by digit, and
// that it comes for the first time.
static int verify(struct wire *wire, const struct frame *signature, const struct frame *frames,
		  struct err *err)
{
	unsigned char mac[crypto_auth_hmacsha256_BYTES], claimed[crypto_auth_hmacsha256_BYTES];
	size_t claimed_len;

	if (!wire->is_signing)
		return 0;
	if (sodium_hex2bin(claimed, sizeof claimed, signature->bytes, signature->len, NULL,
			   &claimed_len, NULL) ||
	    claimed_len != sizeof claimed)
		return err_set(err, ERR_FORMAT, "its signature is none");
	sign(wire, frames, mac);
	if (sodium_memcmp(mac, claimed, sizeof mac))
		return err_set(err, ERR_FORMAT, "its signature is wrong");
	if (!replay_note(wire->seen, mac))
		return err_set(err, ERR_FORMAT, "it came before: its signature is known");
	return 0;
}

static bool is_too_long(const struct frame *frames)
{
	size_t len = 0;

	for (size_t i = 0; i < SIGNED_CNT; i++) {
		if (frames[i].len > TEXT_MAX_BYTES - len)
			return true;
		len += frames[i].len;
	}
	return false;
}

// Finds the delimiter frame; cnt when there is none.
static size_t find_delimiter(const struct frame *frames, size_t cnt)
{
	size_t len = strlen(WIRE_DELIMITER);

	for (size_t i = 0; i < cnt; i++) {
		if (frames[i].len == len && !memcmp(frames[i].bytes, WIRE_DELIMITER, len))
			return i;
	}
	return cnt;
}

// Copies a frame's JSON with each escaped NUL turned into U+FFFD: cJSON and everything behind it
// have strings that end at a NUL, and half a cell must never be run for a whole one.
static char *copy_without_nul(const struct frame *frame)
{
	static const char nul[] = "\\u0000";
	char *text = mem_strndup(frame->bytes, frame->len);

	for (char *p = text; (p = strchr(p, '\\')) && p[1]; p += 2) {
		if (!strncmp(p, nul, strlen(nul)))
			memcpy(p + 2, "fffd", 4);
	}
	return text;
}

// Parses a frame that must be a JSON object.
static cJSON *parse_object(const struct frame *frame, const char *what, struct err *err)
{
	cJSON *json = NULL;
	char *text;

	if (utf8_is_valid(frame->bytes, frame->len) && !memchr(frame->bytes, 0, frame->len)) {
		text = copy_without_nul(frame);
		json = cJSON_ParseWithOpts(text, NULL, true);
		free(text);
	}
	if (cJSON_IsObject(json))
		return json;
	cJSON_Delete(json);
	err_set(err, ERR_FORMAT, "its %s is not a JSON object", what);
	return NULL;
}

// Nothing asks for the parent header, but who sends half of one sends half a message.
static int check_parent(const struct frame *frame, struct err *err)
{
	cJSON *parent = parse_object(frame, "parent header", err);

	cJSON_Delete(parent);
	return parent ? 0 : -1;
}

static int parse_frames(struct message *message, const struct frame *frames, struct err *err)
{
	const cJSON *type;
	char *header;

	if (check_parent(&frames[1], err))
		return -1;
	message->header = parse_object(&frames[0], "header", err);
	message->metadata = parse_object(&frames[2], "metadata", err);
	message->content = parse_object(&frames[CONTENT_FRAME], "content", err);
	if (!message->header || !message->metadata || !message->content)
		return -1;
	type = cJSON_GetObjectItemCaseSensitive(message->header, "msg_type");
	if (!cJSON_IsString(type))
		return err_set(err, ERR_FORMAT, "its header has no msg_type");
	message->type = type->valuestring;
	header = cJSON_PrintUnformatted(message->header);
	message->header_json = mem_strdup(header ? header : "{}");
	cJSON_free(header);
	return 0;
}

struct message *wire_parse(struct wire *wire, const struct frame *frames, size_t cnt,
			   struct err *err)
{
	size_t at = find_delimiter(frames, cnt);
	struct message *message;

	if (cnt - at < 2 + SIGNED_CNT) {
		err_set(err, ERR_FORMAT, "it has too few frames (%zu)", cnt);
		return NULL;
	}
	if (is_too_long(&frames[at + 2])) {
		err_set(err, ERR_FORMAT, "it is longer than %zu MB", TEXT_MAX_BYTES >> 20);
		return NULL;
	}
	if (verify(wire, &frames[at + 1], &frames[at + 2], err))
		return NULL;
	message = mem_zalloc(sizeof *message);
	for (size_t i = 0; i < at; i++)
		pack_bytes(&message->route, frames[i].bytes, frames[i].len);
	if (parse_frames(message, &frames[at + 2], err)) {
		message_free(message);
		return NULL;
	}
	return message;
}

int wire_verify_one(const struct wire *wire, const struct frame *signature,
		    const struct frame *content, struct err *err)
{
	char expected[WIRE_SIGNATURE_SIZE];

	if (!wire->is_signing)
		return 0;
	wire_sign_one(wire, content, expected);
	if (signature->len != sizeof expected - 1 ||
	    sodium_memcmp(expected, signature->bytes, sizeof expected - 1))
		return err_set(err, ERR_FORMAT, "its signature is wrong");
	return 0;
}

void message_free(struct message *message)
{
	if (!message)
		return;
	str_release(&message->route);
	free(message->header_json);
	cJSON_Delete(message->header);
	cJSON_Delete(message->metadata);
	cJSON_Delete(message->content);
	free(message);
}

void wire_date(char date[WIRE_DATE_SIZE])
{
	struct timespec now;
	struct tm utc;
	size_t len;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	len = strftime(date, WIRE_DATE_SIZE, "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(date + len, WIRE_DATE_SIZE - len, ".%06ldZ", now.tv_nsec / 1000);
}

static void pack_header(struct wire *wire, const char *type, struct str *out)
{
	char date[WIRE_DATE_SIZE];

	wire_date(date);
	str_printf(out,
		   "{\"msg_id\":\"%s_%llu\",\"session\":\"%s\",\"username\":\"cicle\","
		   "\"date\":\"%s\",\"msg_type\":\"%s\",\"version\":\"" WIRE_PROTOCOL "\"}",
		   wire->session, (unsigned long long)++wire->sent_cnt, wire->session, date, type);
}

// Moves the content over, made valid UTF-8: a client would drop the whole message otherwise.
static void take_content(struct str *out, struct str *content)
{
	if (utf8_is_valid(str_text(content), content->len)) {
		*out = *content;
		*content = (struct str){0};
		return;
	}
	utf8_repair(out, content->data, content->len);
	str_release(content);
}

struct parcel *wire_pack(struct wire *wire, const char *type, const char *parent_json,
			 const char *metadata_json, struct str *content)
{
	struct parcel *parcel = mem_zalloc(sizeof *parcel);
	unsigned char mac[crypto_auth_hmacsha256_BYTES];

	pack_header(wire, type, &parcel->header);
	str_puts(&parcel->parent, parent_json);
	str_puts(&parcel->metadata, metadata_json);
	take_content(&parcel->content, content);
	if (wire->is_signing) {
		const struct frame frames[SIGNED_CNT] = {
		    {parcel->header.data, parcel->header.len},
		    {parcel->parent.data, parcel->parent.len},
		    {parcel->metadata.data, parcel->metadata.len},
		    {parcel->content.data, parcel->content.len},
		};

		sign(wire, frames, mac);
		sodium_bin2hex(parcel->signature, sizeof parcel->signature, mac, sizeof mac);
	}
	return parcel;
}

void parcel_free(struct parcel *parcel)
{
	if (!parcel)
		return;
	str_release(&parcel->route);
	str_release(&parcel->header);
	str_release(&parcel->parent);
	str_release(&parcel->metadata);
	str_release(&parcel->content);
	free(parcel);
}
