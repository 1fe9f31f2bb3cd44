package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duograph.tensorboard.FileWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardCommandTest {
    @TempDir private Path folder;

    @Test
    void aFolderIsExportedAsOnePage() throws IOException {
        try (FileWriter writer = new FileWriter(folder.resolve("runs/first"))) {
            writer.addScalar("loss", 0.5, 1);
        }
        Path page = folder.resolve("page.html");
        CommandLineRun run = CommandLineRun.of("board", folder.resolve("runs"), "--export", page);
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("has 1 run: first");
        assertThat(Files.readString(page)).contains("\"loss\":[[1,").doesNotContain("/*DATA*/");
    }

    @Test
    void whatIsNoFolderOfEventsIsRefused() throws IOException {
        CommandLineRun none = CommandLineRun.of("board", folder.resolve("none"));
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("there is no such folder; give the one that a FileWriter");
        CommandLineRun empty =
                CommandLineRun.of("board", folder, "--export", folder.resolve("p.html"));
        assertThat(empty.code()).isEqualTo(1);
        assertThat(empty.err()).contains("has no event files to export");
        CommandLineRun missing = CommandLineRun.of("board");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("Missing required parameter: 'DIR'");
    }
}
