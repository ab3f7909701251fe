#include "tests/support/bot_server.hpp"

#include "bot/operations/data_key.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace fingertip::tests {

namespace asio = boost::asio;

BotServer::BotServer(const std::function<void(bot::Config&)>& change, storage::Time now) : now_{now}
{
    bot::DataKey::create(scratch_.file("fingertip.key"));
    auto config = bot::parse_config("[server]\nlisten = \"127.0.0.1:0\"\npublic_url = \"https://bot.example.org\"\n"
                                    "[admin]\nlisten = \"127.0.0.1:0\"\n",
                                    scratch_.file("fingertip.toml"), [](const std::string&) { return std::nullopt; });
    change(config);
    bot::Server::Options options;
    options.clock = [this] { return now_.load(); };
    server_ = std::make_unique<bot::Server>(io_, config, std::move(options));
    server_->start();
    thread_ = std::thread{[this] { io_.run(); }};
}

BotServer::~BotServer()
{
    asio::post(io_, [this] { asio::co_spawn(io_, server_->stop(), [this](std::exception_ptr) { io_.stop(); }); });
    thread_.join();
    server_.reset();
}

std::int64_t BotServer::number(const storage::Sql& sql, std::initializer_list<storage::Value> values)
{
    std::int64_t found = 0;
    server_->database().read_now([&](storage::ReadTx& tx) {
        auto rows = tx.query(sql, values);
        if (rows.next())
            found = rows.integer(0);
    });
    return found;
}

std::string BotServer::word(const storage::Sql& sql, std::initializer_list<storage::Value> values)
{
    std::string found;
    server_->database().read_now([&](storage::ReadTx& tx) {
        auto rows = tx.query(sql, values);
        if (rows.next())
            found = rows.text(0);
    });
    return found;
}

bot::PlatformConfig BotServer::account(const std::string& name, bot::WechatMode mode, const std::string& token,
                                       const std::string& encoding_aes_key, const std::string& app_id)
{
    bot::PlatformConfig made;
    made.name = name;
    made.mode = mode;
    made.allow_insecure = mode != bot::WechatMode::secure;
    made.app_id = app_id;
    made.token = bot::Secret{token};
    made.encoding_aes_key = bot::Secret{encoding_aes_key};
    made.api_base = "http://127.0.0.1:1";
    return made;
}

} // namespace fingertip::tests
