package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.duograph.backend.contract.PretendedGpus;
import org.duograph.graph.Device;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.train.MomentumOptimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Where operations run, as graphs say it; the GPUs are pretended ones. */
@SuppressWarnings("try") // scopes are only to be closed
class DevicesTest {
    private static final SessionOptions ON_JAVA = SessionOptions.DEFAULT.backend("java");

    /** What a session logs of where operations run. */
    private static String log(Graph g, SessionOptions options, Consumer<Session> action) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream log = new PrintStream(printed, true, StandardCharsets.UTF_8);
        try (Session s = new Session(g, options.logDevicePlacement(log))) {
            action.accept(s);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static Tensor one(Graph g) {
        return g.constant(1f);
    }

    private static String device(Graph g) {
        return one(g).operation().device();
    }

    @Test
    void scopesNestAndTheInnerOneSaysWhatItSays() {
        Graph g = new Graph();
        assertThat(device(g)).isEmpty();
        try (Scope worker = g.device("/job:worker/task:1/cpu:0")) {
            assertThat(device(g)).isEqualTo("/job:worker/task:1/device:CPU:0");
            try (Scope gpu = g.device("/gpu:1")) {
                assertThat(device(g)).isEqualTo("/job:worker/task:1/device:GPU:1");
                try (Scope task = g.device("/task:2")) {
                    assertThat(device(g)).isEqualTo("/job:worker/task:2/device:GPU:1");
                }
                try (Scope nothing = g.device("")) {
                    assertThat(device(g)).isEqualTo("/job:worker/task:1/device:GPU:1");
                }
                try (Scope end = g.device((String) null)) {
                    assertThat(device(g)).isEmpty();
                }
            }
        }
        assertThat(device(g)).isEmpty();
    }

    @Test
    void aFunctionSaysWhereEachOperationRuns() {
        Graph g = new Graph();
        DeviceFunction constants = (type, name, device) -> type.equals("Const") ? "/gpu:1" : null;
        try (Scope outside = g.device("/job:worker");
                Scope chosen = g.device(constants)) {
            Tensor a = one(g);
            assertThat(a.operation().device()).isEqualTo("/job:worker/device:GPU:1");
            assertThat(a.square().operation().device()).isEqualTo("/job:worker");
        }
    }

    @Test
    void devicesOfAnyTypeAreReadAndWrittenAsTensorFlowDoes() {
        assertThat(DeviceSpec.parse("/gpu").wish()).isEqualTo(new Device("gpu", 0));
        assertThat(DeviceSpec.parse("/device:GPU:*").wish()).isEqualTo(new Device("gpu", 0));
        assertThat(DeviceSpec.parse("/device:onednn:1").wish()).isEqualTo(new Device("onednn", 1));
        assertThat(DeviceSpec.parse("/job:ps/replica:0/task:3"))
                .hasToString("/job:ps/replica:0/task:3");
        assertThat(DeviceSpec.parse("/job:ps").wish()).isEqualTo(Device.ANY);
        assertThat(DeviceSpec.parse("/device:gpu")).hasToString("/device:GPU:*");
        for (String wrong :
                List.of("/foo:1", "/device", "/device:", "/gpu:x", "/gpu:1:2", "/job", "/task:x")) {
            assertThatThrownBy(() -> DeviceSpec.parse(wrong))
                    .as(wrong)
                    .hasMessageContaining("Unknown attribute: '")
                    .hasMessageContaining("' in '" + wrong + "'");
        }
    }

    @Test
    void filesKeepDevicesAndScopesHoldForOperationsThatNameNone() {
        Graph g = new Graph();
        try (Scope gpu = g.device("/gpu:1")) {
            g.placeholder("x", DType.FLOAT32).tanh();
        }
        g.placeholder("b", DType.FLOAT32);
        var message = GraphDefWriter.write(g);
        assertThat(message.getNode(1).getDevice()).isEqualTo("/device:GPU:1");
        assertThat(GraphDefReader.read(message).operation("Tanh").device())
                .isEqualTo("/device:GPU:1");
        Graph into = new Graph();
        try (Scope cpu = into.device("/cpu:0")) {
            GraphDefReader.add(message, into, "from", Map.of());
        }
        assertThat(into.operation("from/Tanh").device()).isEqualTo("/device:GPU:1");
        assertThat(into.operation("from/b").device()).isEqualTo("/device:CPU:0");
    }

    @Test
    void operationsRunWhereTheyAskTo() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor y;
        try (Scope gpu = g.device("/gpu:1")) {
            y = x.tanh();
        }
        try (Scope cpu = g.device("/cpu:0")) {
            y = y.sigmoid();
        }
        Tensor z = y.square();
        String log =
                log(
                        g,
                        ON_JAVA,
                        s -> {
                            s.feed(x, 0.5f).run(z);
                            s.feed(x, 0.25f).run(z);
                        });
        assertThat(log.lines())
                .containsExactly(
                        "Tanh: (Tanh): cuda:1", "Sigmoid: (Sigmoid): java", "Square: (Sqr): java");
    }

    @Test
    void aModelThatIsBuiltInAScopeLearnsOnThatDevice() {
        Graph g = new Graph();
        Operation step;
        Variable w;
        try (Scope gpu = g.device("/gpu:0")) {
            w = g.variable("w", NDArray.of(Shape.of(2, 2), 1.0, 2, 3, 4).cast(DType.FLOAT32));
            Tensor loss = w.read().matmul(w.read().tanh()).square().sum();
            step = new MomentumOptimizer(0.1, 0.9).minimize(loss);
        }
        String log =
                log(
                        g,
                        ON_JAVA,
                        s -> {
                            s.initialize();
                            s.run(step);
                        });
        assertThat(log).contains(": cuda").doesNotContain(": java");
    }

    @Test
    void aDeviceThatIsNotThereIsAnErrorOnlyIfThePlacementIsNotSoft() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor y;
        try (Scope gpu = g.device("/gpu:7")) {
            y = x.tanh();
        }
        try (Session soft = new Session(g, ON_JAVA)) {
            assertThat(soft.feed(x, 0f).run(y).item()).isZero();
        }
        try (Session strict = new Session(g, ON_JAVA.allowSoftPlacement(false))) {
            assertThatThrownBy(() -> strict.feed(x, 0f).run(y))
                    .hasMessageContaining("asks for device \"gpu:7\": it can't be used: there are")
                    .hasMessageContaining("cuda:0, cuda:1");
        }
        SessionOptions third = SessionOptions.DEFAULT.backend("cuda:2").allowSoftPlacement(false);
        assertThatThrownBy(() -> new Session(g, third)).hasMessageContaining("cuda:0, cuda:1");
    }

    @Test
    void aSessionBoundsTheMemoryOfGpusThatItUses() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor y;
        try (Scope gpu = g.device("/gpu:1")) {
            y = x.tanh();
        }
        try (Session s = new Session(g, SessionOptions.DEFAULT.gpuMemory("50%").seed(3))) {
            s.feed(x, 0f).run(y);
        }
        assertThat(PretendedGpus.lastOptions()).hasToString("memory=50%");
        try (Session s = new Session(g, SessionOptions.DEFAULT.backend("cuda").gpuMemory("1G"))) {
            s.feed(x, 0f).run(y);
        }
        assertThat(PretendedGpus.lastOptions()).hasToString("memory=1G");
    }
}
