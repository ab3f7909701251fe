// Everybody's conversation: bubbles, tappable words, pictures. One log is shown, the others wait.
import { at, button, element } from "./page.js";
import { word } from "./words.js";

const histories = new Map(); // account → nodes of the log
let shown = "";

const history = (account) => histories.get(account) ?? histories.set(account, []).get(account);

function add(account, node) {
    history(account).push(node);
    if (account !== shown)
        return;
    at("log").append(node);
    at("log").scrollTop = at("log").scrollHeight;
}

export const isNew = (account) => history(account).length === 0;

export function show(account) {
    shown = account;
    const log = at("log");
    log.setAttribute("aria-live", "off"); // what was said before is not read out again
    log.replaceChildren(...history(account));
    log.scrollTop = log.scrollHeight;
    requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
}

export function note(account, text) {
    add(account, element("p", "note", text));
}

// Things to say, ready to be tapped.
export function offer(account, head, choices) {
    const box = element("div", "offer");
    box.append(element("span", "", head), ...choices.map(({ text, press }) => button("chip", text, press)));
    add(account, box);
}

function message(className, letter, body) {
    const face = element("span", "face", letter);
    face.setAttribute("aria-hidden", "true");
    const whole = element("div", `message ${className}`);
    whole.append(face, body);
    return whole;
}

export function said(person, text) {
    add(person.account, message("mine", person.name.slice(0, 1), element("div", "bubble", text)));
}

// The meeting's QR code as a picture, to be scanned by anybody.
function picture(page, scan) {
    const figure = element("figure", "picture");
    const image = element("img");
    image.src = `${page}/qr`;
    image.alt = word("qr");
    image.width = image.height = 176;
    image.addEventListener("error", () => figure.remove());
    figure.append(image, button("", word("scanAs"), () => scan(page)));
    return figure;
}

// A text has links of one kind, words that are said when they are tapped, and perhaps the address of a meeting's page.
function fillBubble(bubble, text, { tap, scan, seen }) {
    const link = /<a href="weixin:\/\/bizmsgmenu\?msgmenucontent=([^&"]*)&msgmenuid=[^"]*">([^<]*)<\/a>|https?:\/\/127\.0\.0\.1:\d+(\/meeting\/[^\s<]+)/g;
    let from = 0;
    const pages = [];
    for (const match of text.matchAll(link)) {
        bubble.append(text.slice(from, match.index));
        from = match.index + match[0].length;
        if (match[3]) {
            const address = element("a", "", word("openPage"));
            address.href = match[3];
            address.target = "_blank";
            bubble.append(address);
            pages.push(match[3]);
        } else {
            bubble.append(button("tap", match[2], () => tap(decodeURIComponent(match[1]), match[2])));
        }
    }
    bubble.append(text.slice(from));
    for (const page of pages) {
        seen(page);
        bubble.append(picture(page, scan));
    }
}

export function replied(person, delivery, doings) {
    const { account } = person;
    if (!delivery.text && !delivery.article)
        return note(account, delivery.status !== 200 ? word("noAnswer", delivery.status) : word(delivery.genuine ? "noReply" : "forged"));
    const body = element("div", delivery.article ? "card" : "bubble");
    if (delivery.article) {
        body.append(element("strong", "", delivery.title), element("span", "", delivery.description));
        if (delivery.url) {
            const link = element("a", "", word("open"));
            link.href = delivery.url;
            body.append(link);
        }
    } else {
        fillBubble(body, delivery.text, doings);
    }
    add(account, message("bot", "指", body));
}
