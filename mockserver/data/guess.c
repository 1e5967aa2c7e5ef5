/*
 * guess.c - the rule of a field that the settings say nothing about
 */
#include "mockserver/data/guess.h"

#include "lib/str.h"

#define TEXT(pattern) "{\"kind\":\"text\",\"pattern\":\"" pattern "\"}"

/* The first row whose type is the column's and whose text ends its name. */
static const struct {
	enum column_type type;
	const char *end;
	const char *rule;
} guesses[] = {
	{ COLUMN_STRING, "email", TEXT("{first:lower}.{last:lower}{digits:2}@{domain}") },
	{ COLUMN_STRING, "firstName", TEXT("{first}") },
	{ COLUMN_STRING, "lastName", TEXT("{last}") },
	{ COLUMN_STRING, "name", TEXT("{first} {last}") },
	{ COLUMN_STRING, "city", TEXT("{city}") },
	{ COLUMN_STRING, "country", TEXT("{country}") },
	{ COLUMN_STRING, "countryCode", TEXT("{country}") },
	{ COLUMN_STRING, "street", TEXT("{word} street {number:1:240}") },
	{ COLUMN_STRING, "postalCode", TEXT("{digits:5}") },
	{ COLUMN_STRING, "phone", TEXT("+1 555 01{digits:2}") },
	{ COLUMN_STRING, "url", TEXT("https://www.example.com/{word}/{word}") },
	{ COLUMN_STRING, "browser", TEXT("{browser}") },
	{ COLUMN_STRING, "product", TEXT("{product}") },
	{ COLUMN_STRING, "sku", TEXT("SKU-{digits:6}") },
	{ COLUMN_STRING, "currency",
	  "{\"kind\":\"choice\",\"of\":[\"EUR\",\"USD\",\"GBP\",\"JPY\"]}" },
	{ COLUMN_STRING, "language",
	  "{\"kind\":\"choice\",\"of\":[\"en\",\"de\",\"es\",\"fr\",\"ja\",\"pt\"]}" },
	{ COLUMN_STRING, "id", TEXT("{uuid}") },
	{ COLUMN_STRING, "", TEXT("{word} {word}") },
	{ COLUMN_BOOL, "", "{\"kind\":\"choice\",\"of\":[true,false]}" },
	{ COLUMN_INT32, "age", "{\"kind\":\"range\",\"min\":18,\"max\":90}" },
	{ COLUMN_INT32, "year", "{\"kind\":\"range\",\"min\":1990,\"max\":2025}" },
	{ COLUMN_INT32, "",
	  "{\"kind\":\"range\",\"min\":0,\"max\":100,\"skew\":\"low\"}" },
	{ COLUMN_INT64, "id", /* past 2^53, which a double cannot tell apart */
	  "{\"kind\":\"range\",\"min\":9007199254740993,\"max\":9223372036854775807}" },
	{ COLUMN_INT64, "",
	  "{\"kind\":\"range\",\"min\":0,\"max\":1000000,\"skew\":\"low\"}" },
	{ COLUMN_DOUBLE, "latitude",
	  "{\"kind\":\"range\",\"min\":-60,\"max\":70,\"decimals\":5}" },
	{ COLUMN_DOUBLE, "longitude",
	  "{\"kind\":\"range\",\"min\":-180,\"max\":180,\"decimals\":5}" },
	{ COLUMN_DOUBLE, "", "{\"kind\":\"range\",\"min\":0,\"max\":1000}" },
	{ COLUMN_DECIMAL, "", "{\"kind\":\"range\",\"skew\":\"low\"}" },
	{ COLUMN_DATE, "birthDate",
	  "{\"kind\":\"range\",\"min\":\"1940-01-01\",\"max\":\"2007-12-31\"}" },
	{ COLUMN_DATE, "", "{\"kind\":\"arrival\"}" },
	{ COLUMN_TIMESTAMP, "", "{\"kind\":\"arrival\"}" },
	{ COLUMN_LIST, "", "{\"kind\":\"list\",\"length\":[0,3]}" },
	{ COLUMN_MAP, "",
	  "{\"kind\":\"map\",\"keys\":[\"key1\",\"key2\",\"key3\",\"key4\"]}" },
	{ COLUMN_STRUCT, "", "{\"kind\":\"struct\"}" },
};

static bool ends_nocase(const char *name, const char *end)
{
	size_t n = strlen(name), k = strlen(end);

	return n >= k && str_same_nocase(name + n - k, end);
}

const char *guess_rule(const struct column_def *d)
{
	size_t i = 0;

	while (guesses[i].type != d->type || !ends_nocase(d->name, guesses[i].end)) {
		i++;
		assert(i <
		       ARRAY_LEN(guesses)); /* every type has a row that ends all names */
	}
	return guesses[i].rule;
}
