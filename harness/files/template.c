/*
 * template.c - what a folder's name must look like
 */
#include "harness/files/template.h"

#include "lib/str.h"

#define DATASET_DIGITS 24

/* Parts of a time: letters, and what the digits in their place may say. */
static const struct part {
	const char *letters;
	int low, high;
} parts[] = {
	{ "yyyy", 1, 9999 }, { "MM", 1, 12 }, { "dd", 1, 31 },
	{ "HH", 0, 23 },     { "mm", 0, 59 }, { "ss", 0, 59 },
};

static const struct part *part_at(struct str format)
{
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		size_t n = strlen(parts[i].letters);

		if (format.size >= n && !memcmp(format.at, parts[i].letters, n))
			return &parts[i];
	}
	return NULL;
}

/* Is it made of a time's letters, with no other letter between them? */
static bool is_time(struct str format)
{
	bool any = false;

	while (format.size) {
		const struct part *part = part_at(format);
		size_t n = part ? strlen(part->letters) : 1;
		char c = *format.at;

		if (!part && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
			return false;
		any |= part != NULL;
		format.at += n;
		format.size -= n;
	}
	return any;
}

/* The length of the number at the subject's start if it fits the part; else 0. */
static size_t part_fits(const struct part *part, const char *subject)
{
	size_t n = strlen(part->letters);
	int value = 0;

	for (size_t i = 0; i < n; i++) {
		if (subject[i] < '0' || subject[i] > '9')
			return 0;
		value = value * 10 + (subject[i] - '0');
	}
	return value >= part->low && value <= part->high ? n : 0;
}

/* The length of the time at the subject's start; 0 if it has none. */
static size_t time_fits(struct str format, const char *subject)
{
	const char *at = subject;

	while (format.size) {
		const struct part *part = part_at(format);
		size_t n = part ? part_fits(part, at) : (size_t)(*at == *format.at);

		if (!n)
			return 0;
		at += n;
		format.at += n;
		format.size -= n;
	}
	return (size_t)(at - subject);
}

/* The name in braces at the text's start; false if it has none. */
static bool brace_at(const char *text, struct str *name)
{
	const char *end = *text == '{' ? strchr(text, '}') : NULL;

	if (!end)
		return false;
	*name = (struct str){ text + 1, (size_t)(end - text - 1) };
	return true;
}

/* ---------------------------------------------------------------- names */

/* The length of a dataset's id at the subject's start: 24 hexadecimal digits. */
static size_t any_dataset_fits(const char *subject)
{
	size_t n = 0;

	while (n < DATASET_DIGITS && str_hex(subject[n]) >= 0)
		n++;
	return n == DATASET_DIGITS ? n : 0;
}

/* The length of the longest id in the list that the subject starts with; 0 for none. */
static size_t dataset_fits(const char *subject, const char *flow UNUSED,
                           const cJSON *datasets)
{
	const cJSON *id;
	size_t longest = 0;

	if (!datasets)
		return any_dataset_fits(subject);
	cJSON_ArrayForEach(id, datasets) {
		size_t n = strlen(id->valuestring);

		if (n > longest && str_starts(subject, id->valuestring))
			longest = n;
	}
	return longest;
}

static size_t flow_fits(const char *subject, const char *flow,
                        const cJSON *datasets UNUSED)
{
	return str_starts(subject, flow) ? strlen(flow) : 0;
}

/* What may stand in braces, apart from times. */
static const struct template_name {
	const char *name, *help;
	/* The length of what fits at the subject's start; NULL: every length does. */
	size_t (*fits)(const char *subject, const char *flow, const cJSON *datasets);
} names[] = {
	{ "dataset", "the id of a dataset that the flow's source names", dataset_fits },
	{ "flow", "the flow's id", flow_fits },
	{ "any", "any text without `/`", NULL },
};

static const struct template_name *find_name(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (str_is(name, names[i].name))
			return &names[i];
	}
	return NULL;
}

bool template_name_at(size_t i, const char **name, const char **help)
{
	static const struct template_name a_time = {
		.name = "yyyyMMddHHmm",
		.help = "a time, made of `yyyy MM dd HH mm ss` and what stands between "
			"them",
	};
	const struct template_name *row = i < ARRAY_LEN(names) ? &names[i] : &a_time;

	if (i > ARRAY_LEN(names))
		return false;
	*name = row->name;
	*help = row->help;
	return true;
}

static int unknown_name(struct str name, struct err *e)
{
	AUTO(buf_release) struct buf known = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		buf_printf(&known, "%s{%s}", i ? ", " : "", names[i].name);
	return err_set(e, ERR_INVALID,
	               "'{%.*s}' is not one of %s or a time like {yyyyMMddHHmm}",
	               (int)name.size, name.at, buf_str(&known));
}

int template_check(const char *text, struct err *e)
{
	struct str name;

	for (; *text; text++) {
		if (*text == '{' && !brace_at(text, &name))
			return err_set(e, ERR_INVALID, "'{' without '}'");
		if (*text != '{')
			continue;
		if (!find_name(name) && !is_time(name))
			return unknown_name(name, e);
		text = name.at + name.size;
	}
	return 0;
}

void template_pattern(struct buf *out)
{
	buf_add_str(out, "^([^{]|\\{(");
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		buf_printf(out, "%s|", names[i].name);
	buf_add_str(out, "[^a-zA-Z}]*(");
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		buf_printf(out, "%s%s", i ? "|" : "", parts[i].letters);
	buf_add_str(out, ")(");
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		buf_printf(out, "%s|", parts[i].letters);
	buf_add_str(out, "[^a-zA-Z}])*)\\})*$");
}

/* A name of every length: tries all that stay inside one folder's name. */
static bool any_fits(const char *rest, const char *subject, const char *flow,
                     const cJSON *datasets)
{
	while (*subject && *subject != '/') {
		if (template_fits(rest, ++subject, flow, datasets))
			return true;
	}
	return false;
}

bool template_fits(const char *text, const char *subject, const char *flow,
                   const cJSON *datasets)
{
	struct str in;

	for (; *text; text++) {
		size_t n = 1;

		if (brace_at(text, &in)) {
			const struct template_name *name = find_name(in);

			text = in.at + in.size;
			if (name && !name->fits)
				return any_fits(text + 1, subject, flow, datasets);
			n = name ? name->fits(subject, flow, datasets)
			         : time_fits(in, subject);
			if (!n)
				return false;
		} else if (*text != *subject) {
			return false;
		}
		subject += n;
	}
	return !*subject;
}
