/* Draws the map of a process. Positions come from the server once; sliders and measures only hide, show and name.
   Every text is set as text, so that nothing from a system's data becomes markup. */
window.dash_clientside = window.dash_clientside || {};
(function () {
  var SPACE = "http://www.w3.org/2000/svg";

  function made(name, attributes, inside) {
    var element = document.createElementNS(SPACE, name);
    Object.keys(attributes).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    if (inside) { inside.appendChild(element); }
    return element;
  }

  function path(curve) {
    var said = "M" + curve[0].join(",");
    for (var n = 1; n + 2 < curve.length; n += 3) {
      said += "C" + curve[n].join(",") + " " + curve[n + 1].join(",") + " " + curve[n + 2].join(",");
    }
    return said;
  }

  function lines(name) {
    var words = name.split(" "), found = [""];
    words.forEach(function (word) {
      var last = found[found.length - 1];
      if (last && (last + " " + word).length > 20 && found.length < 2) { found.push(word); }
      else { found[found.length - 1] = (last + " " + word).trim(); }
    });
    return found.map(function (line) { return line.length > 25 ? line.slice(0, 24) + "…" : line; });
  }

  function follow(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    window.history.pushState({}, "", event.currentTarget.getAttribute("href"));
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  function edge(one, measure, most, data, layer) {
    var value = one.value[measure] || 0, isBack = data.nodes[one.to].y <= data.nodes[one.from].y;
    var at = one.href ? made("a", {href: one.href, tabindex: "-1"}, layer) : made("g", {}, layer);
    if (one.href) { at.addEventListener("click", follow); }
    at.setAttribute("class", "way" + (isBack ? " back" : "") + (one.value.count ? "" : " withheld"));
    made("title", {}, at).textContent = one.name + ": " + (one.said[measure] || one.said.count);
    made("path", {d: path(one.curve), "class": "wide"}, at);
    made("path", {
      d: path(one.curve), "class": "line", "stroke-width": (1 + 5 * Math.sqrt(value / most)).toFixed(2),
      "marker-end": "url(#map-arrow" + (isBack ? "-back" : "") + ")"
    }, at);
    if (one.said[measure]) {
      var middle = one.curve[Math.floor(one.curve.length / 2)];
      made("text", {x: middle[0], y: middle[1], "class": "said"}, at).textContent = one.said[measure];
    }
  }

  function node(one, data, layer) {
    if (!one.name) { made("circle", {cx: one.x, cy: one.y, r: 8, "class": "end"}, layer); return; }
    var at = made("g", {"class": "step"}, layer), box = data.box, said = lines(one.name);
    made("title", {}, at).textContent = one.name + (one.said ? ": " + one.said : "");
    made("rect", {x: one.x - box[0] / 2, y: one.y - box[1] / 2, width: box[0], height: box[1], rx: 4}, at);
    said.forEach(function (line, n) {
      var y = one.y + (n - (said.length - 1) / 2) * 13 - (one.said ? 4 : -4);
      made("text", {x: one.x, y: y, "class": "name"}, at).textContent = line;
    });
    if (one.said) { made("text", {x: one.x, y: one.y + box[1] / 2 - 4, "class": "count"}, at).textContent = one.said; }
  }

  function arrows(svg) {
    var defs = made("defs", {}, svg);
    ["", "-back"].forEach(function (kind) {
      var marker = made("marker", {
        id: "map-arrow" + kind, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8,
        markerUnits: "userSpaceOnUse", orient: "auto"
      }, defs);
      made("path", {d: "M0,0L8,4L0,8z", "class": "arrow" + kind}, marker);
    });
  }

  function percent(part, whole) {
    return whole ? (100 * part / whole).toLocaleString("da-DK", {maximumFractionDigits: 0}) : "–";
  }

  function told(data, shown, activities, paths) {
    var cases = 0, events = 0;
    data.coverage.forEach(function (of) { if (of[0] <= activities && of[1] <= paths) { cases += of[2]; } });
    shown.forEach(function (one) { events += one.count; });
    return data.told.replace("[activities]", shown.length).replace("[cases]", percent(cases, data.cases))
      .replace("[events]", percent(events, data.events));
  }

  window.dash_clientside.process_map = {
    draw: function (data, activities, paths, measure) {
      var place = document.getElementById("process-map");
      if (!data || !place) { return window.dash_clientside.no_update; }
      var isShown = data.nodes.map(function (one) { return one.level <= activities; });
      var ways = data.edges.filter(function (one) {
        return isShown[one.from] && isShown[one.to] && (one.keeps || one.rank <= paths);
      });
      var most = ways.reduce(function (high, one) { return Math.max(high, one.value[measure] || 0); }, 1);
      // Whole where it can still be read, else scrolled.
      var width = data.width + 120, height = data.height + 24;
      var scale = Math.min(1, Math.max(0.62, (place.clientWidth - 4) / width));
      var svg = made("svg", {
        viewBox: [-20, -12, width, height].join(" "), width: width * scale, height: height * scale,
        "aria-hidden": "true", focusable: "false"
      });
      arrows(svg);
      var under = made("g", {}, svg), over = made("g", {}, svg);
      ways.forEach(function (one) { edge(one, measure, most, data, under); });
      data.nodes.forEach(function (one, n) { if (isShown[n]) { node(one, data, over); } });
      var isFirst = !place.firstChild;
      place.replaceChildren(svg);
      if (isFirst) { place.scrollLeft = data.nodes[data.begin].x * scale - place.clientWidth / 2; }
      var steps = data.nodes.filter(function (one, n) { return isShown[n] && one.name; });
      return told(data, steps, activities, paths);
    }
  };
})();
