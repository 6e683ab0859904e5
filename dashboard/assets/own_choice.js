/* A choice made on the page becomes the address. What has just been drawn has chosen nothing, and waits for nobody. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.own_choice = {
  go: function (said) {
    var search = (said || "").slice(1);
    return said && search !== window.location.search ? search : window.dash_clientside.no_update;
  }
};
