// The shared tablet: pages are fetched and put in place, so that no address, history or storage of this browser holds
// what somebody answered. It begins again after each answer, and when nobody touches it.
"use strict";

(() => {
  const shell = document.querySelector("[data-tablet]");
  const first = new URL(shell.dataset.tablet, window.location);
  const seconds = (name) => Number(shell.dataset[name]) * 1000;
  const main = document.getElementById("main");
  const leaving = document.querySelector("[data-tablet-leave]");
  const leaveForm = leaving.querySelector("form");
  let asked = 0; // which request the page waits for: a late answer to an older one is dropped
  let timers = [];

  function say(name) {
    const said = shell.querySelector("[data-tablet-said]");
    said.replaceChildren(...(name ? [shell.querySelector(`[data-tablet-${name}]`).content.cloneNode(true)] : []));
  }

  function wait(...later) {
    timers.forEach(clearTimeout);
    timers = later.map(([after, what]) => setTimeout(what, after));
  }

  function begin() {
    main.replaceChildren();
    leaving.open = false;
    leaveForm.reset();
    say();
    fetchInto(first);
  }

  function touched() {
    if (shell.querySelector("[data-tablet-said]").childElementCount) say();
    if (main.querySelector("[data-thanks]")) {
      wait([seconds("thanks"), begin]);
      return;
    }
    wait([seconds("warn"), () => say("warning")], [seconds("idle"), begin]);
  }

  async function fetchInto(address, options = {}) {
    const mine = ++asked;
    let response;
    try {
      response = await fetch(address, { cache: "no-store", credentials: "omit", ...options });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (mine !== asked) return;
      const lost = response.status === 429 || response.status >= 500;
      if (lost && main.childElementCount) {
        say("failed");
        return;
      }
      show(page);
    } catch {
      if (mine === asked) say("failed");
    }
  }

  function show(page) {
    document.title = page.title;
    main.replaceChildren(...page.getElementById("main").childNodes);
    touched();
    const summary = main.querySelector(".govuk-error-summary");
    window.scrollTo(0, 0);
    (summary ?? main).setAttribute("tabindex", "-1");
    (summary ?? main).focus();
  }

  main.addEventListener("submit", (event) => {
    event.preventDefault();
    const answers = new URLSearchParams(new FormData(event.target, event.submitter));
    fetchInto(event.target.action, { method: "POST", body: answers });
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault(); // no link leads away from here
    const address = new URL(link.href, window.location);
    if (link.getAttribute("href").startsWith("#")) {
      document.getElementById(address.hash.slice(1))?.focus();
    } else if (main.contains(link) && address.pathname === first.pathname) {
      fetchInto(address);
    } else if (!main.contains(link)) {
      begin();
    }
  });

  document.querySelector("[data-tablet-again]").addEventListener("click", begin);
  leaveForm.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(leaveForm));
    leaveForm.reset();
    try {
      const { ok, status } = await fetch(leaveForm.action, { method: "POST", body, credentials: "omit" });
      if (ok) window.location.replace("/");
      else say(status === 429 ? "too-often" : "no-such-code");
    } catch {
      say("failed");
    }
  });

  for (const kind of ["pointerdown", "keydown", "input", "wheel"]) {
    document.addEventListener(kind, touched, { passive: true });
  }
  // Back stays here. Browsers skip an entry that was made without a touch, so it is made with one.
  const guard = () => history.state === "here" || history.pushState("here", "");
  document.addEventListener("pointerdown", guard);
  window.addEventListener("popstate", begin);
  // A page that comes back from the browser's memory must not bring answers back.
  window.addEventListener("pagehide", () => main.replaceChildren());
  window.addEventListener("pageshow", (event) => event.persisted && begin());

  begin();
})();
