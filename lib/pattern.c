/*
 * pattern.c - the only door to PCRE2: ECMA 262 patterns on UTF-8 text
 *
 * No JIT: it has other limits, and the same document shall have the same answer
 * on every machine.
 */
#include "lib/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "lib/mem.h"
#include "lib/pattern_ecma.h"

/*
 * Honest patterns need a few steps a character; these are some 10 ms.  Ours.
 */
#define STEPS_MAX  400000
#define HEAP_KIB   16384
#define GROUPS_MAX 200
#define BYTES_MAX  32768

#define FLAGS                                                                          \
	(PCRE2_UTF | PCRE2_ALT_BSUX | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_DOLLAR_ENDONLY | \
	 PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C)

struct pattern {
	char *text;
	pcre2_code *code;
	pcre2_match_context *limits;
};

static void *or_die(void *p)
{
	if (!p) {
		fprintf(stderr, "out of memory for a pattern\n");
		abort();
	}
	return p;
}

static pcre2_code *compile(const char *ecma, struct err *e)
{
	AUTO(buf_release) struct buf text = { .cap = BYTES_MAX };
	pcre2_compile_context *how;
	pcre2_code *code;
	char why[128];
	PCRE2_SIZE at;
	int rc;

	if (pattern_ecma(ecma, &text, e) < 0)
		return NULL;
	if (text.overflow) {
		err_set(e, ERR_INVALID, "the pattern %.60s… is longer than %d bytes",
		        ecma, BYTES_MAX);
		return NULL;
	}
	how = or_die(pcre2_compile_context_create(NULL));
	pcre2_set_compile_extra_options(how, PCRE2_EXTRA_ALT_BSUX);
	pcre2_set_parens_nest_limit(how, GROUPS_MAX);
	code = pcre2_compile((PCRE2_SPTR)buf_str(&text), text.size, FLAGS, &rc, &at, how);
	pcre2_compile_context_free(how);
	if (!code) {
		pcre2_get_error_message(rc, (PCRE2_UCHAR *)why, sizeof(why));
		err_set(e, ERR_INVALID, "the pattern %.200s cannot be used: %s", ecma,
		        why);
	}
	return code;
}

int pattern_new(const char *ecma, struct pattern **out, struct err *e)
{
	pcre2_code *code = compile(ecma, e);
	struct pattern *p;

	if (!code)
		return -1;
	p = mem_alloc(sizeof(*p));
	p->text = mem_strdup(ecma);
	p->code = code;
	p->limits = or_die(pcre2_match_context_create(NULL));
	pcre2_set_match_limit(p->limits, STEPS_MAX);
	pcre2_set_depth_limit(p->limits, STEPS_MAX);
	pcre2_set_heap_limit(p->limits, HEAP_KIB);
	*out = p;
	return 0;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2_match_context_free(p->limits);
	pcre2_code_free(p->code);
	free(p->text);
	free(p);
}

const char *pattern_text(const struct pattern *p)
{
	return p->text;
}

void pattern_room_release(struct pattern_room *room)
{
	pcre2_match_data_free(room->match);
	room->match = NULL;
}

enum pattern_result pattern_find(const struct pattern *p, const char *text,
                                 struct pattern_room *room)
{
	int rc;

	if (!room->match)
		room->match = or_die(pcre2_match_data_create(1, NULL));
	rc = pcre2_match(p->code, (PCRE2_SPTR)text, strlen(text), 0, 0, room->match,
	                 p->limits);
	switch (rc) {
	case PCRE2_ERROR_MATCHLIMIT:
	case PCRE2_ERROR_DEPTHLIMIT:
	case PCRE2_ERROR_HEAPLIMIT:
	case PCRE2_ERROR_NOMEMORY:
		return PATTERN_LIMIT;
	default:
		return rc >= 0 ? PATTERN_FOUND : PATTERN_ABSENT;
	}
}
