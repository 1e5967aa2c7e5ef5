/*
 * test_written.c - the specs that clients have written, next to a model of arrays
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/specs/written.h"
#include "tests/support/quoted.h"
#include "tests/support/seeded.h"

#define ORGS   3
#define IDS    6
#define DEEDS  600
#define PARAMS 4

static const char *const orgs[ORGS] = { "A@AdobeOrg", "B@AdobeOrg", "" };

/* A spec with that version as its name, which calls the params of the set passwords. */
static struct spec *spec_of(enum spec_kind kind, size_t id, int version, unsigned secrets)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct spec *spec = NULL;
	struct err e = { 0 };

	buf_printf(&text,
	           "{'id':'id-%zu','name':'%d','authSpec':[{'name':'x','spec':{"
	           "'properties':{'open':{}",
	           id, version);
	for (int i = 0; i < PARAMS; i++) {
		if (secrets >> i & 1)
			buf_printf(&text, ",'p%d':{'format':'password'}", i);
	}
	buf_add_str(&text, "}}}]}");
	if (spec_new(kind, quoted_json(buf_str(&text)), &spec, &e) < 0)
		fail_msg("%s", e.text);
	return spec;
}

/* Which version it is. */
static int64_t version_of(const struct spec *spec)
{
	int64_t version = 0;

	assert_true(str_to_int(spec_name(spec), &version));
	return version;
}

struct known {
	int version;  /* 0: not there */
	size_t order; /* when it was first written; 0 for one instead of a built-in */
	unsigned secrets;
	size_t bytes;
};

struct model {
	struct known all[ORGS][SPEC_KINDS][IDS];
	size_t written;
};

static void compare_lists(const struct written *w, const struct model *m, size_t org,
                          uint64_t seed)
{
	for (int kind = 0; kind < SPEC_KINDS; kind++) {
		size_t last = 0, n = 0;
		const struct spec *spec;

		for (; (spec = written_at(w, orgs[org], (enum spec_kind)kind, n)); n++) {
			size_t id = (size_t)(spec_id(spec)[3] - '0');
			const struct known *k = &m->all[org][kind][id];

			if (k->order <= last || version_of(spec) != k->version)
				fail_msg("TEST_SEED=%llu", (unsigned long long)seed);
			last = k->order;
		}
		for (size_t id = 0; id < IDS; id++)
			n -= m->all[org][kind][id].order > 0;
		assert_int_equal(n, 0);
	}
}

static void compare(const struct written *w, const struct model *m, size_t org,
                    uint64_t seed)
{
	unsigned secrets = 0;
	size_t bytes = 0;

	for (int kind = 0; kind < SPEC_KINDS; kind++) {
		for (size_t id = 0; id < IDS; id++) {
			const struct known *k = &m->all[org][kind][id];
			char text[16];
			const struct spec *spec;

			snprintf(text, sizeof(text), "id-%zu", id);
			spec = written_find(w, orgs[org], (enum spec_kind)kind, text);
			if (spec ? version_of(spec) != k->version : k->version)
				fail_msg("TEST_SEED=%llu: %s", (unsigned long long)seed,
				         text);
			secrets |= k->secrets;
			bytes += k->bytes;
		}
	}
	assert_int_equal(written_bytes(w, orgs[org]), bytes);
	for (int i = 0; i < PARAMS; i++) {
		const char param[] = { 'p', (char)('0' + i), '\0' };

		assert_int_equal(written_is_secret(w, orgs[org], param),
		                 secrets >> i & 1);
	}
	assert_false(written_is_secret(w, orgs[org], "open"));
	compare_lists(w, m, org, seed);
}

static void histories_leave_what_the_model_has(UNUSED void **state)
{
	static struct model m;
	struct seeded d = seeded_begin(0);
	struct written w = { 0 };

	m = (struct model){ 0 };
	for (int version = 1; version <= DEEDS; version++) {
		size_t org = seeded_below(&d, ORGS), id = seeded_below(&d, IDS), size;
		enum spec_kind kind = (enum spec_kind)seeded_below(&d, SPEC_KINDS);
		struct known *k = &m.all[org][kind][id];
		unsigned secrets = (unsigned)seeded_below(&d, 1 << PARAMS);
		struct spec *spec = spec_of(kind, id, version, secrets);

		(void)spec_text(spec, &size);
		/* The higher ids stand for built-in ones. */
		written_put(&w, orgs[org], spec,
		            id < IDS / 2 ? WRITTEN_NEW : WRITTEN_INSTEAD_OF);
		if (!k->version && id < IDS / 2)
			k->order = ++m.written;
		k->version = version;
		k->secrets = secrets;
		k->bytes = size;
		for (size_t i = 0; i < ORGS; i++)
			compare(&w, &m, i, d.seed);
	}
	written_release(&w);
}

static void whoever_has_written_nothing_finds_nothing(UNUSED void **state)
{
	struct written w = { 0 };

	assert_null(written_find(&w, "A", SPEC_FLOW, "id-0"));
	assert_null(written_at(&w, "A", SPEC_FLOW, 0));
	assert_int_equal(written_bytes(&w, "A"), 0);
	assert_false(written_is_secret(&w, "A", "p0"));
	written_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(histories_leave_what_the_model_has),
		cmocka_unit_test(whoever_has_written_nothing_finds_nothing),
	};

	return cmocka_run_group_tests_name("specs/written", tests, NULL, NULL);
}
