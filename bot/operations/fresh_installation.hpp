#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::bot {

/// What `fingertip init` has to know.
struct FreshAnswers
{
    std::string name = "wechat-main";        ///< of the platform: small letters, digits, '-', '_'
    std::string public_url;                  ///< empty: none yet
    std::string app_id;                      ///< empty: to be filled in
    std::string token;                       ///< empty: make one
    std::string encoding_aes_key;            ///< empty: make one
    std::filesystem::path database_folder{}; ///< where the books lie; empty: beside the configuration
};

/// What is wrong with an answer, as a sentence with the way out; empty: nothing. One for each field above.
std::optional<std::string> wrong_name(std::string_view name);
std::optional<std::string> wrong_public_url(std::string_view url);
std::optional<std::string> wrong_app_id(std::string_view app_id);
std::optional<std::string> wrong_token(std::string_view token);
std::optional<std::string> wrong_encoding_aes_key(std::string_view key);
std::optional<std::string> wrong_database_folder(std::string_view folder);

/// What was written.
struct FreshInstallation
{
    std::filesystem::path config_file;
    std::filesystem::path key_file;
    std::string key_fingerprint;
    bool key_was_there = false;      ///< an earlier data key was kept
    std::string app_secret_variable; ///< the environment variable that may hold the AppSecret
    std::string webhook;             ///< the address to enter on the platform's page
};

/// Writes fingertip.toml (mode 0600, commented) and the data key into the folder, which is made if need be (mode 0700).
/// A data key that is there already is kept. Throws std::runtime_error, a sentence with the way out, when
/// fingertip.toml exists or something cannot be written; then nothing was changed but perhaps a fresh data key.
FreshInstallation write_fresh_installation(const std::filesystem::path& folder, FreshAnswers answers);

/// The text of fingertip.toml. Token and key must not be empty.
std::string fresh_toml(const FreshAnswers& answers);

/// 43 letters and digits that decode to 32 bytes even where a decoder is strict about the bits left over.
std::string random_encoding_aes_key();

} // namespace fingertip::bot
