#pragma once

#include <string>

namespace fingertip::storage::sqlite {

/// Writes the WAL beside a database, if there is one, once more over itself and syncs it: whatever the next connection
/// finds in it then is on the disk. After a sync that failed Linux takes the lost pages for clean: they can be read,
/// the next sync reports success, and without power they are gone. A process that was killed between writing and
/// syncing leaves such pages too. Nobody may be writing; readers do not mind. Throws Unavailable.
void settle_wal(const std::string& path, const std::string& vfs);

} // namespace fingertip::storage::sqlite
