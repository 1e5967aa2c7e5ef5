/*
 * secret.h - names that say that what they name is a secret
 *
 * A name is made of words, by camelCase, "_", "-" and all else that is no letter or
 * digit.  The last one decides: password, passphrase, secret, token or credential, or key
 * after access, account, secret, shared, private or SAS.
 *
 * Owns: nothing.
 */
#ifndef LIB_SECRET_H
#define LIB_SECRET_H

#include "lib/str.h"

/* Does the name say so: "apiToken", "account_key"?  Letters in any case. */
bool secret_in_name(struct str name);

#endif
