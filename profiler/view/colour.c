// profiler/view/colour.c - the colours of boxes: by place and name, and by change.
#include "profiler/view/colour.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PLACE_CNT 6
#define LIBRARY_PLACE (PLACE_CNT - 1)
#define SHADE_CNT 5
#define COLOUR_CNT (PLACE_CNT * SHADE_CNT)
#define STEP_CNT 5
#define CHANGE_CNT (2 * STEP_CNT + 1)

enum theme { LIGHT, DARK, THEME_CNT };

// A row for each place (hue: blue, orange, teal, magenta, yellow; grey for the library) in five
// shades, made in OKLCH with steady lightness, for a light and a dark theme. Dark labels have a
// contrast of at least 7.3 and 5.3 on them. No two hues are closer than an OKLab distance of 0.014
// in simulated colour blindness (protanopia: teal and grey), and most stay above 0.04.
static const char places[THEME_CNT][COLOUR_CNT][8] = {
    {
	"#86bbe8", "#8fbfef", "#97c3f5", "#a0c7fb", "#a9cbff", //
	"#efac7e", "#f3b280", "#f7b983", "#fabf86", "#fdc689", //
	"#90d7c6", "#94dccf", "#98e2d7", "#9ce7e0", "#a0ece8", //
	"#d49cc3", "#dca0c5", "#e3a5c7", "#eaaac9", "#f1aeca", //
	"#e8cc7c", "#ead381", "#ebda87", "#ece18e", "#eee895", //
	"#ced4da", "#d4d9df", "#dadee5", "#dfe4ea", "#e5e9f0",
    },
    {
	"#6495be", "#6d99c4", "#759dca", "#7da1d0", "#85a5d6", //
	"#c3865c", "#c78c5e", "#ca9260", "#ce9863", "#d19f66", //
	"#6aac9d", "#6eb1a5", "#71b6ad", "#75bbb5", "#79c0bd", //
	"#ac799d", "#b37d9f", "#ba82a1", "#c186a3", "#c88ba5", //
	"#bba156", "#bca75b", "#beae61", "#bfb567", "#c1bb6e", //
	"#a2a8ad", "#a8acb2", "#adb1b7", "#b2b6bc", "#b8bbc2",
    },
};

// From much faster to much slower; labels as above have a contrast of at least 5.
static const char changes[THEME_CNT][CHANGE_CNT][8] = {
    {
	"#5b9fe3",
	"#7eb3ea",
	"#9fc7f0",
	"#bfd9f5",
	"#d6e4f2", //
	"#dfe3e7",
	"#f3dcd8",
	"#f6c5bf",
	"#f4aaa2",
	"#ef8d84",
	"#e76f67",
    },
    {
	"#4a90dc",
	"#649fda",
	"#7aaad4",
	"#8db0cc",
	"#98abbd", //
	"#9aa1a8",
	"#b4a19f",
	"#c39b96",
	"#d08d86",
	"#d97c75",
	"#e06a63",
    },
};

// Shares of all time, in per cent, from which on a change has the next stronger colour.
static const double change_steps[STEP_CNT] = {0.25, 1, 3, 8, 20};

// FNV-1a: the same colour for the same name in every output.
static uint32_t hash_text(const char *text)
{
	uint32_t hash = 2166136261u;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash ^ hash >> 15;
}

// Neighbouring cells get different hues; other files whichever their name gives.
static unsigned place_of(const char *file)
{
	if (!strcmp(file, "~"))
		return LIBRARY_PLACE;
	if (!strncmp(file, "In[", 3))
		return (unsigned)strtoul(file + 3, NULL, 10) % LIBRARY_PLACE;
	return hash_text(file) % LIBRARY_PLACE;
}

unsigned colour_of(const struct profile_function *function)
{
	return place_of(function->file) * SHADE_CNT + hash_text(function->name) % SHADE_CNT;
}

const char *colour_light(unsigned index)
{
	return places[LIGHT][index];
}

const char *colour_of_change(double share)
{
	int step = 0;

	while (step < STEP_CNT && fabs(share) >= change_steps[step])
		step++;
	return changes[LIGHT][share < 0 ? STEP_CNT - step : STEP_CNT + step];
}

static void add_list(struct str *out, const char *name, const char (*colours)[8], unsigned cnt)
{
	str_printf(out, "\"%s\":[", name);
	for (unsigned i = 0; i < cnt; i++)
		str_printf(out, "%s\"%s\"", i ? "," : "", colours[i]);
	str_putc(out, ']');
}

void colour_json(struct str *out, enum colour_kind kind)
{
	bool is_change = kind == COLOUR_CHANGE;
	unsigned cnt = is_change ? CHANGE_CNT : COLOUR_CNT;

	add_list(out, "light", is_change ? changes[LIGHT] : places[LIGHT], cnt);
	str_putc(out, ',');
	add_list(out, "dark", is_change ? changes[DARK] : places[DARK], cnt);
}
