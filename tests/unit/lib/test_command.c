/*
 * test_command.c - lib/command.c: what a program of two commands says, and how it ends
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/command.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/scratch.h"

static int echo(const struct args *args)
{
	for (size_t i = 0; i < args->rest_count; i++)
		printf("%s\n", args->rest[i]);
	return (int)args_int(args, "status");
}

/* Opens a file of its own before it says something. */
static int keep(const struct args *args)
{
	int fd = open(args->rest[0], O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ssize_t n = write(fd, "kept", 4);

	printf("said\n");
	fflush(stdout);
	fprintf(stderr, "warned\n");
	close(fd);
	return n == 4 ? 0 : 1;
}

static int idle(const struct args *args UNUSED)
{
	return 0;
}

static const char *const voices[] = { "loud", "low", NULL };
static const struct option echo_options[] = {
	{ "status", OPTION_INT, "0", NULL, "N", "what it ends with", .max = 12 },
	{ "how", OPTION_CHOICE, NULL, "TOY_HOW", NULL, "its voice", .choices = voices },
	{ 0 },
};
static const struct option idle_options[] = { { 0 } };

static const struct command command_echo = { .name = "echo",
	                                     .usage = "echo [--status N] [WORD]...",
	                                     .help = "says its words",
	                                     .options = echo_options,
	                                     .takes_words = true,
	                                     .run = echo };
static const struct command command_idle = { .name = "idle",
	                                     .usage = "idle",
	                                     .help = "does nothing",
	                                     .about = "It never fails.\nIt ends.",
	                                     .statuses = "always 0",
	                                     .options = idle_options,
	                                     .run = idle };
static const struct command command_keep = { .name = "keep",
	                                     .usage = "keep FILE",
	                                     .help = "keeps a file",
	                                     .options = idle_options,
	                                     .takes_words = true,
	                                     .run = keep };
static const struct command *all[] = { &command_echo, &command_idle, NULL };
static const struct command *keepers[] = { &command_keep, NULL };
static const struct variable variables[] = {
	{ "TOY_NOISE", "how much of it" },
	{ "TOY_QUIET", NULL },
	{ "TOY_VAR_", NULL },
	{ 0 },
};
static const struct commands set = {
	.program = "toy",
	.version = "1.2",
	.help = "a toy",
	.statuses = "0 said, 9 lost",
	.all = all,
	.variables = variables,
	.prefix = "TOY_",
	.unwritten = 9,
};

/* In a process of its own, both outputs to one pipe, or stdout to a file; its status. */
static int play(const char *const *words, const char *path, struct buf *said)
{
	char *argv[8] = { (char *)(uintptr_t) "toy" };
	int argc = 1, both[2], status;
	char bytes[512];
	pid_t pid;

	for (; words[argc - 1]; argc++)
		argv[argc] = (char *)(uintptr_t)words[argc - 1];
	assert_int_equal(pipe(both), 0);
	fflush(stdout);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		dup2(path ? open(path, O_WRONLY) : both[1], STDOUT_FILENO);
		dup2(both[1], STDERR_FILENO);
		_exit(commands_main(&set, argc, argv));
	}
	close(both[1]);
	for (ssize_t n; (n = read(both[0], bytes, sizeof(bytes))) > 0;)
		buf_add(said, bytes, (size_t)n);
	close(both[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static const char usage[] = "toy 1.2 - a toy\n\n"
			    "  toy echo [--status N] [WORD]...  says its words\n"
			    "  toy idle                         does nothing\n\n"
			    "`toy COMMAND --help` lists a command's options.\n\n"
			    "Exit status: 0 said, 9 lost.\n";

static const char idle_help[] =
	"toy idle\n\ndoes nothing\n\nIt never fails.\nIt ends.\n\n"
	"  --help     shows this and ends\n"
	"  --version  shows the version and ends\n\n"
	"Environment:\n"
	"  TOY_NOISE  how much of it\n\n"
	"Exit status: always 0.\n";

/* Cells behind tabs; a line's end in one is a vertical tab. */
static const char tables[] =
	"program\ttoy\t1.2\ta toy\t0 said, 9 lost\n"
	"variable\tTOY_NOISE\thow much of it\n"
	"command\techo\techo [--status N] [WORD]...\tsays its words\t\t\n"
	"option\tstatus\tint\tN\t0\t\t\twhat it ends with\n"
	"option\thow\tchoice\t\t\tTOY_HOW\tloud|low\tits voice\n"
	"command\tidle\tidle\tdoes nothing\tIt never fails.\vIt ends.\talways 0\n";

static void says_what_it_was_asked(void **state UNUSED)
{
	static const struct {
		const char *words[5];
		int status;
		const char *first, *more; /* how it starts, and what follows */
	} cases[] = {
		{ { NULL }, 2, "", usage },
		{ { "--help" }, 0, "", usage },
		{ { "help" }, 0, "", usage },
		{ { "-h" }, 0, "", usage },
		{ { "help", "idle" }, 0, "", idle_help },
		{ { "help", "idle", "more" },
		  2,
		  "toy help: 'more' is a word too many\n",
		  "" },
		{ { "help", "idel" },
		  2,
		  "toy: there is no command 'idel'; did you mean idle?\n\n",
		  usage },
		{ { "sing" }, 2, "toy: there is no command 'sing'\n\n", usage },
		{ { "ehco" },
		  2,
		  "toy: there is no command 'ehco'; did you mean echo?\n\n",
		  usage },
		{ { "--version" }, 0, "toy 1.2\n", "" },
		{ { "--tables" }, 0, "", tables },
		{ { "idle", "--version" }, 0, "toy 1.2\n", "" },
		{ { "idle", "--help" }, 0, "", idle_help },
		{ { "idle", "-h" }, 0, "", idle_help },
		{ { "echo", "-status" },
		  2,
		  "toy echo: unknown option -status; did you mean --status?",
		  "" },
		{ { "idle" }, 0, "", "" },
		{ { "idle", "now" }, 2, "toy idle: 'now' is no option\n", "" },
		{ { "echo", "--status", "x" },
		  2,
		  "toy echo: --status",
		  "\nTry 'toy echo --help'.\n" },
		{ { "echo", "--status", "3", "so" }, 3, "so\n", "" },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf said = { 0 };
		size_t n = strlen(cases[i].first), more = strlen(cases[i].more);

		assert_int_equal(play(cases[i].words, NULL, &said), cases[i].status);
		if (said.size < n + more ||
		    strncmp(buf_str(&said), cases[i].first, n) != 0 ||
		    strcmp(buf_str(&said) + said.size - more, cases[i].more) != 0)
			fail_msg("case %zu: %s", i, buf_str(&said));
	}
}

static void a_variable_that_nobody_reads_is_named_with_the_nearest(void **state UNUSED)
{
	static const struct {
		const char *name, *says;
	} cases[] = {
		{ "TOY_NIOSE",
		  "toy: TOY_NIOSE in the environment is unknown; did you mean "
		  "TOY_NOISE?\n" },
		{ "TOY_HWO", "toy: TOY_HWO in the environment is unknown; did you mean "
		             "TOY_HOW?\n" },
		{ "TOY_XYLOPHONE", "toy: TOY_XYLOPHONE in the environment is unknown\n" },
		{ "TOY_NOISE", "" },
		{ "TOY_QUIET", "" },
		{ "TOY_VAR_x", "" },
		{ "TOYS", "" },
	};
	static const char *const words[] = { "idle", NULL };

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf said = { 0 };

		setenv(cases[i].name, "1", 1);
		assert_int_equal(play(words, NULL, &said), 0);
		unsetenv(cases[i].name);
		if (strcmp(buf_str(&said), cases[i].says) != 0)
			fail_msg("row %zu: %s", i, buf_str(&said));
	}
}

static void output_that_is_lost_is_reported_and_no_success(void **state UNUSED)
{
	static const struct {
		const char *words[5];
		int status;
		const char *says;
	} cases[] = {
		{ { "echo", "so" }, 9, "toy: cannot write to stdout: No space" },
		{ { "echo", "--status", "3", "so" }, 9, "toy: cannot write to stdout" },
		{ { "echo", "--status", "12", "so" }, 12, "toy: cannot write to stdout" },
		{ { "--help" }, 9, "toy: cannot write to stdout" },
		{ { "idle", "--help" }, 9, "toy: cannot write to stdout" },
		{ { "--version" }, 9, "toy: cannot write to stdout" },
		{ { "idle" }, 0, "" }, /* it has nothing to say */
	};

	if (!file_exists("/dev/full"))
		skip();
	for_each_row(i, cases) {
		AUTO(buf_release) struct buf said = { 0 };

		assert_int_equal(play(cases[i].words, "/dev/full", &said),
		                 cases[i].status);
		if (strncmp(buf_str(&said), cases[i].says, strlen(cases[i].says)) != 0)
			fail_msg("case %zu: %s", i, buf_str(&said));
	}
}

/* More than stdio keeps: the write that failed was not the last one. */
static void so_is_output_that_was_lost_before_the_end(void **state UNUSED)
{
	static char word[1 << 17];
	const char *const words[] = { "echo", word, NULL };
	AUTO(buf_release) struct buf said = { 0 };

	if (!file_exists("/dev/full"))
		skip();
	memset(word, 'x', sizeof(word) - 1);
	assert_int_equal(play(words, "/dev/full", &said), 9);
	assert_non_null(strstr(buf_str(&said), "toy: cannot write to stdout"));
}

/* The exit status of the program with that descriptor closed, the others in a file. */
static int play_without(int closed, void *const *state, const struct commands *c,
                        char **argv)
{
	AUTO(mem_free) char *said = scratch_path(state, "said");
	int fd = open(said, O_WRONLY | O_CREAT, 0600);

	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	close(fd);
	close(closed);
	return commands_main(c, 3, argv);
}

/* With stdout or stderr closed, a file would have its number, and what is said. */
static void what_is_said_gets_into_no_file(void **state)
{
	const struct commands keeper = { .program = "toy",
		                         .version = "1.2",
		                         .help = "a toy",
		                         .all = keepers,
		                         .unwritten = 9 };

	for (int closed = STDIN_FILENO; closed <= STDERR_FILENO; closed++) {
		AUTO(mem_free) char *path = scratch_path(state, "file");
		AUTO(buf_release) struct buf kept = { 0 };
		char toy[] = "toy", word[] = "keep";
		char *argv[] = { toy, word, path, NULL };
		int status;
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (!pid)
			_exit(play_without(closed, state, &keeper, argv));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), closed == STDOUT_FILENO ? 9 : 0);
		scratch_read(path, &kept);
		assert_string_equal(buf_str(&kept), "kept");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_it_was_asked),
		cmocka_unit_test(a_variable_that_nobody_reads_is_named_with_the_nearest),
		cmocka_unit_test(output_that_is_lost_is_reported_and_no_success),
		cmocka_unit_test(so_is_output_that_was_lost_before_the_end),
		cmocka_unit_test_setup_teardown(what_is_said_gets_into_no_file,
		                                scratch_open, scratch_close),
	};

	return cmocka_run_group_tests_name("command", tests, NULL, NULL);
}
