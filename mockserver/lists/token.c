/*
 * token.c - continuation tokens: a list's question and place, as opaque text
 *
 * {"of":"flows","property":[…],"orderby":…,"limit":20,"count":true,"at":…,"place":…,
 * "keys":[…]} in base64url; by choice without the question, and padded (B41).  It is the
 * client's to keep and to lose: what comes back is read like any other input.
 */
#include "mockserver/lists/token.h"

#include "lib/base64.h"
#include "lib/str.h"
#include "mockserver/lists/plan.h"

/* What only a token of our own holds: the live service's has neither (09 §3). */
static void put_question(const struct list *l, cJSON *token)
{
	cJSON *filters = json_set(token, "property", json_new_array());

	for (size_t i = 0; i < l->filter_count; i++)
		json_push(filters, json_new_str(l->filters[i].text));
	json_set(token, "limit", json_new_int(l->limit));
	if (l->counted)
		json_set(token, "count", json_new_bool(true));
}

void list_put_token(const struct list *l, const struct select_place *last,
                    const cJSON *keys, struct buf *out)
{
	AUTO(cJSON_Delete) cJSON *token = json_new_object();
	struct buf text = { 0 };

	json_set(token, "of", json_new_str(list_collection(l->of)));
	if (!l->bare_tokens)
		put_question(l, token);
	if (l->orderby)
		json_set(token, "orderby", json_new_str(l->orderby));
	json_set(token, "at", json_new_int(last->at));
	json_set(token, "place", json_new_int(last->seq));
	if (keys)
		json_set(token, "keys", json_copy(keys));
	json_print(token, &text);
	if (l->bare_tokens && text.size % 3 == 0)
		buf_add_char(&text, ' '); /* so that there is something to pad */
	base64_put(out, text.data, text.size);
	for (size_t i = text.size; l->bare_tokens && i % 3; i++)
		buf_add_char(out, '=');
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

static bool read_question(struct arena *a, const cJSON *token, struct list *out)
{
	out->counted = cJSON_IsTrue(json_get(token, "count"));
	return json_int(token, "limit", &out->limit) && out->limit > 0 &&
	       out->limit <= LIST_LIMIT_MOST &&
	       read_filters(a, json_get(token, "property"), out);
}

static bool read_token(struct arena *a, const cJSON *token, struct list *out)
{
	const char *of = json_str(token, "of");

	out->begun = true;
	return of && !strcmp(of, list_collection(out->of)) &&
	       json_int(token, "at", &out->after.at) &&
	       json_int(token, "place", &out->after.seq) &&
	       (out->bare_tokens || read_question(a, token, out)) &&
	       read_order(a, token, out);
}

/* Cuts off the padding; false where a client that cuts at = has done so before. */
static bool take_padding(struct str *text)
{
	if (text->size % 4)
		return false;
	for (int i = 0; i < 2 && text->size && text->at[text->size - 1] == '='; i++)
		text->size--;
	return true;
}

bool list_read_token(struct arena *a, const char *text, struct list *out)
{
	AUTO(cJSON_Delete) cJSON *token = NULL;
	struct buf bytes = { 0 };
	struct err not_json = { 0 };
	struct str plain = str_of(text);
	bool ok;

	if (out->bare_tokens && !take_padding(&plain))
		return false;
	ok = base64_get(&bytes, plain) &&
	     json_parse(buf_str(&bytes), bytes.size, &token, &not_json) == 0;
	buf_release(&bytes);
	return ok && read_token(a, token, out);
}
