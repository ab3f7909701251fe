// Asks for the state every few seconds, and counts a turning code down in between.
const show = (id, text) => { document.getElementById(id).textContent = text; };
const hide = (id, hidden) => { document.getElementById(id).hidden = hidden; };
const here = location.pathname.replace(/\/$/, "");
const words = document.querySelector("main").dataset; // in the page's language
const countdown = () => words.turns.replace("{}", left);
let left = 0;
let pictured = false;

function draw(state) {
    show("organization", state.organization);
    show("kind", state.kind);
    show("topic", [state.topic, state.place].filter(Boolean).join(" · "));
    show("present", state.present);
    show("due", state.due);
    show("hint", state.hint);
    show("code", state.code);
    left = state.open ? state.seconds_left : 0;
    show("left", left > 0 ? countdown() : "");
    if (state.picture && state.open && !pictured) {
        const picture = document.getElementById("picture");
        picture.onload = () => { picture.hidden = false; };
        picture.onerror = () => { picture.hidden = true; };
        picture.src = `${here}/qr`;
        pictured = true;
    }
}

async function ask() {
    let again = 4000;
    try {
        const answer = await fetch(`${here}/now`, { cache: "no-store" });
        if (answer.status === 404) {
            show("hint", words.over);
            show("code", "");
            show("left", "");
            hide("picture", true);
            return;
        }
        draw(await answer.json());
        hide("trouble", true);
        if (left > 0 && left < 4)
            again = left * 1000 + 200;
    } catch {
        hide("trouble", false);
    }
    setTimeout(ask, again);
}

setInterval(() => {
    if (left > 1) {
        --left;
        show("left", countdown());
    }
}, 1000);
ask();
