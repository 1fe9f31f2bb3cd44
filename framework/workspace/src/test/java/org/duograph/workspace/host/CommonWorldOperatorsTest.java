package org.duograph.workspace.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommonWorldOperatorsTest {
    private static final String STORE =
            "op { type: 'FileStoreHandlerCreate' output: 'store' arg { name: 'path' s: '%s' } arg {"
                    + " name: 'prefix' s: 'run' } }\n";
    private static final String WORLD =
            STORE
                    + "op { type: 'CreateCommonWorld' input: 'store' output: 'world' arg { name:"
                    + " 'size' i: 3 } arg { name: 'rank' i: %d } arg { name: 'interface' s:"
                    + " '127.0.0.1' } }\n";

    @TempDir private Path folder;

    /** What a process finds in its blobs. */
    private interface Found {
        String of(Workspace workspace);
    }

    /** Runs a net in three workspaces at the same time; each has its rank in {@code X}. */
    private List<String> run(String net, Found found) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<String>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int rank = i;
                all.add(
                        threads.submit(
                                () -> {
                                    try (Workspace workspace = new Workspace("java", 0)) {
                                        workspace.feedBlob("X", NDArray.vector(rank, 10 * rank));
                                        workspace.feedBlob("n", NDArray.of(Shape.of(1), rank + 5L));
                                        workspace.runNetOnce(
                                                parse(WORLD.formatted(folder, rank) + net));
                                        return found.of(workspace);
                                    }
                                }));
            }
            List<String> results = new ArrayList<>();
            for (Future<String> one : all) {
                results.add(one.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static NetDef parse(String net) throws Exception {
        return MessageFiles.parseText(
                net.replace('\'', '"'), "the test", NetDef.getDefaultInstance());
    }

    private static String numbers(Workspace workspace, String blob) {
        return Arrays.toString(workspace.fetchBlob(blob).toDoubles());
    }

    @Test
    void netsOfAllProcessesSumSpreadAndGatherBlobs() throws Exception {
        String net =
                """
                op { type: 'Allgather' input: 'world' input: 'X' output: 'all' }
                op { type: 'Reduce' input: 'world' input: 'X' output: 'sum' arg { name: 'root' i: 2 } }
                op { type: 'Allreduce' input: 'world' input: 'X' output: 'X' }
                op { type: 'Barrier' input: 'world' }
                op { type: 'Broadcast' input: 'world' input: 'n' output: 'n' arg { name: 'root' i: 1 } }
                op { type: 'CloneCommonWorld' input: 'world' output: 'second' }
                op { type: 'Barrier' input: 'second' }
                op { type: 'DestroyCommonWorld' input: 'world' output: 'world' }
                """;
        Found found =
                workspace ->
                        numbers(workspace, "all")
                                + numbers(workspace, "sum")
                                + numbers(workspace, "X")
                                + numbers(workspace, "n");
        String all = "[0.0, 0.0, 1.0, 10.0, 2.0, 20.0]";
        assertThat(run(net, found))
                .containsExactly(
                        all + "[0.0, 0.0][3.0, 30.0][6.0]",
                        all + "[1.0, 10.0][3.0, 30.0][6.0]",
                        all + "[3.0, 30.0][3.0, 30.0][6.0]");
    }

    @Test
    void aTensorGoesFromOneProcessToAnotherWhereBothSayTheSameTag() throws Exception {
        try (Workspace two = new Workspace("java", 0);
                Workspace one = new Workspace("java", 0)) {
            String world = WORLD.replace("'size' i: 3", "'size' i: 2");
            String to = " arg { name: 'dst' i: 1 } arg { name: 'tag' i: 4 } }";
            one.feedBlob("X", NDArray.vector(1, 2));
            two.feedBlob("Y", NDArray.vector(0, 0));
            NetDef sends =
                    parse(
                            world.formatted(folder, 0)
                                    + "op { type: 'SendTensor' input: 'world' input: 'X'"
                                    + to
                                    + " op { type: 'SendTensor' input: 'world' input: 'X'"
                                    + to);
            Thread other = new Thread(() -> one.runNetOnce(sends));
            other.start();
            two.runNetOnce(parse(world.formatted(folder, 1)));
            String receive =
                    "op { type: 'ReceiveTensor' input: 'world' input: 'Y' output: 'Y' arg {";
            two.runNetOnce(parse(receive + " name: 'tag' i: 4 } }"));
            assertThat(two.fetchBlob("Y").toDoubles()).containsExactly(1, 2);
            NetDef wrong = parse(receive + " name: 'tag' i: 9 } }");
            assertThatThrownBy(() -> two.runNetOnce(wrong))
                    .hasMessageContaining("tag 4 came, but it waits for tag 9");
            other.join();
        }
    }

    @Test
    void processesLeaveValuesForEachOther() throws Exception {
        String set =
                """
                op { type: 'StoreSet' input: 'store' input: 'X' }
                op { type: 'StoreAdd' input: 'store' output: 'count' arg { name: 'blob_name' s: 'c' } arg { name: 'add_value' i: 3 } }
                op { type: 'StoreAdd' input: 'store' output: 'count' arg { name: 'blob_name' s: 'c' } }
                """;
        String get =
                """
                op { type: 'StoreWait' input: 'store' arg { name: 'blob_names' strings: 'X' strings: 'c' } }
                op { type: 'StoreGet' input: 'store' output: 'Y' arg { name: 'blob_name' s: 'X' } }
                """;
        try (Workspace one = new Workspace("java", 0);
                Workspace other = new Workspace("java", 0)) {
            one.feedBlob("X", NDArray.vector(7, 8));
            one.runNetOnce(parse(STORE.formatted(folder) + set));
            assertThat(one.fetchBlob("count").item()).isEqualTo(4);
            other.runNetOnce(parse(STORE.formatted(folder) + get));
            assertThat(other.fetchBlob("Y")).isEqualTo(NDArray.vector(7, 8));
            NetDef never =
                    parse(
                            STORE.formatted(folder)
                                            .replace(
                                                    "arg { name: 'prefix'",
                                                    "arg { name: 'timeout_ms' i: 50 } arg { name: 'prefix'")
                                    + "op { type: 'StoreWait' input: 'store' arg { name: 'blob_names'"
                                    + " strings: 'never' } }");
            assertThatThrownBy(() -> other.runNetOnce(never))
                    .hasMessageContaining("Nobody has left a value \"never\"");
        }
    }
}
