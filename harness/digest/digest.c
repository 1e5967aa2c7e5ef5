/*
 * digest.c - a number that stands for a record, and the key it has at a path
 *
 * An object is the sum of the members, so their order does not count; an array is mixed
 * element by element.
 */
#include "harness/digest/digest.h"

#include "lib/decimal.h"
#include "lib/hash.h"

#define NO_MATCH SIZE_MAX

/* What each kind of value starts its hash from. */
enum digest_seed {
	SEED_TEXT = 1,
	SEED_TEXT_LOW,
	SEED_NUMBER,
	SEED_TRUE,
	SEED_FALSE,
	SEED_NULL,
	SEED_OBJECT,
	SEED_ARRAY,
	SEED_NAME,
};

/* ---------------------------------------------------------------- paths */

static int bad_path(const char *text, struct err *e)
{
	return err_set(e, ERR_INVALID,
	               "'%s' is no path such as id, person.id or emails[0].address",
	               text);
}

int digest_path_parse(const char *text, struct digest_path *out, struct err *e)
{
	const char *at = text;

	*out = (struct digest_path){ 0 };
	while (*at) {
		size_t n = strcspn(at, ".[");
		struct digest_step *step = &out->steps[out->count];

		if (out->count == DIGEST_STEPS_MAX)
			return err_set(e, ERR_INVALID, "'%s' has more than %d steps",
			               text, DIGEST_STEPS_MAX);
		if (*at == '[') {
			char *end;

			step->index = strtoull(at + 1, &end, 10);
			if (end == at + 1 || *end != ']' || at[1] == '-' || at[1] == '+')
				return bad_path(text, e);
			at = end + 1;
		} else {
			if (!n)
				return bad_path(text, e);
			step->name = (struct str){ at, n };
			at += n;
		}
		out->count++;
		if (*at == '.' && !*++at)
			return bad_path(text, e);
		if (*at && *at != '[' && at[-1] != '.')
			return bad_path(text, e);
	}
	return out->count ? 0 : bad_path(text, e);
}

/* Where the next value stands on the path, or NO_MATCH. */
static size_t match_element(const struct digest *d, const struct digest_frame *f)
{
	const struct digest_step *step;

	if (!d->path || f->matched == NO_MATCH || f->matched == d->path->count)
		return NO_MATCH;
	step = &d->path->steps[f->matched];
	return !step->name.at && step->index == f->count ? f->matched + 1 : NO_MATCH;
}

static size_t match_member(const struct digest *d, const struct digest_frame *f,
                           const char *at, size_t n)
{
	const struct digest_step *step;

	if (!d->path || f->matched == NO_MATCH || f->matched == d->path->count)
		return NO_MATCH;
	step = &d->path->steps[f->matched];
	return step->name.at && step->name.size == n && !memcmp(step->name.at, at, n)
	               ? f->matched + 1
	               : NO_MATCH;
}

/* ---------------------------------------------------------------- values */

void digest_record(struct digest *d, const struct digest_path *path)
{
	d->path = path;
	d->depth = 0;
	d->within = 0;
	d->key = (struct digest_key){ 0 };
}

/* A value's place on the path. */
static size_t step_place(const struct digest *d)
{
	const struct digest_frame *f;

	if (!d->depth)
		return 0;
	f = &d->frames[d->depth - 1];
	return f->shape == DIGEST_OBJECT ? f->next : match_element(d, f);
}

/* Is a value at that place of the path hashed? */
static bool wants(const struct digest *d, size_t place)
{
	return d->whole || d->within || (d->path && place == d->path->count);
}

bool digest_wants(const struct digest *d)
{
	return wants(d, step_place(d));
}

void digest_skip(struct digest *d)
{
	if (d->depth)
		d->frames[d->depth - 1].count++;
}

/* Adds a value to what holds it; `low` is its other lane. */
static void put_value(struct digest *d, uint64_t v, uint64_t low, size_t place)
{
	struct digest_frame *f;

	if (d->path && place == d->path->count)
		d->key = (struct digest_key){ v, low, true };
	if (!d->depth) {
		d->value = v;
		return;
	}
	f = &d->frames[d->depth - 1];
	if (f->shape == DIGEST_OBJECT)
		f->sum += hash_with(f->name, v);
	else
		f->sum = hash_with(f->sum, v);
	f->count++;
}

void digest_begin(struct digest *d, enum digest_shape shape)
{
	size_t place = step_place(d);
	struct digest_frame *f = &d->frames[d->depth++];

	assert(d->depth <= DIGEST_DEPTH_MAX);
	f->shape = shape;
	f->sum = 0;
	f->count = 0;
	f->matched = place;
	f->next = NO_MATCH;
	d->within += d->path && place == d->path->count;
}

void digest_end(struct digest *d)
{
	const struct digest_frame *f = &d->frames[--d->depth];
	uint64_t seed = f->shape == DIGEST_OBJECT ? SEED_OBJECT : SEED_ARRAY;
	uint64_t v = hash_with(seed, f->sum);

	d->within -= d->path && f->matched == d->path->count;
	put_value(d, v, hash_mix(v), f->matched);
}

void digest_name(struct digest *d, const char *at, size_t n)
{
	struct digest_frame *f = &d->frames[d->depth - 1];

	f->name = d->whole || d->within ? hash_bytes(SEED_NAME, at, n) : 0;
	f->next = match_member(d, f, at, n);
}

void digest_text(struct digest *d, const char *at, size_t n)
{
	size_t place = step_place(d);
	bool is_key = d->path && place == d->path->count;

	if (!wants(d, place)) {
		digest_skip(d);
		return;
	}
	put_value(d, hash_bytes(SEED_TEXT, at, n),
	          is_key ? hash_bytes(SEED_TEXT_LOW, at, n) : 0, place);
}

void digest_number(struct digest *d, const char *text)
{
	size_t place = step_place(d);
	uint64_t v;

	if (!wants(d, place)) {
		digest_skip(d);
		return;
	}
	v = hash_with(SEED_NUMBER, decimal_hash(decimal_of(text)));
	put_value(d, v, hash_mix(v), place);
}

void digest_int(struct digest *d, int64_t v)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)v);
	digest_number(d, text);
}

void digest_bool(struct digest *d, bool v)
{
	uint64_t h = hash_mix(v ? SEED_TRUE : SEED_FALSE);

	put_value(d, h, hash_mix(h), step_place(d));
}

void digest_null(struct digest *d)
{
	struct digest_frame *f = d->depth ? &d->frames[d->depth - 1] : NULL;

	if (!f || f->shape == DIGEST_OBJECT)
		return;
	f->sum = hash_with(f->sum, hash_mix(SEED_NULL));
	f->count++;
}
