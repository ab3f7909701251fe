#include "tests/support/scripted_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace fingertip::tests {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;

namespace {

bool complete(const std::string& request)
{
    const auto end = request.find("\r\n\r\n");
    const auto length = request.find("Content-Length: ");
    return end != std::string::npos &&
           request.size() >= end + 4 + (length == std::string::npos ? 0 : std::stoul(request.substr(length + 16)));
}

} // namespace

ScriptedServer::ScriptedServer(Script script, const std::optional<Certificate>& certificate)
    : acceptor_{io_, tcp::endpoint{asio::ip::address_v4::loopback(), 0}}, script_{std::move(script)}
{
    if (certificate) {
        tls_.emplace(ssl::context::tls_server);
        tls_->use_certificate(asio::buffer(certificate->certificate), ssl::context::pem);
        tls_->use_private_key(asio::buffer(certificate->key), ssl::context::pem);
    }
    thread_ = std::thread{[this] { serve(); }};
}

ScriptedServer::ScriptedServer(std::string answer, const std::optional<Certificate>& certificate,
                               std::chrono::milliseconds between)
    : ScriptedServer{[answer = std::move(answer), between](const std::string&, std::size_t) {
                         return Answer{answer, between, false};
                     },
                     certificate}
{
}

ScriptedServer::~ScriptedServer()
{
    stopping_ = true;
    boost::system::error_code ignored;
    tcp::socket last{io_};
    last.connect(acceptor_.local_endpoint(), ignored); // wakes the accept
    thread_.join();
}

std::vector<std::string> ScriptedServer::heard() const
{
    const std::lock_guard lock{mutex_};
    return heard_;
}

void ScriptedServer::serve()
{
    while (true) {
        boost::system::error_code error;
        tcp::socket socket{io_};
        acceptor_.accept(socket, error);
        if (error || stopping_)
            return;
        if (!tls_) {
            talk(socket);
            continue;
        }
        ssl::stream<tcp::socket> stream{std::move(socket), *tls_};
        stream.handshake(ssl::stream_base::server, error);
        if (!error) {
            talk(stream);
            stream.shutdown(error);
        }
    }
}

template<class Stream>
void ScriptedServer::talk(Stream& stream)
{
    boost::system::error_code error;
    std::string request;
    char bytes[4096];
    while (!error && !complete(request))
        request.append(bytes, stream.read_some(asio::buffer(bytes), error));
    std::size_t number = 0;
    {
        const std::lock_guard lock{mutex_};
        heard_.push_back(request);
        number = heard_.size();
    }
    if (error)
        return;
    const auto answer = script_(request, number);
    while (answer.silent && !error)
        stream.read_some(asio::buffer(bytes), error);
    if (answer.between.count() == 0)
        asio::write(stream, asio::buffer(answer.bytes), error);
    for (std::size_t i = 0; answer.between.count() > 0 && i < answer.bytes.size() && !error && !stopping_; ++i) {
        asio::write(stream, asio::buffer(&answer.bytes[i], 1), error);
        std::this_thread::sleep_for(answer.between);
    }
}

std::string json_answer(const std::string& body, int status)
{
    return "HTTP/1.1 " + std::to_string(status) +
           " X\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string body_of(const std::string& request)
{
    const auto end = request.find("\r\n\r\n");
    return end == std::string::npos ? std::string{} : request.substr(end + 4);
}

} // namespace fingertip::tests
