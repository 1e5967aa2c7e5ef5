/*
 * caller.h - who asks, as the gateway made it out from the headers
 *
 * Owns: nothing; texts live as long as the request.
 */
#ifndef MOCKSERVER_CONTRACT_CALLER_H
#define MOCKSERVER_CONTRACT_CALLER_H

struct caller {
	const char *client;  /* x-api-key */
	const char *org;     /* x-gw-ims-org-id */
	const char *sandbox; /* x-sandbox-name, or its default */
};

#endif
