/*
 * answer.c - the bytes of an HTTP/1.1 answer, read as far as they have come
 */
#include "harness/target/answer.h"

#include "lib/mem.h"

#define HEAD_MOST (64u << 10) /* bytes of a head; ours */

/* "HTTP/1.1 200 OK": version and status; false for what is no status line. */
static bool read_status(struct str line, int *minor, int *status)
{
	static const char start[] = "HTTP/1.";
	const char *s = line.at;
	int n = 0;

	if (line.size < sizeof("HTTP/1.1 200") - 1 || strncmp(s, start, 7) != 0)
		return false;
	if ((s[7] != '0' && s[7] != '1') || s[8] != ' ')
		return false;
	if (line.size > 12 && s[12] != ' ')
		return false;
	for (int i = 9; i < 12; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		n = 10 * n + (s[i] - '0');
	}
	*minor = s[7] - '0';
	*status = n;
	return true;
}

/* Does what has come still fit the start of a status line? */
static bool may_be_http(struct str text)
{
	static const char start[] = "HTTP/1.";
	size_t n = sizeof(start) - 1;

	return !memcmp(text.at, start, text.size < n ? text.size : n);
}

/* The size of a head with its empty line; 0: it is not whole. */
static size_t find_head(struct str text)
{
	const char *end = memmem(text.at, text.size, "\r\n\r\n", 4);

	return end ? (size_t)(end - text.at) + 4 : 0;
}

static char *copy(struct str s)
{
	char *text = mem_alloc(s.size + 1);

	return memcpy(text, s.at, s.size);
}

static bool add_header(struct str line, struct exchange *out)
{
	struct str name;

	if (!line.size || !memchr(line.at, ':', line.size))
		return false;
	(void)str_split(&line, ':', &name); /* it is in there */
	if (!name.size)
		return false;
	line = str_trim(line, STR_BLANKS);
	out->answer_headers = mem_grow(out->answer_headers, out->answer_header_count + 1,
	                               sizeof(*out->answer_headers));
	out->answer_headers[out->answer_header_count++] =
		(struct header){ copy(name), copy(line) };
	return true;
}

/* The lines of a whole head, each without its line end. */
static bool read_head(struct str head, struct exchange *out, int *minor)
{
	struct str line;
	bool first = true;

	head.size -= 4;
	while (str_split(&head, '\n', &line)) {
		line = str_trim(line, "\r");
		if (first ? !read_status(line, minor, &out->status)
		          : !add_header(line, out))
			return false;
		first = false;
	}
	return true;
}

/* ---------------------------------------------------------------- the body */

static bool has_body(const char *method, int status)
{
	return strcmp(method, "HEAD") != 0 && status != 204 && status != 304;
}

static enum answer_is read_counted(struct str rest, size_t length, struct buf *body,
                                   size_t *used)
{
	*used = rest.size < length ? rest.size : length;
	buf_add(body, rest.at, *used);
	return *used < length ? ANSWER_PART : ANSWER_WHOLE;
}

/* "1a;x=y\r\n": the chunk's size, and that of the line; -1: not whole, -2: wrong. */
static int64_t read_chunk_size(struct str rest, size_t *line)
{
	const char *end = memmem(rest.at, rest.size, "\r\n", 2);
	int64_t n = 0;
	size_t i = 0;

	if (!end)
		return -1;
	*line = (size_t)(end - rest.at) + 2;
	for (; i < *line - 2 && rest.at[i] != ';'; i++) {
		int digit = str_hex(rest.at[i]);

		if (digit < 0 || i == 15)
			return -2;
		n = 16 * n + digit;
	}
	return i ? n : -2;
}

/* Trailers are passed over. */
static enum answer_is read_chunks(struct str rest, struct buf *body, size_t *used)
{
	size_t line;

	*used = 0;
	for (;;) {
		struct str here = { rest.at + *used, rest.size - *used };
		int64_t n = read_chunk_size(here, &line);
		size_t have;

		if (n < 0)
			return n == -1 ? ANSWER_PART : ANSWER_GARBAGE;
		if (n == 0) {
			const char *end = memmem(here.at, here.size, "\r\n\r\n", 4);

			*used += end ? (size_t)(end - here.at) + 4 : 0;
			return end ? ANSWER_WHOLE : ANSWER_PART;
		}
		have = here.size - line < (size_t)n ? here.size - line : (size_t)n;
		buf_add(body, here.at + line, have);
		if (here.size - line < (size_t)n + 2)
			return ANSWER_PART;
		*used += line + (size_t)n + 2;
	}
}

static enum answer_is read_body(struct str rest, const char *method, bool ended,
                                struct exchange *x, struct answer_shape *shape)
{
	const char *length = exchange_header(x, "content-length"),
		   *coding = exchange_header(x, "transfer-encoding");
	enum answer_is is = ANSWER_PART;
	size_t used = 0;
	int64_t n;

	if (!has_body(method, x->status)) {
		is = ANSWER_WHOLE;
	} else if (coding) {
		is = str_same_nocase(coding, "chunked")
		             ? read_chunks(rest, &x->answer, &used)
		             : ANSWER_GARBAGE;
	} else if (length) {
		if (!str_to_int(length, &n) || n < 0)
			return ANSWER_GARBAGE;
		is = read_counted(rest, (size_t)n, &x->answer, &used);
	} else {
		buf_add(&x->answer, rest.at, rest.size);
		used = rest.size;
		shape->closes = true;
		is = ended ? ANSWER_WHOLE : ANSWER_PART;
	}
	shape->size += used;
	if (is != ANSWER_GARBAGE)
		shape->received = x->answer.size;
	return is;
}

enum answer_is answer_read(struct str text, const char *method, bool ended,
                           struct exchange *out, struct answer_shape *shape)
{
	const char *connection;
	size_t head;
	int minor = 1;

	exchange_release(out);
	*shape = (struct answer_shape){ .received = text.size };
	if (!may_be_http(text) || (text.size > HEAD_MOST && !find_head(text)))
		return ANSWER_GARBAGE;
	head = find_head(text);
	if (!head)
		return ANSWER_PART;
	if (!read_head((struct str){ text.at, head }, out, &minor))
		return ANSWER_GARBAGE;
	text = (struct str){ text.at + head, text.size - head };
	if (out->status >= 100 && out->status < 200) {
		enum answer_is is = answer_read(text, method, ended, out, shape);

		shape->size += head;
		return is;
	}
	connection = exchange_header(out, "connection");
	shape->closes =
		minor == 0 || (connection && str_same_nocase(connection, "close"));
	shape->size = head;
	return read_body(text, method, ended, out, shape);
}
