// Scanning, both ways round: a person chooses the picture to scan, or a picture is shown to a person.
import { at, button, element } from "./page.js";
import { fill } from "./people.js";
import { word } from "./words.js";

const pages = []; // of meetings whose pictures have been seen, the newest last

export function seen(page) {
    if (!pages.includes(page))
        pages.push(page);
}

// Asks which picture; `scanned` gets its page.
export function choosePicture(scanned) {
    at("pictures").replaceChildren(...pages.map((page, index) => {
        const image = element("img");
        image.src = `${page}/qr`;
        image.alt = "";
        image.width = image.height = 132;
        const choice = button("", undefined, () => {
            at("scanner").close();
            scanned(page);
        });
        choice.append(image, element("span", "", word(index ? "newPicture" : "roomPicture")));
        const item = element("li");
        item.append(choice);
        return item;
    }));
    at("scanner").showModal();
}

// Asks who scans the picture; `scanned` gets the person. Anybody of the town, also who does not follow the account yet.
export function choosePerson(scanned) {
    const list = () => fill(at("chooser-people"), at("chooser-search").value, (someone) => {
        at("chooser").close();
        scanned(someone);
    });
    at("chooser-search").value = "";
    at("chooser-search").oninput = list;
    list();
    at("chooser").showModal();
}

for (const close of document.querySelectorAll("dialog [data-close]"))
    close.addEventListener("click", () => close.closest("dialog").close());
