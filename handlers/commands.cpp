#include "handlers/commands.hpp"

#include "handlers/check_in.hpp"
#include "handlers/help.hpp"
#include "handlers/meeting_call.hpp"
#include "handlers/meeting_change.hpp"
#include "handlers/meeting_close.hpp"
#include "handlers/meeting_code.hpp"
#include "handlers/meeting_list.hpp"
#include "handlers/officer_entry.hpp"
#include "handlers/points_book.hpp"
#include "handlers/roll_call.hpp"
#include "handlers/withdraw.hpp"

#include <algorithm>
#include <array>

namespace fingertip::handlers {

namespace {

constexpr std::string_view help_words[] = {"help", "?", "菜单", "menu"};
constexpr std::string_view points_words[] = {"points", "jf"};
constexpr std::string_view ledger_words[] = {"ledger"};
constexpr std::string_view note_words[] = {"记事"};
constexpr std::string_view reverse_words[] = {"reverse"};
constexpr std::string_view meetings_words[] = {"meetings", "hy"};
constexpr std::string_view late_entry_words[] = {"代签"};
constexpr std::string_view call_words[] = {"meeting", "召集会议"};
constexpr std::string_view code_words[] = {"code"};
constexpr std::string_view roll_words[] = {"roll"};
constexpr std::string_view end_words[] = {"结束会议", "end"};
constexpr std::string_view summary_words[] = {"summary"};
constexpr std::string_view move_words[] = {"reschedule"};
constexpr std::string_view cancel_words[] = {"calloff"};
constexpr std::string_view withdraw_words[] = {"recall"};
constexpr std::string_view check_in_words[] = {"checkin", "qd", "打卡"};

constexpr std::array all{
    Command{"签到", check_in_words, Capability::take_part, Scope::direct, Text::help_check_in, &check_in},
    Command{"会议", meetings_words, Capability::take_part, Scope::direct, Text::help_meetings, &list_meetings},
    Command{"补签", late_entry_words, Capability::take_part, Scope::direct, Text::help_late_entry, &late_entry},
    Command{"发起会议", call_words, Capability::call_meeting, Scope::direct, Text::help_call, &call_meeting},
    Command{"签到码", code_words, Capability::call_meeting, Scope::direct, Text::help_code, &show_code},
    Command{"点名", roll_words, Capability::see_roll, Scope::direct, Text::help_roll, &call_roll},
    Command{"散会", end_words, Capability::call_meeting, Scope::direct, Text::help_end, &end_meeting},
    Command{"会议总结", summary_words, Capability::see_roll, Scope::direct, Text::help_summary, &sum_up_meeting},
    Command{"改期", move_words, Capability::call_meeting, Scope::direct, Text::help_move, &move_meeting},
    Command{"取消会议", cancel_words, Capability::call_meeting, Scope::direct, Text::help_cancel_meeting,
            &cancel_meeting},
    Command{"撤回", withdraw_words, Capability::take_part, Scope::direct, Text::help_withdraw, &withdraw},
    Command{"积分", points_words, Capability::take_part, Scope::direct, Text::help_points, &points_balance},
    Command{"明细", ledger_words, Capability::take_part, Scope::direct, Text::help_ledger, &points_ledger},
    Command{"记一笔", note_words, Capability::award_points, Scope::direct, Text::help_note, &note_matter},
    Command{"冲销", reverse_words, Capability::award_points, Scope::direct, Text::help_reverse, &reverse_entry},
    Command{"帮助", help_words, Capability::anyone, Scope::any, Text::help_help, &help},
};

constexpr bool names_are_unique()
{
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = 0; j < all.size(); ++j) {
            if (i != j && all[i].name == all[j].name)
                return false;
            for (const auto alias : all[j].aliases)
                if (alias == all[i].name)
                    return false;
        }
    return true;
}
static_assert(names_are_unique());

} // namespace

std::span<const Command> commands()
{
    return all;
}

const Command* find_command(std::string_view word)
{
    for (const auto& command : all)
        if (command.name == word ||
            std::find(command.aliases.begin(), command.aliases.end(), word) != command.aliases.end())
            return &command;
    return nullptr;
}

const std::vector<std::string_view>& command_words()
{
    static const std::vector<std::string_view> words = [] {
        std::vector<std::string_view> found;
        for (const auto& command : all) {
            found.push_back(command.name);
            found.insert(found.end(), command.aliases.begin(), command.aliases.end());
        }
        std::sort(found.begin(), found.end(),
                  [](auto a, auto b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
        return found;
    }();
    return words;
}

std::span<const std::string_view> attaching_words()
{
    static constexpr std::string_view words[] = {"绑定", "请假", "补签", "邀请", "反馈", "申诉", "搜索"};
    return words;
}

const Command* help_command()
{
    return find_command("帮助");
}
const Command* check_in_command()
{
    return find_command("签到");
}

} // namespace fingertip::handlers
