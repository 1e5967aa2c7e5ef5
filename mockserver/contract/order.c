/*
 * order.c - what `orderby` asks of a list
 */
#include "mockserver/contract/order.h"

#include "lib/str.h"

#define PREFIX_CHARS "+- *!~<>=^/|"

/* One prefix at most, and it is a sign: else 1432-400.  What follows is a field. */
static int read_key(struct arena *a, struct str field, struct order_key *out,
                    struct refusal *rf)
{
	const char *text = arena_strndup(a, field.at, field.size);
	size_t prefix = strspn(text, PREFIX_CHARS);
	struct str path = { text + prefix, field.size - prefix };

	if (prefix > 1 || (prefix && !strchr("+- ", *text)))
		return refuse(rf, E_ORDER_PREFIX);
	if (!filter_path_is_valid(path))
		return refuse(rf, E_ORDER_FIELD, text);
	out->down = *text == '-';
	out->path = filter_path(a, path);
	return 0;
}

int order_read(struct arena *a, const char *text, struct order *out, struct refusal *rf)
{
	struct str rest = str_of(text), field;
	size_t room = 1;

	for (const char *s = text; *s; s++)
		room += *s == ',';
	*out = (struct order){ .keys = arena_alloc(a, room * sizeof(*out->keys)) };
	while (str_split(&rest, ',', &field)) {
		if (read_key(a, field, &out->keys[out->count], rf) < 0)
			return -1;
		out->count++;
	}
	return 0;
}

const cJSON *order_value(const struct order_key *key, const cJSON *item)
{
	const char *path = key->path;

	while (cJSON_IsArray(item) || (item && *path)) {
		size_t step = strcspn(path, ".");

		if (cJSON_IsArray(item)) {
			item = item->child;
			continue;
		}
		item = filter_member(item, (struct str){ path, step });
		path += step + (path[step] == '.');
	}
	return item;
}

enum rank { RANK_NUMBER, RANK_TEXT, RANK_BOOL, RANK_NONE };

static enum rank rank_of(const cJSON *v)
{
	if (cJSON_IsNumber(v))
		return RANK_NUMBER;
	if (cJSON_IsString(v))
		return RANK_TEXT;
	return cJSON_IsBool(v) ? RANK_BOOL : RANK_NONE;
}

static int cmp_same(const struct order_key *key, enum rank rank, const cJSON *a,
                    const cJSON *b)
{
	switch (rank) {
	case RANK_NUMBER:
		return json_number_cmp(a->valuestring, b->valuestring);
	case RANK_TEXT:
		return filter_text_cmp(key->path, a->valuestring, b->valuestring);
	case RANK_BOOL:
		return cJSON_IsTrue(a) - cJSON_IsTrue(b);
	case RANK_NONE:
		break;
	}
	return 0;
}

int order_cmp(const struct order_key *key, const cJSON *a, const cJSON *b)
{
	enum rank left = rank_of(a), right = rank_of(b);
	int order;

	if (left == RANK_NONE || right == RANK_NONE)
		return (left == RANK_NONE) - (right == RANK_NONE);
	order = left != right ? (int)left - (int)right : cmp_same(key, left, a, b);
	return key->down ? -order : order;
}
