#include "handlers/commands.hpp"

#include "handlers/help.hpp"
#include "handlers/language_settings.hpp"
#include "handlers/meetings/arrivals.hpp"
#include "handlers/meetings/check_in.hpp"
#include "handlers/meetings/leave.hpp"
#include "handlers/meetings/leave_for_other.hpp"
#include "handlers/meetings/meeting_call.hpp"
#include "handlers/meetings/meeting_change.hpp"
#include "handlers/meetings/meeting_close.hpp"
#include "handlers/meetings/meeting_code.hpp"
#include "handlers/meetings/meeting_duties.hpp"
#include "handlers/meetings/meeting_list.hpp"
#include "handlers/meetings/minutes.hpp"
#include "handlers/meetings/officer_entry.hpp"
#include "handlers/meetings/resolution.hpp"
#include "handlers/meetings/roll_call.hpp"
#include "handlers/people/appointment.hpp"
#include "handlers/people/binding.hpp"
#include "handlers/people/invitation.hpp"
#include "handlers/people/privacy.hpp"
#include "handlers/people/profile.hpp"
#include "handlers/people/roster_edits.hpp"
#include "handlers/points_appeal.hpp"
#include "handlers/points_book.hpp"
#include "handlers/requests.hpp"
#include "handlers/today.hpp"
#include "handlers/withdraw.hpp"

#include <algorithm>
#include <array>

namespace fingertip::handlers {

namespace {

constexpr std::string_view today_words[] = {"today", "你好",   "您好",   "hi",     "hello",
                                            "在吗",  "早上好", "下午好", "晚上好", "早安"};
constexpr std::string_view bind_words[] = {"bind", "bd"};
constexpr std::string_view unbind_words[] = {"unbind", "解除绑定"};
constexpr std::string_view me_words[] = {"me"};
constexpr std::string_view settings_words[] = {"settings"};
constexpr std::string_view privacy_words[] = {"privacy"};
constexpr std::string_view more_words[] = {"more"};
constexpr std::string_view mistyped_words[] = {"oops", "签错了"};
constexpr std::string_view reviews_words[] = {"reviews"};
constexpr std::string_view review_words[] = {"review"};
constexpr std::string_view agree_words[] = {"agree", "同意全部", "全部同意"};
constexpr std::string_view invite_words[] = {"invite"};
constexpr std::string_view undo_binding_words[] = {"unbindother"};
constexpr std::string_view change_phone_words[] = {"changephone"};
constexpr std::string_view appoint_words[] = {"appoint"};
constexpr std::string_view dismiss_words[] = {"dismiss"};
constexpr std::string_view exempt_words[] = {"exempt"};
constexpr std::string_view help_words[] = {"help", "?", "菜单", "menu"};
constexpr std::string_view points_words[] = {"points", "jf"};
constexpr std::string_view ledger_words[] = {"ledger"};
constexpr std::string_view appeal_words[] = {"appeal"};
constexpr std::string_view note_words[] = {"记事"};
constexpr std::string_view reverse_words[] = {"reverse"};
constexpr std::string_view meetings_words[] = {"meetings", "hy"};
constexpr std::string_view leave_words[] = {"leave", "qj"};
constexpr std::string_view cancel_leave_words[] = {"cancelleave"};
constexpr std::string_view leave_for_words[] = {"leavefor"};
constexpr std::string_view late_entry_words[] = {"makeup", "代签"};
constexpr std::string_view call_words[] = {"meeting", "召集会议"};
constexpr std::string_view code_words[] = {"code"};
constexpr std::string_view roll_words[] = {"roll"};
constexpr std::string_view end_words[] = {"结束会议", "end"};
constexpr std::string_view summary_words[] = {"summary"};
constexpr std::string_view minutes_words[] = {"minutes"};
constexpr std::string_view resolution_words[] = {"resolution"};
constexpr std::string_view recorder_words[] = {"recorder"};
constexpr std::string_view chair_words[] = {"chair"};
constexpr std::string_view move_words[] = {"reschedule"};
constexpr std::string_view cancel_words[] = {"calloff"};
constexpr std::string_view withdraw_words[] = {"recall"};
constexpr std::string_view check_in_words[] = {"checkin", "qd", "打卡"};

constexpr std::array all{
    Command{"今日", today_words, Capability::anyone, Scope::direct, Text::help_today, &today},
    Command{"绑定", bind_words, Capability::anyone, Scope::direct, Text::help_bind, &bind_account},
    Command{"签到", check_in_words, Capability::take_part, Scope::direct, Text::help_check_in, &check_in},
    Command{"会议", meetings_words, Capability::take_part, Scope::direct, Text::help_meetings, &list_meetings},
    Command{"请假", leave_words, Capability::take_part, Scope::direct, Text::help_leave, &ask_for_leave},
    Command{"取消请假", cancel_leave_words, Capability::take_part, Scope::direct, Text::help_cancel_leave,
            &cancel_leave},
    Command{"补签", late_entry_words, Capability::take_part, Scope::direct, Text::help_late_entry, &late_entry},
    Command{"发起会议", call_words, Capability::call_meeting, Scope::direct, Text::help_call, &call_meeting},
    Command{"签到码", code_words, Capability::call_meeting, Scope::direct, Text::help_code, &show_code},
    Command{"点名", roll_words, Capability::see_roll, Scope::direct, Text::help_roll, &call_roll},
    Command{"散会", end_words, Capability::call_meeting, Scope::direct, Text::help_end, &end_meeting},
    Command{"代请假", leave_for_words, Capability::correct_roll, Scope::direct, Text::help_leave_for, &enter_leave},
    Command{"会议总结", summary_words, Capability::see_roll, Scope::direct, Text::help_summary, &sum_up_meeting},
    Command{"会议记录", minutes_words, Capability::keep_minutes, Scope::direct, Text::help_minutes, &keep_minutes,
            Beside::parks, &has_some_duty},
    Command{"决议", resolution_words, Capability::keep_minutes, Scope::direct, Text::help_resolution,
            &record_resolution, Beside::parks, &has_some_duty},
    Command{"记录人", recorder_words, Capability::call_meeting, Scope::direct, Text::help_recorder, &name_recorder,
            Beside::yields},
    Command{"主持人", chair_words, Capability::call_meeting, Scope::direct, Text::help_chair, &name_chair,
            Beside::yields},
    Command{"改期", move_words, Capability::call_meeting, Scope::direct, Text::help_move, &move_meeting},
    Command{"取消会议", cancel_words, Capability::call_meeting, Scope::direct, Text::help_cancel_meeting,
            &cancel_meeting},
    Command{"撤回", withdraw_words, Capability::take_part, Scope::direct, Text::help_withdraw, &withdraw},
    Command{"积分", points_words, Capability::take_part, Scope::direct, Text::help_points, &points_balance},
    Command{"明细", ledger_words, Capability::take_part, Scope::direct, Text::help_ledger, &points_ledger},
    Command{"申诉", appeal_words, Capability::take_part, Scope::direct, Text::help_appeal, &appeal},
    Command{"记一笔", note_words, Capability::award_points, Scope::direct, Text::help_note, &note_matter},
    Command{"冲销", reverse_words, Capability::award_points, Scope::direct, Text::help_reverse, &reverse_entry},
    Command{"待办", reviews_words, Capability::review, Scope::direct, Text::help_reviews, &list_reviews},
    Command{"审批", review_words, Capability::review, Scope::direct, Text::help_decide, &review},
    Command{"同意", agree_words, Capability::review, Scope::direct, Text::help_agree, &agree, Beside::yields},
    Command{"邀请", invite_words, Capability::invite, Scope::direct, Text::help_invite, &invite},
    Command{"撤销绑定", undo_binding_words, Capability::decide, Scope::direct, Text::help_undo_binding, &undo_binding},
    Command{"改手机号", change_phone_words, Capability::edit_roster, Scope::direct, Text::help_change_phone,
            &change_phone},
    Command{"任命", appoint_words, Capability::appoint, Scope::direct, Text::help_appoint, &appoint},
    Command{"免职", dismiss_words, Capability::appoint, Scope::direct, Text::help_dismiss, &dismiss},
    Command{"免到", exempt_words, Capability::edit_roster, Scope::direct, Text::help_exempt, &exempt},
    Command{"我的", me_words, Capability::take_part, Scope::direct, Text::help_me, &my_book},
    Command{"设置", settings_words, Capability::anyone, Scope::direct, Text::help_settings, &settings},
    Command{"隐私", privacy_words, Capability::anyone, Scope::direct, Text::help_privacy, &privacy},
    Command{"解绑", unbind_words, Capability::take_part, Scope::direct, Text::help_unbind, &unbind_account},
    Command{"打错了", mistyped_words, Capability::take_part, Scope::direct, Text::help_mistyped, &mistyped,
            Beside::leaves},
    Command{"更多", more_words, Capability::anyone, Scope::direct, Text::help_more, &say_more, Beside::leaves},
    Command{"帮助", help_words, Capability::anyone, Scope::any, Text::help_help, &help, Beside::leaves},
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
