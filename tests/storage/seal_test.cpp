#include "storage/seal.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace fingertip::storage;

namespace {

Key key_of(unsigned char first)
{
    Key key{};
    key[0] = first;
    return key;
}

} // namespace

TEST_CASE("what is sealed opens for its own row only", "[storage][seal]")
{
    const Sealer sealer{key_of(1)};
    const auto sealed = sealer.seal({"members.name", 7, "a"}, "李梅");
    CHECK(sealer.open({"members.name", 7, "a"}, sealed) == "李梅");
    CHECK_FALSE(sealer.open({"members.name", 8, "a"}, sealed));
    CHECK_FALSE(sealer.open({"members.phone", 7, "a"}, sealed));
    CHECK_FALSE(sealer.open({"members.name", 7, "b"}, sealed));
    CHECK_FALSE(sealer.open({"members.name", 7}, sealed));
    CHECK_FALSE(Sealer{key_of(2)}.open({"members.name", 7, "a"}, sealed));
}

TEST_CASE("a sealed value with any bit changed or cut off does not open", "[storage][seal]")
{
    const Sealer sealer{key_of(1)};
    const Row row{"members.name", 7};
    const auto sealed = sealer.seal(row, "李梅");
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        auto changed = sealed;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
        CHECK_FALSE(sealer.open(row, changed));
    }
    for (std::size_t length = 0; length < sealed.size(); ++length)
        CHECK_FALSE(sealer.open(row, std::string_view{sealed}.substr(0, length)));
}

TEST_CASE("sealing the same twice looks different, and the empty text can be sealed", "[storage][seal]")
{
    const Sealer sealer{key_of(1)};
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i)
        seen.insert(sealer.seal({"members.name", 7}, "李梅"));
    CHECK(seen.size() == 1000);
    CHECK(sealer.open({"x", 1}, sealer.seal({"x", 1}, "")) == "");
}

TEST_CASE("a person's key opens under its own number and installation only", "[storage][seal]")
{
    const Vault vault{key_of(1)};
    const auto wrapped = vault.new_person(MemberId{7});
    REQUIRE(vault.person(MemberId{7}, wrapped));
    CHECK_FALSE(vault.person(MemberId{8}, wrapped));
    const Vault other{key_of(2)};
    CHECK_FALSE(other.person(MemberId{7}, wrapped));
    CHECK_FALSE(vault.person(MemberId{7}, ""));

    const auto sealed = vault.person(MemberId{7}, wrapped)->seal({"x", 1}, "李梅");
    const auto fresh = vault.new_person(MemberId{7});
    // Remembered keys are told apart by what is stored now.
    CHECK_FALSE(vault.person(MemberId{7}, fresh)->open({"x", 1}, sealed));
    CHECK(vault.person(MemberId{7}, wrapped)->open({"x", 1}, sealed) == "李梅");
}

TEST_CASE("look-up keys depend on key, purpose and text", "[storage][seal]")
{
    const Vault vault{key_of(1)};
    CHECK(vault.look_up_key("name", "李梅") == vault.look_up_key("name", "李梅"));
    CHECK(vault.look_up_key("name", "李梅") != vault.look_up_key("phone", "李梅"));
    CHECK(vault.look_up_key("name", "李梅") != vault.look_up_key("name", "李"));
    CHECK(vault.look_up_key("name", "李梅") != Vault{key_of(2)}.look_up_key("name", "李梅"));
    CHECK(vault.look_up_key("name", "李梅").size() == 16);
}
