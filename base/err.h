// base/err.h - how a failure travels from where it happens to whoever can say it.
//
// A function that can fail because of the world (a bad cell, a peer, a file) takes a
// `struct err *` as its last parameter, fills it and returns -1 or NULL. The first error wins:
// a later err_set() on a filled err changes nothing. Nobody below main prints or exits.
#ifndef CICLE_BASE_ERR_H
#define CICLE_BASE_ERR_H

enum err_code {
	ERR_NONE = 0,
	ERR_USAGE,   // the request itself is wrong: options, arguments, an unknown name
	ERR_SYSTEM,  // the operating system refused: errno's text is in the message
	ERR_FORMAT,  // bytes from outside are not what they should be
	ERR_COMPILE, // a unit does not compile or link
	ERR_RUNNER,  // the runner process ended or does not answer
	ERR_COMMAND, // a command that the user ran failed
};

struct err {
	enum err_code code;
	char text[2048]; // UTF-8, no trailing newline; empty while code is ERR_NONE
};

// Records a failure and returns -1, so that a caller can `return err_set(...)`.
// Keeps what is there when err is already filled. err may be NULL: nothing is recorded.
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
