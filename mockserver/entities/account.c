/*
 * account.c - the technical account of a client, as audit fields name it
 */
#include "mockserver/entities/account.h"

#include "lib/hash.h"

#define DIGITS 24

const char *account_of(const struct world *w, const char *client, char out[ACCOUNT_TEXT])
{
	uint64_t h = hash_text(hash_text(w->seed, "technical account"), client);

	hash_put_hex(h, 16, out);
	hash_put_hex(hash_mix(h), DIGITS - 16, out + 16);
	for (size_t i = 0; i < DIGITS; i++) {
		if (out[i] >= 'a')
			out[i] = (char)(out[i] - 'a' + 'A');
	}
	snprintf(out + DIGITS, ACCOUNT_TEXT - DIGITS, "@techacct.adobe.com");
	return out;
}
