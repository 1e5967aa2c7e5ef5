/*
 * tree.h - from pieces of YAML to a tree
 *
 * Part of lib/yaml; nobody else needs it.  Pieces are what a YAML parser tells
 * one after the other; here they get their meaning: types, anchors, limits.
 *
 * Owns: a piece owns its texts.  Borrows: the source and the marks.
 * Errors: ERR_INVALID with "file:line:column: reason".
 */
#ifndef LIB_YAML_TREE_H
#define LIB_YAML_TREE_H

#include "lib/json/json.h"
#include "lib/yaml/marks.h"

enum piece_kind {
	PIECE_END,      /* of the file */
	PIECE_DOCUMENT, /* a document begins */
	PIECE_SCALAR,
	PIECE_ALIAS,
	PIECE_SEQUENCE,
	PIECE_MAPPING,
	PIECE_CLOSE, /* of a sequence or mapping */
};

struct piece {
	enum piece_kind kind;
	bool plain; /* a scalar without quotes */
	char *text; /* of a scalar; of an alias, its name; NULL for others */
	size_t size;
	char *anchor, *tag; /* NULL for none */
	struct yaml_mark at;
};

void piece_release(struct piece *p);
AUTO_DEFINE_STRUCT(struct piece, piece_release);

struct piece_source {
	const char *file; /* for errors */
	int (*next)(void *ctx, struct piece *out,
	            struct err *e); /* fills an empty piece */
	void *ctx;
};

/* The one document of the source; the caller frees it. */
int yaml_tree(const struct piece_source *source, struct yaml_marks *marks, cJSON **out,
              struct err *e) MUST_USE;

#endif
