#include "handlers/request_letters.hpp"

#include "handlers/requests.hpp"

namespace fingertip::handlers {

void write_request_letters(ReadContext& ctx, std::vector<storage::outbox::Letter>& letters)
{
    std::erase_if(letters, [&](storage::outbox::Letter& letter) {
        if (letter.subject == 0 || letter.kind != "request")
            return false;
        const auto request = storage::requests::find(ctx.tx, ctx.around.vault, letter.subject);
        const auto* kind = request ? request_kind(request->kind) : nullptr;
        if (!kind || request->state != "open")
            return true;
        letter.text = ctx.text(Text::request_mail,
                               {{"number", request->id}, {"line", kind->line(ctx, ctx.language(), *request)}});
        return false;
    });
}

} // namespace fingertip::handlers
