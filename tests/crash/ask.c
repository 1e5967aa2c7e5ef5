/*
 * ask.c - a request to a server that may die of it, and what came back
 */
#include "tests/crash/ask.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/str.h"
#include "lib/vtime.h"
#include "tests/support/wire.h"

static void add_head(const struct question *q, struct buf *out)
{
	bool whole = str_starts(q->path, "/__admin") || str_starts(q->path, "/data/");

	buf_printf(out,
	           "%s %s%s HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n"
	           "Authorization: Bearer any\r\nx-api-key: test\r\n"
	           "x-gw-ims-org-id: TEST@AdobeOrg\r\nx-sandbox-name: prod\r\n",
	           q->method, whole ? "" : "/data/foundation/flowservice", q->path);
	if (q->etag)
		buf_printf(out, "If-Match: %s\r\n", q->etag);
	if (q->body)
		buf_printf(out,
		           "Content-Type: application/json\r\nContent-Length: %zu\r\n",
		           strlen(q->body));
	buf_printf(out, "\r\n%s", q->body ? q->body : "");
}

int ask_begin(int port, const struct question *q)
{
	AUTO(buf_release) struct buf out = { 0 };
	int fd = wire_dial(port);

	if (fd < 0)
		return -1;
	add_head(q, &out);
	wire_send(fd, out.data, out.size);
	return fd;
}

/* The body if it is complete, else NULL. */
static const char *whole_body(const struct buf *all)
{
	static const char says[] = "\r\nContent-Length: ";
	const char *end = strstr(buf_str(all), "\r\n\r\n");
	const char *length = strcasestr(buf_str(all), says);
	size_t n;

	if (!end || !length || length > end)
		return NULL;
	n = strtoul(length + strlen(says), NULL, 10);
	end += 4;
	return (size_t)(end - all->data) + n <= all->size ? end : NULL;
}

static char *etag_of(const cJSON *body)
{
	const char *etag = json_str(body, "items[0].etag");

	if (!etag)
		etag = json_str(body, "etag");
	return etag ? mem_strdup(etag) : NULL;
}

struct answer ask_end(int connection)
{
	AUTO(buf_release) struct buf all = { 0 };
	int64_t began = vtime_monotonic_ns();
	struct answer a = { 0 };
	struct err not_json = { 0 };
	const char *body = NULL;

	if (connection >= 0) {
		a.status = wire_answer(connection, &all);
		close(connection);
		body = whole_body(&all);
	}
	if (!body)
		a.status = 0;
	a.text = mem_strdup(body ? body : "");
	if (json_parse(a.text, strlen(a.text), &a.body, &not_json) < 0)
		a.body = NULL;
	a.etag = etag_of(a.body);
	a.took_ns = vtime_monotonic_ns() - began;
	return a;
}

void answer_release(struct answer *a)
{
	free(a->text);
	free(a->etag);
	cJSON_Delete(a->body);
	*a = (struct answer){ 0 };
}
