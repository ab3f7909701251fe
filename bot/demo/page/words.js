// Every word of the demo's page in both languages, and which of them is spoken. What the bot says comes from the bot.
const words = {
    "zh-CN": {
        page: "指尖 · 演示", title: "指尖", demo: "演示", other: "English",
        people: "选择人员", search: "查找姓名、编号、支部", nobody: "没有找到，换个词试试。",
        lead: (people, code) => `选一个人，像在微信里一样聊。这里有 ${people} 人；星火支部的会正在签到，签到码 ${code}。`,
        chat: "聊天", choose: "请选择一个人", chooseHint: "从名单里选一个人：书记能开会、看到会，成员能签到，未关注的人可以扫码进来。",
        back: "返回人员列表", messages: "消息", menu: "公众号菜单", more: "更多动作", typeHere: "发消息", send: "发送", close: "关闭",
        menuToday: "今日", menuMeetings: "会议", menuHelp: "帮助",
        bound: "已绑定", unbound: (phone) => `未绑定，名册手机号 ${phone}`, badgeUnbound: "未绑定", badgeStranger: "未关注",
        scan: "扫一扫", voice: "发语音", here: "发位置：会场", away: "发位置：两公里外", image: "发图片",
        again: "重发上一条", late: "迟到 20 分钟", outdated: "迟到 4 天", speakEnglish: "让它说英文", speakChinese: "让它说中文", follow: "关注", unfollow: "取消关注",
        redisOff: "拔掉 Redis", redisOn: "接回 Redis", redisNone: "没有 Redis",
        outside: "还没有关注公众号。可以先关注，或直接扫会场的二维码。",
        scanTitle: "扫哪个二维码？", scanAs: "换谁来扫？", roomPicture: "星火支部，正在签到的会", newPicture: "刚才要到的签到码",
        qr: "会场签到二维码", openPage: "打开会场投屏页", open: "打开",
        did: {
            again: "（平台把上一条又送了一次）", scan: "（扫了会场二维码）", scanFollow: "（扫了会场二维码，按提示关注了公众号）", follow: "（关注了公众号）", unfollow: "（取消了关注）",
            voice: (text) => `[语音] ${text}`, here: "[位置] 会场", away: "[位置] 离会场两公里", image: "[图片]", late: (text) => `${text}（20 分钟前发的，现在才送到）`, outdated: (text) => `${text}（4 天前发的，现在才送到）`,
        },
        defaultVoice: "签到。", defaultText: "签到",
        noReply: "（已收到，没有回复）", noAnswer: (status) => `（平台没有收到回复：${status || "无应答"}）`,
        cannot: "（现在做不了：没有可以重发的，或还没有关注）", gone: "（这个二维码已经失效）", down: "（演示已停止）", forged: "（这不是有效的回复：签名或内容不对！）",
        redisIsOn: "Redis 接回来了。", redisIsOff: "Redis 已拔掉：什么也不会丢，照常聊。", redisMissing: "本机没有安装 redis-server，演示一直没有用它。",
        tryIt: "可以试试：", speaksOther: "机器人现在说中文。",
        wire: "看线上", wireTitle: "线上内容", wireEmpty: "每发一条，这里就显示平台和机器人之间的请求、解密后的 XML 和回复。",
        wireRequest: "请求", wireBody: "请求正文（加密）", wireEvent: "事件（解密后的 XML）", wireAnswer: "应答正文（加密）", wireReply: "回复（解密后的 XML）", wireNothing: "（空）",
        wireLine: (delivery) => `状态 ${delivery.status}，${delivery.ms.toFixed(1)} 毫秒，送了 ${delivery.attempts} 次`,
        roles: { secretary: "书记", deputy_secretary: "副书记", group_leader: "组长", admin: "管理员", committee_member: "委员", party_worker: "党务工作者", instructor: "指导员" },
        categories: { full: "党员", probationary: "预备党员" },
        say: { today: "今日", roll: "点名", code: "签到码", reviews: "待办", checkin: "签到", me: "我的", points: "积分", meetings: "会议", bind: "绑定", call: (when) => `发起会议 支部党员大会 ${when} 302 学习讨论` },
    },
    en: {
        page: "Fingertip · demo", title: "Fingertip", demo: "demo", other: "中文",
        people: "Choose a person", search: "Find a name, number or branch", nobody: "Nobody found, try another word.",
        lead: (people, code) => `Choose somebody and chat as in WeChat. ${people} people live here; the branch 星火支部 is checking in, with the code ${code}.`,
        chat: "Chat", choose: "Choose a person", chooseHint: "Choose somebody on the list: a secretary calls meetings and sees who came, members check in, and who does not follow yet can come in by the QR code.",
        back: "Back to the people", messages: "Messages", menu: "The account's menu", more: "More to do", typeHere: "Type a message", send: "Send", close: "Close",
        menuToday: "Today", menuMeetings: "Meetings", menuHelp: "Help",
        bound: "bound", unbound: (phone) => `not bound, phone in the roster ${phone}`, badgeUnbound: "not bound", badgeStranger: "not following",
        scan: "Scan a code", voice: "Send a voice note", here: "Location: the room", away: "Location: 2 km off", image: "Send a picture",
        again: "Send it twice", late: "Send 20 min late", outdated: "Send 4 days late", speakEnglish: "Answer in English", speakChinese: "Answer in Chinese", follow: "Follow", unfollow: "Unfollow",
        redisOff: "Redis gone", redisOn: "Redis back", redisNone: "No Redis here",
        outside: "Does not follow the account yet. Follow it, or scan the QR code in the room.",
        scanTitle: "Which code to scan?", scanAs: "Scan it as …", roomPicture: "星火支部, the meeting that is open", newPicture: "The code that was just asked for",
        qr: "The meeting's QR code", openPage: "Open the page for the projector", open: "Open",
        did: {
            again: "(the platform delivered the last one again)", scan: "(scanned the code in the room)", scanFollow: "(scanned the code in the room and followed the account)", follow: "(followed the account)", unfollow: "(unfollowed)",
            voice: (text) => `[voice] ${text}`, here: "[location] the room", away: "[location] 2 km from the room", image: "[picture]", late: (text) => `${text} (sent 20 minutes ago, delivered now)`, outdated: (text) => `${text} (sent 4 days ago, delivered now)`,
        },
        defaultVoice: "签到。", defaultText: "checkin",
        noReply: "(received, no reply)", noAnswer: (status) => `(the platform got no reply: ${status || "no answer"})`,
        cannot: "(not possible now: nothing to send again, or not following)", gone: "(this code is no longer good)", down: "(the demo has ended)", forged: "(that is no valid reply: its signature or content does not hold!)",
        redisIsOn: "Redis is back.", redisIsOff: "Redis is gone: nothing is lost, chat on.", redisMissing: "No redis-server is installed here; the demo never used one.",
        tryIt: "Try:", speaksOther: "The bot speaks Chinese now.",
        wire: "The wire", wireTitle: "On the wire", wireEmpty: "With every message this shows the request, the decrypted XML and the reply between platform and bot.",
        wireRequest: "Request", wireBody: "Request body (encrypted)", wireEvent: "Event (decrypted XML)", wireAnswer: "Answer body (encrypted)", wireReply: "Reply (decrypted XML)", wireNothing: "(empty)",
        wireLine: (delivery) => `status ${delivery.status}, ${delivery.ms.toFixed(1)} ms, ${delivery.attempts} ${delivery.attempts === 1 ? "attempt" : "attempts"}`,
        roles: { secretary: "secretary", deputy_secretary: "deputy secretary", group_leader: "group leader", admin: "administrator", committee_member: "committee", party_worker: "party worker", instructor: "instructor" },
        categories: { full: "full member", probationary: "probationary member" },
        say: { today: "today", roll: "roll", code: "code", reviews: "reviews", checkin: "checkin", me: "me", points: "points", meetings: "meetings", bind: "bind", call: (when) => `meeting 支部党员大会 ${when} 302 学习讨论` },
    },
};

const asked = new URLSearchParams(location.search).get("lang");
let spoken = asked === "en" || asked === "zh-CN" ? asked : (navigator.language || "zh").startsWith("zh") ? "zh-CN" : "en";

export const english = () => spoken === "en";
export const word = (id, ...values) => {
    const found = id.split(".").reduce((at, part) => at?.[part], words[spoken]);
    return typeof found === "function" ? found(...values) : found ?? "";
};

// Puts the words of the spoken language into the page.
export function label() {
    document.documentElement.lang = spoken;
    document.title = word("page");
    for (const node of document.querySelectorAll("[data-word]"))
        node.textContent = word(node.dataset.word);
    for (const node of document.querySelectorAll("[data-label]"))
        node.setAttribute("aria-label", word(node.dataset.label));
    for (const node of document.querySelectorAll("[data-placeholder]"))
        node.placeholder = word(node.dataset.placeholder);
}

export function speakOther() {
    spoken = english() ? "zh-CN" : "en";
    const here = new URL(location.href);
    here.searchParams.set("lang", spoken);
    history.replaceState(null, "", here);
    label();
}
