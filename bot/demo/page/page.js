// Small things that every part of the page uses.
export const at = (id) => document.getElementById(id);

export function element(name, className, text) {
    const node = document.createElement(name);
    if (className)
        node.className = className;
    if (text !== undefined)
        node.textContent = text;
    return node;
}

export function button(className, text, press) {
    const node = element("button", className, text);
    node.type = "button";
    node.addEventListener("click", press);
    return node;
}

// The desk's answer, or the status with which it refused; 0: nobody answered.
export async function ask(path, body) {
    const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json", "X-Fingertip-Demo": "1" }, body: JSON.stringify(body) };
    try {
        const answer = await fetch(path, options);
        return answer.ok ? answer.json() : { refused: answer.status };
    } catch {
        return { refused: 0 };
    }
}
