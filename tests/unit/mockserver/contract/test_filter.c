/*
 * test_filter.c - mockserver/contract: filter.c, order.c
 */
#include "tests/unit/unit.h"

#include "mockserver/contract/order.h"
#include "tests/support/quoted.h"

/* Every kind of value, arrays within arrays, and a number that doubles can't hold. */
static const char item_text[] =
	"{'id':'736873','name':'TestFlow','description':'Test description',"
	"'state':'enabled','createdAt':1659907304001,'note':'a,b',"
	"'big':9007199254740993,'half':2.50,'text10':'10','on':true,'nil':"
	"null,'empty':'','quote':'\\\"x',"
	"'connectionSpec':{'id':'849048','version':'1.0'},"
	"'sourceConnectionIds':['9874984'],"
	"'params':{'tableName':'lead','columns':[{'name':'lastName'},"
	"{'name':'firstName'}]},'grid':[[1,2],[3]],"
	"'attributes':{'sampleAttribute':'abc'},"
	"'auth':{'params':{'usePrivateLink':true,"
	"'privateEndpointId':'02a74b31-a566-4a86-9cea-309b101a7f24'}},"
	"'inheritedAttributes':{'properties':{'isDestinationFlow':true},"
	"'targetConnections':[{'connectionSpec':{'id':'4890fc95'},"
	"'data':{'outputType':'DATASET_EXPORT'}}]},"
	"'lastRunDetails':{'startedAtUTC':1670880253121,'state':'success'},"
	"'transformations':[{'params':{'segmentSelectors':{'selectors':["
	"{'value':{'id':'5722a16f'}}]}}}],"
	"'metrics':{'durationSummary':{'startedAtUTC':1650000000000},"
	"'statusSummary':{'status':'inProgress'},'recordSummary':{"
	"'sourceSummaries':[{'id':'s1'}],'targetSummaries':[{'entitySummaries':"
	"[{'id':'segment:068d6e2c'}]}]}}}";

struct fixture {
	struct arena arena;
	struct refusal refusal;
	cJSON *item;
};

static int setup(void **state)
{
	static struct fixture f;

	f = (struct fixture){ 0 };
	*state = &f;
	f.item = quoted_json(item_text);
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	arena_release(&f->arena);
	refusal_release(&f->refusal);
	cJSON_Delete(f->item);
	return 0;
}

static bool passes(struct fixture *f, const char *text)
{
	struct filter filter;

	if (filter_read(&f->arena, text, &filter, &f->refusal) < 0)
		fail_msg("%s: %s", text, f->refusal.text);
	return filter_match(&filter, f->item);
}

/* 02 §11 lists them; a `no` is the same question of another value. */
static void every_documented_query_is_answered(void **state)
{
	static const struct {
		const char *filter;
		bool matches;
	} cases[] = {
		/* clang-format off */
		{ "params.tableName==lead", true },
		{ "params.tableName==Lead", false },
		{ "transformations[].params.segmentSelectors.selectors[].value.id==5722a16f", true },
		{ "sourceConnectionIds[]==9874984,6980696", true },
		{ "sourceConnectionIds[]==598590,690666", false },
		{ "params.columns[].name==firstName", true },
		{ "metrics.recordSummary.targetSummaries[].entitySummaries[].id==segment:068d6e2c", true },
		{ "metrics.recordSummary.sourceSummaries[].id==s1", true },
		{ "id==736873,9485095", true },
		{ "name==TestConn", false },
		{ "attributes.sampleAttribute=\"abc\"", true },
		{ "name==\"TestFlow\"", true },
		{ "description==Test description", true },
		{ "connectionSpec.id==938903,849048", true },
		{ "state==enabled", true },
		{ "state==ENABLED", true },
		{ "state==disabled", false },
		{ "createdAt>=1659907304000", true },
		{ "inheritedAttributes.properties.isDestinationFlow==true", true },
		{ "inheritedAttributes.properties.isSourceFlow==true", false },
		{ "inheritedAttributes.targetConnections[].connectionSpec.id==4890fc95", true },
		{ "inheritedAttributes.targetConnections[].data.outputType==DATASET_EXPORT", true },
		{ "lastRunDetails.startedAtUTC>=1670880253121", true },
		{ "metrics.durationSummary.startedAtUTC>1593134665781", true },
		{ "metrics.durationSummary.startedAtUTC<1653134665781", true },
		{ "metrics.statusSummary.status==Failed", false },
		{ "metrics.statusSummary.status==Processing", true },
		{ "metrics.statusSummary.status==IN_PROGRESS", true },
		{ "metrics.statusSummary.status==Waiting", false },
		{ "auth.params.privateEndpointId==02a74b31-a566-4a86-9cea-309b101a7f24", true },
		{ "auth.params.usePrivateLink==true", true },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		if (passes(*state, cases[i].filter) != cases[i].matches)
			fail_msg("%s: not %d", cases[i].filter, cases[i].matches);
	}
}

static void values_are_compared_by_their_kind(void **state)
{
	static const struct {
		const char *filter;
		bool matches;
	} cases[] = {
		/* clang-format off */
		{ "big==9007199254740993", true },
		{ "big==9007199254740992", false },
		{ "big>9007199254740992", true },
		{ "big<=9007199254740993.0", true },
		{ "half=25e-1", true },
		{ "half>abc", false },        /* a number is never compared with a word */
		{ "half<abc", false },
		{ "text10==10", true },
		{ "text10==10.0", false },    /* text, byte by byte */
		{ "text10<9", true },
		{ "name>=TestFlow", true },
		{ "name<Testflow", true },
		{ "on==True", true },
		{ "on==1", false },
		{ "on>=true", false },
		{ "nil==null", false },
		{ "connectionSpec==849048", false },
		{ "absent==x", false },
		{ "absent<1", false },
		{ "name.first==x", false },
		{ "empty==\"\"", true },
		{ "name==\"\"", false },
		{ "note==\"a,b\"", true },
		{ "note==\"x\",\"a,b\"", true },
		{ "note==a,b", false },       /* a or b */
		{ "quote==\"x", true },       /* one quote is a quote */
		{ "name==TestFlow,TestConn", true },
		{ "grid==3", true },
		{ "grid[]==3", true },
		{ "grid[][]==4", false },
		{ "params.columns.name==firstName", true },
		{ "params[].columns[].name[]==firstName", true },
		{ "lastRunDetails.state==SUCCESS", true },
		{ "state<ENABLEE", true },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		if (passes(*state, cases[i].filter) != cases[i].matches)
			fail_msg("%s: not %d", cases[i].filter, cases[i].matches);
	}
}

static void what_is_no_filter_is_refused_with_its_documented_error(void **state UNUSED)
{
	static const struct {
		const char *filter;
		enum error error;
		const char *text;
	} cases[] = {
		/* clang-format off */
		{ "name~x", E_FILTER_TILDE, "Operator '~' not implemented." },
		{ "name!>x", E_FILTER_OPERATOR, "Invalid operator !> in filter params." },
		{ "name!=x", E_FILTER_OPERATOR, "Invalid operator != in filter params." },
		{ "name!~x", E_FILTER_OPERATOR, "Invalid operator !~ in filter params." },
		{ "name===x", E_FILTER_OPERATOR, "Invalid operator === in filter params." },
		{ "!name", E_FILTER_OPERATOR, "Invalid operator ! in filter params." },
		{ "name", E_FILTER_FIELD, "Invalid field name in filter params." },
		{ "==x", E_FILTER_FIELD, "Invalid field  in filter params." },
		{ "a..b==x", E_FILTER_FIELD, "Invalid field a..b in filter params." },
		{ ".a==x", E_FILTER_FIELD, "Invalid field .a in filter params." },
		{ "a.==x", E_FILTER_FIELD, "Invalid field a. in filter params." },
		{ "a[0]==x", E_FILTER_FIELD, "Invalid field a[0] in filter params." },
		{ "a[==x", E_FILTER_FIELD, "Invalid field a[ in filter params." },
		{ "[]==x", E_FILTER_FIELD, "Invalid field [] in filter params." },
		{ "a[]b==x", E_FILTER_FIELD, "Invalid field a[]b in filter params." },
		{ "a b==x", E_FILTER_FIELD, "Invalid field a b in filter params." },
		{ "createdAt==", E_FILTER_VALUE, "Invalid query value createdAt== provided in query param." },
		{ "name==a,,b", E_FILTER_VALUE, "Invalid query value name==a,,b provided in query param." },
		{ "name==a,", E_FILTER_VALUE, "Invalid query value name==a, provided in query param." },
		{ "rows<=1,2", E_FILTER_SEVERAL, "Operator '<=' is not allowed for multiple values." },
		{ "createdAt>1,2", E_FILTER_SEVERAL, "Operator '>' is not allowed for multiple values." },
		{ "createdAt==1676643256,1676643210", E_PARAM_VALUE, "Invalid value 1676643256,1676643210 for field createdAt." },
		{ "updatedAt==soon", E_PARAM_VALUE, "Invalid value soon for field updatedAt." },
		{ "id>=1", E_FILTER_UNSUPPORTED, "Operator >= not supported for field id." },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		struct fixture f = { 0 };
		struct filter out;

		assert_int_equal(filter_read(&f.arena, cases[i].filter, &out, &f.refusal),
		                 -1);
		assert_string_equal(f.refusal.text, cases[i].text);
		assert_int_equal(f.refusal.error, cases[i].error);
		arena_release(&f.arena);
		refusal_release(&f.refusal);
	}
}

static void orders_are_read_with_their_signs(void **state)
{
	static const struct {
		const char *text, *paths[3];
		bool down[3];
	} cases[] = {
		{ "name", { "name" }, { false } },
		{ "+name", { "name" }, { false } },
		{ " name", { "name" }, { false } }, /* a + that was decoded */
		{ "-name", { "name" }, { true } },
		{ "state,-createdAt,+a[].b",
		  { "state", "createdAt", "a.b" },
		  { false, true, false } },
	};
	struct fixture *f = *state;

	for_each_row(i, cases) {
		struct order order;

		assert_int_equal(order_read(&f->arena, cases[i].text, &order,
		                            &f->refusal),
		                 0);
		for (size_t k = 0; k < order.count; k++) {
			assert_string_equal(order.keys[k].path, cases[i].paths[k]);
			assert_int_equal(order.keys[k].down, cases[i].down[k]);
		}
		assert_true(order.count == 3 || !cases[i].paths[order.count]);
	}
}

static void what_is_no_order_is_refused(void **state UNUSED)
{
	static const struct {
		const char *text;
		enum error error;
	} cases[] = {
		{ "--name", E_ORDER_PREFIX },
		{ "*name", E_ORDER_PREFIX },
		{ "name,!state", E_ORDER_PREFIX },
		{ "#id", E_ORDER_FIELD }, /* FSERR's own example */
		{ "name desc", E_ORDER_FIELD },
		{ "a..b", E_ORDER_FIELD },
		{ "name,", E_ORDER_FIELD },
		{ "-", E_ORDER_FIELD },
	};

	for_each_row(i, cases) {
		struct fixture f = { 0 };
		struct order order;

		assert_int_equal(order_read(&f.arena, cases[i].text, &order, &f.refusal),
		                 -1);
		assert_int_equal(f.refusal.error, cases[i].error);
		arena_release(&f.arena);
		refusal_release(&f.refusal);
	}
}

/* Each row is before the next, when ascending; the last two are never before any. */
static void values_have_one_order(void **state UNUSED)
{
	static const char rows[] =
		"[{'v':-1},{'v':9007199254740992},{'v':[9007199254740993,0]},"
		"{'v':'B'},{'v':'a'},{'v':'aa'},{'v':false},{'v':true},"
		"{'v':null},{}]";
	AUTO(cJSON_Delete) cJSON *all = quoted_json(rows);
	const int count = cJSON_GetArraySize(all);

	for (int i = 0; i < count * count * 2; i++) {
		const struct order_key key = { "v", i >= count * count };
		int a = i / count % count, b = i % count;
		int order = order_cmp(&key, order_value(&key, cJSON_GetArrayItem(all, a)),
		                      order_value(&key, cJSON_GetArrayItem(all, b)));
		int last = count - 2;
		int expect = a == b || (a >= last && b >= last) ? 0 : a < b ? -1 : 1;

		if (key.down && a < last && b < last)
			expect = -expect;
		assert_int_equal((order > 0) - (order < 0), expect);
	}
}

/* What a row says is what is read, judged and refused, whichever rows there are. */
static void every_row_of_operators_does_what_it_says(void **state)
{
	static const char *const values[] = { "1", "2", "3" }; /* the item's is 2 */
	struct fixture *f = *state;
	AUTO(cJSON_Delete) cJSON *item = json_new_object();

	json_set(item, "n", json_new_int(2));
	json_set(item, "s", json_new_str("2"));
	for (int op = 0; op < FILTER_OP_COUNT; op++) {
		const struct filter_operator *row = filter_operator((enum filter_op)op);
		const char *signs[] = { row->sign, row->twin };

		for (size_t i = 0; i < 12; i++) {
			const char *sign = signs[i % 2], *text;
			struct filter filter;

			if (!sign)
				continue;
			assert_int_equal(strspn(sign, FILTER_OPERATOR_CHARS),
			                 strlen(sign));
			text = arena_printf(&f->arena, "%c%s%s", i < 6 ? 'n' : 's', sign,
			                    values[i / 2 % 3]);
			assert_int_equal(filter_read(&f->arena, text, &filter,
			                             &f->refusal),
			                 0);
			assert_int_equal(filter.op, op);
			if (filter_match(&filter, item) !=
			    !!(row->passes & FILTER_ABOVE >> i / 2 % 3))
				fail_msg("%s judges wrongly", text);
		}
	}
}

static void no_sign_is_that_of_two_operators(void **state UNUSED)
{
	for (int a = 0; a < FILTER_OP_COUNT; a++) {
		const struct filter_operator *left = filter_operator((enum filter_op)a);

		for (int b = 0; b < a; b++) {
			const struct filter_operator *right =
				filter_operator((enum filter_op)b);

			assert_string_not_equal(left->sign, right->sign);
			if (right->twin)
				assert_string_not_equal(left->sign, right->twin);
			if (left->twin)
				assert_string_not_equal(left->twin, right->sign);
			if (left->twin && right->twin)
				assert_string_not_equal(left->twin, right->twin);
		}
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_documented_query_is_answered),
		TEST(values_are_compared_by_their_kind),
		TEST(what_is_no_filter_is_refused_with_its_documented_error),
		TEST(orders_are_read_with_their_signs),
		TEST(what_is_no_order_is_refused),
		TEST(values_have_one_order),
		TEST(every_row_of_operators_does_what_it_says),
		TEST(no_sign_is_that_of_two_operators),
	};

	return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
