#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace fingertip::tests {

struct Certificate
{
    std::string certificate; ///< PEM
    std::string key;         ///< PEM
};

/// A certificate for `alternative_name` ("DNS:localhost", "IP:127.0.0.1") signed by itself, valid until so many seconds
/// from now. Negative: expired.
inline Certificate make_certificate(const std::string& alternative_name, long valid_for = 3600)
{
    const auto need = [](bool good) {
        if (!good)
            throw std::runtime_error("OpenSSL could not make a certificate");
    };
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_EC_gen("P-256"), &EVP_PKEY_free};
    const std::unique_ptr<X509, decltype(&X509_free)> x509{X509_new(), &X509_free};
    need(key && x509);
    X509_set_version(x509.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509.get()), -7200);
    X509_gmtime_adj(X509_getm_notAfter(x509.get()), valid_for);
    X509_set_pubkey(x509.get(), key.get());
    auto* subject = X509_get_subject_name(x509.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("a test"), -1, -1,
                               0);
    X509_set_issuer_name(x509.get(), subject);
    for (const auto& [nid, value] : {std::pair{NID_subject_alt_name, alternative_name},
                                     std::pair{NID_basic_constraints, std::string{"critical,CA:TRUE"}}}) {
        auto* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
        need(extension != nullptr && X509_add_ext(x509.get(), extension, -1) == 1);
        X509_EXTENSION_free(extension);
    }
    need(X509_sign(x509.get(), key.get(), EVP_sha256()) > 0);

    const auto text = [&](auto write) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> memory{BIO_new(BIO_s_mem()), &BIO_free};
        need(memory && write(memory.get()) == 1);
        char* bytes = nullptr;
        const auto size = BIO_get_mem_data(memory.get(), &bytes);
        return std::string(bytes, static_cast<std::size_t>(size));
    };
    return {text([&](BIO* to) { return PEM_write_bio_X509(to, x509.get()); }), text([&](BIO* to) {
                return PEM_write_bio_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
            })};
}

} // namespace fingertip::tests
