package org.duograph.session.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Reuse;
import org.duograph.session.Scope;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.gradient.Expansion;
import org.duograph.session.train.GlobalStep;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.session.train.MomentumOptimizer;
import org.duograph.session.train.Towers;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Steps over two tasks of one process, {@code a} and {@code b}. */
@SuppressWarnings("try") // scopes are only to be closed
class ClusterSessionTest {
    private static final ClusterOptions OPTIONS =
            ClusterOptions.DEFAULT.secret("between us").deadline(Duration.ofSeconds(60));

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream log = new PrintStream(printed, true);
    private ClusterSpec cluster;
    private Server a;
    private Server b;

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static String freeAddress() throws IOException {
        return "127.0.0.1:" + freePort();
    }

    @BeforeEach
    void start() throws IOException {
        cluster = ClusterSpec.of("a", freeAddress()).and("b", freeAddress());
        a = new Server(cluster, "a", 0, OPTIONS.log(log));
        b = new Server(cluster, "b", 0, OPTIONS.log(log));
    }

    @AfterEach
    void stop() throws IOException {
        a.close();
        b.close();
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aGraphIsCutWhereItsDevicesChange() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 2);
        Tensor y;
        Variable w;
        try (Scope d = g.device("/job:a")) {
            w = g.variable("w", new float[] {1, 2});
        }
        try (Scope d = g.device("/job:b")) {
            y = x.times(w.read());
        }
        try (Session s = ClusterSession.open(a.target(), g, OPTIONS.logDevicePlacement(log))) {
            s.initialize();
            NDArray result = s.feed(x, NDArray.of(Shape.of(2), 3f, 4f)).run(y);
            assertThat(result.floats()).containsExactly(3, 8);
            assertThat(s.value(w).floats()).containsExactly(1, 2);
            assertThat(s.run(w.assignAdd(new float[] {1, 1})).floats()).containsExactly(2, 3);
            assertThat(s.feed(x, NDArray.of(Shape.of(2), 1f, 1f)).run(y).floats())
                    .containsExactly(2, 3);
        }
        assertThat(printed())
                .contains("w/read: (Identity): /job:a/replica:0/task:0\n")
                .contains("Mul: (Mul): /job:b/replica:0/task:0\n")
                .containsPattern("/job:b/task:0 takes part \\d of /job:a/task:0: .*Mul");
    }

    /** The losses of some steps of LeNet, and then its weights. */
    private static List<NDArray> train(LeNet net, Session s, Operation step) {
        List<NDArray> seen = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            seen.add(
                    s.feed("images", LeNet.images(i, 0, LeNet.ROWS))
                            .feed("labels", LeNet.labels(i, 0, LeNet.ROWS))
                            .run(net.loss.name(), step.name())
                            .get(0));
        }
        net.graph
                .trainableVariables()
                .forEach(v -> seen.add(s.value(s.graph().operation(v.name()))));
        return seen;
    }

    private static LeNet overTwoTasks(String first, String second) {
        LeNet net = new LeNet();
        try (Scope d = net.graph.device(first)) {
            net.convolutions();
        }
        try (Scope d = net.graph.device(second)) {
            net.products();
        }
        return net;
    }

    @Test
    void aNetThatIsCutOverTwoTasksHasTheSameNumbersAsOnOne() {
        LeNet cut = overTwoTasks("/job:a", "/job:b");
        LeNet whole = overTwoTasks("", "");
        Operation cutStep = new MomentumOptimizer(0.05, 0.9).minimize(cut.loss);
        Operation wholeStep = new MomentumOptimizer(0.05, 0.9).minimize(whole.loss);
        Set<Operation> all = Set.copyOf(whole.graph.operations());
        Graph written = Expansion.of(whole.graph, all).graph(); // gradients as those of the cut net
        try (Session there = a.session(cut.graph);
                Session first = new Session(whole.graph);
                Session here = new Session(written)) {
            there.initialize();
            first.initialize();
            whole.graph
                    .variables()
                    .forEach(v -> here.load(written.operation(v.name()), first.value(v)));
            List<NDArray> numbers = train(cut, there, cutStep);
            assertThat(numbers).isEqualTo(train(whole, here, wholeStep)); // in every bit
            List<NDArray> unwritten = train(whole, first, wholeStep);
            for (int i = 0; i < numbers.size(); i++) {
                assertThat(numbers.get(i).toDoubles())
                        .usingComparatorWithPrecision(1e-5)
                        .containsExactly(unwritten.get(i).toDoubles());
            }
        }
    }

    @Test
    void towersOnTwoTasksLearnWhatTowersInOneProcessDo() {
        List<List<NDArray>> seen = new ArrayList<>();
        for (List<String> devices : List.of(List.of("/job:a", "/job:b"), List.of("", ""))) {
            Graph g = new Graph();
            g.setRandomSeed(5);
            Tensor x = g.placeholder("x", DType.FLOAT32, -1, 3);
            Tensor t = g.placeholder("t", DType.FLOAT32, -1, 1);
            Towers towers =
                    Towers.of(g, devices, List.of(x, t))
                            .build(
                                    part -> {
                                        Variable w = g.getVariable("w", DType.FLOAT32, null, 3, 1);
                                        Tensor y = part.get(0).matmul(w.read());
                                        return y.minus(part.get(1)).square().mean();
                                    });
            Operation step = towers.minimize(new GradientDescentOptimizer(0.1));
            try (Session s = devices.get(0).isEmpty() ? new Session(g) : a.session(g)) {
                s.initialize();
                List<NDArray> numbers = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    s.feed(x, NDArray.of(Shape.of(4, 3), 1f, 2, 3, 2, 1, 0, 1, 1, 1, 0, 2, 1))
                            .feed(t, NDArray.of(Shape.of(4, 1), 1f, 2, 3, 4))
                            .run(step);
                    numbers.add(s.value(g.trainableVariables().get(0)));
                }
                seen.add(numbers);
            }
        }
        assertThat(seen.get(0)).isEqualTo(seen.get(1));
    }

    @Test
    void sessionsOfSeveralProcessesShareVariablesByTheirNames() {
        try (Session one = a.session(counter());
                Session other = b.session(counter())) {
            one.initialize();
            one.run(one.graph().operation("step"));
            other.run(other.graph().operation("step"));
            Variable count = GlobalStep.of(other.graph());
            assertThat(other.value(count).getWhole(0)).isEqualTo(2);
            assertThat(one.value(GlobalStep.of(one.graph())).getWhole(0)).isEqualTo(2);
        }
    }

    private static Graph counter() {
        Graph g = new Graph();
        try (Scope d = g.device("/job:b/task:0")) {
            Variable count = GlobalStep.of(g);
            g.op("AssignAdd").name("step").input(count.reference(), g.constant(1L)).build();
        }
        return g;
    }

    @Test
    void variablesGoToParameterServersInTurnOrByBytes() throws IOException {
        ClusterSpec two = ClusterSpec.of("ps", "h:1", "h:2").and("worker", "h:3");
        TaskName worker = new TaskName("worker", 0);
        Graph g = new Graph();
        try (Scope d = g.device(ReplicaDeviceSetter.of(two, worker))) {
            g.variable("big", new float[100]);
            g.variable("small", new float[1]);
            g.variable("next", new float[1]);
        }
        Graph bytes = new Graph();
        try (Scope d = bytes.device(ReplicaDeviceSetter.of(two, worker).byBytes())) {
            bytes.variable("big", new float[100]);
            bytes.variable("small", new float[1]);
            bytes.variable("next", new float[1]);
        }
        assertThat(g.variables().stream().map(v -> v.operation().device()))
                .containsExactly("/job:ps/task:0", "/job:ps/task:1", "/job:ps/task:0");
        assertThat(bytes.variables().stream().map(v -> v.operation().device()))
                .containsExactly("/job:ps/task:0", "/job:ps/task:1", "/job:ps/task:1");
        assertThat(g.operation("big/Assign").device()).isEqualTo("/job:worker/task:0");
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        Graph g = new Graph();
        Tensor there;
        Tensor far;
        try (Scope d = g.device("/job:c")) {
            there = g.constant(1f).plus(2f);
        }
        try (Scope d = g.device("/job:b/task:3")) {
            far = g.constant(1f).plus(2f);
        }
        try (Session s = a.session(g)) {
            assertThatThrownBy(() -> s.run(there))
                    .hasMessageContaining("'Add' (op: 'Add'), which asks for /job:c,")
                    .hasMessageContaining("no such job; its jobs are [a, b]");
            assertThatThrownBy(() -> s.run(far))
                    .hasMessageContaining("is task 3 of job \"b\", which has 1: task 0");
        }
        assertThatThrownBy(() -> new Server(cluster, "a", 0, OPTIONS))
                .hasMessageContaining("/job:a/task:0 can't be started: Can't listen at 127.0.0.1:")
                .hasMessageContaining("the port is taken")
                .hasMessageContaining("Is it running already?");
        assertThatThrownBy(() -> new Server(cluster, "a", 1, OPTIONS))
                .hasMessageContaining("This server is task 1 of job \"a\"");
        assertThatThrownBy(() -> ClusterSpec.of("ps", "h:1", "h:1"))
                .hasMessageContaining("/job:ps/task:0 and /job:ps/task:1 have the same address");
        assertThatThrownBy(() -> ClusterSession.open("grpc://h:1", g, OPTIONS))
                .hasMessageContaining("A target is what Server.target() says");
        assertThatThrownBy(
                        () ->
                                ClusterSession.open(
                                        a.target(),
                                        g,
                                        OPTIONS.secret("guessed").deadline(Duration.ofMillis(100))))
                .hasMessageContaining("does not know the secret");
    }

    @Test
    void whoIsMissingIsNamedAtTheDeadline() throws IOException {
        ClusterSpec larger = ClusterSpec.of("a", freeAddress()).and("b", freeAddress());
        Graph g = new Graph();
        try (Scope d = g.device("/job:b")) {
            g.variable("w", 1f);
        }
        ClusterOptions soon = OPTIONS.deadline(Duration.ofMillis(1500)).log(log);
        try (Server alone = new Server(larger, "a", 0, soon);
                Session s = alone.session(g)) {
            assertThatThrownBy(s::initialize)
                    .isInstanceOf(TaskException.class)
                    .hasMessageContaining("Gave up after 1.")
                    .hasMessageContaining("missing are /job:b/task:0 (127.0.0.1:");
        }
        assertThat(printed()).contains("waiting for /job:b/task:0");
    }

    @Test
    void anOperationOfATaskNeedsACluster() {
        Graph g = new Graph();
        Tensor queue = g.op("FIFOQueueV2").attr("component_types", List.of(DType.INT64)).tensor();
        Operation put = g.op("QueueEnqueueV2").input(queue, g.constant(3L)).build();
        Tensor got =
                g.op("QueueDequeueV2")
                        .input(queue)
                        .attr("component_types", List.of(DType.INT64))
                        .tensor();
        try (Session s = new Session(g)) {
            assertThatThrownBy(() -> s.run(put))
                    .hasMessageContaining("only a task of a cluster does that");
        }
        try (Session s = a.session(g)) {
            s.run(put);
            assertThat(s.run(got).getWhole(0)).isEqualTo(3);
        }
    }

    @Test
    void aStepThatIsStuckNamesTaskAndTensor() throws IOException {
        ClusterSpec alone = ClusterSpec.of("q", freeAddress()).and("r", freeAddress());
        Graph g = new Graph();
        Tensor got;
        Tensor more;
        try (Scope d = g.device("/job:q")) {
            Tensor queue =
                    g.op("FIFOQueueV2").attr("component_types", List.of(DType.FLOAT32)).tensor();
            got =
                    g.op("QueueDequeueV2")
                            .name("next")
                            .input(queue)
                            .attr("component_types", List.of(DType.FLOAT32))
                            .tensor();
        }
        try (Scope d = g.device("/job:r")) {
            more = g.op("Identity").name("more").input(got).tensor();
        }
        ClusterOptions soon = OPTIONS.deadline(Duration.ofMillis(700));
        try (Server q = new Server(alone, "q", 0, soon);
                Server r = new Server(alone, "r", 0, soon);
                Session s = ClusterSession.open(q.target(), g, OPTIONS)) {
            assertThatThrownBy(() -> s.run(more))
                    .isInstanceOf(TaskException.class)
                    .hasMessageContaining("'next' waits for an element of queue");
        }
    }

    @Test
    void aSharedNetFindsItsVariablesAgain() {
        Graph g = new Graph();
        try (Scope d = g.device("/job:b");
                Scope v = g.variableScope("net", Reuse.AUTO)) {
            g.getVariable("w", DType.FLOAT32, null, 2);
            g.getVariable("w", DType.FLOAT32, null, 2);
        }
        Graph wrong = new Graph();
        try (Scope d = wrong.device("/job:b")) {
            wrong.variable("net/w", new float[3]);
        }
        try (Session s = a.session(g);
                Session other = b.session(wrong)) {
            s.initialize();
            assertThat(s.uninitializedVariables()).isEmpty();
            assertThatThrownBy(other::initialize)
                    .hasMessageContaining("/job:b/task:0: Variable net/w is float32 (2,) here");
        }
    }
}
