/*
 * test_file_faults.c - files that faults have struck: the same for any number of workers,
 * after a restart, and whenever the clock moves
 */
#include "tests/unit/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/hash.h"
#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define DAILY \
	JSON({"exportMode":"FIRST_FULL_THEN_INCREMENTAL","timeUnit":"day","interval":1, \
	     "startTime":1767225600})
#define DATASET "5ef3e3259ad2a1191ab7dd7d"
#define LATE    "[{'fault':'f','on':'file','do':{'late':'90m'}}]"

static struct mock mock;

static void ask(const char *method, const char *path, const char *body, int status)
{
	AUTO_MEM char *text = body ? quoted(body) : NULL;
	struct mock_reply r = mock_ask(&mock, method, path, text);

	if (r.status != status)
		fail_msg("%s %s: %d %s", method, path, r.status, r.text);
	mock_reply_release(&r);
}

static void move(const char *duration)
{
	cJSON_Delete(mock_move(&mock, duration));
}

static int note_file(void *ctx, const char *path, uint64_t size, struct err *e)
{
	AUTO(mem_free) char *whole = mem_printf("%s/%s", mock.exports, path);
	AUTO(buf_release) struct buf bytes = { 0 };

	if (file_read(whole, SIZE_MAX, &bytes, e) < 0)
		return -1;
	buf_printf(ctx, "%s %llu %016llx\n", path, (unsigned long long)size,
	           (unsigned long long)hash_bytes(0, bytes.data, bytes.size));
	return 0;
}

/* Path, size and hash of each file, a line each; the caller frees it. */
static char *listing(void)
{
	struct buf out = { 0 };
	struct err e = { 0 };

	if (file_is_dir(mock.exports) && file_walk(mock.exports, note_file, &out, &e) < 0)
		fail_msg("%s", e.text);
	buf_add_str(&out, "");
	return buf_take(&out);
}

static size_t count(const char *listed, const char *what)
{
	size_t n = 0;

	for (const char *at = listed; (at = strstr(at, what)); at++)
		n++;
	return n;
}

static void begin(const char *state, const char *const *others, const char *faults)
{
	mock_begin_with(&mock, state, &(struct flowmock_options){ .others = others });
	ask("POST", "/__admin/faults", faults, 201);
}

/* ---------------------------------------------------------------- the same bytes */

static const char any_damage[] =
	"[{'fault':'a','on':'file','probability':0.4,'do':{'truncate':{}}},"
	"{'fault':'b','on':'file','probability':0.4,'do':{'flip':{}}},"
	"{'fault':'c','on':'file','probability':0.4,'do':{'duplicate-rows':{}}},"
	"{'fault':'d','on':'file','probability':0.2,'do':{'missing':{}}},"
	"{'fault':'e','on':'file','probability':0.3,'do':{'torn':{}}},"
	"{'fault':'g','on':'file','probability':0.3,'do':{'wrong-schema':{}}},"
	"{'fault':'h','on':'file','probability':0.2,'do':{'late':'5h'}},"
	"{'fault':'i','on':'file','probability':0.5,'do':{'manifest':'wrong-size'}}]";

/* What ten runs leave; the second half of them after a restart, where that is asked. */
static char *damaged(const char *workers, const char *format, bool restart)
{
	const char *const others[] = { workers, "partitions=5", NULL };
	AUTO(mem_free) char *flow = NULL;
	AUTO(mem_free) char *params = NULL;
	char *found;

	begin(restart ? "state" : NULL, others, any_damage);
	params = mem_printf(JSON("compression":"GZIP","datasetFileType":"%s",)
	                                 JSON("includeFileManifest":true), format);
	flow = mock_make_flow_to(&mock, DATASET, params, DAILY);
	move("P5D");
	if (restart)
		mock_restart(&mock, "state");
	move("P4DT6H");
	found = listing();
	mock_end(&mock);
	return found;
}

static void any_number_of_workers_leaves_the_same_bytes(void **state UNUSED)
{
	static const char *const formats[] = { "JSON", "PARQUET" };

	for_each_row(i, formats) {
		AUTO(mem_free) char *one = damaged("workers=1", formats[i], false);
		AUTO(mem_free) char *many = damaged("workers=7", formats[i], false);
		AUTO_MEM char *restarted = damaged("workers=3", formats[i], true);

		assert_true(count(one, "_tmp.") > 3);
		row_string_equal(i, many, one);
		row_string_equal(i, restarted, one);
	}
}

/* ---------------------------------------------------------------- late files */

static void a_late_file_appears_however_the_clock_moves(void **state UNUSED)
{
	static const char *const moves[][4] = {
		{ "PT90M" }, { "PT89M", "PT1M" }, { "P3D" }, { "PT1H", "PT29M", "PT1M" }
	};
	static const char *const none[] = { NULL };

	for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
		AUTO(mem_free) char *flow = NULL, *before = NULL, *after = NULL;

		begin(NULL, none, LATE);
		flow = mock_make_flow(&mock, DATASET, "JSON", "NONE", DAILY);
		before = listing();
		row_int_equal(i, count(before, "exportTime="), 0);
		row_int_equal(i, count(before, ".staged/"), 1);
		for (size_t k = 0; k < ARRAY_LEN(moves[i]) && moves[i][k]; k++)
			move(moves[i][k]);
		after = listing();
		row_int_equal(i, count(after, "exportTime=202601010000/part-"), 1);
		mock_end(&mock);
	}
}

static void a_late_file_survives_a_restart(void **state UNUSED)
{
	static const char *const none[] = { NULL };
	AUTO(mem_free) char *flow = NULL, *after = NULL;

	begin("state", none, LATE);
	flow = mock_make_flow(&mock, DATASET, "JSON", "NONE", DAILY);
	move("PT1H");
	mock_restart(&mock, "state");
	move("PT30M");
	after = listing();
	assert_int_equal(count(after, "exportTime="), 1);
	assert_int_equal(count(after, ".staged/"), 0);
	mock_end(&mock);
}

static void a_reset_removes_what_is_staged(void **state UNUSED)
{
	static const char *const none[] = { NULL };
	AUTO(mem_free) char *flow = NULL, *after = NULL;

	begin(NULL, none, LATE);
	flow = mock_make_flow(&mock, DATASET, "JSON", "NONE", DAILY);
	ask("POST", "/__admin/reset", NULL, 200);
	after = listing();
	assert_string_equal(after, "");
	move("P1D"); /* nothing is due any more */
	mock_end(&mock);
}

/* Something that is no file has its name; when that is gone the file comes. */
static void a_late_file_that_finds_no_place_comes_an_hour_later(void **state UNUSED)
{
	static const char *const none[] = { NULL };
	AUTO(mem_free) char *flow = NULL, *folder = NULL, *blocked = NULL;
	AUTO(mem_free) char *staged = NULL, *then = NULL, *last = NULL;
	struct err e = { 0 };
	const char *name;

	begin(NULL, none, LATE);
	flow = mock_make_flow(&mock, DATASET, "JSON", "NONE", DAILY);
	staged = listing();
	name = strrchr(staged, '/') + 1;
	blocked = mem_printf("%s/s3/your-bucket-name/folder/subfolder/" DATASET
	                     "/exportTime=202601010000/%.*s",
	                     mock.exports, (int)strcspn(name, " "), name);
	assert_int_equal(file_make_dirs(blocked, &e), 0);
	move("PT2H");
	then = listing();
	assert_int_equal(count(then, ".staged/"), 1);
	assert_int_equal(rmdir(blocked), 0);
	move("PT1H");
	last = listing();
	assert_int_equal(count(last, "exportTime="), 1);
	assert_int_equal(count(last, ".staged/"), 0);
	mock_end(&mock);
}

/* The other name of a file that it replaces keeps its bytes. */
static void a_struck_file_takes_a_name_and_changes_no_file(void **state UNUSED)
{
	static const char *const none[] = { NULL };
	AUTO_MEM char *staged = NULL;
	AUTO_MEM char *path = NULL;
	AUTO_MEM char *other = NULL;
	AUTO(buf_release) struct buf kept = { 0 };
	struct err e = { 0 };
	const char *name;

	begin(NULL, none,
	      "{'fault':'f','on':'file','do':[{'late':'1h'},{'truncate':9}]}");
	free(mock_make_flow(&mock, DATASET, "JSON", "NONE", DAILY));
	staged = listing();
	name = strrchr(staged, '/') + 1;
	path = mem_printf("%s/s3/your-bucket-name/folder/subfolder/" DATASET
	                  "/exportTime=202601010000/%.*s",
	                  mock.exports, (int)strcspn(name, " "), name);
	other = mem_printf("%s/other", mock.folder);
	assert_int_equal(file_write(other, "mine", 4, &e), 0);
	*strrchr(path, '/') = '\0';
	assert_int_equal(file_make_dirs(path, &e), 0);
	path[strlen(path)] = '/';
	assert_int_equal(link(other, path), 0);
	move("PT2H");
	assert_int_equal(file_read(other, 100, &kept, &e), 0);
	assert_string_equal(buf_str(&kept), "mine");
	buf_clear(&kept);
	assert_int_equal(file_read(path, 100, &kept, &e), 0);
	assert_int_equal(kept.size, 9);
	mock_end(&mock);
}

/* One that is lost is given up, whatever comes back; it is not looked for each hour. */
static void a_late_file_that_somebody_removes_never_appears(void **state UNUSED)
{
	static const char *const none[] = { NULL };
	AUTO_MEM char *staged = NULL;
	AUTO_MEM char *away = NULL;
	AUTO_MEM char *listed = NULL;

	begin(NULL, none, LATE);
	free(mock_make_flow(&mock, DATASET, "JSON", "NONE", DAILY));
	staged = mem_printf("%s/.staged", mock.exports);
	away = mem_printf("%s/away", mock.exports);
	assert_int_equal(rename(staged, away), 0);
	move("PT2H");
	assert_int_equal(rename(away, staged), 0);
	move("PT2H");
	listed = listing();
	assert_int_equal(count(listed, "exportTime="), 0);
	mock_end(&mock);
}

/* ---------------------------------------------------------------- nothing else */

static void only_the_struck_export_goes_another_way(void **state UNUSED)
{
	static const char *const none[] = { NULL };
	AUTO(mem_free) char *flow = NULL, *other = NULL, *listed = NULL;

	begin(NULL, none, "[{'fault':'f','on':'file','nth':1,'do':{'empty':{}}}]");
	flow = mock_make_flow(&mock, DATASET, "JSON", "NONE", DAILY);
	move("P1D");
	listed = listing();
	assert_int_equal(count(listed, ".staged/"), 0);
	assert_int_equal(count(listed, ".json 0 "), 1);
	assert_int_equal(count(listed, "\n"), 2);
	mock_end(&mock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_number_of_workers_leaves_the_same_bytes),
		cmocka_unit_test(a_late_file_appears_however_the_clock_moves),
		cmocka_unit_test(a_late_file_survives_a_restart),
		cmocka_unit_test(a_reset_removes_what_is_staged),
		cmocka_unit_test(a_late_file_that_finds_no_place_comes_an_hour_later),
		cmocka_unit_test(a_struck_file_takes_a_name_and_changes_no_file),
		cmocka_unit_test(a_late_file_that_somebody_removes_never_appears),
		cmocka_unit_test(only_the_struck_export_goes_another_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
