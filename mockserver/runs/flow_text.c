/*
 * flow_text.c - a flow as GET answers it: its text, and what its runs have done to it
 */
#include "mockserver/runs/flow_text.h"

#include "lib/json/members.h"
#include "lib/json/run.h"
#include "mockserver/runs/text.h"

typedef void put_fn(struct buf *out, const struct entity_news *news);

static void put_updated_at(struct buf *out, const struct entity_news *news)
{
	buf_add_int(out, news->updated_at);
}

static void put_user(struct buf *out, const struct entity_news *news UNUSED)
{
	buf_add_str(out, "\"" SERVICE_USER "\"");
}

static void put_client(struct buf *out, const struct entity_news *news UNUSED)
{
	buf_add_str(out, "\"" SERVICE_CLIENT "\"");
}

/* An etag of ours has a quote at each end, and within only what needs no escape. */
static bool put_plain_etag(struct buf *out, const char *etag, size_t n)
{
	static const char opening[] = { '"', '\\', '"' };
	char *at = buf_reserve(out, n + 4);

	if (n < 2 || *etag != '"' || etag[n - 1] != '"' || !at ||
	    !json_run_copy(at + sizeof(opening), etag + 1, n - 2))
		return false;
	memcpy(at, opening, sizeof(opening));
	memcpy(at + n + 1, "\\\"\"", 4); /* and a NUL */
	out->size += n + 4;
	return true;
}

static void put_etag(struct buf *out, const struct entity_news *news)
{
	if (!put_plain_etag(out, news->etag.at, news->etag.size))
		json_put_str(out, news->etag.at, news->etag.size);
}

/* What a write of the service changes, in the order of a flow's members (09 §2.6). */
static const struct {
	struct str name;
	put_fn *put;
} written[] = {
#define WRITTEN(name, put)                      \
	{                                       \
		{ name, sizeof(name) - 1 }, put \
	}
	WRITTEN("updatedAt", put_updated_at),
	WRITTEN("updatedBy", put_user),
	WRITTEN("updatedClient", put_client),
	WRITTEN("version", put_etag),
	WRITTEN("etag", put_etag),
#undef WRITTEN
};

static bool is_name(struct str a, struct str b)
{
	return a.size == b.size && !memcmp(a.at, b.at, a.size);
}

/* Appends the text up to behind the last of these members; where that is. */
static const char *add_written(const char *text, const struct entity_news *news,
                               struct buf *out)
{
	struct json_member m;
	const char *at = text;

	for (size_t i = 0; i < ARRAY_LEN(written) && json_member_next(&at, &m);) {
		if (!is_name(m.name, written[i].name))
			continue;
		buf_add(out, text, (size_t)(m.value.at - text));
		written[i++].put(out, news);
		text = at;
	}
	return text;
}

/* Where `,"labels":` begins, or the closing brace, in a text of `size` bytes that begins
 * with a brace or a comma. */
static const char *find_labels(const char *text, size_t size)
{
	static const char none[] = ",\"labels\":[]}";
	const size_t n = sizeof(none) - 1;
	struct json_member m;
	const char *at = text;

	if (size >= n && !memcmp(text + size - n, none, n))
		return text + size - n;
	while (json_member_next(&at, &m)) {
		if (str_is(m.name, "labels"))
			return json_member_begin(&m) - 1;
	}
	return text + size - 1;
}

/* A run that waits has started for the flow when it was made (L6). */
static vtime started_at(const struct last_run *last)
{
	return last->started_at != VTIME_NEVER ? last->started_at : last->created_at;
}

/* A list has many of them: no name and no value in it needs an escape. */
static void add_last_run(const struct world *w, const struct last_run *last,
                         struct buf *out)
{
	char id[UUID_TEXT];

	buf_add_str(out, ",\"lastRunDetails\":{\"id\":\"");
	buf_add_str(out, run_id(w, last->serial, id));
	buf_add_str(out, "\",\"state\":\"");
	buf_add_str(out, run_status_name(last->status));
	buf_add_str(out, "\",\"startedAtUTC\":");
	buf_add_int(out, started_at(last));
	if (last->completed_at != VTIME_NEVER) {
		buf_add_str(out, ",\"completedAtUTC\":");
		buf_add_int(out, last->completed_at);
	}
	buf_add_char(out, '}');
}

void flow_text_add(const struct world *w, struct str text, const struct entity_news *news,
                   struct buf *out)
{
	const char *rest = news->by_service ? add_written(text.at, news, out) : text.at;
	size_t size = (size_t)(text.at + text.size - rest);
	const char *labels;

	if (news->ran) {
		labels = find_labels(rest, size);
		buf_add(out, rest, (size_t)(labels - rest));
		add_last_run(w, &news->last, out);
		size -= (size_t)(labels - rest);
		rest = labels;
	}
	buf_add(out, rest, size);
}
