/*
 * generator.c - records that are a pure function of seed, dataset id and index
 *
 * Values are made column by column.  A struct's null is marked in its own array
 * and handed down as `dead`, so that the children fill themselves with nulls.
 */
#include "mockserver/data/generator.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/data/draw.h"
#include "mockserver/data/rule.h"

struct generator {
	struct arrival arrival;
	struct rule rules;
};

/* The values to make: in a list they are its elements, of all rows together. */
struct span {
	size_t count;
	uint64_t *key; /* what makes a value differ from the field's others */
	uint64_t *row; /* the record it belongs to */
	uint8_t *dead; /* 1: something above it is null */
};

/* One field of one batch. */
struct fill {
	const struct generator *generator;
	uint64_t seed; /* of the dataset */
	vtime zero;
	struct buf *text; /* scratch */
	const struct rule *rule;
	uint64_t field; /* seed of the field */
	const struct span *span;
};

static struct span span_new(size_t count)
{
	struct span s = { .count = count };

	s.key = mem_alloc((count + 1) * sizeof(*s.key));
	s.row = mem_alloc((count + 1) * sizeof(*s.row));
	s.dead = mem_alloc(count + 1);
	return s;
}

static void span_release(struct span *s)
{
	free(s->key);
	free(s->row);
	free(s->dead);
}

/* Puts a number in the column's units where it belongs. */
static void add_units(struct column *c, const struct rule *r, int64_t v)
{
	switch (c->def->type) {
	case COLUMN_BOOL:
		column_add_bool(c, v != 0);
		break;
	case COLUMN_INT32:
	case COLUMN_DATE:
		column_add_i32(c, (int32_t)v);
		break;
	case COLUMN_DOUBLE: /* one division of two exact doubles: the same everywhere */
		column_add_double(c, (double)v / r->divisor);
		break;
	case COLUMN_INT64:
	case COLUMN_STRING:
	case COLUMN_TIMESTAMP:
	case COLUMN_DECIMAL:
	case COLUMN_STRUCT:
	case COLUMN_LIST:
	case COLUMN_MAP:
	case COLUMN_TYPE_COUNT:
		column_add_i64(c, v);
		break;
	}
}

/* The makers of one value; h is the hash of field and key. */

static void make_sequence(const struct fill *f, struct column *c, size_t i, uint64_t h)
{
	const struct rule *r = f->rule;
	uint64_t step = r->period ? f->span->row[i] % r->period : f->span->row[i];

	(void)h;
	add_units(c, r, (int64_t)((uint64_t)r->low + step * (uint64_t)r->high));
}

static void make_choice(const struct fill *f, struct column *c, size_t i, uint64_t h)
{
	const struct rule_option *o = draw_option(f->rule, h);

	(void)i;
	if (c->def->type == COLUMN_STRING)
		column_add_str(c, o->text, o->size);
	else
		add_units(c, f->rule, o->units);
}

static void make_range(const struct fill *f, struct column *c, size_t i, uint64_t h)
{
	(void)i;
	add_units(c, f->rule, draw_between(f->rule, h));
}

/* Days since 1970, rounded down before it, too. */
static int64_t days_of(vtime at)
{
	return at / MS_PER_DAY - (at % MS_PER_DAY < 0);
}

static void make_arrival(const struct fill *f, struct column *c, size_t i, uint64_t h)
{
	vtime at = arrival_at(&f->generator->arrival, f->zero, f->span->row[i]);

	if (at > VTIME_MAX)
		at = VTIME_MAX;
	if (f->rule->lag_ms)
		at -= (int64_t)hash_below(h, (uint64_t)f->rule->lag_ms + 1);
	if (at < VTIME_MIN)
		at = VTIME_MIN;
	add_units(c, f->rule, c->def->type == COLUMN_DATE ? days_of(at) : at);
}

static void make_text(const struct fill *f, struct column *c, size_t i, uint64_t h)
{
	struct shape_draw draw = { .field = h,
		                   .record = hash_with(f->seed, f->span->key[i]),
		                   .row = f->span->row[i] };

	buf_clear(f->text);
	shape_put(f->rule->pattern, &draw, f->text);
	column_add_str(c, f->text->data, f->text->size);
}

typedef void make_fn(const struct fill *f, struct column *c, size_t i, uint64_t h);
static make_fn *const makers[] = {
	[RULE_SEQUENCE] = make_sequence, [RULE_CHOICE] = make_choice,
	[RULE_RANGE] = make_range,       [RULE_ARRIVAL] = make_arrival,
	[RULE_TEXT] = make_text,
};
static_assert(ARRAY_LEN(makers) == RULE_LIST, "kinds past these have children");

static void fill_scalars(const struct fill *f, struct column *c)
{
	make_fn *make;

	assert(f->rule->kind < RULE_LIST);
	make = makers[f->rule->kind];
	for (size_t i = 0; i < f->span->count; i++) {
		uint64_t h = hash_with(f->field, f->span->key[i]);

		if (f->span->dead[i] || draw_null(f->rule, h))
			column_add_null(c);
		else
			make(f, c, i, h);
	}
}

static void fill_column(const struct fill *parent, const struct rule *rule,
                        const struct span *span, struct column *c);

static void fill_struct(const struct fill *f, struct column *c)
{
	struct span below = span_new(f->span->count);

	memcpy(below.key, f->span->key, below.count * sizeof(*below.key));
	memcpy(below.row, f->span->row, below.count * sizeof(*below.row));
	for (size_t i = 0; i < f->span->count; i++) {
		uint64_t h = hash_with(f->field, f->span->key[i]);

		below.dead[i] = f->span->dead[i] || draw_null(f->rule, h);
		column_add_struct(c);
		c->valid[c->count - 1] = !below.dead[i];
	}
	for (size_t k = 0; k < c->def->child_count; k++)
		fill_column(f, &f->rule->child[k], &below, &c->child[k]);
	span_release(&below);
}

/* The lengths of all lists, and where each begins; a null's is 0. */
static size_t draw_lengths(const struct fill *f, uint32_t *length, uint8_t *null)
{
	size_t total = 0;

	for (size_t i = 0; i < f->span->count; i++) {
		uint64_t h = hash_with(f->field, f->span->key[i]);

		null[i] = f->span->dead[i] || draw_null(f->rule, h);
		length[i] = null[i] ? 0 : (uint32_t)draw_between(f->rule, h);
		total += length[i];
	}
	return total;
}

/* Appends the lists' ends, after their elements are there. */
static void close_lists(struct column *c, const uint32_t *length, const uint8_t *null,
                        size_t count)
{
	/* column_add_list() takes all elements there are: the ends are set by hand. */
	for (size_t i = 0; i < count; i++) {
		uint32_t start = c->offsets[c->count];

		if (null[i])
			column_add_null(c);
		else
			column_add_list(c);
		c->offsets[c->count] = start + length[i];
	}
}

static void fill_list(const struct fill *f, struct column *c)
{
	uint32_t *length = mem_alloc((f->span->count + 1) * sizeof(*length));
	uint8_t *null = mem_alloc(f->span->count + 1);
	struct span below = span_new(draw_lengths(f, length, null));
	size_t at = 0;

	for (size_t i = 0; i < f->span->count; i++) {
		for (uint64_t k = 0; k < length[i]; k++, at++) {
			below.key[at] = hash_with(f->span->key[i] ^ f->rule->salt, k);
			below.row[at] = f->span->row[i];
		}
	}
	fill_column(f, &f->rule->child[0], &below, &c->child[0]);
	close_lists(c, length, null, f->span->count);
	span_release(&below);
	free(length);
	free(null);
}

static void fill_map(const struct fill *f, struct column *c)
{
	const struct rule *r = f->rule;
	struct span below = span_new(f->span->count * r->option_count);
	uint32_t *length = mem_alloc((f->span->count + 1) * sizeof(*length));
	uint8_t *null = mem_alloc(f->span->count + 1);

	below.count = 0;
	for (size_t i = 0; i < f->span->count; i++) {
		uint64_t h = hash_with(f->field, f->span->key[i]);

		null[i] = f->span->dead[i] || draw_null(f->rule, h);
		for (size_t k = 0; !null[i] && k < r->option_count; k++) {
			if (hash_with(h, k) >> 32 >= r->chance)
				continue;
			column_add_str(&c->child[0], r->option[k].text,
			               r->option[k].size);
			below.key[below.count] = hash_with(f->span->key[i] ^ r->salt, k);
			below.row[below.count++] = f->span->row[i];
			length[i]++;
		}
	}
	fill_column(f, &r->child[1], &below, &c->child[1]);
	close_lists(c, length, null, f->span->count);
	span_release(&below);
	free(length);
	free(null);
}

static void fill_column(const struct fill *parent, const struct rule *rule,
                        const struct span *span, struct column *c)
{
	struct fill f = *parent;

	f.rule = rule;
	f.field = hash_with(f.seed, rule->salt);
	f.span = span;
	switch (rule->kind) {
	case RULE_STRUCT:
		fill_struct(&f, c);
		break;
	case RULE_LIST:
		fill_list(&f, c);
		break;
	case RULE_MAP:
		fill_map(&f, c);
		break;
	case RULE_SEQUENCE:
	case RULE_CHOICE:
	case RULE_RANGE:
	case RULE_ARRIVAL:
	case RULE_TEXT:
	case RULE_KIND_COUNT:
		fill_scalars(&f, c);
		break;
	}
}

/* Fills c, all of the record or a child of it; above neither is anything null. */
static void fill_rows(struct fill f, const struct rule *rule, uint64_t from, size_t n,
                      struct column *c)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct span span = span_new(n);

	f.text = &text;
	for (size_t i = 0; i < n; i++)
		span.key[i] = span.row[i] = from + i;
	fill_column(&f, rule, &span, c);
	span_release(&span);
}

void generator_fill(const struct generator *g, uint64_t seed, vtime zero, uint64_t from,
                    size_t n, struct column *rows)
{
	const struct fill f = { .generator = g, .seed = seed, .zero = zero };

	fill_rows(f, &g->rules, from, n, rows);
}

void generator_fill_child(const struct generator *g, const struct generated *of,
                          size_t child, struct column *out)
{
	const struct fill f = { .generator = g, .seed = of->seed, .zero = of->zero };

	fill_rows(f, &g->rules.child[child], of->from, of->count, out);
}

struct lag generator_lag(const struct generator *g, size_t child)
{
	const struct rule *r = &g->rules.child[child];

	return r->kind == RULE_ARRIVAL ? (struct lag){ 0, r->lag_ms } : LAG_ANY;
}

/* A rate's member, and the period it counts in. */
static const struct {
	const char *name;
	int64_t period_ms;
} rates[] = {
	{ "rowsPerHour", MS_PER_HOUR },
	{ "rowsPerDay", MS_PER_DAY },
};

static int read_count(const cJSON *settings, const char *name, int64_t most,
                      const struct cursor *at, uint64_t *out, struct err *e)
{
	int64_t n;

	if (!json_int(settings, name, &n) || n < 0 || n > most)
		return cursor_fail(at, e, "'%s' is not a whole number from 0 to %lld",
		                   name, (long long)most);
	*out = (uint64_t)n;
	return 0;
}

static int read_arrivals(const cJSON *settings, const struct cursor *at,
                         struct arrival *out, struct err *e)
{
	size_t found = 0;

	out->period_ms = MS_PER_HOUR;
	if (read_count(settings, "rowsAtStart", ARRIVAL_START_MAX, at, &out->at_start,
	               e) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(rates); i++) {
		if (!json_get(settings, rates[i].name))
			continue;
		if (found++)
			return cursor_fail(at, e, "has both '%s' and '%s'", rates[0].name,
			                   rates[i].name);
		out->period_ms = rates[i].period_ms;
		if (read_count(settings, rates[i].name, ARRIVAL_RATE_MAX, at, &out->rate,
		               e) < 0)
			return -1;
	}
	return 0;
}

int generator_new(const cJSON *settings, const struct column_def *schema,
                  struct cursor *at, struct generator **out, struct err *e)
{
	struct arrival arrival = { 0 };
	struct rule rules;
	size_t mark;

	if (read_arrivals(settings, at, &arrival, e) < 0)
		return -1;
	mark = cursor_enter(at, "fields");
	if (rule_read(json_get(settings, "fields"), schema, at, &rules, e) < 0)
		return -1;
	cursor_leave(at, mark);
	*out = mem_alloc(sizeof(**out));
	**out = (struct generator){ .arrival = arrival, .rules = rules };
	return 0;
}

void generator_free(struct generator *g)
{
	if (!g)
		return;
	rule_release(&g->rules);
	free(g);
}

const struct arrival *generator_arrival(const struct generator *g)
{
	return &g->arrival;
}
