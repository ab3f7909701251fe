// The drawer that shows what went over the wire, the newest first.
import { at, element } from "./page.js";
import { word } from "./words.js";

const kept = 30;
const narrow = matchMedia("(max-width: 859px)");
const shell = document.querySelector(".shell");
let count = 0;

// XML a line an element, so that it can be read.
const laid = (xml) => xml.replaceAll("><", ">\n<").replaceAll(">\n<![CDATA[", "><![CDATA[").replaceAll("]]>\n</", "]]></");

export function record(person, what, delivery) {
    const entry = element("details");
    entry.open = true;
    entry.append(element("summary", "", `${++count}. ${person.name} · ${what} · ${word("wireLine", delivery)}`));
    const parts = [
        [word("wireRequest"), delivery.request],
        [word("wireBody"), delivery.body],
        [word("wireEvent"), laid(delivery.event)],
        [word("wireAnswer"), delivery.answer || word("wireNothing")],
        [word("wireReply"), delivery.reply ? laid(delivery.reply) : word("wireNothing")],
    ];
    for (const [title, text] of parts)
        entry.append(element("h3", "", title), element("pre", "", text));
    const content = at("wire-content");
    content.querySelector("p")?.remove();
    for (const older of content.querySelectorAll("details"))
        older.open = false;
    content.prepend(entry);
    content.scrollTop = 0;
    while (content.children.length > kept)
        content.lastElementChild.remove();
}

// On a narrow screen the drawer covers the rest, which then cannot be reached.
function cover() {
    const covered = narrow.matches && !at("wire").hidden;
    for (const part of document.querySelectorAll(".people, .chat"))
        part.inert = covered;
}

function open(wanted) {
    at("wire").hidden = !wanted;
    at("wire-button").setAttribute("aria-expanded", String(wanted));
    shell.classList.toggle("wired", wanted);
    cover();
    at(wanted ? "wire-close" : "wire-button").focus();
}

export function labelWire() {
    if (count === 0)
        at("wire-content").replaceChildren(element("p", "", word("wireEmpty")));
}

at("wire-button").addEventListener("click", () => open(at("wire").hidden));
at("wire-close").addEventListener("click", () => open(false));
narrow.addEventListener("change", cover);
document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !at("wire").hidden && !document.querySelector("dialog[open]"))
        open(false);
});
