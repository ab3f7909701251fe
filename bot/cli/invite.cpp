#include "bot/cli/invite.hpp"

#include "bot/cli/cli.hpp"
#include "bot/open_books.hpp"
#include "bot/operations/invitation_code.hpp"
#include "bot/qr_picture.hpp"
#include "storage/json.hpp"
#include "storage/people/invitations.hpp"

#include <unistd.h>

#include <iostream>
#include <memory>

namespace fingertip::bot::cli {

bool print_invitation(const Config& config, const std::map<std::string, std::string>& options)
{
    const auto answer = run_on_books(config, {"invite", options, {}});
    std::cerr << answer.errors;
    const auto made = storage::Json::parse(answer.output);
    if (answer.exit != 0 || !made)
        return false;
    const auto code = made->text("code").value_or("");
    const auto scene = made->text("scene").value_or("");
    std::cout << "Invitation: " << code << '\n'
              << "For:        " << made->text("whom").value_or("") << '\n'
              << "Until:      " << made->text("expires").value_or("") << '\n'
              << "Scene:      " << scene << '\n'
              << "They follow the account and send: 绑定 " << code << '\n'
              << std::flush; // the platform may take a while
    const auto picture = invitation_code(config, scene, storage::invitations::valid_for);
    std::cout << "Picture:    " << picture.what << '\n';
    if (isatty(STDOUT_FILENO) == 1)
        std::cout << '\n' << qr_terminal(picture.content);
    return true;
}

namespace {

struct Flags
{
    std::string config = "fingertip.toml";
    std::string member;
    std::string org;
    bool first_admin = false;
};

Exit invite(const Flags& flags)
{
    if (!flags.org.empty() && (!flags.member.empty() || flags.first_admin))
        throw UsageError{"--org invites a branch, --member and --first-admin a person: one of them"};
    if (flags.org.empty() && flags.member.empty() && !flags.first_admin)
        throw UsageError{"say whom: --member NO, --org CODE, or --first-admin"};
    std::map<std::string, std::string> options{{"name", first_administrator_name}, {"organization", first_root_name}};
    if (!flags.member.empty())
        options["member"] = flags.member;
    if (!flags.org.empty())
        options["org"] = flags.org;
    if (flags.first_admin)
        options["first-admin"] = "yes";
    return print_invitation(load_config(flags.config), options) ? Exit::done : Exit::failed;
}

} // namespace

Command make_invite()
{
    auto flags = std::make_shared<Flags>();
    return {
        .name = "invite",
        .summary = "make an invitation for a person, a branch, or the first administrator",
        .options = {config_option(flags->config),
                    {.name = "--member", .meaning = "this person, once", .target = &flags->member, .value_name = "NO"},
                    {.name = "--org",
                     .meaning = "whoever of this organisation says who they are",
                     .target = &flags->org,
                     .value_name = "CODE"},
                    {.name = "--first-admin",
                     .meaning = "who accepts becomes administrator of the whole tree; with --member a person of "
                                "the roster, else the one that init made",
                     .target = &flags->first_admin}},
        .run = [flags] { return invite(*flags); }};
}

} // namespace fingertip::bot::cli
