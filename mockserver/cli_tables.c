/*
 * cli_tables.c - flowmock tables: the contract's tables as JSON, without a server
 */
#include "mockserver/cli.h"

#include "mockserver/contract/tables.h"
#include "mockserver/faults/kind.h"

static const struct option options[] = { { 0 } };

static const struct {
	const char *name;
	cJSON *(*make)(void);
} tables[] = {
	{ "operations", tables_operations }, { "errors", tables_errors },
	{ "limits", tables_limits },         { "faults", fault_kinds_show },
	{ "effects", tables_effects },
};

static void print(cJSON *tree)
{
	struct buf text = { 0 };

	json_print_pretty(tree, &text);
	cJSON_Delete(tree);
	printf("%s\n", buf_str(&text));
	buf_release(&text);
}

static int tables_run(const struct args *args)
{
	const char *name = args->rest_count == 1 ? args->rest[0] : "";

	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		if (!strcmp(tables[i].name, name)) {
			print(tables[i].make());
			return 0;
		}
	}
	fprintf(stderr,
	        "flowmock tables: operations, errors, limits, effects or faults?\n");
	return 2;
}

const struct command command_tables = {
	.name = "tables",
	.usage = "tables operations|errors|limits|effects|faults",
	.help = "prints what the mock knows, as JSON",
	.options = options,
	.takes_words = true,
	.run = tables_run,
};
