/*
 * test_when.c - a pattern that was taken apart fits what the whole pattern fits
 */
#include "tests/unit/unit.h"

#include "lib/match/match.h"
#include "mockserver/faults/when.h"
#include "tests/support/quoted.h"

static const char *const patterns[] = {
	"{}",
	"{'a':1}",
	"{'a':'x','b':{'c':true}}",
	"{'b':{'c':{'$absent':true}}}",
	"{'a':{'$matches':'^x'}}",
	"{'a':{'$matches':'^x','$length':1}}",
	"{'b':{'d':{'$any':true}}}",
	"{'$type':'object'}",
	"{'a':{'$oneOf':['x',1]},'…':0}",
	"{'l':[1,2]}",
	"{'l':[1,'…']}",
	"{'b':{}}",
	"'text'",
	"[1]",
	"{'a':null}",
};

static const char *const values[] = {
	"{}",
	"{'a':1}",
	"{'a':1.0,'b':{'c':true,'d':null}}",
	"{'a':'x','b':{'c':true}}",
	"{'a':'xy','b':{}}",
	"{'a':null,'l':[1,2]}",
	"{'a':[1],'l':[1]}",
	"{'b':'c'}",
	"'text'",
	"[1]",
	"null",
	NULL, /* nothing is there */
};

static void fits_what_the_whole_pattern_fits(void **state UNUSED)
{
	for_each_row(p, patterns) {
		AUTO(cJSON_Delete) cJSON *pattern = quoted_json(patterns[p]);
		AUTO(cJSON_Delete) cJSON *plain = quoted_json(patterns[p]);
		struct fault_when when = { 0 };

		json_drop(plain, "…"); /* as a member it asks for nothing */
		fault_when_add(&when, pattern);
		for_each_row(v, values) {
			const char *text = values[v] ? values[v] : "null";
			AUTO(cJSON_Delete) cJSON *tree = quoted_json(text);
			const cJSON *value = values[v] ? tree : NULL;
			const bool fits = match_value(plain, value, "", NULL);

			if (fault_when_fits(&when, value) != fits)
				fail_msg("%s, %s: %d expected", patterns[p],
				         values[v] ? values[v] : "nothing", fits);
		}
		fault_when_release(&when);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fits_what_the_whole_pattern_fits),
	};

	return cmocka_run_group_tests_name("when", tests, NULL, NULL);
}
