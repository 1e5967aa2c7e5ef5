/*
 * match.c - does a value look as a pattern says?
 *
 * Two walks over a pattern.  match_value() goes over pattern and value together and does
 * not stop at the first difference: a listener hears of each, with its path, and the
 * answer is false after any.  match_check() goes over the pattern alone, before
 * anything runs, and stops at the first mistake.
 *
 * An object whose first member begins with '$' holds matchers and nothing else; all of
 * them must fit.  Where there is no value, `value` is NULL, and only a matcher that
 * takes_absent can fit.
 */
#include "lib/match/match.h"

#include "lib/json/type.h"
#include "lib/match/matchers.h"
#include "lib/mem.h"

static bool match_any(const struct match *m, const cJSON *pattern, const cJSON *value);

static bool is_ellipsis(const char *text)
{
	return text && (!strcmp(text, "\xe2\x80\xa6") || !strcmp(text, "..."));
}

static bool is_matcher(const cJSON *pattern)
{
	return cJSON_IsObject(pattern) && pattern->child &&
	       pattern->child->string[0] == '$';
}

/* The same listener and strictness, one step further down. */
static bool match_below(const struct match *m, const char *path, const cJSON *pattern,
                        const cJSON *value)
{
	struct match inner = *m;

	inner.path = path;
	return match_any(&inner, pattern, value);
}

/* Expected was the pattern, or the matcher of that name with it for its argument. */
static void differ(const struct match *m, const char *matcher, const cJSON *pattern,
                   const cJSON *actual)
{
	const struct match_difference d = {
		.path = m->path, .words = matcher, .pattern = pattern, .actual = actual
	};

	if (m->out)
		m->out->differs(m->out->ctx, &d);
}

/* A matcher that explains has called the listener itself, with a more exact place. */
static bool match_matcher(const struct match *m, const cJSON *arg, const cJSON *value)
{
	const struct matcher *matcher = matchers_find(arg->string);

	if (matcher && (value || matcher->takes_absent)) {
		if (matcher->fits(m, arg, value))
			return true;
		if (matcher->explains)
			return false;
	}
	differ(m, arg->string, arg, value);
	return false;
}

static bool match_matchers(const struct match *m, const cJSON *pattern,
                           const cJSON *value)
{
	const cJSON *arg;
	bool fits = true;

	cJSON_ArrayForEach(arg, pattern)
		fits &= match_matcher(m, arg, value);
	return fits;
}

/* Nothing of that path was expected. */
static bool refuse_value(const struct match *m, const char *path, const char *words,
                         const cJSON *value)
{
	struct match inner = *m;

	inner.path = path;
	matchers_differ(&inner, words, value);
	return false;
}

/* Members of the pattern; those that only the value has count if the match is exact. */
static bool match_object(const struct match *m, const cJSON *pattern, const cJSON *value)
{
	const cJSON *member;
	bool fits = true;

	cJSON_ArrayForEach(member, pattern) {
		AUTO(mem_free) char *path = mem_printf("%s.%s", m->path, member->string);

		if (!is_ellipsis(member->string))
			fits &= match_below(m, path, member,
			                    json_get(value, member->string));
	}
	if (!m->exact)
		return fits;
	cJSON_ArrayForEach(member, value) {
		AUTO(mem_free) char *path = mem_printf("%s.%s", m->path, member->string);

		if (json_get(pattern, member->string))
			continue;
		fits = refuse_value(m, path, "nothing", member);
	}
	return fits;
}

/*
 * Both lists in step, the longer one to its end: each element too many or too few is a
 * difference of its own.  An ellipsis as the last element lets any others follow.
 */
static bool match_array(const struct match *m, const cJSON *pattern, const cJSON *value)
{
	const cJSON *want = pattern->child, *have = value->child;
	bool fits = true;

	for (size_t i = 0; want || have; i++) {
		AUTO(mem_free) char *path = mem_printf("%s[%zu]", m->path, i);

		if (want && !want->next && cJSON_IsString(want) &&
		    is_ellipsis(want->valuestring))
			return fits;
		if (want) {
			fits &= match_below(m, path, want, have);
		} else {
			fits = refuse_value(m, path, "no more elements", have);
		}
		want = want ? want->next : NULL;
		have = have ? have->next : NULL;
	}
	return fits;
}

/* Objects and lists are compared part by part, all else as a whole. */
static bool match_any(const struct match *m, const cJSON *pattern, const cJSON *value)
{
	if (is_matcher(pattern))
		return match_matchers(m, pattern, value);
	if (cJSON_IsObject(pattern) && cJSON_IsObject(value))
		return match_object(m, pattern, value);
	if (value && cJSON_IsArray(pattern) && cJSON_IsArray(value))
		return match_array(m, pattern, value);
	if (value && json_equal(pattern, value))
		return true;
	differ(m, NULL, pattern, value);
	return false;
}

bool match_value(const cJSON *pattern, const cJSON *value, const char *path,
                 const struct match_listener *out)
{
	struct match m = { .path = path, .out = out, .again = match_any };

	assert(pattern && path);
	return match_any(&m, pattern, value);
}

/* ---------------------------------------------------------------- checking */

static int check(struct match_judge *j, const cJSON *pattern);

static int unknown_matcher(struct match_judge *j, const cJSON *arg)
{
	struct buf known = { .cap = 300 };

	matchers_names(&known);
	arguments_refuse(j, arg, "unknown matcher '%s' (known: %s)", arg->string,
	                 buf_str(&known));
	buf_release(&known);
	return -1;
}

/* Only the last element may be an ellipsis, where match_array() looks for it. */
static int check_elements(struct match_judge *j, const cJSON *list)
{
	const cJSON *element;

	cJSON_ArrayForEach(element, list) {
		if (element->next && cJSON_IsString(element) &&
		    is_ellipsis(element->valuestring))
			return arguments_refuse(j, element,
			                        "'%s' must be the last element",
			                        element->valuestring);
		if (check(j, element) < 0)
			return -1;
	}
	return 0;
}

/*
 * An argument that holds a variable is known later: its form is not checked now, but that
 * of the patterns inside it is.
 */
static int check_matcher(struct match_judge *j, const cJSON *arg)
{
	const struct matcher *matcher = matchers_find(arg->string);
	const bool later = j->later && j->later(arg);

	if (arg->string[0] != '$')
		return arguments_refuse(j, arg, "'%s' stands between matchers",
		                        arg->string);
	if (!matcher)
		return unknown_matcher(j, arg);
	if (!later && json_type_check(arg, matcher->arg, arg->string, j->e) < 0) {
		j->at = arg;
		return -1;
	}
	if (matcher->holds == ARG_PATTERN)
		return check(j, arg);
	if (matcher->holds == ARG_PATTERNS)
		return check_elements(j, arg);
	return matcher->check && !later ? matcher->check(j, arg) : 0;
}

static int check(struct match_judge *j, const cJSON *pattern)
{
	const cJSON *member;

	if (cJSON_IsArray(pattern))
		return check_elements(j, pattern);
	if (!cJSON_IsObject(pattern))
		return 0;
	if (is_matcher(pattern)) {
		cJSON_ArrayForEach(member, pattern) {
			if (check_matcher(j, member) < 0)
				return -1;
		}
		return 0;
	}
	cJSON_ArrayForEach(member, pattern) {
		if (member->string[0] == '$')
			return arguments_refuse(j, member,
			                        "matcher '%s' stands between members",
			                        member->string);
		if (check(j, member) < 0)
			return -1;
	}
	return 0;
}

int match_check(const cJSON *pattern, match_later_fn *later, const cJSON **at,
                struct err *e)
{
	struct match_judge j = { .later = later, .at = pattern, .e = e };
	int rc = check(&j, pattern);

	*at = j.at;
	return rc;
}
