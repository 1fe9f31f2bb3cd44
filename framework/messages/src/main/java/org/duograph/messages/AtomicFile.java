package org.duograph.messages;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file being written that takes its name only when it is whole.
 *
 * <p>The bytes go to a temporary file in the same folder; {@link #commit} forces them to the disk
 * and renames. Closing without commit, as an exception does, removes the temporary file and leaves
 * what stood under the name before.
 *
 * <p>What is no regular file, a pipe or a device, is never replaced: the bytes go into it as they
 * are written. So they do for {@code /dev/stdout} and its like, whatever stands behind them.
 *
 * <pre>{@code
 * try (AtomicFile file = AtomicFile.open(path)) {
 *     file.out().write(bytes);
 *     file.commit();
 * }
 * }</pre>
 */
public final class AtomicFile implements Closeable {
    /** The name of a temporary file: a dot, the file's name, a dot, a UUID. */
    private static final Pattern TEMPORARY =
            Pattern.compile("\\.(.+)\\.\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    /** Names that Unix has for what a process has open already. */
    private static final List<Path> STREAMS =
            Stream.of("/dev/stdout", "/dev/stderr", "/dev/fd", "/proc").map(Path::of).toList();

    private final Path target;
    private final Path temporary; // null: written straight into the target
    private final FileChannel channel;
    private final OutputStream out;

    private AtomicFile(Path target, Path temporary, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
        this.out = buffered(target, channel);
    }

    /** Starts to write the file {@code target}; its folder must exist. */
    public static AtomicFile open(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            throw new IOException(target + " is a folder; name a file to write");
        }
        if (isStream(target)) {
            // not truncated: a shell's redirection may have written before
            return new AtomicFile(
                    target,
                    null,
                    Files.isRegularFile(target)
                            ? FileChannel.open(target, StandardOpenOption.APPEND)
                            : FileChannel.open(target, StandardOpenOption.WRITE));
        }
        Path file = Files.exists(target) ? target.toRealPath() : linked(target);
        sweep(file.getParent(), file.getFileName().toString()::equals, Duration.ofHours(1));
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            FileChannel channel =
                    FileChannel.open(
                            temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            return new AtomicFile(file, temporary, channel);
        } catch (NoSuchFileException e) {
            String why =
                    Files.isDirectory(file.getParent())
                            ? "the folder takes no new files"
                            : "the folder " + file.getParent() + " is missing";
            throw new IOException(target + " can't be written: " + why, e);
        }
    }

    /**
     * Removes what programs that died left in a folder: temporary files that nobody has written to
     * for so long.
     *
     * @param target whether to remove those that were to become a file of that name
     */
    public static void sweep(Path folder, Predicate<String> target, Duration untouched)
            throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        FileTime since = FileTime.from(Instant.now().minus(untouched));
        try (DirectoryStream<Path> hidden = Files.newDirectoryStream(folder, ".*")) {
            for (Path file : hidden) {
                Matcher name = TEMPORARY.matcher(file.getFileName().toString());
                if (name.matches()
                        && target.test(name.group(1))
                        && Files.getLastModifiedTime(file).compareTo(since) <= 0) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Whether a path means something that bytes are written into, not a file to replace. */
    private static boolean isStream(Path target) {
        Path absolute = target.toAbsolutePath().normalize();
        boolean isOpen = STREAMS.stream().anyMatch(absolute::startsWith);
        return Files.exists(target) && (isOpen || !Files.isRegularFile(target));
    }

    /** The file that a link names which does not exist yet; the file itself if it is no link. */
    private static Path linked(Path target) throws IOException {
        Path file = target.toAbsolutePath();
        return Files.isSymbolicLink(file)
                ? file.resolveSibling(Files.readSymbolicLink(file)).normalize()
                : file;
    }

    /** Where the bytes go; buffered, closed by this object. */
    public OutputStream out() {
        return out;
    }

    /**
     * Ends the file and gives it its name.
     *
     * @throws IOException if the disk is full, for example; the old file is then still there
     */
    public void commit() throws IOException {
        out.flush();
        if (temporary == null) {
            channel.close();
            return;
        }
        try {
            channel.force(true);
            channel.close();
            try {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    /** A buffered stream into {@code channel} whose errors name {@code target}. */
    public static OutputStream buffered(Path target, FileChannel channel) {
        OutputStream plain = Channels.newOutputStream(channel);
        OutputStream named =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] b, int offset, int length) throws IOException {
                        try {
                            plain.write(b, offset, length);
                        } catch (IOException e) {
                            throw failure(target, e);
                        }
                    }
                };
        return new BufferedOutputStream(named, 1 << 16);
    }

    /** An error that says which file could not be written and that the old one is untouched. */
    private static IOException failure(Path target, IOException cause) {
        String old = Files.isRegularFile(target) ? "; the file that was there is unchanged" : "";
        String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new IOException(target + " could not be written (" + why + ")" + old, cause);
    }

    /** Removes the temporary file unless it was committed. */
    @Override
    public void close() throws IOException {
        channel.close(); // without flushing what is buffered: after a commit nothing is
        if (temporary != null) {
            Files.deleteIfExists(temporary);
        }
    }
}
