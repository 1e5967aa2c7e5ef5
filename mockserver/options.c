/*
 * options.c - the options of a mock, a row each
 */
#include "mockserver/options.h"

#include "mockserver/export/partition.h"
#include "mockserver/export/parts.h"
#include "mockserver/http/socket.h"
#include "mockserver/world/settings.h"

/* ---------------------------------------------------------------- reading texts */

static int host_parse(const char *text, void *into, struct err *e)
{
	*(const char **)into = text;
	return socket_check_host(text, e);
}

/* The empty path would stand for the folder that the mock was started in. */
static int path_parse(const char *text, void *into, struct err *e)
{
	*(const char **)into = text;
	return !text || *text ? 0 : err_set(e, ERR_INVALID, "the path is empty");
}

/* "now": the machine's time, as the program starts. */
static int now_parse(const char *text, void *into, struct err *e)
{
	if (!strcmp(text, "now")) {
		*(vtime *)into = clock_machine_now();
		return 0;
	}
	return vtime_parse(text, into, e);
}

static int clock_mode_parse(const char *text, void *into, struct err *e)
{
	return clock_parse(text, into, e);
}

static int run_life_parse(const char *text, void *into, struct err *e)
{
	return life_parse(text, into, e);
}

static int delay_parse(const char *text, void *into, struct err *e)
{
	struct duration delay;

	if (duration_parse(text, &delay, e) < 0)
		return -1;
	if (delay.months)
		return err_set(e, ERR_INVALID, "months have no fixed length");
	*(int64_t *)into = delay.ms;
	return 0;
}

static int partitions_parse(const char *text, void *into, struct err *e)
{
	if (partition_parse(text, into))
		return 0;
	return err_set(e, ERR_INVALID, "not auto, nor a number from 1 to %d",
	               PARTITION_MAX);
}

/* "prod,dev": none of the names is empty or has blanks around it. */
static int sandboxes_parse(const char *text, void *into, struct err *e)
{
	struct str rest = str_of(text), one;

	*(const char **)into = text;
	while (str_split(&rest, ',', &one)) {
		if (!one.size)
			return err_set(e, ERR_INVALID,
			               "a name is missing; names stand between single "
			               "commas, as in prod,dev");
		if (str_trim(one, STR_BLANKS).size != one.size)
			return err_set(e, ERR_INVALID, "there is a blank at '%.*s'",
			               (int)one.size, one.at);
	}
	return 0;
}

static int choose_parse(const char *text, void *into, struct err *e)
{
	return contract_choose(into, text, e);
}

/* ---------------------------------------------------------------- the rows */

static const char *const auths[] = { "lenient", "strict", NULL };
static const char *const contracts[] = { "lenient", "strict", NULL };
static const char *const zones[] = { "azure", "aws", NULL };
static const char *const on_off[] = { "on", "off", NULL };
static const char *const members[] = { "members", "single", NULL };
static const char *const limits[] = { "off", "documented", NULL };
static const char *const export_times[] = { "minute", "second", NULL };
static const char *const formats[] = { "text", "json", NULL };
static const char *const levels[] = { "error", "warn", "info", "debug", NULL };

/* A choice is stored as its index in the list, which is its enum value. */
static_assert(AUTH_STRICT == 1 && CONTRACT_STRICT == 1 && DLZ_AWS == 1 &&
                      FILES_OFF == 1 && LIMITS_DOCUMENTED == 1 &&
                      EXPORT_TIME_SECOND == 1 && EXPORT_SINGLE == 1 && LOG_JSON == 1 &&
                      LOG_DEBUG == 3,
              "lists and enums are in one order");

#define AT(member) OPTION_AT(struct instance_options, member)

/* clang-format off */
const struct option instance_option_rows[] = {
	{ "host", OPTION_TEXT, "127.0.0.1", "FLOWMOCK_HOST", "ADDRESS",
	  "IP address to listen on",
	  AT(host), .parse = host_parse },
	{ "port", OPTION_INT, "8085", "FLOWMOCK_PORT", "PORT",
	  "TCP port; 0 takes a free one",
	  AT(port), .min = 0, .max = 65535 },
	{ "port-file", OPTION_TEXT, NULL, "FLOWMOCK_PORT_FILE", "FILE",
	  "gets the port's number once requests are answered",
	  AT(port_file) },
	{ "state", OPTION_TEXT, NULL, "FLOWMOCK_STATE", "FILE",
	  "keeps the state in this file; without it, in memory",
	  AT(world.state), .parse = path_parse },
	{ "export-root", OPTION_TEXT, "./exports", "FLOWMOCK_EXPORT_ROOT", "FOLDER",
	  "exported files go below it",
	  AT(world.export_root), .parse = path_parse },
	{ "datasets", OPTION_LIST, NULL, "FLOWMOCK_DATASETS", "FOLDER",
	  "adds datasets to the shipped ones; may be repeated",
	  AT(world.datasets) },
	{ "seed", OPTION_INT, "1", "FLOWMOCK_SEED", "NUMBER",
	  "draws ids, etags, names and generated records",
	  AT(world.seed), .min = 0, .max = INT64_MAX },
	{ "clock", OPTION_TEXT, "real", "FLOWMOCK_CLOCK", "CLOCK",
	  "real; virtual stands still until moved; scaled:N is N times as fast",
	  AT(world.clock), .parse = clock_mode_parse },
	{ "now", OPTION_TEXT, "2026-01-01T00:00:00Z", "FLOWMOCK_NOW", "TIME",
	  "where a virtual or scaled clock starts, or now; a state keeps its own",
	  AT(world.now), .parse = now_parse },
	{ "run-life", OPTION_TEXT, "immediate", "FLOWMOCK_RUN_LIFE", "LIFE",
	  "how runs live: immediate, after:MIN[..MAX] or polls:N; "
	  "given, it wins over one that a state keeps",
	  AT(world.settings.life), .parse = run_life_parse },
	{ "auth", OPTION_CHOICE, "lenient", "FLOWMOCK_AUTH", "MODE",
	  "lenient takes any token, key and organisation; strict those of a client",
	  AT(guard.auth), .choices = auths },
	{ "client", OPTION_LIST, NULL, "FLOWMOCK_CLIENTS", "ID:SECRET:ORG[:EXPIRES]",
	  "may ask IMS for tokens (" CLIENT_DEFAULT "); may be repeated",
	  AT(guard.clients), .secret = true },
	{ "clients", OPTION_TEXT, NULL, "FLOWMOCK_CLIENTS_FILE", "FILE",
	  "adds the clients in this file, one per line",
	  AT(guard.clients_file) },
	{ "sandboxes", OPTION_TEXT, NULL, "FLOWMOCK_SANDBOXES", "NAME,…",
	  "the only sandboxes; without it, any name is a sandbox",
	  AT(guard.sandboxes), .parse = sandboxes_parse },
	{ "adhoc-delay", OPTION_TEXT, "0s", "FLOWMOCK_ADHOC_DELAY", "DURATION",
	  "until a changed flow is ready for ad-hoc exports",
	  AT(world.adhoc_delay_ms), .parse = delay_parse },
	{ "dlz", OPTION_CHOICE, "azure", "FLOWMOCK_DLZ", "CLOUD",
	  "whose storage a Data Landing Zone is",
	  AT(world.dlz), .choices = zones },
	{ "contract", OPTION_CHOICE, "lenient", "FLOWMOCK_CONTRACT", "MODE",
	  "strict refuses what the documents forbid",
	  AT(world.settings.contract.mode), .choices = contracts },
	{ "choose", OPTION_LIST, NULL, "FLOWMOCK_CHOOSE", "ID=CHOICE",
	  "sets an entry of the ledger against its mode; may be repeated",
	  AT(world.settings.contract), .parse = choose_parse },
	{ "limits", OPTION_CHOICE, "off", "FLOWMOCK_LIMITS", "LIMITS",
	  "documented: beyond the limits of docs/limits.md requests and exports fail",
	  AT(world.limits), .choices = limits },
	{ "files", OPTION_CHOICE, "on", "FLOWMOCK_FILES", "ON",
	  "off: runs and counts, no files",
	  AT(world.files), .choices = on_off },
	{ "partitions", OPTION_TEXT, "auto", "FLOWMOCK_PARTITIONS", "NUMBER",
	  "part files of an export; auto: one for each 500,000 records; "
	  "given, it wins over one that a state keeps",
	  AT(world.settings.partitions), .parse = partitions_parse },
	{ "export-time", OPTION_CHOICE, "minute", "FLOWMOCK_EXPORT_TIME", "UNIT",
	  "ends exportTime= of scheduled exports: 12 digits, or 14",
	  AT(world.export_time), .choices = export_times },
	{ "gzip", OPTION_CHOICE, "members", "FLOWMOCK_GZIP", "FORM",
	  "of gzipped JSON: members of 1 MiB each, or a single one, which takes longer",
	  AT(world.members), .choices = members },
	{ "workers", OPTION_INT, "0", "FLOWMOCK_WORKERS", "NUMBER",
	  "part files written at a time; 0: as many as cores",
	  AT(world.workers), .min = 0, .max = PARTS_WORKERS_MAX },
	{ "admin", OPTION_CHOICE, "on", "FLOWMOCK_ADMIN", "ON",
	  "off: no pages below /__admin/",
	  AT(no_admin), .choices = on_off },
	{ "faults", OPTION_LIST, NULL, "FLOWMOCK_FAULTS", "FILE|NAME",
	  "arms the faults of a file or a pack (throttled, flaky-network, lost-answers, "
	  "permissions, torn-files, expired-credentials, monday-outage); may be repeated",
	  AT(faults) },
	{ "log-format", OPTION_CHOICE, "text", "FLOWMOCK_LOG_FORMAT", "FORMAT",
	  "the form of the lines on stderr",
	  AT(world.log.format), .choices = formats },
	{ "log-level", OPTION_CHOICE, "info", "FLOWMOCK_LOG_LEVEL", "LEVEL",
	  "the lowest level that is logged",
	  AT(world.log.level), .choices = levels },
	{ 0 },
};
/* clang-format on */

/* ---------------------------------------------------------------- all of them */

/* Two clients of one id are an error, though each of them is valid. */
static int check_clients(const struct args *args, struct err *e)
{
	AUTO(clients_release) struct clients trial = { 0 };
	struct err why = { 0 };

	for (const char *const *c = args_list(args, "client"); *c; c++) {
		const size_t before = trial.count;

		if (clients_add(&trial, *c, &why) == 0 && trial.count == before)
			err_set(&why, ERR_INVALID,
			        "it names no client: expected ID:SECRET:ORG");
		if (why.code)
			return err_set(e, ERR_INVALID, "%s: %s",
			               args_origin(args, "client"), why.text);
	}
	return 0;
}

int options_read(const struct args *args, struct instance_options *out, struct err *e)
{
	*out = (struct instance_options){ .args = args };
	if (args_bind(args, out, e) < 0 || check_clients(args, e) < 0)
		return -1;
	if (args_given(args, "now") && out->world.clock.mode == CLOCK_IS_REAL)
		return err_set(e, ERR_INVALID,
		               "%s goes with --clock virtual or scaled:N only",
		               args_origin(args, "now"));
	for (int i = 0; i < SETTING_COUNT; i++) {
		bool given = args_given(args, settings_option((enum setting)i));

		out->world.settings.from[i] = given ? SET_AT_START : SET_BY_DEFAULT;
	}
	return 0;
}

/* ---------------------------------------------------------------- showing them */

static const char *const source_names[] = {
	[FROM_NOWHERE] = "default",         [FROM_DEFAULT] = "default",
	[FROM_ENVIRONMENT] = "environment", [FROM_FLAG] = "flag",
	[FROM_CALLER] = "library",
};

/* Clients, blanks between them: of each its id and organisation, "ID:****:ORG". */
static cJSON *masked(const char *text)
{
	AUTO(buf_release) struct buf out = { 0 };
	struct str rest = str_of(text), one;

	while (str_split(&rest, ' ', &one)) {
		struct str id = { NULL, 0 }, secret;

		if (out.size)
			buf_add_char(&out, ' ');
		if (!str_split(&one, ':', &id) || !str_split(&one, ':', &secret))
			continue;
		buf_printf(&out, "%.*s:****:%.*s", (int)id.size, id.at, (int)one.size,
		           one.at ? one.at : "");
	}
	return json_new_str(buf_str(&out));
}

static cJSON *show_list(const struct args *args, const struct option *o)
{
	cJSON *list = json_new_array();

	for (const char *const *one = args_list(args, o->name); *one; one++)
		json_push(list, o->secret ? masked(*one) : json_new_str(*one));
	return list;
}

static cJSON *show_value(const struct args *args, const struct option *o)
{
	const char *text = args_text(args, o->name);

	switch (o->kind) {
	case OPTION_INT:
		return json_new_int(args_int(args, o->name));
	case OPTION_LIST:
		return show_list(args, o);
	case OPTION_SWITCH:
		return json_new_bool(args_switch(args, o->name));
	case OPTION_TEXT:
	case OPTION_CHOICE:
		break;
	}
	return text ? json_new_str(text) : json_new_null();
}

/* The values that the option takes, as far as the row says. */
static void show_range(const struct option *o, cJSON *row)
{
	cJSON *choices;

	if (o->kind == OPTION_INT) {
		json_set(row, "minimum", json_new_int(o->min));
		json_set(row, "maximum", json_new_int(o->max));
	}
	if (o->kind != OPTION_CHOICE)
		return;
	choices = json_set(row, "choices", json_new_array());
	for (size_t i = 0; o->choices[i]; i++)
		json_push(choices, json_new_str(o->choices[i]));
}

static cJSON *show(const struct args *args, const struct option *o)
{
	cJSON *row = json_new_object();

	json_set(row, "name", json_new_str(o->name));
	json_set(row, "value", show_value(args, o));
	json_set(row, "origin", json_new_str(source_names[args_source(args, o->name)]));
	json_set(row, "by",
	         args_given(args, o->name) ? json_new_str(args_origin(args, o->name))
	                                   : json_new_null());
	json_set(row, "default",
	         o->fallback ? json_new_str(o->fallback) : json_new_null());
	json_set(row, "environment", json_new_str(o->env));
	show_range(o, row);
	json_set(row, "help", json_new_str(o->help));
	return row;
}

cJSON *options_show(const struct args *args)
{
	cJSON *list = json_new_array();

	for (const struct option *o = instance_option_rows; args && o->name; o++)
		json_push(list, show(args, o));
	return list;
}
