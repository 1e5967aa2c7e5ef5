/*
 * fuzz_filter.c - any text is a filter and an order, or one of their documented errors
 *
 * The input: a filter, a line feed, an order, a line feed, and the JSON of an item.
 */
#include "mockserver/contract/order.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The next line; requests have no NUL in their parameters. */
static char *line(struct str *rest, struct arena *a)
{
	struct str part = { "", 0 };

	(void)str_split(rest, '\n', &part); /* none left: an empty line */
	return arena_strndup(a, part.at, strnlen(part.at, part.size));
}

static void judge_refusal(struct refusal *rf)
{
	assert(rf->error > E_NONE && rf->error < E_COUNT && rf->text);
	assert(error_row(rf->error)->status == 400);
	refusal_release(rf);
}

/* Its text reads back as the same filter. */
static void judge_filter(const struct filter *f, const cJSON *item, struct arena *a)
{
	struct refusal none = { 0 };
	struct filter again;
	int rc = filter_read(a, f->text, &again, &none);

	assert(rc == 0 && again.op == f->op && again.count == f->count);
	assert(!strcmp(again.path, f->path) && !strpbrk(f->path, "[]=<>!~"));
	assert(f->count > 0 && (f->count == 1 || f->op == FILTER_EQ));
	assert(filter_match(f, item) == filter_match(&again, item));
}

static void judge_order(const struct order *o, const cJSON *item)
{
	assert(o->count > 0);
	for (size_t i = 0; i < o->count; i++) {
		const cJSON *v = order_value(&o->keys[i], item);

		assert(order_cmp(&o->keys[i], v, v) == 0);
		assert(order_cmp(&o->keys[i], v, NULL) <= 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = { (const char *)data, size };
	AUTO(cJSON_Delete) cJSON *item = NULL;
	struct arena a = { 0 };
	struct refusal rf = { 0 };
	struct err not_json = { 0 };
	struct filter f;
	struct order o;
	const char *filter = line(&rest, &a), *order = line(&rest, &a);

	if (!rest.at || json_parse(rest.at, rest.size, &item, &not_json) < 0)
		item = json_new_object();
	if (filter_read(&a, filter, &f, &rf) < 0)
		judge_refusal(&rf);
	else
		judge_filter(&f, item, &a);
	if (order_read(&a, order, &o, &rf) < 0)
		judge_refusal(&rf);
	else
		judge_order(&o, item);
	arena_release(&a);
	return 0;
}
