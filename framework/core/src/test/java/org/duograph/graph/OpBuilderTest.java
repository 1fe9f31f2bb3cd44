package org.duograph.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class OpBuilderTest {
    private static OpBuilder complete() {
        return OpDef.named("Test")
                .summary("An operator.")
                .input("X", "any shape")
                .types(TypeRule.sameAs(0))
                .kernel(o -> {})
                .example(Example.of(NDArray.vector(1), NDArray.vector(1)))
                .sample(Sample.of(Map.of(), Shape.of(2)));
    }

    @Test
    void allThatIsMissingIsListed() {
        assertThatThrownBy(() -> OpDef.named("Test").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Test: it has no summary; it has no types; it has no kernel and no host code;"
                                + " it has no outputs and no effect; it has no example; it has no"
                                + " sample");
    }

    @Test
    void partsThatDoNotFitTogetherAreNamed() {
        refused(
                complete().constantInput("shape", "numbers").output("Y", "like X"),
                "it has no whole-number attribute shape as the input");
        refused(
                complete()
                        .constantInput("shape", "numbers")
                        .attrs(Attr.ofFloat("shape", 1, "No whole number."))
                        .output("Y", "like X"),
                "it has no whole-number attribute shape as the input");
        refused(
                complete().output("Y", "like X").ofType(ElementTypes.sameAs("Z")),
                "Y has the type of Z, which is no input");
        refused(
                complete()
                        .constantInput("n", "a number")
                        .optionalInput("B", "one more")
                        .attrs(Attr.ofInt("n", 1, "A number."))
                        .output("Y", "like X"),
                "B stands behind n, which is constant: only constant inputs may follow");
        refused(
                complete().manyInputs("all", "any").input("B", "one more").output("Y", "like X"),
                "B stands behind all, which is any number of values and must be the last");
        assertThatThrownBy(() -> OpDef.named("Test").ofType(ElementTypes.ANY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("add the operand first");
    }

    private static void refused(OpBuilder builder, String fault) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Test: " + fault);
    }

    @Test
    void whatTheBuilderIsToldLaterChangesNoDefinition() {
        OpBuilder builder = complete().output("Y", "like X");
        OpDef before = builder.build();
        OpDef after =
                builder.summary("Another.")
                        .optionalInput("B", "one more")
                        .attrs(Attr.ofInt("n", 1, "A number."))
                        .inPlace(0, 0)
                        .effect()
                        .build();
        assertThat(before.summary()).isEqualTo("An operator.");
        assertThat(before.inputs()).hasSize(1);
        assertThat(before.attrs()).isEmpty();
        assertThat(before.mayOverwrite(0, 0)).isFalse();
        assertThat(before.hasEffect()).isFalse();
        assertThat(after.inputs()).hasSize(2);
        assertThat(after.mayOverwrite(0, 0)).isTrue();
    }

    @Test
    void aTypeThatDoesNotFitIsSaidByItsNameOrByWhatItHolds() {
        ArrayType floats = ArrayType.float32(2);
        Attrs none = Attrs.check(complete().output("Y", "like X").build(), Map.of());
        OpDef bools = complete().ofType(ElementTypes.BOOLS).output("Y", "like X").build();
        assertThatThrownBy(() -> bools.infer(none, List.of(floats)))
                .hasMessage("X must be bool, found float32 2; convert it with Cast");
        OpDef wholes = complete().ofType(ElementTypes.WHOLES).output("Y", "like X").build();
        assertThatThrownBy(() -> wholes.infer(none, List.of(floats)))
                .hasMessage("X must hold whole numbers, found float32 2; convert it with Cast");
    }

    @Test
    void aHostOperatorGivesEachOutputOnce() {
        OpDef twice =
                OpDef.named("Twice")
                        .summary("Gives its output twice.")
                        .output("Y", "an int32")
                        .ofType(ElementTypes.INDICES)
                        .types(site -> List.of(new ArrayType(DType.INT32, Shape.of(1))))
                        .host(
                                node ->
                                        call -> {
                                            call.output(0, NDArray.of(Shape.of(1), 1));
                                            call.output(0, NDArray.of(Shape.of(1), 2));
                                        })
                        .build();
        Graph graph = new Graph("net");
        graph.append("y", twice, Map.of());
        assertThatThrownBy(() -> Interpreter.run(graph, Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its output 0 (int32 1) was given numbers twice");
    }
}
