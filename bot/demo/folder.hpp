#pragma once

#include <string>

namespace fingertip::bot::demo {

/// Where a demo keeps its installation: a temporary folder that goes away with it, or one that was named and stays.
/// Held by a lock, so that two demos never share one; what a killed demo left in the temporary place is swept at the
/// next start.
class Folder
{
public:
    /// `named` empty: a temporary one. Throws std::runtime_error, a sentence with the way out.
    explicit Folder(const std::string& named);
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const std::string& path() const { return path_; }
    bool temporary() const { return temporary_; }

private:
    bool temporary_;
    std::string path_;
    int lock_ = -1; ///< held until the end; the kernel lets go of it however this process ends
};

} // namespace fingertip::bot::demo
