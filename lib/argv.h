/*
 * argv.h - options as a table
 *
 * Each command has one table of options, from which parsing, defaults, the
 * environment and --help come.  Flag beats environment beats default; an empty
 * environment variable counts as unset.  "--name=value" and "--name value" are
 * the same; of one given twice the last counts.  --help and --version are
 * understood everywhere; "--" ends the options.
 *
 * Owns: struct args owns its arrays, args_release() frees them; texts are
 * borrowed from argv, the environment and the table.
 * Errors: ERR_INVALID, naming the flag or the variable the value came from.
 */
#ifndef LIB_ARGV_H
#define LIB_ARGV_H

#include "lib/buf.h"
#include "lib/err.h"

enum option_kind {
	OPTION_TEXT,
	OPTION_INT,    /* min..max */
	OPTION_CHOICE, /* one of choices */
	OPTION_LIST,   /* may be repeated; the environment gives one */
	OPTION_SWITCH, /* takes no value; the environment gives 1 or 0 */
};

struct option {
	const char *name; /* without the dashes; NULL ends the table */
	enum option_kind kind;
	const char *fallback;       /* the default as text; NULL for none */
	const char *env;            /* NULL for none */
	const char *value;          /* how --help calls it: "PORT" */
	const char *help;           /* one line */
	int64_t min, max;           /* OPTION_INT */
	const char *const *choices; /* OPTION_CHOICE, NULL-ended */
};

struct args {
	const struct option *table;
	struct arg_value *values; /* one an option */
	const char **rest;        /* what is no option, NULL-ended */
	size_t rest_count;
	bool help, version; /* --help or --version was given: nothing else was checked */
};

/* Reads argc arguments, the program's and the command's names not among them. */
int args_parse(const struct option *table, int argc, char **argv, struct args *out,
               struct err *e) MUST_USE;
/* Frees the arrays; the texts stay whose they are. */
void args_release(struct args *a);
AUTO_DEFINE_STRUCT(struct args, args_release);

/* What an option ended with; the name must be in the table. */
const char *args_text(const struct args *a, const char *name); /* NULL for none */
int64_t args_int(const struct args *a, const char *name);
size_t args_choice(const struct args *a, const char *name); /* index into choices */
bool args_switch(const struct args *a, const char *name);
const char *const *args_list(const struct args *a, const char *name); /* NULL-ended */
/* Was it given, by flag or environment? */
bool args_given(const struct args *a, const char *name);
/* Where its value came from, for errors: "--name", or the variable. */
const char *args_origin(const struct args *a, const char *name);

/* The table as --help prints it, in columns, with defaults and variables. */
void args_help(const struct option *table, struct buf *out);

#endif
