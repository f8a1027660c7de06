"use strict";
// Everything shown is set as text, never as markup: much of it was written by strangers.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

// What no eye sees, or what turns the text around it, is shown by its number.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;
const seen = (text) => text.replace(UNSEEN, (char) => `⟨${char.codePointAt(0).toString(16)}⟩`);

function make(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== "") node.setAttribute(key, value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === "") continue;
    node.append(child instanceof Node ? child : seen(String(child)));
  }
  return node;
}

const place = (row) => (row.trial ? `${row.case}/${row.trial + 1}` : row.case);
const outcome = (row) => (!row.finished ? "error" : row.passed ? "passed" : "failed");
const MARKS = { passed: ["✓", "good"], failed: ["✗", "bad"], error: ["!", "warning"] };
const words = (answer) => (answer ? [answer.verdict, answer.cause || "no cause", answer.party] : []);

function mark(row) {
  const [sign, tone] = MARKS[outcome(row)];
  return make("span", { class: `mark ${tone}`, title: outcome(row) }, sign);
}

// What would have been right, where something else was said.
const right = (row) => {
  const truth = words(row.truth).join(" / ");
  return row.passed || words(row.said).join(" / ") === truth ? "" : truth;
};

// The list.
const rows = data.rows.map((row) => {
  const said = row.said ? words(row.said).join(" / ") : row.reason || "nothing";
  const node = make("tr", {},
    make("td", {}, mark(row), make("a", { href: `#${place(row)}` }, row.case), row.trial ? ` ·${row.trial + 1}` : ""),
    make("td", { title: row.title }, row.family),
    make("td", {}, row.question),
    make("td", { class: row.passed ? "quiet" : "" }, said, row.failing.length
      ? make("span", { class: "quiet" }, ` · ${row.failing.join(", ")}`) : "",
      right(row) ? make("span", { class: "quiet" }, ` · right: ${right(row)}`) : ""),
    make("td", { class: "number" }, row.quality.toFixed(2)));
  node.addEventListener("click", () => { location.hash = place(row); });
  const text = [row.case, row.family, row.title, row.question, said, ...words(row.truth), ...row.failing].join(" ");
  return { row, node, text: text.toLowerCase() };
});
byId("rows").append(...rows.map(({ node }) => node));

function fill(id, values) {
  for (const value of [...new Set(values)].sort()) byId(id).append(make("option", { value }, String(value)));
}
fill("family", data.rows.map((row) => row.family));
fill("tag", data.rows.flatMap((row) => row.tags));
fill("level", data.rows.map((row) => String(row.difficulty)));

function filter() {
  const asked = byId("words").value.toLowerCase().split(/\s+/).filter(Boolean);
  const [wanted, family, tag, level] = ["outcome", "family", "tag", "level"].map((id) => byId(id).value);
  let count = 0;
  for (const { row, node, text } of rows) {
    const fits = asked.every((word) => text.includes(word)) && (!wanted || outcome(row) === wanted)
      && (!family || row.family === family) && (!tag || row.tags.includes(tag))
      && (!level || String(row.difficulty) === level);
    node.hidden = !fits;
    count += fits;
  }
  byId("shown").textContent = `${count} of ${rows.length}`;
}
byId("filters").addEventListener("input", filter);
byId("filters").addEventListener("submit", (event) => event.preventDefault());

// One case.
async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

const shown = (value) => (typeof value === "string" ? value : JSON.stringify(value));
const json = (value) => make("pre", {}, JSON.stringify(value, null, 1));
const table = (head, body) => make("div", { class: "scroll" }, make("table", {},
  make("thead", {}, make("tr", {}, head.map((text) => make("th", { scope: "col" }, text)))), make("tbody", {}, body)));
const section = (title, ...children) => make("section", {}, make("h2", {}, title), ...children);

function answer(said, truth) {
  const other = truth ? words(truth) : null;
  return make("p", {}, words(said).map((word, at) => [
    at ? " / " : "", make("span", { class: !other ? "" : other[at] === word ? "agrees" : "differs" }, word)]));
}

function line(one) {
  return make("li", { class: one.tone }, one.mark ? `${one.mark} ` : "", one.label ? make("strong", {}, `${one.label}: `) : "",
    one.text, one.evidence ? [" ", make("span", { class: "chip" }, one.evidence)] : "");
}

function drawn(part) {
  const body = part.header.length
    ? table(part.header, part.rows.map((cells) => make("tr", {}, cells.map((cell) => make("td", {}, cell)))))
    : make("ul", { class: "lines" }, part.lines.map(line));
  return [make("h3", {}, part.title), body];
}

const STATES = { stated: ["✓", "good"], missing: ["✗", "bad"], contradicted: ["✗ contradicted", "bad"], untold: ["·", "quiet"] };
function fact(one) {
  const [sign, tone] = STATES[one.state];
  const where = one.evidence.map((found) => `${found.object_id} ${found.path}`).join(" or ");
  return make("tr", {}, make("td", { class: tone }, sign), make("td", { class: "name" }, one.key.replaceAll("_", " "), one.critical ? "\u00a0*" : ""),
    make("td", {}, make("span", { class: one.state === "missing" || one.state === "contradicted" ? "differs" : "" },
      shown(one.value))),
    make("td", { class: "quiet" }, make("code", {}, where)));
}

const SIGNS = { true: ["✓", "good"], false: ["✗", "bad"], null: ["–", "quiet"] };
function score(one) {
  const [sign, tone] = SIGNS[one.passed];
  const value = one.value === null || one.value === 1 ? "" : ` ${Number(one.value.toFixed(2))}`;
  return make("span", { class: `chip ${one.gates ? tone : "quiet"}`, title: one.gates ? "gates" : "only counted" }, `${sign} ${one.scorer}${value}`);
}

function scores(one, quality) {
  const problems = one.scores.flatMap((found) => found.problems.map((problem) =>
    make("li", { class: found.gates ? "critical" : "quiet" }, make("strong", {}, `${found.scorer}: `), problem)));
  return make("section", {},
    make("p", { class: "scores" }, one.scores.map(score), make("span", { class: "chip" }, `quality ${quality.toFixed(2)}`)),
    make("ul", { class: "lines" }, problems));
}

function turn(one, number) {
  const texts = one.text.map((text) => make("p", {}, text));
  const calls = one.calls.map((call) => make("details", {},
    make("summary", {}, make("code", {}, call.name), call.label ? [" ", make("span", { class: "chip" }, call.label)] : "",
      call.ran ? "" : " refused", " ", make("span", { class: "quiet" }, call.digest)),
    json(call.arguments), call.outcome ? json(call.outcome) : ""));
  return make("section", {}, make("h3", {}, `Turn ${number + 1}`, one.note ? make("span", { class: "quiet" }, ` · ${one.note}`) : ""), texts, calls);
}

function neighbours(at) {
  const link = (row, text) => (row ? make("a", { href: `#${place(row)}` }, text) : "");
  return make("nav", {}, make("a", { href: "#" }, "All cases"), link(data.rows[at - 1], "Previous"), link(data.rows[at + 1], "Next"));
}

function about(row, one) {
  const told = [row.family, row.title, `difficulty ${row.difficulty}`, ...row.tags, `as of ${one.now}`, ...one.laid,
    `${row.model || row.agent}`, `${row.seconds} s`];
  return make("p", { class: "quiet" }, told.filter(Boolean).join(" · "));
}

async function open(row, at) {
  const one = await unpack(data.cases[at]);
  const truth = make("section", {}, make("h2", {}, "Truth"), answer(row.truth, row.said),
    table(["", "fact", "value", "where it stands"], one.facts.map(fact)),
    make("p", { class: "quiet" }, "* must be stated"),
    one.missing.length ? [make("h3", {}, "Would settle it"), make("ul", {}, one.missing.map((text) => make("li", {}, text)))] : "",
    one.distractors.length ? [make("h3", {}, "Misleads"), make("ul", {}, one.distractors.map((text) => make("li", {}, text)))] : "");
  const report = make("section", {}, make("h2", {}, "Report"), row.said ? answer(row.said, row.truth) : make("p", { class: "bad" }, row.reason || "no report"),
    one.report.map(drawn));
  byId("case").replaceChildren(
    neighbours(at),
    make("h1", {}, mark(row), row.question), about(row, one),
    row.reason ? make("p", { class: "warning" }, `${row.status}: ${row.reason}`) : "",
    scores(one, row.quality),
    make("div", { class: "beside" }, report, truth),
    section("Evidence", one.claims.length ? table(["where", "value", "of"], one.claims.map((claim) => make("tr", {},
      make("td", {}, make("code", {}, claim.ref)), make("td", {}, shown(claim.value)), make("td", {}, make("code", {}, claim.owner || "")))))
      : make("p", { class: "quiet" }, "The report rests on no fact.")),
    section("Trajectory", one.turns.map(turn)),
    section("Requests", make("pre", {}, one.requests.join("\n") || "none")),
    neighbours(at));
}

async function route() {
  const asked = decodeURIComponent(location.hash.slice(1));
  const at = data.rows.findIndex((row) => place(row) === asked || `${row.case}/${row.trial + 1}` === asked);
  byId("list").hidden = at >= 0;
  byId("case").hidden = at < 0;
  if (at >= 0) {
    await open(data.rows[at], at);
    scrollTo(0, 0);
  }
}
addEventListener("hashchange", route);
filter();
route();
