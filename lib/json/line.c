/*
 * line.c - on which line of a JSON text a value stands, for errors
 *
 * The text has been read once: it is JSON, and needs no second check.
 */
#include "lib/json/line.h"

#include "lib/json/json.h"
#include "lib/mem.h"
#include "lib/str.h"

struct scan {
	const char *at, *end;
};

static void skip_space(struct scan *s)
{
	while (s->at < s->end && strchr(" \t\r\n", *s->at))
		s->at++;
}

/* Behind the string that begins here. */
static void skip_string(struct scan *s)
{
	for (s->at++; s->at < s->end && *s->at != '"'; s->at++)
		s->at += *s->at == '\\' && s->at + 1 < s->end;
	s->at += s->at < s->end;
}

/* Behind the value that begins here. */
static void skip_value(struct scan *s)
{
	size_t depth = 0;

	while (s->at < s->end) {
		char c = *s->at;

		if (!depth && strchr(",]} \t\r\n", c))
			return;
		if (c == '"') {
			skip_string(s);
		} else {
			depth += c == '{' || c == '[';
			depth -= c == '}' || c == ']';
			s->at++;
		}
		if (!depth && strchr("\"]}", c))
			return;
	}
}

/* Is the name between the quotes the step of a pointer, with its ~0 and ~1? */
static bool is_step(const char *name, size_t n, struct str step)
{
	AUTO(mem_free) char *wanted = mem_alloc(step.size + 1);

	return json_pointer_name(step.at, step.size, wanted) && strlen(wanted) == n &&
	       !memcmp(wanted, name, n);
}

/* To the member's value, from its object's brace; false if it is not there. */
static bool enter_member(struct scan *s, struct str step)
{
	for (s->at++;; s->at++) {
		const char *name;
		size_t size;

		skip_space(s);
		if (s->at >= s->end || *s->at != '"')
			return false;
		name = s->at + 1;
		skip_string(s);
		size = (size_t)(s->at - name) - 1;
		skip_space(s);
		s->at += s->at < s->end; /* the colon */
		skip_space(s);
		if (is_step(name, size, step))
			return true;
		skip_value(s);
		skip_space(s);
		if (s->at >= s->end || *s->at != ',')
			return false;
	}
}

/* To the element, from its array's bracket; false if it is not there. */
static bool enter_element(struct scan *s, struct str step)
{
	int64_t index = 0;

	for (struct str digits = step; digits.size; digits.at++, digits.size--) {
		if (*digits.at < '0' || *digits.at > '9' || index > INT32_MAX)
			return false;
		index = index * 10 + (*digits.at - '0');
	}
	for (s->at++;; s->at++) {
		skip_space(s);
		if (s->at >= s->end || *s->at == ']')
			return false;
		if (!index--)
			return true;
		skip_value(s);
		skip_space(s);
		if (s->at >= s->end || *s->at != ',')
			return false;
	}
}

size_t json_line(const char *text, size_t n, const char *pointer)
{
	struct scan s = { text, text + n };
	const char *found;
	size_t line = 1;
	bool there = true;

	skip_space(&s);
	found = s.at;
	while (there && *pointer == '/' && s.at < s.end) {
		struct str step = { pointer + 1, strcspn(pointer + 1, "/") };

		pointer = step.at + step.size;
		there = *s.at == '{'   ? enter_member(&s, step)
		        : *s.at == '[' ? enter_element(&s, step)
		                       : false;
		if (there)
			found = s.at;
	}
	for (const char *c = text; c < found; c++)
		line += *c == '\n';
	return line;
}
