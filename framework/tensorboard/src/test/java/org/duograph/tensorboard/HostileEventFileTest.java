package org.duograph.tensorboard;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duograph.messages.FileFormatException;
import org.duograph.session.proto.Event;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a file, it is read or refused. */
class HostileEventFileTest {
    @TempDir private Path folder;

    static List<byte[]> files() {
        byte[] event = Event.newBuilder().setFileVersion("brain.Event:2").build().toByteArray();
        return List.of(EventWriter.record(event), EventWriter.record(new byte[] {1, 2, 3}));
    }

    @FuzzTest
    @MethodSource("files")
    void aFileIsReadOrRefused(byte[] bytes) throws IOException {
        try {
            EventReader.readAll(Files.write(folder.resolve("any.tfevents"), bytes));
        } catch (FileFormatException refused) {
            // what it is for
        }
    }

    @Test
    void damagedFilesAreReadOrRefused() {
        List<byte[]> files = files();
        Draw.times(2000, draw -> aFileIsReadOrRefused(draw.hostile(files)));
    }
}
