/* Figures put aside for a note: a metric and the address it stood at, kept until the browser is closed. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.note = {
  add: function (clicks, hash, search, kept, said) {
    var none = window.dash_clientside.no_update;
    if (!clicks || (hash || "").indexOf("#about-") !== 0) { return [none, none]; }
    var metric = hash.slice(7), list = (kept || []).filter(function (one) {
      return one.metric !== metric || one.search !== search;
    });
    list = list.concat([{ metric: metric, search: search || "" }]).slice(-40);
    return [list, said.replace("{n}", list.length)];
  },
  count: function (kept, said) { return said.replace("{n}", (kept || []).length); },
  empty: function (clicks) { return clicks ? [] : window.dash_clientside.no_update; }
};
