package org.duograph.backend;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The folder, one per user, where this system expects programs to keep what they can get again. */
public final class CacheFolder {
    private CacheFolder() {}

    /** Duograph's cache folder for this user on this system. */
    public static Path here() {
        Path home = Path.of(System.getProperty("user.home"));
        return of(System.getenv(), System.getProperty("os.name"), home);
    }

    /**
     * Duograph's cache folder, which need not exist yet.
     *
     * <p>{@code $XDG_CACHE_HOME/duograph} if that is set to an absolute path; else {@code
     * ~/Library/Caches/duograph} on macOS, {@code %LOCALAPPDATA%\duograph\cache} on Windows, and
     * {@code ~/.cache/duograph} elsewhere.
     *
     * @param system the operating system's name as in the property {@code os.name}
     * @param home the user's home folder
     */
    public static Path of(Map<String, String> environment, String system, Path home) {
        Path xdg = absolute(environment.get("XDG_CACHE_HOME"));
        if (xdg != null) {
            return xdg.resolve("duograph");
        }
        String os = system.toLowerCase(Locale.ROOT);
        if (os.startsWith("mac")) {
            return home.resolve("Library").resolve("Caches").resolve("duograph");
        }
        if (os.startsWith("windows")) {
            Path local = absolute(environment.get("LOCALAPPDATA"));
            Path base = local != null ? local : home.resolve("AppData").resolve("Local");
            return base.resolve("duograph").resolve("cache");
        }
        return home.resolve(".cache").resolve("duograph");
    }

    private static Path absolute(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            Path path = Path.of(text);
            return path.isAbsolute() ? path : null; // relative ones are to be ignored, says XDG
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
