/*
 * prism.mjs - the mock behind a validating proxy, with the official descriptions
 *
 *   node prism.mjs MODULES DESCRIPTION MOCK KNOWN
 *
 * Prism (in the folder MODULES) holds what goes through it against the DESCRIPTION
 * and says what does not fit in the header sl-violations.  A violation that KNOWN
 * lists is explained by the ledger entry there; any other fails, as does a listed one
 * that is gone.  Prints "ok NAME" and "not ok NAME (reason)", and "end" at last.
 */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const [modules, description, mock, knownFile] = process.argv.slice(2);
const require = createRequire(join(modules, "package.json"));
const yaml = require("js-yaml");
const name = basename(description, ".openapi.yaml");
const known = JSON.parse(readFileSync(knownFile, "utf8")).filter((k) => k.description === name);
const work = mkdtempSync(join(tmpdir(), "flowmock-prism-"));

/* A node at a JSON pointer, or undefined. */
const at = (root, pointer) =>
	pointer.split("/").slice(1).reduce((node, step) =>
		node?.[decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~")], root);

/* Takes out what refers to nothing; Prism would not start. */
function withoutDangling(root, node = root) {
	for (const [key, value] of Object.entries(node ?? {})) {
		if (value === null || typeof value !== "object")
			continue;
		if (typeof value.$ref === "string" && at(root, value.$ref.slice(1)) === undefined)
			delete node[key];
		else
			withoutDangling(root, value);
	}
	return root;
}

const freePort = () => new Promise((resolve) => {
	const server = createServer().listen(0, "127.0.0.1", () => {
		const { port } = server.address();
		server.close(() => resolve(port));
	});
});

async function startProxy() {
	const port = await freePort();
	const file = join(work, "description.json");
	writeFileSync(file, JSON.stringify(withoutDangling(yaml.load(readFileSync(description, "utf8")))));
	const proxy = spawn(process.execPath, [join(modules, "node_modules", ".bin", "prism"), "proxy", file,
		`${mock}/data/foundation/flowservice`, "--port", String(port), "--host", "127.0.0.1"],
		{ stdio: ["ignore", "pipe", "pipe"] });
	let said = "";
	await new Promise((resolve, reject) => {
		const hear = (chunk) => {
			said += chunk;
			if (said.includes("listening"))
				resolve();
		};
		proxy.stdout.on("data", hear);
		proxy.stderr.on("data", hear);
		proxy.on("exit", () => reject(new Error(`prism did not start: ${said}`)));
	});
	return { proxy, url: `http://127.0.0.1:${port}` };
}

const headers = {
	authorization: "Bearer token", "x-api-key": "key", "x-gw-ims-org-id": "ORG@AdobeOrg",
	"x-sandbox-name": "prod", accept: "application/json",
};

const found = new Set();

/* What the header tells; it gives up with a sentence where there are many. */
function violations(header) {
	try {
		return JSON.parse(header);
	} catch {
		return [{ location: ["response"], code: header }];
	}
}

/* One request through the proxy; notes what it says about it. */
async function ask(url, method, path, body, more = {}) {
	const reply = await fetch(url + path, {
		method, body: body && JSON.stringify(body),
		headers: { ...headers, ...(body ? { "content-type": "application/json" } : {}), ...more },
	});
	const text = await reply.text();
	const operation = `${method} ${path.split("?")[0].replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}").replace(/\/$/, "")}`;
	for (const v of violations(reply.headers.get("sl-violations") ?? "[]"))
		found.add(`${operation}: ${v.location.map((s) => /^\d+$/.test(s) ? "N" : s).join(".")} ${v.code ?? "status"}`);
	if (reply.status >= 400)
		found.add(`${operation}: status ${reply.status}`);
	try {
		return JSON.parse(text);
	} catch {
		return {};
	}
}

const lake = "23598e46-f560-407b-88d5-ea6207e49db0", s3 = "4fce964d-3f37-408f-9778-e597338a21ee";
const spec = (id) => ({ id, version: "1.0" });

async function drive(url) {
	const base = await ask(url, "POST", "/connections", {
		name: "Amazon S3", connectionSpec: spec(s3),
		auth: { specName: "Access Key", params: { s3AccessKey: "ABCDEFGHIJKLMNOPQ234", s3SecretKey: "0123456789abcdefghij/+ABCDEFGHIJKLMNOPQR" } },
	});
	const source = await ask(url, "POST", "/sourceConnections", {
		name: "Data Lake", connectionSpec: spec(lake), data: { format: "parquet" },
		params: { datasets: [{ dataSetId: "65b1f00d0a1c4e2b9d7e3f03", name: "Airports" }] },
	});
	const target = await ask(url, "POST", "/targetConnections", {
		name: "Bucket", baseConnectionId: base.id, connectionSpec: spec(s3), data: { format: "json" },
		params: { mode: "Server-to-server", bucketName: "your-bucket-name", path: "folder", compression: "GZIP", datasetFileType: "JSON" },
	});
	const flow = await ask(url, "POST", "/flows", {
		name: "Export", description: "A dataset", flowSpec: spec("269ba276-16fc-47db-92b0-c1049a3c131f"),
		sourceConnectionIds: [source.id], targetConnectionIds: [target.id], transformations: [],
		scheduleParams: { exportMode: "FIRST_FULL_THEN_INCREMENTAL", interval: 3, timeUnit: "hour", startTime: 1767225600 },
	});
	await fetch(`${mock}/__admin/clock`, { method: "POST", body: '{"advance":"PT1H"}', headers: { "content-type": "application/json" } });
	const ids = { connections: base.id, sourceConnections: source.id, targetConnections: target.id, flows: flow.id };
	for (const [collection, id] of Object.entries(ids)) {
		await ask(url, "GET", `/${collection}?limit=10`);
		await ask(url, "GET", `/${collection}/${id}`);
	}
	await ask(url, "GET", `/runs?property=flowId==${flow.id}`);
	if (name === "flow-service") {
		await ask(url, "GET", `/connectionSpecs?property=id==${s3}`);
		await ask(url, "GET", `/connectionSpecs/${s3}`);
		await ask(url, "GET", "/flowSpecs?property=id==269ba276-16fc-47db-92b0-c1049a3c131f");
		await ask(url, "GET", "/flowSpecs/269ba276-16fc-47db-92b0-c1049a3c131f");
		await ask(url, "GET", `/connections/${base.id}/test`);
	} else {
		await ask(url, "GET", `/connectionSpecs/${lake}/configs?outputType=activationDatasets&outputField=datasets`);
	}
	await change(url, ids);
	if (name === "flow-service")
		await askTheRest(url, ids);
	for (const collection of ["flows", "targetConnections", "sourceConnections", "connections"])
		await ask(url, "DELETE", changed(collection, ids[collection]));
}

/* The path of a change: the Flow Service's description ends that of a connection in a slash. */
const changed = (collection, id) =>
	`/${collection}/${id}${name === "flow-service" && collection === "connections" ? "/" : ""}`;

/* The entity's etag as it is now, not through the proxy. */
async function etagOf(collection, id) {
	const reply = await fetch(`${mock}/data/foundation/flowservice/${collection}/${id}`, { headers });

	return (await reply.json()).items[0].etag;
}

/* A PATCH of each kind that the description has one for. */
async function change(url, ids) {
	for (const [collection, id] of Object.entries(ids)) {
		if (name === "destinations" && !["connections", "flows"].includes(collection))
			continue;
		await ask(url, "PATCH", changed(collection, id), [{ op: "replace", path: "/name", value: "Renamed" }],
			{ "if-match": await etagOf(collection, id) });
	}
	if (name === "destinations")
		await ask(url, "PATCH", `/connections/${ids.connections}`, [{ op: "add", path: "/auth/params",
			value: { s3AccessKey: "ABCDEFGHIJKLMNOPQ234", s3SecretKey: "0123456789abcdefghij/+ABCDEFGHIJKLMNOPQR" } }],
			{ "if-match": await etagOf("connections", ids.connections) });
}

/* What only the Flow Service's description has: searches, actions, specs, runs. */
async function askTheRest(url, ids) {
	const fileShare = "be5ec48c-5b78-49d5-b8fa-7c89ec4569b8";
	const draft = (more) => ({ connectionSpec: spec(fileShare), name: "Draft", ...more });

	for (const collection of ["connections", "flows", "flowSpecs"])
		await ask(url, "POST", `/${collection}/search`, { limit: 5, queryString: "property=name==x" });
	await ask(url, "GET", `/connections/${ids.connections}/explore?objectType=ROOT`);
	await ask(url, "GET", `/connections/${ids.connections}/configs`);
	await ask(url, "GET", `/connectionSpecs/${fileShare}/explore`);
	await ask(url, "GET", `/connectionSpecs/${lake}/configs?outputType=activationDatasets&outputField=datasets`);
	await ask(url, "POST", `/flows/${ids.flows}/action?op=DISABLE&subOp=APPLY`, {});
	await ask(url, "POST", `/flows/${ids.flows}/action?op=ENABLE&subOp=APPLY`, {});
	const base = await ask(url, "POST", "/connections?mode=draft", draft({
		auth: { specName: "Basic Authentication", params: { host: "h", userid: "u", password: "p" } },
	}));
	const source = await ask(url, "POST", "/sourceConnections?mode=draft", draft({
		baseConnectionId: base.id, data: { format: "delimited" }, params: { path: "/in" },
	}));
	const target = await ask(url, "POST", "/targetConnections?mode=draft", {
		name: "Draft", connectionSpec: spec("c604ff05-7f1a-43c0-8e18-33bf874cb11c"),
		data: { format: "delimited" }, params: { dataSetId: "638e6c7b5679741b63ff5c24" },
	});
	await ask(url, "POST", `/connections/${base.id}/action?op=PUBLISH&subOp=APPLY`, {});
	await ask(url, "POST", `/sourceConnections/${source.id}/action?op=PUBLISH`);
	await ask(url, "POST", `/targetConnections/${target.id}/action?op=PUBLISH`);
	await askRuns(url, ids);
	await askSpecs(url);
}

async function askRuns(url, ids) {
	const run = await ask(url, "POST", "/runs", { flowId: ids.flows, params: { windowStartTime: 1670455537, windowEndTime: 1670455947 } });

	await ask(url, "GET", `/runs/${run.id}`);
	await ask(url, "PUT", `/runs/${run.id}`, { metrics: { statusSummary: { status: "failed" } } },
		{ "if-match": await etagOf("runs", run.id) });
	await ask(url, "POST", `/runs/${run.id}/action?op=RE_TRIGGER`);
}

async function askSpecs(url) {
	const connection = { name: "A connector", providerId: "0ed90a81-07f4-4586-8190-b40eccef1c5a", version: "1.0" };
	const made = await ask(url, "POST", "/connectionSpecs", connection);

	await ask(url, "PUT", `/connectionSpecs/${made.id}`, { ...connection, name: "Another" });
	const flow = { ...connection, name: "A flow spec", sourceConnectionSpecIds: [made.id], targetConnectionSpecIds: [s3] };
	const flowMade = await ask(url, "POST", "/flowSpecs", flow);

	await ask(url, "PUT", `/flowSpecs/${flowMade.id}`, { ...flow, name: "Another" });
}

function judge() {
	const explained = new Map(known.map((k) => [k.violation, k.ledger]));

	for (const one of [...found].sort())
		console.log(explained.has(one) ? `ok prism, ${name}: ${one} is explained by ${explained.get(one)}`
			: `not ok prism, ${name}: ${one} (no entry explains it)`);
	for (const one of explained.keys()) {
		if (!found.has(one))
			console.log(`not ok prism, ${name}: ${one} (it is gone)`);
	}
	console.log(`ok prism, ${name}: all requests went through`);
}

let running;
try {
	running = await startProxy();
	await drive(running.url);
	judge();
	console.log("end");
} catch (error) {
	console.log(`not ok prism, ${name} (${error.message.split("\n")[0]})`);
} finally {
	running?.proxy.kill();
	rmSync(work, { recursive: true });
	process.exit();
}
