// kernel/reply.c - the contents of replies that every handler needs.
#include "kernel/reply.h"

cJSON *reply_ok(void)
{
	cJSON *content = cJSON_CreateObject();

	cJSON_AddStringToObject(content, "status", "ok");
	return content;
}

cJSON *reply_error(const struct err *err)
{
	cJSON *content = cJSON_CreateObject();

	cJSON_AddStringToObject(content, "status", "error");
	cJSON_AddStringToObject(content, "ename", "RequestError");
	cJSON_AddStringToObject(content, "evalue", err->text);
	cJSON_AddItemToObject(content, "traceback", cJSON_CreateArray());
	return content;
}
