// jit/compiler/cc.h - the second compiler: gcc or clang, in a process of its own.
//
// One job at a time, and nothing here blocks: the text goes in and the object comes out through
// files in memory, and a pipe that closes with the process tells the end.
#ifndef CICLE_JIT_COMPILER_CC_H
#define CICLE_JIT_COMPILER_CC_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

enum cc_job {
	CC_OBJECT,     // text -> relocatable ELF object
	CC_CHECK,      // text -> messages only
	CC_PREPROCESS, // text -> preprocessed text with its #define lines and line markers
	CC_LINES, // object with debug information -> per offset, by addr2line, a line "0x12", then
		  // function and "In[3]:7", those of inlined functions first
};

struct cc {
	char *path;        // of the compiler; NULL: none is installed
	char *include_dir; // of cicle.h; NULL: it is nowhere
	pid_t pid;         // 0: no job
	int done_fd;       // the pipe's end to poll; -1: no job
	int output_fd;     // in memory
	int message_fd;    // in memory
	int files_fd;      // in memory
	bool is_low;       // its jobs give way to everything else (nice 19)
};

// What a job gave. Release with cc_result_release().
struct cc_result {
	bool is_ok;
	struct str output;   // object or text
	struct str messages; // "In[3]:7:12: error: ..." lines, in English, without colours
	struct str files;    // that were included, as a rule for make; "" when it failed
};

// Finds the compiler: the one that CICLE_CC names, else gcc, clang or cc of PATH.
void cc_init(struct cc *cc);
void cc_release(struct cc *cc);

// Before the path of a compiler among a job's arguments: it is used instead of cc->path.
#define CC_CHOICE "cc="

// Gives the compiler that arguments (up to a NULL; may be NULL) choose: cc->path when they do not.
const char *cc_choice(const struct cc *cc, const char *const *args);

// Finds a compiler by name in PATH, or by path. The caller frees; NULL: it is not installed.
char *cc_find(const char *name);

// Appends what, beside text and further arguments, decides about a job's result: the compiler's
// file, its size and its age, and the arguments that each job has. args: as cc_choice().
void cc_identity(const struct cc *cc, enum cc_job job, const char *const *args, struct str *out);

// Starts a job. args: further arguments up to a NULL (of CC_LINES: the offsets in .text); NULL:
// none. Returns -1 with err filled when no process can be started. Only when no job is under way.
int cc_start(struct cc *cc, enum cc_job job, const char *text, size_t len, const char *const *args,
	     struct err *err);

// Tells by a compiler's path whether it is clang: some of its flags have other names than gcc's.
bool cc_is_clang(const char *path);

bool cc_is_busy(const struct cc *cc);

// Takes the end of a job, when cc->done_fd is readable. Returns false when it still runs.
bool cc_step(struct cc *cc, struct cc_result *result);

// Kills the job: it ends, and cc_step() tells so.
void cc_interrupt(const struct cc *cc);

// Ends a job that nobody waits for any more.
void cc_stop(struct cc *cc);

void cc_result_release(struct cc_result *result);

#endif
