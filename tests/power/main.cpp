#include "tests/power/proofs.hpp"

#include <array>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <random>
#include <string>
#include <string_view>

namespace {

using fingertip::tests::power::Verdict;

struct Proof
{
    std::string_view id;
    std::int64_t rounds; ///< unless told otherwise
    Verdict (*prove)(std::int64_t rounds, std::uint64_t seed);
};

constexpr std::array proofs{
    Proof{"D2", 1000, &fingertip::tests::power::prove_cuts},
    Proof{"D3", 10, &fingertip::tests::power::prove_faults},
#ifndef FINGERTIP_NO_FAILING_NEW
    Proof{"D5", 0, &fingertip::tests::power::prove_memory},
#endif
    Proof{"D8", 10, &fingertip::tests::power::prove_checkpoints},
};

int usage(const char* program)
{
    std::cerr << program
              << " [--only D2|D3|D5|D8] [--rounds N] [--seed N]\n"
                 "Proofs in this process on a disk of memory that loses its power or fails its calls.\n"
                 "  D2  N power cuts under check-ins (1000)\n"
                 "  D3  every call that changes the disk fails, under N bursts of check-ins (10)\n"
                 "  D5  an allocation of a request fails, N of them evenly chosen (every one)\n"
                 "  D8  N seconds of commits, checkpoints and checking readers (10)\n"
                 "A line a proof: SAFETY, id, what was done, seed, how much was wrong, pass, fail or not yet; tabs "
                 "between.\n";
    return 2;
}

bool run(const Proof& proof, std::int64_t rounds, std::uint64_t seed)
{
    Verdict verdict;
    try {
        verdict = proof.prove(rounds, seed);
    } catch (const std::exception& failure) {
        verdict.wrong.push_back(std::string{"the proof broke off: "} + failure.what());
    }
    for (const auto& wrong : verdict.wrong)
        std::cerr << proof.id << ": " << wrong << '\n';
    const bool passed = verdict.wrong.empty();
    const char* const result = !passed ? "fail" : verdict.known > 0 ? "not yet" : "pass";
    std::cout << "SAFETY\t" << proof.id << '\t' << verdict.done << '\t' << seed << '\t'
              << static_cast<std::int64_t>(verdict.wrong.size()) + verdict.known << '\t' << result << std::endl;
    return passed;
}

} // namespace

int main(int count, char** words)
{
    std::string_view only;
    std::int64_t rounds = 0;
    std::uint64_t seed = std::random_device{}();
    for (int i = 1; i < count; ++i) {
        const std::string_view word{words[i]};
        if (i + 1 == count)
            return usage(words[0]);
        const char* value = words[++i];
        char* end = nullptr;
        if (word == "--only")
            only = value;
        else if (word == "--rounds")
            rounds = std::strtoll(value, &end, 10);
        else if (word == "--seed")
            seed = std::strtoull(value, &end, 10);
        else
            return usage(words[0]);
        if (end && (*end != '\0' || end == value))
            return usage(words[0]);
    }
    bool passed = true;
    bool known = false;
    for (const auto& proof : proofs)
        if (only.empty() || only == proof.id) {
            known = true;
            passed = run(proof, rounds > 0 ? rounds : proof.rounds, seed) && passed;
        }
    if (!known)
        return usage(words[0]);
    return passed ? 0 : 1;
}
