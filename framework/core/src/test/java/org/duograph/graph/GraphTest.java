package org.duograph.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.activation.Relu;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class GraphTest {
    private final Graph net = new Graph("net");
    private final Value x = net.variable("x", ArrayType.float32(2));

    private static Value append(Graph graph, String type, Value... inputs) {
        return graph.append(type, OpCatalog.get(type), Map.of(), inputs).output(0);
    }

    @Test
    void aValueOfAnotherGraphIsRefusedWithTheWayToHandItIn() {
        Graph body = new Graph("body");
        String fix =
                "\"x\" is a value of another graph, \"net\"; hand it in as a variable of \"body\"";
        assertThatThrownBy(() -> append(body, "Relu", x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Relu \"Relu\": " + fix + " [inputs: x float32 2]");
        assertThatThrownBy(() -> body.assign("y", x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(fix);
        Node relu = append(net, "Relu", x).node();
        assertThatThrownBy(() -> body.appendCopy(relu, List.of(x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(fix);
    }

    @Test
    void aVariableWhoseNameAnotherNodeHasIsRefused() {
        net.append("w", OpCatalog.get("Relu"), Map.of(), x);
        assertThatThrownBy(() -> net.variable("w", x.type()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"w\" is the name of another node of graph \"net\"");
        assertThat(net.variables()).containsOnlyKeys("x");
        assertThat(net.variable("x", x.type())).isSameAs(x);
    }

    @Test
    void anEmptyArrayOfTruthValuesIsAbsentOnlyWhereAnInputIsOptional() {
        Value none = net.constant("none", NDArray.zeros(Operand.ABSENT));
        assertThat(append(net, "Not", none).type()).isEqualTo(none.type());
        Graph branch = new Graph("branch");
        branch.assign("y", append(branch, "Not", branch.variable("captured", none.type())));
        Value condition = net.variable("condition", new ArrayType(DType.BOOL, Shape.SCALAR));
        Node node =
                net.append(
                        "if",
                        OpCatalog.get("If"),
                        Map.of("then", branch, "else", branch),
                        condition,
                        none);
        assertThat(node.inputs()).containsExactly(condition, none);
    }

    @Test
    void aRunSaysWhichVariableItLacksOrWasGivenOtherwise() {
        assertThatThrownBy(() -> Interpreter.run(net, Map.of("y", NDArray.vector(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the graph reads the variable \"x\" as float32 2, but only [y] were given");
        assertThatThrownBy(() -> Interpreter.run(net, Map.of("x", NDArray.vector(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("as float32 2, but float32 1 was given");
    }

    @Test
    void whatTakesLongOrDiffersFromRunToRunIsNotComputedAhead() {
        Value one = net.constant("one", NDArray.scalar(1));
        assertThat(append(net, "Relu", one).node().isComputableAhead()).isTrue();
        assertThat(one.node().isComputableAhead()).isFalse();
        Value large = net.variable("large", ArrayType.float32(5000));
        assertThat(append(net, "Relu", large).node().isComputableAhead()).isFalse();
        for (String type : List.of("UniformFill", "Print", "For", "While", "If")) {
            OpDef op = OpCatalog.get(type);
            Graph graph = new Graph("of " + type);
            Value[] inputs =
                    op.example().inputs().stream()
                            .map(array -> graph.constant("c", array))
                            .toArray(Value[]::new);
            Node node = graph.append("node", op, op.example().attrs(), inputs);
            assertThat(node.isComputableAhead()).as(type).isFalse();
            assertThat(new KnownNumbers(variable -> null))
                    .as(type)
                    .satisfies(
                            known ->
                                    assertThat(node.outputs())
                                            .allSatisfy(y -> assertThat(known.of(y)).isNull()));
        }
    }

    @Test
    void aNameThatIsReservedIsAVariablesAlone() {
        Graph graph = new Graph("g");
        graph.reserve("x_1");
        Value x = graph.variable("x", ArrayType.float32(2));
        assertThat(graph.append("x", Relu.OP, Map.of(), x).name()).isEqualTo("x_2");
        assertThat(graph.variable("x_1", ArrayType.float32(2)).name()).isEqualTo("x_1");
        assertThatThrownBy(() -> graph.variable("x_2", ArrayType.float32(2)))
                .hasMessageContaining("the name of another node");
    }
}
