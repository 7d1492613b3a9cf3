// kernel/fields.c - reads the fields of a message's content, which may hold anything.
#include "kernel/fields.h"

// Finds a field. NULL when it is missing or null.
static const cJSON *field_find(const cJSON *content, const char *name)
{
	const cJSON *field = cJSON_GetObjectItemCaseSensitive(content, name);

	return cJSON_IsNull(field) ? NULL : field;
}

const char *field_text(const cJSON *content, const char *name, const char *fallback,
		       struct err *err)
{
	const cJSON *field = field_find(content, name);

	if (cJSON_IsString(field))
		return field->valuestring;
	if (field || !fallback)
		err_set(err, ERR_FORMAT, "the field '%s' must be a string", name);
	return fallback ? fallback : "";
}

bool field_flag(const cJSON *content, const char *name, bool fallback, struct err *err)
{
	const cJSON *field = field_find(content, name);

	if (cJSON_IsBool(field))
		return cJSON_IsTrue(field);
	if (field)
		err_set(err, ERR_FORMAT, "the field '%s' must be true or false", name);
	return fallback;
}

int field_int(const cJSON *content, const char *name, int min, int max, int fallback,
	      struct err *err)
{
	const cJSON *field = field_find(content, name);

	if (!field)
		return fallback;
	if (!cJSON_IsNumber(field) || field->valuedouble != (double)field->valueint) {
		err_set(err, ERR_FORMAT, "the field '%s' must be a whole number", name);
		return fallback;
	}
	if (field->valueint < min || field->valueint > max) {
		err_set(err, ERR_FORMAT, "the field '%s' must be from %d to %d, not %d", name, min,
			max, field->valueint);
		return fallback;
	}
	return field->valueint;
}

const cJSON *field_object(const cJSON *content, const char *name, struct err *err)
{
	const cJSON *field = field_find(content, name);

	if (field && !cJSON_IsObject(field)) {
		err_set(err, ERR_FORMAT, "the field '%s' must be an object", name);
		return NULL;
	}
	return field;
}
