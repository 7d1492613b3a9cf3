// magics/shown.c - what code shows by cicle.h: the runner's event as a mime bundle.
#include "magics/shown.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/mem.h"
#include "base/pack.h"
#include "magics/magic.h"
#include "magics/png.h"

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && !strcmp(text + len - end_len, end);
}

static bool is_json(const char *mime)
{
	return !strcmp(mime, "application/json") || ends_with(mime, "+json");
}

static bool is_text(const char *mime)
{
	return !strncmp(mime, "text/", 5) || ends_with(mime, "xml") ||
	       !strcmp(mime, "application/javascript");
}

static cJSON *base64_of(const void *bytes, size_t len)
{
	size_t cap = sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_ORIGINAL);
	char *text = mem_zalloc(cap);
	cJSON *item;

	sodium_bin2base64(text, cap, bytes, len, sodium_base64_VARIANT_ORIGINAL);
	item = cJSON_CreateString(text);
	free(text);
	return item;
}

// Pixels come raw, as the runner has no compressor.
static cJSON *png_of(const char *bytes, size_t len)
{
	struct str png = {0};
	cJSON *item = NULL;

	if (png_from_pixels(bytes, len, &png))
		item = base64_of(png.data, png.len);
	str_release(&png);
	return item;
}

static cJSON *text_of(const char *bytes, size_t len)
{
	char *text = mem_strndup(bytes, len);
	cJSON *item = text_to_json(text);

	free(text);
	return item;
}

// JSON that is none is shown as the text that it is.
static void add_form(cJSON *data, const char *mime, const char *bytes, size_t len)
{
	cJSON *item = NULL;

	if (!strcmp(mime, PNG_PIXELS_MIME)) {
		item = png_of(bytes, len);
		mime = "image/png";
	} else if (is_json(mime)) {
		item = cJSON_ParseWithLength(bytes, len);
		mime = item ? mime : "text/plain";
	}
	if (!item)
		item = is_text(mime) ? text_of(bytes, len) : base64_of(bytes, len);
	cJSON_DeleteItemFromObjectCaseSensitive(data, mime);
	cJSON_AddItemToObject(data, mime, item);
}

bool shown_init(struct shown *shown, const char *bytes, size_t len)
{
	struct unpack in = unpack_from(bytes, len);
	uint32_t cnt;

	shown->cell = unpack_u32(&in);
	shown->kind = (enum display_kind)unpack_u32(&in);
	shown->id = unpack_text(&in);
	shown->data = cJSON_CreateObject();
	cnt = unpack_u32(&in);
	for (uint32_t i = 0; i < cnt && !in.has_failed; i++) {
		char *mime = unpack_text(&in);
		size_t form_len;
		const char *form = unpack_bytes(&in, &form_len);

		if (!in.has_failed)
			add_form(shown->data, mime, form, form_len);
		free(mime);
	}
	return !in.has_failed && shown->kind >= DISPLAY_SHOW && shown->kind <= DISPLAY_PAGE;
}

void shown_release(struct shown *shown)
{
	free(shown->id);
	cJSON_Delete(shown->data);
}
