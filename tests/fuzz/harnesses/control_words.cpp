#include "bot/control_words.hpp"
#include "tests/fuzz/harness.hpp"

using namespace fingertip::bot;
using namespace fingertip::fuzz;

namespace {

void run(std::string_view input)
{
    if (const auto announced = read_announcement(input)) {
        auto request = announced->request;
        promise(request.input.empty(), "an announcement brings input");
        const auto line = write_announcement(request);
        const auto again = read_announcement(line);
        if (line.size() <= longest_control_line)
            promise(again && again->request.operation == request.operation && again->request.options == request.options,
                    "an announcement comes back otherwise");
    }
    if (const auto answer = read_answer(input)) {
        const auto again = read_answer(write_answer(*answer));
        promise(again && again->exit == answer->exit && again->output == answer->output &&
                    again->errors == answer->errors,
                "an answer comes back otherwise");
    }
    // Any bytes as the output of an operation.
    const auto middle = input.size() / 3;
    const BookAnswer answer{1, std::string{input.substr(0, middle)}, std::string{input.substr(middle)}};
    const auto bytes = write_answer(answer);
    const auto back = read_answer(bytes);
    promise(back && back->output == answer.output && back->errors == answer.errors, "an answer does not come back");
    promise(!read_answer(std::string_view{bytes}.substr(0, bytes.size() - 1)), "a torn answer is taken for whole");
}

const Registered registered{"control_words", run};

} // namespace
