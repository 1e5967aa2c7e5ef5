/*
 * test_disk.c - exports to a disk that is full, read-only or broken
 *
 * The disk is a small tmpfs in a mount namespace of this process, which goes with it;
 * where that can't be had, those tests are skipped.  A limit on the size of files is a
 * disk that fails while it is written to, and needs no rights.
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define DATASET                                                                \
	"5ef3e3259ad2a1191ab7dd7d" /* generated: 1,000 records, then 960 a day \
	                            */
#define AT_ONCE 1000
#define A_DAY   960

#define DAILY JSON({"interval":1,"timeUnit":"day","startTime":1767225600})

static bool can_mount;

/* ---------------------------------------------------------------- a disk */

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool wrote;

	if (fd < 0)
		return -1;
	wrote = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	close(fd);
	return wrote ? 0 : -1;
}

/* The namespace's root is who runs this. */
static bool become_root(uid_t uid, gid_t gid)
{
	AUTO(mem_free) char *uids = mem_printf("0 %u 1", (unsigned)uid);
	AUTO(mem_free) char *gids = mem_printf("0 %u 1", (unsigned)gid);

	return write_text("/proc/self/uid_map", uids) == 0 &&
	       write_text("/proc/self/setgroups", "deny") == 0 &&
	       write_text("/proc/self/gid_map", gids) == 0;
}

/* Mounts of ours are nobody else's: as root, or as root of a user namespace. */
static bool leave_namespace(void)
{
	uid_t uid = getuid();
	gid_t gid = getgid();

	if (unshare(CLONE_NEWNS) < 0 &&
	    (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0 || !become_root(uid, gid)))
		return false;
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

static void mount_disk(const struct mock *m, unsigned long flags, const char *options)
{
	assert_int_equal(mount("tmpfs", m->exports, "tmpfs", flags, options), 0);
}

static bool disk_can_be_had(void)
{
	struct err e = { 0 };
	char *folder;
	bool can;

	if (!leave_namespace() || file_temp_dir("flowmock-test-", &folder, &e) < 0)
		return false;
	can = mount("tmpfs", folder, "tmpfs", 0, "size=64k") == 0 && umount(folder) == 0;
	(void)!file_remove_tree(folder, &e);
	free(folder);
	return can;
}

/* ---------------------------------------------------------------- what is there */

static int count_file(void *ctx, const char *path UNUSED, uint64_t size UNUSED,
                      struct err *e UNUSED)
{
	++*(size_t *)ctx;
	return 0;
}

/* All below the export root, temporary names too. */
static size_t files_of(const struct mock *m)
{
	size_t count = 0;
	struct err e = { 0 };

	if (file_exists(m->exports))
		assert_int_equal(file_walk(m->exports, count_file, &count, &e), 0);
	return count;
}

static char *make_flow(struct mock *m, const char *type, const char *compression)
{
	AUTO_MEM char *params = mem_printf("'compression':'%s','datasetFileType':'%s',"
	                                   "'includeFileManifest':true",
	                                   compression, type);

	return mock_make_flow_to(m, DATASET, params, DAILY);
}

/* The run's answer says why, in errors, and that it has no records and files. */
static void assert_run_says(struct mock *m, const char *run, const char *cause)
{
	AUTO(mem_free) char *path = mem_printf("/runs/%s", run);
	struct mock_reply r = mock_ask(m, "GET", path, NULL);
	const cJSON *summary = json_at(r.body, "items[0].metrics.statusSummary");
	const char *message = json_str(summary, "errors[0].message");

	assert_int_equal(r.status, 200);
	assert_string_equal(json_str(summary, "status"), "failed");
	assert_non_null(message);
	if (!strstr(message, cause))
		print_error("%s\n", message);
	assert_non_null(strstr(message, cause));
	mock_reply_release(&r);
}

/* Advances to a tick, whose run fails and leaves nothing: its id. */
static char *fail_a_run(struct mock *m, const char *duration, const char *cause)
{
	AUTO(cJSON_Delete) cJSON *fired = mock_advance(m, duration);
	char *run = mem_strdup(json_str(fired, "fired[0].runId"));
	int64_t files = -1, records = -1;

	assert_string_equal(json_str(fired, "fired[0].status"), "failed");
	assert_true(json_int(fired, "fired[0].files", &files) && files == 0);
	assert_true(json_int(fired, "fired[0].records", &records) && records == 0);
	assert_run_says(m, run, cause);
	assert_int_equal(files_of(m), 0);
	return run;
}

/* The next run has the records of all days so far: parts and a manifest. */
static void succeed(struct mock *m, int64_t days)
{
	AUTO(cJSON_Delete) cJSON *fired = mock_advance(m, "P1D");
	int64_t records = 0;

	assert_string_equal(json_str(fired, "fired[0].status"), "success");
	assert_true(json_int(fired, "fired[0].records", &records));
	assert_int_equal(records, AT_ONCE + days * A_DAY);
	assert_int_equal(files_of(m), 3 + 1);
}

/* ---------------------------------------------------------------- the tests */

static const struct {
	unsigned long flags;
	const char *options, *cause;
} disks[] = {
	{ 0, "size=16k", "No space left on device" },     /* parts do not fit */
	{ 0, "size=64k", "No space left on device" },     /* some of them do */
	{ 0, "nr_inodes=4", "No space left on device" },  /* no folder does */
	{ 0, "nr_inodes=10", "No space left on device" }, /* folders, not all files */
	{ MS_RDONLY, "", "Read-only file system" },
};

static void play(size_t disk, const char *state, const char *type,
                 const char *compression)
{
	const struct flowmock_options o = { .partitions = 3, .workers = 2 };
	struct err e = { 0 };
	struct mock m;

	mock_begin_with(&m, state, &o);
	assert_int_equal(file_make_dirs(m.exports, &e), 0);
	mount_disk(&m, disks[disk].flags, disks[disk].options);
	free(make_flow(&m, type, compression));
	{
		AUTO(mem_free) char *first = fail_a_run(&m, "PT1H", disks[disk].cause);
		AUTO(mem_free) char *second = fail_a_run(&m, "P1D", disks[disk].cause);

		/* A start refuses a disk that it can't write to (test_starts.c). */
		if (state && disks[disk].flags != MS_RDONLY)
			mock_restart(&m, state);
		mount_disk(&m, MS_REMOUNT, "size=64m,nr_inodes=1000");
		succeed(&m, 2);
		assert_run_says(&m, first, disks[disk].cause);
		assert_run_says(&m, second, disks[disk].cause);
	}
	assert_int_equal(umount2(m.exports, MNT_DETACH), 0);
	mock_end(&m);
}

static void a_full_or_read_only_disk_fails_runs_and_the_next_covers_them(void **s UNUSED)
{
	if (!can_mount) {
		print_message("no tmpfs of its own can be mounted here\n");
		skip();
	}
	for_each_row(i, disks) {
		play(i, NULL, "JSON", "NONE");
		play(i, "state.db", "PARQUET", "NONE");
	}
}

/* Files can't grow past that; 0: as long as they like. */
static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes ? bytes : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_write_that_fails_midway_fails_the_run_alike(void **state UNUSED)
{
	static const char *const ways[][2] = {
		{ "JSON", "NONE" },
		{ "JSON", "GZIP" },
		{ "PARQUET", "NONE" },
		{ "PARQUET", "GZIP" },
	};
	const struct flowmock_options o = { .partitions = 3, .workers = 2 };

	for_each_row(i, ways) {
		struct mock m;

		mock_begin_with(&m, NULL, &o);
		limit_files(2048);
		free(make_flow(&m, ways[i][0], ways[i][1]));
		free(fail_a_run(&m, "PT1H", "File too large"));
		limit_files(0);
		succeed(&m, 1);
		mock_end(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_full_or_read_only_disk_fails_runs_and_the_next_covers_them),
		cmocka_unit_test(a_write_that_fails_midway_fails_the_run_alike),
	};

	signal(SIGXFSZ, SIG_IGN);
	can_mount = disk_can_be_had();
	return cmocka_run_group_tests_name("disk", tests, NULL, NULL);
}
