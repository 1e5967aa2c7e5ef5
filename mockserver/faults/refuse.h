/*
 * refuse.h - why a fault can't be armed, and which node of the JSON says so
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_FAULTS_REFUSE_H
#define MOCKSERVER_FAULTS_REFUSE_H

#include "lib/json/json.h"

struct fault_refuse {
	const cJSON *at; /* the node; borrowed */
	struct err *e;   /* ERR_INVALID, ERR_EXISTS */
};

/* Refuses because of the node, a member of the fault or a list of faults.  Answers -1. */
#define fault_refuse(r, node, ...) err_failure(fault_refuse_at(r, node, __VA_ARGS__))
int fault_refuse_at(struct fault_refuse *r, const cJSON *node, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* Where the node stands below the root, as an RFC 6901 pointer; the root itself is "". */
void fault_refuse_pointer(const cJSON *root, const cJSON *node, struct buf *out);

#endif
