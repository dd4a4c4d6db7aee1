// The page for trying out: opens the invitee's side once there is a host, and shows new mails.
"use strict";

const mails = document.getElementById("mails");

async function showMails() {
  const response = await fetch(mails.dataset.fetch);
  if (!response.ok) return;
  const html = await response.text();
  if (html === mails.dataset.last) return;
  mails.dataset.last = html;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  mails.replaceChildren(...fresh.body.childNodes);
}

async function openHost() {
  const response = await fetch("/try/link");
  const link = response.ok ? (await response.json()).link : null;
  if (link) location.replace(`${link}/chat?as=invitee`);
}

async function look() {
  try {
    await (mails ? showMails() : openHost());
  } catch {
    // The server is away; the next look will tell.
  }
  setTimeout(look, 1500);
}

look();
