package org.duograph.session.op;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.session.op.Case.floats;
import static org.duograph.session.op.Case.ints;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Activations, their gradients, products, losses. */
class ActivationsTest implements OperatorCases {
    private static final float LN2 = 0.6931472f;
    private static final NDArray SCORES = floats(Shape.of(2, 2), 0, 0, LN2, 0);

    private static Case one(String type, float x, float y) {
        return Case.of(type).in(floats(x)).gives(floats(y)).slopes();
    }

    private static Case two(String type, float a, float b, float y) {
        return Case.of(type).in(floats(a), floats(b)).gives(floats(y)).slopes();
    }

    @Override
    public List<Case> cases() {
        NDArray a = floats(Shape.of(2, 2), 1, 2, 3, 4);
        NDArray b = floats(Shape.of(2, 2), 5, 6, 7, 8);
        NDArray batch = floats(Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
        NDArray soft = floats(Shape.of(2, 2), 0.5f, 0.5f, 2 / 3f, 1 / 3f);
        return List.of(
                Case.of("Relu").in(floats(-1, 2)).gives(floats(0, 2)).slopes(),
                Case.of("Relu6").in(floats(-1, 2, 7)).gives(floats(0, 2, 6)).slopes(),
                Case.of("LeakyRelu").in(floats(-1, 2)).gives(floats(-0.2f, 2)).slopes(),
                Case.of("Elu").in(floats(-1, 2)).gives(floats(-0.6321206f, 2)).slopes(),
                Case.of("Selu").in(floats(-1, 2)).gives(floats(-1.1113307f, 2.101402f)).slopes(),
                one("Softplus", 0, LN2),
                one("Softsign", -1, -0.5f),
                one("Sigmoid", LN2, 2 / 3f),
                one("Tanh", 0.5f, 0.46211717f),
                Case.of("Softmax").in(SCORES).gives(soft).slopes(),
                Case.of("LogSoftmax")
                        .in(SCORES)
                        .gives(
                                floats(
                                        Shape.of(2, 2),
                                        -LN2,
                                        -LN2,
                                        (float) Math.log(2 / 3.0),
                                        (float) Math.log(1 / 3.0)))
                        .slopes(),
                Case.of("BiasAdd")
                        .in(a, floats(10, 20))
                        .gives(floats(Shape.of(2, 2), 11, 22, 13, 24))
                        .slopes(),
                Case.of("BiasAdd")
                        .attr("data_format", "NCHW")
                        .in(floats(Shape.of(1, 2, 1, 2), 1, 2, 3, 4), floats(10, 20))
                        .gives(floats(Shape.of(1, 2, 1, 2), 11, 12, 23, 24))
                        .slopes(),
                Case.of("BiasAddV1")
                        .in(a, floats(10, 20))
                        .gives(floats(Shape.of(2, 2), 11, 22, 13, 24)),
                Case.of("BiasAddGrad").in(a).gives(floats(4, 6)).slopes(),
                Case.of("BiasAddGrad")
                        .attr("data_format", "NCHW")
                        .in(floats(Shape.of(1, 2, 1, 2), 1, 2, 3, 4))
                        .gives(floats(3, 7)),
                Case.of("ReluGrad").in(floats(5, 6), floats(-1, 2)).gives(floats(0, 6)),
                Case.of("Relu6Grad").in(floats(5, 6, 7), floats(-1, 2, 6)).gives(floats(0, 6, 0)),
                Case.of("LeakyReluGrad").in(floats(5, 6), floats(-1, 2)).gives(floats(1, 6)),
                Case.of("EluGrad").in(floats(4, 4), floats(-0.5f, 2)).gives(floats(2, 4)),
                Case.of("SeluGrad").in(floats(1), floats(2)).gives(floats(1.0507009f)),
                two("SoftplusGrad", 3, LN2, 2),
                two("SoftsignGrad", 4, -1, 1),
                two("SigmoidGrad", 0.25f, 16, 3),
                two("TanhGrad", 0.5f, 4, 3),
                two("SqrtGrad", 2, 8, 2),
                two("RsqrtGrad", 2, 3, -12),
                two("ReciprocalGrad", 2, 3, -12),
                two("InvGrad", 2, 3, -12),
                Case.of("MatMul")
                        .attr("transpose_b", true)
                        .in(a, b)
                        .gives(floats(Shape.of(2, 2), 17, 23, 39, 53))
                        .slopes(),
                Case.of("BatchMatMul")
                        .attr("adj_x", true)
                        .in(batch, batch)
                        .gives(floats(Shape.of(2, 2, 2), 10, 14, 14, 20, 74, 86, 86, 100))
                        .slopes(),
                Case.of("BatchMatMul").in(a, b).gives(floats(Shape.of(2, 2), 19, 22, 43, 50)),
                Case.of("BatchMatMulV2")
                        .in(batch, a)
                        .gives(floats(Shape.of(2, 2, 2), 7, 10, 15, 22, 23, 34, 31, 46))
                        .slopes(),
                Case.of("SparseSoftmaxCrossEntropyWithLogits")
                        .in(SCORES, ints(1, 0))
                        .gives(floats(LN2, (float) Math.log(1.5)))
                        .gives(floats(Shape.of(2, 2), 0.5f, -0.5f, -1 / 3f, 1 / 3f))
                        .slopes(),
                Case.of("SoftmaxCrossEntropyWithLogits")
                        .in(SCORES, floats(Shape.of(1, 2), 0.25f, 0.75f))
                        .gives(floats(LN2, (float) (0.25 * Math.log(1.5) + 0.75 * Math.log(3))))
                        .gives(
                                floats(
                                        Shape.of(2, 2),
                                        0.25f,
                                        -0.25f,
                                        2 / 3f - 0.25f,
                                        1 / 3f - 0.75f))
                        .slopes());
    }

    @Test
    void aLabelOutsideIsNamedInTensorFlowsWords() {
        Graph g = new Graph();
        Tensor scores = g.placeholder("scores", DType.FLOAT32, 4, 10);
        Tensor labels = g.placeholder("labels", DType.INT32, 4);
        Tensor loss = scores.sparseSoftmaxCrossEntropy(labels);
        try (Session s = new Session(g)) {
            NDArray zeros = floats(Shape.of(4, 10), new float[40]);
            assertThatThrownBy(
                            () -> s.feed(scores, zeros).feed(labels, ints(1, 2, 3, 14)).run(loss))
                    .hasMessageContaining(
                            "Received a label value of 14 which is outside the valid range of [0, 10).  Label values: 1 2 3 14");
        }
    }

    @Test
    void matricesThatDoNotFitAreRefusedInTensorFlowsWords() {
        Graph g = new Graph();
        Tensor a = g.placeholder("a", DType.FLOAT32, 1, 2);
        Tensor b = g.placeholder("b", DType.FLOAT32, 3, 1);
        assertThatThrownBy(() -> a.matmul(b))
                .hasMessageContaining("Dimensions must be equal, but are 2 and 3 for 'MatMul'");
    }
}
