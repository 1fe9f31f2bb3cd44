package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.compile.Gradients;
import org.duograph.graph.Attr;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Operand;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every operator is given arguments and inputs that nobody should give it. It may take them; if it
 * does not, it says so in words of ours, and not in Java's. Operators of gradients are made by
 * rules, from the arguments of nodes that were checked, and so they are not tried here.
 */
class HostileArgumentsTest {
    private static final int MOST_ELEMENTS = 100_000;

    private static final List<Object> WHOLE =
            List.of(0, 1, -1, 2, 3, -7, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 40);
    private static final List<Object> HUGE = List.of(Long.MAX_VALUE, Long.MIN_VALUE);
    private static final List<Object> REAL =
            List.of(
                    0.0,
                    -1.0,
                    0.5,
                    1e30,
                    Double.NaN,
                    Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY);
    private static final List<Object> WORDS = List.of("", "nonsense", "C");

    @TestFactory
    Stream<DynamicTest> refusesInItsOwnWords() {
        return OpCatalog.all().stream()
                .filter(op -> !isGradient(op))
                .map(
                        op ->
                                DynamicTest.dynamicTest(
                                        op.type(), () -> assertThat(faults(op)).isEmpty()));
    }

    private static boolean isGradient(OpDef op) {
        return op.type().matches(".*Grad([A-Z].*)?");
    }

    private static List<String> faults(OpDef op) {
        List<String> faults = new ArrayList<>();
        for (Sample sample : op.samples()) {
            for (Sample changed : changed(op, sample)) {
                String fault = fault(op, changed);
                if (fault != null && faults.size() < 20) {
                    faults.add(changed.attrs() + " " + types(changed) + ": " + fault);
                }
            }
        }
        return faults;
    }

    /** What goes wrong, or null where the operator runs or refuses as it should. */
    private static String fault(OpDef op, Sample sample) {
        try {
            Graph graph = new Graph("test");
            List<Value> inputs = new ArrayList<>();
            for (Sample.Input input : sample.inputs()) {
                inputs.add(graph.variable("in" + inputs.size(), input.type()));
            }
            Node node = graph.append("node", op, sample.attrs(), inputs.toArray(Value[]::new));
            if (size(node.inputs()) + size(node.outputs()) <= MOST_ELEMENTS) {
                List<NDArray> arrays = new ArrayList<>();
                for (Sample.Input input : sample.inputs()) {
                    arrays.add(input.draw(1, arrays.size()));
                }
                ReferenceCall.run(op, sample.attrs(), arrays);
                if (op.gradient() != null) {
                    return wrongGradient(Gradients.append(graph, learnt(node), inputs));
                }
            }
            return null;
        } catch (RuntimeException | Error e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return isOurs(cause) ? null : cause + " at " + List.of(cause.getStackTrace());
        }
    }

    /** Says which gradient has not the type of its value, or null where each has. */
    private static String wrongGradient(Map<Value, Value> gradients) {
        for (Map.Entry<Value, Value> e : gradients.entrySet()) {
            ArrayType type = e.getKey().type();
            ArrayType found = e.getValue().type();
            if (!found.equals(type)) {
                return "the gradient of %s (%s) is %s".formatted(e.getKey(), type, found);
            }
        }
        return null;
    }

    /** The output through which gradients flow. */
    private static Value learnt(Node node) {
        return node.outputs().stream()
                .filter(v -> node.op().output(v.index()).kind() != Operand.Kind.AUXILIARY)
                .findFirst()
                .orElseThrow();
    }

    private static long size(List<Value> values) {
        return values.stream().mapToLong(v -> v.shape().size()).sum();
    }

    private static boolean isOurs(Throwable e) {
        String thrower = e.getStackTrace().length == 0 ? "" : e.getStackTrace()[0].getClassName();
        boolean refusal = e.getClass() == IllegalArgumentException.class;
        boolean tooLarge =
                e.getClass() == ArithmeticException.class && thrower.equals(Shape.class.getName());
        return (refusal || tooLarge) && thrower.startsWith("org.duograph.");
    }

    private static List<ArrayType> types(Sample sample) {
        return sample.inputs().stream().map(Sample.Input::type).toList();
    }

    private static List<Sample> changed(OpDef op, Sample sample) {
        List<Sample> all = new ArrayList<>();
        for (Attr attr : op.attrs().values()) {
            for (Object value : values(attr.kind())) {
                Map<String, Object> attrs = new LinkedHashMap<>(sample.attrs());
                attrs.put(attr.name(), value);
                all.add(new Sample(attrs, sample.inputs()));
            }
            Map<String, Object> without = new LinkedHashMap<>(sample.attrs());
            without.remove(attr.name());
            all.add(new Sample(without, sample.inputs()));
        }
        List<Sample.Input> inputs = sample.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            for (Sample.Input other : others(inputs.get(i))) {
                List<Sample.Input> replaced = new ArrayList<>(inputs);
                replaced.set(i, other);
                all.add(new Sample(sample.attrs(), replaced));
            }
            all.add(new Sample(sample.attrs(), inputs.subList(0, i)));
        }
        List<Sample.Input> twice = new ArrayList<>(inputs);
        twice.addAll(inputs);
        all.add(new Sample(sample.attrs(), twice));
        return all;
    }

    private static List<Object> values(Attr.Kind kind) {
        return switch (kind) {
            case INT -> concat(WHOLE, HUGE);
            case FLOAT -> REAL;
            case STRING -> WORDS;
            case INTS -> lists(concat(WHOLE, HUGE));
            case FLOATS -> lists(REAL);
            case STRINGS -> lists(WORDS);
            case TYPE -> List.of((Object[]) DType.values());
            case TENSOR -> List.of(NDArray.vector(), NDArray.vector(1, 2), NDArray.scalar(3));
            case GRAPH -> List.of(new Graph("empty"), new Graph("another"));
        };
    }

    private static List<Object> concat(List<Object> some, List<Object> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static List<Object> lists(List<Object> elements) {
        List<Object> lists = new ArrayList<>(List.of(List.of()));
        for (Object e : elements) {
            for (int length : new int[] {1, 2, 3, 4, 7}) {
                lists.add(java.util.Collections.nCopies(length, e));
            }
        }
        return lists;
    }

    private static List<Sample.Input> others(Sample.Input input) {
        List<Sample.Input> others = new ArrayList<>();
        for (DType dtype : DType.values()) {
            others.add(input.with(dtype));
        }
        for (Shape shape :
                List.of(
                        Shape.SCALAR,
                        Shape.of(0),
                        Shape.of(1),
                        Shape.of(5),
                        Shape.of(2, 3),
                        Shape.of(0, 3, 2, 2),
                        Shape.of(2, 0, 2, 2),
                        Shape.of(2, 3, 0, 0),
                        Shape.of(1, 1, 1, 1),
                        Shape.of(2, 1, 2, 1, 2, 1),
                        Shape.of(1000, 1000, 0),
                        Shape.of(1 << 15, 1, 1 << 15, 1))) {
            ArrayType type = new ArrayType(input.type().dtype(), shape);
            others.add(new Sample.Input(type, input.low(), input.high(), input.gap()));
        }
        return others;
    }
}
