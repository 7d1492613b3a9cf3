// kernel/connection.c - the connection file: where to bind, and the key that signs messages.
#include "kernel/connection.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/mem.h"
#include "kernel/fields.h"

#define FILE_MAX_BYTES (1 << 20) // a connection file has about 400 bytes

static const char *const port_names[CHANNEL_CNT] = {
    [CHANNEL_SHELL] = "shell_port",  [CHANNEL_CONTROL] = "control_port",
    [CHANNEL_STDIN] = "stdin_port",  [CHANNEL_IOPUB] = "iopub_port",
    [CHANNEL_HEARTBEAT] = "hb_port",
};

const char *connection_port_name(enum channel channel)
{
	return port_names[channel];
}

static int check(const struct connection *connection, const char *scheme, struct err *err)
{
	if (strcmp(connection->transport, "tcp") && strcmp(connection->transport, "ipc"))
		return err_set(err, ERR_FORMAT, "unknown transport '%s': tcp and ipc are known",
			       connection->transport);
	if (connection->key[0] && strcmp(scheme, "hmac-sha256"))
		return err_set(err, ERR_FORMAT,
			       "unknown signature_scheme '%s': hmac-sha256 is known", scheme);
	return 0;
}

static int fill(struct connection *connection, const cJSON *json, struct err *err)
{
	const char *scheme = field_text(json, "signature_scheme", "hmac-sha256", err);

	connection->transport = mem_strdup(field_text(json, "transport", "tcp", err));
	connection->ip = mem_strdup(field_text(json, "ip", NULL, err));
	connection->key = mem_strdup(field_text(json, "key", "", err));
	for (int i = 0; i < CHANNEL_CNT; i++) {
		connection->ports[i] = field_int(json, port_names[i], 0, 65535, -1, err);
		if (connection->ports[i] < 0)
			err_set(err, ERR_FORMAT, "the field '%s' is missing", port_names[i]);
	}
	if (err->code)
		return -1;
	return check(connection, scheme, err);
}

int connection_parse(struct connection *connection, const char *text, struct err *err)
{
	cJSON *json = cJSON_Parse(text);
	int rc;

	memset(connection, 0, sizeof *connection);
	if (!cJSON_IsObject(json)) {
		cJSON_Delete(json);
		return err_set(err, ERR_FORMAT, "the connection file is not a JSON object");
	}
	rc = fill(connection, json, err);
	cJSON_Delete(json);
	if (rc)
		connection_release(connection);
	return rc;
}

static int read_file(struct str *out, const char *path, struct err *err)
{
	char block[4096];
	size_t len;
	FILE *fp = fopen(path, "rbe");
	int rc = 0;

	if (!fp)
		return err_set(err, ERR_SYSTEM, "cannot open '%s': %s", path, strerror(errno));
	while ((len = fread(block, 1, sizeof block, fp)) > 0 && out->len <= FILE_MAX_BYTES)
		str_add(out, block, len);
	if (ferror(fp))
		rc = err_set(err, ERR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
	else if (out->len > FILE_MAX_BYTES)
		rc = err_set(err, ERR_FORMAT, "'%s' is too large for a connection file", path);
	fclose(fp);
	return rc;
}

int connection_read(struct connection *connection, const char *path, struct err *err)
{
	struct str text = {0};
	int rc = read_file(&text, path, err);

	if (rc == 0)
		rc = connection_parse(connection, str_text(&text), err);
	str_release(&text);
	return rc;
}

void connection_release(struct connection *connection)
{
	free(connection->transport);
	free(connection->ip);
	free(connection->key);
	memset(connection, 0, sizeof *connection);
}

void connection_address(const struct connection *connection, enum channel channel, struct str *out)
{
	char separator = strcmp(connection->transport, "ipc") ? ':' : '-';

	str_printf(out, "%s://%s%c%d", connection->transport, connection->ip, separator,
		   connection->ports[channel]);
}
