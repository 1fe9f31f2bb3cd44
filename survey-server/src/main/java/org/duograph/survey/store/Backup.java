package org.duograph.survey.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.duograph.survey.files.OwnersOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A zip file of the journals, from which everything can be restored. It may be taken at any time,
 * by the running server or by another process: it holds all lines up to one of them. Every line is
 * checked on the way.
 */
public final class Backup {
    private static final Logger LOG = LoggerFactory.getLogger(Backup.class);
    private static final String ENTRY = "(journal|drafts)/\\d{12}\\.journal";

    private Backup() {}

    /**
     * Writes a backup of a folder to a file, which appears when it is complete.
     *
     * @throws StoreException.Unusable if the journal is damaged, the folder is no server's, or the
     *     file exists or cannot be written
     */
    public static void take(Path folder, Path file) {
        if (Files.exists(file)) {
            throw new StoreException.Unusable(
                    "The file "
                            + file
                            + " exists. Choose another name; a backup replaces nothing.");
        }
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try (FileChannel channel = openAnew(partial)) {
            write(folder, Channels.newOutputStream(channel));
            channel.force(true);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StoreException.Unusable("The backup " + file + " was not written: " + e, e);
        }
    }

    /** A new file of its owner's, in place of what a broken off backup left. */
    private static FileChannel openAnew(Path file) throws IOException {
        Files.deleteIfExists(file);
        return OwnersOnly.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    }

    /** Writes a backup of a folder to a stream, which stays open. */
    static void write(Path folder, OutputStream out) throws IOException {
        if (Segments.files(folder.resolve("journal")).isEmpty()) {
            throw new StoreException.Unusable(
                    "There is no journal in " + folder + ". Give the folder of a server.");
        }
        ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out));
        // Drafts first: of one submitted in the meantime, the submission counts.
        Path drafts = collectDrafts(folder.resolve("drafts"));
        try {
            if (Files.size(drafts) > 0) {
                zip.putNextEntry(new ZipEntry("drafts/" + firstName(drafts)));
                Files.copy(drafts, zip);
            }
        } finally {
            Files.delete(drafts);
        }
        SortedMap<Path, InputStream> segments = openAll(folder.resolve("journal"));
        try {
            for (Path segment : segments.keySet()) {
                zip.putNextEntry(new ZipEntry("journal/" + segment.getFileName()));
                Segments.End end = copyLines(segment, segments.get(segment), zip);
                // Of the last segment, a line may be in the making.
                if (end.torn().isPresent() && !segment.equals(segments.lastKey())) {
                    throw end.torn().get().unusable();
                }
            }
        } finally {
            closeAll(segments.values());
        }
        zip.finish();
        zip.flush();
    }

    /**
     * Opens the segments at one moment. A line may be erased because a later one says the same, so
     * no copy may hold an early segment after erasing, and end before that later line.
     */
    private static SortedMap<Path, InputStream> openAll(Path folder) throws IOException {
        SortedMap<Path, InputStream> opened = new TreeMap<>();
        try {
            while (!List.copyOf(opened.keySet()).equals(Segments.files(folder))) {
                closeAll(opened.values());
                opened.clear();
                for (Path segment : Segments.files(folder)) {
                    opened.put(segment, Files.newInputStream(segment));
                }
            }
            return opened;
        } catch (IOException e) {
            closeAll(opened.values());
            throw e;
        }
    }

    private static void closeAll(Collection<InputStream> opened) throws IOException {
        for (InputStream in : opened) in.close();
    }

    /** All lines about drafts in one file; its segments may be replaced while they are read. */
    private static Path collectDrafts(Path folder) throws IOException {
        Path collected = Files.createTempFile("drafts", ".journal");
        while (true) {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(collected))) {
                Salvage salvage = Salvage.read(folder, 0, line -> out.write(line.bytes()));
                salvage.damage()
                        .ifPresent(
                                damage ->
                                        LOG.warn(
                                                "The backup lacks unsent drafts: {} The server"
                                                        + " mends this at its next start.",
                                                damage));
                return collected;
            } catch (SQLException e) {
                throw new IOException(e);
            } catch (NoSuchFileException e) {
                // Replaced by a shorter one: begin again.
            }
        }
    }

    private static String firstName(Path lines) throws IOException {
        try (Stream<String> all = Files.lines(lines)) {
            String first = all.findFirst().orElseThrow();
            return Segments.file(Path.of(""), Long.parseLong(first.split(" ")[1])).toString();
        }
    }

    private static Segments.End copyLines(Path segment, InputStream in, OutputStream out)
            throws IOException {
        try {
            return Segments.read(
                    segment,
                    in,
                    (sequence, buffer, from, length) -> out.write(buffer, from, length + 1));
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /**
     * Puts a backup into an empty or new folder, on which a server may then be started.
     *
     * @return what was found in it
     * @throws StoreException.Unusable if the folder is not empty, or the file is no sound backup
     */
    public static Verification restore(Path file, Path folder) {
        try {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> present = Files.list(folder)) {
                    if (present.findAny().isPresent()) {
                        throw new StoreException.Unusable(
                                "The folder %s is not empty. Move it away, or restore to another one."
                                        .formatted(folder));
                    }
                }
            }
            OwnersOnly.createFolder(folder);
            OwnersOnly.restrict(folder);
            unpack(file, folder);
        } catch (IOException e) {
            throw new StoreException.Unusable("The backup " + file + " was not restored: " + e, e);
        }
        Verification verification = Verification.of(folder);
        if (!verification.isSound()) {
            throw new StoreException.Unusable(
                    "The backup " + file + " is damaged: " + verification.problems());
        }
        return verification;
    }

    private static void unpack(Path file, Path folder) throws IOException {
        int entries = 0;
        try (InputStream in = Files.newInputStream(file);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null; entries++) {
                if (!entry.getName().matches(ENTRY)) {
                    throw new StoreException.Unusable(
                            "The file %s is no backup of a survey server: it holds %s."
                                    .formatted(file, entry.getName()));
                }
                Path target = folder.resolve(entry.getName());
                OwnersOnly.createFolder(target.getParent());
                try (FileChannel copy =
                        OwnersOnly.open(
                                target, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                    zip.transferTo(Channels.newOutputStream(copy));
                    copy.force(true);
                }
                Segments.forceFolder(target.getParent());
            }
        }
        if (entries == 0) {
            throw new StoreException.Unusable("The file " + file + " is no backup, or empty.");
        }
    }
}
