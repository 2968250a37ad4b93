// Counts how the clip of this page is played: that it began, how much of it was played, for how long in front. It tells the
// station's own server sums alone; it sets nothing, reads nothing that was set, and knows nobody.

const EVERY_SECONDS = 30;
const SHARES = [["played_25", 0.25], ["played_50", 0.5], ["played_75", 0.75], ["played_100", 0.98]];

const film = document.querySelector("video[data-count]");
const asks = navigator.doNotTrack === "1" || navigator.globalPrivacyControl === true || navigator.webdriver === true;
if (film && !asks) countFilm();

function countFilm() {
  const told = new Set();
  let waiting = [];
  let engaged = 0;
  let last = null;

  function note(step) {
    if (told.has(step)) return;
    told.add(step);
    waiting.push(step);
  }

  function tell() {
    const seconds = Math.floor(engaged);
    if (!waiting.length && !seconds) return;
    const said = new URLSearchParams(waiting.map((step) => [step, "1"]));
    said.set("engaged", seconds);
    said.set("ticket", film.dataset.ticket);
    if (!navigator.sendBeacon(film.dataset.count, said)) return;
    waiting = [];
    engaged -= seconds;
  }

  function look() {
    const moment = performance.now();
    const isInFront = document.visibilityState === "visible" && document.hasFocus();
    if (last !== null && isInFront) engaged += Math.min((moment - last) / 1000, 1);
    last = film.paused || film.seeking ? null : moment;
    const share = playedSeconds() / film.duration;
    for (const [step, least] of SHARES) if (share >= least) note(step);
    if (engaged >= EVERY_SECONDS) tell();
  }

  function playedSeconds() {
    let sum = 0;
    for (let place = 0; place < film.played.length; place += 1) sum += film.played.end(place) - film.played.start(place);
    return sum;
  }

  film.addEventListener("playing", () => {
    last = performance.now();
    if (!told.has("start")) {
      note("start");
      tell();
    }
  });
  film.addEventListener("timeupdate", look);
  for (const name of ["pause", "ended"]) film.addEventListener(name, () => { look(); tell(); });
  for (const name of ["seeking", "waiting"]) film.addEventListener(name, () => { last = null; });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") tell(); });
  addEventListener("pagehide", tell);
}
