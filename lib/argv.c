/*
 * argv.c - options as a table: reading them (help is in argv_help.c)
 */
#include "lib/argv.h"

#include "lib/mem.h"
#include "lib/nearest.h"

struct arg_value {
	enum option_source source;
	const char *text;  /* the last one given */
	int64_t number;    /* OPTION_INT; OPTION_CHOICE: index; OPTION_SWITCH: 0 or 1 */
	const char **list; /* OPTION_LIST, NULL-ended */
	size_t list_count;
	const char *origin;          /* FROM_CALLER: what errors call it */
	char flag[NEAREST_ROOM + 3]; /* "--name" */
};

static size_t table_size(const struct option *table)
{
	size_t n = 0;

	while (table[n].name)
		n++;
	return n;
}

/* ---------------------------------------------------------------- values */

static void append(const char ***list, size_t *count, const char *text)
{
	*list = mem_grow(*list, *count + 2, sizeof(**list));
	(*list)[(*count)++] = text;
	(*list)[*count] = NULL;
}

static int set_int(const struct option *o, const char *origin, struct arg_value *v,
                   struct err *e)
{
	if (str_to_int(v->text, &v->number) && v->number >= o->min && v->number <= o->max)
		return 0;
	return err_set(e, ERR_INVALID, "%s: '%s' is not a number from %lld to %lld",
	               origin, v->text, (long long)o->min, (long long)o->max);
}

static int set_choice(const struct option *o, const char *origin, struct arg_value *v,
                      struct err *e)
{
	AUTO(buf_release) struct buf known = { 0 };

	for (size_t i = 0; o->choices[i]; i++) {
		if (!strcmp(o->choices[i], v->text)) {
			v->number = (int64_t)i;
			return 0;
		}
		buf_printf(&known, "%s%s", i ? ", " : "", o->choices[i]);
	}
	return err_set(e, ERR_INVALID, "%s: '%s' is not one of %s", origin, v->text,
	               buf_str(&known));
}

/* A switch has a value only in the environment. */
static int set_switch(const char *origin, struct arg_value *v, struct err *e)
{
	static const struct {
		const char *word;
		bool on;
	} words[] = {
		{ "1", true },  { "true", true },   { "yes", true }, { "on", true },
		{ "0", false }, { "false", false }, { "no", false }, { "off", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (str_same_nocase(v->text, words[i].word)) {
			v->number = words[i].on;
			return 0;
		}
	}
	return err_set(e, ERR_INVALID, "%s: '%s' is neither 1 nor 0", origin, v->text);
}

/* Takes a value; `origin` names the flag or variable in errors. */
static int set_value(const struct option *o, const char *origin, const char *text,
                     struct arg_value *v, struct err *e)
{
	v->text = text;
	switch (o->kind) {
	case OPTION_TEXT:
		return 0;
	case OPTION_INT:
		return set_int(o, origin, v, e);
	case OPTION_CHOICE:
		return set_choice(o, origin, v, e);
	case OPTION_LIST:
		append(&v->list, &v->list_count, text);
		return 0;
	case OPTION_SWITCH:
		return set_switch(origin, v, e);
	}
	return 0;
}

/* ---------------------------------------------------------------- flags */

/* The option that was probably meant, or NULL. */
static const char *nearest(const struct option *table, struct str name)
{
	struct nearest n = { .name = name };

	for (const struct option *o = table; o->name; o++)
		nearest_offer(&n, o->name);
	nearest_offer(&n, "help");
	nearest_offer(&n, "version");
	return n.best;
}

static int refuse_unknown(const struct option *table, const char *flag, struct str name,
                          struct err *e)
{
	const char *meant = nearest(table, name);
	int shown = (int)(name.at + name.size - flag);

	if (meant)
		return err_set(e, ERR_INVALID, "unknown option %.*s; did you mean --%s?",
		               shown, flag, meant);
	return err_set(e, ERR_INVALID, "unknown option %.*s", shown, flag);
}

/* The row of that name, or the one that ends the table. */
static const struct option *find_option(const struct option *table, struct str name)
{
	const struct option *o = table;

	while (o->name && !str_is(name, o->name))
		o++;
	return o;
}

/* The arguments that are still to be read. */
struct arg_words {
	char **argv;
	int argc, at;
};

/* Sets the option; its value is `text`, or the next word where that is NULL. */
static int take_flag(struct args *a, const struct option *o, const char *text,
                     struct arg_words *w, struct err *e)
{
	struct arg_value *v = &a->values[o - a->table];

	v->source = FROM_FLAG;
	if (o->kind == OPTION_SWITCH) {
		v->number = 1;
		return text ? err_set(e, ERR_INVALID, "--%s takes no value", o->name) : 0;
	}
	if (!text && w->at + 1 >= w->argc)
		return err_set(e, ERR_INVALID, "--%s: a value is missing: %s", o->name,
		               o->value ? o->value : "VALUE");
	if (!text)
		text = w->argv[++w->at];
	return set_value(o, v->flag, text, v, e);
}

/* "--name", "--name=value". */
static int read_flag(struct args *a, struct arg_words *w, struct err *e)
{
	const char *flag = w->argv[w->at];
	struct str name = { flag + 2, strcspn(flag + 2, "=") };
	const char *text = name.at[name.size] ? name.at + name.size + 1 : NULL;
	const struct option *o = find_option(a->table, name);

	if (!o->name)
		return refuse_unknown(a->table, flag, name, e);
	return take_flag(a, o, text, w, e);
}

/* "-j", "-j4". */
static int read_letter(struct args *a, struct arg_words *w, struct err *e)
{
	const char *flag = w->argv[w->at];

	for (const struct option *o = a->table; o->name; o++) {
		if (o->letter == flag[1])
			return take_flag(a, o, flag[2] ? flag + 2 : NULL, w, e);
	}
	return refuse_unknown(a->table, flag, str_of(flag + 1), e);
}

static int read_flags(struct args *a, int argc, char **argv, struct err *e)
{
	struct arg_words w = { argv, argc, 0 };
	bool ended = false;

	for (; w.at < argc; w.at++) {
		const char *arg = argv[w.at];

		if (ended || arg[0] != '-' || !arg[1]) { /* "-" alone is no option */
			append(&a->rest, &a->rest_count, arg);
			continue;
		}
		ended = !strcmp(arg, "--");
		if (ended)
			continue;
		if ((arg[1] == '-' ? read_flag : read_letter)(a, &w, e) < 0)
			return -1;
	}
	return 0;
}

/* What no flag gave comes from the environment. */
static int read_environment(struct args *a, struct err *e)
{
	for (const struct option *o = a->table; o->name; o++) {
		struct arg_value *v = &a->values[o - a->table];
		const char *set = o->env ? getenv(o->env) : NULL;

		if (v->source == FROM_FLAG || !set || !*set)
			continue;
		v->source = FROM_ENVIRONMENT;
		if (set_value(o, o->env, set, v, e) < 0)
			return -1;
	}
	return 0;
}

static bool asks_for(const char *flag, int argc, char **argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (!strcmp(argv[i], flag))
			return true;
	}
	return false;
}

void args_begin(const struct option *table, struct args *out)
{
	size_t n = table_size(table);

	*out = (struct args){
		.table = table,
		.values = mem_alloc(n * sizeof(*out->values)),
		.rest = mem_alloc(sizeof(*out->rest)),
	};
	for (size_t i = 0; i < n; i++)
		snprintf(out->values[i].flag, sizeof(out->values[i].flag), "--%s",
		         table[i].name);
}

int args_set(struct args *a, const char *name, const char *origin, const char *text,
             struct err *e)
{
	const struct option *o = find_option(a->table, str_of(name));
	struct arg_value *v = &a->values[o - a->table];

	if (!o->name)
		return refuse_unknown(a->table, name, str_of(name), e);
	v->source = origin ? FROM_CALLER : FROM_DEFAULT;
	v->origin = origin;
	return set_value(o, origin ? origin : v->flag, text, v, e);
}

int args_end(struct args *a, struct err *e)
{
	for (const struct option *o = a->table; o->name; o++) {
		struct arg_value *v = &a->values[o - a->table];

		if (v->source != FROM_NOWHERE || !o->fallback)
			continue;
		v->source = FROM_DEFAULT;
		if (set_value(o, o->name, o->fallback, v, e) < 0)
			return -1;
	}
	return 0;
}

int args_parse(const struct option *table, int argc, char **argv, struct args *out,
               struct err *e)
{
	args_begin(table, out);
	out->help = asks_for("--help", argc, argv) || asks_for("-h", argc, argv);
	out->version = asks_for("--version", argc, argv);
	if (out->help || out->version)
		return 0;
	if (read_flags(out, argc, argv, e) == 0 && read_environment(out, e) == 0 &&
	    args_end(out, e) == 0)
		return 0;
	args_release(out);
	return -1;
}

void args_release(struct args *a)
{
	for (size_t i = 0; a->values && i < table_size(a->table); i++)
		free(a->values[i].list);
	free(a->values);
	free(a->rest);
	*a = (struct args){ 0 };
}

/* ---------------------------------------------------------------- asking */

static const struct arg_value *value_of(const struct args *a, const char *name)
{
	size_t i = 0;

	while (a->table[i].name && strcmp(a->table[i].name, name) != 0)
		i++;
	assert(a->table[i].name && "the option is in the table");
	return &a->values[i];
}

const char *args_text(const struct args *a, const char *name)
{
	return value_of(a, name)->text;
}

int64_t args_int(const struct args *a, const char *name)
{
	return value_of(a, name)->number;
}

size_t args_choice(const struct args *a, const char *name)
{
	return (size_t)value_of(a, name)->number;
}

bool args_switch(const struct args *a, const char *name)
{
	return value_of(a, name)->number != 0;
}

const char *const *args_list(const struct args *a, const char *name)
{
	static const char *const none[] = { NULL };
	const struct arg_value *v = value_of(a, name);

	return v->list ? v->list : none;
}

bool args_given(const struct args *a, const char *name)
{
	return value_of(a, name)->source >= FROM_ENVIRONMENT;
}

const char *args_origin(const struct args *a, const char *name)
{
	const struct arg_value *v = value_of(a, name);

	if (v->source == FROM_ENVIRONMENT)
		return a->table[v - a->values].env;
	return v->source == FROM_CALLER ? v->origin : v->flag;
}

enum option_source args_source(const struct args *a, const char *name)
{
	return value_of(a, name)->source;
}

/* ---------------------------------------------------------------- binding */

/* A number takes the room that its member has: of a bool, an enum or a wide one. */
static void store_number(int64_t number, void *into, size_t size)
{
	const int32_t narrow = (int32_t)number;
	const bool truth = number != 0;

	if (size == sizeof(number))
		memcpy(into, &number, size);
	else if (size == sizeof(narrow))
		memcpy(into, &narrow, size);
	else
		memcpy(into, &truth, size);
}

static void store(const struct args *a, const struct option *o, void *into)
{
	const struct arg_value *v = &a->values[o - a->table];
	const char *const *list;

	switch (o->kind) {
	case OPTION_TEXT:
		memcpy(into, &v->text, sizeof(v->text));
		return;
	case OPTION_LIST:
		list = args_list(a, o->name);
		memcpy(into, &list, sizeof(list));
		return;
	case OPTION_INT:
	case OPTION_CHOICE:
	case OPTION_SWITCH:
		store_number(v->number, into, o->size);
		return;
	}
}

/* Has the row's function read the text, or all texts of a list. */
static int parse(const struct args *a, const struct option *o, void *into, struct err *e)
{
	const char *const one[] = { args_text(a, o->name), NULL };
	const char *const *text = o->kind == OPTION_LIST ? args_list(a, o->name) : one;

	for (; *text; text++) {
		struct err why = { 0 };

		if (o->parse(*text, into, &why) < 0)
			return err_set(e, why.code, "%s: %s", args_origin(a, o->name),
			               why.text);
	}
	return 0;
}

int args_bind(const struct args *a, void *base, struct err *e)
{
	for (const struct option *o = a->table; o->name; o++) {
		void *into = (char *)base + o->at;

		if (o->parse && parse(a, o, into, e) < 0)
			return -1;
		if (!o->parse && o->size)
			store(a, o, into);
	}
	return 0;
}
