/*
 * test_manifest.c - mockserver/runs/manifest.c: a manifest of one dataset's files, of
 * several datasets' in one folder, and what faults make of it
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define TWO                                                               \
	"{'name':'two','connectionSpec':{'id':"                           \
	"'23598e46-f560-407b-88d5-ea6207e49db0','version':'1.0'},"        \
	"'params':{'datasets':[{'dataSetId':'5ef3e3259ad2a1191ab7dd7d'}," \
	"{'dataSetId':'65b1f00d0a1c4e2b9d7e3f03'}]}}"
#define PARAMS \
	JSON("compression":"NONE","datasetFileType":"JSON","includeFileManifest":true)
#define PARKED \
	JSON({"exportMode":"FIRST_FULL_THEN_INCREMENTAL","timeUnit":"day","interval":1, \
	     "startTime":1798761600})

static struct mock mock;

/* What lies in the bucket, and the last manifest's text. */
struct found {
	struct buf manifest;
	struct buf listing; /* "NAME SIZE" of each part */
	size_t parts, manifests;
};

static void found_release(struct found *f)
{
	buf_release(&f->manifest);
	buf_release(&f->listing);
}

static int visit(void *ctx, const char *path, uint64_t size, struct err *e)
{
	AUTO(mem_free) char *whole = mem_printf("%s/s3/%s", mock.exports, path);
	struct found *f = ctx;

	if (strstr(path, "/part-")) {
		f->parts++;
		buf_printf(&f->listing, "%s %llu\n", strrchr(path, '/') + 1,
		           (unsigned long long)size);
	}
	if (!strstr(path, "/manifest-"))
		return 0;
	f->manifests++;
	buf_clear(&f->manifest);
	return file_read(whole, SIZE_MAX, &f->manifest, e);
}

static void look(struct found *out)
{
	AUTO(mem_free) char *root = mem_printf("%s/s3", mock.exports);
	struct err e = { 0 };

	*out = (struct found){ 0 };
	if (file_is_dir(root) && file_walk(root, visit, out, &e) < 0)
		fail_msg("%s", e.text);
}

/* So many parts and manifests are there, and the manifest lists so many. */
static void expect(size_t parts, size_t manifests, int listed)
{
	AUTO(cJSON_Delete) cJSON *json = NULL;
	struct err e = { 0 };
	struct found f;

	look(&f);
	assert_int_equal(f.parts, parts);
	assert_int_equal(f.manifests, manifests);
	if (manifests) {
		assert_int_equal(json_parse(f.manifest.data, f.manifest.size, &json, &e),
		                 0);
		assert_int_equal(cJSON_GetArraySize(json_get(json, "exportResults")),
		                 listed);
	}
	found_release(&f);
}

static void post(const char *path, const char *body, int status)
{
	AUTO(mem_free) char *text = quoted(body);
	struct mock_reply r = mock_ask(&mock, "POST", path, text);

	if (r.status != status)
		fail_msg("%s: %d %s", path, r.status, r.text);
	mock_reply_release(&r);
}

/* A run of two datasets that share the target's folder. */
static void run(const char *faults)
{
	AUTO(mem_free) char *parked = NULL, *two = quoted(TWO), *source = NULL;
	AUTO(mem_free) char *path = NULL, *body = NULL, *flow = NULL;
	struct mock_reply r;

	mock_begin(&mock, NULL);
	if (faults)
		post("/__admin/faults", faults, 201);
	parked = mock_make_flow_to(&mock, "5ef3e3259ad2a1191ab7dd7d", PARAMS, PARKED);
	source = mock_make(&mock, "/sourceConnections", two);
	path = mem_printf("/flows/%s", parked);
	r = mock_ask(&mock, "GET", path, NULL);
	body = mem_printf("{'name':'both',"
	                  "'flowSpec':{'id':'269ba276-16fc-47db-92b0-c1049a3c131f',"
	                  "'version':'1.0'},'sourceConnectionIds':['%s'],"
	                  "'targetConnectionIds':['%s'],"
	                  "'scheduleParams':{'exportMode':'FIRST_FULL_THEN_INCREMENTAL',"
	                  "'timeUnit':'day','interval':1,'startTime':1767225600,"
	                  "'foldernameTemplate':'/'}}",
	                  source, json_str(r.body, "items[0].targetConnectionIds[0]"));
	mock_reply_release(&r);
	flow = mock_make(&mock, "/flows", body);
}

static void move(const char *duration)
{
	cJSON_Delete(mock_move(&mock, duration));
}

static void datasets_in_one_folder_share_a_manifest(void **state UNUSED)
{
	run(NULL);
	expect(2, 1, 2);
	mock_end(&mock);
}

/* Whichever of the two is late, the manifest comes with the last file. */
static void it_appears_with_the_last_file_of_its_folder(void **state UNUSED)
{
	run("{'fault':'f','on':'file','do':{'late':'1h'},"
	    "'when':{'dataset':'5ef3e3259ad2a1191ab7dd7d'}}");
	expect(1, 0, 0);
	move("PT1H");
	expect(2, 1, 2);
	mock_end(&mock);
	run("[{'fault':'f','on':'file','nth':1,'do':{'late':'1h'}},"
	    "{'fault':'g','on':'file','nth':2,'do':{'late':'2h'}}]");
	expect(0, 0, 0);
	move("PT1H");
	expect(1, 0, 0);
	move("PT1H");
	expect(2, 1, 2);
	mock_end(&mock);
}

static int find_staged(void *ctx, const char *path, uint64_t size UNUSED,
                       struct err *e UNUSED)
{
	const char *part = strstr(path, "/part-");

	if (part)
		buf_add_str(ctx, part + 1);
	return 0;
}

/* It waits for a file that finds its place taken. */
static void it_appears_after_a_file_that_is_put_off(void **state UNUSED)
{
	AUTO(buf_release) struct buf name = { 0 };
	AUTO(mem_free) char *staged = NULL, *taken = NULL;
	struct err e = { 0 };

	run("{'fault':'f','on':'file','do':{'late':'1h'},"
	    "'when':{'dataset':'5ef3e3259ad2a1191ab7dd7d'}}");
	staged = mem_printf("%s/.staged", mock.exports);
	assert_int_equal(file_walk(staged, find_staged, &name, &e), 0);
	taken = mem_printf("%s/s3/your-bucket-name/folder/subfolder/%s/x", mock.exports,
	                   buf_str(&name));
	assert_int_equal(file_make_dirs(taken, &e), 0);
	move("PT1H");
	expect(1, 0, 0);
	*strrchr(taken, '/') = '\0';
	assert_int_equal(file_remove_tree(taken, &e), 0);
	move("PT1H");
	expect(2, 1, 2);
	mock_end(&mock);
}

/* Where it was there before a dataset that is late, it stays and lists that one too. */
static void one_that_is_in_its_place_stays_there(void **state UNUSED)
{
	run("{'fault':'f','on':'file','do':{'late':'1h'},"
	    "'when':{'dataset':'65b1f00d0a1c4e2b9d7e3f03'}}");
	expect(1, 1, 2);
	move("PT1H");
	expect(2, 1, 2);
	mock_end(&mock);
}

static void a_fault_on_it_is_judged_once_for_all_datasets(void **state UNUSED)
{
	static const char *const ways[] = { "missing", "wrong-size", "wrong-name" };

	for_each_row(i, ways) {
		AUTO_MEM char *fault =
			mem_printf("{'fault':'f','on':'file','do':{'manifest':'%s'}}",
		                   ways[i]);
		struct mock_reply r;
		int64_t matched = -1, effective = -1;

		run(fault);
		expect(2, i > 0, 2);
		r = mock_ask(&mock, "GET", "/__admin/faults/f", NULL);
		assert_true(json_int(r.body, "matched", &matched));
		assert_true(json_int(r.body, "effective", &effective));
		row_int_equal(i, matched, 1);
		row_int_equal(i, effective, 1);
		row_int_equal(i, cJSON_GetArraySize(json_get(r.body, "receipts")), 1);
		mock_reply_release(&r);
		mock_end(&mock);
	}
}

static size_t digits_that_differ(const char *a, const char *b)
{
	size_t n = 0;

	assert_int_equal(strlen(a), strlen(b));
	for (; *a; a++, b++) {
		if (*a == *b)
			continue;
		assert_true(*a >= '0' && *a <= '9' && *b >= '0' && *b <= '9');
		n++;
	}
	return n;
}

/* Names and sizes of the two parts, as they are, and as the manifest lists them. */
struct listed {
	char name[2][256];
	long long size[2];
};

static void read_lists(struct listed *is, struct listed *said)
{
	AUTO(cJSON_Delete) cJSON *json = NULL;
	const cJSON *one;
	struct err e = { 0 };
	struct found f;
	size_t n = 0;

	look(&f);
	assert_int_equal(sscanf(buf_str(&f.listing), "%255s %lld %255s %lld", is->name[0],
	                        &is->size[0], is->name[1], &is->size[1]),
	                 4);
	assert_int_equal(json_parse(f.manifest.data, f.manifest.size, &json, &e), 0);
	cJSON_ArrayForEach(one, json_get(json, "exportResults")) {
		int64_t size = -1;

		assert_true(n < 2 && json_int(one, "size", &size));
		snprintf(said->name[n], sizeof(said->name[n]), "%s",
		         json_str(one, "name"));
		said->size[n++] = size;
		assert_true(str_starts(json_str(one, "sinkPath"), "/folder/subfolder"));
	}
	assert_int_equal(n, 2);
	found_release(&f);
}

static void a_manifest_that_lies_does_so_of_one_file(void **state UNUSED)
{
	static const struct {
		const char *how;
		size_t digits, sizes; /* that are wrong */
	} cases[] = { { NULL, 0, 0 }, { "wrong-size", 0, 1 }, { "wrong-name", 1, 0 } };

	for_each_row(i, cases) {
		const char *how = cases[i].how;
		AUTO_MEM char *fault =
			mem_printf("{'fault':'f','on':'file','do':{'manifest':'%s'}}",
		                   how ? how : "");
		struct listed is, said;
		size_t digits = 0, sizes = 0, same;

		run(how ? fault : NULL);
		read_lists(&is, &said);
		/* Parts are found in the order of their names, listed in that of
		 * datasets. */
		same = is.size[0] == said.size[0] || is.size[1] == said.size[1] ? 0 : 1;
		for (size_t k = 0; k < 2; k++) {
			digits += digits_that_differ(is.name[k ^ same], said.name[k]);
			sizes += is.size[k ^ same] != said.size[k];
		}
		row_int_equal(i, digits, cases[i].digits);
		row_int_equal(i, sizes, cases[i].sizes);
		mock_end(&mock);
	}
}

static void an_early_one_is_there_before_all_files(void **state UNUSED)
{
	run("{'fault':'f','on':'manifest','do':{'manifest':{'how':'early','for':'5m'}}}");
	expect(0, 1, 2);
	move("PT5M");
	expect(2, 1, 2);
	mock_end(&mock);
}

/* It can't list another size of no file. */
static void one_that_lists_nothing_can_only_be_missing(void **state UNUSED)
{
	static const struct {
		const char *how;
		size_t manifests;
		int64_t effective;
	} cases[] = { { "missing", 0, 1 },
		      { "wrong-size", 1, 0 },
		      { "wrong-name", 1, 0 },
		      { "early", 1, 0 } };

	for_each_row(i, cases) {
		AUTO_MEM char *fault =
			mem_printf("{'fault':'f','on':'file','do':{'manifest':'%s'}}",
		                   cases[i].how);
		AUTO(mem_free) char *flow = NULL;
		int64_t effective = -1;
		struct mock_reply r;

		mock_begin(&mock, NULL);
		flow = mock_make_flow_to(
			&mock, "65b1f00d0a1c4e2b9d7e3f03", PARAMS,
			"{'exportMode':'FIRST_FULL_THEN_INCREMENTAL','timeUnit':"
			"'day','interval':1,'startTime':1767225600}");
		move("P15DT1H"); /* its records end */
		post("/__admin/faults", fault, 201);
		move("P1D");
		r = mock_ask(&mock, "GET", "/__admin/faults/f", NULL);
		assert_true(json_int(r.body, "effective", &effective));
		row_int_equal(i, effective, cases[i].effective);
		mock_reply_release(&r);
		expect(16, 16 + cases[i].manifests, cases[i].manifests ? 0 : 1);
		mock_end(&mock);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(datasets_in_one_folder_share_a_manifest),
		cmocka_unit_test(it_appears_with_the_last_file_of_its_folder),
		cmocka_unit_test(it_appears_after_a_file_that_is_put_off),
		cmocka_unit_test(one_that_is_in_its_place_stays_there),
		cmocka_unit_test(a_fault_on_it_is_judged_once_for_all_datasets),
		cmocka_unit_test(a_manifest_that_lies_does_so_of_one_file),
		cmocka_unit_test(an_early_one_is_there_before_all_files),
		cmocka_unit_test(one_that_lists_nothing_can_only_be_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
