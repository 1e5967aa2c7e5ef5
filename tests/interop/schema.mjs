/*
 * schema.mjs - flowcheck's schema of scenarios, judged by ajv
 *
 *	node schema.mjs SCHEMA.json FOLDER...
 *
 * All scenarios of the folders fit, and none of the broken ones below does.  Prints "ok …"
 * or "not ok …" for each, then "end".
 */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import yaml from "yaml";

const request = (more) => ({ scenario: "x", steps: [{ GET: "/flows", ...more }] });
const step = (one) => ({ scenario: "x", steps: [one] });
const top = (more) => ({ ...request({}), ...more });

const broken = [
	null, "text", 3, [], {}, [{ GET: "/x" }],
	{ scenario: "x" }, { steps: [] }, { scenario: "x", steps: [] },
	{ scenario: "x", steps: {} }, { scenario: 3, steps: [{ GET: "/x" }] },
	{ scenario: ["x"], steps: [{ GET: "/x" }] }, { scenario: null, steps: [{ GET: "/x" }] },
	step("GET"), step({}), step(null), step({ GTE: "/x" }), step({ GET: 3 }),
	step({ GET: "/x", POST: "/x" }), step({ get: "/x" }), step({ clock: "PT1H" }),
	step({ include: ["a.yaml"] }), step({ files: 1 }), step({ curl: ["curl", "x"] }),
	step({ curl: "curl x", body: {} }), step({ wait: "PT1H" }), step({ join: {} }),
	step({ batch: [] }), request({ exepct: {} }), request({ expect: 200 }),
	request({ capture: ["a"] }), request({ headers: "a: b" }), request({ query: [] }),
	top({ requires: "admin" }), top({ contract: ["strict"] }), top({ tags: "smoke" }),
	top({ matrix: ["a"] }), top({ about: ["more"] }), top({ scenaro: "y" }),
	top({ params: {} }), top({ faults: {} }), top({ choose: "A=b" }), top({ cleanup: "x" }),
	step({ GET: "x" }), request({ expect: {} }), request({ expect: { stauts: 200 } }),
	request({ expect: { status: 99 } }), request({ query: { a: {} } }),
	request({ expect: { body: { a: [{ $is: "uid" }] } } }), request({ timeout: "0s" }),
	request({ expect: { body: { $gt: 1, a: 2 } } }), request({ capture: { a: "b..c" } }),
	step({ clock: { advance: "PT1H", set: "2026-01-01T00:00:00Z" } }),
	step({ clock: { advance: "soon" } }), step({ files: "x", expect: { format: "csv" } }),
	step({ files: "x", expect: { layout: "{flwo}" } }), top({ requires: ["time"] }),
	top({ tags: ["Smoke"] }), top({ contract: "laxer" }), top({ matrix: { a: [] } }),
	{ steps: [{ GET: "/x" }], params: ["a"] }, { steps: [{ GET: "/x" }], with: {} },
];

const [file, ...folders] = process.argv.slice(2);
const fits = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(readFileSync(file, "utf8")));

function walk(at) {
	if (statSync(at).isDirectory())
		return readdirSync(at).flatMap((name) => walk(join(at, name)));
	return at.endsWith(".yaml") ? [at] : [];
}

function say(wrong, sentence) {
	console.log(`${wrong.length ? "not ok" : "ok"} ${sentence}${
		wrong.length ? ` (${wrong.slice(0, 3).join("; ")})` : ""}`);
}

const ours = folders.flatMap(walk);
const refused = ours.filter((one) => !fits(yaml.parse(readFileSync(one, "utf8"))));
say(ours.length > 300 ? refused : [`only ${ours.length} files`, ...refused],
	"ajv takes all our scenarios by the schema of flowcheck");
const taken = broken.filter((one) => fits(one)).map((one) => JSON.stringify(one));
say(broken.length < 40 ? [`only ${broken.length}`] : taken,
	"ajv refuses each broken scenario by the schema of flowcheck");
console.log("end");
