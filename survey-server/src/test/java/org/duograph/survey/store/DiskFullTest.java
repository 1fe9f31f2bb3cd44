package org.duograph.survey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a file system of four megabytes, in memory. */
class DiskFullTest {
    @TempDir Path disk;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()),
                "mounting a small file system needs an administrator");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", disk.toString());
    }

    @Test
    void aFullDiskIsSaidAndLosesNothingAndTheStoreGoesOnWhenThereIsSpace() throws Exception {
        Path folder = disk.resolve("data");
        Path ballast = Files.write(disk.resolve("ballast"), new byte[1 << 20]);
        List<String> acknowledged = new ArrayList<>();
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            store.publish(Samples.yaml(1, "anonymous"));
            String failed = fill(store, acknowledged);
            assertThat(acknowledged).isNotEmpty();
            Files.delete(ballast);
            submit(store, failed);
            acknowledged.add(failed);
            submit(store, "afterwards");
            acknowledged.add("afterwards");
            assertThat(store.responses("tea").map(Response::id))
                    .containsExactlyInAnyOrderElementsOf(acknowledged);
        }
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            assertThat(store.responses("tea").map(Response::id))
                    .containsExactlyInAnyOrderElementsOf(acknowledged);
        }
        assertThat(Verification.of(folder).problems()).isEmpty();
    }

    /**
     * Submits until the disk is full: what was refused once may fit in when the store has taken
     * back what it could not keep, so it is full when the same is refused three times in a row.
     * Returns the id of that.
     */
    private static String fill(Store store, List<String> acknowledged) {
        int refusals = 0;
        for (int i = 0; i < 10_000; ) {
            String id = "submission " + i;
            try {
                submit(store, id);
                acknowledged.add(id);
                refusals = 0;
                i++;
            } catch (StoreException.Unavailable e) {
                assertThat(e).hasMessageContaining("disk is full");
                refusals++;
            }
            if (refusals == 3) return id;
        }
        throw new AssertionError("four megabytes were not filled");
    }

    private static void submit(Store store, String id) {
        store.submit(Samples.submission(id, "x".repeat(3000), Optional.empty()));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
