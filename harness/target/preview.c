/*
 * preview.c - the requests that a scenario would send, as text
 */
#include "harness/target/preview.h"

#include "harness/target/mark.h"
#include "lib/mem.h"

/* What stands for the mark of a run that is not begun. */
static const struct mark any_mark = { .text = " (fc RUN EXPIRY)" };

static void forget(struct preview *p)
{
	for (size_t i = 0; i < p->made_count; i++)
		free(p->made[i].name);
	free(p->made);
	p->made = NULL;
	p->made_count = 0;
}

void preview_release(struct preview *p)
{
	forget(p);
	buf_release(&p->text);
	*p = (struct preview){ 0 };
}

static void add_body(const char *body, size_t size, struct buf *out)
{
	AUTO(cJSON_Delete) cJSON *json = NULL;
	struct err e = { 0 };

	buf_add_str(out, "     ");
	if (json_parse(body, size, &json, &e) == 0) {
		mask_json(json);
		json_print(json, out);
	} else {
		AUTO_MEM char *text = mem_printf("%.*s", (int)size, body);

		mask_form(text, out);
	}
	buf_add_char(out, '\n');
}

/* A URL whose encoded "${name}" is written as it is. */
static void add_url(const char *url, struct buf *out)
{
	static const char opens[] = "%24%7B", closes[] = "%7D";
	const char *at, *end;

	while ((at = strstr(url, opens)) && (end = strstr(at, closes))) {
		at += strlen(opens);
		buf_printf(out, "%.*s${%.*s}", (int)(at - strlen(opens) - url), url,
		           (int)(end - at), at);
		url = end + strlen(closes);
	}
	buf_add_str(out, url);
}

static void add_request(const char *method, const char *url, struct buf *out)
{
	AUTO(buf_release) struct buf masked = { 0 };

	mask_pairs(url, &masked);
	buf_printf(out, "%s ", method);
	add_url(buf_str(&masked), out);
	buf_add_char(out, '\n');
}

void preview_request(struct preview *p, const char *method, const char *url)
{
	p->requests++;
	add_request(method, url, &p->text);
}

/* The text without secrets that were seen; the caller frees it. */
static char *unseen(const struct call *c, const char *text)
{
	struct buf out = { 0 };

	if (!c->seen)
		return mem_strdup(text);
	mask_seen_text(c->seen, text, &out);
	return buf_take(&out);
}

void preview_add(struct preview *p, const struct call *c, const struct impact *f,
                 bool marked)
{
	const struct mark none = { .text = "" };
	const struct mark *m =
		marked && f->resource && f->resource->named ? &any_mark : &none;
	AUTO_MEM char *url = m == &none ? mem_strdup(c->url) : mark_url(m, c->url);
	AUTO_MEM char *name = NULL;
	AUTO_MEM char *body = NULL;
	AUTO_MEM char *safe = NULL;
	AUTO(buf_release) struct buf text = { 0 };

	p->requests++;
	add_request(c->method, url, &text);
	if (c->body) {
		body = mark_body(m, c->body, c->body_size, &name);
		add_body(body, strlen(body), &text);
	}
	safe = unseen(c, buf_str(&text));
	buf_add_str(&p->text, safe);
	if (f->kind != IMPACT_CREATE || !f->resource || f->resource->remains)
		return;
	p->made = mem_grow(p->made, p->made_count + 1, sizeof(*p->made));
	p->made[p->made_count++] =
		(struct planned){ f->resource, name ? unseen(c, name) : NULL };
}

void preview_clean(struct preview *p, const char *service)
{
	for (size_t r = 0; r < RESOURCE_COUNT; r++) {
		for (size_t i = p->made_count; i-- > 0;) {
			const struct planned *one = &p->made[i];
			AUTO_MEM char *url = NULL;

			if (one->resource != &resources[r])
				continue;
			url = mem_printf("%s/%s/${id of '%s'}", service,
			                 one->resource->name, one->name ? one->name : "");
			preview_request(p, "DELETE", url);
		}
	}
	forget(p);
}
