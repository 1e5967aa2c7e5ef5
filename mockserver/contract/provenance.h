/*
 * provenance.h - what a rule of the mock stands on
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CONTRACT_PROVENANCE_H
#define MOCKSERVER_CONTRACT_PROVENANCE_H

enum provenance {
	PROVENANCE_LIVE, /* recorded at the live service */
	PROVENANCE_DOCUMENTED,
	PROVENANCE_EXAMPLE,
	PROVENANCE_CLIENT, /* seen with real clients */
	PROVENANCE_INFERRED,
	PROVENANCE_OURS,
	PROVENANCE_COUNT
};

/* "live", "documented", "example", "client", "inferred", "ours" */
const char *provenance_name(enum provenance provenance);

#endif
