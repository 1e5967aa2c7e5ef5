/*
 * test_secret_scan.c - plants secrets through every door, and looks for them everywhere
 *
 * Every door is tried with every shape of a secret: 200 and more, each with a mark that
 * nothing else has.  They are looked for as they are, and in base64, in all that the mock
 * answers, its state with the write-ahead log, its log, its exports and what its other
 * commands print; and in the outputs of flowcheck, which fails with each of them.
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <signal.h>

#include "lib/base64.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/mock.h"

#define LOG_ROOM (1 << 20)
#define MARK     "zQ7pLaNtEd"
#define SERVICE  "/data/foundation/flowservice"
#define S3       "4fce964d-3f37-408f-9778-e597338a21ee"
#define SFTP     "36965a81-b1c6-401b-99f8-22508f1e6a26"
#define GCS      "c5d93acb-ea8b-4b14-8f53-02138444ae99"
#define BLOB     "6d6b59bf-fb58-4107-9064-4d246c0e5bb2"

/* How a secret is written into a body, a query or a header. */
enum form { JSON, QUERY, HEADER };

/* Which program can recognise the secret: flowcheck knows no connection specs. */
enum teller { BOTH, MOCK };

/* "%s" is the secret; $base, $target, $spec and $flow are ids; in JSON ' is ". */
struct door {
	const char *method, *path, *header, *body;
	enum form form;
	int status; /* of the mock's answer: the door was open, or shut as it should be */
	enum teller teller;
};

#define OF(id) "'connectionSpec':{'id':'" id "','version':'1.0'}"
#define BASE(id, n, p) \
	"{'name':'n'," OF(id) ",'auth':{'specName':'" n "','params':{" p "}}}"
#define ACCESS   "'domain':'d','username':'u','password':'p'"
#define VAULT(p) BASE("$spec", "Vault", p)
#define TOKEN    "/ims/token/v3"
#define GRANT    "grant_type=client_credentials&client_id=c"
#define FORM     "Content-Type: application/x-www-form-urlencoded"

/* clang-format off */
static const struct door doors[] = {
	/* credentials of shipped specs */
	{ "POST", "/connections", NULL, BASE(S3, "Access Key", "'s3AccessKey':'a','s3SecretKey':'%s'"), JSON, 201, BOTH },
	{ "POST", "/connections", NULL, BASE(SFTP, "SFTP with Password", "'domain':'d','username':'u','password':'%s'"), JSON, 201, BOTH },
	{ "POST", "/connections", NULL, BASE(SFTP, "SFTP with SSH Key", "'domain':'d','username':'u','sshKey':'%s'"), JSON, 201, BOTH },
	{ "POST", "/connections", NULL, BASE(GCS, "Google Cloud Storage authentication credentials", "'accessKeyId':'a','secretAccessKey':'%s'"), JSON, 201, BOTH },
	{ "POST", "/connections", NULL, BASE(BLOB, "ConnectionString", "'connectionString':'%s'"), JSON, 201, BOTH },
	/* members that no spec names */
	{ "POST", "/connections", NULL, BASE(SFTP, "SFTP with Password", ACCESS ",'apiToken':'%s'"), JSON, 201, BOTH },
	{ "POST", "/connections", NULL, BASE(SFTP, "SFTP with Password", ACCESS ",'more':[{'deep':{'client_secret':'%s'}}]"), JSON, 201, BOTH },
	{ "POST", "/connections", NULL, BASE(SFTP, "SFTP with Password", ACCESS ",'credential':{'a':['%s']}"), JSON, 201, BOTH },
	{ "POST", "/connections", NULL, "{'name':'n'," OF(SFTP) ",'auth':{'specName':'SFTP with Password','params':{" ACCESS "},'sas-key':'%s'}}", JSON, 201, BOTH },
	{ "POST", "/connections", NULL, "{'name':'n'," OF(SFTP) ",'auth':{'specName':'SFTP with Password','params':{" ACCESS "}},'params':{'privateKey':'%s'}}", JSON, 201, BOTH },
	{ "POST", "/connections", NULL, "{'name':'n'," OF(SFTP) ",'auth':{'specName':'SFTP with Password','params':{" ACCESS "}},'encryption':{'keyPassphrase':'%s'}}", JSON, 201, BOTH },
	/* a client's own spec */
	{ "POST", "/connections", NULL, VAULT("'nested':{'deep':'%s'}"), JSON, 201, MOCK },
	{ "POST", "/connections", NULL, VAULT("'list':[{'pin':'p'},{'pin':'%s'}]"), JSON, 201, MOCK },
	{ "POST", "/connections", NULL, VAULT("'either':'%s'"), JSON, 201, MOCK },
	{ "POST", "/connections", NULL, VAULT("'x-a':'%s'"), JSON, 201, MOCK },
	{ "POST", "/connections", NULL, VAULT("'any':{'thing':'%s'}"), JSON, 201, MOCK },
	{ "POST", "/sourceConnections", NULL, "{'name':'n','baseConnectionId':'$vault'," OF("$spec") ",'params':{'sheet':'%s'}}", JSON, 201, MOCK },
	{ "POST", "/targetConnections", NULL, "{'name':'n','baseConnectionId':'$vault'," OF("$spec") ",'params':{'pin':'%s'}}", JSON, 201, MOCK },
	{ "POST", "/sourceConnections", NULL, "{'name':'n','baseConnectionId':'$vault'," OF("$spec") ",'params':{'authToken':'%s'}}", JSON, 201, BOTH },
	/* changes */
	{ "PATCH", "/connections/$base", NULL, "[{'op':'replace','path':'/auth/params/password','value':'%s'}]", JSON, 200, BOTH },
	{ "PATCH", "/connections/$base", NULL, "[{'op':'replace','path':'/auth/params','value':{'domain':'d','username':'u','password':'%s'}}]", JSON, 200, BOTH },
	{ "PATCH", "/connections/$base", NULL, "[{'op':'replace','path':'/auth','value':{'specName':'SFTP with Password','params':{'domain':'d','username':'u','password':'%s'}}}]", JSON, 200, BOTH },
	{ "PATCH", "/connections/$base", NULL, "[{'op':'add','path':'/auth/params/refreshToken','value':'%s'}]", JSON, 200, BOTH },
	{ "PATCH", "/connections/$base", NULL, "[{'op':'add','path':'/auth/params/credential','value':[{'a':'%s'}]}]", JSON, 200, BOTH },
	{ "PATCH", "/targetConnections/$target", NULL, "[{'op':'replace','path':'/params','value':{'pin':'%s'}}]", JSON, 200, MOCK },
	{ "PATCH", "/targetConnections/$target", NULL, "[{'op':'add','path':'/params/sharedKey','value':'%s'}]", JSON, 200, BOTH },
	{ "POST", "/runs", NULL, "{'flowId':'$flow','params':{'apiToken':'%s'}}", JSON, 201, BOTH },
	/* refused, and not to be quoted */
	{ "POST", "/connections", NULL, "{'name':'n'," OF(SFTP) ",'auth':'%s'}", JSON, 400, MOCK },
	{ "POST", "/connections", NULL, "{'name':'n'," OF(SFTP) ",'auth':{'specName':'SFTP with Password','params':'%s'}}", JSON, 400, MOCK },
	{ "POST", "/connections", NULL, BASE(SFTP, "none", "'password':'%s'"), JSON, 400, BOTH },
	{ "POST", "/connections", NULL, BASE("none", "none", "'password':'%s'"), JSON, 400, BOTH },
	{ "POST", "/connections", NULL, BASE(SFTP, "SFTP with Password", "'password':'%s'"), JSON, 400, BOTH },
	{ "POST", "/connections", NULL, BASE(SFTP, "SFTP with Password", "'domain':'d','username':'u','password':['%s']"), JSON, 400, BOTH },
	{ "POST", "/connections", NULL, VAULT("'list':'%s'"), JSON, 400, MOCK },
	{ "POST", "/connections", NULL, VAULT("'apiToken':'%s'"), JSON, 400, BOTH },
	{ "POST", "/connections", NULL, "{'name':'n','auth':{'params':{'password':'%s'", JSON, 400, BOTH },
	{ "PATCH", "/connections/$base", NULL, "[{'op':'remake','path':'/auth/params/password','value':'%s'}]", JSON, 400, BOTH },
	{ "PATCH", "/connections/$base", NULL, "[{'op':'add','path':'/auth/none/password','value':'%s'}]", JSON, 400, BOTH },
	{ "PATCH", "/connections/none", NULL, "[{'op':'add','path':'/auth/params/password','value':'%s'}]", JSON, 404, BOTH },
	{ "POST", "/runs", NULL, "{'flowId':'none','params':{'apiToken':'%s'}}", JSON, 400, BOTH },
	/* IMS, and credentials in queries and headers */
	{ "POST", TOKEN "?" GRANT "&client_secret=%s", NULL, NULL, QUERY, 200, BOTH },
	{ "POST", TOKEN "?client_id=c&client_secret=%s", NULL, NULL, QUERY, 400, BOTH },
	{ "POST", TOKEN, FORM, GRANT "&client_secret=%s", QUERY, 200, BOTH },
	{ "POST", "/ims/exchange/jwt", FORM, "client_id=c&client_secret=%s&jwt_token=x", QUERY, 200, BOTH },
	{ "POST", "/ims/exchange/jwt", FORM, "client_id=c&client_secret=s&jwt_token=%s", QUERY, 200, BOTH },
	{ "GET", "/flows?access_token=%s", NULL, NULL, QUERY, 200, BOTH },
	{ "GET", "/none?api_secret=%s", NULL, NULL, QUERY, 404, BOTH },
	{ "GET", "/flows", "Authorization: Bearer %s", NULL, HEADER, 200, BOTH },
	{ "GET", "/flows", "Authorization: Basic %s", NULL, HEADER, 401, BOTH },
	{ "GET", "/flows", "Cookie: a=%s", NULL, HEADER, 200, BOTH },
	{ "GET", "/none", "X-Auth-Token: %s", NULL, HEADER, 404, BOTH },
};

/* What a secret looks like behind its mark. */
static const char *const shapes[] = {
	"-plain", "-\"quotes\\and\\backslashes\"", "-with blanks; and, commas&=", "-\xc3\xa9\xe2\x82\xac",
	"-long-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789",
};
/* clang-format on */

static const char spec[] =
	"{'name':'vault','providerId':'p','authSpec':[{'name':'Vault','spec':{"
	"'type':'object','definitions':{'h':{'type':'string','format':'password'}},"
	"'properties':{'nested':{'properties':{'deep':{'$ref':'#/definitions/h'}}},"
	"'list':{'type':'array','items':{'properties':{'pin':{'format':'password'}}}},"
	"'either':{'oneOf':[{'type':'integer'},{'$ref':'#/definitions/h'}]}},"
	"'patternProperties':{'^x-':{'format':'password'}},'additionalProperties':"
	"{'type':'object','additionalProperties':{'$ref':'#/definitions/h'}}}}],"
	"'sourceSpec':{'spec':{'properties':{'sheet':{'format':'password'}}}},"
	"'targetSpec':{'spec':{'properties':{'pin':{'format':'password'}}}}}";

/* ---------------------------------------------------------------- texts */

/* The secret of that number, as it stands in such a text. */
static void add_secret(size_t number, enum form form, struct buf *out)
{
	const char *shape = shapes[number % ARRAY_LEN(shapes)];
	AUTO(mem_free) char *plain = mem_printf(MARK "-%03zu%s", number, shape);
	struct buf json = { 0 };

	if (form == JSON) {
		json_put_str(&json, plain, strlen(plain));
		buf_add(out, json.data + 1, json.size - 2);
		buf_release(&json);
	}
	for (const char *s = plain; form != JSON && *s; s++) {
		const bool bare = (*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z') ||
		                  (*s >= 'a' && *s <= 'z') || *s == '-';

		if (form == QUERY && !bare)
			buf_printf(out, "%%%02X", (unsigned)(unsigned char)*s);
		else if (form == QUERY || (*s > ' ' && *s < 0x7f && !strchr(",;", *s)))
			buf_add_char(out, *s);
	}
}

/* The ids that replace the names. */
enum id { ID_SPEC, ID_VAULT, ID_BASE, ID_TARGET, ID_FLOW, ID_COUNT };
static const char *const names[] = { "$spec", "$vault", "$base", "$target", "$flow" };
static_assert(ARRAY_LEN(names) == ID_COUNT, "every id has its name");
static char *ids[ID_COUNT];

/* The id of the name that the text begins with; NULL for none, or none yet. */
static const char *id_of(const char *text)
{
	for (size_t i = 0; i < ID_COUNT; i++) {
		if (str_starts(text, names[i]))
			return ids[i];
	}
	return NULL;
}

/* The text with ids and the secret in their places; the caller frees it. */
static char *filled(const char *text, const struct door *d, size_t number)
{
	struct buf out = { 0 };

	while (text && *text) {
		const char *id = *text == '$' ? id_of(text) : NULL;

		if (!strncmp(text, "%s", 2)) {
			add_secret(number, d->form, &out);
			text += 2;
		} else if (id) {
			buf_add_str(&out, id);
			text += strcspn(text + 1, "/'\"") + 1;
		} else {
			buf_add_char(&out,
			             *text == '\'' && d->form == JSON ? '"' : *text);
			text++;
		}
	}
	return buf_take(&out);
}

/* Neither the mark nor base64 of it, at any of the three alignments, is in the bytes. */
static void expect_clean(const char *where, const char *bytes, size_t size)
{
	static const char *const looks[] = { MARK, "elE3cExhTnRF", "pRN3BMYU50RW",
		                             "6UTdwTGFOdEVk" };

	for (size_t i = 0; bytes && i < ARRAY_LEN(looks); i++) {
		const char *found = memmem(bytes, size, looks[i], strlen(looks[i]));

		if (found)
			fail_msg("%s has a secret: ...%.*s", where,
			         (int)(bytes + size - found > 80 ? 80
			                                         : bytes + size - found),
			         found);
	}
}

static int scan_file(void *ctx, const char *relative, uint64_t size UNUSED, struct err *e)
{
	AUTO(mem_free) char *path = mem_printf("%s/%s", (const char *)ctx, relative);
	AUTO(buf_release) struct buf bytes = { 0 };

	if (file_read(path, SIZE_MAX, &bytes, e) < 0)
		return -1;
	expect_clean(relative, bytes.data, bytes.size);
	expect_clean("a file's name", relative, strlen(relative));
	return 0;
}

/* All files below, the write-ahead log of a running mock among them. */
static void scan_folder(char *folder)
{
	struct err e = { 0 };

	if (file_walk(folder, scan_file, folder, &e) < 0)
		fail_msg("%s", e.text);
}

/* ---------------------------------------------------------------- the mock */

static char *folder;

static int set_up(void **state UNUSED)
{
	struct err e = { 0 };

	return file_temp_dir("flowmock-test-", &folder, &e);
}

static int tear_down(void **state UNUSED)
{
	struct err e = { 0 };
	int removed = file_remove_tree(folder, &e);

	free(folder);
	for (size_t i = 0; i < ID_COUNT; i++)
		free(ids[i]);
	return removed;
}

static char *make(struct mock *m, const char *path, const char *body)
{
	const struct door plain = { .form = JSON };
	AUTO(mem_free) char *text = filled(body, &plain, 0);

	return mock_make(m, path, text);
}

static void make_ids(struct mock *m)
{
	ids[ID_SPEC] = make(m, "/connectionSpecs", spec);
	ids[ID_VAULT] = make(m, "/connections", VAULT("'either':1"));
	ids[ID_BASE] = make(m, "/connections", BASE(SFTP, "SFTP with Password", ACCESS));
	ids[ID_TARGET] = make(m, "/targetConnections",
	                      "{'name':'n','baseConnectionId':'$vault'," OF(
				      "$spec") ",'params':{'pin':'p'}}");
	ids[ID_FLOW] = mock_make_flow(m, "5ef3e3259ad2a1191ab7dd7d", "JSON", "GZIP",
	                              "{'interval':3,'timeUnit':'hour',"
	                              "'startTime':1767225600}");
}

/* The entity's etag, for a PATCH; NULL for none. */
static char *etag_of(struct mock *m, const char *path)
{
	struct mock_reply r = mock_ask(m, "GET", path, NULL);
	char *etag = mem_strdup(r.etag ? r.etag : "\"none\"");

	mock_reply_release(&r);
	return etag;
}

static struct mock_reply knock(struct mock *m, const struct door *d, size_t number)
{
	AUTO(mem_free) char *path = filled(d->path, d, number);
	AUTO(mem_free) char *body = d->body ? filled(d->body, d, number) : NULL;
	AUTO(mem_free) char *header = filled(d->header, d, number);
	AUTO(mem_free) char *etag = NULL;
	char *value = strstr(header, ": ");

	if (!strcmp(d->method, "PATCH")) {
		etag = etag_of(m, path);
		return mock_ask_also(m, d->method, path, body, "If-Match", etag);
	}
	if (value)
		*value = '\0';
	return mock_ask_also(m, d->method, path, body, value ? header : NULL,
	                     value ? value + 2 : NULL);
}

static void plant(struct mock *m, const struct door *d, size_t number)
{
	struct mock_reply r = knock(m, d, number);

	if (r.status != d->status)
		fail_msg("%s %s %s: %d %s", d->method, d->path, d->body ? d->body : "",
		         r.status, r.text);
	expect_clean(d->path, r.text, strlen(r.text));
	expect_clean("Location", r.location, r.location ? strlen(r.location) : 0);
	mock_reply_release(&r);
}

/* Lists page by page, and what the mock says about itself. */
static void scan_answers(struct mock *m)
{
	static const char *const paths[] = {
		"/connections?limit=100",
		"/sourceConnections?limit=100",
		"/targetConnections?limit=100",
		"/flows?limit=100",
		"/runs?limit=100",
		"/connectionSpecs",
		"/__admin/timeline",
		"/__admin/timeline?format=text",
		"/__admin/clock/fired",
		"/__admin/health",
		"/__admin/operations",
		"/__admin/errors",
		"/__admin/settings",
		"/__admin/ledger",
		"/__admin/limits",
		"/connections?property=auth.params.password==****&limit=100",
	};

	for_each_row(i, paths) {
		AUTO(mem_free) char *path = mem_strdup(paths[i]);

		for (int page = 0; path && page < 5; page++) {
			struct mock_reply r = mock_ask(m, "GET", path, NULL);
			const char *next = json_str(r.body, "_links.next.href");

			if (r.status != 200)
				fail_msg("%s: %d %s", path, r.status, r.text);
			expect_clean(path, r.text, strlen(r.text));
			free(path);
			path = next ? mem_strdup(strstr(next, "/") ? next : "") : NULL;
			mock_reply_release(&r);
		}
	}
}

/* The program, with all it keeps in the folder; its log has room until it is read. */
static void start(struct mock *m, const char *state)
{
	AUTO(mem_free) char *exports = mem_printf("%s/exports", folder);
	const char *const args[] = { "serve",
		                     "--port",
		                     "0",
		                     "--clock",
		                     "virtual",
		                     "--log-level",
		                     "debug",
		                     "--state",
		                     state,
		                     "--export-root",
		                     exports,
		                     "--client",
		                     "c:" MARK "-client:A@O",
		                     NULL };

	*m = (struct mock){ .client = fetch_new() };
	program_start(&m->program, "flowmock", args, NULL);
	assert_true(fcntl(m->program.err, F_SETPIPE_SZ, LOG_ROOM) >= LOG_ROOM);
	m->url = mem_strdup(program_first_line(&m->program) + strlen("listening on "));
}

static void stop(struct mock *m, struct buf *out, struct buf *err)
{
	kill(m->program.pid, SIGTERM);
	assert_int_equal(program_wait(&m->program, out, err), 0);
	fetch_free(m->client);
	free(m->url);
}

/* What the other commands print of the state and of the running mock. */
static void ask_programs(struct mock *m, const char *state, struct buf *out,
                         struct buf *err)
{
	const char *const commands[][6] = {
		{ "timeline", "--state", state },
		{ "timeline", "--url", m->url },
		{ "ctl", "--url", m->url, "health" },
		{ "ctl", "--url", m->url, "clock" },
		{ "tables", "errors" },
	};

	for_each_row(i, commands) {
		struct program p;

		program_start(&p, "flowmock", commands[i], NULL);
		(void)program_wait(&p, out, err); /* what it says counts, whichever way */
	}
}

static void nothing_that_the_mock_keeps_or_says_has_a_secret(void **state UNUSED)
{
	AUTO(mem_free) char *path = mem_printf("%s/state.db", folder);
	AUTO(buf_release) struct buf out = { 0 };
	AUTO(buf_release) struct buf err = { 0 };
	struct mock m;

	start(&m, path);
	make_ids(&m);
	assert_true(ARRAY_LEN(doors) * ARRAY_LEN(shapes) >= 200);
	for (size_t i = 0; i < ARRAY_LEN(doors) * ARRAY_LEN(shapes); i++)
		plant(&m, &doors[i / ARRAY_LEN(shapes)], i);
	cJSON_Delete(mock_advance(&m, "P1D"));
	scan_answers(&m);
	scan_folder(folder);
	ask_programs(&m, path, &out, &err);
	stop(&m, &out, &err);
	assert_non_null(strstr(buf_str(&err), "request.done"));
	expect_clean("what the programs print", buf_str(&out), out.size);
	expect_clean("the log", buf_str(&err), err.size);
	scan_folder(folder);
}

/* ---------------------------------------------------------------- flowcheck */

static void add_yaml(struct buf *out, const char *key, const char *text)
{
	buf_printf(out, "%s: ", key);
	json_put_str(out, text, strlen(text));
	buf_add_char(out, '\n');
}

/* One that sends the secret and fails, whatever is answered. */
static void write_scenario(const struct door *d, size_t number)
{
	AUTO(mem_free) char *file = mem_printf("%s/doors/%03zu.yaml", folder, number);
	AUTO(mem_free) char *path = filled(d->path, d, number);
	AUTO(mem_free) char *body = filled(d->body, d, number);
	AUTO(mem_free) char *header = filled(d->header, d, number);
	char *value = strstr(header, ": ");
	struct buf out = { 0 };
	struct err e = { 0 };

	buf_printf(&out, "scenario: Door %zu\nsteps:\n- ", number);
	add_yaml(&out, d->method, path);
	if (value) {
		*value = '\0';
		add_yaml(&out, "  headers:\n    x-api-key: " MARK "-key\n    If-Match",
		         "x");
		buf_printf(&out, "    ");
		add_yaml(&out, header, value + 2);
	}
	if (d->body)
		add_yaml(&out, "  raw", body);
	buf_add_str(&out, "  expect: { status: 599 }\n");
	assert_int_equal(file_write(file, out.data, out.size, &e), 0);
	buf_release(&out);
}

static void nothing_that_flowcheck_prints_has_a_secret(void **state UNUSED)
{
	AUTO(mem_free) char *all = mem_printf("%s/doors", folder);
	AUTO(mem_free) char *reports = mem_printf("%s/reports", folder);
	AUTO(mem_free) char *junit = mem_printf("junit=%s/junit.xml", reports);
	AUTO(mem_free) char *tap = mem_printf("tap=%s/run.tap", reports);
	AUTO(mem_free) char *json = mem_printf("json=%s/run.json", reports);
	AUTO(mem_free) char *coverage = mem_printf("%s/coverage", reports);
	const char *const args[] = { "run",        "--show", "--report", junit,
		                     "--report",   tap,      "--report", json,
		                     "--coverage", coverage, all,        NULL };
	AUTO(buf_release) struct buf out = { 0 };
	AUTO(buf_release) struct buf err = { 0 };
	struct err e = { 0 };
	struct program p;

	assert_int_equal(file_make_dirs(all, &e), 0);
	assert_int_equal(file_make_dirs(reports, &e), 0);
	for (size_t i = 0; i < ARRAY_LEN(doors) * ARRAY_LEN(shapes); i++) {
		const struct door *d = &doors[i / ARRAY_LEN(shapes)];

		if (d->teller == BOTH)
			write_scenario(d, i);
	}
	program_start(&p, "flowcheck", args, NULL);
	assert_int_equal(program_wait(&p, &out, &err), 1);
	assert_non_null(strstr(buf_str(&out), "0 passed"));
	expect_clean("stdout", buf_str(&out), out.size);
	expect_clean("stderr", buf_str(&err), err.size);
	scan_folder(reports);
}

/* Shows that the scan finds a secret that is there. */
static void the_scan_finds_a_secret_in_each_shape(void **state UNUSED)
{
	static const char *const looks[] = { "elE3cExhTnRF", "pRN3BMYU50RW",
		                             "6UTdwTGFOdEVk" };

	for_each_row(shift, looks) {
		AUTO_MEM char *text = mem_printf("%.*s" MARK "-1", (int)shift, "ab");
		AUTO(buf_release) struct buf coded = { 0 };

		base64_put(&coded, text, strlen(text));
		assert_non_null(strstr(buf_str(&coded), looks[shift]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_scan_finds_a_secret_in_each_shape),
		cmocka_unit_test(nothing_that_the_mock_keeps_or_says_has_a_secret),
		cmocka_unit_test(nothing_that_flowcheck_prints_has_a_secret),
	};

	return cmocka_run_group_tests_name("secret_scan", tests, set_up, tear_down);
}
