/*
 * scalar.h - what a plain scalar of YAML's core schema stands for
 *
 * Part of lib/yaml; nobody else needs it.
 *
 * Owns: nothing.
 */
#ifndef LIB_YAML_SCALAR_H
#define LIB_YAML_SCALAR_H

#include "lib/json/json.h"

/*
 * Null, a boolean, a number or else a text.  A number keeps its spelling where
 * JSON has it; else it gets the nearest that JSON has: 0x1F is 31, +.5 is 0.5,
 * 007 is 7.  ERR_INVALID for what JSON cannot say: .inf, .nan, and hexadecimal
 * or octal beyond 64 bits.
 */
int yaml_scalar(const char *text, cJSON **out, struct err *e) MUST_USE;

#endif
