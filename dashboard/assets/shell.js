/* View toggles that need no server. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.shell = {
  navbar: function (opened, navbar) {
    return Object.assign({}, navbar, { collapsed: { mobile: !opened } });
  },
  closed: function () { return false; },
  /* Closing the drawer takes its name out of the address, so that Back and a copied link tell the truth. */
  forget: function (opened) {
    if (opened === false && window.location.hash.indexOf("#about-") === 0) {
      window.history.pushState(null, "", window.location.pathname + window.location.search);
      window.dispatchEvent(new PopStateEvent("popstate"));
    }
    return window.dash_clientside.no_update;
  }
};

/* A link to a figure: the figure arrives after the page does, so go there once it is there. */
(function () {
  var waited = 0;
  var timer = window.setInterval(function () {
    var name = decodeURIComponent(window.location.hash.slice(1));
    var target = name && name.indexOf("about-") !== 0 && document.getElementById(name);
    waited += 100;
    if (target) { target.scrollIntoView(); }
    if (target || waited > 5000 || !name) { window.clearInterval(timer); }
  }, 100);
})();

/* "Hent": the table that is shown, as CSV in the Danish form. What is withheld or marked on screen is so in the file, and
   the footnotes, the address and the day of the data go with it. Cells that could be read as formulas are made text. */
(function () {
  function text(cell) {
    var copy = cell.cloneNode(true);
    copy.querySelectorAll("sup").forEach(function (mark) { mark.remove(); });
    return copy.textContent.replace(/\u00a0/g, " ").replace(/\u2212/g, "-").trim();
  }
  function field(value) {
    if (/^[=+@\t\r-]/.test(value) && !/^[+-]?[\d.]+(,\d+)?( \S+)?$/.test(value)) { value = "'" + value; }
    return '"' + value.replace(/"/g, '""') + '"';
  }
  function marks(row) {
    var found = [];
    row.querySelectorAll("sup").forEach(function (mark) { found = found.concat(mark.textContent.trim().split(/\s+/)); });
    return found.filter(function (mark, place) { return found.indexOf(mark) === place; }).join(" ");
  }
  function lines(table) {
    return Array.from(table.rows).map(function (row) {
      return Array.from(row.cells).map(text).concat(marks(row));
    });
  }
  function notes() {
    return Array.from(document.querySelectorAll(".notes li")).map(function (note) {
      return Array.from(note.children).map(text);
    });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest(".download");
    var home = button && button.closest("figure.chart, .tabled");
    var table = home && home.querySelector("table");
    if (!table) { return; }
    var title = home.querySelector("figcaption h3, caption");
    var where = Array.from(document.querySelectorAll(".where")).map(text);
    var rows = [[title ? text(title) : document.title], [window.location.href], where]
      .concat([[]], lines(table), [[]], notes());
    var csv = rows.map(function (row) { return row.map(field).join(";"); }).join("\r\n");
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + csv + "\r\n"], { type: "text/csv;charset=utf-8" }));
    link.download = (home.id || table.closest("section, .page").id || "tabel") + ".csv";
    link.click();
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  });
})();
