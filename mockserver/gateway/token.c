/*
 * token.c - access tokens that prove themselves
 */
#include "mockserver/gateway/token.h"

#include "lib/base64.h"
#include "lib/hash.h"
#include "lib/json/json.h"

#define SIGNATURE_WORDS 4    /* of 8 bytes: the size of an HMAC-SHA-256 */
#define TOKEN_MAX       8192 /* bytes; ours are below 1,000 */

static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"ims\"}";

static uint64_t id_seed(uint64_t seed)
{
	return hash_text(seed, "token");
}

static void add_signature(uint64_t seed, struct buf *out)
{
	uint64_t key = hash_text(seed, "token signature");
	unsigned char bytes[SIGNATURE_WORDS * 8];
	size_t size = out->size;

	for (uint64_t i = 0; i < SIGNATURE_WORDS; i++) {
		uint64_t word = hash_bytes(hash_with(key, i), out->data, size);

		for (size_t k = 0; k < 8; k++)
			bytes[i * 8 + k] = (unsigned char)(word >> (56 - 8 * k));
	}
	buf_add_char(out, '.');
	base64_put(out, bytes, sizeof(bytes));
}

/* Numbers are texts, as in payloads that clients have published. */
static void add_number(cJSON *to, const char *name, int64_t v)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)v);
	json_set(to, name, json_new_str(text));
}

void token_write(uint64_t seed, const struct token *t, struct buf *out)
{
	AUTO(cJSON_Delete) cJSON *payload = json_new_object();
	AUTO(mem_free) char *text = NULL;
	struct buf signed_part = { 0 };
	char id[UUID_TEXT];

	json_set(payload, "id", json_new_str(hash_uuid_of(id_seed(seed), t->serial, id)));
	json_set(payload, "type", json_new_str("access_token"));
	json_set(payload, "as", json_new_str("ims-na1"));
	json_set(payload, "client_id", json_new_str(t->client));
	json_set(payload, "org", json_new_str(t->org));
	json_set(payload, "scope", json_new_str(t->scope));
	add_number(payload, "created_at", t->issued_at);
	add_number(payload, "expires_in", t->lifetime_ms);
	text = json_text(payload);
	base64_put(&signed_part, header, sizeof(header) - 1);
	buf_add_char(&signed_part, '.');
	base64_put(&signed_part, text, strlen(text));
	add_signature(seed, &signed_part);
	buf_add(out, signed_part.data, signed_part.size);
	buf_release(&signed_part);
}

/* The payload of a text with three parts, or NULL. */
static cJSON *payload_of(const char *text)
{
	struct str rest = str_of(text), part[3];
	AUTO(buf_release) struct buf json = { 0 };
	struct err ignored = { 0 };
	cJSON *payload;

	if (rest.size > TOKEN_MAX)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(part); i++) {
		if (!str_split(&rest, '.', &part[i]))
			return NULL;
	}
	if (rest.at || !base64_get(&json, part[1]) ||
	    json_parse(buf_str(&json), json.size, &payload, &ignored) < 0)
		return NULL;
	return payload;
}

bool token_has_form(const char *text)
{
	AUTO(cJSON_Delete) cJSON *payload = payload_of(text);

	return cJSON_IsObject(payload);
}

static bool take_text(const cJSON *payload, const char *name, struct arena *a,
                      const char **out)
{
	const char *text = json_str(payload, name);

	if (text)
		*out = arena_strdup(a, text);
	return text != NULL;
}

static bool take_number(const cJSON *payload, const char *name, int64_t *out)
{
	const char *text = json_str(payload, name);

	return text && str_to_int(text, out);
}

/* What it says is taken for granted only when signing it again gives the same text. */
bool token_read(uint64_t seed, const char *text, struct arena *a, struct token *out)
{
	AUTO(cJSON_Delete) cJSON *payload = payload_of(text);
	AUTO(buf_release) struct buf again = { 0 };
	const char *id = json_str(payload, "id");

	*out = (struct token){ 0 };
	if (!id || !hash_uuid_serial(id_seed(seed), id, &out->serial) ||
	    !take_text(payload, "client_id", a, &out->client) ||
	    !take_text(payload, "org", a, &out->org) ||
	    !take_text(payload, "scope", a, &out->scope) ||
	    !take_number(payload, "created_at", &out->issued_at) ||
	    !take_number(payload, "expires_in", &out->lifetime_ms))
		return false;
	token_write(seed, out, &again);
	return !strcmp(again.data, text);
}
