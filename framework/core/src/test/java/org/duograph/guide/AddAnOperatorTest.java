package org.duograph.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duograph.backend.java.JavaBackend;
import org.duograph.compile.DropIdentities;
import org.duograph.compile.Gradients;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.Graph;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Rehearses what CONTRIBUTING.md says of adding an operator. */
class AddAnOperatorTest {

    // tag::operator[]
    /** Adds a constant: one file in {@code ops}, one line in {@code OpCatalog}. */
    static final class AddConstant {
        static final OpDef OP =
                OpDef.named("AddConstant")
                        .summary("Adds a constant to every number.")
                        .formula("Y = X + c")
                        .input("X", "any shape")
                        .output("Y", "the shape of X")
                        .attrs(Attr.ofFloat("c", 5, "What to add."))
                        .inPlace(0, 0) // Y may be written over X
                        .identityWhen(node -> node.attrs().f("c") == 0) // then it is dropped
                        .byImage() // so passes may give it a part of a batch
                        .flops(node -> node.output(0).shape().size()) // for profiles
                        .types(TypeRule.sameAs(0)) // the shape rule
                        .gradient(g -> g.inputGradient(0, g.outputGradient(0))) // dX = dY
                        .kernel(AddConstant::run) // the definition, in double
                        .example(
                                new Example(
                                        Map.of("c", 2),
                                        List.of(NDArray.vector(1, 2)),
                                        List.of(NDArray.vector(3, 4))))
                        .sample(Sample.of(Map.of(), Shape.of(2, 3)))
                        .build();

        private static void run(Operands o) {
            double c = o.attrs().f("c");
            double[] x = o.in(0);
            double[] y = o.out(0);
            for (int i = 0; i < o.outShape(0).intSize(); i++) {
                y[i] = x[i] + c;
            }
        }
    }

    // end::operator[]

    @Test
    void theExampleIsTrue() {
        Example example = AddConstant.OP.example();
        assertThat(ReferenceCall.run(AddConstant.OP, example.attrs(), example.inputs()))
                .isEqualTo(example.outputs());
    }

    @Test
    void itIsDroppedWhereItSaysThatItChangesNothing() {
        Graph graph = new Graph("rehearsal");
        Value x = graph.variable("x", ArrayType.float32(2));
        graph.assign("y", graph.append("y", AddConstant.OP, Map.of("c", 0), x).output(0));
        graph.assign("z", graph.append("z", AddConstant.OP, Map.of("c", 1), x).output(0));
        Graph compiled = new DropIdentities().apply(graph);
        assertThat(compiled.assigns().get("y").name()).isEqualTo("x");
        assertThat(compiled.assigns().get("z").name()).isEqualTo("z");
    }

    @Test
    void aProfileCountsTheArithmeticThatItSays() {
        Graph graph = new Graph("rehearsal");
        Value x = graph.variable("x", ArrayType.float32(7));
        graph.assign("y", graph.append("y", AddConstant.OP, Map.of(), x).output(0));
        try (Placement placement = Placement.of(new JavaBackend());
                State state = new State()) {
            state.feed("x", NDArray.zeros(ArrayType.float32(7)));
            try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
                assertThat(plan.steps().get(0).cost().flops()).isEqualTo(7);
            }
        }
    }

    @Test
    void itRunsOnEveryBackendAtOnceAndHasAGradient() {
        Graph graph = new Graph("rehearsal");
        Value x = graph.variable("x", ArrayType.float32(2));
        Value y = graph.append("y", AddConstant.OP, Map.of(), x).output(0);
        graph.assign("dx", Gradients.append(graph, y, List.of(x)).get(x));
        graph.assign("y", y);
        try (Placement placement = Placement.of(new JavaBackend());
                State state = new State()) {
            state.feed("x", NDArray.vector(1, 2));
            try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
                plan.run(0);
            }
            assertThat(state.fetch("y")).isEqualTo(NDArray.vector(6, 7));
            assertThat(state.fetch("dx")).isEqualTo(NDArray.vector(1, 1));
        }
    }
}
