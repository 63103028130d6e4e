// Runs before anything else: keeps what a scanner types while the page loads, and sets the night profile without a flash.
(function () {
  "use strict";
  var keys = [];
  window.medcircuitEarly = {
    keys: keys,
    keep: function (event) {
      keys.push(event);
    },
  };
  document.addEventListener("keydown", window.medcircuitEarly.keep, true);
  try {
    var theme = localStorage.getItem("theme.shown");
    if (theme) document.documentElement.dataset.theme = theme;
  } catch {
    // A browser without storage shows the day profile until the clock is known.
  }
})();
