package org.duograph.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.duograph.session.op.DataTypes;
import org.duograph.session.op.StaticShape;
import org.duograph.session.proto.DataType;
import org.duograph.tensor.DType;

/** A loop in the making: TensorFlow's {@code While}. */
final class WhileLoop {
    private final Graph outer;
    private final BodyBuilder body;
    private final List<Tensor> initial = new ArrayList<>();
    private final List<StaticShape> shapes = new ArrayList<>(); // those that stay

    /** A loop in the graph to which operations go now. */
    WhileLoop(Graph graph) {
        this.outer = graph.current();
        this.body = new BodyBuilder(outer);
    }

    /** The graph in which the loop is. */
    Graph outer() {
        return outer;
    }

    /**
     * Adds a loop variable, before the body is built or while it is.
     *
     * @return what it is in the body
     */
    Tensor variable(Tensor begin) {
        shapes.add(begin.shape());
        initial.add(BodyBuilder.own(outer, begin));
        return body.parameter(initial.get(initial.size() - 1));
    }

    /**
     * Adds a loop variable whose shape may change within the limits of {@code shape}.
     *
     * @throws IllegalArgumentException if it isn't of that shape at the beginning
     */
    void variable(Tensor begin, StaticShape shape) {
        if (!shape.mayBe(begin.shape())) {
            throw new IllegalArgumentException(
                    "The shape invariant specified for '%s' is not compatible with the initial shape of the loop variable: it enters the loop with shape %s, but the specified shape invariant is %s"
                            .formatted(begin.name(), begin.shape(), shape));
        }
        shapes.add(shape);
        initial.add(BodyBuilder.own(outer, begin));
        body.parameter(begin.operation().name(), begin.typeInFiles(), shape);
    }

    /** Appends the loop, and gives what the loop variables are behind it. */
    List<Tensor> build(
            Function<List<Tensor>, Tensor> goesOn, Function<List<Tensor>, List<Tensor>> once) {
        int given = initial.size();
        body.build(once);
        requireSame(initial, shapes, body.results());
        BodyBuilder cond = new BodyBuilder(outer);
        for (int k = 0; k < initial.size(); k++) {
            if (shapes.get(k).equals(initial.get(k).shape())) {
                cond.parameter(initial.get(k));
            } else {
                Tensor begin = initial.get(k);
                cond.parameter(begin.operation().name(), begin.typeInFiles(), shapes.get(k));
            }
        }
        cond.build(variables -> List.of(goesOn.apply(variables.subList(0, given))));
        requireTruth(cond.results().get(0));
        List<Tensor> captured = BodyBuilder.share(cond, body);
        Body condition = cond.finish("while_cond", captured, false);
        Body iteration = body.finish("while_body", captured, true);
        boolean stateful = condition.isStateful() || iteration.isStateful();
        return outer.op(stateful ? "While" : "StatelessWhile")
                .name("while")
                .inputs(initial)
                .inputs(captured)
                .attr("T", types(iteration.parameters()))
                .attr("cond", condition.name())
                .attr("body", iteration.name())
                .build()
                .outputs()
                .subList(0, initial.size());
    }

    private static List<DataType> types(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::typeInFiles).toList();
    }

    private static void requireTruth(Tensor goesOn) {
        boolean scalar = !goesOn.shape().hasRank() || goesOn.shape().rank() == 0;
        if (goesOn.dtype() != DType.BOOL || !scalar) {
            throw new IllegalArgumentException(
                    "The condition of a loop must give a bool scalar, found " + goesOn);
        }
    }

    /** Fails unless what an iteration gives may be what it takes. */
    static void requireSame(List<Tensor> initial, List<Tensor> after) {
        requireSame(initial, initial.stream().map(Tensor::shape).toList(), after);
    }

    private static void requireSame(
            List<Tensor> initial, List<StaticShape> shapes, List<Tensor> after) {
        if (initial.size() != after.size()) {
            throw new IllegalArgumentException(
                    "The loop has %d loop variables, but its body gives %d: %s"
                            .formatted(initial.size(), after.size(), after));
        }
        for (int k = 0; k < after.size(); k++) {
            Tensor before = initial.get(k);
            Tensor then = after.get(k);
            if (before.dtype() != then.dtype()) {
                throw new IllegalArgumentException(
                        "Input tensor '%s' enters the loop with type %s, but has type %s after one iteration; convert it with cast"
                                .formatted(
                                        before.name(),
                                        DataTypes.name(before.dtype()),
                                        DataTypes.name(then.dtype())));
            }
            if (!shapes.get(k).mayBe(then.shape()) && !TensorArray.isUnwritten(before)) {
                throw new IllegalArgumentException(
                        "Input tensor '%s' enters the loop with shape %s, but has shape %s after one iteration; to let an extent of a loop variable change, give shapes in which it is open, with shapeInvariants"
                                .formatted(before.name(), shapes.get(k), then.shape()));
            }
        }
    }
}
