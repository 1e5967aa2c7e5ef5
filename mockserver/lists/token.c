/*
 * token.c - continuation tokens: a list's question and place, as opaque text
 *
 * {"of":"flows","property":[…],"orderby":…,"limit":20,"count":true,"at":…,"place":…,
 * "keys":[…]} in base64url.  It is the client's to keep and to lose: what comes back
 * is read like any other input.
 */
#include "mockserver/lists/token.h"

#include "lib/base64.h"
#include "lib/str.h"
#include "mockserver/lists/plan.h"

void list_put_token(const struct list *l, const struct place *last, const cJSON *keys,
                    struct buf *out)
{
	AUTO(cJSON_Delete) cJSON *token = json_new_object();
	cJSON *filters = json_set(token, "property", json_new_array());
	struct buf text = { 0 };

	json_set(token, "of", json_new_str(list_collection(l->of)));
	for (size_t i = 0; i < l->filter_count; i++)
		json_push(filters, json_new_str(l->filters[i].text));
	if (l->orderby)
		json_set(token, "orderby", json_new_str(l->orderby));
	json_set(token, "limit", json_new_int(l->limit));
	if (l->counted)
		json_set(token, "count", json_new_bool(true));
	json_set(token, "at", json_new_int(last->at));
	json_set(token, "place", json_new_int(last->seq));
	if (keys)
		json_set(token, "keys", json_copy(keys));
	json_print(token, &text);
	base64_put(out, text.data, text.size);
	buf_release(&text);
}

static bool read_filters(struct arena *a, const cJSON *list, struct list *out)
{
	AUTO(refusal_release) struct refusal refused = { 0 };
	struct filter *filters;
	const cJSON *one;

	if (!cJSON_IsArray(list))
		return false;
	filters =
		arena_alloc(a, ((size_t)cJSON_GetArraySize(list) + 1) * sizeof(*filters));
	out->filters = filters;
	out->filter_count = 0;
	cJSON_ArrayForEach(one, list) {
		const char *text = json_str(one, "");

		if (!text ||
		    filter_read(a, text, &filters[out->filter_count], &refused) < 0)
			return false;
		out->filter_count++;
	}
	return true;
}

static bool read_order(struct arena *a, const cJSON *token, struct list *out)
{
	AUTO(refusal_release) struct refusal refused = { 0 };
	const char *orderby = json_str(token, "orderby");
	const cJSON *keys = json_get(token, "keys");
	int count = cJSON_IsArray(keys) ? cJSON_GetArraySize(keys) : 0;

	out->order = (struct order){ 0 };
	out->orderby = NULL;
	if (orderby && list_read_order(a, orderby, out, &refused) < 0)
		return false;
	if (list_is_by_column(out))
		return !keys;
	if ((size_t)count != out->order.count)
		return false;
	out->keys = json_copy(keys);
	return true;
}

static bool read_token(struct arena *a, const cJSON *token, struct list *out)
{
	const char *of = json_str(token, "of");

	out->begun = true;
	out->counted = cJSON_IsTrue(json_get(token, "count"));
	return of && !strcmp(of, list_collection(out->of)) &&
	       json_int(token, "limit", &out->limit) && out->limit > 0 &&
	       out->limit <= LIST_LIMIT_MOST && json_int(token, "at", &out->after.at) &&
	       json_int(token, "place", &out->after.seq) &&
	       read_filters(a, json_get(token, "property"), out) &&
	       read_order(a, token, out);
}

bool list_read_token(struct arena *a, const char *text, struct list *out)
{
	AUTO(cJSON_Delete) cJSON *token = NULL;
	struct buf bytes = { 0 };
	struct err not_json = { 0 };
	bool ok;

	ok = base64_get(&bytes, str_of(text)) &&
	     json_parse(buf_str(&bytes), bytes.size, &token, &not_json) == 0;
	buf_release(&bytes);
	return ok && read_token(a, token, out);
}
