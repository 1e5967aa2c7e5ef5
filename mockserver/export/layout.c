/*
 * layout.c - where an export's files go, and what they are called
 *
 * A macro is a row of macros[]: its name, and the member of struct layout_names that it
 * stands for or the function that writes it.
 */
#include "mockserver/export/layout.h"

#include "lib/file/file.h"
#include "lib/hash.h"
#include "lib/str.h"

#define NAME_BYTES 255 /* the most that file systems give a name */

/* Writes a macro's text; the pattern is empty unless the macro has one. */
typedef void put_fn(struct buf *out, const struct layout_names *names,
                    struct str pattern);

static void put_export_time(struct buf *out, const struct layout_names *names,
                            struct str pattern UNUSED)
{
	struct vtime_parts t = vtime_split(names->at);

	buf_printf(out, "exportTime=%04d%02d%02d%02d%02d", t.year, t.month, t.day, t.hour,
	           t.minute);
	if (names->shows == EXPORT_TIME_SECOND)
		buf_printf(out, "%02d", t.second);
}

/* Letters of a DATETIME pattern, longest first; anything else stands for itself. */
static void put_datetime(struct buf *out, const struct layout_names *names,
                         struct str pattern)
{
	struct vtime_parts t = vtime_split(names->at);
	const struct {
		const char *letters;
		int value;
	} fields[] = {
		{ "YYYY", t.year }, { "yyyy", t.year }, { "MM", t.month },
		{ "dd", t.day },    { "HH", t.hour },   { "mm", t.minute },
		{ "ss", t.second },
	};

	while (pattern.size) {
		size_t taken = 0;

		for (size_t i = 0; i < ARRAY_LEN(fields) && !taken; i++) {
			size_t n = strlen(fields[i].letters);

			if (pattern.size < n ||
			    memcmp(pattern.at, fields[i].letters, n) != 0)
				continue;
			buf_printf(out, "%0*d", (int)n, fields[i].value);
			taken = n;
		}
		if (!taken) {
			buf_add_char(out, *pattern.at);
			taken = 1;
		}
		pattern.at += taken;
		pattern.size -= taken;
	}
}

/* A value becomes part of one folder's name: it has no "/". */
static void put_value(struct buf *out, const char *value)
{
	for (; *value; value++)
		buf_add_char(out, *value == '/' ? '_' : *value);
}

#define MEMBER(name) offsetof(struct layout_names, name)

/* clang-format off */
static const struct macro {
	const char *name;
	size_t member;    /* offset of a text in struct layout_names */
	put_fn *put;      /* instead of the member */
	bool has_pattern; /* in parentheses behind the name */
} macros[] = {
	{ "DATASET_ID",                MEMBER(dataset_id) },
	{ "DATASET_NAME",              MEMBER(dataset_name) },
	{ "DESTINATION",               MEMBER(destination) },
	{ "DESTINATION_NAME",          MEMBER(destination) }, /* ours: alias */
	{ "DESTINATION_INSTANCE_ID",   MEMBER(instance_id) },
	{ "DESTINATION_INSTANCE_NAME", MEMBER(instance_name) },
	{ "SANDBOX_NAME",              MEMBER(sandbox) },
	{ "ORGANIZATION_NAME",         MEMBER(organization) },
	{ "EXPORT_TIME",               .put = put_export_time },
	{ "DATETIME",                  .put = put_datetime, .has_pattern = true },
};
/* clang-format on */

/* Is it the macro's name, with a pattern where it has one? */
static bool is_macro(const struct macro *m, struct str text, struct str *pattern)
{
	size_t n = strlen(m->name);

	*pattern = str_of("");
	if (!m->has_pattern)
		return str_is(text, m->name);
	if (text.size < n + 2 || memcmp(text.at, m->name, n) != 0 || text.at[n] != '(' ||
	    text.at[text.size - 1] != ')')
		return false;
	*pattern = (struct str){ text.at + n + 1, text.size - n - 2 };
	return true;
}

/* What stands between two per cent signs; false when no macro is called that. */
static bool put_macro(struct buf *out, struct str text, const struct layout_names *names)
{
	for (size_t i = 0; i < ARRAY_LEN(macros); i++) {
		const struct macro *m = &macros[i];
		const char *value = NULL;
		struct str pattern;

		if (!is_macro(m, text, &pattern))
			continue;
		if (m->put) {
			m->put(out, names, pattern);
			return true;
		}
		memcpy(&value, (const char *)names + m->member, sizeof(value));
		put_value(out, value ? value : "");
		return true;
	}
	return false;
}

/* What the template says, its macros replaced; nothing is cleaned. */
static void expand(struct buf *out, const char *template,
                   const struct layout_names *names)
{
	for (const char *at = template; *at;) {
		const char *close = *at == '%' ? strchr(at + 1, '%') : NULL;

		if (close &&
		    put_macro(out, (struct str){ at + 1, (size_t)(close - at - 1) },
		              names))
			at = close + 1;
		else
			buf_add_char(out, *at++);
	}
}

/* Appends the folder's name as file_join_below() takes it. */
static void put_folder(struct buf *out, struct str name)
{
	const size_t hash_size = 1 + 16;
	size_t n = name.size, start = out->size;
	char hash[17];

	if (str_is(name, "..")) {
		buf_add_str(out, "__");
		return;
	}
	if (n > NAME_BYTES)
		n = str_cut(name.at, NAME_BYTES - hash_size);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)name.at[i];

		buf_add_char(out, c < ' ' || c == 0x7f ? '_' : (char)c);
	}
	if (n < name.size) {
		hash_hex(hash_bytes(0, name.at, name.size), 16, hash);
		buf_printf(out, "-%s", hash);
	}
	if (str_starts(buf_str(out) + start, FILE_TEMP_PREFIX))
		out->data[start] = '_'; /* asked of the whole: its parts can make one */
}

void layout_folder(struct buf *out, const char *template,
                   const struct layout_names *names)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct str rest, name;
	const char *slash = "";

	expand(&text, template ? template : "%DATASET_ID%/%EXPORT_TIME%", names);
	rest = str_of(buf_str(&text));
	while (str_split(&rest, '/', &name)) {
		if (!name.size || str_is(name, "."))
			continue;
		buf_add_str(out, slash);
		put_folder(out, name);
		slash = "/";
	}
}

/*
 * One transaction writes all parts of an export: their tid and UUID are the same,
 * and the task after them counts on from part to part, as in 05 §8.
 */
void layout_part_name(struct buf *out, uint64_t key, unsigned partition,
                      const char *extension)
{
	uint64_t tid = hash_text(key, "part.tid") & INT64_MAX;
	uint64_t task =
		100000 + hash_below(hash_text(key, "part.task"), 800000) + partition;
	char uuid[UUID_TEXT];

	buf_printf(out, "part-%05u-tid-%llu-%s-%llu-1-c000.%s", partition,
	           (unsigned long long)tid, hash_uuid(hash_text(key, "part.uuid"), uuid),
	           (unsigned long long)task, extension);
}
