#include "bot/platforms/base64.hpp"
#include "bot/platforms/envelope_crypto.hpp"
#include "tests/fuzz/harness.hpp"
#include "tests/support/wechat_signer.hpp"

#include <cstdint>
#include <optional>
#include <string>

using namespace fingertip;
using namespace fingertip::bot::platforms;
using namespace fingertip::fuzz;

namespace {

/// The envelope's plain bytes read once more, by its definition.
std::optional<std::string> by_definition(const std::string& blocks, const std::string& receive_id)
{
    const auto padding = blocks.empty() ? 0U : static_cast<unsigned char>(blocks.back());
    if (blocks.size() % 32 != 0 || padding < 1 || padding > 32 ||
        blocks.substr(blocks.size() - padding) != std::string(padding, static_cast<char>(padding)))
        return std::nullopt;
    const auto bytes = blocks.substr(0, blocks.size() - padding);
    if (bytes.size() < 20)
        return std::nullopt;
    std::uint64_t length = 0;
    for (std::size_t i = 16; i < 20; ++i)
        length = length * 256 + static_cast<unsigned char>(bytes[i]);
    if (length > bytes.size() - 20 || bytes.substr(20 + length) != receive_id)
        return std::nullopt;
    return bytes.substr(20, length);
}

void run(std::string_view input)
{
    static const tests::WechatSigner signer;
    static const EnvelopeCrypto crypto{signer.token, signer.key, signer.app_id};

    // As base64 that somebody sends.
    crypto.open(input);
    if (const auto bytes = decode_base64(input))
        promise(encode_base64(*bytes) == input, "two base64 texts of the same bytes");
    promise(decode_base64(encode_base64(input)) == input, "base64 does not come back");

    // As a message.
    Random16 random{};
    for (std::size_t i = 0; i < random.size() && i < input.size(); ++i)
        random[i] = static_cast<unsigned char>(input[i]);
    const auto sealed = crypto.seal(input, random);
    promise(crypto.open(sealed) == input, "a sealed message does not come back");
    const auto signature = crypto.sign("1", "2", sealed);
    promise(crypto.signature_matches(signature, "1", "2", sealed), "a signature does not match itself");
    promise(!crypto.signature_matches(signature, "1", "3", sealed), "a signature matches another nonce");
    promise(!crypto.signature_matches(input, "1", "2", sealed) || input == signature, "a forged signature matches");

    // As what stands inside an envelope that holds anything: one byte of the input is the padding's.
    std::string blocks{input.substr(0, input.size() / 16 * 16)};
    if (!blocks.empty())
        promise(crypto.open(tests::raw_encrypt(signer.key, blocks)) == by_definition(blocks, signer.app_id),
                "an envelope is opened otherwise than it is defined");
    const std::size_t padding = 32 - input.size() % 32;
    blocks = std::string{input} + std::string(padding, static_cast<char>(padding));
    promise(crypto.open(tests::raw_encrypt(signer.key, blocks)) == by_definition(blocks, signer.app_id),
            "a padded envelope is opened otherwise than it is defined");
}

const Registered registered{"envelope", run};

} // namespace
