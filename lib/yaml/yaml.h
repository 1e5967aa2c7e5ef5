/*
 * yaml.h - the only door to libfyaml: YAML as cJSON, with line and column kept
 *
 * YAML 1.2 core schema: plain null, true, false and numbers are typed, quoted
 * text is text.  A number keeps its spelling where JSON has it (0x1F becomes 31).
 * An alias is a copy.  Refused: duplicate keys, anchors that loop, keys that are no
 * texts, merge keys, tags beyond !!str !!map !!seq, .inf and .nan, other than one
 * document, nesting deeper than JSON_DEPTH_MAX, files over 16 MiB, and trees that
 * aliases make larger than 64 MiB.
 *
 * Owns: struct yaml owns root and the positions; yaml_release() frees both.
 * Errors: ERR_INVALID with "file:line:column: reason"; ERR_NOT_FOUND, ERR_IO.
 */
#ifndef LIB_YAML_YAML_H
#define LIB_YAML_YAML_H

#include "lib/json/json.h"
#include "lib/yaml/marks.h"

struct yaml {
	char *file;
	cJSON *root;
	struct yaml_marks *marks;
};

int yaml_load(const char *path, struct yaml *out, struct err *e) MUST_USE;
/* The same from memory; `name` stands for the file in errors. */
int yaml_parse(const char *name, const char *text, size_t n, struct yaml *out,
               struct err *e) MUST_USE;
void yaml_release(struct yaml *y);
AUTO_DEFINE_STRUCT(struct yaml, yaml_release);

/* Where a node of y->root stands in the file: a member's is its key's. */
struct yaml_mark yaml_where(const struct yaml *y, const cJSON *node);

/* Gives a node that was made of another, and all below it, the other's place. */
void yaml_place_like(const struct yaml *y, const cJSON *node, const cJSON *other);

#endif
