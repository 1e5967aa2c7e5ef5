/*
 * mask.c - texts without their secrets
 */
#include "harness/mask.h"

#include "lib/mem.h"
#include "lib/str.h"

/* The params of the connection specs that are passwords, and what IMS hands out. */
static const char *const secret_names[] = {
	"s3SecretKey",  "secretAccessKey", "connectionString", "servicePrincipalKey",
	"password",     "sshKey",          "secretKey",        "client_secret",
	"access_token", "SASToken",        "SASUri",           "storageKey",
	"sas_token",    "private_key",     "clientSecret",     "refresh_token",
};

static bool is_secret(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(secret_names); i++) {
		if (str_is_nocase(name, secret_names[i]))
			return true;
	}
	return false;
}

bool mask_hides(const char *path)
{
	const char *dot = strrchr(path, '.');

	return is_secret(str_of(dot ? dot + 1 : path));
}

void mask_json(cJSON *value)
{
	for (cJSON *member = value->child, *next; member; member = next) {
		next = member->next;
		if (member->string && cJSON_IsString(member) &&
		    is_secret(str_of(member->string))) {
			AUTO(mem_free) char *name = mem_strdup(member->string);

			json_set(value, name, json_new_str(MASK));
			continue;
		}
		mask_json(member);
	}
}

void mask_text(const char *text, const char *secret, const char *instead, struct buf *out)
{
	const char *found;

	if (!secret || !*secret) {
		buf_add_str(out, text);
		return;
	}
	while ((found = strstr(text, secret))) {
		buf_add(out, text, (size_t)(found - text));
		buf_add_str(out, instead);
		text = found + strlen(secret);
	}
	buf_add_str(out, text);
}

void mask_form(const char *text, struct buf *out)
{
	struct str rest = str_of(text), pair;

	while (str_split(&rest, '&', &pair)) {
		const char *equals = memchr(pair.at, '=', pair.size);
		size_t name = equals ? (size_t)(equals - pair.at) : pair.size;

		if (out->size)
			buf_add_char(out, '&');
		if (equals && is_secret((struct str){ pair.at, name })) {
			buf_add(out, pair.at, name);
			buf_add_str(out, "=" MASK);
		} else {
			buf_add(out, pair.at, pair.size);
		}
	}
}
