// The system's browser.
import { accessSync, constants } from "node:fs";
import { join } from "node:path";

export function findChromium() {
    for (const folder of (process.env.PATH ?? "").split(":"))
        for (const name of ["chromium", "chromium-browser"])
            try {
                accessSync(join(folder, name), constants.X_OK);
                return join(folder, name);
            } catch {
                // not here
            }
    return "";
}
