#include "handlers/people/privacy.hpp"

#include "handlers/people/binding_grant.hpp"
#include "handlers/people/privacy_data.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/confirming.hpp"
#include "storage/audit.hpp"
#include "storage/people/location_consents.hpp"
#include "storage/people/own_record.hpp"

namespace fingertip::handlers {

namespace {

bool mentions(std::string_view text, std::initializer_list<std::string_view> words)
{
    for (const auto word : words)
        if (text.find(word) != std::string_view::npos)
            return true;
    return false;
}

} // namespace

Reply privacy(Context& ctx, const Args& args)
{
    if (!ctx.speaker.member)
        return ctx.say(Text::privacy_card_stranger);
    const auto said = normalise(args.rest()).folded;
    if (mentions(said, {"删除", "注销", "清除", "erase", "delete"})) {
        ctx.talk.dialogue = ConfirmErase{};
        return ctx.say(Text::privacy_erase_preview, {{"name", ctx.speaker.name}});
    }
    if (mentions(said, {"位置", "定位", "location"})) {
        const bool given = storage::location_consents::withdraw(ctx.tx, ctx.speaker.member);
        return ctx.say(given ? Text::privacy_location_withdrawn : Text::privacy_location_none);
    }
    if (mentions(said, {"数据", "导出", "data", "export"}))
        return Reply{own_data_text(ctx), {}};
    return ctx.say(Text::privacy_card);
}

bool accepts(const ConfirmErase&, const Args& said)
{
    return says_confirm(said);
}

Reply answer(Context& ctx, const ConfirmErase&, const Args&)
{
    const auto member = ctx.speaker.member;
    storage::own_record::erase(ctx.tx, ctx.around.vault, member, ctx.now);
    storage::audit::note(ctx.tx, member, "erased_self", ctx.speaker.home, member.value, "", ctx.now);
    ctx.talk = Talk{};
    Reply reply = ctx.say(Text::privacy_erased);
    recognise_again(ctx);
    ctx.speaker.talk.clear(); // the saved conversation went with the rest
    return reply;
}

} // namespace fingertip::handlers
