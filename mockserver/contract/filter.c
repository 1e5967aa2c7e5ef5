/*
 * filter.c - what `property` asks of the items of a list
 */
#include "mockserver/contract/filter.h"

#include "lib/str.h"

static const struct filter_operator operators[] = {
#define FILTER_OP(name, sign, twin, passes) [FILTER_##name] = { sign, twin, passes },
#include "mockserver/contract/filter.def"
#undef FILTER_OP
};
static_assert(ARRAY_LEN(operators) == FILTER_OP_COUNT, "every operator has a row");

#define FILTER_OP(name, sign, twin, passes)                       \
	static_assert((passes) > 0 && (passes) < FILTER_SETS - 1, \
	              #name " tells some apart");
#include "mockserver/contract/filter.def"
#undef FILTER_OP

/* Words of requests and descriptions, and what entities show for them (03 §7.6). */
static const struct {
	const char *sent, *shown;
} words[] = {
	{ "Processing", "inProgress" },
	{ "IN_PROGRESS", "inProgress" },
	{ "Waiting", "queued" },
	{ "scheduled", "queued" },
	{ "PARTIAL_SUCCESS", "partialSuccess" },
};

/* Members whose values are words of a fixed set. */
static const char *const word_members[] = { "state", "status" };

/* Times: one number each (FSERR 1452). */
static const char *const time_paths[] = { "createdAt", "updatedAt" };

/* ---------------------------------------------------------------- paths */

static bool is_name_char(char c)
{
	return (unsigned char)c > ' ' && c != 127 &&
	       !strchr("[]{}()\"'`,;#&" FILTER_OPERATOR_CHARS, c);
}

/* "name", "name[]", "name[][]" */
static bool is_step(struct str step)
{
	size_t n = 0;

	while (n < step.size && is_name_char(step.at[n]))
		n++;
	if (!n)
		return false;
	while (step.size - n >= 2 && step.at[n] == '[' && step.at[n + 1] == ']')
		n += 2;
	return n == step.size;
}

bool filter_path_is_valid(struct str path)
{
	struct str step;
	size_t steps = 0;

	for (; str_split(&path, '.', &step); steps++) {
		if (!is_step(step))
			return false;
	}
	return steps > 0;
}

const char *filter_path(struct arena *a, struct str path)
{
	char *out = arena_alloc(a, path.size + 1);
	size_t n = 0;

	for (size_t i = 0; i < path.size; i++) {
		if (path.at[i] != '[' && path.at[i] != ']')
			out[n++] = path.at[i];
	}
	return out;
}

static bool is_one_of(const char *path, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!strcmp(path, list[i]))
			return true;
	}
	return false;
}

static bool is_word(const char *path)
{
	const char *dot = strrchr(path, '.');

	return is_one_of(dot ? dot + 1 : path, word_members, ARRAY_LEN(word_members));
}

/* ---------------------------------------------------------------- reading */

const struct filter_operator *filter_operator(enum filter_op op)
{
	assert(op < FILTER_OP_COUNT);
	return &operators[op];
}

static int read_operator(struct arena *a, struct str text, struct filter *out,
                         struct refusal *rf)
{
	for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
		const struct filter_operator *o = &operators[i];

		if (str_is(text, o->sign) || (o->twin && str_is(text, o->twin))) {
			out->op = (enum filter_op)i;
			return 0;
		}
	}
	if (str_is(text, "~"))
		return refuse(rf, E_FILTER_TILDE, "~");
	return refuse(rf, E_FILTER_OPERATOR, arena_strndup(a, text.at, text.size));
}

/* The length of the quoted value that the text starts with, or 0 for none. */
static size_t quoted_size(const char *text)
{
	const char *end;

	if (*text != '"')
		return 0;
	end = strstr(text + 1, "\",");
	if (end)
		return (size_t)(end - text) + 1;
	end = text + strlen(text) - 1;
	return end > text && *end == '"' ? (size_t)(end - text) + 1 : 0;
}

static bool is_number(const char *text)
{
	AUTO(cJSON_Delete) cJSON *v = NULL;
	struct err not_json = { 0 };

	return json_parse(text, strlen(text), &v, &not_json) == 0 && cJSON_IsNumber(v);
}

static const char *shown_word(const char *sent)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (str_same_nocase(words[i].sent, sent))
			return words[i].shown;
	}
	return sent;
}

/* The list's next value; false at its end. */
static bool read_value(struct arena *a, const char **rest, const struct filter *f,
                       struct filter_value *out)
{
	size_t quoted = quoted_size(*rest);
	size_t size = quoted ? quoted : strcspn(*rest, ",");

	if (!size)
		return false;
	out->text = quoted ? arena_strndup(a, *rest + 1, size - 2)
	                   : arena_strndup(a, *rest, size);
	if (f->any_case)
		out->text = shown_word(out->text);
	out->is_number = is_number(out->text);
	*rest += size;
	return true;
}

static int read_values(struct arena *a, const char *text, struct filter *out,
                       struct refusal *rf)
{
	struct filter_value *values;
	size_t room = 1;

	for (const char *s = text; *s; s++)
		room += *s == ',';
	values = arena_alloc(a, room * sizeof(*values));
	out->values = values;
	do {
		text += out->count > 0; /* the comma */
		if (!read_value(a, &text, out, &values[out->count]))
			return refuse(rf, E_FILTER_VALUE, out->text);
		out->count++;
	} while (*text == ',');
	return 0;
}

/* What the documented errors say of operators and values that don't go together. */
static int check(const struct filter *f, const char *sign, const char *value,
                 struct refusal *rf)
{
	if (f->op != FILTER_EQ && f->count > 1)
		return refuse(rf, E_FILTER_SEVERAL, sign);
	if (f->op != FILTER_EQ && !strcmp(f->path, "id"))
		return refuse(rf, E_FILTER_UNSUPPORTED, sign, f->path);
	if (is_one_of(f->path, time_paths, ARRAY_LEN(time_paths)) &&
	    (f->count > 1 || !f->values[0].is_number))
		return refuse(rf, E_PARAM_VALUE, f->path, value);
	return 0;
}

int filter_read(struct arena *a, const char *text, struct filter *out, struct refusal *rf)
{
	struct str path = { text, strcspn(text, FILTER_OPERATOR_CHARS) };
	struct str sign = { text + path.size,
		            strspn(text + path.size, FILTER_OPERATOR_CHARS) };
	const char *value = sign.at + sign.size;

	*out = (struct filter){ .text = arena_strdup(a, text) };
	if (sign.size && read_operator(a, sign, out, rf) < 0)
		return -1;
	if (!sign.size || !filter_path_is_valid(path))
		return refuse(rf, E_FILTER_FIELD, arena_strndup(a, path.at, path.size));
	out->path = filter_path(a, path);
	out->any_case = is_word(out->path);
	if (read_values(a, value, out, rf) < 0)
		return -1;
	return check(out, arena_strndup(a, sign.at, sign.size), value, rf);
}

/* ---------------------------------------------------------------- matching */

/* Does "left OP right" hold, given the order of the two? */
static bool holds(enum filter_op op, int order)
{
	unsigned stands = order < 0   ? FILTER_BELOW
	                  : order > 0 ? FILTER_ABOVE
	                              : FILTER_SAME;

	return filter_passes(op) & stands;
}

int filter_text_cmp(const char *path, const char *a, const char *b)
{
	return is_word(path) ? strcasecmp(a, b) : strcmp(a, b);
}

/* true and false have no order: an operator that needs one passes neither. */
static bool bool_fits(const struct filter *f, bool is_true, const char *text)
{
	bool below = filter_passes(f->op) & FILTER_BELOW;
	bool above = filter_passes(f->op) & FILTER_ABOVE;
	bool wants_true = str_same_nocase(text, "true");

	if (below != above || (!wants_true && !str_same_nocase(text, "false")))
		return false;
	return holds(f->op, is_true - wants_true);
}

static bool fits(const struct filter *f, const cJSON *v, const struct filter_value *value)
{
	if (cJSON_IsNumber(v))
		return value->is_number &&
		       holds(f->op, json_number_cmp(v->valuestring, value->text));
	if (cJSON_IsBool(v))
		return bool_fits(f, cJSON_IsTrue(v), value->text);
	return cJSON_IsString(v) &&
	       holds(f->op, filter_text_cmp(f->path, v->valuestring, value->text));
}

static bool match_leaf(const struct filter *f, const cJSON *v)
{
	for (size_t i = 0; i < f->count; i++) {
		if (fits(f, v, &f->values[i]))
			return true;
	}
	return false;
}

const cJSON *filter_member(const cJSON *object, struct str name)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, object) {
		if (str_is(name, one->string))
			return one;
	}
	return NULL;
}

/* Arrays are looked through; as deep as the JSON, which lib/json limits. */
static bool match_at(const struct filter *f, const cJSON *v, const char *path)
{
	struct str step = { path, path ? strcspn(path, ".") : 0 };
	const cJSON *one;

	if (cJSON_IsArray(v)) {
		cJSON_ArrayForEach(one, v) {
			if (match_at(f, one, path))
				return true;
		}
		return false;
	}
	if (!path)
		return match_leaf(f, v);
	if (!cJSON_IsObject(v))
		return false;
	one = filter_member(v, step);
	path = path[step.size] ? path + step.size + 1 : NULL;
	return one && match_at(f, one, path);
}

bool filter_match(const struct filter *f, const cJSON *item)
{
	assert(f->path);
	return match_at(f, item, f->path);
}
