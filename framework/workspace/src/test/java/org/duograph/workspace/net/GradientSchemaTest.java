package org.duograph.workspace.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.duograph.ops.OpCatalog;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.Test;

/** The forms of gradient operators in nets are derived, but for those that are special. */
class GradientSchemaTest {

    @Test
    void aFormIsWhatTheRuleAsksForAndWhatItGives() {
        assertThat(GradientSchema.ofForward("LogSoftmax"))
                .singleElement()
                .hasToString(
                        "GradientSchema[forward=LogSoftmax, gradient=LogSoftmaxGradient,"
                                + " inputs=[output 0, output gradient 0],"
                                + " outputs=[input gradient 0]]");
        assertThat(GradientSchema.isGradient("ReluGradient")).isTrue();
    }

    @Test
    void whatIsMadeOfOrdinaryOperatorsOrLetsNoGradientBackHasNoForm() {
        for (String type : List.of("Exp", "Sum", "Iter", "StopGradient", "Gather", "While")) {
            assertThat(GradientSchema.ofForward(type)).as(type).isEmpty();
            assertThat(GradientSchema.isGradient(type + "Gradient")).as(type).isFalse();
        }
    }

    @Test
    void noListOfFormsIsWhatTheRuleGives() {
        GradientSchema.special()
                .forEach(
                        (type, forms) ->
                                assertThat(Set.copyOf(RecordingSite.forms(OpCatalog.get(type))))
                                        .as(type)
                                        .isNotEmpty()
                                        .isNotEqualTo(Set.copyOf(forms)));
    }

    @Test
    void aGradientOperatorIsKnownByHowManyBlobsItHas() {
        for (String type : OpCatalog.types()) {
            List<GradientSchema> forms = GradientSchema.ofForward(type);
            Stream<List<Integer>> counts =
                    forms.stream().map(f -> List.of(f.inputs().size(), f.outputs().size()));
            assertThat(counts).as(type).doesNotHaveDuplicates();
        }
    }

    @Test
    void aMaximumOfAnyNumberOfInputsIsReadBack() {
        List<String> inputs = new ArrayList<>();
        List<String> gradients = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            inputs.add("x" + i);
            gradients.add("x" + i + "_grad");
        }
        List<String> read = new ArrayList<>(List.of("y", "y_grad"));
        read.addAll(inputs);
        OperatorDef op = Ops.operator("MaxGradient", read, gradients);
        GradientSchema form = GradientSchema.ofGradient(op);
        assertThat(form.inputs()).hasSize(14);
        assertThat(form.outputs()).last().hasToString("input gradient 11");
    }
}
