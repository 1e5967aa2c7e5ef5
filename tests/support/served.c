/*
 * served.c - flowmock serve with a folder of its own: stopped, killed, started again
 */
#include "tests/support/served.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/answer_wait.h"
#include "tests/support/quoted.h"
#include "tests/support/wire.h"

#define BASE "/data/foundation/flowservice"

const char *const served_datasets[SERVED_DATASETS] = { "5ef3e3259ad2a1191ab7dd01",
	                                               "5ef3e3259ad2a1191ab7dd02" };

static void must(int rc, const char *what, const struct err *e)
{
	if (rc == 0)
		return;
	fprintf(stderr, "%s: %s\n", what, e->text);
	abort();
}

/* ---------------------------------------------------------------- its folder */

static void put_file(const char *folder, const char *name, const char *text)
{
	AUTO(mem_free) char *path = mem_printf("%s/%s", folder, name);
	AUTO(mem_free) char *json = quoted(text);
	struct err e = { 0 };

	must(file_write(path, json, strlen(json), &e), path, &e);
}

/* Generated: there are some at the start, and more come. */
static void put_dataset(const struct served *s, size_t i)
{
	AUTO(mem_free) char *folder = mem_printf("%s/datasets/%zu", s->folder, i);
	AUTO_MEM char *entry =
		mem_printf("{'entry':{'id':'%s','name':'D%zu'},'behavior':'record',"
	                   "'generator':{'rowsAtStart':%zu,'rowsPerHour':2,"
	                   "'fields':{'n':{'kind':'sequence','start':0}}}}",
	                   served_datasets[i], i, 5 + 2 * i);
	struct err e = { 0 };

	must(file_make_dirs(folder, &e), folder, &e);
	put_file(folder, "dataset.json", entry);
	put_file(folder, "schema.json",
	         "{'type':'object','meta:xdmType':'object','properties':{'n':{'type':"
	         "'integer','meta:xdmType':'long'}}}");
}

void served_begin(struct served *s, const struct served_options *options)
{
	struct err e = { 0 };

	*s = (struct served){ .options = *options };
	must(file_temp_dir("flowmock-test-", &s->folder, &e), "folder", &e);
	s->exports = mem_printf("%s/exports", s->folder);
	s->state = options->keeps_state ? mem_printf("%s/state.db", s->folder) : NULL;
	for (size_t i = 0; i < SERVED_DATASETS; i++)
		put_dataset(s, i);
}

void served_end(struct served *s)
{
	struct err e = { 0 };

	if (s->runs)
		served_kill(s);
	must(file_remove_tree(s->folder, &e), s->folder, &e);
	free(s->folder);
	free(s->exports);
	free(s->state);
	buf_release(&s->story);
	*s = (struct served){ 0 };
}

/* ---------------------------------------------------------------- starting, ending */

/* The reason is what it wrote to stderr. */
static int wait_for_end(struct served *s, struct buf *said)
{
	AUTO(buf_release) struct buf out = { 0 };

	fetch_free(s->client);
	free(s->url);
	s->client = NULL;
	s->url = NULL;
	s->runs = false;
	return program_wait(&s->program, &out, said);
}

int served_start(struct served *s, struct err *e)
{
	static const char listening[] = "listening on ";
	AUTO(mem_free) char *datasets = mem_printf("%s/datasets", s->folder);
	AUTO(buf_release) struct buf said = { 0 };
	const char *args[] = { "serve",
		               "--port",
		               "0",
		               "--clock",
		               "virtual",
		               "--log-level",
		               "error",
		               "--workers",
		               "1",
		               "--files",
		               s->options.writes_files ? "on" : "off",
		               "--datasets",
		               datasets,
		               "--export-root",
		               s->exports,
		               s->state ? "--state" : NULL,
		               s->state,
		               NULL };
	const char *line;

	program_start(&s->program, "flowmock", args, NULL);
	line = program_first_line(&s->program);
	if (!str_starts(line, listening)) {
		int status = wait_for_end(s, &said);

		return err_set(e, ERR_UNAVAILABLE, "the start: exit %d: %s", status,
		               buf_str(&said));
	}
	s->url = mem_strdup(line + strlen(listening));
	s->client = fetch_new();
	s->runs = true;
	buf_add_str(&s->story, "  (started)\n");
	return 0;
}

int served_stop(struct served *s, struct err *e)
{
	AUTO(buf_release) struct buf said = { 0 };
	int status;

	kill(s->program.pid, SIGTERM);
	status = wait_for_end(s, &said);
	buf_add_str(&s->story, "  (stopped)\n");
	return status ? err_set(e, ERR_IO, "the stop: exit %d: %s", status,
	                        buf_str(&said))
	              : 0;
}

void served_kill(struct served *s)
{
	AUTO(buf_release) struct buf said = { 0 };

	kill(s->program.pid, SIGKILL);
	(void)wait_for_end(s, &said);
	buf_add_str(&s->story, "  (killed)\n");
}

/* ---------------------------------------------------------------- asking */

#define HEADERS_MOST 6

static size_t put_headers(const struct request_to *rq, struct header *to)
{
	static char names[][20] = { "Authorization",  "x-api-key",    "x-gw-ims-org-id",
		                    "x-sandbox-name", "Content-Type", "If-Match" };
	static char token[] = "Bearer token", key[] = "test", json[] = "application/json",
		    form[] = "application/x-www-form-urlencoded";
	char *const values[HEADERS_MOST] = {
		token,
		key,
		(char *)(uintptr_t)rq->by->org,
		(char *)(uintptr_t)rq->by->sandbox,
		str_starts(rq->path, "/ims") ? form : json,
		(char *)(uintptr_t)rq->if_match,
	};
	size_t count = 0;

	for (size_t i = 0; i < HEADERS_MOST; i++) {
		if (values[i])
			to[count++] = (struct header){ names[i], values[i] };
	}
	return count;
}

static const char *base_of(const char *path)
{
	return str_starts(path, "/__admin") || str_starts(path, "/data/") ||
	                       str_starts(path, "/ims/")
	               ? ""
	               : BASE;
}

static void tell(struct served *s, const struct request_to *rq)
{
	buf_printf(&s->story, "  %s %s %s/%s", rq->method, rq->path, rq->by->org,
	           rq->by->sandbox);
	if (rq->if_match)
		buf_printf(&s->story, " If-Match %s", rq->if_match);
	if (rq->body)
		buf_printf(&s->story, " %.*s", (int)strcspn(rq->body, "\n"), rq->body);
	buf_add_char(&s->story, '\n');
}

static void tell_answer(struct served *s, int status, const char *text)
{
	buf_printf(&s->story, "    %d %.200s\n", status, text);
}

int served_ask(struct served *s, const struct request_to *rq, struct answer *out,
               struct err *e)
{
	struct header headers[HEADERS_MOST];
	AUTO_MEM char *url = mem_printf("%s%s%s", s->url, base_of(rq->path), rq->path);
	AUTO(exchange_release) struct exchange x = { 0 };
	struct err not_json = { 0 };
	const char *id;

	x = (struct exchange){
		.method = rq->method,
		.url = url,
		.headers = headers,
		.header_count = put_headers(rq, headers),
		.body = rq->body,
		.body_size = rq->body ? strlen(rq->body) : 0,
		.timeout_ms = ANSWER_WAIT_MS,
	};
	*out = (struct answer){ 0 };
	tell(s, rq);
	if (fetch_do(s->client, &x, e) < 0)
		return -1;
	tell_answer(s, x.status, buf_str(&x.answer));
	out->status = x.status;
	id = exchange_header(&x, "x-request-id");
	out->request_id = id ? mem_strdup(id) : NULL;
	if (json_parse(buf_str(&x.answer), x.answer.size, &out->body, &not_json) < 0)
		out->body = NULL;
	out->text = buf_take(&x.answer);
	return 0;
}

void answer_release(struct answer *a)
{
	free(a->text);
	free(a->request_id);
	cJSON_Delete(a->body);
	*a = (struct answer){ 0 };
}

/* ---------------------------------------------------------------- killed meanwhile */

static void put_request(const struct request_to *rq, struct buf *out)
{
	struct header headers[HEADERS_MOST];
	size_t count = put_headers(rq, headers);

	buf_printf(out, "%s %s%s HTTP/1.1\r\nHost: localhost\r\n", rq->method,
	           base_of(rq->path), rq->path);
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "%s: %s\r\n", headers[i].name, headers[i].value);
	buf_printf(out, "Content-Length: %zu\r\n\r\n%s", rq->body ? strlen(rq->body) : 0,
	           rq->body ? rq->body : "");
}

int served_kill_in(struct served *s, const struct request_to *rq, int wait_ms)
{
	AUTO(buf_release) struct buf text = { 0 };
	int64_t port = 0;
	int fd, status = 0;
	char line[16] = "";
	struct pollfd one = { .events = POLLIN };

	(void)str_to_int(strrchr(s->url, ':') + 1, &port); /* the server said it */
	one.fd = fd = wire_dial((int)port);
	put_request(rq, &text);
	wire_send(fd, text.data, text.size);
	if (poll(&one, 1, wait_ms) > 0 && recv(fd, line, sizeof(line) - 1, 0) > 0)
		sscanf(line, "HTTP/1.1 %d", &status);
	tell(s, rq);
	tell_answer(s, status, "");
	served_kill(s);
	close(fd);
	return status;
}
