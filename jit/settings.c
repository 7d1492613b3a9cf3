// jit/settings.c - what cells are compiled and linked with: libraries, macros, flags, the standard.
#include "jit/settings.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/command.h"
#include "base/mem.h"
#include "base/pack.h"
#include "jit/compiler/locate.h"

#define COMMAND_MS 3000
// gcc's
#define STANDARD_DEFAULT "gnu17"

void settings_release(struct settings *settings)
{
	list_release(&settings->include_dirs);
	list_release(&settings->macros);
	list_release(&settings->changes);
	list_release(&settings->cflags);
	list_release(&settings->checked);
	list_release(&settings->library_dirs);
	list_release(&settings->libraries);
	list_release(&settings->args);
	list_release(&settings->cell_args);
	free(settings->standard);
	free(settings->program);
	*settings = (struct settings){0};
}

void settings_copy(struct settings *to, const struct settings *from)
{
	settings_release(to);
	list_add_all(&to->include_dirs, &from->include_dirs);
	list_add_all(&to->macros, &from->macros);
	list_add_all(&to->cflags, &from->cflags);
	list_add_all(&to->checked, &from->checked);
	list_add_all(&to->library_dirs, &from->library_dirs);
	list_add_all(&to->libraries, &from->libraries);
	list_add_all(&to->args, &from->args);
	to->cc_path = from->cc_path;
	to->asked_cnt = from->asked_cnt;
	to->standard = from->standard ? mem_strdup(from->standard) : NULL;
	to->program = from->program ? mem_strdup(from->program) : NULL;
}

static bool are_lists_equal(const struct list *a, const struct list *b)
{
	bool are = a->cnt == b->cnt;

	for (size_t i = 0; are && i < a->cnt; i++)
		are = !strcmp(a->items[i], b->items[i]);
	return are;
}

static bool are_texts_equal(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

bool settings_are_equal(const struct settings *a, const struct settings *b)
{
	return are_lists_equal(&a->include_dirs, &b->include_dirs) &&
	       are_lists_equal(&a->macros, &b->macros) && are_lists_equal(&a->cflags, &b->cflags) &&
	       are_lists_equal(&a->library_dirs, &b->library_dirs) &&
	       are_lists_equal(&a->libraries, &b->libraries) &&
	       are_lists_equal(&a->args, &b->args) && are_texts_equal(a->standard, b->standard) &&
	       are_texts_equal(a->program, b->program);
}

// --- directories and libraries --------------------------------------------------------------

static int add_dir(struct list *dirs, const char *what, const char *dir, struct err *err)
{
	char real[PATH_MAX];
	struct stat status;

	if (!realpath(dir, real) || stat(real, &status) || !S_ISDIR(status.st_mode))
		return err_set(err, ERR_USAGE, "the %s directory '%s' does not exist", what, dir);
	if (!list_has(dirs, real))
		list_add(dirs, real);
	return 0;
}

int settings_add_include_dir(struct settings *settings, const char *dir, struct err *err)
{
	return add_dir(&settings->include_dirs, "include", dir, err);
}

int settings_add_library(struct settings *settings, const char *name, struct err *err)
{
	struct str path = {0};
	int rc = locate_library(name, &settings->library_dirs, &path, err);

	settings->asked_cnt++;
	if (!rc && !list_has(&settings->libraries, str_text(&path)))
		list_add(&settings->libraries, str_text(&path));
	str_release(&path);
	return rc;
}

// --- macros and the standard ----------------------------------------------------------------

static size_t name_len(const char *text)
{
	size_t len = 0;

	while (isalnum((unsigned char)text[len]) || text[len] == '_')
		len++;
	return isdigit((unsigned char)text[0]) ? 0 : len;
}

// macro: name ['(' parameters ')'] ['=' value]
static int macro_line(const char *text, struct str *line, struct err *err)
{
	size_t len = name_len(text);
	size_t head = text[len] == '(' ? strcspn(text, ")") + 1 : len;

	if (!len || head > strlen(text) || (text[head] && text[head] != '=') ||
	    strpbrk(text, "\r\n"))
		return err_set(err, ERR_USAGE, "'%s' is no macro: NAME or NAME=VALUE", text);
	str_printf(line, "#define %.*s %s", (int)head, text, text[head] ? text + head + 1 : "1");
	return 0;
}

// Tells whether a line of C is about a macro's name.
static bool is_about(const char *line, const char *name, size_t len)
{
	const char *word = strchr(line, ' ');

	return word && name_len(word + 1) == len && !memcmp(word + 1, name, len);
}

// Keeps a line of C, in place of an older one about the same macro.
static void put_line(struct settings *settings, const char *line)
{
	const char *name = strchr(line, ' ') + 1;
	size_t len = name_len(name);

	for (size_t i = settings->macros.cnt; len && i-- > 0;)
		if (is_about(settings->macros.items[i], name, len))
			list_drop(&settings->macros, i);
	list_put(&settings->macros, line);
	list_add(&settings->changes, line);
}

int settings_add_macro(struct settings *settings, const char *text, bool is_undefined,
		       struct err *err)
{
	struct str line = {0};
	int rc = 0;

	if (!is_undefined)
		rc = macro_line(text, &line, err);
	else if (!name_len(text) || text[name_len(text)])
		rc = err_set(err, ERR_USAGE, "'%s' is no name of a macro", text);
	else
		str_printf(&line, "#undef %s", text);
	if (!rc)
		put_line(settings, line.data);
	str_release(&line);
	return rc;
}

struct standard {
	const char *name;
	const char *version; // __STDC_VERSION__; NULL: it has none
	const char *flag;    // what every gcc and clang since 2018 knows it by
};

static const struct standard standards[] = {
    {"c89", NULL, "c89"},          {"c90", NULL, "c90"},          {"ansi", NULL, "c90"},
    {"c99", "199901L", "c99"},     {"c11", "201112L", "c11"},     {"c17", "201710L", "c17"},
    {"c18", "201710L", "c17"},     {"c23", "202000L", "c2x"},     {"c2x", "202000L", "c2x"},
    {"gnu89", NULL, "gnu89"},      {"gnu90", NULL, "gnu90"},      {"gnu99", "199901L", "gnu99"},
    {"gnu11", "201112L", "gnu11"}, {"gnu17", "201710L", "gnu17"}, {"gnu18", "201710L", "gnu17"},
    {"gnu23", "202000L", "gnu2x"}, {"gnu2x", "202000L", "gnu2x"},
};

static const struct standard *find_standard(const char *name)
{
	for (size_t i = 0; i < sizeof standards / sizeof *standards; i++)
		if (!strcmp(standards[i].name, name))
			return &standards[i];
	return NULL;
}

int settings_set_standard(struct settings *settings, const char *name, struct err *err)
{
	const struct standard *standard = find_standard(name);

	if (!standard)
		return err_set(
		    err, ERR_USAGE,
		    "the standard '%s' is not known; those that are: c89, c99, c11, c17, "
		    "c23, and gnu89 to gnu23 with the compilers' own additions",
		    name);
	free(settings->standard);
	settings->standard = mem_strdup(standard->name);
	return 0;
}

// --- flags ----------------------------------------------------------------------------------

enum flag_class {
	FLAG_KEPT,    // for gcc and clang; libtcc makes the same of the code without it
	FLAG_CHANGES, // for gcc and clang; the code is another one with it
	FLAG_NOTHING, // asks for what is so anyway
	FLAG_REFUSED, // asks for another output than cicle makes
};

// The first row that fits decides: exact names before beginnings.
static const struct {
	const char *text;
	bool is_whole;
	enum flag_class class;
} flag_classes[] = {
    {"-O0", true, FLAG_KEPT},
    {"-O", false, FLAG_CHANGES},
    {"-pipe", true, FLAG_NOTHING},
    {"-pthread", true, FLAG_NOTHING},
    {"-c", true, FLAG_NOTHING},
    {"-fPIC", true, FLAG_NOTHING},
    {"-fpic", true, FLAG_NOTHING},
    {"-fPIE", true, FLAG_NOTHING},
    {"-fpie", true, FLAG_NOTHING},
    {"-fdiagnostics", false, FLAG_KEPT},
    {"-fmessage-length", false, FLAG_KEPT},
    {"-fopenmp", false, FLAG_CHANGES},
    {"-flto", false, FLAG_REFUSED},
    {"-fplugin", false, FLAG_REFUSED},
    {"-fsanitize=undefined", true, FLAG_CHANGES},
    {"-fsanitize", false, FLAG_REFUSED},
    {"-fprofile", false, FLAG_REFUSED},
    {"-ftest-coverage", true, FLAG_REFUSED},
    {"-f", false, FLAG_CHANGES},
    {"-m32", true, FLAG_REFUSED},
    {"-m16", true, FLAG_REFUSED},
    {"-mx32", true, FLAG_REFUSED},
    {"-m", false, FLAG_CHANGES},
    {"-Wl,", false, FLAG_REFUSED},
    {"-Wa,", false, FLAG_REFUSED},
    {"-Wp,", false, FLAG_REFUSED},
    {"-W", false, FLAG_KEPT},
    {"-w", true, FLAG_KEPT},
    {"-g", false, FLAG_KEPT},
    {"-pedantic", false, FLAG_KEPT},
    {"-ansi", true, FLAG_KEPT},
    {"-o", false, FLAG_REFUSED},
    {"-E", true, FLAG_REFUSED},
    {"-S", true, FLAG_REFUSED},
    {"-M", false, FLAG_REFUSED},
    {"-x", false, FLAG_REFUSED},
    {"-p", true, FLAG_REFUSED},
    {"-pg", true, FLAG_REFUSED},
    {"-shared", false, FLAG_REFUSED},
    {"-static", false, FLAG_REFUSED},
    {"-save-temps", false, FLAG_REFUSED},
    {"--coverage", true, FLAG_REFUSED},
};

static int classify(const char *flag, enum flag_class *class, struct err *err)
{
	for (size_t i = 0; i < sizeof flag_classes / sizeof *flag_classes; i++) {
		const char *text = flag_classes[i].text;

		if (flag_classes[i].is_whole ? strcmp(flag, text)
					     : strncmp(flag, text, strlen(text)))
			continue;
		*class = flag_classes[i].class;
		if (*class == FLAG_REFUSED)
			return err_set(
			    err, ERR_USAGE,
			    "the flag '%s' has no place here: cicle compiles into memory", flag);
		return 0;
	}
	if (*flag != '-')
		return err_set(err, ERR_USAGE, "'%s' is no flag", flag);
	return err_set(err, ERR_USAGE, "the flag '%s' is not known", flag);
}

// Shows a flag to the installed compiler. Without one it is believed.
static int check_flag(const struct settings *settings, const char *flag, struct err *err)
{
	const char *const argv[] = {settings->cc_path ? settings->cc_path : "cc",
				    flag,
				    "-Werror",
				    "-fsyntax-only",
				    "-x",
				    "c",
				    "/dev/null",
				    NULL};
	struct str said = {0};
	int status = command_capture(argv, COMMAND_MS, &said, NULL);
	int rc = 0;

	if (status > 0) {
		size_t start = strcspn(str_text(&said), ":");
		const char *text = str_text(&said) + start + (start < said.len ? 2 : 0);

		rc = err_set(err, ERR_USAGE, "the compiler does not take the flag '%s': %.*s", flag,
			     (int)strcspn(text, "\n"), text);
	}
	str_release(&said);
	return rc;
}

static int keep_flag(struct settings *settings, const char *flag, struct err *err)
{
	enum flag_class class;

	if (classify(flag, &class, err))
		return -1;
	if (class == FLAG_NOTHING)
		return 0;
	if (!list_has(&settings->checked, flag) && check_flag(settings, flag, err))
		return -1;
	list_put(&settings->checked, flag);
	list_put(&settings->cflags, flag);
	return 0;
}

// Gives the value of a flag that has one, "-Idir" or "-I dir": NULL when flag is another one.
// Steps *i onto the word that was used up.
static const char *value_of(const struct list *words, size_t *i, const char *flag)
{
	const char *word = words->items[*i];
	size_t len = strlen(flag);

	if (!word || strncmp(word, flag, len))
		return NULL;
	if (word[len])
		return len == 2 ? word + len : NULL;
	return *i + 1 < words->cnt ? words->items[++*i] : "";
}

static int add_include_file(struct settings *settings, const char *file, struct err *err)
{
	struct str line = {0};

	if (!*file || strpbrk(file, "\"\r\n"))
		return err_set(err, ERR_USAGE, "-include takes a file");
	str_printf(&line, "#include \"%s\"", file);
	put_line(settings, line.data);
	str_release(&line);
	return 0;
}

// Takes one flag and its value. Returns 1 when it is none of those that both compilers know.
static int add_common_flag(struct settings *settings, const struct list *words, size_t *i,
			   struct err *err)
{
	static const char *const dir_flags[] = {"-I", "-isystem", "-iquote", "-idirafter"};
	const char *word = words->items[*i];
	const char *value;

	for (size_t f = 0; f < sizeof dir_flags / sizeof *dir_flags; f++)
		if ((value = value_of(words, i, dir_flags[f])))
			return settings_add_include_dir(settings, value, err);
	if ((value = value_of(words, i, "-D")))
		return settings_add_macro(settings, value, false, err);
	if ((value = value_of(words, i, "-U")))
		return settings_add_macro(settings, value, true, err);
	if ((value = value_of(words, i, "-include")))
		return add_include_file(settings, value, err);
	if (!strncmp(word, "-std=", 5))
		return settings_set_standard(settings, word + 5, err);
	if (!strcmp(word, "-ansi"))
		return settings_set_standard(settings, "ansi", err);
	return 1;
}

static bool is_ldflag(const char *word)
{
	return !strncmp(word, "-l", 2) || !strncmp(word, "-L", 2) || !strncmp(word, "-Wl,", 4);
}

int settings_add_cflags(struct settings *settings, const struct list *words, struct err *err)
{
	struct list ldflags = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i < words->cnt; i++) {
		const char *word = words->items[i];

		if (is_ldflag(word)) {
			list_add(&ldflags, word);
			if (!word[2] && i + 1 < words->cnt)
				list_add(&ldflags, words->items[++i]);
			continue;
		}
		rc = add_common_flag(settings, words, &i, err);
		if (rc > 0)
			rc = keep_flag(settings, word, err);
	}
	if (!rc)
		rc = settings_add_ldflags(settings, &ldflags, err);
	list_release(&ldflags);
	return rc;
}

// "-Wl,-rpath,/dir" and "-Wl,-rpath=/dir" name a directory; what else the linker would be told has
// no meaning for libraries that are loaded.
static int add_linker_words(struct settings *settings, const char *word, struct err *err)
{
	static const char *const meaningless[] = {"--as-needed",
						  "--no-as-needed",
						  "-z",
						  "-O1",
						  "--export-dynamic",
						  "-E",
						  "--start-group",
						  "--end-group",
						  "--enable-new-dtags",
						  "-Bsymbolic-functions"};
	const char *rpath = strstr(word, "-rpath");

	if (rpath && strlen(rpath) > 7)
		return add_dir(&settings->library_dirs, "library", rpath + 7, err);
	for (size_t i = 0; i < sizeof meaningless / sizeof *meaningless; i++)
		if (!strncmp(word + 4, meaningless[i], strlen(meaningless[i])))
			return 0;
	return err_set(err, ERR_USAGE,
		       "the flag '%s' has no place here: libraries are loaded, not linked", word);
}

int settings_add_ldflags(struct settings *settings, const struct list *words, struct err *err)
{
	static const char *const meaningless[] = {"-pthread", "-rdynamic", "-s", "-g"};
	int rc = 0;

	for (size_t i = 0; !rc && i < words->cnt; i++) {
		const char *word = words->items[i], *value;
		bool is_meaningless = false;

		for (size_t m = 0; m < sizeof meaningless / sizeof *meaningless; m++)
			is_meaningless |= !strcmp(word, meaningless[m]);
		if (is_meaningless)
			continue;
		if ((value = value_of(words, &i, "-L")))
			rc = add_dir(&settings->library_dirs, "library", value, err);
		else if ((value = value_of(words, &i, "-l")))
			rc = settings_add_library(settings, value, err);
		else if (!strncmp(word, "-Wl,", 4))
			rc = add_linker_words(settings, word, err);
		else if (*word == '-')
			rc = err_set(err, ERR_USAGE,
				     "the flag '%s' has no place here; those that have: -lNAME, "
				     "-LDIR, and files of libraries",
				     word);
		else
			rc = settings_add_library(settings, word, err);
	}
	return rc;
}

// --- pkg-config -----------------------------------------------------------------------------

int settings_add_packages(struct settings *settings, const struct list *names, struct err *err)
{
	const char **argv = mem_zalloc((names->cnt + 5) * sizeof *argv);
	struct str said = {0};
	struct list words = {0};
	int status, rc = 0;

	argv[0] = "pkg-config";
	argv[1] = "--cflags";
	argv[2] = "--libs";
	argv[3] = "--";
	for (size_t i = 0; i < names->cnt; i++)
		argv[4 + i] = names->items[i];
	status = command_capture(argv, COMMAND_MS, &said, err);
	if (status > 0)
		rc = err_set(err, ERR_USAGE, "%.*s", (int)strcspn(str_text(&said), "\n"),
			     str_text(&said));
	else if (status < 0 || list_add_words(&words, said.data, said.len, err))
		rc = -1;
	else
		rc = settings_add_cflags(settings, &words, err);
	list_release(&words);
	str_release(&said);
	free(argv);
	return rc;
}

// --- comments in cells ----------------------------------------------------------------------

// Finds the next comment line "//%name: rest" from *at on. Returns false when there is none.
// Gives the rest, to the end of its line.
static bool next_comment(const char *text, size_t *at, const char *name, const char **rest,
			 size_t *len)
{
	size_t name_len = strlen(name);

	while (text[*at]) {
		const char *line = text + *at;
		size_t line_len = strcspn(line, "\n");

		*at += line_len + (line[line_len] == '\n');
		while (line_len && strchr(" \t", *line)) {
			line++;
			line_len--;
		}
		if (line_len < name_len + 4 || strncmp(line, "//%", 3) ||
		    strncmp(line + 3, name, name_len) || line[3 + name_len] != ':')
			continue;
		*rest = line + 4 + name_len;
		*len = line_len - 4 - name_len;
		return true;
	}
	return false;
}

static int comment_words(const char *text, const char *name, struct list *words, struct err *err)
{
	const char *rest;
	size_t at = 0, len;

	while (next_comment(text, &at, name, &rest, &len))
		if (list_add_words(words, rest, len, err))
			return -1;
	return 0;
}

// Adds the flags for gcc and clang of a cell's comments.
static void comment_cflags(const char *cell_text, struct list *cflags)
{
	struct settings scratch = {0};
	struct list words = {0};

	if (!strstr(cell_text, "//%cflags:"))
		return;
	comment_words(cell_text, "cflags", &words, NULL);
	for (size_t i = 0; i < words.cnt; i++) {
		enum flag_class class;

		if (add_common_flag(&scratch, &words, &i, NULL) == 1 &&
		    !is_ldflag(words.items[i]) && !classify(words.items[i], &class, NULL) &&
		    class != FLAG_NOTHING)
			list_add(cflags, words.items[i]);
	}
	list_release(&words);
	settings_release(&scratch);
}

void settings_set_args(struct settings *settings, const char *program, char *const *args)
{
	free(settings->program);
	settings->program = mem_strdup(program);
	list_release(&settings->args);
	for (; *args; args++)
		list_add(&settings->args, *args);
}

int settings_add_comments(struct settings *settings, const char *cell_text, struct err *err)
{
	struct list cflags = {0}, ldflags = {0}, args = {0}, kept = {0};
	int rc = 0;

	list_release(&settings->cell_args);
	if (!strstr(cell_text, "//%"))
		return 0;
	list_add_all(&kept, &settings->cflags);
	if (comment_words(cell_text, "cflags", &cflags, err) ||
	    comment_words(cell_text, "ldflags", &ldflags, err) ||
	    comment_words(cell_text, "args", &args, err) ||
	    settings_add_cflags(settings, &cflags, err) ||
	    settings_add_ldflags(settings, &ldflags, err))
		rc = -1;
	list_release(&settings->cflags);
	settings->cflags = kept;
	settings->cell_args = args;
	list_release(&cflags);
	list_release(&ldflags);
	return rc;
}

// --- for the compilers ----------------------------------------------------------------------

void settings_head(const struct settings *settings, struct str *out)
{
	// The comment makes it another text: headers are read again under another standard.
	if (settings->standard)
		str_printf(out, "/* %s */\n", settings->standard);
	for (size_t i = 0; i < settings->macros.cnt; i++)
		str_printf(out, "%s\n", settings->macros.items[i]);
}

static void pack_list(struct str *out, const struct list *list)
{
	pack_u32(out, (uint32_t)list->cnt);
	for (size_t i = 0; i < list->cnt; i++)
		pack_text(out, list->items[i]);
}

void settings_pack(const struct settings *settings, struct str *out)
{
	const struct standard *standard =
	    find_standard(settings->standard ? settings->standard : STANDARD_DEFAULT);

	pack_text(out, standard->version ? standard->version : "");
	pack_u32(out, *standard->name != 'g');
	pack_list(out, &settings->include_dirs);
	pack_u32(out, settings->asked_cnt);
	pack_list(out, &settings->libraries);
	pack_text(out, settings->program ? settings->program : "cicle");
	pack_list(out, settings->cell_args.cnt ? &settings->cell_args : &settings->args);
}

static void add_arg(struct list *args, const char *flag, const char *value)
{
	struct str arg = {0};

	str_printf(&arg, "%s%s", flag, value);
	list_add(args, arg.data);
	str_release(&arg);
}

// "#define N(a) 5" as "-DN(a)=5", "#undef N" as "-UN", "#include "f"" as "-include", "f".
static void add_line_args(struct list *args, const char *line)
{
	const char *rest = strchr(line, ' ') + 1;
	size_t len = name_len(rest);
	struct str arg = {0};

	if (!strncmp(line, "#include", 8)) {
		list_add(args, "-include");
		list_add_bytes(args, rest + 1, strlen(rest) - 2);
	} else if (!strncmp(line, "#undef", 6)) {
		add_arg(args, "-U", rest);
	} else {
		len = rest[len] == '(' ? strcspn(rest, ")") + 1 : len;
		str_printf(&arg, "-D%.*s=%s", (int)len, rest, rest + len + 1);
		list_add(args, arg.data);
	}
	str_release(&arg);
}

void settings_cc_args(const struct settings *settings, const char *cell_text, struct list *args)
{
	if (settings->standard)
		add_arg(args, "-std=", find_standard(settings->standard)->flag);
	for (size_t i = 0; i < settings->include_dirs.cnt; i++)
		add_arg(args, "-I", settings->include_dirs.items[i]);
	for (size_t i = 0; i < settings->macros.cnt; i++)
		add_line_args(args, settings->macros.items[i]);
	list_add_all(args, &settings->cflags);
	if (cell_text)
		comment_cflags(cell_text, args);
}

bool settings_wants_cc(const struct settings *settings, const char *cell_text)
{
	struct list flags = {0};
	bool wants = false;

	list_add_all(&flags, &settings->cflags);
	if (cell_text)
		comment_cflags(cell_text, &flags);
	for (size_t i = 0; i < flags.cnt && !wants; i++) {
		enum flag_class class;

		wants = !classify(flags.items[i], &class, NULL) && class == FLAG_CHANGES;
	}
	list_release(&flags);
	return wants;
}
