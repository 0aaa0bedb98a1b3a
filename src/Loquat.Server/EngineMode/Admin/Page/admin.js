const refreshEvery = 5000;
const mostChannels = 200;

const $ = (id) => document.getElementById(id);
// Of this tab alone: closing it signs out.
let token = sessionStorage.getItem("token") ?? "";

/** Calls the server API. Errors are thrown as sentences; a token that has ended leads back to the password. */
async function call(method, params = {}) {
  const answer = await fetch(`admin/api/${method}`, {
    method: "POST",
    headers: {
      Authorization: `token ${token}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify(params),
  });
  if (answer.status === 401) {
    signOut();
    throw new Error("Please sign in.");
  }
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  const { result, error } = await answer.json();
  if (error) throw new Error(`${error.code}: ${error.message}`);
  return result;
}

async function signIn(password) {
  const answer = await fetch("admin/auth", {
    method: "POST",
    body: new URLSearchParams({ password }),
  });
  if (answer.status === 429)
    throw new Error(
      `Too many attempts. Try again in ${answer.headers.get("Retry-After")} seconds.`,
    );
  if (!answer.ok) throw new Error("That is not the password.");
  token = (await answer.json()).token;
  sessionStorage.setItem("token", token);
}

function signOut() {
  token = "";
  sessionStorage.removeItem("token");
  show();
}

function show() {
  $("sign-in").hidden = token !== "";
  $("overview").hidden = $("sign-out").hidden = token === "";
  if (token) return refresh();
  $("sign-in").querySelector("input").focus();
}

async function refresh() {
  const { nodes } = await call("info");
  $("nodes").replaceChildren(
    ...nodes.map((node) =>
      row(
        node.name,
        node.version,
        duration(node.uptime),
        number(node.num_clients),
        number(node.num_users),
        number(node.num_channels),
        number(node.num_subs),
      ),
    ),
  );
}

async function findChannels(pattern) {
  const { channels } = await call("channels", { pattern });
  const found = Object.entries(channels).sort(
    ([, a], [, b]) => b.num_clients - a.num_clients,
  );
  $("channels").replaceChildren(
    ...found
      .slice(0, mostChannels)
      .map(([name, { num_clients }]) => row(name, number(num_clients))),
  );
  $("more").hidden = found.length > 0 && found.length <= mostChannels;
  $("more").textContent =
    found.length === 0
      ? "No channel has a subscriber."
      : `The ${mostChannels} fullest of ${found.length}.`;
}

function row(...cells) {
  const line = document.createElement("tr");
  for (const cell of cells) {
    const place = line.insertCell();
    place.textContent = cell.text ?? cell;
    if (cell.text !== undefined) place.className = "number";
  }
  return line;
}

const number = (value) => ({ text: (value ?? 0).toLocaleString() });

function duration(seconds = 0) {
  const days = Math.floor(seconds / 86400);
  const clock = new Date(seconds * 1000).toISOString().slice(11, 19);
  return days > 0 ? `${days} d ${clock}` : clock;
}

/** Runs what a form asks for, and says how it went. */
function on(form, run, done) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await say(() => run(Object.fromEntries(new FormData(form))), done);
  });
}

async function say(run, done = "") {
  const status = $("status");
  try {
    const said = await run();
    status.textContent = typeof said === "string" ? said : done;
    status.className = "";
  } catch (problem) {
    status.textContent =
      problem instanceof TypeError
        ? "The server cannot be reached."
        : problem.message;
    status.className = "problem";
  }
}

on($("sign-in").querySelector("form"), async ({ password }) => {
  await signIn(password);
  $("sign-in").querySelector("form").reset();
  await show();
});
on($("find"), ({ pattern }) => findChannels(pattern));
on($("publish"), async ({ channel, data }) => {
  const { offset } = await call("publish", { channel, data: json(data) });
  return offset ? `Published at offset ${offset}.` : "Published.";
});
on(
  $("disconnect"),
  ({ user }) => call("disconnect", { user }),
  "The user’s connections were told to end.",
);
$("sign-out").addEventListener("click", signOut);

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("The data is no JSON.");
  }
}

async function keepFresh() {
  // Said only if it fails: what the last form came to stays readable.
  if (token && document.visibilityState === "visible")
    await refresh().catch((problem) => say(() => Promise.reject(problem)));
}

setInterval(keepFresh, refreshEvery);
await say(show);
