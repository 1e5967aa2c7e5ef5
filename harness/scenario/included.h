/*
 * included.h - where a file that a scenario includes is
 *
 * It is looked for next to the file that includes it, in the folders above that up to the
 * one called "scenarios", and then among the installed scenarios.  A path from the root
 * is that file.
 *
 * Owns: nothing.
 */
#ifndef HARNESS_SCENARIO_INCLUDED_H
#define HARNESS_SCENARIO_INCLUDED_H

#include "lib/map.h"

/*
 * The path, or NULL when it is not found.  The caller frees it.
 * met: paths that were found before, by the includer's folder and the name, to which this
 * one is added; the caller frees them.  NULL: none.
 */
char *included_find(const char *includer, const char *path, struct map *met) MUST_USE;

#endif
