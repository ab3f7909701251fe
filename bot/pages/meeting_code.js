// Asks for the state every few seconds, and counts a turning code down in between.
const show = (id, text) => { document.getElementById(id).textContent = text; };
const hide = (id, hidden) => { document.getElementById(id).hidden = hidden; };
const here = location.pathname.replace(/\/$/, "");
const hints = { code: "请向公众号发送签到码", turning: "请向公众号发送签到码", scan: "请用微信扫码签到", location: "请向公众号发送位置签到", open: "请向公众号发送“签到”" };
let left = 0;
let pictured = false;

function draw(state) {
    show("organization", state.organization);
    show("kind", state.kind);
    show("topic", [state.topic, state.place].filter(Boolean).join(" · "));
    show("present", state.present);
    show("due", state.due);
    show("hint", state.open ? hints[state.mode] : `${state.opens} 开始签到，${state.starts} 开会`);
    show("code", state.code);
    left = state.open ? state.seconds_left : 0;
    show("left", left > 0 ? `${left} 秒后更换` : "");
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
            show("hint", "签到已结束，谢谢。");
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
    if (left > 1)
        show("left", `${--left} 秒后更换`);
}, 1000);
ask();
