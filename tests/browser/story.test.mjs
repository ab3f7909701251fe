// The demo's story in a real browser. What counts is the register of record, taken away with `fingertip export`.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo } from "./demo.mjs";
import { desktop, startBrowser, Visitor } from "./visitor.mjs";

let demo, browser, visitor;
const meeting = {}; // the one that the secretary calls: number, code

before(async () => {
    [demo, browser] = await Promise.all([Demo.start(), startBrowser()]);
    visitor = await Visitor.arrive(browser, demo.address, { viewport: desktop });
});
after(async () => {
    await browser?.close();
    await demo?.stop();
});

// A moment from now as the organisation writes it; the day is said, so that midnight is no matter.
function soon(minutes) {
    const parts = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(Date.now() + minutes * 60_000);
    const part = (type) => parts.find((one) => one.type === type).value;
    return `${part("month")}月${part("day")}日${part("hour")}:${part("minute")}`;
}

const pointsFor = async (memberNo, subject) => (await demo.register("points", "--member", memberNo)).filter((entry) => entry.rule === "meeting_attended" && entry.subject === subject);

test("the town is there as described: committee, general branches, some fifty branches, groups, 1,300 people", async () => {
    const members = await demo.register("members", "--reason", "演示");
    assert.ok(members.length >= 1250 && members.length <= 1350, `${members.length} people`);
    const bound = members.filter((member) => member.bound);
    assert.ok(bound.length > members.length * 0.8 && bound.length < members.length, "most are bound, some are not");
    const homes = new Set(members.map((member) => member.home_org));
    assert.ok([...homes].filter((code) => /^W\d-\d+-\d$/.test(code)).length >= 10, "there are groups");
    const meetings = await demo.register("meetings");
    assert.ok(meetings.filter((one) => one.status === "closed" && one.present > one.due / 2).length > 50, "the branches have met before");
    assert.equal(meetings.filter((one) => one.status === "called").length, 2);
    const points = await demo.register("points", "--reason", "演示");
    assert.ok(points.filter((entry) => entry.rule === "meeting_attended").length > 1000, "attendance was worth something");
    assert.ok(points.filter((entry) => entry.rule === "matter" && entry.reason).length >= 4, "matters were noted, with their reasons");
});

test("a secretary calls a meeting in one line, sees a preview, confirms, and gets the code", async () => {
    await visitor.become("王建国");
    const before = await demo.register("meetings");
    const preview = await visitor.say(`发起会议 支部党员大会 ${soon(12)} 302 讨论支部工作计划`);
    assert.match(preview, /【星火支部】要开支部党员大会/);
    assert.equal((await demo.register("meetings")).length, before.length, "a preview calls nothing");
    meeting.number = Number((await visitor.tap("确认")).match(/已发起（(\d+)号）/)[1]);

    const [called] = (await demo.register("meetings")).filter((one) => one.meeting_id === meeting.number);
    assert.equal(called.org, "W1-1");
    assert.equal(called.kind, "members_meeting");
    assert.match(called.topic, /讨论支部工作计划/);
    assert.equal(called.place, "302");
    assert.equal(called.called_by, "D10002");

    meeting.code = (await visitor.say(`签到码 ${meeting.number}`)).match(/签到码：(\d{6})/)[1];
    const picture = visitor.page.locator("#log .picture img").last();
    await assert.doesNotReject(picture.evaluate((image) => image.decode()), "the QR code is drawn");
});

test("a stranger scans, follows, consents, claims, is approved, and is checked in as of the scan", async () => {
    const { page } = visitor;
    await page.locator("#log .picture button").last().click();
    await page.locator("#chooser-people button", { hasText: "孙思远" }).click();
    await page.locator("#name", { hasText: "孙思远" }).waitFor();
    const notice = page.locator("#log .bot .bubble").last();
    await notice.waitFor();
    assert.match(await notice.innerText(), /绑定后马上为您签到[^]*隐私说明/);
    await page.locator("#wire-content details").first().waitFor({ state: "attached" });
    const event = await page.locator("#wire-content details").first().textContent();
    assert.match(event, /<Event><!\[CDATA\[subscribe\]\]><\/Event>[^]*qrscene_/);

    assert.match(await visitor.tap("同意"), /姓名和手机号/);
    const phone = (await page.locator("#about").innerText()).match(/1\d{10}/)[0];
    assert.match(await visitor.say(`孙思远 ${phone}`), /已转给书记/);
    assert.deepEqual((await demo.attendance(meeting.number, "孙思远")).map((row) => row.status), ["pending"], "not yet approved");

    await visitor.become("王建国");
    assert.match(await visitor.say("待办"), /孙思远/);
    await visitor.tap("同意");
    const [row, ...more] = await demo.attendance(meeting.number, "孙思远");
    assert.deepEqual(more, []);
    assert.equal(row.status, "present");
    assert.equal(row.method, "scan");
    const bindings = await demo.register("bindings", "--reason", "演示");
    assert.equal(bindings.filter((one) => one.member_no === row.member_no).length, 1);
    assert.equal((await pointsFor(row.member_no, meeting.number)).length, 1);

    await visitor.become("孙思远");
    await page.locator("#about", { hasText: "已绑定" }).waitFor();
    assert.match(await visitor.say("今日"), /书记已同意，绑定成功/);
});

test("a bound member checks in by the bare code, one digit wrong first", async () => {
    await visitor.become("赵小雨");
    const wrong = String((Number(meeting.code) + 1) % 1_000_000).padStart(6, "0");
    assert.match(await visitor.say(wrong), /签到码不对/);
    assert.deepEqual((await demo.attendance(meeting.number, "赵小雨")).map((row) => row.status), ["pending"]);
    assert.match(await visitor.say(meeting.code), /签到成功/);
    const [row] = await demo.attendance(meeting.number, "赵小雨");
    assert.deepEqual([row.status, row.method], ["present", "code"]);
});

test("sent twice: the platform's copy gets the same answer, and the register holds one", async () => {
    await visitor.become("赵小雨");
    const first = await visitor.page.locator("#log .bot .bubble").last().innerText();
    const [before] = await demo.attendance(meeting.number, "赵小雨");
    assert.equal(await visitor.extra("again"), first);
    assert.equal(await visitor.extra("again"), first);
    assert.match(await visitor.say(meeting.code), /已在\d\d:\d\d签到/, "a new message is a new message");
    assert.deepEqual(await demo.attendance(meeting.number, "赵小雨"), [before]);
    assert.equal((await pointsFor(before.member_no, meeting.number)).length, 1);
    assert.equal((await demo.register("meetings")).find((one) => one.meeting_id === meeting.number).present, 2);
});

test("sent late: twenty minutes count and their copy gets the stored answer; four days have no effect", async () => {
    const { page } = visitor;
    await visitor.become("吴海燕"); // a guest here, at home elsewhere
    await page.locator("#text").fill(meeting.code);
    assert.match(await visitor.extra("outdated"), /没有回复/);
    assert.deepEqual((await demo.attendance(meeting.number, "吴海燕")).map((row) => row.status), ["pending"]);
    await page.locator("#text").fill(meeting.code);
    const late = await visitor.extra("late");
    assert.match(late, /签到成功/);
    assert.equal(await visitor.extra("again"), late);
    assert.deepEqual((await demo.attendance(meeting.number, "吴海燕")).map((row) => [row.status, row.method]), [["present", "code"]]);
});

test("a bound member checks in by tapping a word; the voice, the menu and a place are understood", async () => {
    await visitor.become("王建国");
    await visitor.say(`发起会议 主题党日 ${soon(13)} 门厅 走访社区 免码`);
    const number = Number((await visitor.tap("确认")).match(/已发起（(\d+)号）/)[1]);
    await visitor.become("李梅");
    const today = await visitor.answered(() => visitor.page.locator("[data-menu=今日]").click());
    assert.match(today, /李梅，您好[^]*主题党日/);
    assert.match(await visitor.tap("签到"), /签到成功/);
    assert.deepEqual((await demo.attendance(number, "李梅")).map((row) => [row.status, row.method]), [["present", "open"]]);

    await visitor.become("何立新");
    await visitor.page.locator("#text").fill("签到。");
    assert.match(await visitor.extra("voice"), /签到成功/);
    assert.deepEqual((await demo.attendance(number, "何立新")).map((row) => [row.status, row.method]), [["present", "open"]]);
    assert.match(await visitor.extra("here"), /没有需要位置的签到/);
    assert.match(await visitor.extra("image"), /请打字/);
});

test("Redis gone: check-ins go on and the register keeps them", async (context) => {
    const { page } = visitor;
    await visitor.become("李梅");
    if (!(await page.locator("#more").isVisible()))
        await page.locator("#plus").click();
    const toggle = page.locator("#redis");
    if (await toggle.isDisabled()) {
        assert.ok(!process.env.FINGERTIP_REQUIRE_REDIS, "redis-server has to be installed");
        return context.skip("no redis-server is installed");
    }
    await toggle.click();
    await page.locator("#log .note").last().filter({ hasText: "Redis 已拔掉" }).waitFor();
    assert.match(await visitor.say(meeting.code), /签到成功/);
    assert.deepEqual((await demo.attendance(meeting.number, "李梅")).map((row) => [row.status, row.method]), [["present", "code"]]);
    await toggle.click();
    await page.locator("#log .note").last().filter({ hasText: "Redis 接回来了" }).waitFor();
    assert.match(await visitor.say("积分"), /积分共\d+分/);
});

test("the drawer shows the request, the event behind it and the reply", async () => {
    const { page } = visitor;
    await visitor.become("李梅");
    await page.locator("#wire-button").click();
    await visitor.say("我的");
    const newest = page.locator("#wire-content details").first();
    const parts = await newest.locator("pre").allInnerTexts();
    assert.match(parts[0], /^POST http:\/\/127\.0\.0\.1:\d+\/webhooks\/wechat-main\?signature=[0-9a-f]{40}&timestamp=\d{10}&nonce=.*&encrypt_type=aes&msg_signature=[0-9a-f]{40}$/);
    assert.match(parts[1], /<Encrypt><!\[CDATA\[[A-Za-z0-9+/=]{100,}\]\]><\/Encrypt>/);
    assert.match(parts[2], /<FromUserName><!\[CDATA\[oDemoD10003\]\]><\/FromUserName>[^]*<Content><!\[CDATA\[我的\]\]><\/Content>/);
    assert.match(parts[3], /<Encrypt>[^]*<MsgSignature>/);
    assert.match(parts[4], /<MsgType><!\[CDATA\[text\]\]><\/MsgType>[^]*李梅（D10003）/);
    assert.ok(!parts[1].includes("我的") && !parts[3].includes("李梅"), "nothing readable went over the wire");
    await page.keyboard.press("Escape");
    await page.locator("#wire").waitFor({ state: "hidden" });
});

test("the meeting's full-screen page shows code, picture and how many have come, as the register has it", async () => {
    const { page, context } = visitor;
    await visitor.become("王建国");
    await visitor.say(`签到码 ${meeting.number}`);
    const [screen] = await Promise.all([context.waitForEvent("page"), page.locator("#log .bubble a").last().click()]);
    await screen.locator("#code", { hasText: meeting.code }).waitFor();
    await screen.locator("#picture").waitFor();
    await assert.doesNotReject(screen.locator("#picture").evaluate((image) => image.decode()));
    const present = async () => (await demo.register("attendance", "--meeting", String(meeting.number))).filter((row) => ["present", "late"].includes(row.status)).length;
    assert.equal(Number(await screen.locator("#present").innerText()), await present());
    await visitor.say(meeting.code); // the secretary comes too
    const now = await present();
    await screen.locator("#present", { hasText: new RegExp(`^${now}$`) }).waitFor();
    await visitor.checkAccess(screen);
    await screen.close();
});

test("the browser had nothing to complain about", () => visitor.leave());

test("Ctrl-C ends it cleanly", async () => {
    demo.child.kill("SIGINT");
    assert.deepEqual(await demo.ended, { code: 0, signal: null });
});
