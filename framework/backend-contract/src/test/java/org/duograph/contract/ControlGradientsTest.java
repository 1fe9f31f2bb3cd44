package org.duograph.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.compile.Compiler;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Node;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.control.Loop;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Gradients through bodies that hold what the catalogue's samples do not: each other, chance. */
class ControlGradientsTest {
    private static final ArrayType VECTOR = ArrayType.float32(3);

    private static Node append(Graph graph, String type, Map<String, ?> attrs, Value... inputs) {
        return graph.append(type, OpCatalog.get(type), attrs, inputs);
    }

    private static Value append(Graph graph, String type, Value... inputs) {
        return append(graph, type, Map.of(), inputs).output(0);
    }

    private static Map<String, Object> attrs(Object... pairs) {
        Map<String, Object> attrs = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            attrs.put((String) pairs[i], pairs[i + 1]);
        }
        return attrs;
    }

    private static void check(String type, Map<String, Object> attrs, Sample.Input... inputs) {
        GradientCheck.run(OpCatalog.get(type), Sample.of(attrs, inputs));
    }

    private static Sample.Input vector() {
        return Sample.real(VECTOR.shape(), 0.5, 1.5);
    }

    private static Sample.Input number(int value) {
        return Sample.whole(DType.INT64, Shape.SCALAR, value, value + 1);
    }

    /** x = x * w + sin(x), a given number of times. */
    private static Graph step(String type) {
        Graph body = new Graph("step");
        if (type.equals("For")) {
            body.variable("t", Loop.NUMBER);
        }
        Value x = body.variable("x", VECTOR);
        Value w = body.variable("w", VECTOR);
        Value y = append(body, "Add", append(body, "Mul", x, w), append(body, "Sin", x));
        body.assign("x", append(body, "Scale", Map.of("scale", 0.5), y).output(0));
        return body;
    }

    private static Graph outer(String inner, Map<String, Object> attrs, boolean counted) {
        Graph body = new Graph("outer");
        Value t = body.variable("t", Loop.NUMBER);
        Value x = body.variable("x", VECTOR);
        Value w = body.variable("w", VECTOR);
        Value[] inputs = counted ? new Value[] {t, x, w} : new Value[] {x, w};
        Value y = append(body, inner, attrs, inputs).output(0);
        body.assign("x", append(body, "Tanh", y));
        body.assign("rows", append(body, "Mul", y, w));
        return body;
    }

    @Test
    void aLoopInALoop() {
        Map<String, Object> inner = attrs("body", step("For"), "states", 1, "n", 3);
        check(
                "For",
                attrs("body", outer("For", inner, false), "states", 1, "n", 4),
                vector(),
                vector());
    }

    @Test
    void aLoopWhoseLengthTheOuterLoopSays() {
        Map<String, Object> inner = attrs("body", step("For"), "states", 1, "n", 5, "counted", 1);
        check(
                "For",
                attrs("body", outer("For", inner, true), "states", 1, "n", 4),
                vector(),
                vector());
    }

    @Test
    void aLoopWithoutABoundComputesItsStatesAgain() {
        check(
                "For",
                attrs("body", step("For"), "states", 1, "counted", 1),
                number(5),
                vector(),
                vector());
    }

    @Test
    void aLoopWithoutABoundInALoopOfTheOtherDirection() {
        Map<String, Object> inner = attrs("body", step("For"), "states", 1, "counted", 1);
        check(
                "For",
                attrs("body", outer("For", inner, true), "states", 1, "n", 3, "reverse", 1),
                vector(),
                vector());
    }

    /** An array that iterations fill is no state whose past a gradient needs. */
    @Test
    void aLoopKeepsForItsGradientOnlyTheStatesThatThisReads() {
        Graph body = new Graph("fill");
        Value t = body.variable("t", Loop.NUMBER);
        Value x = body.variable("x", VECTOR);
        Value all = body.variable("all", ArrayType.float32(4, 3));
        Value next = append(body, "Sin", x);
        body.assign("x", next);
        body.assign("all", append(body, "PutRow", all, t, next));
        Map<String, Object> attrs = attrs("body", body, "states", 2, "n", 4);
        Graph graph = new Graph("filling");
        Value begin = graph.variable("begin", VECTOR);
        Value rows = graph.variable("rows", ArrayType.float32(4, 3));
        Node loop = append(graph, "For", attrs, begin, rows);
        graph.assign("dx", Gradients.append(graph, loop.output(1), List.of(begin)).get(begin));
        assertThat(Compiler.compile(graph).nodes())
                .filteredOn(node -> node.attrs().has("starts"))
                .extracting(node -> node.attrs().ints("starts"))
                .containsExactly(List.of(0L));
        check("For", attrs, vector(), Sample.real(Shape.of(4, 3), -1, 1));
    }

    /** A row of what is captured has its gradient added in its place. */
    @Test
    void aLoopThatTakesRowsOfWhatItCaptures() {
        Graph body = new Graph("take");
        Value t = body.variable("t", Loop.NUMBER);
        Value x = body.variable("x", VECTOR);
        Value all = body.variable("all", ArrayType.float32(4, 3));
        body.assign("x", append(body, "Mul", x, append(body, "TakeRow", all, t)));
        check(
                "For",
                attrs("body", body, "states", 1, "n", 4),
                vector(),
                Sample.real(Shape.of(4, 3), -1, 1));
    }

    private static Graph below(double limit) {
        Graph cond = new Graph("below " + limit);
        Value x = cond.variable("x", VECTOR);
        cond.variable("w", VECTOR);
        Value sum = append(cond, "SumElements", x);
        cond.assign(
                "more",
                append(cond, "LT", sum, cond.constant("limit", NDArray.scalar((float) limit))));
        return cond;
    }

    private static Graph growing() {
        Graph body = new Graph("grow");
        Value x = body.variable("x", VECTOR);
        Value w = body.variable("w", VECTOR);
        body.assign("x", append(body, "Add", x, append(body, "Mul", w, append(body, "Sqr", x))));
        return body;
    }

    @Test
    void aWhileInALoopWithAndWithoutABound() {
        Map<String, Object> inner = attrs("cond", below(20), "body", growing());
        check(
                "For",
                attrs("body", outer("While", inner, false), "states", 1, "n", 3),
                vector(),
                vector());
        inner.put("most", 9);
        check(
                "For",
                attrs("body", outer("While", inner, false), "states", 1, "n", 3),
                vector(),
                vector());
    }

    @Test
    void aLoopInAWhile() {
        Graph body = new Graph("body");
        Value x = body.variable("x", VECTOR);
        Value w = body.variable("w", VECTOR);
        Graph step = new Graph("step");
        step.variable("t", Loop.NUMBER);
        Value a = step.variable("a", VECTOR);
        step.assign("a", append(step, "Add", a, append(step, "Sqr", a)));
        Node inner =
                append(
                        body,
                        "For",
                        attrs("body", step, "states", 1, "n", 2),
                        append(body, "Mul", x, w));
        body.assign("x", inner.output(0));
        check("While", attrs("cond", below(50), "body", body), vector(), vector());
        check("While", attrs("cond", below(50), "body", body, "most", 4), vector(), vector());
    }

    @Test
    void aBranchInALoop() {
        Graph body = new Graph("body");
        Value t = body.variable("t", Loop.NUMBER);
        Value x = body.variable("x", VECTOR);
        Value w = body.variable("w", VECTOR);
        Graph then = new Graph("then");
        Value a = then.variable("a", VECTOR);
        then.variable("b", VECTOR);
        then.assign("y", append(then, "Sin", a));
        Graph otherwise = new Graph("else");
        Value c = otherwise.variable("a", VECTOR);
        otherwise.assign("y", append(otherwise, "Mul", c, otherwise.variable("b", VECTOR)));
        Value early = append(body, "LT", t, body.constant("two", NDArray.of(Shape.SCALAR, 2L)));
        body.assign(
                "x",
                append(body, "If", attrs("then", then, "else", otherwise), early, x, w).output(0));
        check("For", attrs("body", body, "states", 1, "n", 4), vector(), vector());
    }

    /** Half of the numbers become zero, others in every iteration; dropped inside a branch too. */
    private static Graph dropping(boolean index) {
        Graph body = new Graph("dropping");
        if (index) {
            body.variable("t", Loop.NUMBER);
        }
        Value x = body.variable("x", VECTOR);
        Value w = body.variable("w", VECTOR);
        Value kept = append(body, "Dropout", Map.of("ratio", 0.5), x).output(0);
        Graph branch = new Graph("branch");
        Value b = branch.variable("b", VECTOR);
        branch.assign("b", append(branch, "Dropout", Map.of("ratio", 0.5), b).output(0));
        Value yes = body.constant("yes", NDArray.of(Shape.SCALAR, 1).cast(DType.BOOL));
        Value inner = append(body, "If", attrs("then", branch, "else", branch), yes, w).output(0);
        body.assign("x", append(body, "Add", x, append(body, "Mul", kept, inner)));
        return body;
    }

    @Test
    void theNumbersThatWereDroppedAreDroppedAgainOnTheWayBack() {
        check("For", attrs("body", dropping(true), "states", 1, "n", 5), vector(), vector());
        check(
                "For",
                attrs("body", dropping(true), "states", 1, "counted", 1),
                number(5),
                vector(),
                vector());
        check("While", attrs("cond", below(20), "body", dropping(false)), vector(), vector());
        check(
                "While",
                attrs("cond", below(20), "body", dropping(false), "most", 20),
                vector(),
                vector());
    }

    @Test
    void everyIterationDrawsOtherNumbers() {
        Graph body = new Graph("draw");
        body.variable("t", Loop.NUMBER);
        body.assign("r", append(body, "UniformFill", Map.of("shape", List.of(4))).output(0));
        Graph graph = new Graph("net");
        Value rows = append(graph, "For", attrs("body", body, "n", 3)).output(0);
        double[] drawn = Interpreter.run(graph, Map.of()).get(rows).toDoubles();
        assertThat(drawn).hasSize(12).doesNotHaveDuplicates();
        double[] next = Interpreter.run(graph, Map.of(), 1).get(rows).toDoubles();
        assertThat(next).doesNotContain(drawn);
    }

    @Test
    void aBodyOfOtherParametersIsRefused() {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ArrayType.float32(4));
        Value w = graph.variable("w", VECTOR);
        Map<String, Object> attrs = attrs("body", step("For"), "states", 1, "n", 3);
        assertThatThrownBy(() -> append(graph, "For", attrs, x, w))
                .hasMessageContaining("body takes \"x\" as float32 3, but state 0 is float32 4");
        assertThatThrownBy(() -> append(graph, "For", attrs, w))
                .hasMessageContaining(
                        "body must have the 2 parameters [the iteration's number, state 0],"
                                + " found [t, x, w]");
    }

    @Test
    void nothingIsComputedForGradientsThatNobodyAsksFor() {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", VECTOR);
        Value w = graph.variable("w", VECTOR);
        Map<String, Object> attrs = attrs("body", step("For"), "states", 1, "n", 3);
        Value y = append(graph, "For", attrs, x, w).output(0);
        Gradients.append(graph, y, List.of(x));
        Node gradient = graph.nodes().get(graph.nodes().size() - 1);
        assertThat(gradient.attrs().graph("body").assigns()).containsOnlyKeys("d_x");
    }
}
