// magics/value_bundle.c - a value as front ends show it.
#include "magics/value_bundle.h"

#include "base/str.h"
#include "jit/value/value_html.h"
#include "magics/magic.h"

cJSON *value_bundle(const struct values *values, const struct value_style *style)
{
	cJSON *data = cJSON_CreateObject();
	struct str text = {0}, html = {0};

	value_text(values, style, &text);
	cJSON_AddItemToObject(data, "text/plain", text_to_json(str_text(&text)));
	if (value_html(values, style, &html))
		cJSON_AddItemToObject(data, "text/html", text_to_json(str_text(&html)));
	str_release(&text);
	str_release(&html);
	return data;
}
