// The people of the town, as rows to choose from: on the page's list and in the dialog that asks who scans.
import { ask, button, element } from "./page.js";
import { word } from "./words.js";

export const standing = (someone) => [someone.organization, word(`categories.${someone.category}`), word(`roles.${someone.role}`)].filter(Boolean).join("\u00a0· ");

function row(someone, chosen) {
    const words = element("span", "");
    words.append(element("span", "called", someone.name));
    if (word(`roles.${someone.role}`))
        words.append(element("span", "badge", word(`roles.${someone.role}`)));
    if (!someone.bound)
        words.append(element("span", "badge new", word(someone.follows ? "badgeUnbound" : "badgeStranger")));
    words.append(element("small", "", [someone.organization, word(`categories.${someone.category}`), someone.member_no].filter(Boolean).join("\u00a0· ")));
    const choice = button("", undefined, () => chosen(someone));
    choice.dataset.account = someone.account;
    const face = element("span", "face", someone.name.slice(0, 1));
    face.setAttribute("aria-hidden", "true");
    choice.append(face, words);
    const item = element("li");
    item.append(choice);
    return item;
}

const latest = new WeakMap(); // list → the last search that was asked for

// Fills `list` with those that fit what is searched for; without a word, with those the town suggests. Returns them; none
// when it has been asked anew meanwhile. Whoever has the focus keeps it.
export async function fill(list, wanted, chosen) {
    latest.set(list, wanted);
    const people = await ask(`/api/people?q=${encodeURIComponent(wanted.trim())}`);
    if (latest.get(list) !== wanted)
        return [];
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.account : undefined;
    if (Array.isArray(people) && people.length) {
        list.replaceChildren(...people.map((someone) => row(someone, chosen)));
        if (focused)
            list.querySelector(`[data-account="${CSS.escape(focused)}"]`)?.focus();
        return people;
    }
    list.replaceChildren(element("li", "note", word(people.refused === 0 ? "down" : "nobody")));
    return [];
}
