/*
 * argv.h - options as a table
 *
 * Each command has one table of options, from which parsing, defaults, the
 * environment and --help come; a row may be bound to the member of a struct that
 * args_bind() sets.  Flag beats environment beats default; an empty
 * environment variable counts as unset.  "--name=value" and "--name value" are
 * the same, and so are "-n value" and "-nvalue" of one that has a letter; of one given
 * twice the last counts.  --help, -h and --version are understood everywhere; "--" ends
 * the options.
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
	char letter;                /* for "-j 4" and "-j4"; 0 for none */
	bool secret;                /* its values are not for showing as they are */
	/* The member of args_bind()'s struct, by OPTION_AT(); size 0 for none. */
	size_t at, size;
	/*
	 * Reads a text into that member; NULL: the kind does, as text, number, index of
	 * the choice, or the list.  Of an OPTION_LIST it reads one value after the other.
	 */
	int (*parse)(const char *text, void *into, struct err *e);
};

#define OPTION_AT(type, member) \
	.at = offsetof(type, member), .size = sizeof(((type *)0)->member)

/* Where a value came from. */
enum option_source {
	FROM_NOWHERE,
	FROM_DEFAULT,
	FROM_ENVIRONMENT,
	FROM_FLAG,
	FROM_CALLER, /* args_set() */
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

/*
 * The same without a command line and its environment: a caller sets what is given, by
 * the option's name and under the origin that errors are to name; what is left then has
 * its default.
 */
void args_begin(const struct option *table, struct args *out);
/* ERR_INVALID for a name that is not in the table; origin NULL: a default of its own. */
int args_set(struct args *a, const char *name, const char *origin, const char *text,
             struct err *e) MUST_USE;
int args_end(struct args *a, struct err *e) MUST_USE;

/* Sets the members that the options are bound to; texts and lists are borrowed. */
int args_bind(const struct args *a, void *base, struct err *e) MUST_USE;

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
enum option_source args_source(const struct args *a, const char *name);

/* The table as --help prints it, in columns, with defaults and variables. */
void args_help(const struct option *table, struct buf *out);

#endif
