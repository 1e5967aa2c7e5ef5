/*
 * test_ledger.c - harness/target/ledger.c
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/target/ledger.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/full_disk.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"
#include "tests/support/seeded.h"

static const struct resource *flows(void)
{
	return resource_find(str_of("flows"));
}

static struct ledger_head a_head(void)
{
	struct ledger_head h = { .target = "http://h",
		                 .org = "o@AdobeOrg",
		                 .sandbox = "dev" };

	mark_of("0123456789", 1764558240000, &h.mark);
	return h;
}

/* Two flows: one there, one open; and a run, which remains. */
static char *write_one(void **state)
{
	char *path = scratch_path(state, "l");
	struct ledger_head head = a_head();
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	struct err e = { 0 };
	size_t a, b, c;

	assert_int_equal(ledger_new(path, &head, &l, &e), 0);
	assert_int_equal(ledger_begin(&l, flows(), "A\n\"", &a, &e), 0);
	assert_int_equal(ledger_note(&l, a, CREATION_MADE, "id-a", &e), 0);
	assert_int_equal(ledger_begin(&l, resource_find(str_of("runs")), NULL, &b, &e),
	                 0);
	assert_int_equal(ledger_note(&l, b, CREATION_REMAINS, "id-r", &e), 0);
	assert_int_equal(ledger_begin(&l, flows(), "B", &c, &e), 0);
	return path;
}

static void what_is_noted_is_read_again(void **state)
{
	AUTO_MEM char *path = write_one(state);
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	struct err e = { 0 };

	assert_int_equal(ledger_open(path, LEDGER_LOOK, &l, &e), 0);
	assert_string_equal(l.head.target, "http://h");
	assert_string_equal(l.head.org, "o@AdobeOrg");
	assert_string_equal(l.head.sandbox, "dev");
	assert_string_equal(l.head.mark.text, a_head().mark.text);
	assert_int_equal(l.count, 3);
	assert_string_equal(l.all[0].name, "A\n\"");
	assert_string_equal(l.all[0].id, "id-a");
	assert_int_equal(l.all[0].state, CREATION_MADE);
	assert_null(l.all[1].name);
	assert_int_equal(l.all[1].state, CREATION_REMAINS);
	assert_int_equal(l.all[2].state, CREATION_OPEN);
	assert_ptr_equal(ledger_find(&l, flows(), str_of("id-a")), &l.all[0]);
	assert_null(ledger_find(&l, flows(), str_of("id-")));
	assert_null(ledger_find(&l, flows(), str_of("id-r")));
	assert_int_equal(ledger_count(&l, CREATION_OPEN), 1);
	assert_false(l.finished);
}

/* A kill leaves any start of the file: all whole lines of it count, and nothing else. */
static void a_file_cut_anywhere_is_read_and_gone_on_with(void **state)
{
	AUTO_MEM char *path = write_one(state);
	AUTO(buf_release) struct buf whole = { 0 };

	scratch_read(path, &whole);
	for (size_t size = 0; size <= whole.size; size++) {
		AUTO_MEM char *cut = mem_printf("%.*s", (int)size, buf_str(&whole));
		AUTO(ledger_close) struct ledger l = { .fd = -1 };
		AUTO(ledger_close) struct ledger again = { .fd = -1 };
		struct err e = { 0 };
		size_t lines = 0, index;

		for (const char *at = cut; (at = strchr(at, '\n')); at++)
			lines++;
		scratch_write(state, "l", cut);
		if (ledger_open(path, LEDGER_GO_ON, &l, &e) < 0) {
			row_int_equal(size, e.code, ERR_NOT_FOUND);
			row_int_equal(size, lines, 0);
			continue;
		}
		row_int_equal(size, l.count, lines / 2);
		row_int_equal(size, ledger_begin(&l, flows(), "C", &index, &e), 0);
		row_int_equal(size, ledger_open(path, LEDGER_LOOK, &again, &e), 0);
		row_int_equal(size, again.count, lines / 2 + 1);
		row_string_equal(size, again.all[again.count - 1].name, "C");
	}
}

static void a_file_that_is_no_ledger_is_refused_with_its_line(void **state)
{
#define HEAD \
	JSON({"flowcheck":"0","run":"0123456789","expires":"2026-01-01T00:00:00Z", \
	      "target":"t","org":"o","sandbox":"s"}) "\n"
	static const struct {
		const char *text, *says;
	} cases[] = {
		/* clang-format off */
		{ "x\n", "l:1: line 1" },
		{ "{}\n", "l:1: it does not begin as a ledger does" },
		{ "[]\n", "l:1: it does not begin as a ledger does" },
		{ HEAD JSON({"gone":1}) "\n", "l:2: it says nothing that is known" },
		{ HEAD JSON({"create":1,"kind":"cats"}) "\n", "l:2: it makes nothing" },
		{ HEAD JSON({"create":2,"kind":"flows"}) "\n", "l:2: it makes nothing" },
		{ HEAD JSON({"other":true}) "\n", "l:2: it says nothing that is known" },
		{ "", "l: no run has begun in it" },
	};
	/* clang-format on */
	AUTO_MEM char *path = scratch_path(state, "l");

	for_each_row(i, cases) {
		AUTO(ledger_close) struct ledger l = { .fd = -1 };
		struct err e = { 0 };

		scratch_write(state, "l", cases[i].text);
		row_int_equal(i, ledger_open(path, LEDGER_LOOK, &l, &e), -1);
		if (!strstr(e.text, cases[i].says))
			fail_msg("row %zu: '%s'", i, e.text);
	}
}

static void one_program_uses_a_ledger_at_a_time(void **state)
{
	AUTO_MEM char *path = write_one(state);
	AUTO(ledger_close) struct ledger first = { .fd = -1 };
	AUTO(ledger_close) struct ledger second = { .fd = -1 };
	struct err e = { 0 };

	assert_int_equal(ledger_open(path, LEDGER_GO_ON, &first, &e), 0);
	assert_int_equal(ledger_open(path, LEDGER_GO_ON, &second, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	assert_int_equal(ledger_open(path, LEDGER_LOOK, &second, &e), 0);
}

static void a_run_that_is_not_finished_is_not_replaced(void **state)
{
	AUTO_MEM char *path = write_one(state);
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	struct ledger_head head = a_head();
	struct err e = { 0 }, none = { 0 };

	assert_int_equal(ledger_new(path, &head, &l, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	assert_int_equal(ledger_open(path, LEDGER_GO_ON, &l, &none), 0);
	assert_int_equal(ledger_note(&l, 0, CREATION_GONE, NULL, &none), 0);
	assert_int_equal(ledger_note(&l, 2, CREATION_NOTHING, NULL, &none), 0);
	assert_int_equal(ledger_finish(&l, &none), 0);
	ledger_close(&l);
	assert_int_equal(ledger_new(path, &head, &l, &none), 0);
	assert_int_equal(l.count, 0);
}

static void a_new_one_is_for_its_owner_alone_in_the_state_folder(void **state)
{
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	AUTO_MEM char *at = scratch_path(state, "flowcheck/0123456789.jsonl");
	struct ledger_head head = a_head();
	struct err e = { 0 };
	struct stat st;

	setenv("XDG_STATE_HOME", *state, 1);
	assert_int_equal(ledger_new(NULL, &head, &l, &e), 0);
	assert_string_equal(l.path, at);
	assert_int_equal(stat(at, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void the_state_folder_is_the_users(void **state UNUSED)
{
	static const struct {
		const char *xdg, *home, *folder;
	} cases[] = {
		{ "/x", "/h", "/x/flowcheck" },
		{ "", "/h", "/h/.local/state/flowcheck" },
		{ "relative", "/h", "/h/.local/state/flowcheck" },
		{ "", "", NULL },
		{ "relative", ".", NULL },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *folder = NULL;
		struct err e = { 0 };

		setenv("XDG_STATE_HOME", cases[i].xdg, 1);
		setenv("HOME", cases[i].home, 1);
		row_int_equal(i, ledger_folder(&folder, &e), cases[i].folder ? 0 : -1);
		if (cases[i].folder)
			row_string_equal(i, folder, cases[i].folder);
		else
			row_int_equal(i, e.code, ERR_INVALID);
	}
}

static void a_ledger_that_can_not_be_written_says_so(void **state)
{
	AUTO_MEM char *path = write_one(state);
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	struct err e = { 0 };
	size_t index;
	int full;

	assert_int_equal(ledger_open(path, LEDGER_GO_ON, &l, &e), 0);
	full = l.fd;
	l.fd = dup(STDIN_FILENO);
	assert_int_equal(close(l.fd), 0);
	assert_int_equal(ledger_begin(&l, flows(), "X", &index, &e), -1);
	assert_int_equal(e.code, ERR_IO);
	assert_int_equal(l.count, 3);
	l.fd = full;
}

/* A disk that is full while a line is written, and has room for the next. */
static void a_line_that_has_no_room_leaves_no_part_of_it(void **state)
{
	AUTO_MEM char *path = write_one(state);
	AUTO(buf_release) struct buf whole = { 0 };

	scratch_read(path, &whole);
	for (size_t room = 0; room < 20; room++) {
		AUTO(ledger_close) struct ledger l = { .fd = -1 };
		AUTO(ledger_close) struct ledger again = { .fd = -1 };
		struct err e = { 0 }, none = { 0 };
		size_t index;

		scratch_write(state, "l", buf_str(&whole));
		row_int_equal(room, ledger_open(path, LEDGER_GO_ON, &l, &none), 0);
		full_disk_begin(whole.size + room);
		row_int_equal(room, ledger_begin(&l, flows(), "X", &index, &e), -1);
		row_int_equal(room, e.code, ERR_IO);
		row_int_equal(room, ledger_note(&l, 2, CREATION_MADE, "id-b", &e), -1);
		full_disk_end();
		/* What has become of it is known here, though not on disk. */
		row_int_equal(room, l.all[2].state, CREATION_MADE);
		row_int_equal(room, ledger_begin(&l, flows(), "C", &index, &none), 0);
		row_int_equal(room, ledger_open(path, LEDGER_LOOK, &again, &none), 0);
		row_int_equal(room, again.count, 4);
		row_string_equal(room, again.all[3].name, "C");
		row_int_equal(room, again.all[2].state, CREATION_OPEN);
	}
}

static void a_ledger_that_can_not_be_begun_leaves_no_file(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "n");
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	struct ledger_head head = a_head();
	struct err e = { 0 };

	full_disk_begin(10);
	assert_int_equal(ledger_new(path, &head, &l, &e), -1);
	full_disk_end();
	assert_int_equal(e.code, ERR_IO);
	assert_false(file_exists(path));
}

/* Its reader would wait for ever, and it keeps nothing. */
static void a_pipe_is_no_ledger(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "pipe");
	struct ledger_head head = a_head();

	assert_int_equal(mkfifo(path, 0600), 0);
	for (int how = 0; how < 3; how++) {
		AUTO(ledger_close) struct ledger l = { .fd = -1 };
		struct err e = { 0 };

		row_int_equal(how,
		              how == 2 ? ledger_new(path, &head, &l, &e)
		                       : ledger_open(path, (enum ledger_use)how, &l, &e),
		              -1);
		row_int_equal(how, e.code, ERR_INVALID);
	}
}

/* Another program has it open, and has not written yet: it is not emptied under it. */
static void a_ledger_that_another_has_locked_is_not_looked_into(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "l");
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	struct ledger_head head = a_head();
	struct err e = { 0 };
	int other = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_int_equal(flock(other, LOCK_EX), 0);
	assert_int_equal(ledger_new(path, &head, &l, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	close(other);
}

static void one_that_nobody_answered_may_come_for_some_minutes(void **state UNUSED)
{
	enum { SENT = 1000000 };
	static const struct {
		enum creation_state state;
		vtime sent;
		bool answered;
		int64_t after_ms;
		bool may_come;
	} cases[] = {
		{ CREATION_OPEN, SENT, false, 0, true },
		{ CREATION_OPEN, SENT, false, CREATION_LATE_MS - 1, true },
		{ CREATION_OPEN, SENT, false, CREATION_LATE_MS, false },
		{ CREATION_OPEN, SENT, true, 0, false },
		{ CREATION_OPEN, VTIME_MIN, false, 0, false },
		{ CREATION_NOTHING, SENT, false, 0, false },
		{ CREATION_MADE, SENT, false, 0, false },
	};

	for_each_row(i, cases) {
		const struct creation c = { .state = cases[i].state,
			                    .sent = cases[i].sent,
			                    .answered = cases[i].answered };

		row_int_equal(i, creation_may_come(&c, SENT + cases[i].after_ms),
		              cases[i].may_come);
	}
}

/* One that was answered by then is not known to have been. */
static void when_it_was_sent_is_read_again(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "l");
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	AUTO(ledger_close) struct ledger again = { .fd = -1 };
	const struct resource *flows = resource_find(str_of("flows"));
	struct ledger_head head = a_head();
	struct err e = { 0 };
	size_t index;

	assert_int_equal(ledger_new(path, &head, &l, &e), 0);
	assert_int_equal(ledger_begin(&l, flows, "A", &index, &e), 0);
	assert_int_equal(ledger_open(path, LEDGER_LOOK, &again, &e), 0);
	assert_int_equal(again.all[0].sent / MS_PER_SECOND,
	                 l.all[0].sent / MS_PER_SECOND);
	assert_true(creation_may_come(&again.all[0], l.all[0].sent));
}

/* Where a part of the name is not known the rest of it and the run's mark say it. */
static void a_name_is_known_again_with_its_secrets_masked(void **state UNUSED)
{
#define OURS   " (fc 0123456789 20251201T0304Z)"
#define THEIRS " (fc 0123456780 20251201T0304Z)"
	static const struct {
		const char *noted, *name;
		bool fits;
	} cases[] = {
		{ "A" OURS, "A" OURS, true },
		{ "A" OURS, "AA" OURS, false },
		{ "A", "A", true },
		{ NULL, "A" OURS, false },
		{ "***" OURS, "hush" OURS, true },
		{ "***" OURS, "hush" THEIRS, false },
		{ "***" OURS, "hush", false },
		{ "***" OURS, "hush" OURS " copy", false },
		{ "***", "hush", false },
		{ "***" THEIRS, "hush" THEIRS, false },
		{ "A ***" OURS, "A hush" OURS, true },
		{ "A ***" OURS, "B hush" OURS, false },
		{ "A *** Z" OURS, "A hush Z" OURS, true },
		{ "A *** Z" OURS, "A hush Y" OURS, false },
		{ "***, ***." OURS, "hush, hush." OURS, true },
		{ "***, ***." OURS, "hush hush." OURS, false },
		{ "a****b" OURS, "a*hush*b" OURS, true },
		{ "a***b***c" OURS, "abbc" OURS, true },
		{ "a***b***c" OURS, "ac" OURS, false },
	};
	struct ledger l = { .fd = -1, .head = a_head() };

	assert_string_equal(l.head.mark.text, OURS);
	for_each_row(i, cases) {
		const struct creation c = { .name = (char *)(uintptr_t)cases[i].noted };

		row_int_equal(i, ledger_names(&l, &c, cases[i].name), cases[i].fits);
	}
}

/* ---------------------------------------------------------------- histories */

#define ROUNDS 8
#define DEEDS  30

/* Next to a list in memory. */
struct known {
	struct seeded d;
	char *path;
	struct ledger l;
	size_t count;
	struct {
		char name[16], id[16];
		enum creation_state state;
	} all[DEEDS];
};

static void make_one(struct known *k)
{
	struct err e = { 0 };
	size_t index;

	snprintf(k->all[k->count].name, sizeof(k->all[0].name), "n\"%zu\n", k->count);
	assert_int_equal(ledger_begin(&k->l, flows(), k->all[k->count].name, &index, &e),
	                 0);
	assert_int_equal(index, k->count);
	k->all[k->count++].state = CREATION_OPEN;
}

/* What may become of one that is open, and of one that is there. */
static void note_one(struct known *k)
{
	static const enum creation_state ends[] = { CREATION_MADE, CREATION_MADE,
		                                    CREATION_NOTHING, CREATION_REMAINS };
	struct err e = { 0 };
	enum creation_state to;
	size_t i;

	if (!k->count)
		return;
	i = seeded_below(&k->d, k->count);
	if (k->all[i].state == CREATION_OPEN)
		to = ends[seeded_below(&k->d, ARRAY_LEN(ends))];
	else if (k->all[i].state == CREATION_MADE)
		to = CREATION_GONE;
	else
		return;
	if (to == CREATION_MADE || to == CREATION_REMAINS)
		snprintf(k->all[i].id, sizeof(k->all[i].id), "id-%zu", i);
	k->all[i].state = to;
	assert_int_equal(ledger_note(&k->l, i, to, *k->all[i].id ? k->all[i].id : NULL,
	                             &e),
	                 0);
}

static void assert_known(const struct known *k, const struct ledger *l)
{
	size_t open = 0;
	bool same = l->count == k->count && !l->finished;

	for (size_t i = 0; same && i < k->count; i++) {
		const struct creation *c = &l->all[i];

		open += k->all[i].state == CREATION_OPEN;

		same = !strcmp(c->name, k->all[i].name) && c->state == k->all[i].state &&
		       !strcmp(c->id ? c->id : "", k->all[i].id);
	}
	if (!same || ledger_count(l, CREATION_OPEN) != open)
		fail_msg("TEST_SEED=%llu: after %zu creations the file says something "
		         "else",
		         (unsigned long long)k->d.seed, k->count);
}

/* Another program looks into it meanwhile. */
static void look(struct known *k)
{
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	struct err e = { 0 };

	assert_int_equal(ledger_open(k->path, LEDGER_LOOK, &l, &e), 0);
	assert_known(k, &l);
}

/* It is killed, perhaps while it writes a line that would say more. */
static void kill_and_go_on(struct known *k)
{
	static const char line[] = JSON({"create":999,"kind":"flows","name":"torn"});
	AUTO(buf_release) struct buf text = { 0 };
	struct err e = { 0 };

	ledger_close(&k->l);
	scratch_read(k->path, &text);
	buf_add(&text, line, seeded_below(&k->d, sizeof(line)));
	assert_int_equal(file_write(k->path, text.data, text.size, &e), 0);
	assert_int_equal(ledger_open(k->path, LEDGER_GO_ON, &k->l, &e), 0);
	assert_known(k, &k->l);
}

static void a_ledger_says_what_happened_whenever_it_is_killed(void **state)
{
	static void (*const deeds[])(struct known *) = {
		make_one, make_one, note_one, note_one, note_one, look, kill_and_go_on
	};

	for (size_t round = 0; round < ROUNDS; round++) {
		struct known k = { .d = seeded_begin(round), .l = { .fd = -1 } };
		const struct ledger_head head = a_head();
		struct err e = { 0 };

		k.path = scratch_path(state, "h");
		assert_int_equal(ledger_new(k.path, &head, &k.l, &e), 0);
		for (int deed = 0; deed < DEEDS; deed++)
			deeds[seeded_below(&k.d, ARRAY_LEN(deeds))](&k);
		kill_and_go_on(&k);
		ledger_close(&k.l);
		assert_int_equal(remove(k.path), 0);
		free(k.path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define ON_DISK(name) cmocka_unit_test_setup_teardown(name, scratch_open, scratch_close)
		ON_DISK(what_is_noted_is_read_again),
		ON_DISK(a_file_cut_anywhere_is_read_and_gone_on_with),
		ON_DISK(a_file_that_is_no_ledger_is_refused_with_its_line),
		ON_DISK(one_program_uses_a_ledger_at_a_time),
		ON_DISK(a_run_that_is_not_finished_is_not_replaced),
		ON_DISK(a_new_one_is_for_its_owner_alone_in_the_state_folder),
		cmocka_unit_test(the_state_folder_is_the_users),
		ON_DISK(a_ledger_that_can_not_be_written_says_so),
		ON_DISK(a_line_that_has_no_room_leaves_no_part_of_it),
		ON_DISK(a_ledger_that_can_not_be_begun_leaves_no_file),
		ON_DISK(a_pipe_is_no_ledger),
		ON_DISK(a_ledger_that_another_has_locked_is_not_looked_into),
		cmocka_unit_test(one_that_nobody_answered_may_come_for_some_minutes),
		ON_DISK(when_it_was_sent_is_read_again),
		cmocka_unit_test(a_name_is_known_again_with_its_secrets_masked),
		ON_DISK(a_ledger_says_what_happened_whenever_it_is_killed),
	};

	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
