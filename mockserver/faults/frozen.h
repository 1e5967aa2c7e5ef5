/*
 * frozen.h - what happened, as faults with exact occurrences and no chance left
 *
 * Armed at the same point of the same requests, they give the same answers.
 *
 * Owns: nothing; what is made is the caller's.
 * Errors: what the store raises.
 */
#ifndef MOCKSERVER_FAULTS_FROZEN_H
#define MOCKSERVER_FAULTS_FROZEN_H

#include "mockserver/faults/faults.h"

/* A list of faults, as POST /__admin/faults takes it; empty where nothing has fired. */
int faults_freeze(const struct faults *fs, cJSON **out, struct err *e) MUST_USE;

#endif
