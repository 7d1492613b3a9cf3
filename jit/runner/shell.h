// jit/runner/shell.h - what magics do in the runner's process, whose folder and environment cells
// see: commands, the folder, environment variables. Units call these.
#ifndef CICLE_JIT_RUNNER_SHELL_H
#define CICLE_JIT_RUNNER_SHELL_H

// Runs `program -c script args...` and waits; its output is the cell's. Tells how it ended as
// EVENT_STATUS. An interrupt ends the command.
void cicle_shell(const char *program, const char *script);

// Changes the folder, or says on stderr why not and tells EVENT_STATUS with errno.
void cicle_folder(const char *path);

// Sets an environment variable; NULL takes it away.
void cicle_env_set(const char *name, const char *value);

// Prints all environment variables, or the value of one (NULL: all). Of one that is not set, tells
// EVENT_STATUS.
void cicle_env_print(const char *name);

#endif
