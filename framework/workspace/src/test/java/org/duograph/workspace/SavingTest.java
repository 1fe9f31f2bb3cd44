package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.BlobFiles;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Save, Load and Checkpoint with Caffe2's arguments. */
class SavingTest {
    private final Workspace workspace = new Workspace("java", 0);
    private @TempDir Path folder;

    @BeforeEach
    void files() {
        workspace.setRootFolder(folder);
        workspace.feedBlob("gpu_0/w", NDArray.vector(1, 2));
        workspace.feedBlob("gpu_0/b", NDArray.of(Shape.of(2), 3L, 4L));
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    /** Runs an operator on file f.minidb; more arguments as names and values. */
    private void run(String type, List<String> in, List<String> out, Object... more) {
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("db", "f.minidb");
        args.put("db_type", "minidb");
        for (int i = 0; i < more.length; i += 2) {
            args.put((String) more[i], more[i + 1]);
        }
        workspace.runOperatorOnce(Ops.operator(type, in, out, args));
    }

    private void save(Object... more) {
        run("Save", List.of("gpu_0/w", "gpu_0/b"), List.of(), more);
    }

    private Map<String, NDArray> saved() throws IOException {
        return BlobFiles.load(folder.resolve("f.minidb"));
    }

    @Test
    void allThatIsSavedIsLoadedAgainBitForBit() {
        workspace.feedBlob("special", NDArray.vector(-0.0f, Float.NaN, Float.MIN_VALUE, 1e38f));
        workspace.feedBlob("bytes", NDArray.of(Shape.of(3), 1L, 2L, 3L));
        workspace.feedBlob("title", "Duograph");
        workspace.feedBlob("labels", List.of("cat", "dog"));
        List<String> names = List.copyOf(workspace.blobs());
        Map<String, NDArray> before = new LinkedHashMap<>(workspace.tensors());
        run("Save", names, List.of());
        workspace.resetWorkspace();
        run("Load", List.of(), List.of(), "load_all", 1, "keep_device", 1);
        assertThat(workspace.blobs()).containsExactlyInAnyOrderElementsOf(names);
        assertThat(workspace.tensors()).isEqualTo(before);
        assertThat(workspace.fetchObject("title", String.class)).isEqualTo("Duograph");
        assertThat(workspace.fetchBlob("labels").texts()).containsExactly("cat", "dog");
    }

    @Test
    void savingMayStripAPrefixOrRename() throws IOException {
        save("strip_prefix", "gpu_0/");
        assertThat(saved().keySet()).containsExactly("w", "b");
        save("blob_name_overrides", List.of("weight", "bias"));
        assertThat(saved().keySet()).containsExactly("weight", "bias");
        assertThatThrownBy(() -> save("blob_name_overrides", List.of("weight")))
                .hasMessageContaining("blob_name_overrides names 1 blobs, but there are 2 to save");
        assertThatThrownBy(() -> save("blob_name_overrides", List.of("same", "same")))
                .hasMessageContaining("two blobs would be saved as \"same\"");
        assertThatThrownBy(
                        () ->
                                save(
                                        "blob_name_overrides",
                                        List.of("a", "b"),
                                        "strip_prefix",
                                        "gpu_0/"))
                .hasMessageContaining("not both");
    }

    @Test
    void loadingMayStripAndAddPrefixesAndRename() {
        save();
        workspace.resetWorkspace();
        run("Load", List.of(), List.of(), "load_all", 1, "strip_prefix", "gpu_0/");
        assertThat(workspace.blobs()).containsExactly("w", "b");
        workspace.resetWorkspace();
        String[] towers = {"strip_prefix", "gpu_0/", "add_prefix", "gpu_1/"};
        run("Load", List.of(), List.of("gpu_1/b"), (Object[]) towers);
        assertThat(workspace.blobs()).containsExactly("gpu_1/b");
        workspace.resetWorkspace();
        run("Load", List.of(), List.of("bias"), "source_blob_names", List.of("gpu_0/b"));
        assertThat(workspace.fetchBlob("bias")).isEqualTo(NDArray.of(Shape.of(2), 3L, 4L));
        assertThatThrownBy(
                        () ->
                                run(
                                        "Load",
                                        List.of(),
                                        List.of("x", "y"),
                                        "source_blob_names",
                                        List.of("gpu_0/b")))
                .hasMessageContaining("source_blob_names names 1 blobs, but there are 2 outputs");
    }

    @Test
    void whatTheFileLacksIsAnErrorUnlessAllowed() {
        save();
        workspace.resetWorkspace();
        List<String> wanted = List.of("gpu_0/w", "gpu_0/z");
        assertThatThrownBy(() -> run("Load", List.of(), wanted))
                .hasMessageContaining("(operator 0 of net \"Load\")")
                .hasMessageContaining("f.minidb does not hold the blobs [gpu_0/z]")
                .hasMessageContaining("it holds [gpu_0/w, gpu_0/b]");
        assertThat(workspace.blobs()).isEmpty();
        run("Load", List.of(), wanted, "allow_incomplete", 1);
        assertThat(workspace.blobs()).containsExactly("gpu_0/w");
    }

    @Test
    void aReaderOfADatabaseMayBeLoadedFrom() {
        save();
        workspace.resetWorkspace();
        run("CreateDB", List.of(), List.of("reader"));
        run("Load", List.of("reader"), List.of("gpu_0/w"));
        assertThat(workspace.fetchBlob("gpu_0/w")).isEqualTo(NDArray.vector(1, 2));
    }

    @Test
    void absolutePathsDoNotCareForTheRootFolder() {
        String file = folder.resolve("elsewhere.minidb").toAbsolutePath().toString();
        workspace.setRootFolder(Path.of("no such folder"));
        save("db", file, "absolute_path", 1);
        run("Load", List.of(), List.of("gpu_0/b"), "db", file, "absolute_path", 1);
        run("DBExists", List.of(), List.of("there"), "db_name", file, "absolute_path", 1);
        assertThat(workspace.fetchBlob("there").item()).isEqualTo(1);
    }

    @Test
    void misspeltArgumentsAreAnsweredWithTheNearestName() {
        assertThatThrownBy(() -> save("strip_prefx", "gpu_0/"))
                .hasMessageContaining("Save (operator 0 of net \"Save\")")
                .hasMessageContaining("did you mean \"strip_prefix\"?");
        assertThatThrownBy(() -> save("db_type", "lmbd"))
                .hasMessageContaining("db_type \"lmbd\" is not known");
        assertThatThrownBy(() -> save("db", "")).hasMessageContaining("needs the argument db");
    }

    @Test
    void checkpointsAreNumberedByTheCounter() throws IOException {
        workspace.feedBlob("iter", NDArray.of(Shape.of(1), 0L));
        OperatorDef count = Ops.operator("Iter", List.of("iter"), List.of("iter"));
        for (int i = 0; i < 7; i++) {
            workspace.runOperatorOnce(count);
            run(
                    "Checkpoint",
                    List.of("iter", "gpu_0/w"),
                    List.of(),
                    "db",
                    "step_%05d.minidb",
                    "every",
                    3);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("step_00003.minidb", "step_00006.minidb");
        }
        run("Load", List.of(), List.of("iter"), "db", "step_00006.minidb");
        assertThat(workspace.fetchBlob("iter").item()).isEqualTo(6);
        assertThatThrownBy(() -> run("Checkpoint", List.of("iter"), List.of(), "db", "step_%s_%s"))
                .hasMessageContaining("is no pattern for one whole number");
    }

    @Test
    void anInterruptedSaveLeavesTheOldFileWhole() throws IOException {
        save();
        byte[] old = Files.readAllBytes(folder.resolve("f.minidb"));
        Thread.currentThread().interrupt(); // makes the channel fail while it is written
        try {
            assertThatThrownBy(() -> save("strip_prefix", "gpu_0/"))
                    .hasMessageContaining("Save \"Save\" (operator 0 of net")
                    .hasMessageContaining("f.minidb could not be written")
                    .hasMessageContaining("the file that was there is unchanged");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(folder.toFile().list()).containsExactly("f.minidb");
        assertThat(folder.resolve("f.minidb")).hasBinaryContent(old);
    }

    @Test
    void aSaveThatMeetsWhatNoFileCanHoldLeavesTheOldFileWhole() throws IOException {
        save();
        byte[] old = Files.readAllBytes(folder.resolve("f.minidb"));
        workspace.feedObject("o", new Object());
        assertThatThrownBy(() -> run("Save", List.of("gpu_0/w", "o"), List.of()))
                .hasMessageContaining("Blob \"o\" holds a Object, which no file can hold");
        assertThat(folder.toFile().list()).containsExactly("f.minidb");
        assertThat(folder.resolve("f.minidb")).hasBinaryContent(old);
    }

    @Test
    void aMissingFolderIsNamed() {
        assertThatThrownBy(() -> save("db", "nowhere/f.minidb"))
                .hasMessageContaining("Save \"Save\" (operator 0 of net")
                .hasMessageContaining("nowhere is missing");
    }
}
