// The page for trying out: opens the invitee's side once there is a host, and shows new mails.
"use strict";

const mails = document.getElementById("mails");
const renamed = document.getElementById("renamed");

async function showMails() {
  const response = await fetch(mails.dataset.fetch);
  if (!response.ok) return;
  const html = await response.text();
  if (html === mails.dataset.last) return;
  mails.dataset.last = html;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  mails.replaceChildren(...fresh.body.childNodes);
}

async function hostLink() {
  const response = await fetch("/try/link");
  return response.ok ? (await response.json()).link : null;
}

async function openHost() {
  const link = await hostLink();
  if (link) location.replace(`${link}/chat?as=invitee`);
}

async function noticeNewName() {
  const link = await hostLink();
  const frame = document.getElementById("invitee");
  const opened = frame.contentWindow.location.pathname;
  const same = opened.split("/")[1] === link?.split("/")[1];
  renamed.hidden = !link || same || !opened.startsWith("/@");
  if (renamed.hidden) return;
  const there = `${link}/chat?as=invitee`;
  renamed.querySelector("a").href = there;
  // Nothing was said yet, so nothing is lost.
  if (!frame.contentDocument.querySelector(".mine")) frame.src = there;
}

async function look() {
  try {
    if (mails) await Promise.all([showMails(), noticeNewName()]);
    else await openHost();
  } catch {
    // The server is away; the next look will tell.
  }
  setTimeout(look, 1500);
}

look();
