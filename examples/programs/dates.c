// dates.c - calendars: weekdays, leap years, Easter, differences, and a month; checked with
// <time.h>.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct date {
	int year, month, day;
};

static const char *const months[] = {"January",   "February", "March",    "April",
				     "May",       "June",     "July",     "August",
				     "September", "October",  "November", "December"};
static const char weekdays[7][10] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
				     "Thursday", "Friday", "Saturday"};

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in(int year, int month)
{
	return month == 2 ? 28 + is_leap(year) : 30 + (month + month / 8) % 2;
}

// Days since 1 January 1970, by years that begin in March.
static long day_number(struct date date)
{
	long year = date.month > 2 ? date.year : date.year - 1;
	long month = (date.month + 9) % 12;

	return year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + date.day -
	       719469;
}

static struct date from_day_number(long days)
{
	struct date date = {1970, 1, 1};

	for (; days < 0; days += 365 + is_leap(date.year))
		date.year--;
	for (; days >= 365 + is_leap(date.year); date.year++)
		days -= 365 + is_leap(date.year);
	for (; days >= days_in(date.year, date.month); date.month++)
		days -= days_in(date.year, date.month);
	date.day += (int)days;
	return date;
}

static int weekday(struct date date)
{
	return (int)((day_number(date) % 7 + 11) % 7);
}

// Gauss' rule, as amended for the Gregorian calendar.
static struct date easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int n = h + l - 7 * m + 114;

	return (struct date){year, n / 31, n % 31 + 1};
}

static void print_month(int year, int month)
{
	int first = weekday((struct date){year, month, 1});

	printf("%*s %d\n", (int)(12 + strlen(months[month - 1]) / 2), months[month - 1], year);
	for (int i = 0; i < 7; i++)
		printf(" %.2s", weekdays[i]);
	printf("\n%*s", first * 3, "");
	for (int day = 1; day <= days_in(year, month); day++)
		printf("%3d%s", day,
		       (first + day) % 7 == 0 || day == days_in(year, month) ? "\n" : "");
}

static int count_disagreements(void)
{
	int count = 0;

	for (long days = -30000; days < 30000; days += 17) {
		struct date date = from_day_number(days);
		time_t seconds = (time_t)days * 86400;
		struct tm *tm = gmtime(&seconds);

		count += tm->tm_year + 1900 != date.year || tm->tm_mon + 1 != date.month ||
			 tm->tm_mday != date.day || tm->tm_wday != weekday(date) ||
			 day_number(date) != days;
	}
	return count;
}

int main(void)
{
	struct date moon = {1969, 7, 20}, millennium = {2000, 1, 1}, later;
	struct tm broken = {.tm_year = 124, .tm_mon = 1, .tm_mday = 30, .tm_hour = 12};
	char text[64];

	printf("%d disagreements\n", count_disagreements());
	printf("%s, %d %s %d\n", weekdays[weekday(moon)], moon.day, months[moon.month - 1],
	       moon.year);
	printf("%ld days to 2000\n", day_number(millennium) - day_number(moon));
	later = from_day_number(day_number(moon) + 20000);
	printf("20000 days later: %d-%02d-%02d\n", later.year, later.month, later.day);
	for (int year = 2023; year <= 2027; year++) {
		struct date sunday = easter(year);

		printf("Easter %d: %d %s, %s\n", year, sunday.day, months[sunday.month - 1],
		       weekdays[weekday(sunday)]);
	}
	print_month(2024, 2);
	setenv("TZ", "UTC", 1);
	tzset();
	mktime(&broken);
	strftime(text, sizeof text, "%A, %d %B %Y (day %j, week %V)", &broken);
	printf("30 February 2024 is %s\n", text);
	return 0;
}
