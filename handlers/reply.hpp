#pragma once

#include <optional>
#include <string>

namespace fingertip::handlers {

/// One article: a title, two lines and a picture behind which a page opens.
struct Card
{
    std::string title;
    std::string description;
    std::string picture_url; ///< empty: none
    std::string url;
};

/// What the bot answers, in no platform's language.
///
/// In `text` a word between ⟦ and ⟧ (U+27E6, U+27E7) may be tapped where the platform can show that, and tapping says
/// the word; other platforms show the bare word. Texts come from templates/, whose filler takes these two characters
/// out of every value, so nobody can smuggle one in. Neither text nor card: there is nothing to say and the platform is
/// acknowledged emptily.
struct Reply
{
    std::string text;
    std::optional<Card> card;

    bool silent() const { return text.empty() && !card; }
};

} // namespace fingertip::handlers
