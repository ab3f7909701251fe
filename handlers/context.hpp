#pragma once

#include "handlers/incoming.hpp"
#include "handlers/reply.hpp"
#include "handlers/roles.hpp"
#include "handlers/settings.hpp"
#include "handlers/talk.hpp"
#include "handlers/words/zone.hpp"
#include "storage/people/speakers.hpp"
#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "templates/texts.hpp"

#include <initializer_list>
#include <string>
#include <vector>

namespace fingertip::handlers {

using templates::Filling;
using templates::Text;

/// What stays the same from message to message. Shared by threads; never changed.
struct Surroundings
{
    const templates::Texts& texts;
    const storage::Vault& vault;
    const Zone& zone;
    const Settings& settings;
};

/// What a handler that only reads may use: one snapshot, one speaker, one moment.
class ReadContext
{
public:
    ReadContext(const Surroundings& surroundings, storage::ReadTx& reading, const Incoming& message,
                storage::Speaker& who, storage::Time clock);

    const Surroundings& around;
    storage::ReadTx& tx;
    const Incoming& incoming;
    storage::Speaker& speaker;
    /// The platform's time when within ten minutes of ours, else ours: decides day, code and lateness.
    storage::Time sent_at;
    /// Our clock, read once for this message: stamps and timers.
    storage::Time now;

    templates::Language language() const { return speaker.english ? templates::Language::en : templates::Language::zh; }
    /// A filled text, for composing.
    std::string text(Text id, std::initializer_list<Filling> values = {}) const;
    /// A reply of one text.
    Reply say(Text id, std::initializer_list<Filling> values = {}) const { return Reply{text(id, values), {}}; }

    /// The roles held today; read once, at the first call.
    const std::vector<Office>& offices();
    /// May the speaker use this upon that organisation?
    bool may(Capability capability, storage::OrganizationId org);
    /// May the speaker use this anywhere at all?
    bool may_somewhere(Capability capability);

    /// Opens what is sealed for a person; "" when it was erased.
    std::string open(storage::MemberId member, std::string_view wrapped, const char* column,
                     std::string_view sealed) const;

private:
    std::vector<Office> offices_;
    bool offices_read_ = false;
};

/// What a handler that writes may use. Re-runnable: no side effect except through `tx` and `talk`.
class Context : public ReadContext
{
public:
    Context(const Surroundings& surroundings, storage::Tx& writing, const Incoming& message, storage::Speaker& who,
            Talk& open, storage::Time clock)
        : ReadContext{surroundings, writing, message, who, clock}, tx{writing}, talk{open}
    {
    }

    storage::Tx& tx; // hides the reading one
    Talk& talk;
};

} // namespace fingertip::handlers
