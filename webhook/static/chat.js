// Makes the web chat's page live. Everything here also works, one reload at a time, without it.

const page = document.body;
const path = page.dataset.path;
const form = document.getElementById("talk");
const log = document.getElementById("log");
const outgoing = document.getElementById("outgoing");
const scroll = document.getElementById("scroll");
const text = document.getElementById("text");
const picker = form.querySelector("input[type=file]");
const attached = document.getElementById("attached");
const quoting = document.getElementById("quoting");
const problem = document.getElementById("problem");
const newest = document.getElementById("newest");
const offline = document.getElementById("offline");
const MEGABYTE = 1 << 20;
const LIMITS = { file: 20 * MEGABYTE, all: 40 * MEGABYTE, count: 10 };
const POLL = 5000;
const ASK = 2000;
const TYPING = 6000;
const STREAMS = 3;

const sources = new WeakMap();
let files = [];
let version = page.dataset.version;
let posts = 0;

document.documentElement.classList.add("live");

// What is on the screen

// The list is laid out from its end: 0 is the newest line, and there it stays by itself while lines are added.
const atEnd = () => scroll.scrollTop > -80;

function toEnd() {
  scroll.scrollTop = 0;
}

function element(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content.firstElementChild;
}

/** Brings the list to what the server shows, touching only what differs. */
function show(view) {
  if (!view || view.version === version) return;
  const follow = atEnd();
  const known = new Set([...log.children].map((item) => item.id));
  const focused = document.activeElement?.closest("#log > li")?.id;
  const wanted = new Set(view.items.map(([id]) => id));
  const past = view.older ? saidBefore(wanted) : new Set();
  for (const old of [...log.children]) if (!wanted.has(old.id) && !past.has(old)) old.remove();
  let before = [...past].at(-1);
  for (const [id, html] of view.items) {
    const day = document.getElementById(id);
    if (!past.has(day)) before = place(id, html, before);
    else if (!stillShows(day, html)) day.innerHTML = element(html).innerHTML; // «Hoy» is over
  }
  if (!past.size) goesOn(view.older);
  version = view.version;
  typing.hidden = true;
  const items = [...log.children];
  const shown = items.findLastIndex((item) => known.has(item.id));
  notice(items.slice(shown + 1).filter((item) => item.matches(".ours")), follow);
  document.querySelector(".empty")?.remove();
  if (focused && !log.contains(document.activeElement)) refocus();
  if (follow) toEnd();
  else newest.hidden = false;
}

/** What stands before the first line of a view: it is over, and stays as it is. */
function saidBefore(wanted) {
  const items = [...log.children];
  return new Set(items.slice(0, Math.max(0, items.findIndex((item) => wanted.has(item.id) && item.matches(".line")))));
}

/** Where there is a keyboard; on a telephone it would cover half of the page. */
function refocus() {
  if (matchMedia("(pointer: fine)").matches) text.focus({ preventScroll: true });
}

function place(id, html, before) {
  const old = document.getElementById(id);
  const item = old ? (stillShows(old, html) ? old : renew(old, element(html))) : element(html);
  if (!old) item.classList.add("new");
  sources.set(item, html);
  const next = before ? before.nextElementSibling : log.firstElementChild;
  if (item !== next) log.insertBefore(item, next);
  return item;
}

/** What a screen reader has read is left alone where only photos came, or its marks or the choices below it changed. */
function renew(old, item) {
  const [was, is] = [old, item].map((each) => [...each.querySelectorAll(".bubble > :not(footer, figure)")]);
  if (!is.length || was.length !== is.length || !was.every((part, place) => part.isEqualNode(is[place]))) {
    old.querySelectorAll(":scope > .unread").forEach((divider) => item.prepend(divider));
    old.replaceWith(item);
    return item;
  }
  const [marks, renewed] = [old, item].map((each) => each.querySelector("footer"));
  if (!marks.isEqualNode(renewed)) marks.replaceWith(renewed);
  for (const photos of item.querySelectorAll("figure")) {
    if (!document.getElementById(photos.id)) old.querySelector("footer").before(photos);
  }
  old.querySelector(".choices")?.remove();
  old.append(...item.querySelectorAll(".choices"));
  return old;
}

/** Items that came with the page have no remembered source: they are compared as they stand. */
function stillShows(item, html) {
  return sources.has(item) ? sources.get(item) === html : item.isEqualNode(element(html));
}

scroll.addEventListener("scroll", () => {
  if (!atEnd()) return;
  newest.hidden = true;
  seen();
}, { passive: true });
newest.addEventListener("click", () => {
  scroll.classList.add("smooth");
  toEnd();
  scroll.classList.remove("smooth");
});

// What was not seen yet

const title = document.title;
let unseen = 0;

/** Counts what came while nobody looked, in the title, and marks where it begins; what was said before is no news. */
function notice(arrived, follow) {
  if (!arrived.length || (looking() && follow)) return;
  if (!unseen) {
    forgetUnseen();
    const divider = element('<p class="unread"></p>');
    divider.textContent = page.dataset.unread;
    arrived[0].prepend(divider);
  }
  unseen += arrived.length;
  alertOf(arrived.at(-1));
  document.title = `(${unseen}) ${title}`;
}

const looking = () => !document.hidden && (window !== top || document.hasFocus());

function seen() {
  if (!looking() || !atEnd()) return;
  unseen = 0;
  document.title = title;
}

function forgetUnseen() {
  for (const divider of log.querySelectorAll(".unread")) divider.remove();
}

document.addEventListener("visibilitychange", seen);
addEventListener("focus", seen);

// News

function news() {
  return fetch(`${path}/news?since=${version}&${scope}`)
    .then((answer) => {
      if (answer.status === 403) location.reload();
      if (answer.status >= 500) throw new Error(answer.status); // as if nobody answered
      writes(decodeURIComponent(answer.headers.get("Writing") || ""));
      return answer.status === 200 ? answer.json() : null;
    })
    .then(show);
}

const scope = new URLSearchParams({ last: new URLSearchParams(location.search).get("last") || "", ticket: page.dataset.only });

// Who is writing

const typing = document.getElementById("typing");
let typed = 0;
let forgets;

text.addEventListener("input", () => {
  if (!text.value.trim() || Date.now() - typed < TYPING / 2) return;
  typed = Date.now();
  const about = new URLSearchParams({ token: form.elements.token.value, quoted: quoted.value });
  fetch(`${path}/typing`, { method: "POST", body: about }).catch(() => {});
});

function writes(name) {
  if (!name) return;
  const follow = atEnd();
  typing.firstElementChild.textContent = name;
  typing.hidden = false;
  clearTimeout(forgets);
  forgets = setTimeout(() => { typing.hidden = true; }, TYPING);
  if (follow) toEnd();
}

// What was said earlier

const older = document.querySelector(".older");
let asked = null;

/** From where on there is more; empty where that was all. */
function goesOn(from) {
  older.dataset.before = from;
  older.hidden = !from;
}

/** Earlier messages come in above what is read, which stays where it is; nobody has them read out. */
async function earlier() {
  const answer = await fetch(`${path}/news?before=${older.dataset.before}&ticket=${page.dataset.only}`).catch(() => null);
  if (!answer?.ok) return;
  const view = await answer.json();
  log.parentElement.setAttribute("aria-live", "off");
  for (const [id] of view.items) document.getElementById(id)?.remove(); // the day that goes on
  log.prepend(...view.items.map(([, html]) => element(html)));
  setTimeout(() => log.parentElement.setAttribute("aria-live", "polite"));
  goesOn(view.older);
}

function goBack() {
  if (!older.hidden) asked ||= earlier().finally(() => { asked = null; });
}

older.addEventListener("click", (event) => {
  event.preventDefault();
  goBack();
});
new IntersectionObserver(([seen]) => { if (seen.isIntersecting) goBack(); }, { root: scroll, rootMargin: "600px" }).observe(older);

/** A browser opens six connections to a host, so that its pages have three streams in all: the others ask. */
async function follow() {
  for (let place = 0; navigator.locks && place < STREAMS; place++) if (await takes(`stream ${place}`)) return listen();
  if (!navigator.locks) return listen();
  await news().then(() => { offline.hidden = true; }, () => { offline.hidden = false; });
  setTimeout(follow, ASK);
}

/** Whether this page has the lock from now on, as long as it is open. */
function takes(name) {
  return new Promise((taken) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      taken(Boolean(lock));
      return lock && new Promise(() => {});
    });
  });
}

function listen() {
  const stream = new EventSource(`${path}/events?since=${version}&${scope}`);
  stream.onmessage = (event) => show(JSON.parse(event.data));
  stream.onopen = () => { offline.hidden = true; };
  stream.addEventListener("typing", (event) => writes(JSON.parse(event.data)));
  stream.addEventListener("gone", () => { stream.close(); location.reload(); });
  stream.addEventListener("crowded", () => { stream.close(); setTimeout(listen, POLL); });
  stream.onerror = () => {
    if (stream.readyState !== EventSource.CLOSED) return;
    news().then(() => { offline.hidden = true; }, () => { offline.hidden = false; });
    setTimeout(listen, POLL);
  };
}

// To send

function submission(choice) {
  const data = new FormData();
  for (const hidden of form.querySelectorAll("input[type=hidden]")) data.append(hidden.name, hidden.value);
  data.set("once", `${data.get("once")}.${++posts}`);
  if (choice) data.set(choice.name, choice.value);
  if (!choice || files.length) {
    data.set("text", text.value);
    for (const file of files) data.append("file", file, file.name);
  }
  return data;
}

function send(choice) {
  if (!choice && !text.value.trim() && !files.length) return text.focus();
  const data = submission(choice);
  forgetUnseen();
  const shown = pending(data.get("text") || "", choice, data.getAll("file"));
  if (!choice || files.length) clear();
  if (choice) refocus();
  enable(choice, false);
  post(data, shown, choice);
}

async function post(data, shown, choice) {
  shown.className = "line mine pending";
  shown.querySelector(".retry")?.remove();
  shown.querySelector("footer").textContent = page.dataset.sending;
  const bar = data.getAll("file").length ? progress(shown) : null;
  let answer, said;
  try {
    answer = await upload(data, bar);
    said = JSON.parse(answer.responseText);
  } catch {
    return unsent(data, shown, choice);
  }
  shown.remove();
  enable(choice, true);
  if (answer.status !== 200) return giveBack(data, said.problem);
  if (page.dataset.only) return location.assign(path); // what is answered may be about another ticket
  show(said);
  toEnd();
}

/** How much of the files is on its way, below the message. */
function progress(shown) {
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", page.dataset.sending);
  shown.querySelector("footer").append(bar);
  return bar;
}

/** Posts the form; what is fetched does not tell how much of it went out, so it is no fetch. */
function upload(data, bar) {
  return new Promise((answered, failed) => {
    const call = new XMLHttpRequest();
    call.open("POST", path);
    call.setRequestHeader("Accept", "application/json");
    call.onload = () => answered(call);
    call.onerror = failed;
    call.upload.onprogress = (event) => { if (bar) bar.value = event.loaded / event.total; };
    call.send(data);
  });
}

/** A choice is made once, until the answer is there. */
function enable(choice, able) {
  for (const button of choice?.parentElement.querySelectorAll("button") || []) button.disabled = !able;
}

/** What the server would not take returns to where it was written. */
function giveBack(data, why) {
  problem.textContent = why;
  problem.hidden = false;
  if (!text.value) text.value = data.get("text") || "";
  files = [...data.getAll("file"), ...files];
  showFiles();
}

function unsent(data, shown, choice) {
  shown.className = "line mine unsent";
  shown.querySelector("footer").replaceChildren();
  const retry = document.createElement("button");
  retry.type = "button";
  retry.className = "retry";
  retry.textContent = page.dataset.unsent;
  retry.setAttribute("aria-live", "assertive");
  retry.addEventListener("click", () => post(data, shown, choice));
  shown.append(retry);
  toEnd();
}

/** A message as it looks until the server has it. */
function pending(typed, choice, sent) {
  const words = [typed, ...sent.map((file) => file.name), choice ? (choice.lastElementChild || choice).textContent : ""];
  const item = element('<li><article class="bubble"><p class="text" dir="auto"></p><footer></footer></article></li>');
  item.querySelector("p").textContent = words.filter((word) => word.trim()).join("\n");
  outgoing.append(item);
  toEnd();
  return item;
}

function clear() {
  text.value = "";
  files = [];
  problem.hidden = true;
  showFiles();
  quote("");
  grow();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (button?.name === "quoted") quote(button.value);
  else if (button?.name === "edit") edit(button.value);
  else send(["choice", "quick"].includes(button?.name) ? button : null);
});

text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  send(null);
});

/** Escape takes back what would be sent along: first the reply, then the files. */
form.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  if (recorder) recorder.stop();
  else if (!quoting.hidden) quote("");
  else if (files.length) detach(...files);
  else return;
  event.preventDefault();
  text.focus();
});

// A reply

const quoted = form.querySelector(".composer input[name=quoted]");
const edits = form.querySelector(".composer input[name=edits]");

function quote(id) {
  recall(id, quoted, page.dataset.replying);
}

/** One's own message, to be said otherwise. */
function edit(id) {
  const line = recall(id, edits, page.dataset.editing);
  if (!line) return;
  text.value = line.querySelector(".text").textContent;
  grow();
}

/** Shows above the field which message the next one is about, and in which way; returns that message. */
function recall(id, field, how) {
  const line = id && document.getElementById(id);
  if (edits.value) text.value = "";
  quoted.value = edits.value = "";
  if (line) field.value = id;
  quoting.hidden = !line;
  if (!line) return null;
  quoting.querySelector("b").textContent = how;
  quoting.querySelector("span").textContent = line.querySelector(".head, .title, .text")?.textContent.slice(0, 120) || "…";
  text.focus();
  return line;
}

quoting.querySelector("a").addEventListener("click", (event) => {
  event.preventDefault();
  quote("");
  text.focus();
});

// One's tickets

const panel = document.getElementById("panel");
panel?.addEventListener("toggle", async () => {
  if (!panel.open) return;
  const answer = await fetch(`${path}/tickets?ticket=${page.dataset.only}`).catch(() => null);
  if (answer?.ok) document.getElementById("tickets").innerHTML = await answer.text();
});
document.addEventListener("click", (event) => { if (panel && !panel.contains(event.target)) panel.open = false; });
panel?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  panel.open = false;
  panel.firstElementChild.focus();
});

// Photos and files

function attach(more) {
  const all = [...files, ...more];
  const total = all.reduce((sum, file) => sum + file.size, 0);
  const fits = all.length <= LIMITS.count && total <= LIMITS.all && all.every((file) => file.size <= LIMITS.file);
  problem.hidden = fits;
  if (fits) files = all;
  else problem.textContent = page.dataset.tooBig;
  showFiles();
  text.focus();
}

function showFiles() {
  for (const image of attached.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  attached.replaceChildren(...files.map(thumbnail));
  attached.hidden = !files.length;
}

function thumbnail(file) {
  const item = element('<li><button type="button">×</button></li>');
  const shown = document.createElement(file.type.startsWith("image/") ? "img" : "span");
  if (shown.tagName === "IMG") {
    shown.src = URL.createObjectURL(file);
    shown.alt = file.name;
  } else {
    shown.className = "file";
    shown.textContent = file.name;
  }
  item.prepend(shown);
  item.lastElementChild.setAttribute("aria-label", `${page.dataset.remove}: ${file.name}`);
  item.lastElementChild.addEventListener("click", () => {
    detach(file);
    text.focus();
  });
  return item;
}

function detach(...unwanted) {
  files = files.filter((file) => !unwanted.includes(file));
  problem.hidden = true;
  showFiles();
}

picker.addEventListener("change", () => {
  const chosen = [...picker.files];
  picker.value = "";
  attach(chosen);
});

text.addEventListener("paste", (event) => {
  if (!event.clipboardData.files.length) return;
  event.preventDefault();
  attach([...event.clipboardData.files]);
});

const drop = document.getElementById("drop");
addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.hidden = !event.dataTransfer.types.includes("Files");
});
addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.hidden = true; });
addEventListener("drop", (event) => {
  event.preventDefault();
  drop.hidden = true;
  if (event.dataTransfer.files.length) attach([...event.dataTransfer.files]);
});

// A voice note

const mic = document.getElementById("mic");
const asks = text.placeholder;
let recorder = null;
let begins = null;

if (navigator.mediaDevices?.getUserMedia && window.MediaRecorder) {
  mic.hidden = false;
  mic.addEventListener("click", () => {
    if (recorder) recorder.stop();
    else begins ||= record().finally(() => { begins = null; }); // it may be pressed again while leave is asked
  });
}

/** Records until the button is pressed again; what was said is then attached, to be sent or taken away. */
async function record() {
  const sound = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
  if (!sound) return;
  const parts = [];
  recorder = new MediaRecorder(sound);
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = () => {
    const [type] = recorder.mimeType.split(";");
    sound.getTracks().forEach((track) => track.stop());
    recorder = null;
    mic.setAttribute("aria-pressed", "false");
    text.placeholder = asks;
    attach([new File(parts, `${page.dataset.voice}.${type.split("/")[1]}`, { type })]);
  };
  recorder.start();
  mic.setAttribute("aria-pressed", "true");
  text.placeholder = page.dataset.recording;
}

// A sound, for who wants it

const ALERTS = "ticketero alerts";
const bell = document.getElementById("alerts");

if (bell) {
  bell.hidden = false;
  bell.setAttribute("aria-pressed", String(wantsAlerts()));
  bell.addEventListener("click", () => {
    localStorage.setItem(ALERTS, wantsAlerts() ? "" : "yes");
    bell.setAttribute("aria-pressed", String(wantsAlerts()));
    if (wantsAlerts() && window.Notification?.permission === "default") Notification.requestPermission();
    if (wantsAlerts()) beep();
  });
}

function wantsAlerts() {
  return localStorage.getItem(ALERTS) === "yes";
}

/** Tells of what came while nobody looked. */
function alertOf(item) {
  if (!wantsAlerts()) return;
  beep();
  if (window.Notification?.permission !== "granted" || !document.hidden) return;
  try {
    new Notification(title, { body: item.querySelector(".text")?.textContent.slice(0, 120), tag: path });
  } catch {
    // Chrome on Android shows notices of service workers only.
  }
}

function beep() {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0.08, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.35);
  tone.frequency.value = 740;
  tone.connect(volume).connect(audio.destination);
  tone.onended = () => audio.close();
  tone.start();
  tone.stop(audio.currentTime + 0.35);
}

// A photo, larger

log.addEventListener("click", (event) => {
  const link = event.target.closest("a.photo");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const viewer = element('<dialog id="viewer"><img><p><a class="button"></a><button class="quiet"></button></p></dialog>');
  viewer.querySelector("img").src = link.querySelector("img").src;
  viewer.querySelector("img").alt = viewer.ariaLabel = link.querySelector("img").alt;
  Object.assign(viewer.querySelector("a"), { href: link.href, download: link.download, textContent: page.dataset.original });
  viewer.querySelector("button").textContent = page.dataset.close;
  viewer.addEventListener("click", (press) => { if (press.target.matches("dialog, button")) viewer.close(); });
  viewer.addEventListener("close", () => viewer.remove());
  page.append(viewer);
  viewer.showModal();
});

// The field grows with what is written, where the browser does not do it by itself

function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

text.addEventListener("input", grow);
grow();
if (window === top) refocus();
follow();
