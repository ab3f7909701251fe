#pragma once

#include <map>
#include <string>

namespace fingertip::tests {

/// What expat, a parser by other people, makes of a document: text by path ("/xml/Content"), every element listed.
/// Throws std::runtime_error when it is not well-formed, repeats an element or has attributes.
std::map<std::string, std::string> read_by_expat(const std::string& xml);

} // namespace fingertip::tests
