#include "handlers/context.hpp"

#include "storage/people/offices.hpp"

namespace fingertip::handlers {

namespace {

constexpr std::chrono::minutes believable{10};

storage::Time sent_time(const Incoming& incoming, storage::Time now)
{
    const auto received = std::chrono::floor<std::chrono::seconds>(incoming.received_at);
    const auto base = incoming.received_at == decltype(incoming.received_at){} ? now : received;
    const auto apart = incoming.platform_time > base ? incoming.platform_time - base : base - incoming.platform_time;
    return apart <= believable ? incoming.platform_time : base;
}

} // namespace

ReadContext::ReadContext(const Surroundings& surroundings, storage::ReadTx& reading, const Incoming& message,
                         storage::Speaker& who, storage::Time clock)
    : around{surroundings}, tx{reading}, incoming{message}, speaker{who}, sent_at{sent_time(message, clock)}, now{clock}
{
}

std::string ReadContext::text(Text id, std::initializer_list<Filling> values) const
{
    return around.texts.fill(language(), id, values);
}

const std::vector<Office>& ReadContext::offices()
{
    if (offices_read_ || !speaker.member)
        return offices_;
    offices_read_ = true;
    for (auto& office : storage::offices::of(tx, speaker.member, around.zone.day(now)))
        if (const auto role = role_from(office.role))
            offices_.push_back({office.org, std::move(office.path), *role});
    return offices_;
}

bool ReadContext::may(Capability capability, storage::OrganizationId org)
{
    if (capability == Capability::anyone)
        return true;
    if (!speaker.member)
        return false;
    if (capability == Capability::take_part)
        return true;
    if (offices().empty())
        return false;
    const std::string path = storage::offices::path(tx, org);
    for (const auto& office : offices()) {
        const auto distance = office.org == org                   ? Distance::own
                              : path.starts_with(office.org_path) ? Distance::below
                                                                  : Distance::other;
        if (handlers::may(office.role, capability, distance))
            return true;
    }
    return false;
}

bool ReadContext::may_somewhere(Capability capability)
{
    if (capability == Capability::anyone)
        return true;
    if (!speaker.member)
        return false;
    if (capability == Capability::take_part)
        return true;
    for (const auto& office : offices())
        if (handlers::may(office.role, capability, Distance::own))
            return true;
    return false;
}

std::string ReadContext::open(storage::MemberId member, std::string_view wrapped, const char* column,
                              std::string_view sealed) const
{
    const auto person = around.vault.person(member, wrapped);
    return person ? person->open({column, member.value}, sealed).value_or("") : "";
}

} // namespace fingertip::handlers
