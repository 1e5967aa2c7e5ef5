/*
 * fuzz_json.c - any bytes are a tree that prints and reads back, or an error with a place
 */
#include "lib/json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static cJSON *read_back(const struct buf *text)
{
	struct err e = { 0 };
	cJSON *v = NULL;
	int rc = json_parse(buf_str(text), text->size, &v, &e);

	assert(rc == 0);
	return v;
}

/* Printing keeps the value, and what was printed once prints the same again. */
static void judge_print(const cJSON *v, void (*print)(const cJSON *, struct buf *))
{
	AUTO(buf_release) struct buf first = { 0 }, second = { 0 };
	AUTO(cJSON_Delete) cJSON *again = NULL;

	print(v, &first);
	again = read_back(&first);
	assert(json_equal(v, again) && json_equal(again, v));
	print(again, &second);
	assert(first.size == second.size && !memcmp(first.data, second.data, first.size));
}

static void judge_number(const cJSON *v)
{
	char whole[24];
	int64_t n;

	assert(json_number_cmp(v->valuestring, v->valuestring) == 0);
	if (!json_to_int(v, &n))
		return;
	snprintf(whole, sizeof(whole), "%lld", (long long)n);
	assert(json_number_cmp(v->valuestring, whole) == 0);
}

static void judge_numbers(const cJSON *v)
{
	const cJSON *one;

	if (cJSON_IsNumber(v))
		judge_number(v);
	cJSON_ArrayForEach(one, v)
		judge_numbers(one);
}

static void judge_copy(const cJSON *v)
{
	AUTO(cJSON_Delete) cJSON *copy = json_copy(v);

	assert(json_equal(v, copy));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(cJSON_Delete) cJSON *v = NULL;
	struct err e = { 0 };

	if (json_parse((const char *)data, size, &v, &e) < 0) {
		assert(!v && e.code == ERR_INVALID && !strncmp(e.text, "line ", 5));
		return 0;
	}
	assert(e.code == ERR_NONE);
	judge_print(v, json_print);
	judge_print(v, json_print_pretty);
	judge_numbers(v);
	judge_copy(v);
	return 0;
}
