package org.duograph.workspace.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.testing.OutsideData;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The gradient nets that we write are, operator by operator, those that Caffe2 wrote. */
class GoldenGradientNetsTest {

    @TestFactory
    Stream<DynamicTest> gradientsOfSingleOperatorsAreCaffe2s() throws IOException {
        return cases("golden/caffe2/ops", "grad/net_with_grad.pbtxt");
    }

    @TestFactory
    Stream<DynamicTest> gradientsOfTrainingNetsAreCaffe2s() throws IOException {
        return cases("golden/caffe2/train", "net_with_grad.pbtxt");
    }

    private static Stream<DynamicTest> cases(String folder, String file) throws IOException {
        try (Stream<Path> all = Files.list(OutsideData.shared(folder))) {
            List<Path> found = all.filter(dir -> Files.exists(dir.resolve(file))).sorted().toList();
            assertThat(found).isNotEmpty();
            return found.stream()
                    .map(dir -> DynamicTest.dynamicTest(name(dir), () -> compare(dir, file)));
        }
    }

    private static String name(Path dir) {
        return dir.getFileName().toString();
    }

    private static void compare(Path dir, String file) throws IOException {
        NetDef forward = NetFiles.readNet(dir.resolve("net.pbtxt"));
        NetDef expected = NetFiles.readNet(dir.resolve(file));
        Map<String, String> starts = new LinkedHashMap<>();
        OperatorDef last = forward.getOp(forward.getOpCount() - 1);
        for (String output : last.getOutputList()) {
            boolean fed = Files.exists(dir.resolve("in_" + output + "_grad.npy"));
            if (fed || output.equals("loss")) {
                starts.put(output, output + "_grad");
            }
        }
        Net net = new Net(forward);
        net.addGradientOperators(starts);
        assertThat(net.proto().getOpList()).isEqualTo(expected.getOpList());
    }
}
