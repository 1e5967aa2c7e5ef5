/*
 * clients.c - who may ask for tokens: the clients that an instance knows
 */
#include "mockserver/gateway/clients.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"

#define FILE_MAX (1 << 20) /* bytes of a file of clients */

static char *copy(struct str s)
{
	return mem_printf("%.*s", (int)s.size, s.at);
}

/* A message never shows the text: there is a secret in it. */
static int refuse_form(struct str id, struct err *e)
{
	return err_set(e, ERR_INVALID,
	               "client '%.*s': expected ID:SECRET:ORG or ID:SECRET:ORG:EXPIRES",
	               (int)(id.size > 64 ? 64 : id.size), id.at);
}

static int read_lifetime(const char *id, struct str text, int64_t *out, struct err *e)
{
	AUTO(mem_free) char *expires = copy(text);
	struct duration d;
	struct err why = { 0 };

	if (duration_parse(expires, &d, &why) < 0)
		return err_set(e, ERR_INVALID, "client '%s': %s", id, why.text);
	if (d.months || d.ms < MS_PER_SECOND)
		return err_set(e, ERR_INVALID,
		               "client '%s': a token lives for a second or more, and not "
		               "for months",
		               id);
	*out = d.ms;
	return 0;
}

static int add_one(struct clients *c, struct str text, struct err *e)
{
	struct str rest = text, field[4] = { { 0 } };
	struct client *one;
	size_t n = 0;

	while (n < ARRAY_LEN(field) && str_split(&rest, ':', &field[n]))
		n++;
	if (n < 3 || rest.at || !field[0].size || !field[1].size || !field[2].size)
		return refuse_form(field[0], e);
	c->all = mem_grow(c->all, c->count + 1, sizeof(*c->all));
	one = &c->all[c->count];
	*one = (struct client){ copy(field[0]), copy(field[1]), copy(field[2]),
		                MS_PER_DAY };
	for (size_t i = 0; i < c->count; i++) {
		if (!strcmp(c->all[i].id, one->id))
			err_set(e, ERR_INVALID, "client '%s' is given twice", one->id);
	}
	c->count++; /* from here on clients_release() frees it */
	if (e->code)
		return -1;
	return n < 4 ? 0 : read_lifetime(one->id, field[3], &one->lifetime_ms, e);
}

int clients_add(struct clients *c, const char *text, struct err *e)
{
	for (text += strspn(text, " \t\r\n"); *text; text += strspn(text, " \t\r\n")) {
		struct str one = { text, strcspn(text, " \t\r\n") };

		if (add_one(c, one, e) < 0)
			return -1;
		text += one.size;
	}
	return 0;
}

int clients_read(struct clients *c, const char *path, struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct str rest, line;

	if (file_read(path, FILE_MAX, &text, e) < 0)
		return -1;
	if (text.size && memchr(text.data, '\0', text.size))
		return err_set(e, ERR_INVALID, "'%s': a NUL stands in it", path);
	rest = str_of(buf_str(&text));
	while (str_split(&rest, '\n', &line)) {
		AUTO(mem_free) char *one = copy(line);

		if (*one != '#' && clients_add(c, one, e) < 0)
			return -1;
	}
	return 0;
}

const struct client *clients_find(const struct clients *c, const char *id)
{
	for (size_t i = 0; i < c->count; i++) {
		if (!strcmp(c->all[i].id, id))
			return &c->all[i];
	}
	return NULL;
}

bool clients_know_org(const struct clients *c, const char *org)
{
	for (size_t i = 0; i < c->count; i++) {
		if (!strcmp(c->all[i].org, org))
			return true;
	}
	return false;
}

void clients_release(struct clients *c)
{
	for (size_t i = 0; i < c->count; i++) {
		free(c->all[i].id);
		free(c->all[i].secret);
		free(c->all[i].org);
	}
	free(c->all);
	*c = (struct clients){ 0 };
}
