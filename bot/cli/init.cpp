#include "bot/cli/cli.hpp"
#include "bot/cli/invite.hpp"
#include "bot/operations/fresh_installation.hpp"

#include <unistd.h>

#include <iostream>
#include <memory>

namespace fingertip::bot::cli {
namespace {

struct Flags
{
    std::string folder = ".";
    std::optional<std::string> name;
    std::optional<std::string> public_url;
    std::optional<std::string> app_id;
    std::optional<std::string> token;
    std::optional<std::string> aes_key;
    std::string database_folder;
    std::string organization = first_root_name;
    std::string administrator = first_administrator_name;
    bool yes = false;

    bool any() const { return name || public_url || app_id || token || aes_key || yes; }
};

/// One of the five: its flag, what to ask, where the answer goes, and what makes an answer wrong.
struct Question
{
    const char* flag;
    const std::optional<std::string>& given;
    const char* text;
    std::string& answer; ///< holds the default
    std::optional<std::string> (*wrong)(std::string_view);
};

/// Asks until the answer will do. Nobody can be asked twice through a pipe, so there a wrong answer ends the command.
void ask(const Question& question)
{
    const bool terminal = isatty(STDIN_FILENO) == 1;
    for (;;) {
        std::cout << question.text << (question.answer.empty() ? "" : " [" + question.answer + ']') << ": "
                  << std::flush;
        std::string line;
        if (!std::getline(std::cin, line)) {
            std::cout << '\n';
            return;
        }
        const auto start = line.find_first_not_of(" \t\r");
        if (start == std::string::npos)
            return;
        line = line.substr(start, line.find_last_not_of(" \t\r") - start + 1);
        const auto wrong = question.wrong(line);
        if (!wrong) {
            question.answer = line;
            return;
        }
        if (!terminal)
            throw UsageError{*wrong + " (" + question.flag + ')'};
        std::cout << "  " << *wrong << '\n';
    }
}

/// Flags first; what they leave open is asked on a terminal, or, with no flags at all, from whatever standard input is.
FreshAnswers answers_of(const Flags& flags)
{
    FreshAnswers answers;
    const Question questions[] = {
        {"--name", flags.name, "1/5  Name of the account in this program", answers.name, &wrong_name},
        {"--public-url", flags.public_url,
         "2/5  Address under which the platform reaches this server (https://…; Enter: not known yet)",
         answers.public_url, &wrong_public_url},
        {"--app-id", flags.app_id, "3/5  AppID, from 设置与开发 → 基本配置 (Enter: fill it in later)", answers.app_id,
         &wrong_app_id},
        {"--token", flags.token, "4/5  Token (Enter: make one)", answers.token, &wrong_token},
        {"--aes-key", flags.aes_key, "5/5  EncodingAESKey (Enter: make one)", answers.encoding_aes_key,
         &wrong_encoding_aes_key},
    };
    for (const auto& question : questions)
        if (question.given) {
            if (const auto wrong = question.wrong(*question.given))
                throw UsageError{*wrong + " (" + question.flag + ')'};
            question.answer = *question.given;
        }
    if (const auto wrong = wrong_database_folder(flags.database_folder))
        throw UsageError{*wrong + " (--database-dir)"};
    answers.database_folder = flags.database_folder;
    if (!flags.yes && (!flags.any() || isatty(STDIN_FILENO) == 1))
        for (const auto& question : questions)
            if (!question.given)
                ask(question);
    return answers;
}

void say_next_steps(const FreshInstallation& made, const FreshAnswers& answers)
{
    const auto file = made.config_file.string();
    std::cout
        << "Wrote " << file << (made.key_was_there ? "; kept" : " and") << " the data key " << made.key_file.string()
        << " (fingerprint " << made.key_fingerprint << ").\n"
        << "Keep a copy of the data key in a safe place, apart from the backups: nothing else opens the database.\n\n"
        << "Next:\n";
    int step = 0;
    const auto next = [&]() -> std::ostream& { return std::cout << "  " << ++step << ". "; };
    if (answers.app_id.empty())
        next() << "Fill in app_id in " << file << " (设置与开发 → 基本配置 → 开发者ID).\n";
    if (answers.public_url.empty())
        next() << "Fill in public_url in " << file << ": the https address of this server.\n";
    next() << "Put the AppSecret into the environment: " << made.app_secret_variable << "=…\n";
    next() << "fingertip check-config --config " << file << '\n';
    next() << "fingertip serve --config " << file << '\n';
    next() << "On mp.weixin.qq.com, 设置与开发 → 基本配置 → 服务器配置: URL " << made.webhook
           << ", Token and EncodingAESKey as in " << file << ", 安全模式.\n";
}

/// Begins the books with one organisation and the person who may then do everything in chat.
bool invite_first_administrator(const Flags& flags, const FreshInstallation& made)
try {
    std::cout << "\nThe first administrator comes in with this (fingertip invite --first-admin makes another):\n";
    // What was just written may still lack the AppID, without which no configuration is read; the books do not need it.
    const auto text = fresh_toml({.public_url = "",
                                  .app_id = "wx0000000000000000",
                                  .token = "unusedunusedunused",
                                  .encoding_aes_key = random_encoding_aes_key(),
                                  .database_folder = flags.database_folder});
    const auto config = parse_config(text, made.config_file, [](const std::string&) { return std::nullopt; });
    return print_invitation(
        config, {{"first-admin", "yes"}, {"name", flags.administrator}, {"organization", flags.organization}});
} catch (const std::exception& failure) {
    std::cerr << "The invitation could not be made: " << failure.what()
              << "\nOnce that is put right: fingertip invite --first-admin --config " << made.config_file.string()
              << '\n';
    return false;
}

Exit init(const Flags& flags)
{
    const auto answers = answers_of(flags);
    const auto made = write_fresh_installation(flags.folder, answers);
    say_next_steps(made, answers);
    return invite_first_administrator(flags, made) ? Exit::done : Exit::failed;
}

} // namespace

Command make_init()
{
    auto flags = std::make_shared<Flags>();
    return {
        .name = "init",
        .summary = "ask five questions, write fingertip.toml and the data key, invite the first administrator",
        .options =
            {
                {.name = "--dir",
                 .meaning = "the installation's folder",
                 .target = &flags->folder,
                 .value_name = "DIR"},
                {.name = "--database-dir",
                 .meaning = "an existing folder for the database (beside the configuration)",
                 .target = &flags->database_folder,
                 .value_name = "DIR"},
                {.name = "--name", .meaning = "name of the account (wechat-main)", .target = &flags->name},
                {.name = "--public-url", .meaning = "https address of this server", .target = &flags->public_url},
                {.name = "--app-id", .meaning = "the account's AppID", .target = &flags->app_id},
                {.name = "--token",
                 .meaning = "the callback's Token; others on this machine can see it while init runs, so better let "
                            "one be made",
                 .target = &flags->token},
                {.name = "--aes-key",
                 .meaning = "the callback's EncodingAESKey; as --token",
                 .target = &flags->aes_key},
                {.name = "--organization",
                 .meaning = "what the topmost organisation is called",
                 .target = &flags->organization},
                {.name = "--administrator",
                 .meaning = "the first administrator's name",
                 .target = &flags->administrator},
                {.name = "-y,--yes",
                 .meaning = "ask nothing: take what is not given as left empty",
                 .target = &flags->yes},
            },
        .run = [flags] { return init(*flags); }};
}

} // namespace fingertip::bot::cli
