/*
 * account.h - the technical account of a client, as audit fields name it
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_ENTITIES_ACCOUNT_H
#define MOCKSERVER_ENTITIES_ACCOUNT_H

#include "mockserver/world/world.h"

#define ACCOUNT_TEXT 48

/*
 * A server-to-server client's user, "<24 upper hex>@techacct.adobe.com" [live 16 of 16]:
 * the digits are drawn from seed and client id.
 */
const char *account_of(const struct world *w, const char *client, char out[ACCOUNT_TEXT]);

#endif
