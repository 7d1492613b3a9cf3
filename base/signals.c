// base/signals.c - SIGINT and SIGTERM as bytes of a pipe that a poll loop reads.
#include "base/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static int write_fd = -1; // the handler has no other way to it

// A full pipe loses the signal: thousands like it wait in it already.
static void on_signal(int signal_number)
{
	int saved_errno = errno;
	unsigned char byte = (unsigned char)signal_number;

	if (write(write_fd, &byte, 1) < 0)
		errno = saved_errno;
}

// What could not be written is told by the write's own error.
static void do_nothing(int signal_number)
{
	(void)signal_number;
}

static int set_handler(int signal_number, void (*handler)(int), struct err *err)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

	sigemptyset(&action.sa_mask);
	if (sigaction(signal_number, &action, NULL))
		return err_set(err, ERR_SYSTEM, "cannot catch signal %d: %s", signal_number,
			       strerror(errno));
	return 0;
}

int signals_catch(struct err *err)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK))
		return err_set(err, ERR_SYSTEM, "cannot make a pipe: %s", strerror(errno));
	write_fd = fds[1];
	if (set_handler(SIGINT, on_signal, err) || set_handler(SIGTERM, on_signal, err) ||
	    set_handler(SIGPIPE, do_nothing, err) || set_handler(SIGXFSZ, do_nothing, err))
		return -1;
	return fds[0];
}

int signals_take(int fd)
{
	unsigned char byte;

	return read(fd, &byte, 1) == 1 ? byte : 0;
}
