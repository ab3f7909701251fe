// One chat page: choose a person, act as they would in WeChat, watch what went over the wire.
const at = (id) => document.getElementById(id);
const shell = document.querySelector(".shell");
const histories = new Map(); // account → nodes of the log, so that everyone keeps their own conversation
let person = null;
let busy = false;
const roles = { secretary: "书记", deputy_secretary: "副书记", group_leader: "组长", admin: "管理员", committee_member: "委员", party_worker: "党务工作者", instructor: "指导员", member: "" };
const categories = { full: "党员", probationary: "预备党员" };

async function ask(path, body) {
    const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json", "X-Fingertip-Demo": "1" }, body: JSON.stringify(body) };
    const answer = await fetch(path, options);
    return answer.ok ? answer.json() : null;
}

function element(name, className, text) {
    const node = document.createElement(name);
    if (className)
        node.className = className;
    if (text !== undefined)
        node.textContent = text;
    return node;
}

function add(node) {
    at("log").append(node);
    histories.get(person.account).push(node);
    at("log").scrollTop = at("log").scrollHeight;
}

function note(text) {
    add(element("p", "note", text));
}

function said(text) {
    const message = element("div", "message mine");
    message.append(element("span", "face", person.name.slice(0, 1)), element("div", "bubble", text));
    add(message);
}

// The reply's text has at most links of one kind: words that are said when they are tapped.
function withTaps(bubble, text) {
    const link = /<a href="weixin:\/\/bizmsgmenu\?msgmenucontent=([^&"]*)&msgmenuid=[^"]*">([^<]*)<\/a>/g;
    let from = 0;
    for (const match of text.matchAll(link)) {
        bubble.append(text.slice(from, match.index));
        const word = match[2];
        const tap = element("button", "tap", word);
        tap.type = "button";
        tap.addEventListener("click", () => act({ kind: "tap", text: decodeURIComponent(match[1]) }, word));
        bubble.append(tap);
        from = match.index + match[0].length;
    }
    const rest = text.slice(from);
    const address = rest.match(/https?:\/\/127\.0\.0\.1:\d+\/meeting\/\S+/);
    if (address) {
        bubble.append(rest.slice(0, address.index));
        const page = element("a", "", "打开会场签到页");
        page.href = new URL(address[0]).pathname;
        page.target = "_blank";
        bubble.append(page, rest.slice(address.index + address[0].length));
    } else {
        bubble.append(rest);
    }
}

function replied(delivery) {
    if (!delivery.text && !delivery.article) {
        note(delivery.status === 200 ? "（已收到，没有回复）" : `（平台没有收到回复：${delivery.status || "无应答"}）`);
        return;
    }
    const message = element("div", "message");
    const bubble = element("div", delivery.article ? "card" : "bubble");
    if (delivery.article) {
        bubble.append(element("strong", "", delivery.title), element("span", "", delivery.description));
        if (delivery.url) {
            const link = element("a", "", "打开");
            link.href = delivery.url;
            bubble.append(link);
        }
    } else {
        withTaps(bubble, delivery.text);
    }
    message.append(element("span", "face bot", "指"), bubble);
    add(message);
    if (!delivery.genuine)
        note("（回复的签名不对！）");
}

function showWire(delivery) {
    const parts = [
        [`请求（${delivery.attempts} 次，${delivery.ms.toFixed(1)} 毫秒，状态 ${delivery.status}）`, delivery.request],
        ["请求正文（加密）", delivery.body],
        ["事件（解密后的 XML）", delivery.event],
        ["应答正文", delivery.answer],
        ["回复（解密后的 XML）", delivery.reply || "（空）"],
    ];
    at("wire-content").replaceChildren(...parts.flatMap(([title, text]) => [element("h3", "", title), element("pre", "", text)]));
}

async function act(what, shown) {
    if (!person || busy)
        return;
    busy = true;
    const speaker = person;
    if (shown)
        said(shown);
    const delivery = await ask("/api/act", { account: speaker.account, ...what }).catch(() => null);
    busy = false;
    if (person !== speaker)
        return;
    if (!delivery) {
        note("（没有可以重发的，或演示已停止）");
        return;
    }
    replied(delivery);
    showWire(delivery);
}

function choose(someone) {
    person = someone;
    shell.classList.add("talking");
    at("name").textContent = someone.name;
    at("about").textContent = [someone.organization, categories[someone.category], roles[someone.role], someone.bound ? "已绑定" : `未绑定，名册手机号 ${someone.phone}`].filter(Boolean).join(" · ");
    if (!histories.has(someone.account))
        histories.set(someone.account, []);
    at("log").replaceChildren(...histories.get(someone.account));
    for (const button of at("people").querySelectorAll("button"))
        button.setAttribute("aria-current", button.dataset.account === someone.account ? "true" : "false");
    at("text").focus({ preventScroll: true });
}

async function list() {
    const wanted = at("search").value.trim();
    const people = (await ask(`/api/people?q=${encodeURIComponent(wanted)}`)) || [];
    at("people").replaceChildren(...people.map((someone) => {
        const row = element("li");
        const button = element("button");
        button.type = "button";
        button.dataset.account = someone.account;
        const words = element("span");
        words.append(someone.name);
        if (roles[someone.role])
            words.append(element("span", "badge", roles[someone.role]));
        if (!someone.bound)
            words.append(element("span", "badge new", "未绑定"));
        words.append(element("small", "", `${someone.organization} · ${categories[someone.category] || ""} · ${someone.member_no}`));
        button.append(element("span", "face", someone.name.slice(0, 1)), words);
        button.addEventListener("click", () => choose(someone));
        row.append(button);
        return row;
    }));
    if (!people.length)
        at("people").replaceChildren(element("li", "note", "没有找到，换个词试试。"));
}

async function sceneOfTheRoom() {
    const scene = prompt("会场二维码的内容（扫码时由微信自动带上）：", "");
    return scene ? scene.replace(/^.*\//, "") : null;
}

const extras = {
    again: () => act({ again: true }, "（平台重发上一条）"),
    late: () => act({ kind: "text", text: at("text").value || "签到", minutes_late: 20 }, `${at("text").value || "签到"}（20 分钟前发出）`),
    scan: async () => { const scene = await sceneOfTheRoom(); if (scene) act({ kind: "scan", scene }, "（扫了会场二维码）"); },
    voice: () => act({ kind: "voice", text: "签到。" }, "🎤 签到"),
    location: () => act({ kind: "location", latitude: 31.2304, longitude: 121.4737 }, "📍 位置"),
    image: () => act({ kind: "image" }, "🖼 图片"),
    follow: () => act({ kind: "follow" }, "（关注了公众号）"),
    "follow-scan": async () => { const scene = await sceneOfTheRoom(); if (scene) act({ kind: "follow", scene }, "（扫码关注了公众号）"); },
    unfollow: () => act({ kind: "unfollow" }, "（取消关注）"),
    redis: async () => {
        const state = await ask("/api/redis", { on: at("redis").dataset.on !== "true" });
        if (state)
            showRedis(state.redis, state.installed);
    },
};

function showRedis(on, installed = true) {
    at("redis").dataset.on = on ? "true" : "false";
    at("redis").textContent = on ? "拔掉 Redis" : "接回 Redis";
    if (person && !installed)
        note("本机没有安装 redis-server，演示一直没有用它。");
    else if (person)
        note(on ? "Redis 在。" : "Redis 已拔掉：什么也不会丢，照常聊。");
}

function toggle(button, panel, open) {
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
}

at("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = at("text").value.trim();
    if (!text || !person)
        return;
    at("text").value = "";
    act({ kind: "text", text }, text);
});
at("search").addEventListener("input", list);
at("back").addEventListener("click", () => shell.classList.remove("talking"));
at("plus").addEventListener("click", () => toggle(at("plus"), at("more"), at("more").hidden));
for (const button of at("more").querySelectorAll("button"))
    button.addEventListener("click", () => extras[button.dataset.act]());
for (const button of document.querySelectorAll("[data-menu]"))
    button.addEventListener("click", () => act({ kind: "menu", text: button.dataset.menu }, button.dataset.menu));
function wire(open) {
    toggle(at("wire-button"), at("wire"), open);
    shell.classList.toggle("wired", open);
    if (open)
        at("wire-close").focus();
    else
        at("wire-button").focus();
}
at("wire-button").addEventListener("click", () => wire(at("wire").hidden));
at("wire-close").addEventListener("click", () => wire(false));
document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !at("wire").hidden)
        wire(false);
});

const state = await ask("/api/state");
if (state) {
    at("lead").textContent = `选一个人，像在微信里一样聊。${state.people} 人的组织，星火支部的会正在签到，签到码 ${state.code}。`;
    at("redis").dataset.on = String(state.redis);
    at("redis").textContent = state.redis ? "拔掉 Redis" : "接回 Redis";
}
await list();
