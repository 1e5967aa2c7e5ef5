/*
 * test_entity.c - what clients write: found by kind, id and tenant, swapped by etag
 */
#include "lib/mem.h"
#include "mockserver/store/entity.h"
#include "mockserver/store/flow.h"
#include "tests/support/quoted.h"
#include "tests/support/seeded.h"
#include "tests/unit/mockserver/store/opened.h"

#define IDS    4
#define ROUNDS 15
#define DEEDS  80

static const char *const orgs[] = { "A@AdobeOrg", "B@AdobeOrg" };
static const char *const sandboxes[] = { "prod", "dev" };

/* One entity as the model has it. */
struct known {
	bool there;
	size_t org, sandbox;
	int64_t version, seq;
	int etag, body;
};

struct known_texts {
	char id[8], etag[16], was[16], body[32];
};

static struct entity entity_of(const struct known *k, size_t kind, size_t id,
                               struct known_texts *t)
{
	snprintf(t->id, sizeof(t->id), "id-%zu", id);
	snprintf(t->etag, sizeof(t->etag), "\"%d\"", k->etag);
	snprintf(t->body, sizeof(t->body), JSON({"n":%d}), k->body);
	return (struct entity){
		.kind = (enum kind)kind,
		.id = t->id,
		.org = orgs[k->org],
		.sandbox = sandboxes[k->sandbox],
		.spec = "spec",
		.state = "enabled",
		.etag = t->etag,
		.body = t->body,
		.version = 1,
		.updated_at = 5,
	};
}

/* The entity is what the model has, for each caller. */
static void compare(const struct known *k, size_t kind, size_t id, uint64_t seed)
{
	struct known_texts t;
	struct entity want = entity_of(k, kind, id, &t);

	for (size_t i = 0; i < 4; i++) {
		AUTO(entity_end) struct entity_text text = { 0 };
		bool own = k->there && i / 2 == k->org && i % 2 == k->sandbox;
		struct err e = { 0 };
		int rc;

		want.org = orgs[i / 2];
		want.sandbox = sandboxes[i % 2];
		rc = entity_begin(&store, &want, &text, &e);
		if ((rc == 0) != own || (!own && e.code != ERR_NOT_FOUND) ||
		    (own &&
		     (strcmp(text.body, t.body) != 0 || strcmp(text.etag, t.etag) != 0)))
			fail_msg("TEST_SEED=%llu: kind %zu, id %zu for caller %zu",
			         (unsigned long long)seed, kind, id, i);
	}
	if (k->there) {
		int64_t version, found_version;
		char found[UUID_TEXT];

		assert_int_equal(entity_version(&store, (enum kind)kind, t.id, &version,
		                                &err),
		                 0);
		assert_int_equal(version, k->version);
		assert_int_equal(entity_version_at(&store, k->seq, found, &found_version,
		                                   &err),
		                 1);
		assert_string_equal(found, t.id);
	}
}

static void put(struct seeded *d, struct known *k, size_t kind, size_t id,
                int64_t *newest)
{
	struct known was = *k,
		     new = { .there = true, .version = 1, .body = 1, .etag = 1 };
	struct known_texts t;
	struct entity n;
	int64_t seq;

	new.org = seeded_below(d, 2);
	new.sandbox = seeded_below(d, 2);
	n = entity_of(&new, kind, id, &t);
	if (was.there) { /* of whomever: an id is there once */
		struct err e = { 0 };

		assert_int_equal(store_begin(&store, &err), 0);
		assert_int_equal(entity_put(&store, &n, &seq, &e), -1);
		store_rollback(&store);
		return;
	}
	assert_int_equal(store_begin(&store, &err), 0);
	assert_int_equal(entity_put(&store, &n, &seq, &err), 0);
	assert_int_equal(store_commit(&store, &err), 0);
	assert_true(seq > *newest); /* never one that was given before */
	*newest = new.seq = seq;
	*k = new;
}

static void swap(struct seeded *d, struct known *k, size_t kind, size_t id)
{
	struct known next = *k;
	bool stale = seeded_once_in(d, 3) || !k->there;
	struct known_texts t, was;
	struct entity n;
	struct err e = { 0 };
	int rc;

	next.etag++;
	next.body++;
	(void)entity_of(k, kind, id, &was);
	n = entity_of(&next, kind, id, &t);
	rc = entity_swap(&store, &n, stale ? "\"other\"" : was.etag, &e);
	assert_int_equal(rc, stale ? -1 : 0);
	if (stale) {
		assert_int_equal(e.code, ERR_STALE);
		return;
	}
	next.version++;
	*k = next;
}

static void rewrite_or_delete(struct seeded *d, struct known *k, size_t kind, size_t id)
{
	struct known next = *k;
	struct known_texts t;
	struct entity n;
	struct err e = { 0 };
	int rc;

	if (seeded_once_in(d, 2)) {
		next.body += 100;
		n = entity_of(&next, kind, id, &t);
		rc = entity_rewrite(&store, &n, &e); /* etag and version stay */
	} else {
		next = (struct known){ 0 };
		n = entity_of(k, kind, id, &t);
		rc = entity_delete(&store, (enum kind)kind, n.id, &e);
	}
	assert_int_equal(rc, k->there ? 0 : -1);
	if (k->there)
		*k = next;
	else
		assert_int_equal(e.code, ERR_NOT_FOUND);
}

static void histories_leave_what_the_model_has(UNUSED void **state)
{
	for (size_t round = 0; round < ROUNDS; round++) {
		struct seeded d = seeded_begin(round);
		struct known all[KIND_COUNT][IDS] = { 0 };
		int64_t newest = 0;

		opened_end(NULL);
		assert_int_equal(opened_begin(NULL), 0);
		for (int i = 0; i < DEEDS; i++) {
			size_t kind = seeded_below(&d, KIND_COUNT),
			       id = seeded_below(&d, IDS);
			struct known *k = &all[kind][id];
			uint64_t writes = store.writes;

			switch (seeded_below(&d, 3)) {
			case 0:
				put(&d, k, kind, id, &newest);
				break;
			case 1:
				swap(&d, k, kind, id);
				break;
			case 2:
				rewrite_or_delete(&d, k, kind, id);
				break;
			}
			assert_true(store.writes > writes); /* caches ask again */
			compare(k, kind, id, d.seed);
		}
	}
}

static int64_t put_flow(const char *id)
{
	const struct entity n = { .kind = KIND_FLOW,
		                  .id = id,
		                  .org = "O",
		                  .sandbox = "s",
		                  .spec = "p",
		                  .state = "enabled",
		                  .etag = "\"1\"",
		                  .body = JSON({"etag":"\"1\"","keep":1.50}),
		                               .version = 1, .updated_at = 5 };
	int64_t seq;

	assert_int_equal(entity_put(&store, &n, &seq, &err), 0);
	return seq;
}

static void the_services_own_write_shows_until_a_client_writes(UNUSED void **state)
{
	const struct caller by = { .org = "O", .sandbox = "s" };
	const struct entity_written written = {
		.seq = put_flow("f"), .version = 7, .updated_at = 99, .etag = "\"7\""
	};
	struct entity n = { .kind = KIND_FLOW,
		            .id = "f",
		            .org = "O",
		            .sandbox = "s",
		            .state = "disabled",
		            .etag = "\"8\"",
		            .body = JSON({"v":8}), .updated_at = VTIME_NEVER };
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	AUTO(entity_end) struct entity_text text = { 0 };

	assert_int_equal(entity_write(&store, &written, &err), 0);
	assert_int_equal(entity_tree(&store, KIND_FLOW, &by, "f", &tree, &err), 0);
	assert_string_equal(json_str(tree, "updatedBy"), SERVICE_USER);
	assert_string_equal(json_str(tree, "updatedClient"), SERVICE_CLIENT);
	assert_quoted_equal(json_str(tree, "etag"), "'7'");
	assert_quoted_equal(json_str(tree, "version"), "'7'");
	assert_string_equal(json_at(tree, "updatedAt")->valuestring, "99");
	assert_string_equal(json_at(tree, "keep")->valuestring, "1.50");
	/* A swap that leaves the time leaves the writer; one with a time does not. */
	assert_int_equal(entity_swap(&store, &n, "\"7\"", &err), 0);
	assert_int_equal(entity_begin(&store, &n, &text, &err), 0);
	assert_true(text.news.by_service);
	assert_int_equal(text.news.updated_at, 99);
	entity_end(&text);
	n.updated_at = 100;
	n.etag = "\"9\"";
	assert_int_equal(entity_swap(&store, &n, "\"8\"", &err), 0);
	assert_int_equal(entity_begin(&store, &n, &text, &err), 0);
	assert_false(text.news.by_service);
	assert_string_equal(text.state, "disabled");
	assert_int_equal(text.size, strlen(n.body));
}

static void tenants_have_numbers_of_their_own_from_their_first_entity_on(
	UNUSED void **state)
{
	int64_t number, other;

	assert_int_equal(entity_find_tenant(&store, "O", "s", &number, &err), 0);
	assert_int_equal(number, 0);
	put_flow("f");
	assert_int_equal(entity_find_tenant(&store, "O", "s", &number, &err), 0);
	assert_true(number > 0);
	put_flow("g");
	assert_int_equal(entity_find_tenant(&store, "O", "s", &other, &err), 0);
	assert_int_equal(other, number);
	assert_int_equal(entity_find_tenant(&store, "s", "O", &other, &err), 0);
	assert_int_equal(other, 0);
}

static void credentials_are_sound_until_they_are_noted_as_unsound(UNUSED void **state)
{
	const struct entity n = { .kind = KIND_CONNECTION,
		                  .id = "c",
		                  .org = "O",
		                  .sandbox = "s",
		                  .spec = "p",
		                  .state = "enabled",
		                  .etag = "e",
		                  .body = "{}",
		                  .sound = UNSOUND };
	enum soundness sound;
	int64_t seq;

	assert_int_equal(entity_soundness(&store, "c", &sound, &err), 0);
	assert_int_equal(sound, SOUND); /* one that is not there, too */
	assert_int_equal(entity_put(&store, &n, &seq, &err), 0);
	assert_int_equal(entity_soundness(&store, "c", &sound, &err), 0);
	assert_int_equal(sound, UNSOUND);
	assert_int_equal(entity_note_soundness(&store, "c", SOUND, &err), 0);
	assert_int_equal(entity_soundness(&store, "c", &sound, &err), 0);
	assert_int_equal(sound, SOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(histories_leave_what_the_model_has,
		                                opened_begin, opened_end),
		cmocka_unit_test_setup_teardown(
			the_services_own_write_shows_until_a_client_writes, opened_begin,
			opened_end),
		cmocka_unit_test_setup_teardown(
			tenants_have_numbers_of_their_own_from_their_first_entity_on,
			opened_begin, opened_end),
		cmocka_unit_test_setup_teardown(
			credentials_are_sound_until_they_are_noted_as_unsound,
			opened_begin, opened_end),
	};

	return cmocka_run_group_tests_name("store/entity", tests, NULL, NULL);
}
