"use strict";
// Without this script the page is whole; with it, every table of data can be sorted by its columns.
(function () {
  function number(text) {
    var found = text.replace(/,/g, "").match(/-?\d+(\.\d+)?/);
    return found ? Number(found[0]) : NaN;
  }
  function compare(a, b) {
    if (!isNaN(a.number) && !isNaN(b.number)) return a.number - b.number;
    return a.text.localeCompare(b.text);
  }
  function keyed(row, place) {
    var text = row.cells[place].textContent.trim();
    var empty = text === "" || text === "\u2013";
    return { row: row, text: text, number: number(text), empty: empty ? 1 : 0 };
  }
  // The first click puts the largest on top, the second the smallest, the third the order as given.
  var next = { "": "descending", "descending": "ascending", "ascending": "" };
  function sort(table, head, given) {
    var way = next[head.getAttribute("aria-sort") || ""];
    var known = [], empty = [];
    given.forEach(function (row) {
      var each = keyed(row, head.cellIndex);
      (each.empty && way ? empty : known).push(each);
    });
    if (way) known.sort(compare);
    if (way === "descending") known.reverse();
    known.concat(empty).forEach(function (each) { table.tBodies[0].appendChild(each.row); });
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (cell) {
      cell.removeAttribute("aria-sort");
    });
    if (way) head.setAttribute("aria-sort", way);
  }
  // The button stands beside the words: inside a button they would be missing where the head of a
  // table is printed again on the next page. A click on the words sorts as well.
  function offer(table, head, given) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.setAttribute("aria-label", "Sort by " + head.textContent.trim().replace(/\s+/g, " "));
    head.appendChild(button);
    head.addEventListener("click", function () { sort(table, head, given); });
  }
  document.querySelectorAll("table.sortable").forEach(function (table) {
    if (table.tBodies[0].rows.length < 2) return;
    var given = Array.prototype.slice.call(table.tBodies[0].rows);
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head) {
      offer(table, head, given);
    });
  });
})();
