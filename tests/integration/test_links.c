/*
 * test_links.c - symbolic links and folders that come in the way of exported files
 */
#include "tests/unit/unit.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define DATASET "5ef3e3259ad2a1191ab7dd7d" /* generated; it grows */
#define DAILY   JSON({"interval":1,"timeUnit":"day","startTime":1767225600})
#define PARAMS \
	JSON("compression":"NONE","datasetFileType":"JSON","includeFileManifest":true)

/* The paths of some files, relative to a folder. */
struct paths {
	char *all[16];
	size_t count;
};

static int note(void *ctx, const char *relative, uint64_t size UNUSED,
                struct err *e UNUSED)
{
	struct paths *p = ctx;

	assert_true(p->count < ARRAY_LEN(p->all));
	p->all[p->count++] = mem_strdup(relative);
	return 0;
}

static struct paths look(const char *folder)
{
	struct paths p = { 0 };
	struct err e = { 0 };

	assert_int_equal(file_walk(folder, note, &p, &e), 0);
	return p;
}

static void paths_release(struct paths *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->all[i]);
	*p = (struct paths){ 0 };
}

static void assert_files(const char *folder, size_t count)
{
	struct paths p = look(folder);

	assert_int_equal(p.count, count);
	paths_release(&p);
}

static bool is_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

/* The first `levels` components of a path; NULL when it has fewer. */
static char *start_of(const char *path, size_t levels)
{
	const char *end = path;

	while (levels--) {
		if (!*end)
			return NULL;
		end += strspn(end, "/");
		end += strcspn(end, "/");
	}
	return mem_printf("%.*s", (int)(end - path), path);
}

/* A mock whose daily flow has run once: a part and a manifest. */
static void export_once(struct mock *m, const char *state, struct paths *files)
{
	AUTO(cJSON_Delete) cJSON *fired = NULL;
	AUTO(mem_free) char *flow = NULL;

	mock_begin(m, state);
	flow = mock_make_flow_to(m, DATASET, PARAMS, DAILY);
	fired = mock_advance(m, "PT1H");
	assert_string_equal(json_str(fired, "fired[0].status"), "success");
	*files = look(m->exports);
	assert_int_equal(files->count, 2);
}

static char *make_outside(const struct mock *m)
{
	char *outside = mem_printf("%s/outside", m->folder);
	struct err e = { 0 };

	assert_int_equal(file_make_dirs(outside, &e), 0);
	return outside;
}

/* outside/ gets what is at the path, and a link takes its place. */
static void move_outside(const char *path, const char *outside)
{
	AUTO(mem_free) char *to = mem_printf("%s/moved", outside);

	assert_int_equal(rename(path, to), 0);
	assert_int_equal(symlink(to, path), 0);
}

/* A link before the first run: the run fails and says where the link is. */
static void fail_at(const char *link)
{
	AUTO(cJSON_Delete) cJSON *fired = NULL;
	AUTO(cJSON_Delete) cJSON *later = NULL;
	AUTO(mem_free) char *flow = NULL;
	AUTO(mem_free) char *outside = NULL;
	AUTO(mem_free) char *path = NULL;
	AUTO(mem_free) char *run = NULL;
	struct mock_reply r;
	struct err e = { 0 };
	struct mock m;
	const char *why;

	mock_begin(&m, NULL);
	outside = make_outside(&m);
	path = mem_printf("%s/%s", m.exports, link);
	assert_int_equal(file_write(path, "", 0, &e), 0); /* for the folders above */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(outside, path), 0);
	flow = mock_make_flow_to(&m, DATASET, PARAMS, DAILY);
	fired = mock_advance(&m, "PT1H");
	assert_string_equal(json_str(fired, "fired[0].status"), "failed");
	assert_int_equal(rmdir(outside), 0); /* nothing was put there */
	assert_true(is_link(path));
	run = mem_printf("/runs/%s", json_str(fired, "fired[0].runId"));
	r = mock_ask(&m, "GET", run, NULL);
	why = json_str(r.body, "items[0].metrics.statusSummary.errors[0].message");
	if (!why || !strstr(why, "symbolic link") || !strstr(why, link))
		fail_msg("%s: %s", link, why ? why : r.text);
	mock_reply_release(&r);
	assert_int_equal(unlink(path), 0);
	later = mock_advance(&m, "P1D");
	assert_string_equal(json_str(later, "fired[0].status"), "success");
	assert_files(m.exports, 2);
	mock_end(&m);
}

static void a_link_at_any_level_fails_the_run_which_names_it(void **state UNUSED)
{
	struct paths files;
	struct mock m;
	char *link;

	export_once(&m, NULL, &files);
	mock_end(&m);
	for (size_t i = 0; i < files.count; i++) {
		for (size_t level = 1; (link = start_of(files.all[i], level)); level++) {
			fail_at(link);
			free(link);
		}
	}
	paths_release(&files);
}

static void a_root_that_is_a_link_is_followed(void **state UNUSED)
{
	AUTO(mem_free) char *outside = NULL;
	AUTO(mem_free) char *moved = NULL;
	AUTO(cJSON_Delete) cJSON *later = NULL;
	struct paths files;
	char why[FLOWMOCK_WHY];
	struct mock m;

	export_once(&m, NULL, &files);
	outside = make_outside(&m);
	move_outside(m.exports, outside);
	moved = mem_printf("%s/moved", outside);
	later = mock_advance(&m, "P1D");
	assert_string_equal(json_str(later, "fired[0].status"), "success");
	assert_files(moved, 4);
	assert_int_equal(flowmock_reset(m.instance, why), 0);
	assert_files(moved, 0);
	assert_true(is_link(m.exports));
	paths_release(&files);
	mock_end(&m);
}

static void a_reset_leaves_a_link_and_what_it_leads_to_alone(void **state UNUSED)
{
	bool more = true;

	for (size_t level = 1; more; level++) {
		AUTO(mem_free) char *outside = NULL;
		AUTO(mem_free) char *link = NULL;
		AUTO(mem_free) char *path = NULL;
		struct paths files;
		char why[FLOWMOCK_WHY];
		struct mock m;

		export_once(&m, "state.db", &files);
		outside = make_outside(&m);
		link = start_of(files.all[0], level);
		more = link && strcmp(link, files.all[0]) != 0;
		if (link) {
			path = mem_printf("%s/%s", m.exports, link);
			move_outside(path, outside);
			assert_int_equal(flowmock_reset(m.instance, why), 0);
			assert_true(is_link(path));
			assert_files(outside, more ? 2 : 1);
			assert_files(m.exports, 0);
		}
		paths_release(&files);
		mock_end(&m);
	}
}

static void a_reset_leaves_a_folder_in_place_of_a_file_alone(void **state UNUSED)
{
	for (size_t i = 0; i < 2; i++) {
		AUTO(mem_free) char *path = NULL;
		struct paths files;
		char why[FLOWMOCK_WHY];
		struct mock m;

		export_once(&m, "state.db", &files);
		path = mem_printf("%s/%s", m.exports, files.all[i]);
		assert_int_equal(unlink(path), 0);
		assert_int_equal(mkdir(path, 0777), 0);
		assert_int_equal(flowmock_reset(m.instance, why), 0);
		assert_true(file_is_dir(path));
		assert_files(m.exports, 0);
		paths_release(&files);
		mock_end(&m);
	}
}

#define DLZ_SPEC \
	JSON("connectionSpec":{"id":"10440537-2a7b-4583-ac39-ed38d4b848e8", \
	     "version":"1.0"})

/* A flow to the landing zone, where files live for seven days. */
static char *make_dlz_flow(struct mock *m)
{
	AUTO_MEM char *source =
		mock_make(m, "/sourceConnections",
	                  "{'name':'source','connectionSpec':{'id':"
	                  "'23598e46-f560-407b-88d5-ea6207e49db0','version':"
	                  "'1.0'},'params':{'datasets':[{'dataSetId':"
	                  "'" DATASET "'}]}}");
	AUTO_MEM char *base =
		mock_make(m, "/connections", "{'name':'base'," DLZ_SPEC "}");
	AUTO_MEM char *target_body =
		mem_printf("{'name':'target','baseConnectionId':'%s'," DLZ_SPEC ","
	                   "'params':{'mode':'Server-to-server','path':'folder'," PARAMS
	                   "}}",
	                   base);
	AUTO(mem_free) char *target = mock_make(m, "/targetConnections", target_body);
	AUTO_MEM char *flow =
		mem_printf("{'name':'flow',"
	                   "'flowSpec':{'id':'cd2fc47e-e838-4f38-a581-8fff2f99b63a',"
	                   "'version':'1.0'},'sourceConnectionIds':['%s'],"
	                   "'targetConnectionIds':['%s'],'transformations':[],"
	                   "'scheduleParams':" DAILY "}",
	                   source, target);

	return mock_make(m, "/flows", flow);
}

static void a_file_that_expires_behind_a_link_is_left_alone(void **state UNUSED)
{
	AUTO(mem_free) char *outside = NULL;
	AUTO(mem_free) char *flow = NULL;
	AUTO(mem_free) char *path = NULL;
	AUTO(cJSON_Delete) cJSON *fired = NULL;
	AUTO(cJSON_Delete) cJSON *later = NULL;
	struct mock m;

	mock_begin(&m, NULL);
	outside = make_outside(&m);
	flow = make_dlz_flow(&m);
	fired = mock_advance(&m, "PT1H");
	assert_string_equal(json_str(fired, "fired[0].status"), "success");
	path = mem_printf("%s/dlz", m.exports);
	move_outside(path, outside);
	assert_files(outside, 2);
	later = mock_advance(&m, "P8D");
	assert_non_null(json_get(later, "fired"));
	assert_files(outside, 2);
	assert_true(is_link(path));
	mock_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_at_any_level_fails_the_run_which_names_it),
		cmocka_unit_test(a_root_that_is_a_link_is_followed),
		cmocka_unit_test(a_reset_leaves_a_link_and_what_it_leads_to_alone),
		cmocka_unit_test(a_reset_leaves_a_folder_in_place_of_a_file_alone),
		cmocka_unit_test(a_file_that_expires_behind_a_link_is_left_alone),
	};

	return cmocka_run_group_tests_name("links", tests, NULL, NULL);
}
