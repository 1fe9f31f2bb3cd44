package org.duograph.cluster;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Peers that see the same folder, on one machine or on a file system that all share. Each writes a
 * file with its address, {@code RUN.rank2of4}, and reads those of the others.
 *
 * <p>A file may be left over from a process that was killed. Nobody listens there any more, or
 * somebody of another run; so whoever is refused looks again, until the deadline.
 */
public final class Folder implements Meeting {
    private static final int SECRET = 16;

    private final Path folder;
    private final String run;
    private final int rank;
    private final int size;
    private final String host;
    private Peer announced;

    /**
     * The peer of that number.
     *
     * @param folder is made if it is not there
     * @param run as in the group's options
     * @param host the name or address under which the others reach this peer
     */
    public Folder(Path folder, String run, int rank, int size, String host) {
        Meeting.require(rank, size);
        this.folder = folder;
        this.run = run;
        this.rank = rank;
        this.size = size;
        this.host = host;
    }

    /**
     * A secret that all who can read the folder know: the first to ask draws it.
     *
     * @throws IOException if it can't be written or read
     */
    public static String secret(Path folder, String run) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(run + ".secret");
        byte[] chance = new byte[SECRET];
        new SecureRandom().nextBytes(chance);
        Path part = Files.createTempFile(folder, "part", ""); // only its owner may read it
        Files.writeString(part, HexFormat.of().formatHex(chance));
        try {
            Files.createLink(file, part); // fails if there is one; whoever reads finds all of it
        } catch (FileAlreadyExistsException e) {
            // another process was first
        } catch (UnsupportedOperationException e) {
            if (Files.notExists(file)) {
                Files.copy(part, file);
            }
        } finally {
            Files.deleteIfExists(part);
        }
        return Files.readString(file);
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public void announce(Peer self) throws IOException {
        Files.createDirectories(folder);
        Path whole = file(rank);
        Path part = whole.resolveSibling(whole.getFileName() + "." + ProcessHandle.current().pid());
        Files.writeString(part, self.address() + "\n");
        try {
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
        }
        announced = self;
    }

    private Path file(int peer) {
        return folder.resolve("%s.rank%dof%d".formatted(run, peer, size));
    }

    @Override
    public Peer find(int other) throws IOException {
        try {
            String text = Files.readString(file(other));
            return text.endsWith("\n") ? Peer.parse(other, text.trim()) : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public boolean mayBeStale() {
        return true;
    }

    @Override
    public String where() {
        return "in folder " + folder.toAbsolutePath();
    }

    /** Removes its file, unless another process has taken this peer's place. */
    @Override
    public void over() throws IOException {
        if (announced != null && announced.equals(find(rank))) {
            Files.deleteIfExists(file(rank));
        }
    }
}
