/*
 * wire.c - a socket to a server, for bytes that no HTTP client would send
 */
#include "tests/support/wire.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

void wire_wait(int fd, int seconds)
{
	struct timeval patience = { .tv_sec = seconds, .tv_usec = seconds ? 0 : 1 };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

int wire_dial(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert(fd >= 0);
	to.sin_port = htons((uint16_t)port);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to))) {
		close(fd);
		return -1;
	}
	wire_wait(fd, 20);
	return fd;
}

void wire_send(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		bytes += sent;
		n -= (size_t)sent;
	}
}

int wire_answer(int fd, struct buf *out)
{
	char room[4096];
	int status = 0;
	ssize_t n;

	while ((n = recv(fd, room, sizeof(room), 0)) > 0)
		buf_add(out, room, (size_t)n);
	if (out->size)
		sscanf(out->data, "HTTP/1.1 %d", &status);
	return status;
}

/* Up to the empty line; its size, 0 for none. */
static size_t read_head(int fd, char *head, size_t room)
{
	size_t n = 0;

	while (n < room - 1 && recv(fd, head + n, 1, 0) == 1) {
		head[++n] = '\0';
		if (n >= 4 && !strcmp(head + n - 4, "\r\n\r\n"))
			return n;
	}
	return 0;
}

int wire_reply(int fd, struct buf *body)
{
	char head[4096];
	const char *length;
	size_t left;
	int status = 0;

	if (!read_head(fd, head, sizeof(head)))
		return 0;
	sscanf(head, "HTTP/1.1 %d", &status);
	length = strcasestr(head, "content-length:");
	left = length ? strtoul(length + 15, NULL, 10) : 0;
	while (left) {
		char *at = buf_reserve(body, left);
		ssize_t n = recv(fd, at, left, 0);

		if (n <= 0)
			return 0;
		at[n] = '\0';
		body->size += (size_t)n;
		left -= (size_t)n;
	}
	return status;
}

int wire_get(int fd, const char *path)
{
	struct buf text = { 0 };
	int status;

	buf_printf(&text, "GET %s HTTP/1.1\r\nHost: mock\r\n\r\n", path);
	wire_send(fd, text.data, text.size);
	buf_clear(&text);
	status = wire_reply(fd, &text);
	buf_release(&text);
	return status;
}

void wire_post(int fd, const char *path, const char *json)
{
	struct buf text = { 0 };

	buf_printf(&text,
	           "POST %s HTTP/1.1\r\nHost: mock\r\nContent-Type: "
	           "application/json\r\nContent-Length: %zu\r\n\r\n%s",
	           path, strlen(json), json);
	wire_send(fd, text.data, text.size);
	buf_release(&text);
}
