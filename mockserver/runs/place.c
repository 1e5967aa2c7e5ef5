/*
 * place.c - where below the export root a target connection's files go
 */
#include "mockserver/runs/place.h"

#include "lib/str.h"

#define DLZ_CONTAINER "dlz-destination" /* 01 §9 */

/* Writes the place's name; the values come from the target's params or the base's auth.
 */
typedef void place_fn(const cJSON *params, const cJSON *auth, struct buf *out);

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

/* One component, whatever the text holds: its slashes are no folders. */
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

static void bucket(const cJSON *params, const cJSON *auth UNUSED, struct buf *out)
{
	add_name(out, json_str(params, "bucketName"));
}

static void container(const cJSON *params, const cJSON *auth UNUSED, struct buf *out)
{
	add_name(out, json_str(params, "container"));
}

/* abfss://<container>@<account host>, the scheme optional (01 §3, CAT-adls-gen2). */
static void file_system(const cJSON *params UNUSED, const cJSON *auth, struct buf *out)
{
	const char *url = json_str(auth, "params.url");
	const char *scheme = url ? strstr(url, "://") : NULL;
	struct buf host = { 0 };

	if (scheme)
		url = scheme + 3;
	if (url)
		buf_add(&host, url, strcspn(url, "/"));
	add_name(out, buf_str(&host));
	buf_release(&host);
}

static void landing_zone(const cJSON *params UNUSED, const cJSON *auth UNUSED,
                         struct buf *out)
{
	add_name(out, DLZ_CONTAINER);
}

static void domain(const cJSON *params UNUSED, const cJSON *auth, struct buf *out)
{
	const char *name = json_str(auth, "params.domain");

	add_name(out, name ? name : json_str(auth, "params.host"));
}

static const struct {
	const char *spec, *kind;
	place_fn *place;
	const char *path; /* the target param that holds the path */
} rows[] = {
	/* clang-format off */
	{ "4fce964d-3f37-408f-9778-e597338a21ee", "s3",         bucket,       "path" },
	{ "c5d93acb-ea8b-4b14-8f53-02138444ae99", "gcs",        bucket,       "path" },
	{ "6d6b59bf-fb58-4107-9064-4d246c0e5bb2", "azure-blob", container,    "path" },
	{ "be2c3209-53bc-47e7-ab25-145db8b873e1", "adls-gen2",  file_system,  "path" },
	{ "10440537-2a7b-4583-ac39-ed38d4b848e8", "dlz",        landing_zone, "path" },
	{ "36965a81-b1c6-401b-99f8-22508f1e6a26", "sftp",       domain,       "remotePath" },
	/* clang-format on */
};

int place_of(const cJSON *target, const cJSON *base, struct buf *out, struct err *e)
{
	const char *spec = json_str(target, "connectionSpec.id"), *path;
	const cJSON *params = json_get(target, "params");

	for (size_t i = 0; spec && i < ARRAY_LEN(rows); i++) {
		if (strcmp(rows[i].spec, spec) != 0)
			continue;
		buf_add_str(out, rows[i].kind);
		rows[i].place(params, json_get(base, "auth"), out);
		path = json_str(params, rows[i].path);
		place_add_path(out, path ? path : "");
		return 0;
	}
	return err_set(e, ERR_INVALID, "no files go to the connection spec %s",
	               spec ? spec : "(none)");
}
