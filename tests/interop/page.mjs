/*
 * page.mjs - flowcheck's HTML report in a browser, judged by axe-core
 *
 *	node page.mjs CHROMIUM REPORT.html [PICTURE.png]
 *
 * Opens the page, light and dark, and as it is printed.  It must load nothing, run no
 * script, have no violation of accessibility, and unfold a scenario by keyboard.  Prints
 * "ok …" or "not ok …" for each, then "end".  The picture is docs/report.png's.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, report, picture] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const url = pathToFileURL(report).href;

function say(holds, sentence, why) {
	console.log(`${holds ? "ok" : "not ok"} ${sentence}${holds ? "" : ` (${why})`}`);
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

async function open(colorScheme) {
	// axe-core is put into the page from outside, which the page's own policy would refuse.
	const context = await browser.newContext({ colorScheme, bypassCSP: true });
	const page = await context.newPage();
	const asked = [];

	page.on("request", (request) => asked.push(request.url()));
	await page.goto(url);
	return { page, asked: asked.filter((one) => one !== url && !one.startsWith("data:")) };
}

for (const scheme of ["light", "dark"]) {
	const { page, asked } = await open(scheme);

	say(asked.length === 0, `the report loads nothing (${scheme})`, asked.join(" "));
	await page.evaluate(() => {
		for (const one of document.querySelectorAll("details"))
			one.open = true;
	});
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => window.axe.run());
	const found = violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 120)}`);
	say(found.length === 0, `the report can be read by everybody (${scheme})`, found.join("; "));
}

const { page } = await open("light");
const scripts = await page.evaluate(() => document.scripts.length);
say(scripts === 0, "the report has no script", `${scripts}`);
const closed = page.locator("main > details:not([open])").first();
await closed.locator("summary").first().focus();
await page.keyboard.press("Enter");
const unfolded = await page.evaluate(() => document.activeElement.parentElement.open);
say(unfolded, "a scenario unfolds by keyboard", "it stays closed");
const pdf = await page.pdf({ format: "A4" });
say(pdf.length > 10000, "the report can be printed", `${pdf.length} bytes`);
const cells = await page.locator("table a").count();
say(cells > 0, "a matrix has a cell for each combination, which leads to it", `${cells} cells`);
if (picture) {
	await page.setViewportSize({ width: 1000, height: 1250 });
	await page.evaluate(() => window.scrollTo(0, 0));
	await page.screenshot({ path: picture });
}
await browser.close();
console.log("end");
