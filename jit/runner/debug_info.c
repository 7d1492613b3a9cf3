// jit/runner/debug_info.c - tells perf and gdb of units: names, and lines where they are known.
//
// gdb's object is ELF with the unit's code as a section without content, at its address, the
// functions as symbols, and DWARF 2: one compilation unit without children, and its line table.
#include "jit/runner/debug_info.h"

#include <elf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/list.h"
#include "base/mem.h"
#include "base/str.h"

static bool is_asked(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value && strcmp(value, "0") != 0;
}

// Finds where a function stands, by the directive before it: In[3] and 5.
static bool find_place(const struct debug_unit *unit, const char *symbol, const char **file,
		       size_t *file_len, unsigned long *line)
{
	struct str head = {0};
	const char *at, *directive = NULL, *next = unit->text;
	char *end;

	str_printf(&head, "%s\n", symbol);
	at = strstr(unit->text, head.data);
	str_release(&head);
	while (at && (next = strstr(next, "#line ")) && next < at)
		directive = next++;
	if (!directive)
		return false;
	*line = strtoul(directive + 6, &end, 10);
	if (end[0] != ' ' || end[1] != '"')
		return false;
	*file = end + 2;
	*file_len = strcspn(*file, "\"\n");
	return true;
}

// --- perf
// -----------------------------------------------------------------------------------------

// Opens the process's map anew; nobody else's file is written to.
static FILE *open_map(void)
{
	char path[64];
	int fd;

	snprintf(path, sizeof path, "/tmp/perf-%d.map", (int)getpid());
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return fd < 0 ? NULL : fdopen(fd, "w");
}

// perf finds the map by the process's number: a child has one of its own.
static void write_map(const struct debug_unit *unit)
{
	static FILE *map;
	static pid_t owner;

	if (owner != getpid()) {
		owner = getpid();
		map = open_map();
	}
	for (size_t i = 0; map && i < unit->function_cnt; i++) {
		const struct debug_function *function = &unit->functions[i];
		const char *file;
		size_t file_len;
		unsigned long line;

		fprintf(map, "%lx %zx %s", (unsigned long)(uintptr_t)function->start,
			function->size_bytes, function->name);
		if (find_place(unit, function->symbol, &file, &file_len, &line))
			fprintf(map, " %.*s:%lu", (int)file_len, file, line);
		fputc('\n', map);
	}
	if (map)
		fflush(map);
}

// --- gdb
// ------------------------------------------------------------------------------------------

// The interface's names and layout are gdb's.
struct jit_code_entry {
	struct jit_code_entry *next_entry, *prev_entry;
	const char *symfile_addr;
	uint64_t symfile_size;
};

// What gdb knows of one unit. gdb follows the pointers to entry, the first member.
struct registered {
	struct jit_code_entry entry;
	const void *start; // of the code
	char *object;      // owned
};

struct jit_descriptor {
	uint32_t version;
	uint32_t action_flag;
	struct jit_code_entry *relevant_entry, *first_entry;
};

enum { JIT_REGISTER = 1, JIT_UNREGISTER = 2 };

void __jit_debug_register_code(void);
extern struct jit_descriptor __jit_debug_descriptor;

struct jit_descriptor __jit_debug_descriptor = {.version = 1};

// gdb stops here.
void __attribute__((noinline)) __jit_debug_register_code(void)
{
	__asm__ volatile("");
}

enum {
	SECTION_NONE,
	SECTION_TEXT,
	SECTION_SYMBOLS,
	SECTION_STRINGS,
	SECTION_INFO,
	SECTION_ABBREV,
	SECTION_LINES,
	SECTION_NAMES,
	SECTION_CNT
};

static void add_u8(struct str *out, uint8_t value)
{
	str_add(out, &value, sizeof value);
}

static void add_u16(struct str *out, uint16_t value)
{
	str_add(out, &value, sizeof value);
}

static void add_u32(struct str *out, uint32_t value)
{
	str_add(out, &value, sizeof value);
}

static void add_u64(struct str *out, uint64_t value)
{
	str_add(out, &value, sizeof value);
}

static void add_text(struct str *out, const char *text)
{
	str_add(out, text, strlen(text) + 1);
}

static void add_sleb(struct str *out, int64_t value)
{
	for (;;) {
		uint8_t byte = value & 0x7f;

		value = (value - (value & 0x7f)) / 128;
		if ((value == 0 && !(byte & 0x40)) || (value == -1 && byte & 0x40)) {
			add_u8(out, byte);
			return;
		}
		add_u8(out, byte | 0x80);
	}
}

static void set_u32(struct str *out, size_t at, uint32_t value)
{
	memcpy(out->data + at, &value, sizeof value);
}

static void write_symbols(const struct debug_unit *unit, struct str *symbols, struct str *strings)
{
	Elf64_Sym symbol = {0};

	str_add(symbols, &symbol, sizeof symbol);
	add_text(strings, "");
	for (size_t i = 0; i < unit->function_cnt; i++) {
		const struct debug_function *function = &unit->functions[i];

		symbol.st_name = (uint32_t)strings->len;
		symbol.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
		symbol.st_shndx = SECTION_TEXT;
		symbol.st_value =
		    (uint64_t)((const char *)function->start - (const char *)unit->start);
		symbol.st_size = function->size_bytes;
		str_add(symbols, &symbol, sizeof symbol);
		add_text(strings, function->name);
	}
}

// Tags, attributes and forms of DWARF 2: compile_unit (0x11) with name, stmt_list, low_pc, high_pc.
static void write_abbrev(struct str *out)
{
	static const uint8_t bytes[] = {1,    0x11, 0,    0x03, 0x08, 0x10, 0x06,
					0x11, 0x01, 0x12, 0x01, 0,    0,    0};

	str_add(out, bytes, sizeof bytes);
}

static void write_info(const struct debug_unit *unit, struct str *out)
{
	add_u32(out, 0); // the length
	add_u16(out, 2);
	add_u32(out, 0); // in .debug_abbrev
	add_u8(out, 8);
	add_u8(out, 1);
	add_text(out, "cicle");
	add_u32(out, 0); // in .debug_line
	add_u64(out, (uint64_t)(uintptr_t)unit->start);
	add_u64(out, (uint64_t)(uintptr_t)unit->start + unit->size_bytes);
	set_u32(out, 0, (uint32_t)(out->len - 4));
}

// The line table while it is written.
struct line_writer {
	struct str *program;
	struct list *files;
	const struct debug_function *function;
	uint32_t line, file;
};

static uint32_t file_number(struct list *files, const char *file)
{
	for (size_t i = 0; i < files->cnt; i++)
		if (!strcmp(files->items[i], file))
			return (uint32_t)i + 1;
	list_add(files, file);
	return (uint32_t)files->cnt;
}

static void add_address(struct str *out, uint64_t address)
{
	add_u8(out, 0); // an extended opcode of 9 bytes: set_address
	add_u8(out, 9);
	add_u8(out, 2);
	add_u64(out, address);
}

static void add_line(void *ctx, size_t offset_bytes, const char *file, uint32_t line)
{
	struct line_writer *writer = ctx;
	struct str *out = writer->program;
	uint32_t number = file_number(writer->files, file);

	add_address(out, (uint64_t)(uintptr_t)writer->function->start + offset_bytes);
	if (number != writer->file) {
		add_u8(out, 4);        // set_file
		add_sleb(out, number); // numbers of files stay below 64
	}
	add_u8(out, 3); // advance_line
	add_sleb(out, (int64_t)line - (int64_t)writer->line);
	add_u8(out, 1); // copy
	writer->line = line;
	writer->file = number;
}

static void write_program(const struct debug_unit *unit, struct str *program, struct list *files)
{
	struct lines *lines = unit->has_lines ? lines_new(unit->text) : NULL;
	struct line_writer writer = {.program = program, .files = files, .line = 1, .file = 1};

	for (size_t i = 0; lines && i < unit->function_cnt; i++) {
		writer.function = &unit->functions[i];
		lines_each(lines, unit->functions[i].symbol, add_line, &writer);
	}
	lines_free(lines);
	add_address(program, (uint64_t)(uintptr_t)unit->start + unit->size_bytes);
	add_u8(program, 0); // end_sequence
	add_u8(program, 1);
	add_u8(program, 1);
}

static void write_lines(const struct debug_unit *unit, struct str *out)
{
	static const uint8_t lengths[] = {0, 1, 1, 1, 1, 0, 0, 0, 1}; // of standard opcodes
	struct list files = {0};
	struct str program = {0};
	size_t header;

	write_program(unit, &program, &files);
	add_u32(out, 0); // the length
	add_u16(out, 2);
	header = out->len;
	add_u32(out, 0); // the header's length
	add_u8(out, 1);  // bytes of the shortest instruction
	add_u8(out, 1);  // default_is_stmt
	add_u8(out, (uint8_t)-5);
	add_u8(out, 14); // line_range
	add_u8(out, 10); // opcode_base
	str_add(out, lengths, sizeof lengths);
	add_u8(out, 0); // no directories
	for (size_t i = 0; i < files.cnt; i++) {
		add_text(out, files.items[i]);
		str_add(out, "\0\0\0", 3); // directory, time, length
	}
	add_u8(out, 0);
	set_u32(out, header, (uint32_t)(out->len - header - 4));
	str_add(out, program.data, program.len);
	set_u32(out, 0, (uint32_t)(out->len - 4));
	str_release(&program);
	list_release(&files);
}

static void add_section(struct str *heads, struct str *names, const char *name, uint32_t type,
			const struct str *content, size_t *at)
{
	Elf64_Shdr head = {.sh_name = (uint32_t)names->len, .sh_type = type, .sh_addralign = 8};

	add_text(names, name);
	head.sh_offset = *at;
	head.sh_size = content->len;
	if (type == SHT_SYMTAB) {
		head.sh_link = SECTION_STRINGS;
		head.sh_info = 1;
		head.sh_entsize = sizeof(Elf64_Sym);
	}
	*at = (*at + content->len + 7) & ~(size_t)7;
	str_add(heads, &head, sizeof head);
}

static void add_aligned(struct str *out, const struct str *content)
{
	str_add(out, content->data, content->len);
	while (out->len & 7)
		add_u8(out, 0);
}

static void add_code_section(const struct debug_unit *unit, struct str *heads, struct str *names)
{
	Elf64_Shdr none = {0};
	Elf64_Shdr code = {.sh_name = 1,
			   .sh_type = SHT_NOBITS,
			   .sh_flags = SHF_ALLOC | SHF_EXECINSTR,
			   .sh_addr = (uint64_t)(uintptr_t)unit->start,
			   .sh_size = unit->size_bytes,
			   .sh_addralign = 16};

	add_text(names, "");
	add_text(names, ".text");
	str_add(heads, &none, sizeof none);
	str_add(heads, &code, sizeof code);
}

// The table of names names itself.
static void add_names_section(struct str *heads, struct str *names, size_t at)
{
	Elf64_Shdr head = {.sh_name = (uint32_t)names->len,
			   .sh_type = SHT_STRTAB,
			   .sh_offset = at,
			   .sh_addralign = 8};

	add_text(names, ".shstrtab");
	head.sh_size = names->len;
	str_add(heads, &head, sizeof head);
}

static void write_object(const struct debug_unit *unit, struct str *out)
{
	Elf64_Ehdr head = {.e_type = ET_REL,
			   .e_machine = EM_X86_64,
			   .e_version = EV_CURRENT,
			   .e_ehsize = sizeof head,
			   .e_shentsize = sizeof(Elf64_Shdr),
			   .e_shnum = SECTION_CNT,
			   .e_shstrndx = SECTION_NAMES};
	struct str parts[SECTION_CNT] = {{0}}, heads = {0};
	struct str *names = &parts[SECTION_NAMES];
	size_t at = sizeof head;

	write_symbols(unit, &parts[SECTION_SYMBOLS], &parts[SECTION_STRINGS]);
	write_info(unit, &parts[SECTION_INFO]);
	write_abbrev(&parts[SECTION_ABBREV]);
	write_lines(unit, &parts[SECTION_LINES]);
	add_code_section(unit, &heads, names);
	add_section(&heads, names, ".symtab", SHT_SYMTAB, &parts[SECTION_SYMBOLS], &at);
	add_section(&heads, names, ".strtab", SHT_STRTAB, &parts[SECTION_STRINGS], &at);
	add_section(&heads, names, ".debug_info", SHT_PROGBITS, &parts[SECTION_INFO], &at);
	add_section(&heads, names, ".debug_abbrev", SHT_PROGBITS, &parts[SECTION_ABBREV], &at);
	add_section(&heads, names, ".debug_line", SHT_PROGBITS, &parts[SECTION_LINES], &at);
	add_names_section(&heads, names, at);
	memcpy(head.e_ident, ELFMAG, SELFMAG);
	head.e_ident[EI_CLASS] = ELFCLASS64;
	head.e_ident[EI_DATA] = ELFDATA2LSB;
	head.e_ident[EI_VERSION] = EV_CURRENT;
	head.e_shoff = (at + names->len + 7) & ~(size_t)7;
	str_add(out, &head, sizeof head);
	for (int i = SECTION_SYMBOLS; i < SECTION_CNT; i++)
		add_aligned(out, &parts[i]);
	str_add(out, heads.data, heads.len);
	for (int i = 0; i < SECTION_CNT; i++)
		str_release(&parts[i]);
	str_release(&heads);
}

static void tell_gdb(struct jit_code_entry *entry, uint32_t action)
{
	__jit_debug_descriptor.relevant_entry = entry;
	__jit_debug_descriptor.action_flag = action;
	__jit_debug_register_code();
}

// The object and its entry stay as long as the code does.
static void register_unit(const struct debug_unit *unit)
{
	struct registered *made = mem_zalloc(sizeof *made);
	struct jit_code_entry *entry = &made->entry;
	struct str object = {0};

	write_object(unit, &object);
	made->start = unit->start;
	entry->symfile_size = object.len;
	entry->symfile_addr = made->object = str_take(&object);
	entry->next_entry = __jit_debug_descriptor.first_entry;
	if (entry->next_entry)
		entry->next_entry->prev_entry = entry;
	__jit_debug_descriptor.first_entry = entry;
	tell_gdb(entry, JIT_REGISTER);
}

static void unregister(struct registered *gone)
{
	struct jit_code_entry *entry = &gone->entry;

	if (entry->prev_entry)
		entry->prev_entry->next_entry = entry->next_entry;
	else
		__jit_debug_descriptor.first_entry = entry->next_entry;
	if (entry->next_entry)
		entry->next_entry->prev_entry = entry->prev_entry;
	tell_gdb(entry, JIT_UNREGISTER);
	free(gone->object);
	free(gone);
}

void debug_tell(const struct debug_unit *unit)
{
	if (is_asked("CICLE_PERF_MAP"))
		write_map(unit);
	if (is_asked("CICLE_GDB"))
		register_unit(unit);
}

void debug_forget(const void *start)
{
	struct jit_code_entry *entry = __jit_debug_descriptor.first_entry;

	while (entry && ((struct registered *)entry)->start != start)
		entry = entry->next_entry;
	if (entry)
		unregister((struct registered *)entry);
}

bool debug_keeps_addresses(void)
{
	return is_asked("CICLE_PERF_MAP");
}
