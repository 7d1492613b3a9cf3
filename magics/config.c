// magics/config.c - what %config sets.
#include "magics/config.h"

#include <stddef.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "jit/runner/timer.h"

struct setting {
	const char *name;
	size_t offset; // of an int in struct config
	int min, max, initial;
	const char *help;
};

#define PLACE(member) offsetof(struct config, member)

static const struct setting settings[] = {
    {"timeit.precision", PLACE(timeit_precision), 1, 15, 3, "digits of the times that it shows"},
    {"timeit.repeat", PLACE(timeit_repeat), 1, TIMER_REPEAT_MAX, 7, "runs without -r"},
    {"whos.width", PLACE(whos_width), 8, 1000, 50, "columns of a value"},
};

static int *place(struct config *config, const struct setting *setting)
{
	return (int *)(void *)((char *)config + setting->offset);
}

void config_init(struct config *config)
{
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		*place(config, &settings[i]) = settings[i].initial;
}

void config_list(const struct config *config, struct str *out)
{
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		str_printf(out, "%-18s = %-5d %s (%d to %d)\n", settings[i].name,
			   *place((struct config *)config, &settings[i]), settings[i].help,
			   settings[i].min, settings[i].max);
}

static const struct setting *find_setting(const char *name, size_t len, struct err *err)
{
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		if (strlen(settings[i].name) == len && !memcmp(settings[i].name, name, len))
			return &settings[i];
	err_set(err, ERR_USAGE, "there is no setting '%.*s'; %%config lists those there are",
		(int)len, name);
	return NULL;
}

int config_apply(struct config *config, const char *text, struct str *out, struct err *err)
{
	size_t len;
	const struct setting *setting;
	const char *at;
	char *end;
	long value;

	text += strspn(text, " \t");
	len = strcspn(text, " \t=\r\n");
	setting = find_setting(text, len, err);
	if (!setting)
		return -1;
	at = text + len + strspn(text + len, " \t");
	if (*at != '=') {
		str_printf(out, "%d\n", *place(config, setting));
		return 0;
	}
	errno = 0;
	value = strtol(at + 1, &end, 10);
	if (errno || end == at + 1 || end[strspn(end, " \t\r\n")] || value < setting->min ||
	    value > setting->max)
		return err_set(err, ERR_USAGE, "%s takes a whole number from %d to %d",
			       setting->name, setting->min, setting->max);
	*place(config, setting) = (int)value;
	return 0;
}
