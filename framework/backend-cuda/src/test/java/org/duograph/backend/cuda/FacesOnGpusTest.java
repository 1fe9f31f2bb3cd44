package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.duograph.backend.cuda.library.CudaNatives;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Session;
import org.duograph.session.SessionOptions;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.MomentumOptimizer;
import org.duograph.session.train.Towers;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Devices;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** GPUs as users ask for them: by their names, in a net, and by scopes of a graph. */
class FacesOnGpusTest {
    private static final int STEPS = 4;

    @BeforeEach
    void requireTwoGpus() {
        StandIn.require();
        assumeTrue(CudaNatives.devices() >= 2, "needs two GPUs");
    }

    private static NetDef rectify(NetDef.Builder net) {
        return net.setName("rectify")
                .addOp(Ops.operator("Relu", List.of("x"), List.of("y")))
                .addOp(Ops.operator("Copy", List.of("y"), List.of("z")))
                .addExternalInput("x")
                .build();
    }

    private static String rectified(Workspace workspace, NetDef net) {
        workspace.feedBlob("x", NDArray.vector(-1, 2, -3));
        workspace.createNet(net);
        for (int i = 0; i < 3; i++) {
            workspace.runNet("rectify");
        }
        assertThat(workspace.fetchBlob("z").toDoubles()).containsExactly(0, 2, 0);
        return workspace.plans("rectify").get(0).placements().toString();
    }

    @Test
    void aWorkspaceRunsOnTheGpuOfItsNumber() {
        try (Workspace workspace = new Workspace("cuda:1,memory=64MiB", 1)) {
            assertThat(workspace.placement().preferred().device()).hasToString("cuda:1");
            assertThat(rectified(workspace, rectify(NetDef.newBuilder()))).contains("cuda:1");
        }
    }

    @Test
    void aNetRunsOnTheGpuOfItsDeviceOption() {
        NetDef net = rectify(NetDef.newBuilder().setDeviceOption(Devices.cuda(1)));
        try (Workspace workspace = new Workspace("java", 1)) {
            assertThat(rectified(workspace, net)).contains("cuda:1").doesNotContain("java");
        }
    }

    @Test
    void whatIsTooLargeForTheMemoryThatMayBeTakenNamesWhatTakesIt() {
        try (Workspace workspace = new Workspace("cuda:1,memory=1MiB", 1)) {
            workspace.feedBlob("x", NDArray.zeros(ArrayType.float32(200_000)));
            workspace.createNet(rectify(NetDef.newBuilder()));
            assertThatThrownBy(() -> workspace.runNet("rectify"))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessageContaining("GPU cuda:1: ")
                    .hasMessageContaining("the limit is 1.0 MiB")
                    .hasMessageContaining("x 0.8 MB")
                    .hasMessageContaining("memory=");
            workspace.feedBlob("x", NDArray.zeros(ArrayType.float32(2000)));
            workspace.runNet("rectify"); // the process goes on
            assertThat(workspace.fetchBlob("z").size()).isEqualTo(2000);
        }
    }

    @Test
    @SuppressWarnings("try") // the scope is only to be closed
    void operationsOfAGraphRunOnTheGpuOfTheirScope() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Tensor y;
        try (Scope gpu = g.device("/gpu:1")) {
            y = x.relu().relu();
        }
        try (Session s = new Session(g, SessionOptions.DEFAULT.backend("java"))) {
            for (int i = 1; i < 4; i++) {
                NDArray got = s.feed(x, NDArray.vector(-1, i)).run(y);
                assertThat(got.toDoubles()).containsExactly(0, i);
            }
            NDArray fed = NDArray.vector(-1, 2);
            assertThat(s.plan(s.newRun().feed(x, fed), y).placements().toString())
                    .contains("cuda:1");
        }
    }

    private static Tensor loss(Graph g, Tensor rows, Tensor labels) {
        Variable w = variable(g, "w", 6, 8);
        Variable v = variable(g, "v", 8, 5);
        return rows.matmul(w.read())
                .relu()
                .matmul(v.read())
                .sparseSoftmaxCrossEntropy(labels)
                .mean();
    }

    private static Variable variable(Graph g, String name, int... dims) {
        return g.getVariable(name, DType.FLOAT32, Initializers.constant(0), dims);
    }

    private static NDArray numbers(int rows, int columns, int seed) {
        NDArray numbers = NDArray.zeros(ArrayType.float32(rows, columns));
        for (int i = 0; i < numbers.size(); i++) {
            numbers.set(i, Math.sin(1 + i + 31 * seed) / 2);
        }
        return numbers;
    }

    /** What is first found wrong is told, as on the processor, which gets no further. */
    @Test
    void aWrongLabelOfTypeInt64IsToldAndNothingLeavesTheGpu() {
        Graph g = new Graph();
        Tensor rows = g.placeholder("rows", DType.FLOAT32, -1, 5);
        Tensor labels = g.placeholder("labels", DType.INT64, -1);
        Tensor losses = rows.sparseSoftmaxCrossEntropy(labels);
        Tensor mean = losses.mean();
        NDArray x = numbers(2, 5, 3);
        NDArray wrong = NDArray.of(Shape.of(2), 4L, 9L);
        try (Session s = new Session(g, SessionOptions.DEFAULT.backend("cuda"))) {
            for (Tensor loss : List.of(losses, mean)) {
                assertThat(s.plan(s.newRun().feed(rows, x).feed(labels, wrong), loss).toString())
                        .doesNotContain("java", "Copy");
            }
            assertThatThrownBy(() -> s.feed(rows, x).feed(labels, wrong).run(losses))
                    .hasMessageContaining(
                            "Received a label value of 9 which is outside the valid range of"
                                    + " [0, 5).  Label values: 4 9");
            assertThatThrownBy(() -> s.feed(rows, x).feed(labels, wrong).run(mean))
                    .hasMessageContaining("Labels must be from 0 to 4, found 9 in row 1");
            NDArray right = NDArray.of(Shape.of(2), 4L, 0L);
            NDArray got = s.feed(rows, x).feed(labels, right).run(losses);
            double one = s.feed(rows, x).feed(labels, right).run(mean).item();
            assertThat(one).isCloseTo((got.get(0) + got.get(1)) / 2, within(1e-5));
        }
    }

    /** The losses of some steps, with a tower on each of the devices. */
    private static double[] train(String... devices) {
        Graph g = new Graph();
        Tensor rows = g.placeholder("rows", DType.FLOAT32, -1, 6);
        Tensor labels = g.placeholder("labels", DType.INT32, -1);
        Towers towers =
                Towers.of(g, List.of(devices), List.of(rows, labels))
                        .build(part -> loss(g, part.get(0), part.get(1)));
        Operation train = towers.minimize(new MomentumOptimizer(0.5, 0.9));
        double[] losses = new double[STEPS];
        try (Session s = new Session(g, SessionOptions.DEFAULT.backend("cuda"))) {
            s.initialize();
            s.load(g.trainableVariables().get(0), numbers(6, 8, 1));
            s.load(g.trainableVariables().get(1), numbers(8, 5, 2));
            for (int i = 0; i < STEPS; i++) {
                int batch = 7 + i % 2; // rows that don't divide evenly, and that do
                NDArray classes = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(batch)));
                for (int row = 0; row < batch; row++) {
                    classes.set(row, (row + i) % 5);
                }
                losses[i] =
                        s.feed(rows, numbers(batch, 6, 3 + i))
                                .feed(labels, classes)
                                .run(towers.loss(), train)
                                .get(0)
                                .item();
            }
        }
        return losses;
    }

    @Test
    void towersOnTwoGpusLearnWhatOneLearns() {
        double[] two = train("/gpu:0", "/gpu:1");
        assertThat(two).containsExactly(train("/gpu:0"), within(1e-5));
        assertThat(two[STEPS - 1]).isNotEqualTo(two[0]);
    }
}
