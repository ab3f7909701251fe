#include "tests/support/expat_xml.hpp"

#include <expat.h>

#include <memory>
#include <stdexcept>

namespace fingertip::tests {

namespace {

struct Reader
{
    std::string path;
    std::map<std::string, std::string> fields;
    bool odd = false;
};

void begin(void* self, const char* name, const char** attributes)
{
    auto& reader = *static_cast<Reader*>(self);
    reader.path += std::string{"/"} + name;
    reader.odd |= !reader.fields.try_emplace(reader.path).second || *attributes != nullptr;
}

void end(void* self, const char*)
{
    auto& path = static_cast<Reader*>(self)->path;
    path.resize(path.rfind('/'));
}

void text(void* self, const char* characters, int length)
{
    auto& reader = *static_cast<Reader*>(self);
    reader.fields[reader.path].append(characters, static_cast<std::size_t>(length));
}

} // namespace

std::map<std::string, std::string> read_by_expat(const std::string& xml)
{
    Reader reader;
    const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser{XML_ParserCreate("UTF-8"),
                                                                              &XML_ParserFree};
    XML_SetUserData(parser.get(), &reader);
    XML_SetElementHandler(parser.get(), &begin, &end);
    XML_SetCharacterDataHandler(parser.get(), &text);
    if (XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), 1) != XML_STATUS_OK)
        throw std::runtime_error{std::string{XML_ErrorString(XML_GetErrorCode(parser.get()))} + ": " + xml};
    if (reader.odd)
        throw std::runtime_error{"an element twice, or attributes: " + xml};
    return std::move(reader.fields);
}

} // namespace fingertip::tests
