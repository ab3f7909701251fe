#include "handlers/language_settings.hpp"

#include "handlers/words/args.hpp"
#include "storage/people/speakers.hpp"

namespace fingertip::handlers {

namespace {

constexpr std::chrono::minutes menu_lives{10};

bool mentions(std::string_view text, std::initializer_list<std::string_view> words)
{
    for (const auto word : words)
        if (text.find(word) != std::string_view::npos)
            return true;
    return false;
}

Reply speak(Context& ctx, bool english)
{
    storage::speakers::set_language(ctx.tx, ctx.incoming.platform, ctx.incoming.account, english);
    ctx.speaker.english = english;
    return ctx.say(Text::settings_changed);
}

} // namespace

Reply settings(Context& ctx, const Args& args)
{
    const auto said = normalise(args.rest()).folded;
    if (mentions(said, {"english", "英文", "英语"}))
        return speak(ctx, true);
    if (mentions(said, {"中文", "汉语", "chinese"}))
        return speak(ctx, false);
    if (!said.empty() && !mentions(said, {"语言", "language"}))
        return ctx.say(Text::settings_unknown);
    ctx.talk.menu = {"设置 语言 中文", "设置 语言 English"};
    ctx.talk.menu_until = ctx.now + menu_lives;
    return ctx.say(Text::settings_card, {{"language", ctx.text(Text::settings_language)}});
}

} // namespace fingertip::handlers
