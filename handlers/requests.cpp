#include "handlers/requests.hpp"

#include "handlers/meetings/leave_request.hpp"
#include "handlers/meetings/make_up_grant.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/people/binding_grant.hpp"
#include "handlers/people/people_words.hpp"
#include "handlers/points_appeal.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/verdict.hpp"
#include "storage/audit.hpp"
#include "storage/outbox.hpp"

#include <algorithm>
#include <array>

namespace fingertip::handlers {

namespace requests = storage::requests;

using storage::Request;

namespace {

constexpr std::array kinds{
    &binding_requests,
    &leave_requests,
    &make_up_requests,
    &appeal_requests,
};

constexpr std::chrono::minutes menu_lives{10};
constexpr std::chrono::minutes takes_back_for{10};
constexpr std::chrono::days new_for{7};
constexpr std::size_t most_lines = 15;
constexpr std::size_t longest_reason = 300; // bytes
constexpr std::string_view show_word = "审批 ";

requests::Reviewer reviewer(const ReadContext& ctx)
{
    return {ctx.speaker.member, deciding_roles(), ctx.around.zone.day(ctx.now), reviewing_roles()};
}

std::string line(ReadContext& ctx, const Request& request)
{
    return request_kind(request.kind)->line(ctx, ctx.language(), request);
}

bool may_decide(ReadContext& ctx, const RequestKind& kind, const Request& request)
{
    return ctx.may(Capability::decide, request.org) ||
           (kind.also && ctx.may(Capability::review, request.org) && kind.also(ctx, request) == ctx.speaker.member);
}

/// A request that the speaker may decide upon, or what to answer instead. One that does not exist and one of another
/// organisation get the same sentence.
std::variant<Request, Reply> find(Context& ctx, std::int64_t number)
{
    auto found = requests::find(ctx.tx, ctx.around.vault, number);
    const auto* kind = found ? request_kind(found->kind) : nullptr;
    if (!kind || !may_decide(ctx, *kind, *found))
        return ctx.say(Text::request_unknown, {{"number", number}});
    if (found->member == ctx.speaker.member && !decides_alone(ctx, *found))
        return ctx.say(Text::request_own);
    return std::move(*found);
}

Reply decided_before(Context& ctx, const Request& request)
{
    if (request.state == "withdrawn")
        return ctx.say(Text::request_withdrawn_before, {{"number", request.id}});
    return ctx.say(Text::request_decided_before, {{"number", request.id},
                                                  {"officer", person_name(ctx, request.decided_by)},
                                                  {"granted", request.state == "granted"},
                                                  {"time", moment_words(ctx, request.decided_at)}});
}

/// Decides an open request. A reply: it was not done, and why.
std::optional<Reply> decide(Context& ctx, const Request& request, bool granted, std::string_view reason)
{
    if (request.state != "open" ||
        !requests::decide(ctx.tx, ctx.around.vault, request, granted, ctx.speaker.member, reason, ctx.now))
        return decided_before(ctx, request);
    const auto& kind = *request_kind(request.kind);
    if (!granted) {
        kind.refuse(ctx, request, reason);
    } else if (auto problem = kind.grant(ctx, request, reason)) {
        requests::reopen(ctx.tx, request.id);
        return problem;
    }
    storage::audit::note(ctx.tx, ctx.speaker.member, granted ? "request_granted" : "request_refused", request.org,
                         request.id,
                         "kind=" + request.kind + " member=" + std::to_string(request.member.value) +
                             (request.member == ctx.speaker.member ? " own" : ""),
                         ctx.now);
    return std::nullopt;
}

void may_be_taken_back(Context& ctx, std::string numbers)
{
    ctx.talk.undo = Undoable{"requests_decided", 0, ctx.now + takes_back_for, std::move(numbers), ctx.now};
}

Reply decide_one(Context& ctx, const Request& request, bool granted, std::string_view reason)
{
    if (reason.size() > longest_reason)
        return ctx.say(Text::request_reason_long);
    const auto what = line(ctx, request);
    if (auto instead = decide(ctx, request, granted, reason))
        return std::move(*instead);
    may_be_taken_back(ctx, std::to_string(request.id));
    return ctx.say(granted ? Text::request_granted : Text::request_refused, {{"number", request.id}, {"line", what}});
}

/// The numbers of the requests in the last list, while it can still be picked from.
std::vector<std::int64_t> listed(const Context& ctx)
{
    std::vector<std::int64_t> numbers;
    if (ctx.talk.menu_until <= ctx.now)
        return numbers;
    for (const auto& entry : ctx.talk.menu)
        if (entry.starts_with(show_word))
            if (const auto number = Args{entry.substr(show_word.size())}.number())
                numbers.push_back(*number);
    return numbers;
}

Reply grant_together(Context& ctx, const std::vector<Request>& wanted)
{
    std::string names;
    std::string numbers;
    std::string others;
    std::size_t count = 0;
    for (const auto& request : wanted) {
        if (auto instead = decide(ctx, request, true, "")) {
            others += "\n" + instead->text;
            continue;
        }
        if (count++ > 0)
            names += ctx.text(Text::agree_separator);
        names += ctx.text(Text::agree_name, {{"name", person_name(ctx, request.member)}, {"number", request.id}});
        numbers += std::to_string(request.id) + " ";
    }
    if (count == 0)
        return Reply{others.substr(1), {}};
    may_be_taken_back(ctx, numbers);
    Reply reply = ctx.say(Text::agree_done, {{"count", count}, {"names", names}});
    reply.text += others;
    return reply;
}

} // namespace

const RequestKind* request_kind(std::string_view kind)
{
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const auto* one) { return one->kind == kind; });
    return found == kinds.end() ? nullptr : *found;
}

bool decides_alone(ReadContext& ctx, const Request& request)
{
    // Another account's claim to be the speaker is about them, and not asked by them.
    return request.member == ctx.speaker.member && request.kind != binding_requests.kind &&
           ctx.may(Capability::decide, request.org) &&
           requests::reviewers(ctx.tx, request.org, request.member, deciding_roles(), ctx.around.zone.day(ctx.now))
               .empty();
}

std::optional<std::int64_t> file_request(Context& ctx, const Request& asked)
{
    const auto number = requests::ask(ctx.tx, ctx.around.vault, asked, ctx.now);
    if (!number)
        return std::nullopt;
    Request request = asked;
    request.id = *number;
    const auto& kind = *request_kind(request.kind);
    auto officers =
        requests::reviewers(ctx.tx, request.org, request.member, deciding_roles(), ctx.around.zone.day(ctx.now));
    if (const auto too = kind.also ? kind.also(ctx, request) : storage::MemberId{};
        too && too != request.member && std::find(officers.begin(), officers.end(), too) == officers.end())
        officers.push_back(too);
    for (const auto officer : officers)
        storage::outbox::post_news(ctx.tx, officer, "request", *number, ctx.now, {});
    return number;
}

std::vector<Request> waiting_reviews(ReadContext& ctx)
{
    constexpr std::int64_t most = 50;
    if (!ctx.may_somewhere(Capability::review))
        return {};
    auto found = requests::waiting(ctx.tx, ctx.around.vault, reviewer(ctx), most);
    std::erase_if(found, [](const Request& one) { return !request_kind(one.kind); });
    return found;
}

std::vector<Request> late_bindings(ReadContext& ctx)
{
    constexpr std::int64_t most = 10;
    if (!ctx.may_somewhere(Capability::decide))
        return {};
    return requests::bound_since(ctx.tx, ctx.around.vault, reviewer(ctx), ctx.now - new_for, most);
}

Reply list_reviews(Context& ctx, const Args&)
{
    const auto waiting = waiting_reviews(ctx);
    const auto bound = late_bindings(ctx);
    ctx.talk.menu.clear();
    ctx.talk.menu_until = ctx.now + menu_lives;
    if (waiting.empty() && bound.empty())
        return ctx.say(Text::reviews_nothing);
    Reply reply;
    const auto add = [&](std::string line) { reply.text += (reply.text.empty() ? "" : "\n") + std::move(line); };
    std::size_t together = 0;
    if (!waiting.empty())
        add(ctx.text(Text::reviews_head, {{"count", waiting.size()}}));
    for (std::size_t i = 0; i < waiting.size() && i < most_lines; ++i) {
        const auto& request = waiting[i];
        ctx.talk.menu.push_back(std::string{show_word} + std::to_string(request.id));
        together += request_kind(request.kind)->together ? 1 : 0;
        add(ctx.text(Text::reviews_line,
                     {{"index", ctx.talk.menu.size()}, {"number", request.id}, {"line", line(ctx, request)}}));
    }
    if (waiting.size() > most_lines)
        add(ctx.text(Text::reviews_more));
    if (!waiting.empty())
        add(ctx.text(Text::reviews_foot, {{"together", together > 0}}));
    if (!bound.empty())
        add(ctx.text(Text::reviews_bound_head));
    for (const auto& request : bound) {
        ctx.talk.menu.push_back("撤销绑定 " + std::to_string(request.id));
        add(bound_line(ctx, ctx.talk.menu.size(), request));
    }
    return reply;
}

Reply review(Context& ctx, const Args& args)
{
    if (args.empty())
        return list_reviews(ctx, args);
    const auto said = read_verdict(args.rest());
    if (!said)
        return ctx.say(Text::request_form);
    auto found = find(ctx, said->number);
    if (auto* instead = std::get_if<Reply>(&found))
        return std::move(*instead);
    const auto& request = std::get<Request>(found);
    if (request.state != "open")
        return decided_before(ctx, request);
    if (said->granted)
        return decide_one(ctx, request, *said->granted, said->reason);
    if (!said->reason.empty())
        return ctx.say(Text::request_form);
    Reply reply{request_kind(request.kind)->detail(ctx, request), {}};
    reply.text += "\n" + ctx.text(Text::request_detail_foot, {{"number", request.id}});
    return reply;
}

Reply agree(Context& ctx, const Args& args)
{
    if (const auto number = args.number()) {
        auto found = find(ctx, *number);
        if (auto* instead = std::get_if<Reply>(&found))
            return std::move(*instead);
        return decide_one(ctx, std::get<Request>(found), true, "");
    }
    std::vector<Request> wanted;
    std::vector<Request> all;
    for (const auto number : listed(ctx)) {
        auto found = find(ctx, number);
        if (const auto* request = std::get_if<Request>(&found)) {
            all.push_back(*request);
            if (request_kind(request->kind)->together)
                wanted.push_back(*request);
        }
    }
    if (wanted.empty() && all.size() == 1)
        return decide_one(ctx, all.front(), true, "");
    if (wanted.empty())
        return ctx.say(Text::agree_nothing);
    return grant_together(ctx, wanted);
}

Reply withdraw_decisions(Context& ctx, std::string_view numbers)
{
    std::string back;
    std::size_t count = 0;
    for (const auto& word : Args{std::string{numbers}}.words()) {
        const auto number = Args{word}.number();
        const auto request = number ? requests::find(ctx.tx, ctx.around.vault, *number) : std::nullopt;
        const auto* kind = request ? request_kind(request->kind) : nullptr;
        if (!kind || !kind->take_back || !may_decide(ctx, *kind, *request) ||
            request->decided_by != ctx.speaker.member || !requests::reopen(ctx.tx, request->id))
            continue;
        kind->take_back(ctx, *request);
        storage::audit::note(ctx.tx, ctx.speaker.member, "decision_taken_back", request->org, request->id,
                             "was=" + request->state, ctx.now);
        if (count++ > 0)
            back += ctx.text(Text::agree_separator);
        back += ctx.text(Text::request_number, {{"number", request->id}});
    }
    if (count == 0)
        return ctx.say(Text::undo_nothing);
    return ctx.say(Text::requests_taken_back, {{"count", count}, {"numbers", back}});
}

} // namespace fingertip::handlers
