/*
 * identity.c - as whom the harness calls, read from the environment or a profile
 */
#include "harness/target/identity.h"

#include "harness/match/mask.h"
#include "harness/target/profile.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"

/* What the documentation of IMS lists (06, 1). */
#define SCOPES                                                                       \
	"openid,AdobeID,read_organizations,additional_info.projectedProductContext," \
	"session"

#define SECRET_BYTES 4096 /* the largest secret that is read from a file */

static const char *const variables[] = {
	"FLOWCHECK_ACCESS_TOKEN",
	"FLOWCHECK_API_KEY",
	"FLOWCHECK_API_URL",
	"FLOWCHECK_CLIENT_ID",
	"FLOWCHECK_CLIENT_SECRET",
	"FLOWCHECK_CLIENT_SECRET_FILE",
	"FLOWCHECK_IMS_URL",
	"FLOWCHECK_ORG_ID",
	"FLOWCHECK_SANDBOX",
	"FLOWCHECK_SCOPES",
	NULL,
};

static const char *in_profile(const struct identity *who, const char *name)
{
	const char *value = json_str(who->profile, name);

	return value && *value ? value : NULL;
}

/* The variable's value; NULL for an unset and for an empty one. */
static const char *value_of(const struct identity *who, const char *name)
{
	const char *value = in_profile(who, name);

	if (!value)
		value = getenv(name);
	return value && *value ? value : NULL;
}

static const char *value_or(const struct identity *who, const char *name,
                            const char *fallback)
{
	const char *value = value_of(who, name);

	return value ? value : fallback;
}

const char *identity_origin(const struct identity *who, const char *variable)
{
	if (in_profile(who, variable))
		return "profile";
	return value_of(who, variable) ? "environment" : "default";
}

/* The file's text without the blanks and line ends around it. */
static int read_secret(const char *path, struct identity *out, struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct err why = { 0 };
	struct str secret;

	if (file_read(path, SECRET_BYTES, &text, &why) < 0)
		return err_set(e, why.code, "FLOWCHECK_CLIENT_SECRET_FILE: %s", why.text);
	if (text.size && memchr(text.data, '\0', text.size))
		return err_set(e, ERR_INVALID,
		               "FLOWCHECK_CLIENT_SECRET_FILE: a NUL stands in '%s'",
		               path);
	secret = str_trim(str_of(buf_str(&text)), STR_BLANKS "\r\n");
	if (!secret.size)
		return err_set(e, ERR_INVALID,
		               "FLOWCHECK_CLIENT_SECRET_FILE: '%s' is empty", path);
	out->secret_text = mem_printf("%.*s", (int)secret.size, secret.at);
	out->client_secret = out->secret_text;
	return 0;
}

/* A client has an id and a secret; one of them alone is a mistake. */
static int read_client(struct identity *out, struct err *e)
{
	const char *id = value_of(out, "FLOWCHECK_CLIENT_ID");
	const char *secret = value_of(out, "FLOWCHECK_CLIENT_SECRET");
	const char *file = value_of(out, "FLOWCHECK_CLIENT_SECRET_FILE");

	if (secret && file)
		return err_set(e, ERR_INVALID,
		               "FLOWCHECK_CLIENT_SECRET and FLOWCHECK_CLIENT_SECRET_FILE "
		               "are both set: unset one");
	if (id && !secret && !file)
		return err_set(e, ERR_INVALID,
		               "FLOWCHECK_CLIENT_ID is set without a secret: set "
		               "FLOWCHECK_CLIENT_SECRET or FLOWCHECK_CLIENT_SECRET_FILE");
	if (!id && (secret || file))
		return err_set(e, ERR_INVALID, "%s is set without FLOWCHECK_CLIENT_ID",
		               secret ? "FLOWCHECK_CLIENT_SECRET"
		                      : "FLOWCHECK_CLIENT_SECRET_FILE");
	out->client_id = id;
	out->client_secret = secret;
	out->scopes = value_or(out, "FLOWCHECK_SCOPES", SCOPES);
	return file ? read_secret(file, out, e) : 0;
}

static int read_all(struct identity *out, struct err *e)
{
	if (read_client(out, e) < 0)
		return -1;
	out->token = value_or(out, "FLOWCHECK_ACCESS_TOKEN", "flowcheck-token");
	out->token_given = value_of(out, "FLOWCHECK_ACCESS_TOKEN") != NULL;
	/* The key of a client is its id (06, 1). */
	out->key = value_or(out, "FLOWCHECK_API_KEY",
	                    out->client_id ? out->client_id : "flowcheck");
	out->key_given = value_of(out, "FLOWCHECK_API_KEY") || out->client_id;
	out->org = value_or(out, "FLOWCHECK_ORG_ID", "FLOWCHECK@AdobeOrg");
	out->sandbox = value_or(out, "FLOWCHECK_SANDBOX", "prod");
	out->ims_url = value_of(out, "FLOWCHECK_IMS_URL");
	out->api_url = value_of(out, "FLOWCHECK_API_URL");
	return 0;
}

int identity_read(const char *path, struct identity *out, struct err *e)
{
	*out = (struct identity){ 0 };
	if (path && profile_read(path, variables, &out->profile, e) < 0)
		return -1;
	if (read_all(out, e) == 0)
		return 0;
	identity_release(out);
	return -1;
}

char *identity_masked(const struct identity *who, const char *text)
{
	const char *const given[] = { who->token_given ? who->token : NULL,
		                      who->key_given ? who->key : NULL,
		                      who->client_secret };
	struct buf safe = { 0 };

	mask_pairs(text, &safe);
	for (size_t i = 0; i < ARRAY_LEN(given); i++) {
		AUTO_MEM char *before = buf_take(&safe);

		mask_text(before, given[i], MASK, &safe);
	}
	return buf_take(&safe);
}

void identity_release(struct identity *who)
{
	free(who->secret_text);
	cJSON_Delete(who->profile);
	*who = (struct identity){ 0 };
}
