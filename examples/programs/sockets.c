// sockets.c - a server and a client that talk over the loopback interface, in one process.
#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINE_MAX_BYTES 256

static void die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static int listen_on_loopback(struct sockaddr_in *address)
{
	socklen_t len = sizeof *address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	memset(address, 0, sizeof *address);
	address->sin_family = AF_INET;
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)address, sizeof *address) || listen(fd, 4))
		die("listen");
	if (getsockname(fd, (struct sockaddr *)address, &len))
		die("getsockname");
	return fd;
}

// Reads up to and without the newline. Returns the length, -1 at the end.
static int read_line(int fd, char *line)
{
	int len = 0;

	while (len < LINE_MAX_BYTES - 1) {
		if (read(fd, line + len, 1) != 1)
			return -1;
		if (line[len] == '\n')
			break;
		len++;
	}
	line[len] = 0;
	return len;
}

static void reverse(char *text)
{
	for (size_t i = 0, j = strlen(text); i + 1 < j; i++) {
		char c = text[i];

		text[i] = text[--j];
		text[j] = c;
	}
}

// Requests: "upper TEXT", "reverse TEXT", "add A B", "quit".
static void answer(char *line, char *reply, size_t size)
{
	int a, b;

	if (!strncmp(line, "upper ", 6)) {
		for (char *c = line + 6; *c; c++)
			*c = (char)toupper((unsigned char)*c);
		snprintf(reply, size, "ok %s", line + 6);
	} else if (!strncmp(line, "reverse ", 8)) {
		reverse(line + 8);
		snprintf(reply, size, "ok %s", line + 8);
	} else if (sscanf(line, "add %d %d", &a, &b) == 2) {
		snprintf(reply, size, "ok %d", a + b);
	} else {
		snprintf(reply, size, "error: what is \"%s\"?", line);
	}
}

static void *serve(void *arg)
{
	char line[LINE_MAX_BYTES], reply[LINE_MAX_BYTES + 32];
	int served = 0, fd = accept(*(int *)arg, NULL, NULL);

	if (fd < 0)
		die("accept");
	while (read_line(fd, line) >= 0 && strcmp(line, "quit") != 0) {
		answer(line, reply, sizeof reply - 1);
		strcat(reply, "\n");
		if (write(fd, reply, strlen(reply)) < 0)
			die("write");
		served++;
	}
	close(fd);
	return (void *)(long)served;
}

int main(void)
{
	static const char *const requests[] = {"upper hello, world", "reverse stressed", "add 40 2",
					       "sing"};
	struct sockaddr_in address;
	char line[LINE_MAX_BYTES], text[INET_ADDRSTRLEN];
	int server = listen_on_loopback(&address), client;
	struct pollfd waiting;
	pthread_t thread;
	void *served;

	inet_ntop(AF_INET, &address.sin_addr, text, sizeof text);
	printf("listening on %s, the port is %s\n", text, ntohs(address.sin_port) ? "given" : "0");
	if (pthread_create(&thread, NULL, serve, &server))
		die("pthread_create");
	client = socket(AF_INET, SOCK_STREAM, 0);
	if (client < 0 || connect(client, (struct sockaddr *)&address, sizeof address))
		die("connect");
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		dprintf(client, "%s\n", requests[i]);
		waiting = (struct pollfd){.fd = client, .events = POLLIN};
		if (poll(&waiting, 1, 5000) != 1 || read_line(client, line) < 0)
			die("answer");
		printf("%s -> %s\n", requests[i], line);
	}
	dprintf(client, "quit\n");
	pthread_join(thread, &served);
	printf("%ld served, then %s\n", (long)served, read(client, line, 1) == 0 ? "end" : "more");
	close(client);
	close(server);
	return 0;
}
