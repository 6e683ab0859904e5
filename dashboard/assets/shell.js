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
