"use strict";
/* Begins when the page is read: unpacks the facts, takes the view from the address, draws. */
(async () => {
  const failed = (text) => H.fill(document.getElementById("panel"), H.el("p", { class: "problem" }, text));
  if (typeof DecompressionStream === "undefined") {
    failed("This browser is too old to unpack the page: Chrome or Edge 80, Firefox 113, Safari 16.4 or newer can.");
    return;
  }
  try {
    await H.facts.fromPage();
  } catch (error) {
    failed(`The facts of this page can't be unpacked (${error.message}): it was not saved as a whole.`);
    return;
  }
  H.theme.start();
  H.state.fromAddress();
  H.live.start();
  H.bar.start(document.getElementById("bar"));
  H.tabs.start(document.getElementById("tabs"));
  addEventListener("hashchange", () => H.state.fromAddress());
  performance.mark("hemolog-ready");
  document.documentElement.dataset.ready = "yes";
})();
