// Somebody with a browser at the demo's page. Everything that a browser would complain about is kept and must stay empty.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { findChromium } from "./chromium.mjs";

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 800 };

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export function startBrowser() {
    return chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
}

export class Visitor {
    static async arrive(browser, address, { viewport = desktop, locale = "zh-CN" } = {}) {
        const visitor = new Visitor();
        visitor.address = address;
        visitor.complaints = [];
        visitor.context = await browser.newContext({ viewport, locale, isMobile: viewport.width < 600, hasTouch: viewport.width < 600, reducedMotion: "reduce" });
        visitor.context.setDefaultTimeout(60_000);
        await visitor.context.addInitScript(() => document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)));
        visitor.context.on("page", (page) => visitor.watch(page));
        visitor.page = await visitor.context.newPage();
        await visitor.page.goto(`${address}/`);
        await visitor.page.locator("#people button").first().waitFor();
        return visitor;
    }

    watch(page) {
        page.on("console", (line) => ["error", "warning"].includes(line.type()) && this.complaints.push(`console: ${line.text()}`));
        page.on("pageerror", (error) => this.complaints.push(`script: ${error}`));
        page.on("request", (request) => new URL(request.url()).origin === this.address || this.complaints.push(`a stranger is asked: ${request.url()}`));
        page.on("response", (response) => response.status() < 400 || this.complaints.push(`${response.status()} for ${response.url()}`));
    }

    async leave() {
        await this.context.close();
        assert.deepEqual(this.complaints, []);
    }

    async become(name) {
        await this.page.locator("#people button", { hasText: name }).first().click();
        await this.page.locator("#name", { hasText: name }).waitFor();
    }

    // Does something that is answered, and returns the answer's text: a reply or a note.
    async answered(doing) {
        const log = this.page.locator("#log");
        const before = await log.locator("> *").count();
        await doing();
        await this.page.waitForFunction((count) => {
            const entries = [...document.querySelectorAll("#log > *")];
            return entries.length >= count && !entries.at(-1).matches(".mine, .offer");
        }, before + 2);
        const last = log.locator("> *").last();
        const body = last.locator(".bubble, .card");
        return (await body.count()) ? body.innerText() : last.innerText();
    }

    say(text) {
        return this.answered(async () => {
            await this.page.locator("#text").fill(text);
            await this.page.locator("#text").press("Enter");
        });
    }

    // Taps a word inside the last reply, the first of that name.
    tap(word) {
        return this.answered(() => this.page.locator("#log > .bot").last().getByRole("button", { name: word, exact: true }).first().click());
    }

    // One of the buttons behind the plus.
    async extra(act) {
        if (!(await this.page.locator("#more").isVisible()))
            await this.page.locator("#plus").click();
        return this.answered(() => this.page.locator(`#more [data-act=${act}]`).click());
    }

    // Nothing serious or critical for those who hear or type the page.
    async checkAccess(page = this.page) {
        await page.evaluate(axe);
        const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
        const grave = found.violations.filter((one) => ["serious", "critical"].includes(one.impact)).map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
        assert.deepEqual(grave, []);
    }

    async checkWidth(page = this.page) {
        const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: document.documentElement.clientWidth }));
        assert.ok(wide <= room, `the page is ${wide} wide on a screen of ${room}`);
    }
}
