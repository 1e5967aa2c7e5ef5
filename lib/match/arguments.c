/*
 * arguments.c - checks of matchers' arguments, beyond their types
 */
#include "lib/match/arguments.h"

#include <stdarg.h>

#include "lib/jsonschema/jsonschema.h"
#include "lib/match/formats.h"

#define REASON_ROOM 400

int arguments_refuse(struct match_judge *j, const cJSON *at, const char *fmt, ...)
{
	char reason[REASON_ROOM];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	j->at = at;
	return err_set(j->e, ERR_INVALID, "%s", reason);
}

int arguments_true(struct match_judge *j, const cJSON *arg)
{
	return cJSON_IsTrue(arg)
	               ? 0
	               : arguments_refuse(j, arg, "%s takes only true", arg->string);
}

static int check_type_name(struct match_judge *j, const cJSON *arg)
{
	if (cJSON_IsString(arg) && formats_type(arg->valuestring, NULL) >= 0)
		return 0;
	return arguments_refuse(j, arg,
	                        "$type knows string, number, integer, boolean, array, "
	                        "object, null");
}

int arguments_type(struct match_judge *j, const cJSON *arg)
{
	const cJSON *name;

	if (!cJSON_IsArray(arg))
		return check_type_name(j, arg);
	cJSON_ArrayForEach(name, arg) {
		if (check_type_name(j, name) < 0)
			return -1;
	}
	return 0;
}

int arguments_format(struct match_judge *j, const cJSON *arg)
{
	if (formats_fit(arg->valuestring, NULL) < 0)
		return arguments_refuse(j, arg, "$is knows no format '%s'",
		                        arg->valuestring);
	return 0;
}

int arguments_regex(struct match_judge *j, const cJSON *arg)
{
	struct err why = { 0 };
	bool fits;

	if (formats_match(arg->valuestring, NULL, &fits, &why) < 0)
		return arguments_refuse(j, arg, "%s", why.text);
	return 0;
}

int arguments_schema(struct match_judge *j, const cJSON *arg)
{
	AUTO(jsonschema_free) struct jsonschema *schema = NULL;
	struct err why = { 0 };

	if (jsonschema_new(arg, NULL, &schema, &why) < 0)
		return arguments_refuse(j, arg, "%s", why.text);
	return 0;
}
