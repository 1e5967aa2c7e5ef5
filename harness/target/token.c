/*
 * token.c - access tokens from an IMS: OAuth server-to-server
 */
#include "harness/target/token.h"

#include "harness/match/mask.h"
#include "harness/target/patience.h"
#include "lib/json/json.h"
#include "lib/mem.h"
#include "lib/uri.h"
#include "lib/vtime.h"

#define TOKEN_PATH "/ims/token/v3"

void access_token_release(struct access_token *t)
{
	free(t->text);
	*t = (struct access_token){ 0 };
}

static void add_field(struct buf *form, const char *name, const char *value)
{
	buf_printf(form, "%s%s=", form->size ? "&" : "", name);
	uri_escape(value, form);
}

static void write_form(const struct identity *who, struct buf *out)
{
	add_field(out, "grant_type", "client_credentials");
	add_field(out, "client_id", who->client_id);
	add_field(out, "client_secret", who->client_secret);
	add_field(out, "scope", who->scopes);
}

/* The answer's own words: error and error_description (RFC 6749, 5.2). */
static int fail_refused(const struct exchange *x, const cJSON *body,
                        const struct identity *who, struct err *e)
{
	const char *const said[] = { json_str(body, "error"),
		                     json_str(body, "error_description") };
	bool busy = x->status >= 500 || x->status == 429;
	AUTO(buf_release) struct buf words = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(said); i++) {
		if (!said[i])
			continue;
		buf_add_str(&words, words.size ? ", " : " ");
		mask_text(said[i], who->client_secret, MASK, &words);
	}
	return err_set(e, busy ? ERR_UNAVAILABLE : ERR_INVALID,
	               "%s gives client '%s' no token: %d%s", x->url, who->client_id,
	               x->status, buf_str(&words));
}

/* What a header can hold: another line of it would be another header (RFC 6750, 2.1). */
static bool is_sendable(const char *token)
{
	const char *at = token;

	while (*at > ' ' && *at <= '~')
		at++;
	return at > token && !*at;
}

static int read_answer(const struct exchange *x, const struct identity *who,
                       struct access_token *out, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *body = NULL;
	struct err ignored = { 0 };
	const char *text;
	int64_t seconds;

	if (json_parse(buf_str(&x->answer), x->answer.size, &body, &ignored) < 0)
		body = NULL; /* it may be a proxy's page */
	if (x->status != 200)
		return fail_refused(x, body, who, e);
	text = json_str(body, "access_token");
	if (!text || !*text)
		return err_set(e, ERR_INVALID, "%s answers 200 without an access_token",
		               x->url);
	if (!is_sendable(text))
		return err_set(e, ERR_INVALID,
		               "%s answers an access_token that no header can hold",
		               x->url);
	if (!json_int(body, "expires_in", &seconds) || seconds < 0 ||
	    seconds > INT64_MAX / MS_PER_SECOND)
		return err_set(e, ERR_INVALID,
		               "%s answers a token without its expires_in: a whole "
		               "number of seconds",
		               x->url);
	*out = (struct access_token){ .text = mem_strdup(text),
		                      .lifetime_ms = seconds * MS_PER_SECOND };
	return 0;
}

int access_token_fetch(const char *ims_url, const struct identity *who, struct fetch *f,
                       struct access_token *out, struct err *e)
{
	char type_name[] = "Content-Type", accept_name[] = "Accept";
	char type[] = "application/x-www-form-urlencoded", accept[] = "application/json";
	const struct header headers[] = { { type_name, type }, { accept_name, accept } };
	AUTO_MEM char *url = mem_printf("%s" TOKEN_PATH, ims_url);
	AUTO(buf_release) struct buf form = { 0 };
	AUTO(exchange_release) struct exchange x = { 0 };

	assert(who->client_id && who->client_secret);
	x = (struct exchange){
		.method = "POST",
		.url = url,
		.headers = headers,
		.header_count = ARRAY_LEN(headers),
	};
	write_form(who, &form);
	x.body = buf_str(&form);
	x.body_size = form.size;
	*out = (struct access_token){ 0 };
	if (fetch_do(f, &x, e) < 0)
		return -1;
	if (patience_put_off(&x, 0, &out->busy_ms))
		out->busy = x.status;
	return read_answer(&x, who, out, e);
}
