"use strict";
// Without this script the page is whole; with it, every table of data can be sorted by its columns.
(function () {
  function number(text) {
    var found = text.replace(/,/g, "").match(/-?\d+(\.\d+)?/);
    return found ? Number(found[0]) : NaN;
  }
  function compare(a, b) {
    if (a.empty || b.empty) return a.empty - b.empty;
    if (!isNaN(a.number) && !isNaN(b.number)) return a.number - b.number;
    return a.text.localeCompare(b.text);
  }
  function keyed(row, place) {
    var text = row.cells[place].textContent.trim();
    var empty = text === "" || text === "\u2013";
    return { row: row, text: text, number: number(text), empty: empty ? 1 : 0 };
  }
  function sort(table, place, button) {
    var head = button.parentNode;
    var up = head.getAttribute("aria-sort") === "descending";
    var rows = Array.prototype.map.call(table.tBodies[0].rows, function (row) {
      return keyed(row, place);
    });
    var known = rows.filter(function (each) { return !each.empty; });
    var empty = rows.filter(function (each) { return each.empty; });
    known.sort(compare);
    if (!up) known.reverse();
    known.concat(empty).forEach(function (each) { table.tBodies[0].appendChild(each.row); });
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (cell) {
      cell.removeAttribute("aria-sort");
    });
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
  }
  function offer(table, cell, place) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    while (cell.firstChild) button.appendChild(cell.firstChild);
    button.addEventListener("click", function () { sort(table, place, button); });
    cell.appendChild(button);
  }
  document.querySelectorAll("table.sortable").forEach(function (table) {
    if (table.tBodies[0].rows.length < 2) return;
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (cell, place) {
      offer(table, cell, place);
    });
  });
})();
