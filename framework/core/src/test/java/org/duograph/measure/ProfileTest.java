package org.duograph.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.Cost;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.conv.Conv;
import org.duograph.ops.conv.ConvTranspose;
import org.duograph.ops.product.BatchMatMul;
import org.duograph.ops.product.MatMul;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProfileTest {
    /** 2 images, 3 channels to 4, 3 x 3 taps, 6 x 5 pixels out: each a product and a sum. */
    private static final long CONV_FLOPS = 2L * 2 * 3 * 4 * 9 * 6 * 5;

    private static final Map<String, Object> WINDOW = Map.of("kernel", 3, "pad", 1);
    private static final Roof ROOF = new Roof(100, 10);

    private final State state = new State();
    private final Placement placement = Placement.of(new JavaBackend());
    private final Graph graph = new Graph("net");
    private Plan plan;

    @BeforeEach
    void convolveTwice() {
        Value x = variable("x", 2, 3, 6, 5);
        Value w = variable("w", 4, 3, 3, 3);
        Value v = variable("v", 4, 4, 3, 3);
        Value c = graph.append("c", Conv.OP, WINDOW, x, w).output(0);
        Value r = graph.append("r", Relu.OP, Map.of(), c).output(0);
        graph.assign("y", graph.append("d", Conv.OP, WINDOW, r, v).output(0));
        plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT);
    }

    @AfterEach
    void close() {
        plan.close();
        state.close();
        placement.close();
    }

    private Value variable(String name, int... dims) {
        state.feed(name, NDArray.zeros(ArrayType.float32(dims)));
        return graph.variable(name, ArrayType.float32(dims));
    }

    @Test
    void hasALineForEachStepInOrder() {
        Profile profile = Profile.of(plan, 1, 3);
        assertThat(profile.lines().stream().map(Profile.Line::label).toList())
                .isEqualTo(plan.stepLabels());
        assertThat(profile.lines().stream().map(Profile.Line::step)).containsExactly(0, 1, 2);
        assertThat(state.has("y")).as("real runs").isTrue();
    }

    @Test
    void countsTheArithmeticOfAConvolutionAndTheBytesOfAllOperands() {
        Profile profile = Profile.of(plan, 0, 1);
        Cost conv = profile.lines().get(0).cost();
        assertThat(conv.flops()).isEqualTo(CONV_FLOPS);
        int wide = Double.BYTES; // of the reference backend
        assertThat(conv.bytesRead()).isEqualTo(wide * (2L * 3 * 6 * 5 + 4 * 3 * 9));
        assertThat(conv.bytesWritten()).isEqualTo(wide * 2L * 4 * 6 * 5);
        assertThat(profile.lines().get(1).cost().flops()).as("Relu counts bytes only").isZero();
        assertThat(profile.cost().flops()).isEqualTo(CONV_FLOPS + CONV_FLOPS / 3 * 4);
    }

    @Test
    void theThreeWaysOfAConvolutionCostTheSame() {
        Value x = variable("x2", 2, 3, 6, 5);
        Value w = variable("w2", 4, 3, 3, 3);
        Value dY = variable("dy2", 2, 4, 6, 5);
        Node gradX = graph.append("gx", Conv.GRAD_X, WINDOW, w, dY, x);
        Node gradW = graph.append("gw", Conv.GRAD_W, WINDOW, x, dY, w);
        assertThat(flops(gradX)).isEqualTo(CONV_FLOPS);
        assertThat(flops(gradW)).isEqualTo(CONV_FLOPS);
    }

    @Test
    void countsMatrixProductsHoweverTheyStand() {
        Value a = variable("a", 5, 7);
        Value b = variable("b", 3, 5);
        Map<String, Object> both = Map.of("trans_a", 1, "trans_b", 1);
        assertThat(flops(graph.append("m", MatMul.OP, both, a, b))).isEqualTo(2 * 7 * 5 * 3);
        Value left = variable("left", 6, 2, 7);
        Value right = variable("right", 6, 7, 3);
        assertThat(flops(graph.append("n", BatchMatMul.OP, Map.of(), left, right)))
                .isEqualTo(2 * 6 * 2 * 7 * 3);
        Value x = variable("x3", 2, 3, 4, 5);
        Value w = variable("w3", 3, 8, 2, 2);
        assertThat(
                        flops(
                                graph.append(
                                        "t",
                                        ConvTranspose.OP,
                                        Map.of("kernel", 2, "stride", 2),
                                        x,
                                        w)))
                .isEqualTo(2L * 2 * 3 * 4 * 5 * 8 * 4);
    }

    @Test
    void listsStepsAsTheyRunOrTheSlowestFirst() {
        Profile.Line quick =
                new Profile.Line(0, "Conv", "quick", "jit", false, new Cost(2, 3, 4), 1);
        Profile.Line slow = new Profile.Line(1, "Relu", "slow", "jit", false, new Cost(0, 3, 4), 3);
        Profile profile = new Profile("n", 1, List.of(quick, slow), "");
        String ordered = profile.table(Profile.Order.STEP, ROOF);
        String sorted = profile.table(Profile.Order.TIME, ROOF);
        assertThat(ordered.indexOf("quick")).isLessThan(ordered.indexOf("slow ["));
        assertThat(sorted.indexOf("slow [")).isLessThan(sorted.indexOf("quick"));
        assertThat(sorted).contains("75.0%").contains("4.000  100.0%");
    }

    @Test
    void marksSlowWaysAndSumsUpWhatTheyTake() {
        assertThat(plan.toString())
                .endsWith(
                        "slow: steps 0, 1 and 2 (Conv, Relu) run reference on java%n".formatted());
        assertThat(Profile.of(plan, 0, 1).table(Profile.Order.STEP, ROOF))
                .containsPattern("\n +0! ")
                .contains("slow: steps 0, 1 and 2")
                .contains("slow steps (!) take 100.0% of the time");
    }

    @Test
    void aProfileOfNoRunsIsRefused() {
        assertThatThrownBy(() -> Profile.of(plan, 3, 0))
                .hasMessageContaining("1 run or more")
                .hasMessageContaining("0 and 3");
    }

    @Test
    void theRoofIsTheLowerOfArithmeticAndTraffic() {
        assertThat(ROOF.attainable(2)).isEqualTo(20);
        assertThat(ROOF.attainable(50)).isEqualTo(100);
        assertThat(ROOF.leastMillis(new Cost(0, 5_000_000, 5_000_000))).isEqualTo(1);
        assertThat(ROOF.leastMillis(new Cost(200_000_000, 1, 1))).isEqualTo(2);
        assertThat(Roof.measure(placement).gflops()).isPositive();
    }

    private static long flops(Node node) {
        return node.op().flops(node);
    }
}
