// jit/compiler/cc_cache.c - what the second compiler made, found by the text it was made of.
#include "jit/compiler/cc_cache.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <uthash.h>

#include "base/mem.h"
#include "jit/message.h"

#define KEY_BYTES crypto_generichash_BYTES
// Some thousand units of usual size.
#define CACHE_MAX_BYTES (32u << 20)

struct cc_object {
	unsigned char key[KEY_BYTES];
	struct str bytes;
	char *text;
	struct list flags;
	uint64_t id;
	UT_hash_handle hh;
};

static struct cc_object *find(const struct cc_cache *cache, const char *text, unsigned char *key)
{
	struct cc_object *object;

	crypto_generichash(key, KEY_BYTES, (const unsigned char *)text, strlen(text), NULL, 0);
	HASH_FIND(hh, cache->objects, key, KEY_BYTES, object);
	return object;
}

const struct str *cc_cache_find(const struct cc_cache *cache, const char *text)
{
	unsigned char key[KEY_BYTES];
	const struct cc_object *object = find(cache, text, key);

	return object ? &object->bytes : NULL;
}

const char *cc_cache_text(const struct cc_cache *cache, uint64_t id, const struct list **flags)
{
	const struct cc_object *object;

	for (object = cache->objects; object; object = object->hh.next)
		if (object->id == id) {
			*flags = &object->flags;
			return object->text;
		}
	return NULL;
}

static void drop(struct cc_cache *cache, struct cc_object *object)
{
	HASH_DEL(cache->objects, object);
	cache->bytes -= object->bytes.len + strlen(object->text);
	str_release(&object->bytes);
	free(object->text);
	list_release(&object->flags);
	free(object);
}

void cc_cache_put(struct cc_cache *cache, const char *text, const struct list *flags,
		  struct str *bytes)
{
	unsigned char key[KEY_BYTES];
	struct cc_object *object = find(cache, text, key);

	if (object)
		drop(cache, object);
	object = mem_zalloc(sizeof *object);
	memcpy(object->key, key, KEY_BYTES);
	object->bytes = *bytes;
	*bytes = (struct str){0};
	object->text = mem_strdup(text);
	list_add_all(&object->flags, flags);
	object->id = message_object_id(text);
	cache->bytes += object->bytes.len + strlen(text);
	HASH_ADD(hh, cache->objects, key, KEY_BYTES, object);
	while (cache->bytes > CACHE_MAX_BYTES && cache->objects != object)
		drop(cache, cache->objects);
}

void cc_cache_clear(struct cc_cache *cache)
{
	while (cache->objects)
		drop(cache, cache->objects);
}
