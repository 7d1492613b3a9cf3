// tests/cells/headers_sockets.c - a pair of sockets, addresses
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>
int pair[2];
char got[8] = "";
socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
send(pair[0], "hello", 6, 0);
recv(pair[1], got, sizeof got, 0)   // expect: 6
// ---
got   // expect: "hello"
// ---
struct in_addr address;
inet_pton(AF_INET, "127.0.0.1", &address);
ntohl(address.s_addr) == INADDR_LOOPBACK   // expect: 1
// ---
close(pair[0]); close(pair[1]);
