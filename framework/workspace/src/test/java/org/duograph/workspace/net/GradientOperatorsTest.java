package org.duograph.workspace.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.workspace.io.Ops.arg;

import java.util.List;
import java.util.Map;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.Test;

class GradientOperatorsTest {
    private final Net net = new Net("net");

    /** The operators after the first {@code from}, one line each: {@code Sum(a, b) -> c}. */
    private List<String> written(int from) {
        List<OperatorDef> ops = net.proto().getOpList();
        return ops.subList(from, ops.size()).stream()
                .map(
                        op ->
                                "%s(%s) -> %s"
                                        .formatted(
                                                op.getType(),
                                                String.join(", ", op.getInputList()),
                                                String.join(", ", op.getOutputList())))
                .toList();
    }

    @Test
    void aLossStartsFromOnes() {
        net.op("AveragedLoss", "xent", "loss");
        Map<String, String> gradients = net.addGradientOperators("loss");
        assertThat(written(1))
                .containsExactly(
                        "ConstantFill(loss) -> loss_autogen_grad",
                        "AveragedLossGradient(xent, loss_autogen_grad) -> xent_grad");
        OperatorDef ones = net.proto().getOp(1);
        assertThat(ones.getArg(0)).isEqualTo(arg("value", 1f));
        assertThat(ones.getIsGradientOp()).isTrue();
        assertThat(gradients)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("loss", "loss_autogen_grad", "xent", "xent_grad"));
    }

    @Test
    void gradientsOfABlobThatIsReadTwiceAreSummed() {
        net.op("Relu", "X", "A");
        net.op("Sigmoid", "X", "B");
        net.op("Tanh", "X", "C");
        net.op("Sum", List.of("A", "B", "C"), "Y");
        assertThat(net.addGradientOperators(Map.of("Y", "Y_grad"))).containsEntry("X", "X_grad");
        assertThat(written(4))
                .containsExactly(
                        "TanhGradient(C, Y_grad) -> X_grad",
                        "SigmoidGradient(B, Y_grad) -> _X_grad_autosplit_0",
                        "ReluGradient(A, Y_grad) -> _X_grad_autosplit_1",
                        "Sum(X_grad, _X_grad_autosplit_0, _X_grad_autosplit_1) -> X_grad");
    }

    @Test
    void anOperatorThatReadsABlobTwiceSumsBothGradients() {
        net.op("Mul", List.of("X", "X"), "Y");
        net.addGradientOperators(Map.of("Y", "Y_grad"));
        assertThat(written(1))
                .containsExactly(
                        "Mul(Y_grad, X) -> X_grad",
                        "Mul(Y_grad, X) -> _X_grad_autosplit_0",
                        "Sum(X_grad, _X_grad_autosplit_0) -> X_grad");
    }

    @Test
    void aGradientWrittenInSeveralStepsIsOneTerm() {
        net.op("Sqrt", "X", "A");
        net.op("Sqrt", "X", "B");
        net.op("Sum", List.of("A", "B"), "Y");
        net.addGradientOperators(Map.of("Y", "Y_grad"));
        assertThat(written(3))
                .containsExactly(
                        "Scale(Y_grad) -> X_grad",
                        "Div(X_grad, B) -> X_grad",
                        "Scale(Y_grad) -> _X_grad_autosplit_0",
                        "Div(_X_grad_autosplit_0, A) -> _X_grad_autosplit_0",
                        "Sum(X_grad, _X_grad_autosplit_0) -> X_grad");
    }

    @Test
    void aGradientThatIsPassedOnIsSummedUnderItsOwnName() {
        net.op("Relu", "X", "A");
        net.op("Sum", List.of("X", "A"), "Y");
        net.addGradientOperators(Map.of("Y", "Y_grad"));
        assertThat(written(2))
                .containsExactly(
                        "ReluGradient(A, Y_grad) -> X_grad", "Sum(X_grad, Y_grad) -> X_grad");
    }

    @Test
    void inPlaceOperatorsHandTheGradientBackInPlace() {
        net.op("FC", List.of("X", "W", "b"), "Y");
        net.op("Relu", "Y", "Y");
        net.op("AveragedLoss", "Y", "loss");
        net.addGradientOperators("loss");
        assertThat(written(4))
                .containsExactly(
                        "AveragedLossGradient(Y, loss_autogen_grad) -> Y_grad",
                        "ReluGradient(Y, Y_grad) -> Y_grad",
                        "FCGradient(X, W, Y_grad) -> W_grad, b_grad, X_grad");
    }

    @Test
    void aBlobThatIsOverwrittenTooEarlyIsAnError() {
        net.op("FC", List.of("X", "W", "b"), "Y");
        net.op("Relu", "Y", "X");
        assertThatThrownBy(() -> net.addGradientOperators("X"))
                .hasMessage(
                        "Gradient of operator 0 (FC -> Y) of net \"%s\": blob \"X\" was overwritten"
                                        .formatted(net.name())
                                + " by operator 1 (Relu) before its gradient needed it; let"
                                + " operator 1 write another blob");
    }

    @Test
    void anInPlaceOperatorWhoseGradientNeedsItsInputIsAnError() {
        net.op("Abs", "X", "X");
        assertThatThrownBy(() -> net.addGradientOperators("X"))
                .hasMessageContaining("\"X\" was overwritten by operator 0 (Abs)");
    }

    @Test
    void aSharedGradientIsNotOverwrittenWhileAnotherBlobNeedsIt() {
        net.op("Relu", "P", "A");
        net.op("Sqr", "Q", "B");
        net.op("Sum", List.of("A", "B"), "Y");
        net.addGradientOperators(Map.of("Y", "Y_grad"));
        assertThat(written(3))
                .containsExactly(
                        "Scale(Y_grad) -> Y_grad_autogen_own_0",
                        "Mul(Y_grad_autogen_own_0, Q) -> Q_grad",
                        "ReluGradient(A, Y_grad) -> P_grad");
    }

    @Test
    void anInPlaceSumKeepsTheGradientOfItsOtherInput() {
        net.op("Negative", "P", "B");
        net.op("Negative", "Q", "X");
        net.op("Negative", "X", "X");
        net.op("Sum", List.of("X", "B"), "X");
        net.addGradientOperators(Map.of("X", "X_grad"));
        assertThat(written(4))
                .containsExactly(
                        "Negative(X_grad) -> X_grad_autogen_own_0",
                        "Negative(X_grad_autogen_own_0) -> Q_grad",
                        "Negative(X_grad) -> P_grad");
    }

    @Test
    void stopGradientEndsTheWalk() {
        net.op("Scale", "X", "S", arg("scale", 0.5f));
        net.op("StopGradient", "S", "T");
        net.op("Relu", "T", "Y");
        assertThat(net.addGradientOperators("Y")).doesNotContainKeys("X", "S");
        assertThat(written(3)).hasSize(2);
    }

    @Test
    void integersEndTheWalk() {
        net.op("Cast", "X", "F", arg("to", 1), arg("from_type", 2));
        net.op("Relu", "F", "Y");
        assertThat(net.addGradientOperators("Y")).containsKey("F").doesNotContainKey("X");
    }

    @Test
    void everyFloatingTypeLetsTheWalkOn() {
        for (Object type : List.of(1, 12, 13, "float16", "BFLOAT16")) {
            Net casts = new Net("casts");
            casts.op("Cast", "X", "F", arg("to", type), arg("from_type", "bfloat16"));
            assertThat(casts.addGradientOperators("F")).as("" + type).containsKey("X");
        }
    }

    @Test
    void outputsThatNothingDependsOnHaveGradientZero() {
        net.op("Split", List.of("X"), List.of("A", "B"), arg("axis", 1));
        net.op("Relu", "A", "Y");
        net.addGradientOperators("Y");
        assertThat(written(4))
                .containsExactly(
                        "ConstantFill(B) -> B_autogen_zero_grad",
                        "Concat(A_grad, B_autogen_zero_grad) -> X_grad, _X_grad_dims");
    }

    @Test
    void operatorsWithoutAGradientAreReported() {
        net.op("GT", List.of("X", "Z"), "Y");
        assertThatThrownBy(() -> net.addGradientOperators("Y"))
                .hasMessageContaining("operator 0 (GT -> Y)")
                .hasMessageContaining("StopGradient");
    }

    @Test
    void theGradientOfATableIsOfTheRowsThatWereLookedUp() {
        net.op("Gather", List.of("words", "ids"), "V");
        net.op("Relu", "V", "Y");
        Map<String, String> gradients = net.addGradientOperators("Y");
        assertThat(gradients).containsEntry("words", "words_grad");
        GradientOfRows rows = net.ofRows("words_grad");
        assertThat(rows.indices()).isEqualTo("words_grad_indices");
        assertThat(rows.values()).isEqualTo("words_grad_values");
        assertThat(net.blobIsDefined("words_grad")).isFalse();
        assertThat(net.ofRows("V_grad")).isNull();
    }

    @Test
    void onlyAnOptimizerReadsAGradientOfRows() {
        net.op("Exp", "X", "words");
        net.op("Gather", List.of("words", "ids"), "Y");
        assertThatThrownBy(() -> net.addGradientOperators("Y"))
                .hasMessageContaining("operator 1 (Gather -> Y)")
                .hasMessageContaining("which operator 0, that writes it, can't read");
        Net twice = new Net("twice");
        twice.op("Gather", List.of("words", "ids"), "A");
        twice.op("Gather", List.of("words", "others"), "B");
        twice.op("Add", List.of("A", "B"), "Y");
        assertThatThrownBy(() -> twice.addGradientOperators("Y"))
                .hasMessageContaining("but operators [0, 1] read it all");
    }

    @Test
    void normalisationInUseHasAGradientByTheRunningMoments() {
        List<String> in = List.of("X", "s", "b", "rm", "riv");
        net.op("SpatialBN", in, "Y", arg("is_test", 1));
        net.addGradientOperators(Map.of("Y", "Y_grad"));
        assertThat(written(1))
                .containsExactly(
                        "SpatialBNGradient(X, s, Y_grad, rm, riv) -> X_grad, s_grad, b_grad");
    }

    @Test
    void normalisationThatTrainsNeedsItsSavedMomentsForAGradient() {
        net.op("SpatialBN", List.of("X", "s", "b", "rm", "riv"), "Y");
        assertThatThrownBy(() -> net.addGradientOperators("Y"))
                .hasMessageContaining("operator 0 (SpatialBN -> Y)")
                .hasMessageContaining("only with the outputs Y, running mean");
    }

    @Test
    void unknownOperatorsAreReportedWithTheNearestName() {
        net.op("Rellu", "X", "Y");
        assertThatThrownBy(() -> net.addGradientOperators("Y"))
                .hasMessageContaining("there is no operator \"Rellu\"; did you mean \"Relu\"?");
    }

    @Test
    void anOperatorOfOnesOwnGetsItsGradientFromItsMaker() {
        GradientMakers.register(
                "TimesTwo",
                g -> g.add("TimesTwo", List.of(g.outputGradient(0)), List.of(g.inputGradient(0))));
        net.op("TimesTwo", "X", "Y");
        net.addGradientOperators(Map.of("Y", "Y_grad"));
        assertThat(written(1)).containsExactly("TimesTwo(Y_grad) -> X_grad");
        assertThat(GradientMakers.has("TimesTwo")).isTrue();
    }

    @Test
    void aMakerThatReadsAForeignBlobIsReported() {
        GradientMakers.register(
                "Foreign", g -> g.add("Relu", List.of("nowhere"), List.of(g.inputGradient(0))));
        net.op("Foreign", "X", "Y");
        assertThatThrownBy(() -> net.addGradientOperators("Y"))
                .hasMessageContaining("reads \"nowhere\", which is no blob of the operator");
    }

    @Test
    void convolutionsWithoutBiasSaySo() {
        net.op("Conv", List.of("X", "W"), "Y", arg("kernel", 3));
        net.addGradientOperators(Map.of("Y", "Y_grad"));
        assertThat(written(1)).containsExactly("ConvGradient(X, W, Y_grad) -> W_grad, X_grad");
        assertThat(net.proto().getOp(1).getArgList())
                .containsExactly(arg("no_bias", 1), arg("kernel", 3));
    }
}
