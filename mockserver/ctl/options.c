/*
 * options.c - flowmock ctl: which options go with an action
 */
#include "mockserver/ctl/ctl.h"

#include "lib/command.h"

static bool is_one_of(const char *name, const char *const *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (all[i] && !strcmp(all[i], name))
			return true;
	}
	return false;
}

int ctl_check_options(const struct args *args, const char *action,
                      const char *const *fits, size_t count)
{
	static const char *const names[] = { "wait", "flow", "at-most" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!args_given(args, names[i]))
			continue;
		if (!is_one_of(names[i], fits, count)) {
			fprintf(stderr, "flowmock ctl: --%s does not go with %s\n",
			        names[i], action);
			return STATUS_USAGE;
		}
		if (!*args_text(args, names[i])) {
			fprintf(stderr, "flowmock ctl: --%s is empty\n", names[i]);
			return STATUS_USAGE;
		}
	}
	return 0;
}
