/* A session that has run out shows when a callback is refused with 401: then the page is asked for again, and that
   leads to sign-in and back. */
(function () {
  var ask = window.fetch;
  window.fetch = function () {
    return ask.apply(window, arguments).then(function (answer) {
      if (answer.status === 401) { window.location.reload(); }
      return answer;
    });
  };
})();
