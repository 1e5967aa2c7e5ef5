/*
 * cli_fault_file.h - faults in YAML, from a file or a pack that is built in
 *
 * Owns: nothing; what is read is the caller's.
 * Errors: ERR_INVALID with "file:line:column: reason"; ERR_NOT_FOUND.
 */
#ifndef MOCKSERVER_CLI_FAULT_FILE_H
#define MOCKSERVER_CLI_FAULT_FILE_H

#include "lib/yaml/yaml.h"

/*
 * Reads a file ("-": stdin), or else the pack of that name ("throttled"), and checks its
 * faults: one or a list.  *list is a list of all of them, which the caller frees.
 */
int cli_fault_file_read(const char *name, cJSON **list, struct err *e) MUST_USE;

#endif
