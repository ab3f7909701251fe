#include "handlers/people/consent.hpp"

#include "handlers/people/binding_claim.hpp"
#include "handlers/words/args.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace fingertip::handlers {

namespace {

bool is_one_of(const Args& said, std::initializer_list<std::string_view> words)
{
    const auto text = normalise(said.rest()).folded;
    return std::find(words.begin(), words.end(), text) != words.end();
}

bool agrees(const Args& said)
{
    return is_one_of(
        said, {"同意", "我同意", "是", "是的", "好", "好的", "确认", "可以", "愿意", "agree", "i agree", "yes", "ok"});
}

bool refuses(const Args& said)
{
    return is_one_of(said, {"不同意", "不愿意", "不", "拒绝", "disagree", "no"});
}

} // namespace

Reply ask_consent(Context& ctx, std::string claim, std::string intent)
{
    Reply reply = ctx.say(Text::consent_notice, {{"version", ctx.around.settings.consent_version}});
    if (!intent.empty())
        reply.text = ctx.text(Text::consent_notice_for_check_in) + reply.text;
    ctx.talk.dialogue = Consent{std::move(claim), std::move(intent)};
    ctx.talk.parked.reset();
    return reply;
}

bool accepts(const Consent&, const Args& said)
{
    return agrees(said) || refuses(said) || says_who(said);
}

Reply answer(Context& ctx, const Consent& step, const Args& said)
{
    if (refuses(said)) {
        ctx.talk.dialogue.reset();
        return ctx.say(Text::consent_refused);
    }
    if (!agrees(said))
        return ask_consent(ctx, said.rest(), step.intent);
    AskIdentity asked;
    asked.intent = step.intent;
    asked.consented_at = storage::seconds(ctx.now);
    return take_claim(ctx, std::move(asked), Args{step.claim});
}

} // namespace fingertip::handlers
