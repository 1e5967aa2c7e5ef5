/*
 * secret.c - names that say that what they name is a secret
 */
#include "lib/secret.h"

#include <strings.h>

/* Last words of secret names, and the word that must precede each; NULL: any, or none. */
static const struct {
	const char *last;
	size_t size; /* of it */
	const char *before;
} words[] = {
#define WORD(last, before)                     \
	{                                      \
		last, sizeof(last) - 1, before \
	}
	/* clang-format off */
	WORD("password",   NULL),
	WORD("passphrase", NULL),
	WORD("secret",     NULL),
	WORD("token",      NULL),
	WORD("credential", NULL),
	WORD("key",        "access"),
	WORD("key",        "account"),
	WORD("key",        "secret"),
	WORD("key",        "shared"),
	WORD("key",        "private"),
	WORD("key",        "sas"),
/* clang-format on */
#undef WORD
};

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Does a word begin at `at`: "t" of "api_token", "T" of "apiToken" and of "SASToken"? */
static bool begins_word(struct str name, size_t at)
{
	const char *c = name.at + at;

	if (!at || (!is_upper(c[-1]) && !is_lower(c[-1])))
		return true;
	return is_upper(*c) &&
	       (is_lower(c[-1]) || (at + 1 < name.size && is_lower(c[1])));
}

/* Cuts off the last word, and what follows it; returns an empty text without one. */
static struct str cut_word(struct str *name)
{
	size_t end, at;

	while (name->size && !is_upper(name->at[name->size - 1]) &&
	       !is_lower(name->at[name->size - 1]))
		name->size--;
	end = at = name->size;
	while (at && !begins_word((struct str){ name->at, end }, --at))
		;
	name->size = at;
	return (struct str){ name->at + at, end - at };
}

/* Is it the two texts, one after the other? */
static bool is_both(struct str s, const char *first, const char *second)
{
	size_t n = strlen(first);

	return s.size > n && str_is_nocase((struct str){ s.at, n }, first) &&
	       str_is_nocase((struct str){ s.at + n, s.size - n }, second);
}

/* Some write "passPhrase" for "passphrase", and "accesskey" for "accessKey". */
static bool says(const char *last, const char *before, const struct str have[2])
{
	if (before)
		return (str_is_nocase(have[0], last) && str_is_nocase(have[1], before)) ||
		       is_both(have[0], before, last);
	if (have[1].size + have[0].size == strlen(last) && have[1].size)
		return !strncasecmp(have[1].at, last, have[1].size) &&
		       str_is_nocase(have[0], last + have[1].size);
	return str_is_nocase(have[0], last);
}

static char lower(char c)
{
	return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* Most names end in other letters than those words: looked at first, for it is quick. */
static bool ends_like_one(struct str name)
{
	while (name.size && !is_upper(name.at[name.size - 1]) &&
	       !is_lower(name.at[name.size - 1]))
		name.size--;
	for (size_t i = 0; name.size > 1 && i < ARRAY_LEN(words); i++) {
		const char *end = words[i].last + words[i].size;

		if (lower(name.at[name.size - 1]) == end[-1] &&
		    lower(name.at[name.size - 2]) == end[-2])
			return true;
	}
	return false;
}

bool secret_in_name(struct str name)
{
	struct str have[2];

	if (!ends_like_one(name))
		return false;
	have[0] = cut_word(&name);
	have[1] = cut_word(&name);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (says(words[i].last, words[i].before, have))
			return true;
	}
	return false;
}
