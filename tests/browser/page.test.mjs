// The demo's pages for everybody: on a phone and a desktop, in both languages, by keyboard, by screen reader.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { Demo } from "./demo.mjs";
import { desktop, phone, startBrowser, Visitor } from "./visitor.mjs";

let demo, browser;
let open; // the number of the meeting that is open when the demo starts

before(async () => {
    [demo, browser] = await Promise.all([Demo.start(), startBrowser()]);
    open = (await demo.register("meetings")).find((one) => one.status === "called").meeting_id;
});
after(async () => {
    await browser?.close();
    assert.deepEqual(await demo?.stop(), { code: 0, signal: null });
});

for (const [screen, viewport] of Object.entries({ phone, desktop }))
    for (const locale of ["zh-CN", "en-US"])
        test(`every state of the page is accessible and fits, ${screen}, ${locale}`, async () => {
            const visitor = await Visitor.arrive(browser, demo.address, { viewport, locale });
            const { page } = visitor;
            const check = async () => { await visitor.checkAccess(); await visitor.checkWidth(); };
            assert.equal(await page.evaluate(() => document.documentElement.lang), locale.slice(0, 2) === "en" ? "en" : "zh-CN");
            const words = await page.locator("body").innerText();
            assert.ok(!words.includes("undefined"), "every word is there");
            await check(); // the list
            await visitor.become("王建国");
            await check(); // things to try
            await visitor.say(`签到码 ${open}`);
            await check(); // a picture in a bubble
            await page.locator("#plus").click();
            await check(); // more to do
            await page.locator("#log .picture button").last().click();
            await page.locator("#chooser-people button").first().waitFor();
            await check(); // the dialog: who scans
            await page.keyboard.press("Escape");
            await page.locator("#wire-button").click();
            await check(); // the wire
            await page.locator("#wire-close").click();
            const [code] = await Promise.all([visitor.context.waitForEvent("page"), page.locator("#log .bubble a").last().click()]);
            await code.locator("#picture").waitFor();
            await visitor.checkAccess(code);
            await visitor.checkWidth(code);
            await code.close();
            if (screen === "phone")
                await page.locator("#back").click();
            await page.locator("#search").fill("不存在的人");
            await page.locator("#people .note").waitFor();
            await check(); // nobody found
            await page.locator("#search").fill("");
            await visitor.become("孙思远");
            await page.locator("#outside").waitFor();
            await check(); // does not follow yet
            await page.locator("#outside [data-act=scan]").click();
            await page.locator("#pictures button").first().waitFor();
            await check(); // the dialog: what is scanned
            await page.keyboard.press("Escape");
            await visitor.leave();
        });

for (const [screen, viewport] of Object.entries({ phone, desktop }))
    for (const [setting, lang, words] of [["English", "en", /official account/], ["中文", "zh-CN", /公众号/]])
        test(`a meeting's page speaks the language of who asked for it, ${screen}, ${lang}`, async () => {
            const visitor = await Visitor.arrive(browser, demo.address, { viewport });
            await visitor.become("王建国");
            await visitor.say(`settings language ${setting}`);
            await visitor.say(`签到码 ${open}`);
            const [code] = await Promise.all([visitor.context.waitForEvent("page"), visitor.page.locator("#log .bubble a").last().click()]);
            await code.locator("#picture").waitFor();
            assert.equal(await code.locator("html").getAttribute("lang"), lang);
            assert.match(await code.locator("main").innerText(), words);
            if (lang === "en")
                assert.doesNotMatch(`${await code.title()} ${await code.locator("#kind, #hint, #left, footer").allInnerTexts()} ${await code.locator("#picture").getAttribute("alt")}`, /\p{Script=Han}/u);
            await visitor.checkAccess(code);
            await visitor.checkWidth(code);
            if (process.env.FINGERTIP_SHOTS)
                await code.screenshot({ path: join(process.env.FINGERTIP_SHOTS, `meeting-${viewport.width}-${lang}.png`) });
            await visitor.leave();
        });

test("the language is switched on the page, kept over a reload, and the bot is asked to speak it", async () => {
    const visitor = await Visitor.arrive(browser, demo.address);
    const { page } = visitor;
    await page.getByRole("button", { name: "English" }).click();
    assert.equal(await page.title(), "Fingertip · demo");
    await page.reload();
    await page.locator("#people button").first().waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    await visitor.become("吴海燕");
    assert.match(await visitor.answered(() => page.getByRole("button", { name: "Answer in English" }).first().click()), /English/);
    assert.match(await visitor.say("help"), /check in/i);
    assert.match(await visitor.extra("speak"), /中文/);
    await page.getByRole("button", { name: "中文" }).click();
    assert.equal(await page.title(), "指尖 · 演示");
    await visitor.leave();
});

test("the story can be told with the keyboard alone", async () => {
    const visitor = await Visitor.arrive(browser, demo.address);
    const { page } = visitor;
    const { keyboard } = page;
    const focused = () => page.evaluate(() => {
        const node = document.activeElement;
        const style = getComputedStyle(node);
        return { id: node.id || node.dataset.menu || node.dataset.act || node.className, text: node.textContent.trim(), ring: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2 };
    });
    // Walks on until `wanted` has the focus; every stop on the way shows that it has it.
    const walk = async (wanted, key = "Tab") => {
        const stops = [];
        for (let step = 0; step < 60; ++step) {
            await keyboard.press(key);
            const stop = await focused();
            stops.push(stop.id || stop.text);
            assert.ok(stop.ring, `the focus on ${JSON.stringify(stop)} cannot be seen`);
            if (wanted(stop))
                return stops;
        }
        throw new Error(`never reached: ${stops.join(", ")}`);
    };
    await page.locator("body").press("Home");
    const toPerson = await walk((stop) => stop.text.includes("何立新"));
    assert.deepEqual(toPerson.slice(0, 2), ["language", "search"], "the order is that of reading");
    await keyboard.press("Enter");
    await page.locator("#name", { hasText: "何立新" }).waitFor();
    assert.equal((await focused()).id, "text", "one can type at once");
    const help = await visitor.answered(async () => {
        await keyboard.type("帮助");
        await keyboard.press("Enter");
    });
    assert.match(help, /签到/);
    assert.equal((await focused()).id, "text");

    assert.deepEqual(await walk((stop) => stop.id === "今日", "Shift+Tab"), ["plus", "帮助", "会议", "今日"]);
    assert.match(await visitor.answered(() => keyboard.press("Enter")), /何立新，您好/);

    await walk((stop) => stop.id === "tap" && stop.text === "签到", "Shift+Tab");
    assert.match(await visitor.answered(() => keyboard.press("Space")), /签到码/);

    await walk((stop) => stop.id === "wire-button", "Shift+Tab");
    await keyboard.press("Enter");
    assert.equal((await focused()).id, "wire-close", "the drawer takes the focus");
    await keyboard.press("Escape");
    assert.equal((await focused()).id, "wire-button", "and gives it back");

    await walk((stop) => stop.id === "plus");
    await keyboard.press("Enter");
    assert.equal(await page.locator("#plus").getAttribute("aria-expanded"), "true");
    await walk((stop) => stop.id === "scan", "Shift+Tab");
    await keyboard.press("Enter");
    await page.locator("#scanner").waitFor();
    assert.ok(await page.evaluate(() => document.activeElement.closest("#scanner")), "the dialog holds the focus");
    await walk((stop) => stop.text.includes("星火支部"));
    assert.match(await visitor.answered(() => keyboard.press("Enter")), /签到成功/);
    assert.deepEqual((await demo.attendance(open, "何立新")).map((row) => [row.status, row.method]), [["present", "scan"]]);
    await visitor.leave();
});

test("on a phone, by touch: choose, tap what is offered, be checked in, go back", async () => {
    const visitor = await Visitor.arrive(browser, demo.address, { viewport: phone });
    const { page } = visitor;
    await page.locator("#people button", { hasText: "赵小雨" }).tap();
    await page.locator("#people-pane").waitFor({ state: "hidden" });
    const code = page.locator(".chip").filter({ hasText: /^\d{6}$/ });
    assert.match(await visitor.answered(() => code.tap()), /签到成功/);
    assert.deepEqual((await demo.attendance(open, "赵小雨")).map((row) => [row.status, row.method]), [["present", "code"]]);
    const lowest = await page.locator("#log > *").last().boundingBox();
    const menu = await page.locator(".menu").boundingBox();
    assert.ok(lowest.y + lowest.height <= menu.y, "the newest message is in sight");
    await page.locator("#back").tap();
    await page.locator("#people-pane").waitFor();
    await visitor.leave();
});

test("replies are announced: the log is a live region with a name", async () => {
    const visitor = await Visitor.arrive(browser, demo.address);
    await visitor.become("李梅");
    await visitor.say("今日");
    const log = visitor.page.getByRole("log", { name: "消息" });
    assert.equal(await log.getAttribute("aria-live"), "polite");
    assert.match(await log.innerText(), /李梅，您好/);
    await visitor.leave();
});

test("the pages allow nothing from elsewhere, and other sites' requests are not taken", async () => {
    const page = await fetch(`${demo.address}/`);
    const policy = page.headers.get("content-security-policy");
    assert.match(policy, /default-src 'self'/);
    assert.ok(!/unsafe|data:|https?:|\*/.test(policy), policy);
    const html = await page.text();
    assert.ok(!/<script(?![^>]*src=)|\son\w+=|style=/.test(html), "nothing inline");
    const icon = await fetch(`${demo.address}${html.match(/rel="icon" href="([^"]+)"/)[1]}`);
    assert.deepEqual([icon.status, icon.headers.get("content-type")], [200, "image/svg+xml"]);
    const act = { method: "POST", body: JSON.stringify({ account: "oDemoD10003", kind: "text", text: "今日" }) };
    assert.equal((await fetch(`${demo.address}/api/act`, act)).status, 404);
    assert.equal((await fetch(`${demo.address}/api/act`, { ...act, headers: { "X-Fingertip-Demo": "1" } })).status, 200);
});
