/* Danish for every chart. The locale that Plotly ships has the months but neither decimal comma nor texts. */
(function () {
  var locale = {
    moduleType: "locale",
    name: "da",
    dictionary: {
      "Autoscale": "Tilpas", "Reset axes": "Nulstil akser", "Zoom": "Zoom", "Pan": "Flyt",
      "Download plot as a PNG": "Hent som billede", "Double-click to zoom back out": "Dobbeltklik for at zoome ud"
    },
    format: {
      days: ["søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"],
      shortDays: ["søn", "man", "tir", "ons", "tor", "fre", "lør"],
      months: ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"],
      shortMonths: ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
      date: "%d.%m.%Y", decimal: ",", thousands: ".", grouping: [3], currency: ["", " kr."]
    }
  };
  /* Plotly is loaded only when a chart needs it; it registers whatever stands in this list when it starts. */
  window.PlotlyLocales = window.PlotlyLocales || [];
  window.PlotlyLocales.push(locale);
  if (window.Plotly && window.Plotly.register) { window.Plotly.register(locale); }
})();
