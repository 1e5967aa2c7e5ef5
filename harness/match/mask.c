/*
 * mask.c - texts without their secrets
 */
#include "harness/match/mask.h"

#include "lib/secret.h"

/*
 * The params of the connection specs that are passwords, what IMS hands out, and the
 * headers that carry credentials; other names give themselves away (lib/secret.h).
 */
static const char *const secret_names[] = {
	"connectionString", "servicePrincipalKey", "sshKey",    "privateKeyContent",
	"SASUri",           "storageKey",          "sig",       "jwt_token",
	"authorization",    "proxy-authorization", "x-api-key", "cookie",
	"set-cookie",
};

/* Names that look like secrets but are not: no spec calls them passwords. */
static const char *const open_names[] = { "s3AccessKey", "continuationToken" };

static bool is_one_of(struct str name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (str_is_nocase(name, names[i]))
			return true;
	}
	return false;
}

bool mask_names(struct str name)
{
	if (is_one_of(name, open_names, ARRAY_LEN(open_names)))
		return false;
	return is_one_of(name, secret_names, ARRAY_LEN(secret_names)) ||
	       secret_in_name(name);
}

bool mask_hides(const char *path)
{
	while (*path) {
		size_t n = strcspn(path, ".[]/");

		if (mask_names((struct str){ path, n }))
			return true;
		path += n + (path[n] != '\0');
	}
	return false;
}

/* ---------------------------------------------------------------- JSON */

/* Visits texts and numbers; null, true and false reveal nothing. */
static void each_below(cJSON *parent, cJSON *value, const struct mask_visit *v)
{
	if (cJSON_IsString(value) || cJSON_IsNumber(value)) {
		v->secret(v->ctx, parent, value);
		return;
	}
	for (cJSON *one = value->child, *next; one; one = next) {
		next = one->next;
		each_below(value, one, v);
	}
}

/* Is it the value of an operation like {"path":"/auth/params/password","value":…}? */
static bool is_patched_secret(const cJSON *op, const cJSON *member)
{
	const char *path = json_str(op, "path");

	return path && *path == '/' && member->string &&
	       !strcmp(member->string, "value") && mask_hides(path);
}

void mask_each(cJSON *value, const struct mask_visit *v)
{
	for (cJSON *one = value->child, *next; one; one = next) {
		next = one->next;
		if ((one->string && mask_names(str_of(one->string))) ||
		    is_patched_secret(value, one))
			each_below(value, one, v);
		else if (cJSON_IsString(one) && v->text)
			v->text(v->ctx, value, one);
		else
			mask_each(one, v);
	}
}

static void put_instead(cJSON *parent, cJSON *value, const char *text)
{
	cJSON *instead = json_new_str(text);

	instead->string = value->string;
	value->string = NULL;
	cJSON_ReplaceItemViaPointer(parent, value, instead);
}

static void mask_secret(void *ctx UNUSED, cJSON *parent, cJSON *value)
{
	put_instead(parent, value, MASK);
}

/* A text may hold a URL or JSON of its own. */
static void mask_string(void *ctx UNUSED, cJSON *parent, cJSON *value)
{
	AUTO(buf_release) struct buf text = { 0 };

	mask_pairs(value->valuestring, &text);
	if (strcmp(buf_str(&text), value->valuestring) != 0)
		put_instead(parent, value, buf_str(&text));
}

void mask_json(cJSON *value)
{
	const struct mask_visit v = { mask_secret, mask_string, NULL };

	mask_each(value, &v);
}

/* ---------------------------------------------------------------- text */

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
		if (equals && mask_names((struct str){ pair.at, name })) {
			buf_add(out, pair.at, name);
			buf_add_str(out, "=" MASK);
		} else {
			buf_add(out, pair.at, pair.size);
		}
	}
}

static bool in_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* The name that ends at byte `size` of the text; a quoted one includes its quote. */
static struct str name_before(const char *text, size_t size, bool *quoted)
{
	size_t end, at, bare = size;

	while (bare && text[bare - 1] == ' ')
		bare--;
	*quoted = bare && text[bare - 1] == '"';
	size = *quoted ? bare : size;
	end = size - *quoted;
	end -= *quoted && end && text[end - 1] == '\\'; /* JSON inside JSON */
	for (at = end; at && in_name(text[at - 1]); at--)
		;
	return (struct str){ text + at, end - at };
}

/* How long the value behind "name": is, with its quotes; a string's quotes stay. */
static size_t json_value(const char *text, size_t *quote)
{
	size_t n = strspn(text, " "), q;

	q = text[n] == '\\' && text[n + 1] == '"' ? 2 : text[n] == '"';
	*quote = n + q;
	if (!q)
		return n + strcspn(text + n, ",}] \n");
	for (n += q; text[n] && text[n] != '\n'; n++) {
		if (q == 2 ? !strncmp(text + n, "\\\"", 2) : text[n] == '"')
			return n;
		n += q == 1 && text[n] == '\\' && text[n + 1];
	}
	return n;
}

/* How many bytes the value at `text` has, and how many of them, in front, are kept. */
static size_t value_behind(const char *text, size_t at, size_t *stays)
{
	bool quoted;
	struct str name = name_before(text, at, &quoted);

	*stays = 0;
	if (!name.size || !mask_names(name))
		return 0;
	if (text[at] == '=' && !quoted)
		return strcspn(text + at + 1, "&; \t\n\"'<>");
	if (text[at] == ':' && quoted)
		return json_value(text + at + 1, stays);
	return 0;
}

#define USER_MAX 256 /* bytes of a user's name */

/* The password of "//user:password@host"; `at` is where its colon may be. */
static size_t password_behind(const char *text, size_t at)
{
	static const char ends[] = "/@? \t\n\"'";
	size_t n, user = at;

	if (text[at] != ':')
		return 0;
	while (user && at - user < USER_MAX && !strchr(ends, text[user - 1]))
		user--;
	if (user < 2 || strncmp(text + user - 2, "//", 2) != 0)
		return 0;
	n = strcspn(text + at + 1, ends);
	return text[at + 1 + n] == '@' ? n : 0;
}

/* The next secret at or behind *from, which then is its end. */
static bool next_secret(const char *text, size_t *from, struct str *name,
                        struct str *value)
{
	size_t at = *from + strcspn(text + *from, "=:");

	for (; text[at]; at += strcspn(text + at, "=:")) {
		bool quoted;
		size_t stays, n = value_behind(text, at, &stays);

		*name = name_before(text, at, &quoted);
		if (!n) {
			n = password_behind(text, at);
			*name = str_of("password");
		}
		at++;
		if (n <= stays)
			continue;
		*value = (struct str){ text + at + stays, n - stays };
		*from = at + n;
		return true;
	}
	return false;
}

void mask_pairs(const char *text, struct buf *out)
{
	size_t done = 0, from = 0;
	struct str name, value;

	while (next_secret(text, &from, &name, &value)) {
		buf_add(out, text + done, (size_t)(value.at - text) - done);
		buf_add_str(out, MASK);
		done = from;
	}
	buf_add_str(out, text + done);
}

void mask_each_pair(const char *text, mask_pair_fn *secret, void *ctx)
{
	size_t from = 0;
	struct str name, value;

	while (next_secret(text, &from, &name, &value))
		secret(ctx, name, value);
}
