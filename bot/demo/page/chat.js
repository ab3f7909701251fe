// The demo's page: choose somebody, act as they would in WeChat, watch what went over the wire.
import { ask, at, element } from "./page.js";
import { fill, standing } from "./people.js";
import { choosePerson, choosePicture, seen } from "./scanner.js";
import { isNew, note, offer, replied, said, show } from "./talk.js";
import { labelWire, record } from "./wire.js";
import { english, label, speakOther, word } from "./words.js";

const shell = document.querySelector(".shell");
const wide = matchMedia("(min-width: 860px)");
const room = { latitude: 31.2304, longitude: 121.4737 };
const unspoken = ["scan", "follow", "unfollow"]; // what leaves no bubble in the application
const inEnglish = new Map(); // account → whether the bot answers in English, as far as this page knows
let person = null;
let town = {};
let queue = Promise.resolve(); // what is done is delivered in that order, whoever does it

const doings = { tap: (text, shown) => act({ kind: "tap", text }, shown), scan: scanAs, seen };

// Does something as the person who is chosen now; `shown` is how the log says it.
function act(what, shown) {
    const speaker = person;
    if (speaker)
        queue = queue.then(() => deliver(speaker, what, shown));
    return queue;
}

async function deliver(speaker, what, shown) {
    const { account } = speaker;
    if (what.again || unspoken.includes(what.kind))
        note(account, shown);
    else
        said(speaker, shown);
    if (what.kind === "text" && /^(设置|settings)/i.test(what.text))
        inEnglish.set(account, /english|英/i.test(what.text));
    const delivery = await ask("/api/act", { account, ...what });
    if (delivery.refused !== undefined)
        return note(account, word({ 0: "down", 410: "gone" }[delivery.refused] ?? "cannot"));
    speaker.follows = delivery.follows;
    replied(speaker, delivery, doings);
    record(speaker, shown, delivery);
    if (person === speaker)
        showStanding();
    list(); // somebody may follow or be bound now
}

function showStanding() {
    at("name").textContent = person ? person.name : word("choose");
    at("about").textContent = person ? [standing(person), person.bound ? word("bound") : word("unbound", person.phone)].join("\u00a0· ") : "";
    at("below").hidden = !person?.follows;
    at("outside").hidden = !person || person.follows;
    at("speak").textContent = word(inEnglish.get(person?.account) ? "speakChinese" : "speakEnglish");
}

// Ten minutes from now in the organisation's zone, as people write it.
function soon() {
    const parts = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(Date.now() + 600_000);
    const part = (type) => parts.find((one) => one.type === type).value;
    return `${part("month")}月${part("day")}日 ${part("hour")}:${part("minute")}`;
}

// To somebody who has said nothing yet: what could be said.
function greet() {
    if (!person.follows || !isNew(person.account))
        return;
    const officer = person.role === "secretary" || person.role === "admin";
    const texts = !person.bound ? [word("say.bind"), town.code]
        : officer ? [word("say.today"), word("say.call", soon()), word("say.code"), word("say.roll"), word("say.reviews")]
        : [word("say.today"), town.code, word("say.meetings"), word("say.me")];
    const choices = texts.filter(Boolean).map((text) => ({ text, press: () => act({ kind: "text", text }, text) }));
    if (english() !== (inEnglish.get(person.account) ?? false))
        choices.unshift({ text: word(english() ? "speakEnglish" : "speakChinese"), press: extras.speak });
    offer(person.account, word("tryIt"), choices);
}

function markChosen() {
    for (const row of at("people").querySelectorAll("button"))
        row.setAttribute("aria-current", String(row.dataset.account === person?.account));
}

function choose(someone, focus = true) {
    person = someone;
    shell.classList.add("talking");
    showStanding();
    show(someone.account);
    greet();
    markChosen();
    if (focus)
        at(wide.matches && person.follows ? "text" : "name").focus({ preventScroll: true });
}

async function list() {
    const people = await fill(at("people"), at("search").value, choose);
    const now = people.find((someone) => someone.account === person?.account);
    if (now) {
        Object.assign(person, now);
        showStanding();
    }
    markChosen();
}

function scan(page) {
    const words = word(person.follows ? "did.scan" : "did.scanFollow");
    return act({ kind: "scan", page: page.replace(/^.*\//, "") }, words);
}

// Someone else's phone is held before the picture.
function scanAs(page) {
    choosePerson((someone) => {
        choose(someone);
        scan(page);
    });
}

// What was typed goes along, or what is usual.
function typed(usual) {
    const text = at("text").value.trim() || usual;
    at("text").value = "";
    return text;
}

function sendLate(minutes, how) {
    const text = typed(word("defaultText"));
    act({ kind: "text", text, minutes_late: minutes }, word(`did.${how}`, text));
}

const extras = {
    scan: () => choosePicture(scan),
    voice: () => { const text = typed(word("defaultVoice")); act({ kind: "voice", text }, word("did.voice", text)); },
    here: () => act({ kind: "location", ...room }, word("did.here")),
    away: () => act({ kind: "location", latitude: room.latitude + 0.018, longitude: room.longitude }, word("did.away")),
    image: () => act({ kind: "image" }, word("did.image")),
    again: () => act({ again: true }, word("did.again")),
    late: () => sendLate(20, "late"),
    outdated: () => sendLate(4 * 24 * 60, "outdated"),
    follow: () => act({ kind: "follow" }, word("did.follow")),
    unfollow: () => act({ kind: "unfollow" }, word("did.unfollow")),
    speak: () => { const text = inEnglish.get(person.account) ? "设置 语言 中文" : "设置 语言 English"; act({ kind: "text", text }, text); },
    redis: async () => {
        town = await ask("/api/redis", { on: !town.redis });
        showTown();
        note(person.account, word(town.redis ? "redisIsOn" : town.redis_installed ? "redisIsOff" : "redisMissing"));
    },
};

function showTown() {
    at("lead").textContent = town.people ? word("lead", town.people, town.code) : word("down");
    at("redis").textContent = word(!town.redis_installed ? "redisNone" : town.redis ? "redisOff" : "redisOn");
    at("redis").disabled = !town.redis_installed;
}

function speak() {
    label();
    labelWire();
    at("language").textContent = word("other");
    at("language").lang = english() ? "zh-CN" : "en";
    showTown();
    showStanding();
    if (!person)
        at("log").replaceChildren(element("p", "note welcome", word("chooseHint")));
    return list();
}

at("language").addEventListener("click", () => { speakOther(); speak(); });
at("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = at("text").value.trim();
    if (!text)
        return;
    at("text").value = "";
    act({ kind: "text", text }, text);
});
at("search").addEventListener("input", list);
at("back").addEventListener("click", () => {
    shell.classList.remove("talking");
    at("people").querySelector("[aria-current=true]")?.focus();
});
at("plus").addEventListener("click", () => {
    at("more").hidden = !at("more").hidden;
    at("plus").setAttribute("aria-expanded", String(!at("more").hidden));
});
new ResizeObserver(() => { at("log").scrollTop = at("log").scrollHeight; }).observe(at("log"));
for (const press of document.querySelectorAll("[data-act]"))
    press.addEventListener("click", () => extras[press.dataset.act]());
for (const press of document.querySelectorAll("[data-menu]"))
    press.addEventListener("click", () => act({ kind: "menu", text: press.dataset.menu }, press.textContent));

town = await ask("/api/state");
if (town.page)
    seen(`/meeting/${town.page}`);
await speak();
