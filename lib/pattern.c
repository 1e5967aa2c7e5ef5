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
#include "lib/str.h"

#define HEAP_KIB   16384
#define GROUPS_MAX 200
#define BYTES_MAX  32768
#define SHOWN      200 /* most bytes of a pattern in a message */

/*
 * A search without counting: of at most that many bytes; from each start it makes at
 * most that many calls of PCRE2's matcher, each of which costs so much and passes over
 * the text once.  All such searches of a room together: 20 ms.  Ours.
 */
#define QUICK_BYTES   256
#define QUICK_CALLS   512
#define QUICK_CALL_NS 20
#define QUICK_NS      INT64_C(20000000)

#define SEARCH_STEPS   4  /* to begin and end a search */
#define BYTES_A_STEP   8  /* of a text that is looked through before it is matched */
#define CHARS_A_STEP   16 /* that an item passes over */
#define GROUPS_A_STEP  32 /* whose places are kept at each step */
#define CLASS_A_WEIGHT 64 /* bytes of a class that make each character dearer */

#define FLAGS                                                                          \
	(PCRE2_UTF | PCRE2_ALT_BSUX | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_DOLLAR_ENDONLY | \
	 PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C)

struct pattern {
	char *text;
	pcre2_code *quick;
	pcre2_code *counted; /* the same; stops at each item to be counted */
	pcre2_match_context *limits;
	struct pattern_shape shape;
	size_t size, groups;
	bool anchored; /* it can start only where the text does */
};

static void *or_die(void *p)
{
	if (!p) {
		fprintf(stderr, "out of memory for a pattern\n");
		abort();
	}
	return p;
}

static pcre2_code *compile(const struct buf *text, const char *ecma, uint32_t flags,
                           struct err *e)
{
	pcre2_compile_context *how = or_die(pcre2_compile_context_create(NULL));
	pcre2_code *code;
	char why[128];
	PCRE2_SIZE at;
	int rc;

	pcre2_set_compile_extra_options(how, PCRE2_EXTRA_ALT_BSUX);
	pcre2_set_parens_nest_limit(how, GROUPS_MAX);
	code = pcre2_compile((PCRE2_SPTR)buf_str(text), text->size, flags, &rc, &at, how);
	pcre2_compile_context_free(how);
	if (!code) {
		pcre2_get_error_message(rc, (PCRE2_UCHAR *)why, sizeof(why));
		err_set(e, ERR_INVALID, "the pattern %.*s cannot be used: %s",
		        (int)str_cut(ecma, SHOWN), ecma, why);
	}
	return code;
}

/* Both programs of it; a partial result is freed by the caller. */
static int build_programs(struct pattern *p, const char *ecma, struct err *e)
{
	AUTO(buf_release) struct buf text = { .cap = BYTES_MAX };

	if (pattern_ecma(ecma, &text, &p->shape, e) < 0)
		return -1;
	if (text.overflow)
		return err_set(e, ERR_INVALID,
		               "the pattern %.*s… is longer than %d bytes",
		               (int)str_cut(ecma, SHOWN), ecma, BYTES_MAX);
	p->quick = compile(&text, ecma, FLAGS, e);
	if (!p->quick)
		return -1;
	p->counted = compile(&text, ecma, FLAGS | PCRE2_AUTO_CALLOUT, e);
	return p->counted ? 0 : -1;
}

/* What PCRE2 found out about it. */
static void inspect(struct pattern *p)
{
	uint32_t groups = 0, options = 0;

	(void)pcre2_pattern_info(p->quick, PCRE2_INFO_CAPTURECOUNT, &groups);
	(void)pcre2_pattern_info(p->quick, PCRE2_INFO_ALLOPTIONS, &options);
	(void)pcre2_pattern_info(p->counted, PCRE2_INFO_SIZE, &p->size);
	p->groups = groups;
	p->anchored = options & PCRE2_ANCHORED;
}

int pattern_new(const char *ecma, struct pattern **out, struct err *e)
{
	AUTO(pattern_free) struct pattern *p = mem_alloc(sizeof(*p));

	p->text = mem_strdup(ecma);
	if (build_programs(p, ecma, e) < 0)
		return -1;
	inspect(p);
	p->limits = or_die(pcre2_match_context_create(NULL));
	pcre2_set_match_limit(p->limits, QUICK_CALLS);
	pcre2_set_heap_limit(p->limits, HEAP_KIB);
	*out = TAKE(p);
	return 0;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2_match_context_free(p->limits);
	pcre2_code_free(p->quick);
	pcre2_code_free(p->counted);
	free(p->text);
	free(p);
}

const char *pattern_text(const struct pattern *p)
{
	return p->text;
}

size_t pattern_size(const struct pattern *p)
{
	return p->size;
}

void pattern_room_release(struct pattern_room *room)
{
	pcre2_match_data_free(room->match);
	pcre2_match_context_free(room->counted);
	*room = (struct pattern_room){ 0 };
}

/* What it costs to compare a character with an item of the pattern. */
static size_t weight(const struct pattern *p)
{
	return 1 + p->shape.class_size / CLASS_A_WEIGHT;
}

/* May the text be searched without counting?  The longest that takes is noted. */
static bool take_allowance(const struct pattern *p, size_t size,
                           struct pattern_room *room)
{
	const size_t starts = p->anchored ? 1 : size + 1;
	const size_t call_ns =
		QUICK_CALL_NS + size * weight(p) + p->shape.edges + p->groups;
	int64_t most = (int64_t)(starts * QUICK_CALLS * call_ns);

	if (size > QUICK_BYTES || room->uncounted + most > QUICK_NS)
		return false;
	room->uncounted += most;
	return true;
}

static enum pattern_result result_of(int rc)
{
	switch (rc) {
	case PCRE2_ERROR_CALLOUT:
	case PCRE2_ERROR_MATCHLIMIT:
	case PCRE2_ERROR_DEPTHLIMIT:
	case PCRE2_ERROR_HEAPLIMIT:
	case PCRE2_ERROR_NOMEMORY:
		return PATTERN_LIMIT;
	default:
		return rc >= 0 ? PATTERN_FOUND : PATTERN_ABSENT;
	}
}

struct counting {
	int64_t left;
	size_t item_steps; /* of each item, matched or not */
	size_t weight;
	size_t at; /* in the text, at the last item */
};

/* PCRE2 calls this before it tries an item; the search ends if none is left. */
static int count_item(pcre2_callout_block *block, void *data)
{
	struct counting *c = data;
	size_t now = block->current_position;
	size_t passed = now > c->at ? now - c->at : c->at - now;

	c->at = now;
	c->left -= (int64_t)(c->item_steps + passed * c->weight / CHARS_A_STEP);
	return c->left > 0 ? 0 : PCRE2_ERROR_CALLOUT;
}

/*
 * An item that fails may have passed over as many characters as it must repeat, or over
 * the text that a group caught, without a call of count_item().
 */
static size_t item_steps(const struct pattern *p, size_t size)
{
	size_t hidden =
		p->shape.references || p->shape.repeat > size ? size : p->shape.repeat;

	return 1 + p->groups / GROUPS_A_STEP + hidden * weight(p) / CHARS_A_STEP;
}

static enum pattern_result find_counted(const struct pattern *p, const char *text,
                                        size_t size, struct pattern_room *room,
                                        int64_t *steps)
{
	struct counting c = {
		.left = *steps,
		.item_steps = item_steps(p, size),
		.weight = weight(p),
	};
	int rc;

	if (!room->counted) {
		room->counted = or_die(pcre2_match_context_create(NULL));
		pcre2_set_match_limit(room->counted, UINT32_MAX);
		pcre2_set_depth_limit(room->counted, UINT32_MAX);
		pcre2_set_heap_limit(room->counted, HEAP_KIB);
	}
	pcre2_set_callout(room->counted, count_item, &c);
	rc = pcre2_match(p->counted, (PCRE2_SPTR)text, size, 0, PCRE2_NO_UTF_CHECK,
	                 room->match, room->counted);
	*steps = c.left;
	return result_of(rc);
}

enum pattern_result pattern_find(const struct pattern *p, const char *text,
                                 struct pattern_room *room, int64_t *steps)
{
	const size_t size = strlen(text);
	enum pattern_result found = PATTERN_LIMIT;

	*steps -= SEARCH_STEPS + (int64_t)(size / BYTES_A_STEP);
	if (*steps <= 0)
		return PATTERN_LIMIT;
	if (!str_is_utf8(text, size)) /* PCRE2 is spared its own look */
		return PATTERN_ABSENT;
	if (!room->match)
		room->match = or_die(pcre2_match_data_create(1, NULL));
	if (take_allowance(p, size, room))
		found = result_of(pcre2_match(p->quick, (PCRE2_SPTR)text, size, 0,
		                              PCRE2_NO_UTF_CHECK, room->match,
		                              p->limits));
	return found != PATTERN_LIMIT ? found : find_counted(p, text, size, room, steps);
}
