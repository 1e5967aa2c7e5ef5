/*
 * test_errors.c - every error of errors.def that a client can provoke, provoked
 *
 * A row is a request and the whole answer: status, code and text as the sources print
 * them, in the family's body.  Every error has a row, or the last test fails.
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/contract/refusal.h"
#include "mockserver/http/server.h"
#include "tests/support/mock.h"

#define S3      "4fce964d-3f37-408f-9778-e597338a21ee"
#define LAKE    "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
#define SHARE   "be5ec48c-5b78-49d5-b8fa-7c89ec4569b8"
#define STREAM  "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb"
#define SPEC(s) "'connectionSpec':{'id':'" s "','version':'1.0'}"
#define DATASET "5ef3e3259ad2a1191ab7dd7d"
#define SERVICE "/data/foundation/flowservice"
#define CATALOG "/data/foundation/catalog"
#define TOKEN   "/ims/token/v3"
#define GRANT   "grant_type=client_credentials"
#define IF_OLD  "If-Match: \"x\""
#define SCHEDULE                                                    \
	"{'exportMode':'FIRST_FULL_THEN_INCREMENTAL','interval':3," \
	"'timeUnit':'hour','startTime':1767225600}"

/* Who is asked. */
enum where { LENIENT, STRICT, CLIENTS, DELAYED, LASTING, WHERE_COUNT };

static const char *const clients[] = { "one:s1:O1@AdobeOrg", "two:s2:O2@AdobeOrg", NULL };
static const char *const choices[] = { "B38=refuse", NULL };

static const struct flowmock_options options[] = {
	[LENIENT] = { .contract = FLOWMOCK_LENIENT },
	[STRICT] = { .contract = FLOWMOCK_STRICT },
	[CLIENTS] = { .auth = FLOWMOCK_CLIENTS, .clients = clients, .sandboxes = "prod" },
	[DELAYED] = { .adhoc_delay_ms = 60000, .choose = choices },
	[LASTING] = { .run_life = "after:1h" },
};
static_assert(ARRAY_LEN(options) == WHERE_COUNT, "every instance has its options");

/*
 * A header line takes the place of the usual one, or drops it ("x-api-key:").  In paths,
 * headers, bodies and texts $name is a value that set_up() noted; in bodies ' is ".
 */
struct row {
	enum error error;
	enum where where;
	int status;
	const char *code, *text, *method, *path, *header, *body;
};

/* clang-format off */
static const struct row rows[] = {
	{ E_TOKEN_MISSING, LENIENT, 403, "403010", "Oauth token is missing.", "GET", "/flows", "Authorization:", NULL },
	{ E_TOKEN_INVALID, LENIENT, 401, "401013", "Oauth token is not valid", "GET", "/flows", "Authorization: Basic x", NULL },
	{ E_API_KEY_MISSING, LENIENT, 403, "403000", "Api Key is required", "GET", "/flows", "x-api-key:", NULL },
	{ E_API_KEY_INVALID, CLIENTS, 403, "403003", "Api Key is invalid", "GET", "/flows", "x-api-key: nobody", NULL },
	{ E_ORG_MISSING, LENIENT, 400, "400003", "Missing header", "GET", "/flows", "x-gw-ims-org-id:", NULL },
	{ E_ORG_INVALID, CLIENTS, 403, "403027", "User region is missing", "GET", "/flows", "x-gw-ims-org-id: nobody", NULL },
	{ E_ORG_PROFILE, CLIENTS, 403, "403025", "Profile is not valid", "GET", "/flows", "x-gw-ims-org-id: O2@AdobeOrg", NULL },
	{ E_CONTENT_TYPE, LENIENT, 400, NULL, "A valid content-type must be specified", "POST", "/flows", "Content-Type: text/plain", "x" },
	{ E_SANDBOX_MISSING, STRICT, 400, "2105-400", "The header x-sandbox-name is missing in the request. Please add the header in the request and try again.", "GET", "/flows", "x-sandbox-name:", NULL },
	{ E_SANDBOX_STAR, LENIENT, 403, "2111-403", "The header x-sandbox-name with value * is restricted with the user token. Please update the header and value and try again.", "GET", "/flows", "x-sandbox-name: *", NULL },
	{ E_SANDBOX_UNKNOWN, CLIENTS, 404, "2100-404", "The sandbox with the name 'dev' could not be found. Please ensure that the sandbox name is correct and try again.", "GET", "/flows", "x-sandbox-name: dev", NULL },

	{ E_IMS_CLIENT, CLIENTS, 400, "invalid_client", "invalid client_id parameter", "POST", TOKEN "?" GRANT "&client_id=no&client_secret=s1&scope=openid", NULL, NULL },
	{ E_IMS_SECRET, CLIENTS, 400, "invalid_client", "invalid client_secret parameter", "POST", TOKEN "?" GRANT "&client_id=one&client_secret=no&scope=openid", NULL, NULL },
	{ E_IMS_GRANT, CLIENTS, 400, "unsupported_grant_type", "unsupported grant_type parameter", "POST", TOKEN "?grant_type=password", NULL, NULL },
	{ E_IMS_PARAM, CLIENTS, 400, "invalid_request", "missing client_id parameter", "POST", TOKEN "?" GRANT, NULL, NULL },
	{ E_IMS_TWO_WAYS, CLIENTS, 400, "invalid_request", "the client has more than one way to authenticate", "POST", TOKEN "?" GRANT "&client_id=two&scope=openid", "Authorization: Basic b25lOnMx", NULL },
	{ E_IMS_ORG, CLIENTS, 400, "invalid_request", "invalid org_id parameter", "POST", TOKEN "?" GRANT "&client_id=one&client_secret=s1&scope=openid&org_id=O2@AdobeOrg", NULL, NULL },
	{ E_IMS_SCOPE, CLIENTS, 400, "invalid_scope", "invalid scope parameter", "POST", TOKEN "?" GRANT "&client_id=one&client_secret=s1&scope=%22", NULL, NULL },
	{ E_IMS_JWT, CLIENTS, 400, "invalid_token", "invalid jwt_token parameter", "POST", "/ims/exchange/jwt?client_id=one&client_secret=s1&jwt_token=x", NULL, NULL },
	{ E_IMS_FORM, CLIENTS, 400, "invalid_request", "the body is no form", "POST", TOKEN, NULL, "{}" },

	{ E_PROVIDER_ONLY, LENIENT, 400, "1402-400", "The action 'finalize' is supported for provider requests only.", "POST", "/flows/$flow/action?op=finalize", NULL, NULL },
	{ E_IF_MATCH_MISSING, LENIENT, 400, "1403-400", "The header 'If-Match' is missing in the request. Please provide the header and try again.", "PATCH", "/flows/$flow", NULL, "[{'op':'remove','path':'/description'}]" },
	{ E_VERSION_STALE, LENIENT, 412, "1404-412", "Supplied version=[\"x\"] does not match the current version on entity=[$etag]", "PATCH", "/flows/$flow", IF_OLD, "[{'op':'remove','path':'/description'}]" },
	{ E_BODY_EMPTY, LENIENT, 400, "1405-400", "The request body cannot be null or empty. Please provide a request body and try again.", "POST", "/flows", NULL, "" },
	{ E_STATE_GIVEN, LENIENT, 400, "1410-400", "`State` is not allowed in the create flow request.", "POST", "/flows", NULL, "{'state':'enabled'}" },
	{ E_SPEC_INVALID, LENIENT, 400, "1413-400", "The spec ID provided is  invalid. Please provide a valid spec ID and try again.", "POST", "/connections", NULL, "{'name':'n'," SPEC("none") "}" },
	{ E_SPEC_CHANGED, LENIENT, 400, "1414-400", "The connection spec of a connection cannot be updated.", "PATCH", "/connections/$base", "If-Match: $base_etag", "[{'op':'replace','path':'/connectionSpec','value':{}}]" },
	{ E_AUTH_SPEC, LENIENT, 400, "1415-400", "The auth spec 'none' could not be found for the connection spec ID " S3 ".", "POST", "/connections", NULL, "{'name':'n'," SPEC(S3) ",'auth':{'specName':'none','params':{}}}" },
	{ E_CHANGE_STATE, STRICT, 400, "1416-400", "Delete or Update can only be applied on connection with enabled, disabled or initializing state.", "DELETE", "/connections/$draft", NULL, NULL },
	{ E_BASE_IN_USE, LENIENT, 400, "1418-400", "The base connection with the ID $base cannot be deleted because the base connection is being used in one or more flows. Please ensure that corresponding flows are deleted before deleting a base connection.", "DELETE", "/connections/$base", NULL, NULL },
	{ E_TRANSITION, LENIENT, 400, "1421-400", "The current state draft cannot be transitioned.", "POST", "/sourceConnections/$build_source/action?op=publish", NULL, NULL },
	{ E_ACTION_STATE, LENIENT, 400, "1422-400", "The action publish cannot be applied on the current state enabled. Please update the action and try again.", "POST", "/flows/$flow/action?op=publish", NULL, NULL },
	{ E_SPEC_WRITE, STRICT, 400, "1426-400", "The user token is unauthorized to create/update the connection spec. Please ensure that the user token is authorized and try again.", "POST", "/flowSpecs", NULL, "{'name':'n','providerId':'p'}" },
	{ E_RUN_WRITE, STRICT, 400, "1427-400", "The user token is unauthorized to create/update flow runs. Please ensure that the user token is authorized and try again.", "PUT", "/runs/$run", "If-Match: $run_etag", "{'metrics':{}}" },
	{ E_PREDECESSOR_RUN, LENIENT, 400, "1428-400", "Predecessor flow run not found with id none.", "PUT", "/runs/$run", "If-Match: $run_etag", "{'predecessors':[{'flowId':'$flow','flowRunId':'none'}]}" },
	{ E_PREDECESSOR_FLOW, LENIENT, 400, "1429-400", "Predecessor flow not found with id none.", "PUT", "/runs/$run", "If-Match: $run_etag", "{'predecessors':[{'flowId':'none'}]}" },
	{ E_FLOW_UNKNOWN, LENIENT, 400, "1430-400", "Flow not found with id none.", "POST", "/runs", NULL, "{'flowId':'none'}" },
	{ E_MAPPING_VERSION, LENIENT, 400, "1412-400", "Invalid Mapping Version in request. Please provide correct mapping version.", "POST", "/flows", NULL, "{'name':'f','flowSpec':{'id':'269ba276-16fc-47db-92b0-c1049a3c131f','version':'1.0'},'sourceConnectionIds':['$source'],'targetConnectionIds':['$target'],'transformations':[{'name':'Mapping','params':{'mappingId':'m','mappingVersion':'latest'}}]}" },
	{ E_POLICY_FIELDS, LENIENT, 400, "1431-400", "Empty array 'fields' is not allowed in policy.", "PATCH", "/flows/$flow", "If-Match: $etag", "[{'op':'add','path':'/policy','value':{'fields':[]}}]" },
	{ E_OP_UNSUPPORTED, LENIENT, 400, "1434-400", "Unsupported operation 'move' received. Please use one of the supported operation types and try again.", "PATCH", "/flows/$flow", "If-Match: $etag", "[{'op':'move','path':'/name','from':'/description'}]" },
	{ E_OP_UNSUPPORTED, LENIENT, 400, "1434-400", "Unsupported operation 'stop' received. Please use one of the supported operation types and try again.", "POST", "/flows/$flow/action?op=stop", NULL, NULL },
	{ E_SUB_ACTION, LENIENT, 400, "1435-400", "Unsupported sub action 'SOON' received. Please use one of the supported sub action types and try again.", "POST", "/flows/$flow/action?op=disable&subOp=SOON", NULL, NULL },
	{ E_SUB_OPERATION, LENIENT, 400, "1436-400", "Unsupported sub operation PROGRESS received for operation enable.", "POST", "/flows/$flow/action?op=enable&subOp=PROGRESS", NULL, NULL },
	{ E_RUN_STATUS, LENIENT, 400, "1437-400", "Unsupported status value 'lost' received. Please update the status value and try again.", "PUT", "/runs/$run", "If-Match: $run_etag", "{'metrics':{'statusSummary':{'status':'lost'}}}" },
	{ E_FLOW_ID_MISSING, LENIENT, 400, "1446-400", "The flow ID cannot be null or empty. Please update the flow ID and try again.", "POST", "/runs", NULL, "{'flowId':''}" },
	{ E_NOT_FOUND, LENIENT, 404, "1439-404", "The requested flows resource none is not found. Verify the resource ID before trying again.", "GET", "/flows/none", NULL, NULL },
	{ E_COUNT_AND_LIMIT, STRICT, 400, "1401-400", "The limit and count parameters cannot be given together in the same request. Please provide either only the limit or the count parameter and try again.", "GET", "/flows?count=true&limit=1", NULL, NULL },
	{ E_ORDER_PREFIX, LENIENT, 400, "1432-400", "Sort order specified is not correct, prepend + for ascending order and - for descending order in the fieldName.", "GET", "/flows?orderby=!name", NULL, NULL },
	{ E_ORDER_FIELD, LENIENT, 400, "1433-400", "Incorrect field= #id passed in orderBy, example are +name, -name, name.", "GET", "/flows?orderby=%23id", NULL, NULL },
	{ E_FILTER_TILDE, LENIENT, 400, "1440-400", "Operator '~' not implemented.", "GET", "/flows?property=name~x", NULL, NULL },
	{ E_FILTER_SEVERAL, LENIENT, 400, "1443-400", "Operator '<=' is not allowed for multiple values.", "GET", "/flows?property=createdAt%3C=1,2", NULL, NULL },
	{ E_FILTER_UNSUPPORTED, LENIENT, 400, "1448-400", "Operator >= not supported for field id.", "GET", "/flows?property=id%3E=1", NULL, NULL },
	{ E_FILTER_FIELD, STRICT, 400, "1449-400", "Invalid field connections in filter params.", "GET", "/flows?property=connections==1", NULL, NULL },
	{ E_FILTER_OPERATOR, LENIENT, 400, "1450-400", "Invalid operator !> in filter params.", "GET", "/flows?property=createdAt!%3E1", NULL, NULL },
	{ E_PARAM_UNKNOWN, DELAYED, 400, "1451-400", "Invalid params testParam provided in query params.", "GET", "/flows?testParam=1", NULL, NULL },
	{ E_PARAM_VALUE, LENIENT, 400, "1452-400", "Invalid value 1676643256,1676643210 for field createdAt.", "GET", "/flows?property=createdAt==1676643256,1676643210", NULL, NULL },
	{ E_FILTER_VALUE, LENIENT, 400, "1453-400", "Invalid query value createdAt== provided in query param.", "GET", "/flows?property=createdAt==", NULL, NULL },
	{ E_PATCH_MISSING, LENIENT, 400, "1455-400", "An error has occurred while validating patch instructions: Missing field \"keyWhichDoesNotExist\".", "PATCH", "/flows/$flow", "If-Match: $etag", "[{'op':'remove','path':'/scheduleParams/keyWhichDoesNotExist'}]" },
	{ E_PATCH_PATH, LENIENT, 400, "1365-400", "The path /id provided in ops is invalid. Please provide valid path /id and try again.", "PATCH", "/flows/$flow", "If-Match: $etag", "[{'op':'replace','path':'/id','value':'x'}]" },
	{ E_DRAFT_UNSUPPORTED, LENIENT, 400, "1100-400", "The request could not be processed. Error from flow provider: draft mode is not supported by the spec " S3 ".", "POST", "/connections?mode=draft", NULL, "{'name':'n'," SPEC(S3) ",'auth':{'specName':'Access Key','params':{'s3AccessKey':'k','s3SecretKey':'s'}}}" },
	{ E_FIELD_MISSING, LENIENT, 400, "1304-400", "The mandatory field op is not provided. Please provide the op and try again.", "POST", "/flows/$flow/action", NULL, NULL },
	{ E_INTERVAL, LENIENT, 400, "1363-400", "Interval 5 is not allowed with frequency: hour. Please provide a valid interval value and try again.", "PATCH", "/flows/$flow", "If-Match: $etag", "[{'op':'replace','path':'/scheduleParams/interval','value':5}]" },
	{ E_FIELD_INVALID, LENIENT, 400, "1312-400", "The provided param value 7 is not a valid input for property=flowId. Please provide a valid param value and try again.", "POST", "/runs", NULL, "{'flowId':7}" },
	{ E_IDS_NOT_ONE, LENIENT, 400, "1321-400", "The length of sourceConnectionIds should be one, supplied size is 0. Please provide valid size and try again.", "POST", "/flows", NULL, "{'name':'n','flowSpec':{'id':'269ba276-16fc-47db-92b0-c1049a3c131f','version':'1.0'},'sourceConnectionIds':[],'targetConnectionIds':['$target']}" },
	{ E_RUN_OF_AN_EXPORT, STRICT, 400, "1386-400", "The flowId=$flow with scheduleParams frequency=hour is not supported for creating flow runs. Please provide a valid frequency and try again.", "POST", "/runs", NULL, "{'flowId':'$flow'}" },
	{ E_RUN_WINDOW, LENIENT, 400, "1381-400", "WindowEndTime=10 cannot be before Window StartTime=20. Please provide a valid end time and try again.", "POST", "/runs", NULL, "{'flowId':'$ingestion','params':{'windowStartTime':'20','windowEndTime':'10'}}" },
	{ E_RE_TRIGGER_EXPORT, STRICT, 400, "1333-400", "The flowRunAction=re-trigger is not supported for source with spec id=23598e46-f560-407b-88d5-ea6207e49db0. Please provide valid flow run action and try again.", "POST", "/runs/$failed/action?op=re-trigger", NULL, NULL },
	{ E_RUN_NOT_FAILED, LENIENT, 400, "1387-400", "The flowRunId=$queued is in an invalid state=queued for re-triggering. Please try again after some time and contact customer support if the problem persists.", "POST", "/runs/$queued/action?op=re-trigger", NULL, NULL },
	{ E_RUN_NOT_FAILED, LENIENT, 400, "1387-400", "The flowRunId=$run is in an invalid state=success for re-triggering. Please try again after some time and contact customer support if the problem persists.", "POST", "/runs/$run/action?op=re-trigger", NULL, NULL },
	{ E_RUN_FLOW_STATE, LENIENT, 400, "1388-400", "The flow=$disabled is in state=disabled and cannot be re-triggered. The flow must be in enabled state for re-triggering.", "POST", "/runs/$empty/action?op=re-trigger", NULL, NULL },
	{ E_RUN_OF_A_STREAM, STRICT, 400, "1385-400", "The provided connectorType=streaming is not supported for creating flow runs. Please provide a valid connectorType and try again.", "POST", "/runs", NULL, "{'flowId':'$ingestion'}" },
	{ E_RUN_ACTION, LENIENT, 400, "1401-400", "The provided flow run action=stop is not supported. Please provide a valid flow run action and try again.", "POST", "/runs/$run/action?op=stop", NULL, NULL },
	{ E_LANDING_ZONE_ACTION, LENIENT, 400, "1705-400", "The provided data landing zone action is unsupported. Please provide a valid action and try again.", "POST", "/data/foundation/connectors/landingzone/credentials?type=dlz_destination&action=forget", NULL, NULL },
	{ E_LANDING_ZONE_TYPE, LENIENT, 400, "1710-400", "The provided landing zone of type: attic is not supported. Please provide a valid landing zone type and try again.", "GET", "/data/foundation/connectors/landingzone?type=attic", NULL, NULL },

	{ E_ADHOC_NOT_READY, DELAYED, 400, NULL, "Invalid parameter: Following order ID(s) are not ready for dataset export, please wait for 10 minutes and retry.", "POST", MOCK_ADHOC, NULL, "{'activationInfo':{'destinations':[{'flowId':'$flow','datasets':[{'id':'" DATASET "'}]}]}}" },
	{ E_ADHOC_AUDIENCE, LENIENT, 400, NULL, "Segments s1 are not part of this dataflow or out of schedule range!", "POST", MOCK_ADHOC, "Accept: application/vnd.adobe.adhoc.activation+json; version=2", "{'activationInfo':{'$flow':['s1']}}" },
	{ E_ADHOC_AUDIENCE_RUNS, LASTING, 400, NULL, "Run already going on for audience s1 for order $audiences with run id $other", "POST", MOCK_ADHOC, "Accept: application/vnd.adobe.adhoc.activation+json; version=2", "{'activationInfo':{'$audiences':['s1']}}" },
	{ E_ADHOC_DATASET_RUNS, LASTING, 400, NULL, "Run already going on for dataset " DATASET " for order $flow with run id $active", "POST", MOCK_ADHOC, NULL, "{'activationInfo':{'destinations':[{'flowId':'$flow','datasets':[{'id':'" DATASET "'}]}]}}" },
	{ E_DATASETS_UNKNOWN, STRICT, 400, "1100-400", "The request could not be processed. Error from flow provider: Invalid parameter: Following datasets ID(s) were not found or not allowed for activation: a1, b2", "POST", "/sourceConnections", NULL, "{'name':'n','connectionSpec':{'id':'23598e46-f560-407b-88d5-ea6207e49db0','version':'1.0'},'params':{'datasets':[{'dataSetId':'a1'},{'dataSetId':'" DATASET "'},{'dataSetId':'b2'}]}}" },
	{ E_SANDBOX_MALFORMED, STRICT, 500, "2125-500", "An internal error has occurred while retrieving the sandbox. Please try again. If the problem persists, please contact customer support.", "GET", "/flows", "x-sandbox-name: a_b", NULL },
	{ E_ADHOC_SPEC, LENIENT, 400, NULL, "Invalid parameter: Flow for id $ingestion is incorrect. Error is [Adhoc run can not be executed for Flow spec=d8a6f005-7eaf-4153-983e-e8574508b877.", "POST", MOCK_ADHOC, NULL, "{'activationInfo':{'destinations':[{'flowId':'$ingestion','datasets':[{'id':'" DATASET "'}]}]}}" },
	{ E_ADHOC_FLOW, LENIENT, 400, NULL, "Invalid parameter: Flow for id none is incorrect. Error is [There is no such flow.", "POST", MOCK_ADHOC, NULL, "{'activationInfo':{'destinations':[{'flowId':'none','datasets':[{'id':'" DATASET "'}]}]}}" },
	{ E_ADHOC_STATE, LENIENT, 400, NULL, "The dataflow $disabled is disabled", "POST", MOCK_ADHOC, NULL, "{'activationInfo':{'destinations':[{'flowId':'$disabled','datasets':[{'id':'" DATASET "'}]}]}}" },
	{ E_ADHOC_DATASET, LENIENT, 400, NULL, "The dataset none is not part of the dataflow $flow", "POST", MOCK_ADHOC, NULL, "{'activationInfo':{'destinations':[{'flowId':'$flow','datasets':[{'id':'none'}]}]}}" },
	{ E_ADHOC_BODY, LENIENT, 400, NULL, "The request is malformed: there is no body", "POST", MOCK_ADHOC, NULL, "" },
	{ E_CATALOG_NOT_FOUND, LENIENT, 404, NULL, "There is no dataset none", "GET", CATALOG "/dataSets/none", NULL, NULL },

	{ E_SPEC_VERSION, LENIENT, 422, NULL, "connectionSpec.version 'version' is required for spec info", "POST", "/connections", NULL, "{'name':'n','connectionSpec':{'id':'" S3 "'},'auth':{'specName':'Access Key','params':{'s3AccessKey':'k','s3SecretKey':'s'}}}" },
	{ E_BODY_INVALID, LENIENT, 400, "1000-400", "The request is invalid. Please check the request and try again.", "POST", "/flows", NULL, "{" },
	{ E_BODY_STEPS, LENIENT, 400, "1000-400", "The request is invalid. Please check the request and try again.", "POST", "/sourceConnections", NULL, "{'name':'s'," SPEC("$busy") ",'params':{'a':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'}}" },
	{ E_BODY_TOO_LARGE, LENIENT, 413, NULL, "The request body is larger than 4194304 bytes.", "POST", "/flows", NULL, "$large" },
	{ E_PATH_MISSPELT, LENIENT, 404, NULL, "There is no operation at " SERVICE "/targetConection. A base connection is made by POST /connections, a target connection by POST /targetConnections.", "POST", "/targetConection", NULL, "{}" },
	{ E_SPECS_TOO_LARGE, LENIENT, 413, NULL, "The specs that an organisation writes have at most 4194304 bytes together.", "POST", "/connectionSpecs", NULL, "{'name':'n','providerId':'p','pad':'$pad'}" },
	{ E_PATH_UNKNOWN, LENIENT, 404, NULL, "There is no operation at " SERVICE "/none.", "GET", "/none", NULL, NULL },
	{ E_PATH_NEAREST, LENIENT, 404, NULL, "There is no operation at " SERVICE "/flow; did you mean " SERVICE "/flows?", "GET", "/flow", NULL, NULL },
	{ E_ROUTE_BELOW, LENIENT, 404, NULL, "404 Not Found: the paths of the Flow Service are below " SERVICE "; did you mean " SERVICE "/flows?", "GET", "@/flows", NULL, NULL },
	{ E_ROUTE_NEAREST, LENIENT, 404, NULL, "404 Not Found: did you mean " CATALOG "/dataSets?", "GET", "@" CATALOG "/datasets", NULL, NULL },
	{ E_ROUTE_UNKNOWN, LENIENT, 404, NULL, "404 Not Found", "GET", "/data/none", NULL, NULL },
	{ E_METHOD_UNKNOWN, LENIENT, 405, NULL, "The method DELETE is not allowed at " SERVICE "/flows; allowed: GET, POST.", "DELETE", "/flows", NULL, NULL },
};

/* What no request by itself brings about, or another test has. */
static bool is_no_clients(const char *name)
{
	static const char words[] = " GATEWAY_TIMEOUT PERMISSION_MISSING PERMISSION_DENIED CHANGE_INITIALIZING UPDATE_STATE UPDATE_FINALIZING DELETE_STATE FORBIDDEN THROTTLED CATALOG_INTERNAL ADHOC_NOT_FOUND ADHOC_INTERNAL IMS_THROTTLED STATUS IMS_STATUS DESTINATIONS_FULL ADHOC_AUDIENCES ADHOC_EARLY PROVIDER_NOT_FOUND SERVICE_INTERNAL PROGRESS_ALONE PROGRESS_STATUS PROGRESS_PERCENT OPERATION_STATE ENTITY_ID_PATH MAPPING_INVALID SPEC_FILTER_FIELD ORDER_CROSS_SANDBOX MAPPING_SCHEMA AGGREGATE_UNSUPPORTED RESOURCE_NOT_FOUND AGGREGATE_FUNCTION AGGREGATE_FIELD FLOW_STATE PATCH_DISABLED FLOWS_ACTIVE FILTER_VALUE_TYPE CONNECTION_STATE ORG_DENIED ORG_EMPTY ORG_ABSENT SANDBOX_ABSENT SANDBOX_NAME_FAILED SANDBOX_ID_UNKNOWN SANDBOX_ID_FAILED SANDBOX_NO_DEFAULT SANDBOX_DEFAULT_FAILED SANDBOXES_FAILED SANDBOX_ID_REFUSED SANDBOX_STAR_HALF SANDBOX_STAR_REFUSED TOKEN_EMPTY TOKEN_UNREADABLE TOKEN_SCOPE_FAILED PERMISSIONS_FAILED QUERY_MISSING CATALOG_FAILED DATA_PREP_FAILED "; /* test_published_codes.c and scenarios have these */
	AUTO(mem_free) char *word = mem_printf(" %s ", name);

	return strstr(words, word) || !strcmp(name, "INTERNAL") || !strcmp(name, "UNAVAILABLE") || !strcmp(name, "HEADERS_TOO_MANY") || !strcmp(name, "BODY_LENGTH_UNCLEAR") || str_starts(name, "ADMIN_");
}
/* clang-format on */

/* ---------------------------------------------------------------- what is there */

struct note {
	const char *name;
	char *value;
};

struct place {
	struct mock mock;
	struct note notes[36];
	size_t note_count;
};

static struct place places[WHERE_COUNT];

/* Takes the value. */
static void note(struct place *p, const char *name, char *value)
{
	assert_true(p->note_count < ARRAY_LEN(p->notes));
	p->notes[p->note_count++] = (struct note){ name, value };
}

static const char *noted(const struct place *p, struct str name)
{
	for (size_t i = 0; i < p->note_count; i++) {
		if (str_is(name, p->notes[i].name))
			return p->notes[i].value;
	}
	fail_msg("$%.*s was never noted", (int)name.size, name.at);
	return NULL;
}

/* The text with what was noted, and with double quotes for single ones in a body. */
static char *filled(const struct place *p, const char *text, bool body)
{
	static const char name_chars[] = "abcdefghijklmnopqrstuvwxyz_";
	struct buf out = { 0 };

	for (; *text; text++) {
		size_t n = strspn(text + 1, name_chars);

		if (*text == '$' && n) {
			buf_add_str(&out, noted(p, (struct str){ text + 1, n }));
			text += n;
		} else {
			buf_add_char(&out, body && *text == '\'' ? '"' : *text);
		}
	}
	return buf_take(&out);
}

/* ---------------------------------------------------------------- asking */

static const char *const usual[][2] = {
	{ "Authorization", "Bearer token" },    { "x-api-key", "one" },
	{ "x-gw-ims-org-id", "O1@AdobeOrg" },   { "x-sandbox-name", "prod" },
	{ "Content-Type", "application/json" },
};

/* The headers of a request, and how many they are. */
struct lines {
	struct header all[ARRAY_LEN(usual) + 1];
	size_t count;
};

static void add_header(struct lines *to, const char *name, const char *value)
{
	to->all[to->count++] = (struct header){ mem_strdup(name), mem_strdup(value) };
}

/* The usual headers, the line's in place of the one with that name. */
static void add_headers(struct place *p, struct lines *to, const char *line)
{
	struct str rest = str_of(line ? line : ""), name;

	(void)str_split(&rest, ':', &name);
	for_each_row(i, usual) {
		if (str_is_nocase(name, usual[i][0]))
			continue;
		if (!i && places[CLIENTS].note_count && p == &places[CLIENTS])
			add_header(to, usual[i][0], noted(p, str_of("bearer")));
		else
			add_header(to, usual[i][0], usual[i][1]);
	}
	if (rest.size > 1) {
		AUTO_MEM char *key = mem_printf("%.*s", (int)name.size, name.at);

		add_header(to, key, rest.at + 1);
	}
}

static struct mock_reply ask(struct place *p, const char *method, const char *path,
                             const char *header, const char *body)
{
	AUTO(mem_free) char *at = filled(p, path, false);
	AUTO(mem_free) char *line = header ? filled(p, header, false) : NULL;
	AUTO(mem_free) char *text = body ? filled(p, body, true) : NULL;
	bool whole = *at == '@' || str_starts(at, "/data/") || str_starts(at, "/ims/");
	AUTO_MEM char *url = mem_printf("%s%s%s", flowmock_url(p->mock.instance),
	                                whole ? "" : SERVICE, at + (*at == '@'));
	struct lines headers = { .count = 0 };
	struct exchange x = { .method = method,
		              .url = url,
		              .headers = headers.all,
		              .body = text,
		              .body_size = text ? strlen(text) : 0 };
	struct mock_reply r;

	add_headers(p, &headers, line);
	x.header_count = headers.count;
	r = mock_ask_with(&p->mock, &x);
	for (size_t i = 0; i < headers.count; i++) {
		free(headers.all[i].name);
		free(headers.all[i].value);
	}
	return r;
}

/* ---------------------------------------------------------------- setting up */

/* Asks, and notes what the answer has at a path; the status must be below 300. */
static void make(struct place *p, const char *name, const char *at, const char *method,
                 const char *path, const char *header, const char *body)
{
	struct mock_reply r = ask(p, method, path, header, body);

	if (r.status >= 300 || !json_str(r.body, at))
		fail_msg("%s %s: %d %s", method, path, r.status, r.text);
	note(p, name, mem_strdup(json_str(r.body, at)));
	mock_reply_release(&r);
}

#define SOURCE_BODY                                                                  \
	"{'name':'s','connectionSpec':{'id':'23598e46-f560-407b-88d5-ea6207e49db0'," \
	"'version':'1.0'},'params':{'datasets':[{'dataSetId':'" DATASET "'}]}}"
#define BASE_BODY                                                 \
	"{'name':'b'," SPEC(                                      \
		S3) ",'auth':{'specName':'Access Key','params':{" \
		    "'s3AccessKey':'ABCDEFGHIJKLMNOPQ234',"       \
		    "'s3SecretKey':'0123456789abcdefghij/+ABCDEFGHIJKLMNOPQR'}}}"
#define TARGET_BODY                                                                      \
	"{'name':'t','baseConnectionId':'$base'," SPEC(                                  \
		S3) ",'params':{'mode':"                                                 \
		    "'Server-to-server','bucketName':'bucket','path':'p','compression':" \
		    "'GZIP',"                                                            \
		    "'datasetFileType':'JSON'}}"
#define FLOW_BODY FLOW_WITH("")
#define AUDIENCES                                                               \
	"{'name':'GeneralTransform','params':{'segmentSelectors':{'selectors':" \
	"[{'type':'PLATFORM_SEGMENT','value':{'id':'s1'}}]}}}"
#define FLOW_WITH(transformation)                                                        \
	"{'name':'f','flowSpec':{'id':'269ba276-16fc-47db-92b0-c1049a3c131f',"           \
	"'version':'1.0'},'sourceConnectionIds':['$source'],'targetConnectionIds'"       \
	":['$target'],'transformations':[" transformation "],'scheduleParams':" SCHEDULE \
	"}"
#define SHARE_BODY                                                               \
	"{'name':'d'," SPEC(SHARE) ",'auth':{'specName':'Basic Authentication'," \
				   "'params':{'host':'h','userid':'u','password':'p'}}}"

static void make_exports(struct place *p)
{
	make(p, "source", "id", "POST", "/sourceConnections", NULL, SOURCE_BODY);
	make(p, "base", "id", "POST", "/connections", NULL, BASE_BODY);
	make(p, "target", "id", "POST", "/targetConnections", NULL, TARGET_BODY);
	make(p, "flow", "id", "POST", "/flows", NULL, FLOW_BODY);
	make(p, "disabled", "id", "POST", "/flows", NULL, FLOW_BODY);
	make(p, "ignored", "id", "POST", "/flows/$disabled/action?op=disable", NULL,
	     NULL);
	make(p, "draft", "id", "POST", "/connections?mode=draft", NULL, SHARE_BODY);
	make(p, "build_source", "id", "POST", "/sourceConnections?mode=draft", NULL,
	     "{'name':'s','baseConnectionId':'$draft'," SPEC(
		     SHARE) ",'data':{'format':"
	                    "'delimited'},'params':{'path':'/in'}}");
	note(p, "large", mem_alloc(REQUEST_BODY_MAX + 2));
	memset(p->notes[p->note_count - 1].value, ' ', REQUEST_BODY_MAX + 1);
	p->notes[p->note_count - 1].value[REQUEST_BODY_MAX + 1] = '\0';
	note(p, "pad", mem_alloc(REQUEST_BODY_MAX - 100));
	memset(p->notes[p->note_count - 1].value, 'x', REQUEST_BODY_MAX - 101);
}

static void make_ingestion(struct place *p)
{
	make(p, "stream", "id", "POST", "/connections", NULL,
	     "{'name':'s'," SPEC(STREAM) ",'auth':{'specName':'Streaming Connection',"
	                                 "'params':{'dataType':'xdm','name':'s'}}}");
	make(p, "stream_source", "id", "POST", "/sourceConnections", NULL,
	     "{'name':'s','baseConnectionId':'$stream'," SPEC(STREAM) "}");
	make(p, "lake", "id", "POST", "/targetConnections", NULL,
	     "{'name':'t'," SPEC(LAKE) ",'params':{'dataSetId':'" DATASET "'}}");
	make(p, "ingestion", "id", "POST", "/flows", NULL,
	     "{'name':'i','flowSpec':{'id':'d8a6f005-7eaf-4153-983e-e8574508b877',"
	     "'version':'1.0'},'sourceConnectionIds':['$stream_source'],"
	     "'targetConnectionIds':['$lake']}");
}

#define RUN_AT "/runs?property=flowId==$flow&orderby=createdAt"

/* A run that succeeded. */
static void make_runs(struct place *p)
{
	char why[FLOWMOCK_WHY];

	assert_int_equal(flowmock_advance(p->mock.instance, 7 * 3600000, NULL, why), 0);
	make(p, "run", "items[0].id", "GET", RUN_AT, NULL, NULL);
	make(p, "run_etag", "items[0].etag", "GET", RUN_AT, NULL, NULL);
	make(p, "base_etag", "items[0].etag", "GET", "/connections/$base", NULL, NULL);
}

/* A run that is put as queued, and one without records, of a flow that is disabled. */
static void put_runs(struct place *p)
{
	make(p, "queued", "items[2].id", "GET", RUN_AT, NULL, NULL);
	make(p, "queued_etag", "items[2].etag", "GET", RUN_AT, NULL, NULL);
	make(p, "ignored", "id", "PUT", "/runs/$queued", "If-Match: $queued_etag",
	     "{'metrics':{'statusSummary':{'status':'QUEUED'}}}");
	make(p, "ignored", "id", "POST", "/runs", NULL, "{'flowId':'$disabled'}");
	make(p, "empty", "id", "POST", "/runs", NULL, "{'flowId':'$disabled'}");
}

/* Nobody puts a run there: one without records can be repeated, too. */
static void make_strict_run(struct place *p)
{
	for (int i = 0; i < 2; i++) /* the second has nothing left */
		make(p, "ignored", "destinations[0].datasets[0].id", "POST", MOCK_ADHOC,
		     NULL,
		     "{'activationInfo':{'destinations':[{'flowId':'$flow','datasets':"
		     "[{'id':'" DATASET "'}]}]}}");
	make(p, "failed", "items[0].id", "GET",
	     RUN_AT "&property=metrics.recordSummary.outputRecordCount==0", NULL, NULL);
}

/* Runs that have not ended: those that are due when their flows are made. */
static void make_active(struct place *p)
{
	make(p, "audiences", "id", "POST", "/flows", NULL, FLOW_WITH(AUDIENCES));
	make(p, "active", "items[0].id", "GET", RUN_AT, NULL, NULL);
	make(p, "other", "items[0].id", "GET",
	     "/runs?property=flowId==$audiences&orderby=createdAt", NULL, NULL);
}

/* A spec of a client, whose pattern takes no end. */
static void make_busy(struct place *p)
{
	make(p, "busy", "id", "POST", "/connectionSpecs", NULL,
	     "{'name':'busy','providerId':'0ed90a81-07f4-4586-8190-b40eccef1c5a',"
	     "'attributes':{'isSource':true},'sourceSpec':{'name':'busy','spec':"
	     "{'properties':{'a':{'pattern':'^(a+)+$'}}}}}");
}

static void make_token(struct place *p)
{
	struct mock_reply r =
		ask(p, "POST",
	            TOKEN "?" GRANT "&client_id=one&client_secret=s1&scope=openid", NULL,
	            NULL);

	assert_int_equal(r.status, 200);
	note(p, "bearer", mem_printf("Bearer %s", json_str(r.body, "access_token")));
	mock_reply_release(&r);
}

static int set_up(void **state UNUSED)
{
	for (int i = 0; i < WHERE_COUNT; i++) {
		mock_begin_with(&places[i].mock, NULL, &options[i]);
		if (i == CLIENTS) {
			make_token(&places[i]);
			continue;
		}
		make_exports(&places[i]);
		if (i == LENIENT)
			make_busy(&places[i]);
		if (i == LASTING)
			make_active(&places[i]);
		if (i == DELAYED || i == LASTING)
			continue;
		make_ingestion(&places[i]);
		make_runs(&places[i]);
		if (i == STRICT)
			make_strict_run(&places[i]);
		else
			put_runs(&places[i]);
		make(&places[i], "etag", "items[0].etag", "GET", "/flows/$flow", NULL,
		     NULL);
	}
	return 0;
}

static int tear_down(void **state UNUSED)
{
	for (int i = 0; i < WHERE_COUNT; i++) {
		for (size_t n = 0; n < places[i].note_count; n++)
			free(places[i].notes[n].value);
		mock_end(&places[i].mock);
	}
	return 0;
}

/* ---------------------------------------------------------------- families */

static void expect_text(const cJSON *body, const char *at, const char *want)
{
	const char *have = json_str(body, at);

	if (!have || strcmp(have, want) != 0)
		fail_msg("%s is '%s', not '%s'", at, have ? have : "(nothing)", want);
}

static void expect_members(const cJSON *body, int count)
{
	assert_true(cJSON_IsObject(body));
	assert_int_equal(cJSON_GetArraySize(body), count);
}

static void check_flow(const struct row *row, const struct mock_reply *r,
                       const char *text)
{
	AUTO_MEM char *type =
		mem_printf("https://ns.adobe.com/aep/errors/FLOW-%s", row->code);
	int64_t status = 0;

	expect_text(r->body, "type", type);
	expect_text(r->body, "title", error_row(row->error)->title);
	assert_true(json_int(r->body, "status", &status) && status == row->status);
	expect_text(r->body, "report.detailed-message", text);
	expect_text(r->body, "report.request-id", r->request_id);
	expect_text(r->body, "errorMessage", text);
	assert_non_null(json_str(r->body, "errorDetails"));
	if (row->error == E_SPEC_INVALID)
		expect_text(r->body, "message", "Please provide a valid spec id");
	else
		expect_members(r->body, 6);
	if (row->error == E_NOT_FOUND) {
		expect_text(r->body, "report.id", "none");
		expect_text(r->body, "report.type", "flows");
	}
}

static void check_problem(const struct row *row, const struct mock_reply *r,
                          const char *text)
{
	int64_t status = 0;

	expect_members(r->body, 4);
	expect_text(r->body, "type", "/placeholder/type/uri");
	expect_text(r->body, "title", error_row(row->error)->title);
	expect_text(r->body, "detail", text);
	assert_true(json_int(r->body, "status", &status) && status == row->status);
}

static void check_body(const struct row *row, const struct mock_reply *r,
                       const char *text)
{
	switch (error_row(row->error)->family) {
	case FAMILY_GATEWAY:
		expect_members(r->body, 2);
		expect_text(r->body, "error_code", row->code);
		expect_text(r->body, "message", text);
		break;
	case FAMILY_FLOW:
		check_flow(row, r, text);
		break;
	case FAMILY_SIMPLE:
		expect_members(r->body, 2);
		expect_text(r->body, "errorMessage", text);
		expect_text(r->body, "errorDetails", text);
		break;
	case FAMILY_IMS:
		expect_members(r->body, 2);
		expect_text(r->body, "error", row->code);
		expect_text(r->body, "error_description", text);
		break;
	case FAMILY_MESSAGE:
		expect_members(r->body, 1);
		expect_text(r->body, "message", text);
		break;
	case FAMILY_PROBLEM:
		check_problem(row, r, text);
		break;
	case FAMILY_EDGE:
		assert_null(r->body);
		assert_non_null(strstr(r->text, text));
		break;
	case FAMILY_COUNT:
		fail_msg("%s has no family", text);
		break;
	}
}

static void every_error_has_its_status_its_family_and_its_text(void **state UNUSED)
{
	for_each_row(i, rows) {
		struct place *p = &places[rows[i].where];
		AUTO(mem_free) char *text = filled(p, rows[i].text, false);
		struct mock_reply r = ask(p, rows[i].method, rows[i].path, rows[i].header,
		                          rows[i].body);

		if (r.status != rows[i].status)
			fail_msg("E_%s: %d, not %d: %s", error_row(rows[i].error)->name,
			         r.status, rows[i].status, r.text);
		assert_int_equal(error_row(rows[i].error)->status, rows[i].status);
		assert_non_null(r.request_id);
		check_body(&rows[i], &r, text);
		mock_reply_release(&r);
	}
}

static void every_error_that_a_client_can_provoke_has_a_row(void **state UNUSED)
{
	for (int e = E_NONE + 1; e < E_COUNT; e++) {
		const char *name = error_row((enum error)e)->name;
		bool found = is_no_clients(name);

		for_each_row(i, rows)
			found |= (int)rows[i].error == e;
		if (!found)
			fail_msg("E_%s has no row in this test", name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_error_has_its_status_its_family_and_its_text),
		cmocka_unit_test(every_error_that_a_client_can_provoke_has_a_row),
	};

	return cmocka_run_group_tests_name("errors", tests, set_up, tear_down);
}
