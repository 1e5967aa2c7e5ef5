/*
 * test_expr.c - harness/scenario/expr.c
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "harness/scenario/expr.h"
#include "lib/mem.h"

static void an_expression_has_the_value_of_its_row(void **state UNUSED)
{
	static const struct {
		const char *text;
		const char *value;  /* what the path leads to, as JSON; NULL: nothing */
		const char *result; /* as JSON; or "!" and the reason */
	} cases[] = {
		/* clang-format off */
		{ "x", "7", "7" },
		{ " x.y[0] ", JSON({"a":1}), JSON({"a":1}) },
		{ "x", NULL, "!nothing is called 'x' here" },
		{ "now + 1d", "1767225600", "1767312000" },
		{ "now - 1d", "1767225600", "1767139200" },
		{ "nowMs + 250ms", "1767225600000", "1767225600250" },
		{ "now + 250ms", "1767225600", "1767225600" },
		{ "now + PT3H", "1767225600", "1767236400" },
		{ "now + P1M", "1769817600", "1772236800" },
		{ "now - P1M", "1772236800", "1769558400" },
		{ "at + 1h30m", "\"2026-01-01T23:00:00Z\"", "\"2026-01-02T00:30:00Z\"" },
		{ "at + soon", "1", "!'soon' is not a length of time: a number is missing" },
		{ "at + 1d", "\"noon\"", "!'noon' is not a point in time" },
		{ "at + 1d", "[1]", "!'[1]' is not a point in time" },
		{ "at - 1d", "0", "-86400" },
		{ "x ?? y", NULL, "\"y\"" },
		{ "x ?? y", "1", "1" },
		{ "x ?? 12", NULL, "12" },
		{ "x ?? 1.50", NULL, "1.50" },
		{ "x ?? true", NULL, "true" },
		{ "x ?? null", NULL, "null" },
		{ "x ?? \"12\"", NULL, "\"12\"" },
		{ "x??", NULL, "\"\"" },
		{ "x ?? [1]", NULL, "\"[1]\"" },
		{ "x ?? a + b ?? c", NULL, "\"a + b ?? c\"" },
		{ "base64(x)", "\"a:b?>\"", "\"YTpiPz4=\"" },
		{ "base64(x)", "\"\xc3\xbf\xc3\xbe\"", "\"w7/Dvg==\"" },
		{ "date(x)", "1767225600", "\"2026-01-01T00:00:00Z\"" },
		{ "date(x)", "1767225600250", "\"2026-01-01T00:00:00.250Z\"" },
		{ "date( x )", "true", "!'true' is not a point in time" },
		{ "json(x)", JSON({"a":[1.50]}), JSON("{\"a\":[1.50]}") },
		{ "length(x)", "\"\xc3\xa4\x62\"", "2" },
		{ "length(x)", "[1,2,3]", "3" },
		{ "length(x)", "5", "!length() is of a text, a list or a map" },
		{ "lower(x)", "\"PARQUET\"", "\"parquet\"" },
		{ "unquoted(x)", JSON("\"a\""), "\"a\"" },
		{ "unquoted(x)", JSON("\""), JSON("\"") },
		{ "unquoted(x)", "\"a\"", "\"a\"" },
		{ "upper(x)", "\"json\"", "\"JSON\"" },
		{ "url(x)", "\"a b/\xc3\xa4\"", "\"a%20b%2F%C3%A4\"" },
		{ "bas64(x)", "1", "!there is no function 'bas64'; did you mean base64?" },
		{ "f(x)", "1", "!there is no function 'f'" },
		{ "base64(date(x))", "1", "!'${base64(date(x))}' is not understood" },
		{ "", "1", "!'${}' is not understood" },
		{ "x ?? ${y", "1", "!'${x ?? ${y}' is not understood" },
		{ "a b", "1", "!'${a b}' is not understood" },
		{ "x.items[y]", "1", "!'${x.items[y]}' is not understood: an index is a number" },
		{ "x[0", "1", "!'${x[0}' is not understood: an index is a number" },
		{ "x.", "1", "!'${x.}' is not understood" },
		{ "x[]", "1", "!'${x[]}' is not understood" },
		{ "lower(x.)", "1", "!'${lower(x.)}' is not understood" },
		{ "x..y", "1", "!'${x..y}' is not understood: names stand between dots" },
		{ "date(x[0]y)", "1", "!'${date(x[0]y)}' is not understood: names stand" },
		{ "x + 1d + 1d", "1", "!'1d + 1d' is not a length of time" },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *value = NULL, *made = NULL;
		AUTO(mem_free) char *text = NULL;
		struct err e = { 0 };
		struct expr x;

		if (cases[i].value)
			row_int_equal(i,
			              json_parse(cases[i].value, strlen(cases[i].value),
			                         &value, &e),
			              0);
		if (expr_parse(str_of(cases[i].text), &x, &e) == 0 &&
		    expr_value(&x, value, &made, &e) == 0)
			text = json_text(made);
		else
			text = mem_printf("!%s", e.text);
		if (*cases[i].result == '!' && strlen(text) > strlen(cases[i].result))
			text[strlen(cases[i].result)] = '\0';
		row_string_equal(i, text, cases[i].result);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_expression_has_the_value_of_its_row),
	};

	return cmocka_run_group_tests_name("expr", tests, NULL, NULL);
}
