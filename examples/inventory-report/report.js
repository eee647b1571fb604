// What the page does for its reader: it counts the ages of today, sorts and searches. All else is in it without this.

const rows = [...document.querySelectorAll("#apps tbody tr")];
const headers = [...document.querySelectorAll("#apps thead th")];
const number = new Intl.NumberFormat("en");

for (const data of document.querySelectorAll("data")) data.textContent = number.format(data.value);

// The report has no clock, so that the same inventory gives the same report. Ages are those of the day it is read on.
function showAges() {
  const day = 24 * 60 * 60 * 1000;
  const updated = headers.findIndex((header) => header.textContent === "Updated");
  const ages = rows.map((row) => (Date.now() - date(row.cells[updated])) / day);
  const bars = [...document.querySelectorAll("#age tr")].map((row) => ({ row, count: 0 }));
  for (const age of ages) {
    bars.find(({ row }) => age < Number(row.dataset.days) || row.dataset.days === "null").count++;
  }
  const most = Math.max(...bars.map(({ count }) => count));
  for (const { row, count } of bars) {
    row.hidden = count === 0 && row.dataset.days === "null";
    row.querySelector("rect").setAttribute("width", `${(100 * count) / most}%`);
    row.lastElementChild.textContent = number.format(count);
  }
  const quiet = document.querySelector("#quiet");
  quiet.textContent = number.format(ages.filter((age) => age >= 365).length);
  const today = document.querySelector("#age time");
  today.dateTime = new Date(Date.now()).toISOString();
  today.textContent = new Intl.DateTimeFormat("en", { dateStyle: "long" }).format(Date.now());
  quiet.closest("div").hidden = document.querySelector("#age").closest("section").hidden = false;
}

// The time in a cell, in milliseconds, or NaN.
function date(cell) {
  return Date.parse(cell.querySelector("time")?.dateTime);
}

// What a cell is sorted by, or null, which comes last.
function key(cell) {
  if (cell.matches(".null")) return null;
  return cell.querySelector("time") ? date(cell) || null : cell.textContent;
}

function sortBy(column) {
  const order = headers[column].getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
  for (const header of headers) header.removeAttribute("aria-sort");
  headers[column].setAttribute("aria-sort", order);

  const { compare } = new Intl.Collator("en", { numeric: true });
  const direction = order === "ascending" ? 1 : -1;
  const keys = new Map(rows.map((row) => [row, key(row.cells[column])]));
  rows.sort((one, other) => {
    const [a, b] = [keys.get(one), keys.get(other)];
    if (a === null || b === null) return (a === null) - (b === null);
    return direction * (typeof a === "number" ? a - b : compare(a, b));
  });
  document.querySelector("#apps tbody").append(...rows);
}

function search(query) {
  const words = query.toLowerCase().split(/\s+/);
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  }
  const found = number.format(rows.filter((row) => !row.hidden).length);
  document.querySelector("#found").textContent = `${found} of ${number.format(rows.length)} apps`;
}

// On a phone the rows are laid out as blocks, which some browsers then no longer tell a screen reader as a table.
function keepRoles() {
  const roles = { table: "table", "thead, tbody": "rowgroup", tr: "row", "thead th": "columnheader", "tbody th": "rowheader", td: "cell" };
  for (const [selector, role] of Object.entries(roles)) {
    for (const element of document.querySelectorAll(`#apps:is(${selector}), #apps :is(${selector})`)) element.role = role;
  }
}

if (rows.length > 0) {
  showAges();
  keepRoles();
  headers.forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sortBy(column));
    header.append(button);
  });
  const query = document.querySelector("#query");
  query.addEventListener("input", () => search(query.value));
  search(query.value);
  query.parentElement.hidden = false;
}
