// Talks without reloading the page. Everything here also works without it: each form posts to the server by itself.

const log = document.querySelector("#log");
const composer = document.querySelector("#composer");
const text = composer.querySelector("textarea");
const quick = window.matchMedia("(pointer: fine)").matches;
const patience = 90_000;
let waiting = false;
let unsent = null;

document.querySelector(".composer__keys").hidden = !quick;
offerCopies(document);
log.querySelector(".turn:last-child")?.scrollIntoView({ block: "start" });

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-chat-form]")) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  const said = (event.submitter?.textContent || "").trim();
  send(body, form === composer ? text.value.trim() : said, form !== composer);
});

text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !quick) return;
  event.preventDefault();
  composer.requestSubmit();
});

async function send(body, said, byButton) {
  if (waiting || !said) return;
  setWaiting(true);
  body.set("event", unsent?.said === said ? unsent.event : crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
  unsent = { said, event: body.get("event") };
  const turn = beginTurn(said);
  if (!byButton) text.value = "";
  const thinking = showThinking(turn);
  try {
    turn.append(await fetchReplies(body));
    unsent = null;
    retire(turn);
  } catch (problem) {
    turn.append(build("div", "reply reply--error", problem.message));
    if (!byButton && !text.value) text.value = said;
  } finally {
    thinking.remove();
    setWaiting(false);
  }
  finish(turn, byButton);
}

async function fetchReplies(body) {
  const lost = "I could not reach the server. Check the connection, then send it again: it will count once.";
  const answer = await fetch("/chat", {
    method: "POST",
    body: new URLSearchParams(body),
    headers: { "Soundings-Part": "1" },
    signal: AbortSignal.timeout?.(patience),
  })
    .catch(() => { throw new Error(lost); });
  if (!answer.ok) {
    const said = await answer.json().catch(() => ({}));
    throw new Error(said.detail || "Something went wrong on our side. Please try again.");
  }
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  offerCopies(template.content);
  return template.content;
}

function beginTurn(said) {
  document.querySelector(".welcome").classList.add("welcome--done");
  const turn = build("div", "turn");
  const mine = build("div", "said");
  mine.append(build("p", "said__who", "You"), build("div", "said__words", said));
  turn.append(mine);
  log.append(turn);
  return turn;
}

function showThinking(turn) {
  const thinking = build("p", "thinking");
  const dots = build("span", "thinking__dots");
  dots.setAttribute("aria-hidden", "true");
  dots.append(...[1, 2, 3].map(() => document.createElement("span")));
  const words = build("span", "", "Soundings is thinking …");
  thinking.append(dots, words);
  turn.append(thinking);
  setTimeout(() => { words.textContent = "Still looking, one moment …"; }, 8000);
  thinking.scrollIntoView({ block: "nearest" });
  return thinking;
}

// Buttons of earlier turns belong to what was asked then; those that send a draft stay until others do, or it is sent.
function retire(turn) {
  const settled = turn.querySelector(".choices--sending, .reply--receipt");
  for (const old of log.querySelectorAll(".choices")) {
    if (!turn.contains(old) && (settled || !old.matches(".choices--sending"))) old.remove();
  }
}

// Somebody who pressed a button is taken to the reply; somebody who types stays where they type, but on a phone the
// keyboard makes way for the reply.
function finish(turn, byButton) {
  turn.scrollIntoView({ block: "start" });
  const replies = turn.querySelector(".replies");
  if (byButton && replies) replies.focus({ preventScroll: true });
  else if (quick) text.focus({ preventScroll: true });
  else text.blur();
}

function setWaiting(is) {
  waiting = is;
  composer.querySelector("button").setAttribute("aria-disabled", String(is));
  log.setAttribute("aria-busy", String(is));
}

function offerCopies(place) {
  for (const button of place.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  const code = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(code.textContent.trim());
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(code);
    button.textContent = "Selected: now press Ctrl and C";
  }
}

function build(tag, name, words) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (words) made.textContent = words;
  return made;
}
