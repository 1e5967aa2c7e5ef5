/*
 * mask_seen.c - secrets that were sent or answered, so that no later text shows them
 */
#include "harness/match/mask_seen.h"

#include "lib/base64.h"
#include "lib/mem.h"
#include "lib/uri.h"

static void add_one(struct mask_seen *m, const char *secret)
{
	size_t i = 0, n = strlen(secret);

	if (n < MASK_SEEN_LEAST || !strcmp(secret, MASK))
		return;
	for (size_t k = 0; k < m->count; k++) {
		if (!strcmp(m->all[k], secret))
			return;
	}
	while (i < m->count && strlen(m->all[i]) >= n)
		i++;
	m->all = mem_grow(m->all, m->count + 1, sizeof(*m->all));
	memmove(m->all + i + 1, m->all + i, (m->count - i) * sizeof(*m->all));
	m->all[i] = mem_strdup(secret);
	m->count++;
}

/*
 * Its base64, as it stands alone and within that of a longer text, behind any number of
 * bytes: of three, by how many of them share a character with it.  The characters that
 * its neighbours have a part in are left out.
 */
static void add_base64(struct mask_seen *m, const char *secret)
{
	static const char before[] = "\0\0";
	static const size_t shared[] = { 0, 2, 3 };

	for (size_t behind = 0; behind < ARRAY_LEN(shared); behind++) {
		AUTO(buf_release) struct buf bytes = { 0 };
		AUTO(buf_release) struct buf text = { 0 };

		buf_add(&bytes, before, behind);
		buf_add_str(&bytes, secret);
		base64_put(&text, bytes.data, bytes.size);
		text.data[text.size = bytes.size * 8 / 6] = '\0';
		add_one(m, text.data + shared[behind]);
		for (size_t i = 0; i < text.size; i++) {
			char *c = &text.data[i];

			*c = *c == '-' ? '+' : *c == '_' ? '/' : *c;
		}
		add_one(m, text.data + shared[behind]);
	}
}

static void add_escaped(struct mask_seen *m, const char *secret)
{
	AUTO(buf_release) struct buf escaped = { 0 };

	uri_escape(secret, &escaped);
	add_one(m, buf_str(&escaped));
}

/* What ${upper(x)} and ${lower(x)} make of it. */
static void add_cases(struct mask_seen *m, const char *secret)
{
	AUTO(mem_free) char *upper = mem_strdup(secret);
	AUTO(mem_free) char *lower = mem_strdup(secret);

	for (char *c = upper; *c; c++)
		*c = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
	for (char *c = lower; *c; c++)
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
	add_one(m, upper);
	add_one(m, lower);
}

void mask_seen_add(struct mask_seen *m, const char *secret)
{
	AUTO(buf_release) struct buf json = { 0 };

	add_one(m, secret);
	add_cases(m, secret);
	if (strlen(secret) >= MASK_SEEN_LEAST) {
		add_base64(m, secret);
		add_escaped(m, secret);
	}
	if (!str_is_utf8(secret, strlen(secret)))
		return;
	json_put_str(&json, secret, strlen(secret));
	json.data[--json.size] = '\0'; /* without its quotes */
	add_one(m, json.data + 1);
}

static void add_value(void *ctx, cJSON *parent UNUSED, cJSON *value)
{
	if (cJSON_IsString(value) ||
	    (cJSON_IsNumber(value) && strlen(value->valuestring) >= MASK_SEEN_DIGITS))
		mask_seen_add(ctx, value->valuestring);
}

void mask_seen_add_json(struct mask_seen *m, cJSON *value)
{
	const struct mask_visit v = { add_value, NULL, m };

	mask_each(value, &v);
}

void mask_seen_add_form(struct mask_seen *m, const char *text)
{
	struct str rest = str_of(text), pair;

	while (str_split(&rest, '&', &pair)) {
		AUTO(mem_free) char *one = mem_printf("%.*s", (int)pair.size, pair.at);
		AUTO(buf_release) struct buf plain = { 0 };
		char *equals = strchr(one, '=');

		if (!equals || !mask_names((struct str){ one, (size_t)(equals - one) }))
			continue;
		uri_decode(equals + 1, &plain);
		mask_seen_add(m, equals + 1);
		mask_seen_add(m, buf_str(&plain));
	}
}

void mask_seen_text(const struct mask_seen *m, const char *text, struct buf *out)
{
	AUTO(mem_free) char *now = mem_strdup(text);

	for (size_t i = 0; i < m->count; i++) {
		struct buf next = { 0 };

		mask_text(now, m->all[i], MASK, &next);
		free(now);
		now = mem_strdup(buf_str(&next));
		buf_release(&next);
	}
	buf_add_str(out, now);
}

void mask_seen_release(struct mask_seen *m)
{
	for (size_t i = 0; i < m->count; i++)
		free(m->all[i]);
	free(m->all);
	*m = (struct mask_seen){ 0 };
}
