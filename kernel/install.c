// kernel/install.c - tells Jupyter of this program: writes and removes its kernelspec.
#include "kernel/install.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "base/str.h"
#include "kernel/logos.h"
#include "kernel/wire.h"

#define SPEC_FILE "kernel.json"
#define NAME_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."

struct logo {
	const char *file;
	const char *bytes;
	const char *end;
};

static const struct logo logos[] = {
    {"logo-svg.svg", logo_svg, logo_svg_end},
    {"logo-64x64.png", logo_64, logo_64_end},
    {"logo-32x32.png", logo_32, logo_32_end},
};

#define LOGO_CNT (sizeof logos / sizeof *logos)

enum place {
	PLACE_USER,
	PLACE_SYS_PREFIX,
	PLACE_PREFIX,
};

struct options {
	enum place place;
	bool has_place;
	const char *prefix; // borrowed from the arguments, for PLACE_PREFIX
	const char *name;   // borrowed: the folder's name
};

static int set_place(struct options *options, enum place place, struct err *err)
{
	if (options->has_place)
		return err_set(err, ERR_USAGE,
			       "--user, --sys-prefix and --prefix exclude one "
			       "another");
	options->has_place = true;
	options->place = place;
	return 0;
}

// Reads one option. Returns the number of words that it has, or -1 with err filled.
static int read_option(struct options *options, char **args, struct err *err)
{
	const char *word = args[0], *value = args[1];

	if (!strcmp(word, "--user"))
		return set_place(options, PLACE_USER, err) ? -1 : 1;
	if (!strcmp(word, "--sys-prefix"))
		return set_place(options, PLACE_SYS_PREFIX, err) ? -1 : 1;
	if (strcmp(word, "--prefix") && strcmp(word, "--name"))
		return err_set(err, ERR_USAGE, "unknown option '%s'", word);
	if (!value || !value[0])
		return err_set(err, ERR_USAGE, "%s needs a value", word);
	if (!strcmp(word, "--name")) {
		options->name = value;
		return 2;
	}
	options->prefix = value;
	return set_place(options, PLACE_PREFIX, err) ? -1 : 2;
}

static int read_options(struct options *options, char **args, struct err *err)
{
	*options = (struct options){.name = "cicle"};
	while (*args) {
		int cnt = read_option(options, args, err);

		if (cnt < 0)
			return -1;
		args += cnt;
	}
	if (options->name[strspn(options->name, NAME_CHARS)] || options->name[0] == '.')
		return err_set(err, ERR_USAGE,
			       "the name '%s' may hold only letters, digits, '-', '_' and '.'",
			       options->name);
	return 0;
}

// Gives a variable of the environment; NULL when it is not set or empty.
static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] ? value : NULL;
}

static int add_user_folder(struct str *out, struct err *err)
{
	const char *data = variable("JUPYTER_DATA_DIR"), *home = variable("HOME");

	if (data)
		str_puts(out, data);
	else if (home)
		str_printf(out, "%s/.local/share/jupyter", home);
	else
		return err_set(err, ERR_SYSTEM, "HOME is not set: use --prefix");
	return 0;
}

static int add_environment_folder(struct str *out, struct err *err)
{
	const char *prefix = variable("VIRTUAL_ENV");

	if (!prefix)
		prefix = variable("CONDA_PREFIX");
	if (!prefix)
		return err_set(err, ERR_SYSTEM,
			       "no virtual environment is active (neither VIRTUAL_ENV nor "
			       "CONDA_PREFIX is set): activate one, or use --user or --prefix");
	str_printf(out, "%s/share/jupyter", prefix);
	return 0;
}

// Appends the path of the kernelspec's folder.
static int add_folder(struct str *out, const struct options *options, struct err *err)
{
	int rc = 0;

	if (options->place == PLACE_USER)
		rc = add_user_folder(out, err);
	else if (options->place == PLACE_SYS_PREFIX)
		rc = add_environment_folder(out, err);
	else
		str_printf(out, "%s/share/jupyter", options->prefix);
	str_printf(out, "/kernels/%s", options->name);
	return rc;
}

// Makes a folder and those above it.
static int make_folders(char *path, struct err *err)
{
	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(path, 0777); // the last one tells whether it went well
		*p = '/';
	}
	if (mkdir(path, 0777) && errno != EEXIST)
		return err_set(err, ERR_SYSTEM, "cannot make the folder '%s': %s", path,
			       strerror(errno));
	return 0;
}

static int write_file(const char *folder, const char *name, const char *bytes, size_t len,
		      struct err *err)
{
	struct str path = {0};
	FILE *fp;
	bool is_written;
	int rc = 0;

	str_printf(&path, "%s/%s", folder, name);
	fp = fopen(str_text(&path), "wbe");
	is_written = fp && fwrite(bytes, 1, len, fp) == len;
	if (fp && fclose(fp))
		is_written = false;
	if (!is_written)
		rc = err_set(err, ERR_SYSTEM, "cannot write '%s': %s", str_text(&path),
			     strerror(errno));
	str_release(&path);
	return rc;
}

// Appends the kernelspec's JSON for a program.
static void add_spec(struct str *out, const char *program)
{
	const char *const argv[] = {program, "kernel", "-f", "{connection_file}"};
	const char *const encryptions[] = {"curve"};
	cJSON *spec = cJSON_CreateObject();
	cJSON *metadata = cJSON_CreateObject();
	char *text;

	cJSON_AddItemToObject(spec, "argv", cJSON_CreateStringArray(argv, 4));
	cJSON_AddStringToObject(spec, "display_name", "C (cicle)");
	cJSON_AddStringToObject(spec, "language", "c");
	cJSON_AddStringToObject(spec, "interrupt_mode", "message");
	cJSON_AddStringToObject(spec, "kernel_protocol_version", WIRE_PROTOCOL);
	cJSON_AddFalseToObject(metadata, "debugger");
	cJSON_AddItemToObject(metadata, "supported_encryption",
			      cJSON_CreateStringArray(encryptions, 1));
	cJSON_AddItemToObject(spec, "metadata", metadata);
	text = cJSON_Print(spec);
	str_printf(out, "%s\n", text);
	cJSON_free(text);
	cJSON_Delete(spec);
}

static int write_spec(const char *folder, struct err *err)
{
	char program[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
	struct str text = {0};
	int rc;

	if (len < 0)
		return err_set(err, ERR_SYSTEM, "cannot find this program's path: %s",
			       strerror(errno));
	program[len] = '\0';
	add_spec(&text, program);
	rc = write_file(folder, SPEC_FILE, str_text(&text), text.len, err);
	str_release(&text);
	return rc;
}

// The spec comes last: Jupyter shows the kernel from then on.
static int write_folder(struct str *folder, struct err *err)
{
	int rc = make_folders(folder->data, err);

	for (size_t i = 0; i < LOGO_CNT && rc == 0; i++)
		rc = write_file(folder->data, logos[i].file, logos[i].bytes,
				(size_t)(logos[i].end - logos[i].bytes), err);
	return rc ? rc : write_spec(folder->data, err);
}

static void remove_file(const char *folder, const char *name)
{
	struct str path = {0};

	str_printf(&path, "%s/%s", folder, name);
	unlink(str_text(&path)); // the folder's removal tells whether it went well
	str_release(&path);
}

// Removes only what install wrote: a folder that holds something else stays, with that.
static int remove_folder(const struct str *folder, struct err *err)
{
	struct stat info;

	if (stat(folder->data, &info))
		return err_set(err, ERR_SYSTEM, "there is no kernelspec at '%s': %s", folder->data,
			       strerror(errno));
	remove_file(folder->data, SPEC_FILE);
	for (size_t i = 0; i < LOGO_CNT; i++)
		remove_file(folder->data, logos[i].file);
	if (rmdir(folder->data))
		return err_set(err, ERR_SYSTEM, "cannot remove the folder '%s': %s", folder->data,
			       strerror(errno));
	return 0;
}

int install_run(char **args, struct err *err)
{
	struct options options;
	struct str folder = {0};
	int rc = read_options(&options, args, err);

	if (rc == 0)
		rc = add_folder(&folder, &options, err);
	if (rc == 0)
		rc = write_folder(&folder, err);
	if (rc == 0)
		printf("Installed the kernelspec '%s' in %s\n", options.name, str_text(&folder));
	str_release(&folder);
	return rc;
}

int uninstall_run(char **args, struct err *err)
{
	struct options options;
	struct str folder = {0};
	int rc = read_options(&options, args, err);

	if (rc == 0)
		rc = add_folder(&folder, &options, err);
	if (rc == 0)
		rc = remove_folder(&folder, err);
	if (rc == 0)
		printf("Removed %s\n", str_text(&folder));
	str_release(&folder);
	return rc;
}
