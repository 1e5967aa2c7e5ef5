/*
 * rows.c - rows for tests: a schema and values, each written in a line
 */
#include "tests/support/rows.h"

#include <ctype.h>
#include <math.h>

#include "lib/hash.h"
#include "lib/json/json.h"
#include "lib/mem.h"

/* ---- schemas ---- */

static char *take_word(const char **at)
{
	size_t n = 0;
	char *word;

	*at += strspn(*at, " ,\n\t");
	while (isalnum((unsigned char)(*at)[n]) || (*at)[n] == '_')
		n++;
	word = mem_printf("%.*s", (int)n, *at);
	*at += n;
	return word;
}

static bool take(const char **at, char c)
{
	*at += strspn(*at, " ,\n\t");
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

static void parse_type(const char **at, struct column_def *d);

static struct column_def *add_child(struct column_def *d, char *name)
{
	d->child = mem_grow(d->child, d->child_count + 1, sizeof(*d->child));
	d->child[d->child_count] = (struct column_def){ .name = name };
	return &d->child[d->child_count++];
}

static void parse_members(const char **at, struct column_def *d, char end)
{
	d->type = COLUMN_STRUCT;
	while (!take(at, end))
		parse_type(at, add_child(d, take_word(at)));
}

static void parse_scalar(const char **at, struct column_def *d)
{
	AUTO(mem_free) char *word = take_word(at);
	int n = 0;

	while (d->type < COLUMN_TYPE_COUNT &&
	       strcmp(word, column_type_name(d->type)) != 0)
		d->type++;
	assert(d->type < COLUMN_TYPE_COUNT);
	if (d->type == COLUMN_DECIMAL) {
		int got = sscanf(*at, "(%d,%d)%n", &d->precision, &d->scale, &n);

		assert(got == 2);
		*at += n;
	}
}

static void parse_type(const char **at, struct column_def *d)
{
	if (take(at, '{')) {
		parse_members(at, d, '}');
	} else if (take(at, '[')) {
		d->type = COLUMN_LIST;
		parse_type(at, add_child(d, mem_strdup("element")));
		assert(**at == ']');
		(*at)++;
	} else if (take(at, '<')) {
		d->type = COLUMN_MAP;
		add_child(d, mem_strdup("key"))->type = COLUMN_STRING;
		parse_type(at, add_child(d, mem_strdup("value")));
		assert(**at == '>');
		(*at)++;
	} else {
		parse_scalar(at, d);
	}
	d->nullable = !take(at, '!');
}

/* ---- values from JSON ---- */

static int64_t whole(const cJSON *v)
{
	int64_t n = 0;
	bool ok = json_to_int(v, &n);

	assert(ok);
	return n;
}

static double real(const cJSON *v)
{
	if (!cJSON_IsString(v))
		return v->valuedouble;
	return strcmp(v->valuestring, "NaN") == 0 ? (double)NAN
	       : v->valuestring[0] == '-'         ? -(double)INFINITY
	                                          : (double)INFINITY;
}

static void add_value(struct column *c, const cJSON *v);

static void add_elements(struct column *c, const cJSON *v)
{
	const cJSON *element;

	cJSON_ArrayForEach(element, v) {
		if (c->def->type == COLUMN_MAP)
			column_add_str(&c->child[0], element->string,
			               strlen(element->string));
		add_value(&c->child[c->def->type == COLUMN_MAP], element);
	}
	column_add_list(c);
}

static void add_value(struct column *c, const cJSON *v)
{
	if (!v || cJSON_IsNull(v)) {
		column_add_null(c);
		return;
	}
	switch (c->def->type) {
	case COLUMN_BOOL:
		column_add_bool(c, cJSON_IsTrue(v));
		break;
	case COLUMN_INT32:
	case COLUMN_DATE:
		column_add_i32(c, (int32_t)whole(v));
		break;
	case COLUMN_DOUBLE:
		column_add_double(c, real(v));
		break;
	case COLUMN_STRING:
		column_add_str(c, v->valuestring, strlen(v->valuestring));
		break;
	case COLUMN_STRUCT:
		column_add_struct(c);
		for (size_t i = 0; i < c->def->child_count; i++)
			add_value(&c->child[i], json_get(v, c->def->child[i].name));
		break;
	case COLUMN_LIST:
	case COLUMN_MAP:
		add_elements(c, v);
		break;
	default:
		column_add_i64(c, whole(v));
	}
}

/* ---- values from a seed ---- */

static double random_double(uint64_t h)
{
	static const double special[] = { 0.0, -0.0,   1e300,    -1e-300,
		                          0.1, 5e-324, 123456.75 };

	if (hash_below(h, 4) == 0)
		return special[hash_below(hash_mix(h), ARRAY_LEN(special))];
	return (hash_unit(h) - 0.5) * 1e6;
}

static int64_t random_i64(const struct column_def *d, uint64_t h)
{
	int64_t most = 1;

	switch (d->type) {
	case COLUMN_TIMESTAMP:
		return (int64_t)hash_below(h, UINT64_C(4102444800000)) -
		       INT64_C(500000000000);
	case COLUMN_DECIMAL:
		for (int i = 0; i < d->precision; i++)
			most *= 10;
		return (int64_t)(hash_mix(h) % (uint64_t)(2 * most - 1)) - (most - 1);
	default:
		/* Few distinct values, or any at all. */
		return hash_below(h, 2) ? (int64_t)hash_below(hash_mix(h), 5)
		                        : (int64_t)h;
	}
}

static void add_random_str(struct column *c, uint64_t h)
{
	static const char *const pieces[] = {
		"", "a", "\"q\\uote\"", "é", "漢字", "😀", "line\nfeed", "amsterdam",
	};
	char text[64];
	int n = 0;

	if (hash_below(h, 3))
		n = snprintf(text, sizeof(text), "%s",
		             pieces[hash_mix(h) % ARRAY_LEN(pieces)]);
	else
		n = snprintf(text, sizeof(text), "id-%llx", (unsigned long long)h);
	column_add_str(c, text, (size_t)n);
}

static void add_random(struct column *c, uint64_t seed);

static void add_random_elements(struct column *c, uint64_t h)
{
	uint64_t n = hash_below(hash_with(h, 7), 5);

	for (uint64_t k = 0; k < n; k++) {
		char key[8];

		if (c->def->type == COLUMN_MAP)
			column_add_str(&c->child[0], key,
			               (size_t)snprintf(key, sizeof(key), "k%d", (int)k));
		add_random(&c->child[c->def->type == COLUMN_MAP], hash_with(h, k));
	}
	column_add_list(c);
}

static void add_random(struct column *c, uint64_t seed)
{
	uint64_t h = hash_mix(seed);

	if (c->def->nullable && hash_below(hash_with(h, 99), 5) == 0) {
		column_add_null(c);
		return;
	}
	switch (c->def->type) {
	case COLUMN_BOOL:
		column_add_bool(c, h & 1);
		break;
	case COLUMN_INT32:
		column_add_i32(c, (int32_t)(uint32_t)h);
		break;
	case COLUMN_DATE:
		column_add_i32(c, (int32_t)hash_below(h, 60000) - 20000);
		break;
	case COLUMN_DOUBLE:
		column_add_double(c, random_double(h));
		break;
	case COLUMN_STRING:
		add_random_str(c, h);
		break;
	case COLUMN_STRUCT:
		column_add_struct(c);
		for (size_t i = 0; i < c->def->child_count; i++)
			add_random(&c->child[i], hash_with(h, i));
		break;
	case COLUMN_LIST:
	case COLUMN_MAP:
		add_random_elements(c, h);
		break;
	default:
		column_add_i64(c, random_i64(c->def, h));
	}
}

/* ---- batches ---- */

static int next(void *ctx, const struct column **batch, struct err *e)
{
	struct rows *r = ctx;

	if (r->fail_at && r->next + 1 == (size_t)r->fail_at)
		return err_set(e, ERR_INVALID, "the source fails at call %d", r->fail_at);
	if (r->next == r->batch_count * r->times)
		return 0;
	*batch = &r->batch[r->next++ % r->batch_count];
	return 1;
}

void rows_init(struct rows *r, const char *schema)
{
	*r = (struct rows){ .def = mem_alloc(sizeof(*r->def)), .times = 1 };
	r->def->name = mem_strdup("row");
	parse_members(&schema, r->def, '\0');
	r->source = (struct row_source){ .schema = r->def, .next = next, .ctx = r };
	rows_cut(r);
}

void rows_release(struct rows *r)
{
	for (size_t i = 0; i < r->batch_count; i++)
		column_release(&r->batch[i]);
	free(r->batch);
	column_def_release(r->def);
	free(r->def);
	*r = (struct rows){ 0 };
}

void rows_add(struct rows *r, const char *json)
{
	while (*json) {
		size_t n = strcspn(json, "\n");
		AUTO(cJSON_Delete) cJSON *v = NULL;
		struct err e = { 0 };

		if (json_parse(json, n, &v, &e) < 0) {
			fprintf(stderr, "rows_add: %s\n", e.text);
			abort();
		}
		add_value(&r->batch[r->batch_count - 1], v);
		json += n + (json[n] == '\n');
	}
}

void rows_add_random(struct rows *r, uint64_t seed)
{
	struct column *c = &r->batch[r->batch_count - 1];

	column_add_struct(c);
	for (size_t i = 0; i < r->def->child_count; i++)
		add_random(&c->child[i], hash_with(seed, i));
}

void rows_cut(struct rows *r)
{
	r->batch = mem_grow(r->batch, r->batch_count + 1, sizeof(*r->batch));
	column_init(&r->batch[r->batch_count++], r->def);
}

struct row_source *rows_source(struct rows *r, size_t times)
{
	while (r->batch_count && !r->batch[r->batch_count - 1].count)
		column_release(&r->batch[--r->batch_count]);
	r->next = 0;
	r->times = times;
	return &r->source;
}
