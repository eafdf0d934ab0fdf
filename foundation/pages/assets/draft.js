// A draft on the person's own phone. Nothing is kept before they ask for it, and all of it goes when they send.
// It lies under a key that tells nobody the code: whoever has the code needs no draft to answer.
"use strict";

(() => {
  const box = document.querySelector("[data-draft]");
  const PREFIX = "heard-draft-";
  const LONGEST = 30 * 24 * 60 * 60 * 1000; // a survey is open no longer than that
  const key = PREFIX + box.dataset.draft;
  let store;
  try {
    store = window.localStorage;
    forgetOldOnes();
  } catch {
    return; // a browser that keeps nothing
  }

  if ("sent" in box.dataset) {
    store.removeItem(key);
    return;
  }
  const form = document.querySelector("[data-answers]");
  const begins = "begins" in box.dataset;
  const kept = read();
  box.hidden = false;
  show("found", kept && begins);
  show("offer", form && !kept);
  show("kept", form && kept && !begins);
  show("kept-or-found", kept);

  let keeping = Boolean(kept) && !begins;
  if (keeping) keep();
  part("keep").addEventListener("click", () => {
    keeping = true;
    keep();
    show("offer", false);
    show("kept", true);
    show("kept-or-found", true);
  });
  part("go-on").addEventListener("click", goOn);
  part("remove").addEventListener("click", () => {
    store.removeItem(key);
    window.location.replace(window.location.pathname);
  });
  if (form) {
    form.addEventListener("input", () => keeping && keep());
    form.addEventListener("submit", () => keeping && keep());
  }

  function part(name) {
    return box.querySelector(`[data-draft-${name}]`);
  }

  function show(name, visible) {
    part(name).hidden = !visible;
  }

  function read() {
    try {
      return JSON.parse(store.getItem(key));
    } catch {
      return null;
    }
  }

  function keep() {
    const fields = [...new FormData(form)].filter(([name]) => name !== "ticket");
    try {
      store.setItem(key, JSON.stringify({ at: Date.now(), query: new URL(form.action).search, fields }));
    } catch {
      keeping = false; // no room: say so rather than promise
      show("kept", false);
      show("offer", true);
    }
  }

  // The server draws the page with these answers: the same page as for whoever never left.
  function goOn() {
    const again = document.createElement("form");
    again.method = "post";
    again.action = window.location.pathname + kept.query;
    for (const [name, value] of [...kept.fields, ["go", "show"]]) {
      const field = document.createElement("textarea"); // keeps line breaks
      field.name = name;
      field.value = value;
      again.append(field);
    }
    again.hidden = true;
    document.body.append(again);
    again.submit();
  }

  function forgetOldOnes() {
    for (const name of Object.keys(store).filter((it) => it.startsWith(PREFIX))) {
      let at = 0;
      try {
        at = JSON.parse(store.getItem(name)).at;
      } catch {
        // not ours any more: it goes too
      }
      if (!(Date.now() - at < LONGEST)) store.removeItem(name);
    }
  }
})();
