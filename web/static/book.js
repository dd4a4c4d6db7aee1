// The booking page is whole without this: it only finds the visitor's zone and keeps the times fresh.
"use strict";

const EVERY = 30000;

function detectZone() {
  const form = document.querySelector("[data-zone-form]");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!form || !zone) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `parley_tz=${zone}; path=/; max-age=31536000; SameSite=Lax${secure}`;
  const kept = document.cookie.includes("parley_tz=");
  if (form.dataset.zoneFrom === "host" && kept) location.reload();
}

function changeZoneAtOnce() {
  const form = document.querySelector("[data-zone-form]");
  if (!form) return;
  form.querySelector("button").hidden = true;
  form.querySelector("select").addEventListener("change", () => form.requestSubmit());
}

async function refresh() {
  const place = document.querySelector("[data-live]");
  if (!place || !place.dataset.live || document.visibilityState !== "visible") return;
  try {
    const response = await fetch(place.dataset.live, { headers: { Accept: "text/html" } });
    if (response.ok) put(place, await response.text());
  } catch {
    // The network is away; the next look will tell.
  }
}

function put(place, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const before = [...place.querySelectorAll("button")].map((each) => each.value).join();
  const after = [...fresh.querySelectorAll("button")].map((each) => each.value).join();
  if (before === after) return;
  const focused = document.activeElement?.value;
  place.replaceChildren(...fresh.body.childNodes);
  if (focused) place.querySelector(`button[value="${CSS.escape(focused)}"]`)?.focus();
}

detectZone();
changeZoneAtOnce();
setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
