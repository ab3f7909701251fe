#include "handlers/words/near_miss.hpp"

#include "handlers/words/characters.hpp"
#include "handlers/words/syllables.hpp"

#include <catch2/catch.hpp>
#include <unicode/translit.h>

#include <memory>

using namespace fingertip::handlers;

namespace {

/// The words that members and secretaries know.
constexpr std::string_view words[] = {
    "帮助",    "help",     "?",          "菜单",     "今日",   "today",    "绑定",     "bind",   "同意",     "解绑",
    "签到",    "checkin",  "qd",         "打卡",     "会议",   "meetings", "请假",     "leave",  "补签",     "学习",
    "lesson",  "微课",     "课程",       "courses",  "搜索",   "继续",     "完成",     "心得",   "答题",     "quiz",
    "练习",    "practice", "错题",       "mistakes", "考试",   "exam",     "挑战",     "跳过",   "上一题",   "交卷",
    "报错",    "积分",     "points",     "明细",     "我的",   "me",       "申诉",     "通知",   "notices",  "收到",
    "ack",     "活动",     "activities", "报名",     "signup", "反馈",     "feedback", "设置",   "settings", "隐私",
    "privacy", "免打扰",   "恢复",       "是",       "确认",   "更多",     "取消",     "cancel", "打错了",   "发起会议",
    "改期",    "取消会议", "签到码",     "点名",     "审批",   "会议记录", "决议",     "邀请",   "记一笔",   "冲销",
    "发通知",  "催办",     "撤回",       "统计",     "竞赛",   "待办",     "负担报告", "控制台",
};

std::string meant(std::string_view text)
{
    return near_miss(text, words).value_or("-");
}

} // namespace

TEST_CASE("a slip of the finger is understood", "[handlers][near_miss]")
{
    const auto [typed, expected] = GENERATE(table<std::string, std::string>({
        {"签道", "签到"},
        {"签倒", "签到"},
        {"千到", "签到"},
        {"前到", "签到"},
        {"簽到", "签到"},
        {"签道 123456", "签到 123456"},
        {"签道123456", "签到 123456"},
        {"签道。", "签到"},
        {"签到了", "签到"},
        {"我要签到", "签到"},
        {"我要签到 123456", "签到 123456"},
        {"签到一下", "签到"},
        {"请签到吧", "签到"},
        {"我想请假", "请假"},
        {"我要签道", "签到"},
        {"请加", "请假"},
        {"清假 家里有事", "请假 家里有事"},
        {"绑订", "绑定"},
        {"邦定 张三", "绑定 张三"},
        {"积份", "积分"},
        {"机分", "积分"},
        {"学席", "学习"},
        {"达题", "答题"},
        {"通只", "通知"},
        {"打咔", "打卡"},
        {"代办", "待办"},
        {"会仪", "会议"},
        {"会议纪录", "会议记录"},
        {"发起会仪", "发起会议"},
        {"发起会", "发起会议"},
        {"负但报告", "负担报告"},
        {"免打绕", "免打扰"},
        {"冲消", "冲销"},
        {"确仍", "确认"},
        {"心的", "心得"},
        {"qiandao", "签到"},
        {"qian dao", "签到"},
        {"qingjia", "请假"},
        {"kaosi", "考试"},
        {"jifen", "积分"},
        {"check in", "checkin"},
        {"chekin", "checkin"},
        {"lessons", "lesson"},
        {"lesons", "-"},
        {"meeting", "meetings"},
        {"notice", "notices"},
        {"canel", "cancel"},
        {"cancle", "cancel"},
        {"feedbak", "feedback"},
        {"seting", "settings"},
        {"poitns 3", "points 3"},
        {"helpp", "help"},
    }));
    CAPTURE(typed);
    CHECK(meant(typed) == expected);
}

TEST_CASE("ordinary talk is no near miss", "[handlers][near_miss]")
{
    const auto typed = GENERATE(
        "", "签", "是的", "1", "123456", "13800001234", "3-2", "...", "你好", "您好", "早上好", "大家好", "谢谢",
        "好的", "明白", "明天", "后天", "同志", "同志们好", "书记好", "联系", "联系电话", "新的", "回复", "统一",
        "同一", "几分", "几分钟", "受到", "近日", "急需", "保命", "神速", "社址", "不签", "取笑", "大体", "可乘",
        "会员", "会场在哪", "会议室在哪里", "会议几点开始", "今天开会吗", "签到吗", "签到吗?", "签到率", "签到表",
        "怎么签到", "签到不了怎么办", "在哪里签到", "我还没签到呢", "明天请假的人多吗", "学习强国怎么登录",
        "学习资料在哪里", "积分怎么算", "我的积分呢", "党费交多少", "今天天气不错", "哈哈", "哈哈哈哈", "嗯嗯", "ok",
        "yes", "no", "hi", "hello", "thanks", "good morning", "how are you", "see you", "find", "kind", "lead", "less",
        "mean", "hold", "hall", "where is the meeting", "I cannot check in today", "A", "AC", "对", "错", "正确",
        "错误", "中国共产党", "一九二一年", "为人民服务", "实事求是", "党员大会", "主题党日", "组织生活会", "三会一课",
        "家里有事", "生病了", "出差", "老人住院", "路上堵车", "晚点到", "收不到通知", "谁来主持", "地点改了吗", "李梅",
        "张三", "王小明", "[微笑]", "😀😀", "http://example.org", "同意的请举手", "完成情况怎么样", "这个题目有问题",
        "为什么扣我的分", "能不能改期到下周", "aaaa", "qwer", "abcd1234", "12月3日", "周五下午三点");
    CAPTURE(typed);
    CHECK(meant(typed) == "-");
}

TEST_CASE("two possible words are no answer", "[handlers][near_miss]")
{
    constexpr std::string_view similar[] = {"统计", "通计", "points", "paints"};
    CHECK_FALSE(near_miss("同计", similar));
    CHECK_FALSE(near_miss("pints", similar));
    CHECK(near_miss("pointss", similar) == "points");
    CHECK_FALSE(near_miss("签道", std::span<const std::string_view>{}));
}

TEST_CASE("the sounds of characters are those that ICU knows", "[handlers][near_miss][syllables]")
{
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> icu{
        icu::Transliterator::createInstance("Han-Latin; Latin-ASCII", UTRANS_FORWARD, error)};
    REQUIRE(U_SUCCESS(error));
    std::size_t seen = 0;
    std::string wrong;
    for (const auto line : syllable_table()) {
        const auto blank = line.find(' ');
        REQUIRE(blank != std::string_view::npos);
        for (const auto& one : characters(line.substr(blank + 1))) {
            icu::UnicodeString text{static_cast<UChar32>(one.folded)};
            icu->transliterate(text);
            std::string expected;
            text.toUTF8String(expected);
            ++seen;
            if (expected != line.substr(0, blank) || syllable(one.folded) != expected)
                append(wrong, one.folded);
        }
    }
    CHECK(seen > 8000);
    CHECK(wrong.empty());
    CHECK(syllable(U'a').empty());
    CHECK(syllable(U'\0').empty());
    CHECK(loose_syllable("zhuang") == "zuan");
    CHECK(loose_syllable("lin") == loose_syllable("ning"));
}
