package org.duograph.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

class NetGradientCheckTest {
    private static final Map<String, NDArray> CONTENTS =
            Map.of("x", NDArray.vector(0.5f, -2), "w", NDArray.vector(3, 4));

    /** Gives {@code loss = sum((tanh x * w)^2)}, its gradients, and one that is wrong. */
    private static Graph net() {
        Graph net = new Graph("net");
        Value x = net.variable("x", ArrayType.float32(2));
        Value w = net.variable("w", ArrayType.float32(2));
        Value product = append(net, "Mul", append(net, "Tanh", x), w);
        Value loss = append(net, "SumElements", append(net, "Sqr", product));
        Map<Value, Value> gradients = Gradients.append(net, loss, List.of(x, w));
        net.assign("loss", loss);
        net.assign("x_grad", gradients.get(x));
        net.assign("w_grad", gradients.get(w));
        net.assign("wrong", append(net, "Mul", gradients.get(w), w));
        return net;
    }

    private static Value append(Graph net, String type, Value... inputs) {
        return net.append(type, OpCatalog.get(type), Map.of(), inputs).output(0);
    }

    @Test
    void rightGradientsPass() {
        NetGradientCheck.run(net(), CONTENTS, "loss", Map.of("x", "x_grad", "w", "w_grad"));
    }

    @Test
    void whatIsFloat32WhateverItReadsBecomesDoubleToo() {
        Graph net = new Graph("net");
        Value x = net.variable("x", ArrayType.float32(2));
        OpDef fill = OpCatalog.get("ConstantFill");
        Value two = net.append("two", fill, Map.of("shape", List.of(2), "value", 2)).output(0);
        Value loss = append(net, "SumElements", append(net, "Mul", x, two));
        net.assign("loss", loss);
        net.assign("x_grad", Gradients.append(net, loss, List.of(x)).get(x));
        NetGradientCheck.run(net, CONTENTS, "loss", Map.of("x", "x_grad"));
    }

    @Test
    void aWrongGradientIsFound() {
        assertThatThrownBy(
                        () -> NetGradientCheck.run(net(), CONTENTS, "loss", Map.of("w", "wrong")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("d loss / d w[0] is");
    }

    @Test
    void namesThatAreNotThereAreNamed() {
        assertThatThrownBy(
                        () -> NetGradientCheck.run(net(), CONTENTS, "lost", Map.of("w", "w_grad")))
                .hasMessageContaining("gives no \"lost\"; it gives [loss");
        assertThatThrownBy(
                        () -> NetGradientCheck.run(net(), CONTENTS, "loss", Map.of("v", "w_grad")))
                .hasMessageContaining("reads no \"v\"; it reads [x, w]");
        Map<String, NDArray> few = Map.of("x", NDArray.vector(1, 2));
        assertThatThrownBy(() -> NetGradientCheck.run(net(), few, "loss", Map.of()))
                .hasMessageContaining("\"w\", but contents were given only of [x]");
    }
}
