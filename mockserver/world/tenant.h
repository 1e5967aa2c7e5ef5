/*
 * tenant.h - the text that stands for an organisation's sandbox
 *
 * What belongs to it is drawn from a hash of this text, and kept by names that hold it:
 * no two pairs have the same one.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_WORLD_TENANT_H
#define MOCKSERVER_WORLD_TENANT_H

#include "lib/base.h"

/* "ORG/SANDBOX", where a "/" or "%" of a name is "%2F" or "%25"; the caller frees it. */
char *tenant_text(const char *org, const char *sandbox) MUST_USE;

#endif
