#include "bot/qr_picture.hpp"

#include <qrencode.h>

#include <memory>
#include <stdexcept>

namespace fingertip::bot {

namespace {

constexpr int quiet = 4; ///< modules around, as the standard asks

/// A code's dark modules, with the quiet zone around.
class Modules
{
public:
    explicit Modules(std::string_view text)
        : code_{QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0,
                                  QR_ECLEVEL_M),
                &QRcode_free}
    {
        if (!code_)
            throw std::invalid_argument{"this text does not fit into a QR code"};
    }
    int size() const { return code_->width + 2 * quiet; }
    bool dark(int x, int y) const
    {
        x -= quiet;
        y -= quiet;
        return x >= 0 && y >= 0 && x < code_->width && y < code_->width && (code_->data[y * code_->width + x] & 1);
    }

private:
    std::unique_ptr<QRcode, decltype(&QRcode_free)> code_;
};

} // namespace

std::string qr_svg(std::string_view text)
{
    const Modules modules{text};
    const auto size = std::to_string(modules.size());
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + " " + size +
                      "\" shape-rendering=\"crispEdges\"><rect width=\"" + size + "\" height=\"" + size +
                      "\" fill=\"#fff\"/><path fill=\"#000\" d=\"";
    for (int y = 0; y < modules.size(); ++y)
        for (int x = 0; x < modules.size(); ++x)
            if (modules.dark(x, y))
                out += "M" + std::to_string(x) + " " + std::to_string(y) + "h1v1h-1z";
    return out + "\"/></svg>";
}

std::string qr_terminal(std::string_view text)
{
    const Modules modules{text};
    std::string out;
    for (int y = 0; y < modules.size(); y += 2) {
        for (int x = 0; x < modules.size(); ++x) {
            const bool upper = !modules.dark(x, y);
            const bool lower = !modules.dark(x, y + 1);
            out += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
        }
        out += '\n';
    }
    return out;
}

} // namespace fingertip::bot
