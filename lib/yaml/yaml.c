/*
 * yaml.c - the only door to libfyaml: YAML as cJSON, with line and column kept
 *
 * libfyaml gives events; each is turned into a piece in memory of our own, from
 * which lib/yaml/tree builds the tree.
 */
#include "lib/yaml/yaml.h"

#include <libfyaml.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "lib/yaml/fold.h"
#include "lib/yaml/tree.h"

#define FILE_BYTES (16u << 20) /* the largest file that is read */

struct parser {
	const char *file, *text;
	struct fy_parser *fy;
	struct fy_diag *diag;
	struct yaml_mark last; /* where the last piece began */
};

static int fail(const struct parser *p, struct yaml_mark at, const char *reason,
                struct err *e)
{
	return err_set(e, ERR_INVALID, "%s:%d:%d: %s", p->file, at.line, at.column,
	               reason);
}

/* Passes on the first error that libfyaml collected. */
static int fail_as_parser(const struct parser *p, struct err *e)
{
	struct fy_diag_error *found;
	void *previous = NULL;

	while ((found = fy_diag_errors_iterate(p->diag, &previous))) {
		if (found->type >= FYET_ERROR)
			return fail(p, (struct yaml_mark){ found->line, found->column },
			            found->msg, e);
	}
	return fail(p, p->last, "it is not YAML that can be read", e);
}

static char *token_text(struct fy_token *token, size_t *size)
{
	const char *text = token ? fy_token_get_text(token, size) : NULL;
	char *copy;

	if (!text)
		*size = 0;
	copy = mem_alloc(*size + 1);
	if (text)
		memcpy(copy, text, *size);
	return copy;
}

static const enum piece_kind kinds[] = {
	[FYET_DOCUMENT_START] = PIECE_DOCUMENT,
	[FYET_SCALAR] = PIECE_SCALAR,
	[FYET_ALIAS] = PIECE_ALIAS,
	[FYET_SEQUENCE_START] = PIECE_SEQUENCE,
	[FYET_MAPPING_START] = PIECE_MAPPING,
	[FYET_SEQUENCE_END] = PIECE_CLOSE,
	[FYET_MAPPING_END] = PIECE_CLOSE,
};

/* Does the event only frame others?  Their beginnings and ends say nothing new. */
static bool is_frame(const struct fy_event *event)
{
	return event->type == FYET_STREAM_START || event->type == FYET_STREAM_END ||
	       event->type == FYET_DOCUMENT_END;
}

/* libfyaml's marks of aliases and quoted texts stand behind the "*" or the quote. */
static int bytes_before(const struct fy_event *event)
{
	enum fy_scalar_style style;

	if (event->type == FYET_ALIAS)
		return 1;
	if (event->type != FYET_SCALAR || !event->scalar.value)
		return 0;
	style = fy_token_scalar_style(event->scalar.value);
	return style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
}

/* NULL for what is no folded block text, or one whose header we do not read. */
static char *folded_text(const struct parser *p, struct fy_event *event, size_t *size)
{
	const struct fy_mark *begin = fy_event_start_mark(event);
	const struct fy_mark *end = fy_event_end_mark(event);
	struct fy_token *value = event->scalar.value;

	if (!value || fy_token_scalar_style(value) != FYSS_FOLDED || !begin || !end)
		return NULL;
	return yaml_fold(p->text, begin->input_pos, end->input_pos, size);
}

static void convert(struct parser *p, struct fy_event *event, struct piece *out)
{
	const struct fy_mark *mark = fy_event_start_mark(event);
	struct fy_token *anchor = fy_event_get_anchor_token(event);
	struct fy_token *tag = fy_event_get_tag_token(event);
	size_t size;

	if (mark)
		p->last = (struct yaml_mark){ mark->line + 1,
			                      mark->column + 1 - bytes_before(event) };
	*out = (struct piece){ .kind = kinds[event->type], .at = p->last };
	if (event->type == FYET_ALIAS) {
		out->text = token_text(event->alias.anchor, &out->size);
		return;
	}
	if (event->type == FYET_SCALAR) {
		struct fy_token *value = event->scalar.value;

		out->text = folded_text(p, event, &out->size);
		if (!out->text)
			out->text = token_text(value, &out->size);
		out->plain = !value || fy_token_scalar_style(value) == FYSS_PLAIN;
	}
	if (anchor)
		out->anchor = token_text(anchor, &size);
	if (tag)
		out->tag = token_text(tag, &size);
}

static int next_piece(void *ctx, struct piece *out, struct err *e)
{
	struct parser *p = ctx;
	struct fy_event *event;

	while ((event = fy_parser_parse(p->fy))) {
		bool frame = is_frame(event);

		if (!frame)
			convert(p, event, out);
		fy_parser_event_free(p->fy, event);
		if (!frame)
			return 0;
	}
	*out = (struct piece){ .at = p->last };
	return fy_parser_get_stream_error(p->fy) ? fail_as_parser(p, e) : 0;
}

/* libfyaml takes a NUL for the end, in a comment, too: what follows would be lost. */
static int check_nul(const struct parser *p, const char *text, size_t n, struct err *e)
{
	const char *nul = n ? memchr(text, '\0', n) : NULL, *line = text, *next;
	struct yaml_mark at = { 1, 1 };

	if (!nul)
		return 0;
	for (; (next = memchr(line, '\n', (size_t)(nul - line))); line = next + 1)
		at.line++;
	at.column = (int)(nul - line) + 1;
	return fail(p, at, "a NUL stands here", e);
}

/* libfyaml takes bytes that are not UTF-8 for the end. */
static int check_utf8(const struct parser *p, const char *text, size_t n, struct err *e)
{
	struct str rest = { text, n }, line;

	if (str_is_utf8(text, n))
		return 0;
	for (int i = 1; str_split(&rest, '\n', &line); i++) {
		if (!str_is_utf8(line.at, line.size))
			return fail(p, (struct yaml_mark){ i, 1 },
			            "the line is not UTF-8", e);
	}
	return fail(p, (struct yaml_mark){ 1, 1 }, "it is not UTF-8", e);
}

/* libfyaml's messages are collected, not printed. */
static void swallow(struct fy_diag *d UNUSED, void *user UNUSED, const char *text UNUSED,
                    size_t n UNUSED)
{
}

static struct fy_diag *new_diag(void)
{
	struct fy_diag_cfg cfg;
	struct fy_diag *diag;

	fy_diag_cfg_default(&cfg);
	cfg.fp = NULL;
	cfg.output_fn = swallow;
	cfg.colorize = false;
	diag = fy_diag_create(&cfg);
	assert(diag);
	fy_diag_set_collect_errors(diag, true);
	return diag;
}

static void open_parser(struct parser *p, const char *text, size_t n)
{
	struct fy_parse_cfg cfg = {
		.flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE,
	};
	int rc;

	cfg.diag = p->diag = new_diag();
	p->fy = fy_parser_create(&cfg);
	assert(p->fy);
	rc = fy_parser_set_string(p->fy, text, n);
	assert(rc == 0);
}

int yaml_parse(const char *name, const char *text, size_t n, struct yaml *out,
               struct err *e)
{
	struct parser p = { .file = name, .text = text, .last = { 1, 1 } };
	struct piece_source source = { name, next_piece, &p };
	struct yaml y = { 0 };
	int rc;

	*out = y;
	if (check_nul(&p, text, n, e) < 0 || check_utf8(&p, text, n, e) < 0)
		return -1;
	open_parser(&p, text, n);
	y.file = mem_strdup(name);
	y.marks = marks_new();
	rc = yaml_tree(&source, y.marks, &y.root, e);
	fy_parser_destroy(p.fy);
	fy_diag_destroy(p.diag);
	if (rc < 0)
		yaml_release(&y);
	*out = y;
	return rc;
}

int yaml_load(const char *path, struct yaml *out, struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };

	*out = (struct yaml){ 0 };
	if (file_read(path, FILE_BYTES, &text, e) < 0)
		return -1;
	return yaml_parse(path, buf_str(&text), text.size, out, e);
}

void yaml_release(struct yaml *y)
{
	cJSON_Delete(y->root);
	marks_free(y->marks);
	free(y->file);
	*y = (struct yaml){ 0 };
}

struct yaml_mark yaml_where(const struct yaml *y, const cJSON *node)
{
	return y->marks ? marks_get(y->marks, node) : (struct yaml_mark){ 0, 0 };
}

void yaml_place_like(const struct yaml *y, const cJSON *node, const cJSON *other)
{
	const cJSON *member;

	marks_put(y->marks, node, yaml_where(y, other));
	cJSON_ArrayForEach(member, node)
		yaml_place_like(y, member, other);
}
