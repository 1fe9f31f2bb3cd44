package org.duograph.survey.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes files and folders that only their owner may read, whatever the process's umask says. On
 * systems without POSIX permissions (Windows) they take those of the folder they lie in.
 */
public final class OwnersOnly {
    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");

    private OwnersOnly() {}

    /** Whether files have permissions here. */
    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    /** Makes a folder with the folders above it; what is there stays as it is. */
    public static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) Files.createDirectories(folder, attributes(folder, FOLDER));
    }

    /** Opens a file to write it; the options say whether it is made. */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), attributes(file, FILE));
    }

    /** Takes permissions from others, of a file or folder; says whether they had any. */
    public static boolean restrict(Path path) throws IOException {
        if (!isPosix(path) || Files.isSymbolicLink(path)) return false;
        Set<PosixFilePermission> wanted = Files.isDirectory(path) ? FOLDER : FILE;
        if (Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).equals(wanted)) {
            return false;
        }
        Files.setPosixFilePermissions(path, wanted);
        return true;
    }

    /** Restricts a folder and all that is in it; says how many of them others had access to. */
    public static int restrictAll(Path folder) throws IOException {
        if (!Files.exists(folder)) return 0;
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.toList();
        }
        int restricted = 0;
        for (Path path : all) {
            if (restrict(path)) restricted++;
        }
        return restricted;
    }
}
