// The chat page: shows the lines of a talk, and sends each message until the server says that it is kept.
"use strict";

const main = document.getElementById("main");
const lines = document.getElementById("lines");
const choices = document.getElementById("choices");
const typing = document.getElementById("typing");
const connection = document.getElementById("connection");
const form = document.getElementById("say");
const text = document.getElementById("text");

const LONGEST = 8000; // more than Parley reads, so that it can say so itself
const SLOWEST = 15000;
const PENDING = `pending ${main.dataset.role} ${main.dataset.thread}`;

const shown = new Set();
const own = new Map();
let pending = load();
let position = "";
let socket = null;
let wait = 500;
let patience = 0;

function load() {
  try {
    return JSON.parse(sessionStorage.getItem(PENDING)) ?? [];
  } catch {
    return [];
  }
}

function keep() {
  try {
    sessionStorage.setItem(PENDING, JSON.stringify(pending));
  } catch {
    // Storage may be off; then messages survive a lost connection, but not a reload.
  }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
}

function address() {
  const query = new URLSearchParams({ thread: main.dataset.thread });
  if (main.dataset.role) query.set("as", main.dataset.role);
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/ws?${query}`;
}

function connect() {
  socket = new WebSocket(address());
  socket.addEventListener("open", begin);
  socket.addEventListener("message", (event) => take(JSON.parse(event.data)));
  socket.addEventListener("close", comeBack);
}

function begin() {
  wait = 500;
  connection.textContent = "";
  hello();
  pending.forEach(send);
}

function hello() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  send({ type: "hello", after: position, zone, locale: navigator.language });
}

function comeBack() {
  typing.hidden = true;
  connection.textContent = "The connection is lost. Trying again …";
  setTimeout(connect, wait * (0.75 + Math.random() / 2));
  wait = Math.min(wait * 2, SLOWEST);
}

function send(frame) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

function take(frame) {
  if (frame.type === "line") showLine(frame);
  if (frame.type === "ack") acknowledged(frame.id);
  if (frame.type === "typing") showTyping();
  if (frame.type === "refused") refused(frame);
  if (frame.type === "line" || frame.type === "typing") toEnd();
}

function showTyping() {
  typing.hidden = false;
  clearTimeout(patience);
  patience = setTimeout(() => (typing.hidden = true), SLOWEST);
}

function showLine(frame) {
  if (shown.has(frame.key)) return;
  shown.add(frame.key);
  position = frame.position;
  if (frame.mine && own.has(frame.id)) return own.get(frame.id).classList.remove("waiting");
  bubble(frame.text, frame.mine);
  if (!frame.mine) {
    typing.hidden = true;
    showChoices(frame.choices);
  } else {
    showChoices([]);
  }
}

function bubble(words, mine) {
  const element = document.createElement("p");
  element.className = `bubble ${mine ? "mine" : "theirs"}`;
  element.dir = "auto";
  const who = document.createElement("span");
  who.className = "hidden";
  who.textContent = mine ? "You: " : "Parley: ";
  element.append(who, ...withLinks(words));
  lines.append(element);
  return element;
}

function withLinks(words) {
  return words.split(/(https?:\/\/[^\s]+[^\s.,;:!?)\]}'"])/).map((part, index) => {
    if (index % 2 === 0) return part;
    const link = document.createElement("a");
    link.href = part;
    link.textContent = part;
    link.target = "_blank";
    link.rel = "noopener";
    return link;
  });
}

function showChoices(offered) {
  choices.replaceChildren(
    ...offered.map((choice) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = choice.label;
      button.addEventListener("click", () => tap(choice));
      return button;
    }),
  );
}

function acknowledged(id) {
  pending = pending.filter((each) => each.id !== id);
  keep();
  own.get(id)?.classList.remove("waiting");
}

function refused(frame) {
  if (!frame.id && frame.after > 0) setTimeout(hello, frame.after * 1000);
  const message = pending.find((each) => each.id === frame.id);
  if (!message) return;
  if (frame.after > 0) setTimeout(() => send(message), frame.after * 1000);
  else acknowledged(frame.id);
}

function post(frame, words) {
  const message = { ...frame, id: newId() };
  pending.push(message);
  keep();
  const element = bubble(words, true);
  element.classList.add("waiting");
  own.set(message.id, element);
  showChoices([]);
  send(message);
  toEnd();
}

function say() {
  const words = text.value.slice(0, LONGEST);
  if (!words.trim()) return;
  text.value = "";
  fit();
  post({ type: "say", text: words }, words);
}

function tap(choice) {
  post({ type: "tap", token: choice.token, label: choice.label }, choice.label);
  text.focus({ preventScroll: true });
}

function fit() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

function toEnd() {
  lines.scrollTop = lines.scrollHeight;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  say();
});
text.addEventListener("input", fit);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    say();
  }
});
connect();
