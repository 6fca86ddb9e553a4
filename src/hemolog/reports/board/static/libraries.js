"use strict";
/* Plotly and DataTables stand in the page compressed, and run when a tab first needs them. */
H.library = (() => {
  const wanted = new Map();
  let running = 0;

  /** Say that what the tab shows is not all there yet. */
  const busy = (more) => {
    running += more;
    document.getElementById("panel").setAttribute("aria-busy", String(running > 0));
  };

  const run = async (id) => {
    busy(1);
    const script = document.createElement("script");
    // The page's policy admits this very text, by its hash.
    script.textContent = await new Response(H.unpacked(id)).text();
    document.head.append(script);
    script.remove();
    busy(-1);
  };

  /** Run a library, if it hasn't yet: "plotly" (global `Plotly`) or "tables" (globals `DataTable`, `jQuery`). */
  return (id) => {
    if (!wanted.has(id)) wanted.set(id, run(id));
    return wanted.get(id);
  };
})();

/** What a compressed block of the page holds, as a stream of bytes. */
H.unpacked = (id) => {
  const text = atob(document.getElementById(id).textContent.trim());
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
};
