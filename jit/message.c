// jit/message.c - what kernel and runner say to each other over their socket.
#include "jit/message.h"

#include <string.h>

#include <sodium.h>

#include "base/pack.h"

#define HEAD_BYTES 8

void message_begin(struct str *out, enum message_type type)
{
	pack_u32(out, type);
	pack_u32(out, 0);
}

void message_end(struct str *out, size_t start)
{
	uint32_t len = (uint32_t)(out->len - start - HEAD_BYTES);

	for (int i = 0; i < 4; i++)
		out->data[start + 4 + (size_t)i] = (char)(len >> (8 * i));
}

long message_next(const struct str *in, enum message_type *type, const char **payload,
		  size_t *payload_len, struct err *err)
{
	struct unpack head;
	uint32_t len;

	if (in->len < HEAD_BYTES)
		return 0;
	head = unpack_from(in->data, HEAD_BYTES);
	*type = (enum message_type)unpack_u32(&head);
	len = unpack_u32(&head);
	if (len > MESSAGE_MAX_BYTES)
		return err_set(err, ERR_FORMAT, "a message of %u bytes is too long", len);
	if (in->len - HEAD_BYTES < len)
		return 0;
	*payload = in->data + HEAD_BYTES;
	*payload_len = len;
	return (long)(HEAD_BYTES + (size_t)len);
}

uint64_t message_object_id(const char *text)
{
	unsigned char hash[crypto_generichash_BYTES_MIN];
	uint64_t id;

	crypto_generichash(hash, sizeof hash, (const unsigned char *)text, strlen(text), NULL, 0);
	memcpy(&id, hash, sizeof id);
	return id ? id : 1;
}
