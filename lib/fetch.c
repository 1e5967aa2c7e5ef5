/*
 * fetch.c - the only door to libcurl: one HTTP exchange at a time
 */
#include "lib/fetch.h"

#include <curl/curl.h>
#include <pthread.h>

#include "lib/mem.h"
#include "lib/str.h"

#define TIMEOUT_MS   30000
#define GLANCE_MS    1000         /* between two questions whether to go on */
#define ANSWER_BYTES (256u << 20) /* the largest answer that is taken */

struct fetch {
	CURL *easy;         /* its options are set anew each time */
	CURLM *multi;       /* keeps the connections */
	fetch_go_on *go_on; /* NULL: nobody gives up */
	void *ctx;
};

static void slist_free(struct curl_slist *list)
{
	curl_slist_free_all(list);
}
AUTO_DEFINE(struct curl_slist *, slist_free);

static void url_free(CURLU *url)
{
	curl_url_cleanup(url);
}
AUTO_DEFINE(CURLU *, url_free);

/* ---------------------------------------------------------------- clients */

static void init_once(void)
{
	CURLcode rc = curl_global_init(CURL_GLOBAL_DEFAULT);

	assert(rc == CURLE_OK);
}

struct fetch *fetch_new(void)
{
	/* libcurl's own state is the process's, whoever uses it: set up once. */
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct fetch *f = mem_alloc(sizeof(*f));

	pthread_once(&once, init_once);
	f->easy = curl_easy_init();
	f->multi = curl_multi_init();
	assert(f->easy && f->multi);
	return f;
}

void fetch_free(struct fetch *f)
{
	if (!f)
		return;
	curl_easy_cleanup(f->easy);
	curl_multi_cleanup(f->multi);
	free(f);
}

void fetch_wait_with(struct fetch *f, fetch_go_on *go_on, void *ctx)
{
	f->go_on = go_on;
	f->ctx = ctx;
}

/* ---------------------------------------------------------------- answers */

void exchange_release(struct exchange *x)
{
	for (size_t i = 0; i < x->answer_header_count; i++) {
		free(x->answer_headers[i].name);
		free(x->answer_headers[i].value);
	}
	free(x->answer_headers);
	buf_release(&x->answer);
	x->answer_headers = NULL;
	x->answer_header_count = 0;
	x->status = 0;
}

const char *exchange_header(const struct exchange *x, const char *name)
{
	for (size_t i = 0; i < x->answer_header_count; i++) {
		if (str_same_nocase(x->answer_headers[i].name, name))
			return x->answer_headers[i].value;
	}
	return NULL;
}

/* Without blanks around it. */
static char *copy_of(struct str s)
{
	s = str_trim(s, STR_BLANKS "\r\n");
	return mem_strndup(s.at, s.size);
}

/* One line of the answer's head; a status line begins a new head (after a 100). */
static size_t take_header(char *bytes, size_t size, size_t n, void *ctx)
{
	struct exchange *x = ctx;
	struct str value = { bytes, size * n }, name;
	struct header *h;

	if (value.size > 5 && !memcmp(bytes, "HTTP/", 5)) {
		exchange_release(x);
		return size * n;
	}
	if (!memchr(bytes, ':', value.size) || !str_split(&value, ':', &name))
		return size * n;
	x->answer_headers = mem_grow(x->answer_headers, x->answer_header_count + 1,
	                             sizeof(*x->answer_headers));
	h = &x->answer_headers[x->answer_header_count++];
	h->name = copy_of(name);
	h->value = copy_of(value);
	return size * n;
}

/* Taking less than there is ends the exchange. */
static size_t take_body(char *bytes, size_t size, size_t n, void *ctx)
{
	struct exchange *x = ctx;

	if (size * n > ANSWER_BYTES - x->answer.size)
		return 0;
	buf_add(&x->answer, bytes, size * n);
	return size * n;
}

/* ---------------------------------------------------------------- requests */

static bool is_one_line(const char *s)
{
	return !s[strcspn(s, "\r\n")];
}

static bool has_header(const struct exchange *x, const char *name)
{
	for (size_t i = 0; i < x->header_count; i++) {
		if (str_same_nocase(x->headers[i].name, name))
			return true;
	}
	return false;
}

static void add_line(struct curl_slist **list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*list, line);

	assert(longer);
	*list = longer;
}

int exchange_check(const struct exchange *x, struct err *e)
{
	if (!is_one_line(x->url))
		return err_set(e, ERR_INVALID, "a URL is one line: '%s'", x->url);
	for (size_t i = 0; i < x->header_count; i++) {
		const struct header *h = &x->headers[i];

		if (!*h->name || !is_one_line(h->name) || strchr(h->name, ':') ||
		    !is_one_line(h->value))
			return err_set(e, ERR_INVALID, "'%s' cannot be sent as a header",
			               h->name);
	}
	return 0;
}

/* The caller's headers, and none of those that libcurl adds by itself. */
static void add_headers(const struct exchange *x, struct curl_slist **list)
{
	static const char *const unasked[] = { "Accept", "Content-Type", "Expect" };

	for (size_t i = 0; i < x->header_count; i++) {
		const struct header *h = &x->headers[i];
		AUTO(mem_free) char *line = NULL;

		/* libcurl leaves out "Name:", and sends "Name;" empty. */
		line = *h->value ? mem_printf("%s: %s", h->name, h->value)
		                 : mem_printf("%s;", h->name);
		add_line(list, line);
	}
	for (size_t i = 0; i < ARRAY_LEN(unasked); i++) {
		AUTO(mem_free) char *line = mem_printf("%s:", unasked[i]);

		if (!has_header(x, unasked[i]))
			add_line(list, line);
	}
}

bool fetch_is_local(const char *url)
{
	AUTO(url_free) CURLU *parts = curl_url();
	char *host = NULL;
	bool yes;

	assert(parts);
	if (curl_url_set(parts, CURLUPART_URL, url, 0) ||
	    curl_url_get(parts, CURLUPART_HOST, &host, 0))
		return false;
	yes = (str_starts(host, "127.") && !host[strspn(host, "0123456789.")]) ||
	      !strcmp(host, "[::1]") || str_same_nocase(host, "localhost") ||
	      str_ends(host, ".localhost");
	curl_free(host);
	return yes;
}

static bool wants_body(const char *method)
{
	return !strcmp(method, "POST") || !strcmp(method, "PUT") ||
	       !strcmp(method, "PATCH");
}

static void set_body(CURL *easy, const struct exchange *x)
{
	if (!strcmp(x->method, "HEAD")) {
		curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
		return;
	}
	/* A method that wants a body says Content-Length: 0 for an empty one. */
	if (x->body || wants_body(x->method)) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
		                 (curl_off_t)(x->body ? x->body_size : 0));
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, x->body ? x->body : "");
	}
}

static void set_options(CURL *easy, struct exchange *x, char *why)
{
	curl_easy_reset(easy);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, why);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
	                 (long)(x->timeout_ms ? x->timeout_ms : TIMEOUT_MS));
	curl_easy_setopt(easy, CURLOPT_URL, x->url);
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, x->once ? 1L : 0L);
	if (fetch_is_local(x->url)) /* no proxy stands before it */
		curl_easy_setopt(easy, CURLOPT_PROXY, "");
	set_body(easy, x);
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, x->method);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, x);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, x);
}

static bool is_http_url(const char *url)
{
	return str_starts(url, "http://") || str_starts(url, "https://");
}

/* What a failed transfer means to the caller; what is not listed is ERR_IO. */
static enum err_code code_of(CURLcode rc, const char *url)
{
	static const struct {
		CURLcode rc;
		enum err_code code;
	} codes[] = {
		{ CURLE_URL_MALFORMAT, ERR_INVALID },
		{ CURLE_UNSUPPORTED_PROTOCOL, ERR_INVALID },
		{ CURLE_WRITE_ERROR, ERR_UNAVAILABLE }, /* it is too large */
		{ CURLE_COULDNT_RESOLVE_HOST, ERR_UNAVAILABLE },
		{ CURLE_COULDNT_RESOLVE_PROXY, ERR_UNAVAILABLE },
		{ CURLE_COULDNT_CONNECT, ERR_UNAVAILABLE },
		{ CURLE_OPERATION_TIMEDOUT, ERR_UNAVAILABLE },
		{ CURLE_GOT_NOTHING, ERR_UNAVAILABLE },
		{ CURLE_SEND_ERROR, ERR_UNAVAILABLE },
		{ CURLE_RECV_ERROR, ERR_UNAVAILABLE },
		{ CURLE_PARTIAL_FILE, ERR_UNAVAILABLE },
		{ CURLE_ABORTED_BY_CALLBACK, ERR_UNAVAILABLE },
		{ CURLE_WEIRD_SERVER_REPLY, ERR_UNAVAILABLE },
		{ CURLE_SSL_CONNECT_ERROR, ERR_UNAVAILABLE },
		{ CURLE_PEER_FAILED_VERIFICATION, ERR_UNAVAILABLE },
	};

	/* So libcurl calls an answer that does not begin as one of HTTP, too. */
	if (rc == CURLE_UNSUPPORTED_PROTOCOL && is_http_url(url))
		return ERR_UNAVAILABLE;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		if (codes[i].rc == rc)
			return codes[i].code;
	}
	return ERR_IO;
}

/* Waits for what the exchange waits for, a second at most; then it may be given up. */
static CURLcode wait_for_more(struct fetch *f, const struct exchange *x)
{
	CURLMcode rc = curl_multi_poll(f->multi, NULL, 0, GLANCE_MS, NULL);

	if (rc)
		return CURLE_OUT_OF_MEMORY;
	return f->go_on && !x->once && !f->go_on(f->ctx) ? CURLE_ABORTED_BY_CALLBACK
	                                                 : CURLE_OK;
}

/* What curl_easy_perform() does, but that it is asked between two waits, and not many
 * times in each, whether it goes on. */
static CURLcode perform(struct fetch *f, const struct exchange *x)
{
	CURLcode rc = CURLE_OK;
	CURLMsg *ended;
	int running = 0, left;

	if (curl_multi_add_handle(f->multi, f->easy))
		return CURLE_OUT_OF_MEMORY;
	while (!rc && !curl_multi_perform(f->multi, &running) && running)
		rc = wait_for_more(f, x);
	ended = curl_multi_info_read(f->multi, &left);
	if (!rc)
		rc = ended ? ended->data.result : CURLE_OUT_OF_MEMORY;
	curl_multi_remove_handle(f->multi, f->easy);
	return rc;
}

/* libcurl has no words of its own for what ended in a function of ours. */
static void explain(CURLcode rc, char *why, size_t size)
{
	if (rc == CURLE_WRITE_ERROR)
		snprintf(why, size, "the answer is larger than %u bytes", ANSWER_BYTES);
	if (rc == CURLE_ABORTED_BY_CALLBACK)
		snprintf(why, size, "stopped before its answer came");
}

int fetch_do(struct fetch *f, struct exchange *x, struct err *e)
{
	AUTO(slist_free) struct curl_slist *headers = NULL;
	char why[CURL_ERROR_SIZE] = "";
	long status = 0;
	CURLcode rc;

	exchange_release(x);
	if (!*x->method || x->method[strcspn(x->method, " \t\r\n")])
		return err_set(e, ERR_INVALID, "'%s' is not a method", x->method);
	if (exchange_check(x, e) < 0)
		return -1;
	add_headers(x, &headers);
	set_options(f->easy, x, why);
	curl_easy_setopt(f->easy, CURLOPT_HTTPHEADER, headers);
	rc = perform(f, x);
	curl_easy_setopt(f->easy, CURLOPT_ERRORBUFFER, NULL);
	explain(rc, why, sizeof(why));
	if (rc) {
		exchange_release(x);
		return err_set(e, code_of(rc, x->url), "%s %s: %s", x->method, x->url,
		               *why ? why : curl_easy_strerror(rc));
	}
	curl_easy_getinfo(f->easy, CURLINFO_RESPONSE_CODE, &status);
	x->status = (int)status;
	return 0;
}
