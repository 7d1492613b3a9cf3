// jit/runner/lines.c - which source line a place in a unit's machine code comes from.
//
// libtcc -g writes stabs: entries of 12 bytes (u32 string, u8 type, u8, u16 description, u32
// value), see "The stabs debug format" in gdb's documentation. A function's lines follow its N_FUN
// entry, in the order of the code; their values count from the function's start.
#include "jit/runner/lines.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libtcc.h>

#include "base/file.h"
#include "base/mem.h"
#include "jit/runner/dialect.h"

#define STAB_FUN 0x24   // a function; its name up to ':'
#define STAB_SLINE 0x44 // description is the line, value the offset
#define STAB_SOL 0x84   // the file from here on

struct stab {
	uint32_t string;
	uint8_t type;
	uint8_t other;
	uint16_t description;
	uint32_t value;
};

struct lines {
	struct str object; // the ELF object file
	const struct stab *stabs;
	size_t stab_cnt;
	const char *strings;
	size_t strings_len;
};

static void ignore_message(void *opaque, const char *text)
{
	(void)opaque;
	(void)text;
}

// Compiles into an object file in memory. Returns its descriptor, or -1.
static int compile_object(const char *text)
{
	int fd = memfd_create("cicle-lines", MFD_CLOEXEC);
	TCCState *tcc = tcc_new();
	char path[64];
	bool is_ok;

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	tcc_set_error_func(tcc, NULL, ignore_message);
	tcc_set_options(tcc, "-g");
	tcc_set_output_type(tcc, TCC_OUTPUT_OBJ);
	dialect_for_unit(tcc, text);
	is_ok = fd >= 0 && tcc_compile_string(tcc, text) == 0 && tcc_output_file(tcc, path) == 0;
	tcc_delete(tcc);
	if (!is_ok && fd >= 0)
		close(fd);
	return is_ok ? fd : -1;
}

static _Noreturn void compile_in_child(const char *text, int out_fd)
{
	struct str object = {0};
	int fd = compile_object(text);

	if (fd < 0)
		_exit(1);
	file_read_fd(fd, &object);
	_exit(write(out_fd, object.data, object.len) == (ssize_t)object.len ? 0 : 1);
}

bool lines_object(const char *text, struct str *out)
{
	int fd = memfd_create("cicle-object", MFD_CLOEXEC), status = -1;
	pid_t pid = fd < 0 ? -1 : fork();

	if (pid == 0)
		compile_in_child(text, fd);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (fd >= 0)
		file_read_fd(fd, out);
	if (fd >= 0)
		close(fd);
	return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Copies section header i: libtcc writes the table at any offset, aligned or not.
static Elf64_Shdr section_at(const struct str *object, size_t i)
{
	const Elf64_Ehdr *head = (const void *)object->data;
	Elf64_Shdr section;

	memcpy(&section, object->data + head->e_shoff + i * sizeof section, sizeof section);
	return section;
}

// Gives a section's bytes; NULL when the file has none of that name.
static const char *find_section(const struct str *object, const char *name, size_t *len)
{
	const Elf64_Ehdr *head = (const void *)object->data;
	const char *names = object->data + section_at(object, head->e_shstrndx).sh_offset;

	for (size_t i = 0; i < head->e_shnum; i++) {
		Elf64_Shdr section = section_at(object, i);

		if (strcmp(names + section.sh_name, name) != 0)
			continue;
		*len = section.sh_size;
		return object->data + section.sh_offset;
	}
	return NULL;
}

struct lines *lines_new(const char *text)
{
	struct lines *lines;
	size_t stabs_len = 0;
	int fd = compile_object(text);

	if (fd < 0)
		return NULL;
	lines = mem_zalloc(sizeof *lines);
	file_read_fd(fd, &lines->object);
	close(fd);
	lines->stabs = (const void *)find_section(&lines->object, ".stab", &stabs_len);
	lines->strings = find_section(&lines->object, ".stabstr", &lines->strings_len);
	lines->stab_cnt = lines->stabs && lines->strings ? stabs_len / sizeof *lines->stabs : 0;
	return lines;
}

void lines_free(struct lines *lines)
{
	if (!lines)
		return;
	str_release(&lines->object);
	free(lines);
}

static const char *string_of(const struct lines *lines, const struct stab *stab)
{
	return stab->string < lines->strings_len ? lines->strings + stab->string : "";
}

// Tells whether an entry opens the function, and not one whose name only begins alike.
static bool opens(const struct lines *lines, const struct stab *stab, const char *function)
{
	const char *name = string_of(lines, stab);
	size_t len = strlen(function);

	return stab->type == STAB_FUN && !strncmp(name, function, len) && name[len] == ':';
}

void lines_each(const struct lines *lines, const char *function, line_tell_fn tell, void *ctx)
{
	const char *current = "";
	bool is_inside = false;

	for (size_t i = 0; i < lines->stab_cnt; i++) {
		const struct stab *stab = &lines->stabs[i];

		if (stab->type == STAB_SOL)
			current = string_of(lines, stab);
		else if (stab->type == STAB_FUN)
			is_inside = opens(lines, stab, function);
		else if (is_inside && stab->type == STAB_SLINE)
			tell(ctx, stab->value, current, stab->description);
	}
}

bool lines_find(const struct lines *lines, const char *function, size_t offset_bytes,
		const char **file, uint32_t *line)
{
	const char *current = "";
	bool is_inside = false, is_found = false;

	for (size_t i = 0; i < lines->stab_cnt; i++) {
		const struct stab *stab = &lines->stabs[i];

		if (stab->type == STAB_SOL)
			current = string_of(lines, stab);
		else if (stab->type == STAB_FUN && is_inside)
			break;
		else if (stab->type == STAB_FUN)
			is_inside = opens(lines, stab, function);
		else if (is_inside && stab->type == STAB_SLINE && stab->value <= offset_bytes) {
			*file = current;
			*line = stab->description;
			is_found = true;
		}
	}
	return is_found;
}
