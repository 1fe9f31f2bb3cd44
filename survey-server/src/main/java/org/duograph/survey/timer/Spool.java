package org.duograph.survey.timer;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.duograph.survey.files.OwnersOnly;

/**
 * The folder in which measurements lie until the server has them: one file each, readable only by
 * its owner, as it holds the token. A file is on disk when {@code save} returns and is replaced as
 * a whole, so a crash leaves the old one or the new one.
 */
final class Spool {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;

    Spool(Path folder) {
        this.folder = folder;
    }

    Path file(Envelope envelope) {
        return folder.resolve(envelope.measurement().id() + ".json");
    }

    void save(Envelope envelope) throws IOException {
        OwnersOnly.createFolder(folder);
        OwnersOnly.restrict(folder);
        Path file = file(envelope);
        Path unfinished = folder.resolve(file.getFileName() + ".part");
        Files.deleteIfExists(unfinished);
        try (FileChannel out =
                OwnersOnly.open(
                        unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(envelope));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        forceFolder();
    }

    void remove(Envelope envelope) throws IOException {
        Files.deleteIfExists(file(envelope));
    }

    /**
     * All that lie here, the oldest first.
     *
     * @param unreadable is told of each file that is none of ours; it stays, and hinders no other
     */
    List<Envelope> all(Consumer<String> unreadable) throws IOException {
        List<Envelope> found = new ArrayList<>();
        if (Files.notExists(folder)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                try {
                    found.add(JSON.readValue(file.toFile(), Envelope.class));
                } catch (IOException e) {
                    unreadable.accept(unreadable(file, e));
                }
            }
        }
        found.sort(Comparator.comparing(Envelope::begunAt));
        return found;
    }

    private static String unreadable(Path file, IOException e) {
        String why = e instanceof JacksonException json ? json.getOriginalMessage() : e.toString();
        return "%s is no measurement of this program that can be read (%s). Delete it, or move it elsewhere."
                .formatted(file, why);
    }

    /** Without this the new name could be lost with the power; not every system can do it. */
    private void forceFolder() {
        try (FileChannel entries = FileChannel.open(folder)) {
            entries.force(true);
        } catch (IOException e) {
            // Windows cannot open a folder; there the move itself is durable.
        }
    }
}
