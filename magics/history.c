// magics/history.c - the cells that were run, in this session and earlier ones.
#include "magics/history.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <sqlite3.h>

#include "base/log.h"
#include "base/mem.h"

// Of a session that never ends, so many cells are kept in memory, and so much text.
#define SESSION_MAX 4096
#define SESSION_MAX_BYTES (2 << 20)
// How long another kernel may hold the file: cells must not wait for long.
#define BUSY_MS 500

// IPython's tables, so that what reads its history reads ours.
static const char tables[] =
    "CREATE TABLE IF NOT EXISTS sessions (session integer primary key autoincrement, "
    "start timestamp, end timestamp, num_cmds integer, remark text);"
    "CREATE TABLE IF NOT EXISTS history (session integer, line integer, source text, "
    "source_raw text, PRIMARY KEY (session, line));"
    "CREATE TABLE IF NOT EXISTS output_history (session integer, line integer, output text, "
    "PRIMARY KEY (session, line));";

#define ENTRY_COLUMNS "history.session, history.line, source_raw, output"
#define ENTRY_TABLES                                                                    \
	"history LEFT JOIN output_history ON history.session = output_history.session " \
	"AND history.line = output_history.line"

struct history {
	char *path;          // owned; NULL: in memory only
	sqlite3 *memory;     // this session; NULL until first needed
	sqlite3 *disk;       // all sessions; NULL: not open, or given up
	int session;         // 0: none yet
	int cnt;             // cells put
	size_t memory_bytes; // of texts in memory, more or less
};

struct history *history_new(const char *path)
{
	struct history *history = mem_zalloc(sizeof *history);

	if (path && *path)
		history->path = mem_strdup(path);
	return history;
}

void history_default_path(struct str *out)
{
	const char *named = getenv("CICLE_HISTORY");
	const char *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");

	if (named)
		str_puts(out, named);
	else if (data && data[0] == '/')
		str_printf(out, "%s/cicle/history.sqlite", data);
	else if (home && *home)
		str_printf(out, "%s/.local/share/cicle/history.sqlite", home);
}

// --- the files ------------------------------------------------------------------------------

// Says once that the file is not used any more.
static void give_up(struct history *history, const char *what, const char *why)
{
	log_line("history", 0, "cannot %s '%s': %s; the history of this session is not kept", what,
		 history->path, why);
	sqlite3_close(history->disk);
	history->disk = NULL;
	free(history->path);
	history->path = NULL;
}

// Makes the folders that a file's path names.
static int make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		int rc;

		*slash = '\0';
		rc = mkdir(path, 0700);
		*slash = '/';
		if (rc && errno != EEXIST)
			return -1;
	}
	return 0;
}

static void now_text(char text[32])
{
	time_t now = time(NULL);
	struct tm local;

	localtime_r(&now, &local);
	strftime(text, 32, "%Y-%m-%d %H:%M:%S", &local);
}

// Runs a statement with up to two texts and two numbers bound, in this order. Returns SQLite's
// code: SQLITE_DONE when all is well.
static int run(sqlite3 *db, const char *sql, const char *a, const char *b, int x, int y)
{
	sqlite3_stmt *statement;
	int rc = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

	if (rc != SQLITE_OK)
		return rc;
	sqlite3_bind_text(statement, 1, a, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 2, b, -1, SQLITE_STATIC);
	sqlite3_bind_int(statement, 3, x);
	sqlite3_bind_int(statement, 4, y);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW)
		;
	sqlite3_finalize(statement);
	return rc;
}

// Write-ahead logging: kernels do not wait for each other, nor a cell for the disk.
static void open_disk(struct history *history)
{
	char now[32];

	if (make_folders(history->path)) {
		give_up(history, "make the folder of", strerror(errno));
		return;
	}
	if (sqlite3_open(history->path, &history->disk) != SQLITE_OK) {
		give_up(history, "open", sqlite3_errmsg(history->disk));
		return;
	}
	sqlite3_busy_timeout(history->disk, BUSY_MS);
	now_text(now);
	sqlite3_exec(history->disk,
		     "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
		     "PRAGMA cache_size=-256", // KB
		     NULL, NULL, NULL);
	if (sqlite3_exec(history->disk, tables, NULL, NULL, NULL) != SQLITE_OK ||
	    run(history->disk, "INSERT INTO sessions VALUES (NULL, ?1, NULL, NULL, '')", now, NULL,
		0, 0) != SQLITE_DONE) {
		give_up(history, "write", sqlite3_errmsg(history->disk));
		return;
	}
	history->session = (int)sqlite3_last_insert_rowid(history->disk);
}

static void open_all(struct history *history)
{
	if (history->memory)
		return;
	if (sqlite3_open(":memory:", &history->memory) != SQLITE_OK)
		abort(); // out of memory
	sqlite3_exec(history->memory, tables, NULL, NULL, NULL);
	if (history->path)
		open_disk(history);
	if (!history->session)
		history->session = 1;
}

void history_free(struct history *history)
{
	char now[32];

	if (!history)
		return;
	now_text(now);
	if (history->disk)
		run(history->disk, "UPDATE sessions SET end = ?1, num_cmds = ?3 WHERE session = ?4",
		    now, NULL, history->cnt, history->session);
	sqlite3_close(history->disk);
	sqlite3_close(history->memory);
	free(history->path);
	free(history);
}

// --- cells ----------------------------------------------------------------------------------

static int put(sqlite3 *db, int session, int number, const char *input, const char *output)
{
	int rc = run(db, "INSERT OR REPLACE INTO history VALUES (?3, ?4, ?1, ?1)", input, NULL,
		     session, number);

	if (rc == SQLITE_DONE && output)
		rc = run(db, "INSERT OR REPLACE INTO output_history VALUES (?3, ?4, ?1)", output,
			 NULL, session, number);
	return rc;
}

static void forget_through(sqlite3 *db, int number)
{
	run(db, "DELETE FROM history WHERE line <= ?3 OR ?1 OR ?2", NULL, NULL, number, 0);
	run(db, "DELETE FROM output_history WHERE line <= ?3 OR ?1 OR ?2", NULL, NULL, number, 0);
}

// Forgets the oldest cells in memory, but the newest cells that have half of what is allowed, and
// the last one in any case.
static void forget_half(struct history *history, int number)
{
	static const char sql[] =
	    "DELETE FROM history WHERE ?1 OR ?2 OR line < ifnull((SELECT min(line) FROM ("
	    "SELECT history.line, sum(2 * length(source_raw) + ifnull(length(output), 0)) "
	    "OVER (ORDER BY history.line DESC) AS bytes FROM " ENTRY_TABLES ") "
	    "WHERE bytes <= ?3), ?4)";

	run(history->memory, sql, NULL, NULL, SESSION_MAX_BYTES / 2, number);
	run(history->memory,
	    "DELETE FROM output_history WHERE ?1 OR ?2 OR ?3 OR "
	    "line NOT IN (SELECT line FROM history)",
	    NULL, NULL, 0, 0);
	history->memory_bytes = SESSION_MAX_BYTES / 2;
}

static void put_in_memory(struct history *history, int number, const char *input,
			  const char *output)
{
	put(history->memory, history->session, number, input, output);
	history->memory_bytes += 2 * strlen(input) + (output ? strlen(output) : 0);
	if (number > SESSION_MAX)
		forget_through(history->memory, number - SESSION_MAX);
	if (history->memory_bytes > SESSION_MAX_BYTES)
		forget_half(history, number);
}

void history_put(struct history *history, int number, const char *input, const char *output)
{
	open_all(history);
	put_in_memory(history, number, input, output);
	if (history->disk &&
	    put(history->disk, history->session, number, input, output) != SQLITE_DONE)
		give_up(history, "write", sqlite3_errmsg(history->disk));
	history->cnt++;
}

int history_session(struct history *history)
{
	open_all(history);
	return history->session;
}

static void visit_row(sqlite3_stmt *row, history_fn visit, void *ctx)
{
	const struct history_entry entry = {
	    .session = sqlite3_column_int(row, 0),
	    .number = sqlite3_column_int(row, 1),
	    .input = (const char *)sqlite3_column_text(row, 2),
	    .output = (const char *)sqlite3_column_text(row, 3),
	};

	if (entry.input)
		visit(ctx, &entry);
}

// Runs a query of entries on one of the two.
static bool query_on(sqlite3 *db, const char *sql, const char *pattern, int a, int b, int c,
		     history_fn visit, void *ctx)
{
	sqlite3_stmt *statement;
	int rc;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		return false;
	if (pattern)
		sqlite3_bind_text(statement, 4, pattern, -1, SQLITE_STATIC);
	sqlite3_bind_int(statement, 1, a);
	sqlite3_bind_int(statement, 2, b);
	sqlite3_bind_int(statement, 3, c);
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW)
		visit_row(statement, visit, ctx);
	sqlite3_finalize(statement);
	return rc == SQLITE_DONE;
}

static void query(struct history *history, const char *sql, const char *pattern, int a, int b,
		  int c, history_fn visit, void *ctx)
{
	open_all(history);
	if (history->disk && query_on(history->disk, sql, pattern, a, b, c, visit, ctx))
		return;
	if (history->disk)
		give_up(history, "read", sqlite3_errmsg(history->disk));
	query_on(history->memory, sql, pattern, a, b, c, visit, ctx);
}

void history_tail(struct history *history, int n, history_fn visit, void *ctx)
{
	query(history,
	      "SELECT * FROM (SELECT " ENTRY_COLUMNS " FROM " ENTRY_TABLES
	      " ORDER BY history.session DESC, history.line DESC LIMIT ?1) "
	      "ORDER BY session, line",
	      NULL, n, 0, 0, visit, ctx);
}

void history_range(struct history *history, int session, int start, int stop, history_fn visit,
		   void *ctx)
{
	open_all(history);
	if (session <= 0)
		session = session < 1 - history->session ? INT_MIN : history->session + session;
	query(history,
	      "SELECT " ENTRY_COLUMNS " FROM " ENTRY_TABLES
	      " WHERE history.session = ?1 AND history.line >= ?2 AND history.line < ?3 "
	      "ORDER BY history.line",
	      NULL, session, start, stop, visit, ctx);
}

void history_search(struct history *history, const char *pattern, int n, bool is_unique,
		    history_fn visit, void *ctx)
{
	// max() makes SQLite take the other columns from the row that has it.
	static const char unique[] =
	    "SELECT * FROM (SELECT " ENTRY_COLUMNS ", max(history.session * 1000000000 + "
	    "history.line) AS place FROM " ENTRY_TABLES
	    " WHERE source_raw GLOB ?4 GROUP BY source_raw ORDER BY place DESC LIMIT ?1) "
	    "ORDER BY place";
	static const char all[] =
	    "SELECT * FROM (SELECT " ENTRY_COLUMNS " FROM " ENTRY_TABLES
	    " WHERE source_raw GLOB ?4 ORDER BY history.session DESC, history.line DESC "
	    "LIMIT ?1) ORDER BY session, line";

	query(history, is_unique ? unique : all, pattern, n, 0, 0, visit, ctx);
}
