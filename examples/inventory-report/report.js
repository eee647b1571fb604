// The behavior of the report: ages, filters, search, sorting, links and a download. Without this
// script, the report still has the totals, the charts of stacks and regions, and the whole table.

const columns = ["name", "web_url", "region", "stack", "created_at", "updated_at", "id"];
const pageSize = 100;
const day = 24 * 60 * 60 * 1000;

const find = (selector, within = document) => within.querySelector(selector);
const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];
const decimal = new Intl.NumberFormat("en");
const { compare } = new Intl.Collator("en", { numeric: true });

function setNumber(data, value) {
  data.value = value;
  data.textContent = decimal.format(value);
}

for (const data of findAll("data[value]")) setNumber(data, data.value);

// ---- The apps in the table. An empty text means null.

const readAt = Date.parse(find("#read-at").dateTime);
const bars = Object.fromEntries(findAll(".bars").map((list) => [list.dataset.by, [...list.children]]));
const stacks = new Map(bars.stack?.map((bar) => [find("span", bar).textContent, bar]));

const apps = findAll("#apps tbody tr").map((row) => {
  const app = Object.fromEntries(columns.map((column, i) => [column, row.cells[i].textContent.trim()]));
  const days = (readAt - Date.parse(app.updated_at)) / day;
  const age = bars.age.find(({ dataset }) => days < Number(dataset.days) || dataset.days === "unknown");
  return {
    ...app,
    text: Object.values(app).join("\n").toLowerCase(),
    facets: { region: app.region || "unknown", stack: app.stack || "unknown", age: find("span", age).textContent },
    ended: stacks.get(app.stack)?.className === "ended",
    ending: stacks.get(app.stack)?.className === "ending",
    idle: days >= 365,
  };
});

// ---- The view. It is in the fragment of the URL, so that links and bookmarks restore it.

const defaults = { q: "", only: "", stack: "", region: "", age: "", sort: "name", page: "1" };
let view = read();

function read() {
  const given = new URLSearchParams(location.hash.slice(1));
  const view = Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, given.get(key) ?? value]));
  if (!columns.includes(view.sort.replace(/^-/, ""))) view.sort = defaults.sort;
  if (!["ended", "ending", "idle"].includes(view.only)) view.only = defaults.only;
  return view;
}

function change(changes, remember = "pushState") {
  view = { ...view, page: defaults.page, ...changes };
  const changed = Object.entries(view).filter(([key, value]) => value !== defaults[key]);
  history[remember](null, "", `#${new URLSearchParams(changed)}`);
  show();
}

function matching() {
  const words = view.q.toLowerCase().split(/\s+/);
  const facets = ["stack", "region", "age"].filter((by) => view[by]);
  const found = apps.filter((app) =>
    (!view.only || app[view.only]) &&
    facets.every((by) => app.facets[by] === view[by]) &&
    words.every((word) => app.text.includes(word)));

  const column = view.sort.replace(/^-/, "");
  const direction = view.sort === column ? 1 : -1;
  const time = column.endsWith("_at");
  const keys = new Map(found.map((app) => [app, time ? Date.parse(app[column]) || "" : app[column]]));
  return found.sort((one, other) => {
    const [a, b] = [keys.get(one), keys.get(other)];
    if (a === "" || b === "") return (a === "") - (b === ""); // Unknown values come last.
    return direction * (time ? a - b : compare(a, b));
  });
}

// ---- The table.

// On a phone, rows are blocks. Without roles, some browsers then no longer present them as a table
// to screen readers.
const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
const withRole = (element, role = roles[element.tagName]) => Object.assign(element, { role });

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const link = (href, title, text) => make("a", { href, title, rel: "noreferrer" }, text);

const content = {
  name: ({ name }) => /^[a-z][a-z0-9-]*$/.test(name)
    ? link(`https://dashboard.heroku.com/apps/${name}`, "Open in the Heroku Dashboard", name) : name || "unknown",
  web_url: ({ web_url }) => /^https:\/\/[^/]/.test(web_url)
    ? link(web_url, web_url, web_url.replace(/^https:\/\/|\/$/g, "")) : web_url || "none",
  stack: ({ stack }) => mark(stacks.get(stack), stack) ?? (stack || "unknown"),
  created_at: ({ created_at }) => time(created_at),
  updated_at: ({ updated_at }) => time(updated_at),
};

function mark(bar, stack) {
  if (bar?.className !== "ended" && bar?.className !== "ending") return undefined;
  const days = Math.ceil((Date.parse(`${bar.dataset.end}T23:59:59Z`) - readAt) / day);
  const text = bar.className === "ended" ? "ended" : `${days} days left`;
  return make("span", {}, `${stack} `, make("small", { className: `mark ${bar.className}`, title: `Heroku supports ${stack} until ${bar.dataset.end}` }, text));
}

function time(text) {
  const value = Date.parse(text);
  if (Number.isNaN(value)) return text || "unknown";
  const [date, clock] = new Date(value).toISOString().split(/[T.]/);
  return make("time", { dateTime: text, title: `${date} ${clock} UTC` }, date);
}

function row(app) {
  const cells = columns.map((column, i) => {
    const cell = make(i === 0 ? "th" : "td", { className: app[column] ? "" : "unknown" }, content[column]?.(app) ?? (app[column] || "unknown"));
    if (i === 0) return Object.assign(withRole(cell, "rowheader"), { scope: "row" });
    if (column === "id") cell.title = app.id;
    return withRole(cell);
  });
  return withRole(make("tr", {}, ...cells));
}

function draw(shown) {
  const none = () => make("tr", { className: "none" }, withRole(make("td", { colSpan: columns.length },
    "No apps match. ", make("button", { type: "button", onclick: clear }, "Clear search and filters"))));
  find("#apps tbody").replaceChildren(...(shown.length > 0 ? shown.map(row) : [withRole(none())]));
}

// ---- The page, drawn for the view.

function show() {
  const found = matching();
  const pages = Math.max(1, Math.ceil(found.length / pageSize));
  const page = Math.min(Math.max(1, Math.floor(Number(view.page)) || 1), pages);
  const start = (page - 1) * pageSize;
  draw(found.slice(start, start + pageSize));

  find("[role=status]").textContent = `${decimal.format(found.length)} of ${decimal.format(apps.length)} apps`;
  if (query.value !== view.q) query.value = view.q;
  for (const [by, list] of Object.entries(bars)) {
    for (const bar of list) press(bar, view[by] === find("span", bar).textContent);
  }
  for (const tile of findAll(".numbers li")) {
    press(tile, tile.dataset.only ? view.only === tile.dataset.only : !filtered());
  }
  headers.forEach((header, i) => {
    header.ariaSort = view.sort === columns[i] ? "ascending" : view.sort === `-${columns[i]}` ? "descending" : null;
  });
  const chips = ["only", "stack", "region", "age"].filter((key) => view[key]).map((key) => {
    const label = key === "only" ? find(`.numbers [data-only=${view.only}] span`).textContent : view[key];
    return make("li", {}, make("button", { type: "button", ariaLabel: `Remove the filter ${label}`, onclick: () => change({ [key]: "" }) }, `${label} \u00d7`));
  });
  find(".chips").replaceChildren(...chips);

  const [previous, range, next] = pager.children;
  pager.hidden = pages === 1;
  range.textContent = `${decimal.format(start + 1)} to ${decimal.format(Math.min(start + pageSize, found.length))} of ${decimal.format(found.length)}`;
  previous.disabled = page === 1;
  next.disabled = page === pages;
  previous.onclick = () => turn(page - 1);
  next.onclick = () => turn(page + 1);
}

const filtered = () => ["q", "only", "stack", "region", "age"].some((key) => view[key]);
const press = (item, pressed) => { item.firstElementChild.ariaPressed = String(pressed); };
const clear = () => { change({ q: "", only: "", stack: "", region: "", age: "" }); query.focus(); };

function turn(page) {
  change({ page: String(page) });
  find("#apps").focus();
}

// pressable turns the content of an element into a button.
function pressable(item, onclick) {
  item.append(make("button", { type: "button", onclick }, ...item.childNodes));
}

// ---- The download: the matching apps, in the order of the table.

function csv() {
  // A spreadsheet runs a field that begins with one of these characters as a formula.
  const field = (text) => `"${text.replace(/^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/, "'$&").replaceAll('"', '""')}"`;
  const lines = [columns, ...matching().map((app) => columns.map((column) => app[column]))];
  return lines.map((fields) => `${fields.map(field).join(",")}\r\n`).join("");
}

function download() {
  const href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
  make("a", { href, download: `heroku-apps-${new Date(readAt).toISOString().slice(0, 10)}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

// ---- The start.

const headers = findAll("#apps thead th");
const query = find("#query");
const pager = find("#apps nav");

function fill() {
  const most = Math.max(...bars.age.map((bar) => (bar.count = apps.filter(({ facets }) => facets.age === find("span", bar).textContent).length)));
  for (const bar of bars.age) {
    find("rect", bar).setAttribute("width", `${(100 * bar.count) / most}%`);
    setNumber(find("data", bar), bar.count);
    bar.hidden = bar.count === 0 && bar.dataset.days === "unknown";
  }
  for (const tile of findAll(".numbers li[hidden]")) {
    setNumber(find("data", tile), apps.filter((app) => app[tile.dataset.only]).length);
    tile.hidden = false;
  }
  bars.age[0].closest("section").hidden = find(".tools").hidden = false;
}

if (apps.length > 0) {
  fill();
  for (const [by, list] of Object.entries(bars)) {
    for (const bar of list) pressable(bar, () => change({ [by]: view[by] === find("span", bar).textContent ? "" : find("span", bar).textContent }));
  }
  for (const tile of findAll(".numbers li")) {
    const { only } = tile.dataset;
    pressable(tile, () => (only ? change({ only: view.only === only ? "" : only }) : clear()));
  }
  headers.forEach((header, i) => {
    pressable(header, () => change({ sort: view.sort === columns[i] ? `-${columns[i]}` : columns[i] }));
    withRole(header, "columnheader");
  });
  for (const element of findAll("#apps :is(table, thead, tbody, thead tr)")) withRole(element);
  query.addEventListener("input", () => change({ q: query.value }, "replaceState"));
  find("#download").addEventListener("click", download);
  find(".skip").addEventListener("click", (event) => {
    event.preventDefault(); // The fragment belongs to the view.
    find("#apps").focus();
  });
  addEventListener("hashchange", () => { view = read(); show(); });
  addEventListener("beforeprint", () => draw(matching()));
  addEventListener("afterprint", show);
  show();
  document.documentElement.className = "";
}
