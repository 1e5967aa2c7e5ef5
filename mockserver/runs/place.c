/*
 * place.c - where below the export root a target connection's files go
 */
#include "mockserver/runs/place.h"

#include "lib/str.h"
#include "mockserver/contract/destination.h"

static void add_component(struct buf *out, struct str part)
{
	bool up = str_is(part, "..");

	buf_add_char(out, '/');
	for (size_t i = 0; i < part.size; i++) {
		unsigned char c = (unsigned char)part.at[i];

		if (up || c < 0x20 || c == 0x7f)
			buf_printf(out, "%%%02X", c);
		else
			buf_add_char(out, (char)c);
	}
}

void place_add_path(struct buf *out, const char *path)
{
	struct str rest = str_of(path), part;

	while (str_split(&rest, '/', &part)) {
		if (part.size && !str_is(part, "."))
			add_component(out, part);
	}
}

/* Adds one component: slashes in the text do not make folders. */
static void add_name(struct buf *out, const char *name)
{
	struct buf flat = { 0 };

	buf_add_str(&flat, name && *name ? name : "unnamed");
	for (size_t i = 0; i < flat.size; i++) {
		if (flat.data[i] == '/')
			flat.data[i] = '_';
	}
	add_component(out, (struct str){ flat.data, flat.size });
	buf_release(&flat);
}

/* The host of a URL; the scheme is optional. */
static void add_host(struct buf *out, const char *url)
{
	const char *scheme = url ? strstr(url, "://") : NULL;
	struct buf host = { 0 };

	if (scheme)
		url = scheme + 3;
	if (url)
		buf_add(&host, url, strcspn(url, "/"));
	add_name(out, buf_str(&host));
	buf_release(&host);
}

static void add_auth_place(struct buf *out, const struct destination *d,
                           const cJSON *params)
{
	const char *value = json_str(params, d->auth_param);

	if (!value && d->auth_param_once)
		value = json_str(params, d->auth_param_once);
	if (d->auth_is_url)
		add_host(out, value);
	else
		add_name(out, value);
}

int place_of(const cJSON *target, const cJSON *base, struct buf *out, struct err *e)
{
	const char *spec = json_str(target, "connectionSpec.id"), *path;
	const struct destination *d = destination_of(spec);
	const cJSON *params = json_get(target, "params");

	if (!d)
		return err_set(e, ERR_INVALID, "no files go to the connection spec %s",
		               spec ? spec : "(none)");
	buf_add_str(out, d->kind);
	if (d->fixed_place)
		add_name(out, d->fixed_place);
	else if (d->auth_param)
		add_auth_place(out, d, json_at(base, "auth.params"));
	else
		add_name(out, json_str(params, d->place_param));
	path = json_str(params, d->path_param);
	place_add_path(out, path ? path : "");
	return 0;
}
