/*
 * node.h - what a schema is compiled into; for lib/jsonschema/
 *
 * Each subschema becomes one node, shared by all that refer to it, so that a
 * recursive schema is a graph.  A node holds a rule for each keyword that binds;
 * what the rule needs is read from the schema once.  All of it is read-only after
 * compiling and lives in the schema's arena.
 */
#ifndef LIB_JSONSCHEMA_NODE_H
#define LIB_JSONSCHEMA_NODE_H

#include "lib/json/type.h"
#include "lib/jsonschema/jsonschema.h"
#include "lib/mem.h"
#include "lib/pattern.h"

/* A place in a document, as links from the leaf up; mostly on the stack. */
struct place {
	const struct place *up; /* NULL: `name` is put in front as it is */
	const char *name;       /* a member; NULL for an element */
	size_t index;
};

/* Appends the place as an RFC 6901 pointer. */
void place_pointer(const struct place *at, struct buf *out);

struct node;
struct schema_rule;
struct check;

/* Does the value keep the rule?  If not, the reason is added to the check. */
typedef bool rule_fn(struct check *c, const struct schema_rule *r, const cJSON *v,
                     const struct place *at);

/* What a keyword's value looks like, and so how it is read. */
enum schema_form {
	FORM_COUNT,     /* whole, not negative: rule.count */
	FORM_NUMBER,    /* rule.value */
	FORM_DIVISOR,   /* a number above 0: rule.value */
	FORM_TYPES,     /* rule.types */
	FORM_VALUE,     /* rule.value */
	FORM_VALUES,    /* an array: rule.value */
	FORM_NAMES,     /* an array of strings: rule.value */
	FORM_SWITCH,    /* a rule only if true */
	FORM_PATTERN,   /* rule.pattern */
	FORM_REFERENCE, /* rule.rest */
	FORM_SCHEMA,    /* rule.rest */
	FORM_SCHEMAS,   /* rule.children[].node */
	FORM_ITEMS,     /* children[].node for a list, else rest; additionalItems: rest */
	FORM_MEMBERS,   /* children[].name or .pattern and .node; rest; the
	                 * weight of their names: count */
	FORM_DEPENDENCIES, /* children[].name and .node or .names */
	FORM_BRANCHES,     /* children of if, then and else; .node may be NULL */
	FORMS
};

struct keyword {
	const char *name;
	enum schema_form form;
	unsigned applies; /* to values of these types, of enum json_type */
	rule_fn *check;
	bool in_place;       /* are its schemas about the same value? */
	const char *also[2]; /* keywords that are part of the same rule */
};

struct schema_child {
	const char *name;
	const struct pattern *pattern;
	struct node *node;
	const cJSON *names;
};

struct schema_rule {
	const struct keyword *keyword;
	const cJSON *value; /* the keyword's, in the schema's own copy */
	int64_t count;
	unsigned types;
	const struct pattern *pattern;
	struct schema_child *children;
	size_t child_count;
	struct node *rest;
};

struct node {
	struct schema_rule *rules;
	size_t count;
	bool never;  /* the schema `false` */
	bool secret; /* it says `format: password` */
	/* Used while compiling. */
	const cJSON *schema;
	const char *base; /* what relative references in it are resolved against */
	struct place at;  /* where it stands */
	enum { NODE_NEW, NODE_OPEN, NODE_DONE } walk;
};

struct jsonschema {
	struct arena arena;
	unsigned flags; /* enum jsonschema_flags */
	const struct node *root;
	bool secrets; /* says `format: password` somewhere: show no values */
	struct pattern **patterns;
	size_t pattern_count;
	cJSON **documents; /* copies: the schema itself, then what it refers to */
	size_t document_count;
};

#endif
