#include "tests/support/wechat_fixtures.hpp"
#include "tests/support/wechat_signer.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <ctime>
#include <iostream>

using namespace fingertip;
using namespace fingertip::bot::platforms;
using namespace fingertip::tests;

namespace {

/// Median of nine rounds, in microseconds of this process's CPU time a call, so that neighbours count less.
template<class Act>
double microseconds(Act act)
{
    constexpr int calls = 5000;
    std::vector<double> rounds;
    for (int round = 0; round < 9; ++round) {
        const auto begin = std::clock();
        for (int i = 0; i < calls; ++i)
            act();
        rounds.push_back(1e6 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / calls);
    }
    std::sort(rounds.begin(), rounds.end());
    return rounds[rounds.size() / 2];
}

} // namespace

// Figures mean something in a release build only: tests_platforms "[.speed]"
TEST_CASE("what one secure message costs", "[.speed]")
{
    const WechatSigner sender;
    const auto wechat = sender.platform(WechatMode::secure);
    const auto request = sender.post(fixture("text.xml"), WechatMode::secure);
    const auto decoded = wechat->decode(request);
    REQUIRE(std::holds_alternative<handlers::Incoming>(decoded));
    const auto& incoming = std::get<handlers::Incoming>(decoded);
    const handlers::Reply reply{.text = "签到成功，第18位。\n再到2人可表决。回复 ⟦帮助⟧ 看看还能做什么。", .card = {}};

    auto forged = request;
    forged.query.back() = forged.query.back() == '0' ? '1' : '0';
    REQUIRE(std::holds_alternative<Refused>(wechat->decode(forged)));
    auto largest = forged;
    largest.body =
        "<xml><Encrypt>" + std::string(32768, 'A') + "</Encrypt><A>" + std::string(32700, 'A') + "</A></xml>";
    REQUIRE(std::get<Refused>(wechat->decode(largest)).cause == Cause::signature);
    auto crowded = forged;
    crowded.body = "<xml><G>";
    for (int i = 0; i < 61; ++i)
        crowded.body += "<a" + std::to_string(100 + i) + "/>";
    crowded.body += "</G><Encrypt>AAAA</Encrypt></xml>";
    REQUIRE(std::get<Refused>(wechat->decode(crowded)).cause == Cause::signature);

    std::cout << "decode, text message of " << request.body.size()
              << " bytes:  " << microseconds([&] { wechat->decode(request); }) << " us\n"
              << "refuse a bad signature:                 " << microseconds([&] { wechat->decode(forged); }) << " us\n"
              << "refuse a bad signature over 64 KiB:     " << microseconds([&] { wechat->decode(largest); }) << " us\n"
              << "refuse a bad signature over 64 elements: " << microseconds([&] { wechat->decode(crowded); })
              << " us\n"
              << "encode, text of " << reply.text.size()
              << " bytes:             " << microseconds([&] { wechat->encode(reply, incoming); }) << " us\n";
}
