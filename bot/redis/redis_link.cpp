#include "bot/redis/redis_link.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <hiredis/async.h>
#include <hiredis/hiredis.h>

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace fingertip::bot {
namespace {

namespace asio = boost::asio;

constexpr int max_array = 1 << 20;

// An array's length is believed before its elements have come. Two thousand million of them would be allocated at once
// and walked again to be freed, so the reader's own function is only asked for what is credible.
void* (*create_array)(const redisReadTask*, int) = nullptr;

void* create_credible_array(const redisReadTask* task, int elements)
{
    return elements > max_array ? nullptr : create_array(task, elements);
}

void limit_arrays(redisReader& reader)
{
    static redisReplyObjectFunctions limited = [&] {
        redisReplyObjectFunctions functions = *reader.fn;
        create_array = functions.createArray;
        functions.createArray = &create_credible_array;
        return functions;
    }();
    reader.fn = &limited;
}

// Recursion ends at the nine levels which the reader knows.
RedisReply translate(const redisReply& reply)
{
    RedisReply translated;
    switch (reply.type) {
    case REDIS_REPLY_NIL:
        translated.kind = RedisReply::Kind::nil;
        break;
    case REDIS_REPLY_INTEGER:
        translated.kind = RedisReply::Kind::integer;
        translated.number = reply.integer;
        break;
    case REDIS_REPLY_STRING:
        translated.kind = RedisReply::Kind::text;
        break;
    case REDIS_REPLY_STATUS:
        translated.kind = RedisReply::Kind::status;
        break;
    case REDIS_REPLY_ERROR:
        translated.kind = RedisReply::Kind::error;
        break;
    case REDIS_REPLY_ARRAY:
        translated.kind = RedisReply::Kind::array;
        translated.items.reserve(reply.elements);
        for (std::size_t i = 0; i < reply.elements; ++i)
            translated.items.push_back(reply.element[i] ? translate(*reply.element[i]) : RedisReply{});
        break;
    default:
        break;
    }
    if (reply.str)
        translated.text.assign(reply.str, reply.len);
    return translated;
}

} // namespace

// The library's side of the conversation; every pointer is the link's.
struct RedisLink::Hooks
{
    static RedisLink& link(void* self) { return *static_cast<RedisLink*>(self); }

    static void add_read(void* self)
    {
        link(self).wants_read_ = true;
        link(self).wait_readable();
    }
    static void delete_read(void* self) { link(self).wants_read_ = false; }
    static void add_write(void* self)
    {
        link(self).wants_write_ = true;
        link(self).wait_writable();
    }
    static void delete_write(void* self) { link(self).wants_write_ = false; }
    static void cleanup(void* self) { link(self).ended(); }
    // Nothing may be freed in here: the library goes on to use the context.
    static void connected(const redisAsyncContext* context, int status)
    {
        link(context->data).connected_ = status == REDIS_OK;
        link(context->data).bell_.cancel();
    }
    static void answered(redisAsyncContext*, void* reply, void* self) { link(self).answered(reply); }
};

RedisLink::RedisLink(asio::any_io_executor executor, const RedisOptions& options)
    : address_{options.address}, max_pending_{options.max_pending}, max_pending_bytes_{options.max_pending_bytes},
      max_reply_bytes_{options.max_reply_bytes}, stall_{options.stall}, descriptor_{executor}, bell_{executor},
      watch_{executor}
{
}

RedisLink::~RedisLink()
{
    quiet_ = true;
    drop();
}

asio::awaitable<bool> RedisLink::connect(std::string address, std::chrono::milliseconds deadline)
{
    const auto self = shared_from_this();
    if (!begin(address))
        co_return false;
    bell_.expires_after(deadline);
    co_await bell_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!connected_)
        drop();
    co_return connected_;
}

bool RedisLink::begin(const std::string& address)
{
    context_ = address_.path.empty() ? redisAsyncConnect(address.c_str(), address_.port)
                                     : redisAsyncConnectUnix(address_.path.c_str());
    if (!context_)
        return false;
    boost::system::error_code failed;
    if (context_->err == 0)
        descriptor_.assign(context_->c.fd, failed);
    if (context_->err != 0 || failed) { // an unix socket refuses at once; the context is there all the same
        redisAsyncFree(std::exchange(context_, nullptr));
        return false;
    }
    fcntl(context_->c.fd, F_SETFD, FD_CLOEXEC);
    attach();
    return true;
}

void RedisLink::attach()
{
    context_->data = this;
    context_->ev.data = this;
    context_->ev.addRead = &Hooks::add_read;
    context_->ev.delRead = &Hooks::delete_read;
    context_->ev.addWrite = &Hooks::add_write;
    context_->ev.delWrite = &Hooks::delete_write;
    context_->ev.cleanup = &Hooks::cleanup;
    limit_arrays(*context_->c.reader);
    redisAsyncSetConnectCallback(context_, &Hooks::connected); // asks for a write event, so after the hooks
}

bool RedisLink::send(const std::vector<std::string>& args, std::shared_ptr<RedisCall> call)
{
    if (!connected_ || args.empty() || sent_.size() >= max_pending_)
        return false;
    std::vector<const char*> words;
    std::vector<std::size_t> sizes;
    std::size_t bytes = 0;
    for (const auto& word : args) {
        words.push_back(word.data());
        sizes.push_back(word.size());
        bytes += word.size();
    }
    if (sent_bytes_ + bytes > max_pending_bytes_ ||
        redisAsyncCommandArgv(context_, &Hooks::answered, this, static_cast<int>(words.size()), words.data(),
                              sizes.data()) != REDIS_OK)
        return false;
    sent_.push_back({std::move(call), bytes, std::chrono::steady_clock::now()});
    sent_bytes_ += bytes;
    if (!watching_)
        watch(sent_.front().at + stall_);
    return true;
}

asio::awaitable<void> RedisLink::gone()
{
    const auto self = shared_from_this();
    while (context_) {
        bell_.expires_at(std::chrono::steady_clock::time_point::max());
        co_await bell_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void RedisLink::drop()
{
    if (context_)
        redisAsyncFree(context_); // answers what waits, then calls ended()
}

// The context is about to be freed. The descriptor is the library's and is closed by it: only let go of here.
void RedisLink::ended()
{
    context_ = nullptr;
    connected_ = wants_read_ = wants_write_ = false;
    if (descriptor_.is_open()) {
        boost::system::error_code ignored;
        descriptor_.cancel(ignored);
        descriptor_.release();
    }
    if (!quiet_) {
        watch_.cancel();
        bell_.cancel();
    }
}

void RedisLink::wait_readable()
{
    if (reading_)
        return;
    reading_ = true;
    descriptor_.async_wait(asio::posix::stream_descriptor::wait_read,
                           [self = shared_from_this()](const boost::system::error_code& error) {
                               self->reading_ = false;
                               if (error || !self->context_ || !self->wants_read_)
                                   return;
                               self->readable();
                               if (self->wants_read_)
                                   self->wait_readable();
                           });
}

void RedisLink::wait_writable()
{
    if (writing_)
        return;
    writing_ = true;
    descriptor_.async_wait(asio::posix::stream_descriptor::wait_write,
                           [self = shared_from_this()](const boost::system::error_code& error) {
                               self->writing_ = false;
                               if (error || !self->context_ || !self->wants_write_)
                                   return;
                               redisAsyncHandleWrite(self->context_);
                               if (self->wants_write_)
                                   self->wait_writable();
                           });
}

void RedisLink::readable()
{
    if (sent_.empty()) {
        // Nobody is waiting: the end of the stream, or an answer to no question, on which the library would abort; or
        // nothing at all, since a wait may end for bytes that were read before it began.
        char first = 0;
        if (recv(context_->c.fd, &first, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || (errno != EAGAIN && errno != EINTR))
            drop();
        return;
    }
    redisAsyncHandleRead(context_);
    if (context_ && context_->c.reader->len > max_reply_bytes_)
        drop();
}

void RedisLink::answered(void* reply)
{
    const Sent first = std::move(sent_.front());
    sent_.pop_front();
    sent_bytes_ -= first.bytes;
    if (first.call && !quiet_) {
        first.call->reply = reply ? translate(*static_cast<redisReply*>(reply)) : RedisReply{};
        first.call->bell.cancel();
    }
    // As in readable(): what follows the last answer would be an answer to no question.
    if (reply && sent_.empty() && context_->c.reader->pos < context_->c.reader->len)
        redisAsyncFree(context_);
}

void RedisLink::watch(std::chrono::steady_clock::time_point until)
{
    watching_ = true;
    watch_.expires_at(until);
    watch_.async_wait([weak = weak_from_this()](const boost::system::error_code&) {
        if (const auto self = weak.lock())
            self->overdue();
    });
}

void RedisLink::overdue()
{
    watching_ = false;
    if (!context_ || sent_.empty())
        return;
    const auto due = sent_.front().at + stall_;
    if (due <= std::chrono::steady_clock::now())
        drop();
    else
        watch(due);
}

} // namespace fingertip::bot
