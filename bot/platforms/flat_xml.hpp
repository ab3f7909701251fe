#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pugi {
class xml_document;
}

namespace fingertip::bot::platforms {

/// The small documents in which WeChat and WeCom send messages: a root `xml`, fields in it, sometimes a group of
/// fields.
///
/// A guard reads every document before the parser does, without allocating. It refuses more than 64 KiB, ill-formed
/// UTF-8, NUL, declarations and comments (`<!`, `<?` other than the XML declaration), attributes, a root that is not
/// `xml`, a second root, more than 8 levels or 64 elements, tags that do not match, a field given twice (only `item`
/// and `List` may repeat, inside groups), and numeric references to what is no character. Each of these made some
/// parser do something that its user did not expect: cut a text at NUL, take the last of two senders, overflow the
/// stack.
class FlatXml
{
public:
    /// Empty: the guard or the parser refused.
    static std::optional<FlatXml> parse(std::string_view document);

    FlatXml(FlatXml&&) noexcept;
    FlatXml& operator=(FlatXml&&) noexcept;
    ~FlatXml();

    /// Text of a field of the root ("MsgType") or of a group ("ScanCodeInfo/ScanResult"), written as text or CDATA
    /// alike. Empty when it is absent or empty; of repeated ones the first.
    std::string field(std::string_view path) const;
    bool has(std::string_view path) const;

private:
    explicit FlatXml(std::unique_ptr<pugi::xml_document> document);
    std::unique_ptr<pugi::xml_document> document_;
};

/// What stands in one field of the root, as written (references are not resolved), without its CDATA marks and the
/// blanks around. For a document that nobody has vouched for yet: passes the same guard, but runs no parser and
/// allocates nothing. Empty: the guard refused or there is no such field. The result points into `document`.
std::optional<std::string_view> unparsed_field(std::string_view document, std::string_view name);

} // namespace fingertip::bot::platforms
