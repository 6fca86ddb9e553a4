"use strict";
/* A page that comes from a server asks it for newer facts, and draws what has changed where the reader is. */
H.live = (() => {
  const [OFTEN, SELDOM, LONGEST] = [2_000, 10_000, 60_000]; // milliseconds
  const LIVELY = 30_000; // after a change: the next trial of a search begins soon
  let status = null;
  let timer = 0;
  let tag = null;
  let failures = 0;
  let changed = 0;
  let waiting = null; // a history that can't be drawn yet
  let held = false; // the pointer is down

  let problem = "";

  const say = (text, gone = false) => {
    if (status.textContent !== text) H.fill(status, text);
    status.classList.toggle("gone", gone);
  };

  /** Whether something is under the reader's hand that drawing anew would take away. */
  const busy = () => {
    const at = document.activeElement;
    const typing = document.getElementById("panel").contains(at) && at.matches("input:not([type=checkbox]), select, textarea");
    return held || typing || document.querySelector(".popover") !== null;
  };

  /** Where the focus is within the panel: the numbers of its ancestors among their siblings. */
  const path = (panel) => {
    const steps = [];
    for (let at = document.activeElement; at !== panel; at = at.parentElement) {
      if (!at || at === document.body) return null;
      steps.unshift([...at.parentElement.children].indexOf(at));
    }
    return steps;
  };

  const refocus = (panel, steps, tagName) => {
    const found = steps.reduce((at, step) => at?.children[step], panel);
    if (found?.tagName === tagName && document.activeElement === document.body) found.focus({ preventScroll: true });
  };

  /** Draw the tab anew; what is looked at stays where it is. */
  const redraw = () => {
    const panel = document.getElementById("panel");
    const [steps, tagName] = [panel.contains(document.activeElement) ? path(panel) : null, document.activeElement?.tagName];
    const [x, y] = [scrollX, scrollY];
    panel.style.minHeight = `${panel.offsetHeight}px`; // Else the page is short for a moment, and scrolls up.
    H.bar.update();
    H.tabs.redraw();
    const settle = () => {
      scrollTo(x, y);
      if (steps?.length) refocus(panel, steps, tagName);
    };
    settle();
    setTimeout(() => {
      settle();
      panel.style.minHeight = "";
    }, 300);
  };

  const about = ({ branch, head }) => (branch ? `${branch} at ${head.slice(0, 7)}` : head.slice(0, 7));

  const takeWaiting = () => {
    if (!waiting || busy()) return;
    const { board, running } = waiting;
    waiting = null;
    H.facts.take({ ...board, running });
    H.chosen.forget();
    H.fill(document.querySelector("header.page .faint"), about(board.repository));
    redraw();
  };

  const take = ({ version, board, running, problem: told }) => {
    problem = told;
    const before = JSON.stringify(H.facts.all.running);
    if (board) waiting = { board: { ...board, version }, running };
    else if (waiting) waiting.running = running;
    if (JSON.stringify(running) !== before) {
      H.facts.all.running = running;
      H.running.refresh();
      H.tabs.tell(["running"]);
    }
    takeWaiting();
  };

  const ask = async () => {
    const { version } = waiting?.board ?? H.facts.all;
    const answer = await fetch(`/facts?version=${version}`, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
    if (answer.status === 304) return;
    if (!answer.ok) throw new Error(answer.statusText);
    take(await answer.json());
    tag = answer.headers.get("ETag");
    changed = Date.now();
  };

  const pause = () => {
    if (failures) return Math.min(LONGEST, OFTEN * 2 ** (failures - 1));
    const lively = H.facts.all.running.trials.length || Date.now() - changed < LIVELY;
    return lively && !document.hidden ? OFTEN : SELDOM;
  };

  const turn = async () => {
    clearTimeout(timer);
    timer = -1;
    try {
      await ask();
      failures = 0;
      say(problem ? `As of before: ${H.format.text(problem, 200)}` : "Live", Boolean(problem));
    } catch {
      failures += 1;
      say(`The server is gone: what you see is of before. Asking again in ${Math.round(pause() / 1000)} s`, true);
    }
    timer = setTimeout(turn, pause());
  };

  const soon = () => {
    if (timer !== -1 && !document.hidden) turn(); // -1: it is being asked.
  };

  const start = () => {
    status = H.el("span", { id: "live", role: "status", class: "faint" }, "Live");
    document.querySelector("header.page").append(status);
    document.addEventListener("pointerdown", () => (held = true), true);
    for (const end of ["pointerup", "pointercancel", "blur"]) addEventListener(end, () => (held = false), true);
    document.addEventListener("visibilitychange", soon);
    addEventListener("online", soon);
    setInterval(() => (takeWaiting(), H.running.tick()), 1_000);
    timer = setTimeout(turn, OFTEN);
  };

  return {
    /** Whether this page comes from a server. */
    on: false,
    /** Begin to ask, if it does. */
    start() {
      this.on = Boolean(H.facts.all.version);
      if (this.on) start();
    },
  };
})();
