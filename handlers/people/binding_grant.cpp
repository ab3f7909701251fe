#include "handlers/people/binding_grant.hpp"

#include "handlers/mail.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/people/binding_intent.hpp"
#include "handlers/people/people_words.hpp"
#include "handlers/words/phone.hpp"
#include "storage/audit.hpp"
#include "storage/json.hpp"
#include "storage/people/organizations.hpp"

namespace fingertip::handlers {

namespace bindings = storage::bindings;
namespace members = storage::members;
namespace requests = storage::requests;

using storage::Request;

namespace {

/// What a request to be bound keeps until it is decided.
struct Kept
{
    std::string via;
    std::string intent;
    int consent_version = 0;
    storage::Time consented_at{};
};

std::string write(const Kept& kept)
{
    storage::JsonWriter out;
    out.object()
        .field("via", kept.via)
        .field("intent", kept.intent)
        .field("consent_version", kept.consent_version)
        .field("consented_at", storage::seconds(kept.consented_at))
        .end();
    return out.take();
}

Kept read(std::string_view body)
{
    Kept kept;
    if (const auto in = storage::Json::parse(body)) {
        kept.via = in->text("via").value_or("");
        kept.intent = in->text("intent").value_or("");
        kept.consent_version = static_cast<int>(in->integer("consent_version").value_or(0));
        kept.consented_at = storage::from_seconds(in->integer("consented_at").value_or(0));
    }
    return kept;
}

/// Who holds the account, and which account holds the person, other than for each other.
struct InTheWay
{
    std::optional<storage::Binding> of_account;
    std::optional<storage::Binding> of_person;
    bool any() const { return of_account || of_person; }
};

InTheWay in_the_way(ReadContext& ctx, const Request& request)
{
    InTheWay found{bindings::find(ctx.tx, request.platform, request.account),
                   bindings::of_member_on(ctx.tx, request.member, request.platform)};
    if (found.of_account && found.of_account->member == request.member)
        return {};
    return found;
}

std::string organization_of(ReadContext& ctx, const storage::Member& person)
{
    return storage::organizations::name(ctx.tx, person.home);
}

std::string line(ReadContext& ctx, templates::Language language, const Request& request)
{
    const auto person = members::find(ctx.tx, ctx.around.vault, request.member);
    return ctx.around.texts.fill(language, Text::binding_line,
                                 {{"name", person ? person->name : ""},
                                  {"member_no", person ? person->member_no : ""},
                                  {"second", in_the_way(ctx, request).any()}});
}

std::string detail(ReadContext& ctx, const Request& request)
{
    const auto person = members::find(ctx.tx, ctx.around.vault, request.member).value_or(storage::Member{});
    const auto others = in_the_way(ctx, request);
    return ctx.text(Text::binding_detail,
                    {{"number", request.id},
                     {"name", person.name},
                     {"member_no", person.member_no},
                     {"organization", organization_of(ctx, person)},
                     {"phone", mask_phone(person.phone)},
                     {"time", moment_words(ctx, request.created_at)},
                     {"own", others.of_account.has_value()},
                     {"other", others.of_account ? person_name(ctx, others.of_account->member) : ""},
                     {"moved", others.of_person.has_value()}});
}

/// Ends what stands in the way and tells both sides.
void make_room(Context& ctx, const InTheWay& others)
{
    if (others.of_account) {
        bindings::unbind(ctx.tx, others.of_account->platform, others.of_account->account);
        post(ctx, others.of_account->member, "binding_ended", for_others(ctx, Text::bind_left_mail));
    }
    if (others.of_person) {
        bindings::unbind(ctx.tx, others.of_person->platform, others.of_person->account);
        post_to_account(ctx, others.of_person->platform, others.of_person->account, "binding_ended",
                        for_others(ctx, Text::bind_moved_mail));
    }
}

std::optional<Reply> grant(Context& ctx, const Request& request, std::string_view)
{
    const auto person = members::find(ctx.tx, ctx.around.vault, request.member);
    if (!person)
        return ctx.say(Text::request_unknown, {{"number", request.id}});
    const auto kept = read(request.body);
    make_room(ctx, in_the_way(ctx, request));
    if (!bindings::find(ctx.tx, request.platform, request.account))
        bindings::bind(ctx.tx, request.platform, request.account, request.member, "approval", kept.consent_version,
                       kept.consented_at, ctx.now);
    auto text = for_others(ctx, Text::bind_granted_mail,
                           {{"name", person->name}, {"organization", organization_of(ctx, *person)}});
    if (!kept.intent.empty())
        text += "\n" + carry_out_for(ctx, request.platform, request.account, kept.intent);
    post(ctx, request.member, "binding_granted", text);
    return std::nullopt;
}

/// Tells the account that asked: bound to somebody, who then reads it as a member, or to nobody.
void tell_account(Context& ctx, const Request& request, std::string_view kind, const std::string& text)
{
    if (const auto bound = bindings::find(ctx.tx, request.platform, request.account))
        post(ctx, bound->member, kind, text);
    else
        post_to_account(ctx, request.platform, request.account, kind, text);
}

void refuse(Context& ctx, const Request& request, std::string_view reason)
{
    tell_account(ctx, request, "binding_refused",
                 for_others(ctx, Text::bind_refused_mail, {{"reason", !reason.empty()}, {"why", reason}}));
}

void take_back(Context& ctx, const Request& request)
{
    const auto bound = bindings::find(ctx.tx, request.platform, request.account);
    if (request.state == "granted" && bound && bound->member == request.member)
        bindings::unbind(ctx.tx, request.platform, request.account);
    tell_account(ctx, request, "binding_reopened", for_others(ctx, Text::bind_reopened_mail));
}

std::optional<Request> waiting_claim(ReadContext& ctx)
{
    return requests::open_claim(ctx.tx, ctx.around.vault, ctx.incoming.platform, ctx.incoming.account);
}

/// What the account came for: said on the way to this claim, or while an earlier one waited.
std::string came_for(const Proven& proven, const std::optional<Request>& earlier)
{
    return proven.intent.empty() && earlier ? read(earlier->body).intent : proven.intent;
}

Reply ask_officers(Context& ctx, const Proven& proven, Request request, const InTheWay& others)
{
    const auto earlier = waiting_claim(ctx);
    if (proven.intent.empty() && earlier && earlier->member == request.member)
        return ctx.say(Text::bind_asked_again);
    const auto intent = came_for(proven, earlier);
    request.body = write({std::string{proven.via}, intent, proven.consent_version, proven.consented_at});
    // One account asks to be one person at a time: the last claim counts.
    requests::withdraw_claims(ctx.tx, request.platform, request.account, ctx.now);
    file_request(ctx, request);
    if (!others.any())
        return ctx.say(Text::bind_asked, {{"intent", !proven.intent.empty()}}); // what was kept has been answered
    if (others.of_person)
        post(ctx, request.member, "binding_contested", for_others(ctx, Text::bind_contested_mail));
    return ctx.say(Text::bind_second_asked, {{"own", others.of_account.has_value()}});
}

} // namespace

const RequestKind binding_requests{
    .kind = "binding",
    .name = Text::request_binding,
    .together = true,
    .line = &line,
    .detail = &detail,
    .grant = &grant,
    .refuse = &refuse,
    .take_back = &take_back,
    .own_words = [](const Request&) { return std::string{}; }, // it keeps only figures
};

Reply settle_binding(Context& ctx, const Proven& proven)
{
    Request request;
    request.kind = "binding";
    request.org = proven.person.home;
    request.member = proven.person.id;
    request.platform = ctx.incoming.platform;
    request.account = ctx.incoming.account;
    ctx.talk.dialogue.reset();
    ctx.talk.parked.reset();
    const auto organization = organization_of(ctx, proven.person);
    if (ctx.speaker.member == proven.person.id)
        return ctx.say(Text::bind_already, {{"name", proven.person.name}, {"organization", organization}});
    const auto others = in_the_way(ctx, request);
    if (proven.via == "approval" || others.any())
        return ask_officers(ctx, proven, std::move(request), others);

    const auto intent = came_for(proven, waiting_claim(ctx));
    requests::withdraw_claims(ctx.tx, request.platform, request.account, ctx.now);
    bindings::bind(ctx.tx, request.platform, request.account, request.member, proven.via, proven.consent_version,
                   proven.consented_at, ctx.now);
    // Kept with a number, so that the secretary sees it and can undo it.
    request.body = write({std::string{proven.via}, {}, proven.consent_version, proven.consented_at});
    requests::note_granted(ctx.tx, ctx.around.vault, request, ctx.now);
    recognise_again(ctx);
    Reply reply = ctx.say(Text::bind_done, {{"name", proven.person.name}, {"organization", organization}});
    reply.text += "\n" + (intent.empty() ? ctx.text(Text::bind_done_next) : carry_out(ctx, intent).text);
    return reply;
}

std::optional<Reply> keep_for_approval(Context& ctx, const std::string& intent)
{
    auto claim = waiting_claim(ctx);
    if (!claim)
        return std::nullopt;
    if (intent.empty())
        return ctx.say(Text::bind_asked_again);
    auto kept = read(claim->body);
    kept.intent = with_later(ctx, claim->member, kept.intent, intent);
    claim->body = write(kept);
    requests::rewrite(ctx.tx, ctx.around.vault, *claim);
    return ctx.say(Text::bind_waits_check_in);
}

std::string bound_line(ReadContext& ctx, std::size_t index, const Request& request)
{
    const auto person = members::find(ctx.tx, ctx.around.vault, request.member).value_or(storage::Member{});
    const auto via = request.decided_by ? "approval" : read(request.body).via;
    return ctx.text(Text::binding_bound_line, {{"index", index},
                                               {"number", request.id},
                                               {"name", person.name},
                                               {"member_no", person.member_no},
                                               {"date", day_words(ctx, request.decided_at)},
                                               {"via", ctx.text(via_text(via))}});
}

void recognise_again(Context& ctx)
{
    // What the conversation said before stays known as said: it is compared with what it says now.
    auto before = std::move(ctx.speaker.talk);
    ctx.speaker =
        storage::speakers::recognise(ctx.tx, ctx.around.vault, ctx.incoming.platform, ctx.incoming.account, ctx.now);
    ctx.speaker.talk = std::move(before);
}

} // namespace fingertip::handlers
