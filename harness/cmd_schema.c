/*
 * cmd_schema.c - flowcheck schema: the language of scenarios, for editors
 */
#include "harness/command.h"

#include "harness/scenario/describe.h"
#include "lib/mem.h"

static int run_schema(const struct args *args UNUSED)
{
	AUTO(cJSON_Delete) cJSON *schema = describe_scenarios();
	AUTO_MEM char *text = json_text(schema);

	puts(text);
	return EXIT_PASSED;
}

static const struct option schema_options[] = { { 0 } };

const struct command command_schema = {
	.name = "schema",
	.usage = "schema",
	.help = "prints a JSON Schema of scenario files, for editors and other checkers",
	.options = schema_options,
	.run = run_schema,
};
