/*
 * identity.c - as whom the harness calls, read from the environment
 */
#include "harness/target/identity.h"

#include "lib/file.h"
#include "lib/mem.h"
#include "lib/str.h"

/* What the documentation of IMS lists (06, 1). */
#define SCOPES                                                                       \
	"openid,AdobeID,read_organizations,additional_info.projectedProductContext," \
	"session"

#define SECRET_BYTES 4096 /* the largest secret that is read from a file */

/* The variable's value; NULL for an unset and for an empty one. */
static const char *env(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static const char *env_or(const char *name, const char *fallback)
{
	const char *value = env(name);

	return value ? value : fallback;
}

/* The file's text without the blanks and line ends around it. */
static int read_secret(const char *path, struct identity *out, struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct err why = { 0 };
	struct str secret;

	if (file_read(path, SECRET_BYTES, &text, &why) < 0)
		return err_set(e, why.code, "FLOWCHECK_CLIENT_SECRET_FILE: %s", why.text);
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
	const char *id = env("FLOWCHECK_CLIENT_ID");
	const char *secret = env("FLOWCHECK_CLIENT_SECRET");
	const char *file = env("FLOWCHECK_CLIENT_SECRET_FILE");

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
	out->scopes = env_or("FLOWCHECK_SCOPES", SCOPES);
	return file ? read_secret(file, out, e) : 0;
}

int identity_read(struct identity *out, struct err *e)
{
	*out = (struct identity){ 0 };
	if (read_client(out, e) < 0)
		return -1;
	out->token = env_or("FLOWCHECK_ACCESS_TOKEN", "flowcheck-token");
	out->token_given = env("FLOWCHECK_ACCESS_TOKEN") != NULL;
	/* The key of a client is its id (06, 1). */
	out->key = env_or("FLOWCHECK_API_KEY",
	                  out->client_id ? out->client_id : "flowcheck");
	out->key_given = env("FLOWCHECK_API_KEY") || out->client_id;
	out->org = env_or("FLOWCHECK_ORG_ID", "FLOWCHECK@AdobeOrg");
	out->sandbox = env_or("FLOWCHECK_SANDBOX", "prod");
	return 0;
}

void identity_release(struct identity *who)
{
	free(who->secret_text);
	*who = (struct identity){ 0 };
}
