/*
 * fuzz_request.c - the whole way of a request: bytes on a socket, an answer
 *
 * A mock in memory lives for all inputs.  Each input is what one client sends over a
 * socket pair before it stops sending; whatever that is, the mock answers in HTTP or
 * not at all, and answers a health check afterwards.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "mockserver/instance.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TURNS 200 /* of the loop, at most, for one client */

static const char health[] =
	"GET /__admin/health HTTP/1.1\r\nHost: f\r\nConnection: close\r\n\r\n";

static struct instance *mock(void)
{
	static struct instance in;
	static bool open;
	const struct instance_options o = {
		.host = "127.0.0.1",
		.world = { .export_root = "/tmp",
		           .seed = 1,
		           .clock.mode = CLOCK_IS_VIRTUAL,
		           .files = FILES_OFF,
		           .now = INT64_C(1767225600000) },
	};
	struct err e = { 0 };
	int opened = open ? 0 : instance_open(&in, &o, &e);

	assert(opened == 0);
	open = true;
	return &in;
}

/* Sends it all, reads it all; answers how much there was to read. */
static size_t talk(const void *bytes, size_t size, char *answer, size_t room)
{
	struct instance *in = mock();
	struct err e = { 0 };
	int ends[2], made = socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends),
		     adopted;
	size_t got = 0;

	assert(made == 0);
	(void)!write(ends[0], bytes, size);
	shutdown(ends[0], SHUT_WR);
	adopted = server_adopt(in->server, ends[1], &e);
	assert(adopted == 0);
	for (int i = 0; i < TURNS; i++) {
		ssize_t n;

		server_turn(in->server);
		n = read(ends[0], answer + got, room - got);
		if (n == 0)
			break;
		got += n > 0 ? (size_t)n : 0;
		if (got == room)
			got = room / 2; /* long answers go over themselves */
	}
	close(ends[0]);
	server_turn(in->server);
	return got;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char answer[1 << 16];

	if (size > 1 << 15)
		return 0;
	if (talk(data, size, answer, sizeof(answer)) >= 9)
		assert(!memcmp(answer, "HTTP/1.", 7) ||
		       memchr(answer, '{', sizeof(answer)));
	assert(talk(health, sizeof(health) - 1, answer, sizeof(answer)) > 15);
	assert(!memcmp(answer, "HTTP/1.1 200", 12));
	return 0;
}
