#include "handlers/mail.hpp"

#include "handlers/meetings/meeting_letters.hpp"
#include "handlers/request_letters.hpp"
#include "storage/outbox.hpp"

namespace fingertip::handlers {

namespace outbox = storage::outbox;

namespace {

constexpr int at_a_time = 5;

}

void post(Context& ctx, storage::MemberId to, std::string_view kind, std::string_view text, storage::Time expires)
{
    outbox::post(ctx.tx, ctx.around.vault, to, kind, text, ctx.now, expires);
}

void post_to_account(Context& ctx, std::string_view platform, std::string_view account, std::string_view kind,
                     std::string_view text)
{
    outbox::post_to_account(ctx.tx, ctx.around.vault, platform, account, kind, text, ctx.now);
}

void deliver_mail(Context& ctx, Reply& reply)
{
    auto letters = outbox::take(ctx.tx, ctx.around.vault, ctx.speaker.member, ctx.incoming.platform,
                                ctx.incoming.account, ctx.now, at_a_time);
    write_request_letters(ctx, letters);
    write_meeting_letters(ctx, letters);
    std::string before;
    for (const auto& letter : letters)
        before += ctx.text(Text::mail_mark) + letter.text + "\n";
    reply.text = before + reply.text;
}

} // namespace fingertip::handlers
