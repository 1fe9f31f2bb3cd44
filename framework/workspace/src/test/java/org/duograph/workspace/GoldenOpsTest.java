package org.duograph.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.NDArray;
import org.duograph.testing.OutsideData;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs single operators, and their gradients, on what the real Caffe2 was given. */
class GoldenOpsTest {
    private static final double TOLERANCE = 2e-5;

    @TestFactory
    Stream<DynamicTest> operatorsComputeWhatCaffe2Computed() {
        Path ops = OutsideData.shared("golden/caffe2/ops");
        return Golden.backends().stream()
                .flatMap(
                        backend ->
                                Golden.folders(ops).stream()
                                        .filter(GoldenOpsTest::isInCatalogue)
                                        .map(
                                                folder ->
                                                        DynamicTest.dynamicTest(
                                                                folder.getFileName()
                                                                        + " on "
                                                                        + backend,
                                                                () -> check(folder, backend))));
    }

    private static boolean isInCatalogue(Path folder) {
        return OpCatalog.has(net(folder.resolve("net.pbtxt")).getOp(0).getType());
    }

    private static NetDef net(Path file) {
        try {
            return NetFiles.readNet(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(Path folder, String backend) {
        run(folder, backend, folder.resolve("net.pbtxt"), folder.resolve("out"));
        Path gradient = folder.resolve("grad");
        if (Files.isDirectory(gradient)) {
            run(folder, backend, gradient.resolve("net_with_grad.pbtxt"), gradient);
        }
    }

    private static void run(Path folder, String backend, Path netFile, Path expected) {
        try (Workspace workspace = new Workspace(backend, 0)) {
            Map<String, NDArray> inputs = Golden.arrays(folder, "in_");
            inputs.forEach(workspace::feedBlob);
            workspace.runNetOnce(net(netFile));
            Golden.arrays(expected, "")
                    .forEach(
                            (blob, array) ->
                                    Golden.assertClose(
                                            blob, workspace.fetchBlob(blob), array, TOLERANCE));
        }
    }
}
