/*
 * match.c - does a value look as a scenario says?
 */
#include "harness/match/match.h"

#include "harness/match/matchers.h"
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

static bool match_below(const struct match *m, const char *path, const cJSON *pattern,
                        const cJSON *value)
{
	struct match inner = *m;

	inner.path = path;
	return match_any(&inner, pattern, value);
}

static bool match_matcher(const struct match *m, const cJSON *arg, const cJSON *value)
{
	AUTO(mem_free) char *text = NULL;
	AUTO(mem_free) char *expected = NULL;
	const struct matcher *matcher = matcher_find(arg->string);

	if (matcher && (value || matcher->takes_absent)) {
		if (matcher->fits(m, arg, value))
			return true;
		if (matcher->explains)
			return false;
	}
	text = diff_text(arg);
	expected = mem_printf("%s %s", arg->string, text);
	diffs_add_value(m->out, m->path, expected, value);
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
		diffs_add_value(m->out, path, "nothing", member);
		fits = false;
	}
	return fits;
}

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
			diffs_add_value(m->out, path, "no more elements", have);
			fits = false;
		}
		want = want ? want->next : NULL;
		have = have ? have->next : NULL;
	}
	return fits;
}

static bool match_any(const struct match *m, const cJSON *pattern, const cJSON *value)
{
	AUTO(mem_free) char *expected = NULL;

	if (is_matcher(pattern))
		return match_matchers(m, pattern, value);
	if (cJSON_IsObject(pattern) && cJSON_IsObject(value))
		return match_object(m, pattern, value);
	if (value && cJSON_IsArray(pattern) && cJSON_IsArray(value))
		return match_array(m, pattern, value);
	if (value && json_equal(pattern, value))
		return true;
	expected = diff_text(pattern);
	diffs_add_value(m->out, m->path, expected, value);
	return false;
}

bool match_value(const cJSON *pattern, const cJSON *value, const char *path,
                 struct diffs *out)
{
	struct match m = { .path = path, .out = out, .again = match_any };

	return match_any(&m, pattern, value);
}

/* ---------------------------------------------------------------- checking */

static int unknown_matcher(const struct yaml *y, const cJSON *arg, struct err *e)
{
	struct buf known = { .cap = 300 };

	matcher_names(&known);
	node_err(y, arg, e, "unknown matcher '%s' (known: %s)", arg->string,
	         buf_str(&known));
	buf_release(&known);
	return -1;
}

static int check_elements(const struct yaml *y, const cJSON *list, struct err *e)
{
	const cJSON *element;

	cJSON_ArrayForEach(element, list) {
		if (element->next && cJSON_IsString(element) &&
		    is_ellipsis(element->valuestring))
			return node_err(y, element, e, "'%s' must be the last element",
			                element->valuestring);
		if (match_check(y, element, e) < 0)
			return -1;
	}
	return 0;
}

static int check_matcher(const struct yaml *y, const cJSON *arg, struct err *e)
{
	const struct matcher *matcher = matcher_find(arg->string);

	if (arg->string[0] != '$')
		return node_err(y, arg, e, "'%s' stands between matchers", arg->string);
	if (!matcher)
		return unknown_matcher(y, arg, e);
	if (node_is(y, arg, matcher->arg, arg->string, e) < 0)
		return -1;
	if (matcher->holds == ARG_PATTERN)
		return match_check(y, arg, e);
	if (matcher->holds == ARG_PATTERNS)
		return check_elements(y, arg, e);
	return matcher->check && !node_has_variable(arg) ? matcher->check(y, arg, e) : 0;
}

int match_check(const struct yaml *y, const cJSON *pattern, struct err *e)
{
	const cJSON *member;

	if (cJSON_IsArray(pattern))
		return check_elements(y, pattern, e);
	if (!cJSON_IsObject(pattern))
		return 0;
	if (is_matcher(pattern)) {
		cJSON_ArrayForEach(member, pattern) {
			if (check_matcher(y, member, e) < 0)
				return -1;
		}
		return 0;
	}
	cJSON_ArrayForEach(member, pattern) {
		if (member->string[0] == '$')
			return node_err(y, member, e,
			                "matcher '%s' stands between members",
			                member->string);
		if (match_check(y, member, e) < 0)
			return -1;
	}
	return 0;
}
