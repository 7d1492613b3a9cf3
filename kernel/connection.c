// kernel/connection.c - the connection file: where to bind, and the keys that sign and encrypt.
#include "kernel/connection.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cjson/cJSON.h>
#include <sodium.h>
#include <zmq.h>

#include "base/log.h"
#include "base/mem.h"
#include "kernel/fields.h"

#define FILE_MAX_BYTES (1 << 20) // a connection file has about 400 bytes
#define CURVE_TEXT_BYTES 40      // of a key of 32 bytes in Z85

static const char *const port_names[CHANNEL_CNT] = {
    [CHANNEL_SHELL] = "shell_port",  [CHANNEL_CONTROL] = "control_port",
    [CHANNEL_STDIN] = "stdin_port",  [CHANNEL_IOPUB] = "iopub_port",
    [CHANNEL_HEARTBEAT] = "hb_port",
};

const char *connection_port_name(enum channel channel)
{
	return port_names[channel];
}

// The secret key decides; a public key that is not its own would lock every client out.
static int check_curve(const struct connection *connection, struct err *err)
{
	char public_key[CURVE_TEXT_BYTES + 1];

	if (!connection->curve_public != !connection->curve_secret)
		return err_set(err, ERR_FORMAT,
			       "curve_publickey and curve_secretkey must both be there, or none");
	if (!connection->curve_secret)
		return 0;
	if (!zmq_has("curve"))
		return err_set(err, ERR_SYSTEM,
			       "the connection file wants encryption (CURVE), and this libzmq has "
			       "none: install one with libsodium");
	if (strlen(connection->curve_secret) != CURVE_TEXT_BYTES ||
	    zmq_curve_public(public_key, connection->curve_secret))
		return err_set(err, ERR_FORMAT, "curve_secretkey is not a key in Z85");
	if (strcmp(public_key, connection->curve_public) != 0)
		return err_set(err, ERR_FORMAT,
			       "curve_publickey does not belong to curve_secretkey");
	return 0;
}

static int check(const struct connection *connection, const char *scheme, struct err *err)
{
	if (strcmp(connection->transport, "tcp") && strcmp(connection->transport, "ipc"))
		return err_set(err, ERR_FORMAT, "unknown transport '%s': tcp and ipc are known",
			       connection->transport);
	if (!connection->ip[0])
		return err_set(err, ERR_FORMAT, "the field 'ip' is empty");
	if (connection->key[0] && strcmp(scheme, "hmac-sha256"))
		return err_set(err, ERR_FORMAT,
			       "unknown signature_scheme '%s': hmac-sha256 is known", scheme);
	return check_curve(connection, err);
}

// Copies a text that may be missing: then NULL.
static char *copy_optional(const cJSON *json, const char *name, struct err *err)
{
	const char *text = field_text(json, name, "", err);

	return text[0] ? mem_strdup(text) : NULL;
}

static void fill_ports(struct connection *connection, const cJSON *json, struct err *err)
{
	for (int i = 0; i < CHANNEL_CNT; i++) {
		connection->ports[i] = field_int(json, port_names[i], 0, 65535, -1, err);
		if (connection->ports[i] < 0)
			err_set(err, ERR_FORMAT, "the field '%s' is missing", port_names[i]);
	}
}

static void fill_registration(struct connection *connection, const cJSON *json, struct err *err)
{
	connection->registration_ip =
	    mem_strdup(field_text(json, "registration_ip", connection->ip, err));
	connection->kernel_id = mem_strdup(field_text(json, "kernel_id", "", err));
}

static int fill(struct connection *connection, const cJSON *json, struct err *err)
{
	const char *scheme = field_text(json, "signature_scheme", "hmac-sha256", err);

	connection->transport = mem_strdup(field_text(json, "transport", "tcp", err));
	connection->registration_port = field_int(json, "registration_port", 1, 65535, 0, err);
	connection->ip = mem_strdup(
	    field_text(json, "ip", connection->registration_port ? "127.0.0.1" : NULL, err));
	connection->curve_public = copy_optional(json, "curve_publickey", err);
	connection->curve_secret = copy_optional(json, "curve_secretkey", err);
	if (connection->registration_port)
		fill_registration(connection, json, err);
	else
		fill_ports(connection, json, err);
	// Only a file that says so turns signatures off.
	connection->key = mem_strdup(field_text(json, "key", NULL, err));
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

// Whoever reads the key may run code as this user.
static void warn_of_readers(FILE *fp, const char *path)
{
	struct stat info;

	if (fstat(fileno(fp), &info) || !S_ISREG(info.st_mode))
		return;
	if (info.st_mode & (S_IRWXG | S_IRWXO))
		log_line("wire", 0,
			 "other users may read '%s' (mode %03o): with its key they can run code "
			 "here; chmod 600 it",
			 path, (unsigned)info.st_mode & 0777);
	else if (info.st_uid != geteuid())
		log_line("wire", 0, "'%s' belongs to another user (%u)", path,
			 (unsigned)info.st_uid);
}

static int read_file(struct str *out, const char *path, struct err *err)
{
	char block[4096];
	size_t len;
	FILE *fp = fopen(path, "rbe");
	int rc = 0;

	if (!fp)
		return err_set(err, ERR_SYSTEM, "cannot open '%s': %s", path, strerror(errno));
	warn_of_readers(fp, path);
	while ((len = fread(block, 1, sizeof block, fp)) > 0 && out->len <= FILE_MAX_BYTES)
		str_add(out, block, len);
	if (ferror(fp))
		rc = err_set(err, ERR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
	else if (out->len > FILE_MAX_BYTES)
		rc = err_set(err, ERR_FORMAT, "'%s' is too large for a connection file", path);
	fclose(fp);
	sodium_memzero(block, sizeof block);
	return rc;
}

static bool is_this_machine(const struct connection *connection)
{
	const char *ip = connection->ip;

	return !strcmp(connection->transport, "ipc") || !strncmp(ip, "127.", 4) ||
	       !strcmp(ip, "::1") || !strcmp(ip, "localhost") || !strcmp(ip, "lo");
}

static void warn_of_settings(const struct connection *connection)
{
	if (!connection->key[0])
		log_line("wire", 0,
			 "the connection file's key is empty: messages are not signed, and whoever "
			 "reaches the ports can run code here");
	if (!connection->curve_secret && !is_this_machine(connection))
		log_line("wire", 0,
			 "%s is reached over the network without encryption: code and outputs can "
			 "be read there; the front end can turn CURVE on",
			 connection->ip);
}

int connection_read(struct connection *connection, const char *path, struct err *err)
{
	struct str text = {0};
	int rc = read_file(&text, path, err);

	if (rc == 0)
		rc = connection_parse(connection, str_text(&text), err);
	if (rc == 0)
		warn_of_settings(connection);
	if (text.data)
		sodium_memzero(text.data, text.len);
	str_release(&text);
	return rc;
}

void connection_release(struct connection *connection)
{
	free(connection->transport);
	free(connection->ip);
	free(connection->key);
	free(connection->curve_public);
	free(connection->curve_secret);
	free(connection->registration_ip);
	free(connection->kernel_id);
	memset(connection, 0, sizeof *connection);
}

static void add_address(struct str *out, const char *transport, const char *ip, int port)
{
	char separator = strcmp(transport, "ipc") ? ':' : '-';

	str_printf(out, "%s://%s%c%d", transport, ip, separator, port);
}

void connection_address(const struct connection *connection, enum channel channel, struct str *out)
{
	add_address(out, connection->transport, connection->ip, connection->ports[channel]);
}

void connection_registration_address(const struct connection *connection, struct str *out)
{
	add_address(out, connection->transport, connection->registration_ip,
		    connection->registration_port);
}
