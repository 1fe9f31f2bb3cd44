package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.backend.java.JavaBackend;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.graph.HostCode;
import org.duograph.graph.OpDef;
import org.duograph.graph.Surroundings;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.host.Print;
import org.duograph.ops.host.Summarize;
import org.duograph.ops.math.Negative;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, printing and users' code are nodes of the same graph as everything else. */
class HostOperatorsInPlansTest {
    private final Placement placement = Placement.of(new JavaBackend());
    private final State state = new State();
    private final Graph graph = new Graph("host");
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    @TempDir private Path folder;

    @AfterEach
    void close() {
        state.close();
        placement.close();
    }

    private void run(int times) {
        PrintStream output = new PrintStream(printed, true, StandardCharsets.UTF_8);
        Surroundings around = Surroundings.of(output, folder);
        Graph compiled = Compiler.compile(graph, placement.target());
        Plan.Options options = new Plan.Options(0, true, around);
        try (Plan plan = Plan.prepare(compiled, placement, state, options)) {
            for (int i = 0; i < times; i++) {
                plan.run(i);
            }
        }
    }

    private static OpDef code(String type, HostCode kernel) {
        return OpDef.named(type)
                .summary("A user's own.")
                .input("X", "any shape")
                .output("Y", "the shape of X")
                .types(TypeRule.sameAs(0))
                .host(node -> kernel)
                .build();
    }

    @Test
    void numbersArePrintedAsTheirTypeHoldsThem() {
        NDArray large = NDArray.zeros(new ArrayType(DType.FLOAT64, Shape.of(1)));
        large.set(0, 1e300);
        state.feed("large", large);
        graph.append("print", Print.OP, Map.of(), graph.variable("large", large.type()));
        run(1);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("(float64 1): 1.0E300");
    }

    @Test
    void whatHasAnEffectRunsThoughNobodyReadsItAndInOrder() {
        state.feed("x", NDArray.vector(-1, 2));
        Value x = graph.variable("x", ArrayType.float32(2));
        graph.append("first", Print.OP, Map.of(), x);
        Value y = graph.append("y", Relu.OP, Map.of(), x).output(0);
        graph.append("second", Print.OP, Map.of("name", "relu"), y);
        run(2);
        String once =
                "Tensor x (float32 2): -1.0,2.0%nTensor relu (float32 2): 0.0,2.0%n".formatted();
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo(once + once);
    }

    @Test
    void aPrintSeesTheVariableAsItWasBeforeTheStep() {
        state.feed("x", NDArray.vector(1, 2));
        Value x = graph.variable("x", ArrayType.float32(2));
        graph.assign("x", graph.append("minus", Negative.OP, Map.of(), x).output(0));
        graph.append("print", Print.OP, Map.of("limit", 1), x);
        run(2);
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("Tensor x (float32 2): 1.0", "Tensor x (float32 2): -1.0");
        assertThat(state.fetch("x")).isEqualTo(NDArray.vector(1, 2));
    }

    @Test
    void aLinePerRunGoesToAFile() throws IOException {
        state.feed("x", NDArray.vector(1, 3));
        Value x = graph.variable("x", ArrayType.float32(2));
        graph.append("s", Summarize.OP, Map.of("to_file", 1), x);
        run(2);
        assertThat(Files.readAllLines(folder.resolve("x.summary")))
                .hasSize(2)
                .allMatch(line -> line.equals("1.00000 3.00000 2.00000 1.41421"));
    }

    @Test
    void aUsersCodeComputesBetweenOtherNodes() {
        state.feed("x", NDArray.vector(1, 2));
        Value x = graph.variable("x", ArrayType.float32(2));
        Value minus = graph.append("minus", Negative.OP, Map.of(), x).output(0);
        OpDef add5 =
                code(
                        "Add5",
                        call -> {
                            NDArray numbers = call.input(0);
                            for (int i = 0; i < numbers.size(); i++) {
                                numbers.set(i, numbers.get(i) + 5);
                            }
                            call.output(0, numbers);
                        });
        Value y = graph.append("y", add5, Map.of(), minus).output(0);
        graph.assign("z", graph.append("z", Negative.OP, Map.of(), y).output(0));
        run(1);
        assertThat(state.fetch("z")).isEqualTo(NDArray.vector(-4, -3));
    }

    @Test
    void codeWithoutAnEffectIsDroppedWhereNobodyReadsIt() {
        state.feed("x", NDArray.vector(1, 2));
        List<String> ran = new ArrayList<>();
        Value x = graph.variable("x", ArrayType.float32(2));
        graph.append("y", code("Quiet", call -> ran.add("quiet")), Map.of(), x);
        graph.assign("z", graph.append("z", Relu.OP, Map.of(), x).output(0));
        run(1);
        assertThat(ran).isEmpty();
    }

    @Test
    void aPlanFitsNoLongerWhereCodeWouldGiveOtherTypes() {
        boolean[] fits = {true};
        HostCode kernel =
                new HostCode() {
                    @Override
                    public void run(Call call) {
                        call.output(0, call.input(0));
                    }

                    @Override
                    public boolean fits(Surroundings around) {
                        return fits[0];
                    }
                };
        Plans.Lowering lowering =
                (typeOf, known) -> {
                    Graph copy = new Graph("copy");
                    Value x = copy.variable("x", typeOf.apply("x"));
                    copy.assign("y", copy.append("y", code("Give", kernel), Map.of(), x).output(0));
                    return copy;
                };
        state.feed("x", NDArray.vector(1));
        try (Plans plans = new Plans(lowering, placement, state, Plan.Options.DEFAULT, 2)) {
            plans.run(0);
            Plan first = plans.plan();
            assertThat(plans.plan()).isSameAs(first);
            plans.prepareFor(Map.of("x", ArrayType.float32(1)));
            assertThat(plans.plan()).isSameAs(first);
            fits[0] = false;
            plans.prepareFor(Map.of("x", ArrayType.float32(1)));
            fits[0] = true;
            assertThat(plans.plan()).isNotSameAs(first);
            fits[0] = false;
            assertThat(plans.plan()).isNotSameAs(first);
        }
    }

    @Test
    void whatFailsIsNamedWithItsNode() {
        state.feed("x", NDArray.vector(1, 2));
        Value x = graph.variable("x", ArrayType.float32(2));
        OpDef refuses =
                code(
                        "Refuses",
                        call -> {
                            throw new IOException("the disk is full");
                        });
        graph.assign("y", graph.append("y", refuses, Map.of(), x).output(0));
        assertThatThrownBy(() -> run(1))
                .hasMessageContaining("Refuses \"y\"")
                .hasMessageContaining("the disk is full");
    }

    @Test
    void anOutputOfAnotherTypeOrNoneIsRefused() {
        state.feed("x", NDArray.vector(1, 2));
        Value x = graph.variable("x", ArrayType.float32(2));
        OpDef longer = code("Longer", call -> call.output(0, NDArray.vector(1, 2, 3)));
        graph.assign("y", graph.append("y", longer, Map.of(), x).output(0));
        assertThatThrownBy(() -> run(1))
                .hasMessageContaining("planned as float32 2, but it gives float32 3");
        OpDef nothing = code("Nothing", call -> {});
        graph.assign("y", graph.append("n", nothing, Map.of(), x).output(0));
        assertThatThrownBy(() -> run(1)).hasMessageContaining("was not given any numbers");
    }
}
