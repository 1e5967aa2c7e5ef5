/*
 * run_args.c - the options of `flowcheck run`
 */
#include "harness/run_args.h"

#include "harness/run/pool.h"
#include "harness/target_args.h"

static const char *const contracts[] = { "lenient", "strict", NULL };

/* clang-format off */
#define FORM(name) " " #name "="
static const char report_help[] = "also"
#include "harness/report/forms.def"
	" (- is stdout); may be repeated";
#undef FORM

#define KEEP_GOING "plays what can be read, though other files can't"

const struct option run_options[] = {
	TARGET_ROW("mock"),
	PROFILE_ROW,
	{ "report", OPTION_LIST, .value = "FORM=FILE", .help = report_help },
	{ "coverage", OPTION_TEXT, .value = "FILE",
	  .help = "writes which of the target's operations the scenarios called" },
	{ "only", OPTION_LIST, .value = "PLACE",
	  .help = "runs what fits: a path, a glob, FILE:LINE; may be repeated" },
	{ "tag", OPTION_LIST, .value = "TAG",
	  .help = "runs what has the tag; may be repeated" },
	{ "var", OPTION_LIST, .value = "NAME=VALUE",
	  .help = "gives scenarios a variable, as FLOWCHECK_VAR_NAME does; may be "
	          "repeated" },
	{ "list", OPTION_SWITCH, .help = "prints what would be run, and runs nothing" },
	{ "jobs", OPTION_INT, "0", .value = "NUMBER", .max = POOL_WORKERS_MAX,
	  .letter = 'j',
	  .help = "scenarios played at once "
	          "(0: a core each on the embedded mock, else 1)" },
	{ "repeat", OPTION_INT, "1", .value = "NUMBER", .min = 1, .max = 1000000,
	  .help = "plays each scenario so often; one that differs is flaky" },
	{ "fail-fast", OPTION_SWITCH,
	  .help = "ends the run with the first scenario that does not pass" },
	{ "keep-going", OPTION_SWITCH, .help = KEEP_GOING },
	{ "keep", OPTION_SWITCH, .help = "leaves what the last scenario made" },
	{ "show", OPTION_SWITCH,
	  .help = "prints every step, the runs' metrics and the exported tree" },
	{ "plan", OPTION_SWITCH,
	  .help = "prints the requests that would be sent, and sends none" },
	{ "timeout", OPTION_TEXT, .value = "DURATION",
	  .help = "ends the whole run after so long" },
	{ "reset", OPTION_SWITCH,
	  .help = "mock elsewhere: empties it before each scenario, whatever it holds" },
	{ "no-reset", OPTION_SWITCH,
	  .help = "mock elsewhere: leaves what is there, and removes what the scenarios "
	          "made" },
	{ "allow-writes", OPTION_SWITCH,
	  .help = "real service: scenarios that write are run, too; with --sandbox" },
	SANDBOX_ROW,
	{ "allow-production", OPTION_SWITCH,
	  .help = "real service: also where the sandbox is prod" },
	{ "max-requests", OPTION_INT, "0", .value = "NUMBER", .max = INT64_MAX,
	  .help = "real service: at most so many, cleaning up not counted; 0: no bound" },
	RATE_ROW,
	LEDGER_ROW,
	{ "expires", OPTION_TEXT, "P1D", .value = "DURATION",
	  .help = "when `flowcheck cleanup --expired` may remove what is left of it" },
	{ "export-root", OPTION_TEXT, .value = "FOLDER",
	  .help = "embedded mock: exported files go below it (a temporary folder)" },
	{ "state", OPTION_TEXT, .value = "FILE",
	  .help = "embedded mock: keeps its state there (in memory)" },
	{ "datasets", OPTION_LIST, .value = "FOLDER",
	  .help = "embedded mock: adds datasets; may be repeated" },
	{ "seed", OPTION_INT, "1", .value = "NUMBER", .min = 1, .max = INT64_MAX,
	  .help = "embedded mock: draws ids, names and records" },
	{ "contract", OPTION_CHOICE, "lenient", .value = "MODE", .choices = contracts,
	  .help = "embedded mock: its contract where a scenario names none" },
	{ "now", OPTION_TEXT, "2026-01-01T00:00:00Z", .value = "TIME",
	  .help = "embedded mock: where its clock starts" },
	{ 0 },
};
/* clang-format on */

/* Which targets an option is for; one that is given for another must not be lost. */
#define ONLY(kind) (1u << (kind))

static const struct {
	const char *name;
	unsigned targets;
	const char *whose;
} only[] = {
	{ "export-root", ONLY(TARGET_MOCK), "the embedded mock only" },
	{ "state", ONLY(TARGET_MOCK), "the embedded mock only" },
	{ "datasets", ONLY(TARGET_MOCK), "the embedded mock only" },
	{ "seed", ONLY(TARGET_MOCK), "the embedded mock only" },
	{ "now", ONLY(TARGET_MOCK), "the embedded mock only" },
	{ "contract", ONLY(TARGET_MOCK), "the embedded mock only" },
	{ "reset", ONLY(TARGET_URL), "a mock at a URL only" },
	{ "no-reset", ONLY(TARGET_URL), "a mock at a URL only" },
	{ "ledger", ONLY(TARGET_URL) | ONLY(TARGET_REAL), "a URL or real only" },
	{ "expires", ONLY(TARGET_URL) | ONLY(TARGET_REAL), "a URL or real only" },
	{ "allow-writes", ONLY(TARGET_URL) | ONLY(TARGET_REAL), "a URL or real only" },
	{ "allow-production", ONLY(TARGET_URL) | ONLY(TARGET_REAL),
	  "a URL or real only" },
	{ "max-requests", ONLY(TARGET_URL) | ONLY(TARGET_REAL), "a URL or real only" },
	{ "rate", ONLY(TARGET_URL) | ONLY(TARGET_REAL), "a URL or real only" },
};

static int check_only(const struct args *args, enum target_kind kind, struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(only); i++) {
		if (args_given(args, only[i].name) && !(only[i].targets & ONLY(kind)))
			return err_set(e, ERR_INVALID, "--%s goes with %s", only[i].name,
			               only[i].whose);
	}
	return 0;
}

/* The rest of the options, judged after the target's own. */
static int read_rest(const struct args *args, struct target_options *out, struct err *e)
{
	bool reset = args_switch(args, "reset"), leave = args_switch(args, "no-reset");
	struct err why = { 0 };

	if (check_only(args, out->kind, e) < 0)
		return -1;
	if (reset && leave)
		return err_set(e, ERR_INVALID, "--reset or --no-reset, not both");
	out->reset = reset ? RESET_ALWAYS : leave ? RESET_NEVER : RESET_IF_EMPTY;
	out->plan = args_switch(args, "plan");
	out->export_root = args_text(args, "export-root");
	out->state = args_text(args, "state");
	out->datasets = args_list(args, "datasets");
	out->seed = (uint64_t)args_int(args, "seed");
	out->strict = args_choice(args, "contract") != 0;
	out->keep = args_switch(args, "keep");
	if (vtime_parse(args_text(args, "now"), &out->now, &why) < 0)
		return err_set(e, ERR_INVALID, "--now: %s", why.text);
	return 0;
}

int run_args_target(const struct args *args, struct target_options *out, struct err *e)
{
	if (target_args_read(args, out, e) < 0)
		return -1;
	if (read_rest(args, out, e) == 0)
		return 0;
	identity_release(&out->who);
	return -1;
}

static int read_length(const struct args *args, const char *name, struct duration *out,
                       struct err *e)
{
	const char *text = args_text(args, name);
	struct err why = { 0 };

	if (duration_parse(text, out, &why) < 0)
		return err_set(e, ERR_INVALID, "--%s: %s", name, why.text);
	return 0;
}

int run_args_timeout(const struct args *args, int64_t *ms, struct err *e)
{
	const char *text = args_text(args, "timeout");
	struct duration d = { 0 };

	*ms = 0;
	if (!text)
		return 0;
	if (read_length(args, "timeout", &d, e) < 0)
		return -1;
	if (d.months || d.ms <= 0)
		return err_set(e, ERR_INVALID, "--timeout: '%s' is no length of time",
		               text);
	*ms = d.ms;
	return 0;
}

int run_args_expires(const struct args *args, vtime *out, struct err *e)
{
	struct duration d = { 0 };

	if (read_length(args, "expires", &d, e) < 0)
		return -1;
	*out = duration_after(vtime_wall_now(), d);
	return 0;
}
