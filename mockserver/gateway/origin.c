/*
 * origin.c - which web pages may ask the mock's own paths
 */
#include "mockserver/gateway/origin.h"

#include <arpa/inet.h>
#include <strings.h>

#include "mockserver/gateway/guard.h"

#define SCHEME    "http://"
#define HTTP_PORT ":80" /* the default, which may be left out */

static bool ends_in(struct str s, const char *end)
{
	size_t n = strlen(end);

	return s.size > n && str_is_nocase((struct str){ s.at + s.size - n, n }, end);
}

/* "localhost:80" is "localhost". */
static struct str without_port_80(struct str authority)
{
	if (ends_in(authority, HTTP_PORT))
		authority.size -= strlen(HTTP_PORT);
	return authority;
}

/* The host of "host:port"; an IPv6 address without its brackets. */
static struct str host_of(struct str authority)
{
	size_t n = 0;

	if (authority.size && *authority.at == '[') {
		authority = (struct str){ authority.at + 1, authority.size - 1 };
		while (n < authority.size && authority.at[n] != ']')
			n++;
	} else {
		while (n < authority.size && authority.at[n] != ':')
			n++;
	}
	return (struct str){ authority.at, n };
}

/* Reads an IP address into 16 bytes; one of IPv4 is mapped into IPv6. */
static bool read_address(const char *text, struct in6_addr *out)
{
	struct in_addr v4;

	if (inet_pton(AF_INET6, text, out) == 1)
		return true;
	if (inet_pton(AF_INET, text, &v4) != 1)
		return false;
	*out = (struct in6_addr){ .s6_addr = { [10] = 0xff, [11] = 0xff } };
	memcpy(out->s6_addr + 12, &v4, sizeof(v4));
	return true;
}

static bool is_loopback(const struct in6_addr *a)
{
	return IN6_IS_ADDR_LOOPBACK(a) ||
	       (IN6_IS_ADDR_V4MAPPED(a) && a->s6_addr[12] == 127);
}

/* 0.0.0.0 and :: listen on every address of the machine. */
static bool is_any(const struct in6_addr *a)
{
	static const struct in6_addr v4 = { .s6_addr = { [10] = 0xff, [11] = 0xff } };

	return IN6_IS_ADDR_UNSPECIFIED(a) || IN6_ARE_ADDR_EQUAL(a, &v4);
}

/* Is it the mock's: a loopback name or address, or one that it listens on? */
static bool is_ours(struct str host, const char *listens)
{
	struct in6_addr asked, own;
	char text[INET6_ADDRSTRLEN];

	if (str_is_nocase(host, "localhost") || ends_in(host, ".localhost"))
		return true;
	if (host.size >= sizeof(text))
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)host.size, host.at);
	if (!read_address(text, &asked))
		return false;
	if (is_loopback(&asked))
		return true;
	return listens && read_address(listens, &own) &&
	       (is_any(&own) || IN6_ARE_ADDR_EQUAL(&asked, &own));
}

static bool same_nocase(struct str a, struct str b)
{
	return a.size == b.size && !strncasecmp(a.at, b.at, a.size);
}

/* Is it "http://" followed by the request's Host, and is that host ours? */
static bool is_same_origin(const struct request *rq, struct str origin)
{
	const char *sent = request_header(rq, "host");
	struct str host = without_port_80(str_trim(str_of(sent ? sent : ""), STR_BLANKS));
	const size_t scheme = strlen(SCHEME);

	if (origin.size <= scheme ||
	    !str_is_nocase((struct str){ origin.at, scheme }, SCHEME))
		return false;
	origin =
		without_port_80((struct str){ origin.at + scheme, origin.size - scheme });
	return same_nocase(origin, host) &&
	       is_ours(host_of(host), rq->guard ? rq->guard->host : NULL);
}

static bool says_json(const struct request *rq)
{
	const char *sent = request_header(rq, "content-type");
	struct str type = str_trim(str_of(sent ? sent : ""), STR_BLANKS);

	type.size = strcspn(type.at, "; \t");
	return str_is_nocase(type, "application/json");
}

/* Requests that have a body, or could: DELETE needs none, and no form can send it. */
static bool needs_type(const struct request *rq)
{
	return rq->raw.size || rq->method == POST || rq->method == PUT ||
	       rq->method == PATCH;
}

/* Every header of a name counts, should there be more than one. */
static int check_header(struct request *rq, const struct request_header *h, bool *page)
{
	struct str value = str_trim(str_of(h->value), STR_BLANKS);

	if (str_same_nocase(h->name, "sec-fetch-site") &&
	    str_is_nocase(value, "cross-site"))
		return refuse(&rq->refusal, E_ADMIN_PAGE,
		              "the browser says that another site asks");
	if (!str_same_nocase(h->name, "origin"))
		return 0;
	*page = true;
	if (!is_same_origin(rq, value))
		return refuse(&rq->refusal, E_ADMIN_PAGE,
		              "its Origin is not the address of the mock");
	return 0;
}

int origin_check(struct request *rq)
{
	bool page = false;

	for (size_t i = 0; i < rq->header_count; i++) {
		if (check_header(rq, &rq->headers[i], &page) < 0)
			return -1;
	}
	if (page && needs_type(rq) && !says_json(rq))
		return refuse(&rq->refusal, E_ADMIN_PAGE,
		              "what it sends is not application/json");
	return 0;
}
