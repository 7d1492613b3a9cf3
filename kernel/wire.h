// kernel/wire.h - Jupyter's wire format: multipart messages and their signatures.
//
//   identity... | <IDS|MSG> | signature | header | parent header | metadata | content | buffer...
//
// The signature is the HMAC-SHA256, in hexadecimal, of the four frames after it. It is verified
// over the raw bytes before any of them is parsed, and a signature that was seen before is refused.
// One thread at a time.
#ifndef CICLE_KERNEL_WIRE_H
#define CICLE_KERNEL_WIRE_H

#include <stddef.h>

#include <cjson/cJSON.h>

#include "base/err.h"
#include "base/str.h"
#include "kernel/connection.h"

#define WIRE_PROTOCOL "5.6"
#define WIRE_DELIMITER "<IDS|MSG>"
#define WIRE_SIGNATURE_SIZE 65 // 64 hexadecimal digits and a NUL

// Signs and verifies; holds the key and this process's session.
struct wire;

// Bytes of one frame, borrowed.
struct frame {
	const void *bytes;
	size_t len;
};

// A message that came in, verified and parsed.
struct message {
	enum channel channel; // where it came in and the reply goes out
	struct str route;     // the identity frames, as pack_bytes() strings
	char *header_json;    // the header again, as the parent header of all that answers it
	const char *type;     // borrowed from header
	cJSON *header;        // an object
	cJSON *metadata;      // an object
	cJSON *content;       // an object
};

// A message that goes out, signed.
struct parcel {
	struct str route; // identity frames or the topic, as pack_bytes() strings
	char signature[WIRE_SIGNATURE_SIZE];
	struct str header;
	struct str parent;
	struct str metadata;
	struct str content;
};

// Makes a signer. key: any bytes; "" turns signatures off both ways. Returns NULL with err filled
// when the crypto library cannot start. The caller frees with wire_free().
struct wire *wire_new(const char *key, struct err *err);
void wire_free(struct wire *wire);

// Verifies and parses a message. Returns NULL with err filled when it has too few frames, is too
// long, has a wrong signature, came before (kernel/replay.h) or is not what it should be. The
// caller frees with message_free().
struct message *wire_parse(struct wire *wire, const struct frame *frames, size_t cnt,
			   struct err *err);
void message_free(struct message *message);

// Signs a single frame, as the handshake has them (kernel/handshake.h). "" when there is no key.
void wire_sign_one(const struct wire *wire, const struct frame *content,
		   char signature[WIRE_SIGNATURE_SIZE]);

// Verifies the signature of a single frame, in constant time. Returns -1 with err filled.
int wire_verify_one(const struct wire *wire, const struct frame *signature,
		    const struct frame *content, struct err *err);

// Makes and signs a message without a route. parent_json: a header or "{}". metadata_json: an
// object's text. Takes content's bytes (content is empty afterwards); what is not UTF-8 in them
// is replaced. Never NULL. The caller frees with parcel_free().
struct parcel *wire_pack(struct wire *wire, const char *type, const char *parent_json,
			 const char *metadata_json, struct str *content);
void parcel_free(struct parcel *parcel);

// Writes the present time in UTC as ISO 8601 with microseconds.
#define WIRE_DATE_SIZE 40
void wire_date(char date[WIRE_DATE_SIZE]);

#endif
