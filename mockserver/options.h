/*
 * options.h - the options of a mock, a row each
 *
 * One table, in options.c.  `flowmock serve` reads flags and environment by it and prints
 * it as help; flowmock_start() checks its struct by it, and takes any option by name; GET
 * /__admin/settings shows each with its value and where that came from.  A new option is
 * a row, bound to its member of struct instance_options, and what uses the member.
 *
 * Owns: nothing.  Borrows: all texts are the args'.
 * Errors: ERR_INVALID, naming the option as the caller knows it.
 */
#ifndef MOCKSERVER_OPTIONS_H
#define MOCKSERVER_OPTIONS_H

#include "lib/argv.h"
#include "lib/json/json.h"
#include "mockserver/gateway/guard.h"
#include "mockserver/world/world.h"

struct instance_options {
	const char *host;
	int port;
	const char *port_file;     /* of flowmock serve; NULL for none */
	bool no_admin;             /* /__admin/ is not there */
	const char *const *faults; /* files and packs, read by flowmock serve; or NULL */
	struct world_options world;
	struct guard_options guard;
	const struct args *args; /* where each came from; NULL: no option was read */
};

extern const struct option instance_option_rows[];

/* Applies the options, and checks those that depend on each other. */
int options_read(const struct args *args, struct instance_options *out, struct err *e)
	MUST_USE;

/*
 * A list of {"name","value","origin","by","default","environment","help"…}; "by" is the
 * flag, variable or member that gave the value.  Secrets are masked.
 */
cJSON *options_show(const struct args *args) MUST_USE;

#endif
