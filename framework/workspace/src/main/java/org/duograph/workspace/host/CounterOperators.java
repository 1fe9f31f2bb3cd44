package org.duograph.workspace.host;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.duograph.graph.Attr;
import org.duograph.graph.Operand;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The operators that count: nets in steps that repeat say by them when it is enough. */
final class CounterOperators {
    private static final Attr INIT = Attr.ofInt("init_count", 0, "where it begins");

    private CounterOperators() {}

    /** All of them. */
    static List<HostOperatorDef> all() {
        return List.of(create(), reset(), countDown(), checkDone(), countUp(), retrieve());
    }

    private static AtomicLong counter(HostOperator.Call call) {
        return call.object(0, AtomicLong.class);
    }

    private static HostOperatorDef create() {
        return HostOperatorDef.of(
                        "CreateCounter",
                        "Makes a counter.",
                        call -> call.output(0, new AtomicLong(call.args().i("init_count", 0L))))
                .output("counter", Operand.Kind.ONE, "the counter, a blob that is no tensor")
                .arg(INIT)
                .example(
                        "op { type: \"CreateCounter\" output: \"left\" arg { name: \"init_count\" i:"
                                + " 100 } }");
    }

    private static HostOperatorDef reset() {
        return reading(
                        "ResetCounter",
                        "Lets a counter begin again.",
                        call -> {
                            long next = call.args().i("init_count", 0L);
                            long before = counter(call).getAndSet(next);
                            if (call.op().getOutputCount() > 0) {
                                call.output(0, number(before));
                            }
                        })
                .output("previous_value", Operand.Kind.OPTIONAL, "where it was, int64, scalar")
                .arg(INIT)
                .typed(
                        call ->
                                call.op().getOutputCount() == 0
                                        ? List.of()
                                        : List.of(scalar(DType.INT64)));
    }

    private static HostOperatorDef countDown() {
        return reading(
                        "CountDown",
                        "Takes one off a counter, unless it is done: at 0 or below.",
                        call -> {
                            long before = counter(call).getAndUpdate(n -> n > 0 ? n - 1 : n);
                            call.output(0, truth(before <= 0));
                        })
                .output("done", Operand.Kind.ONE, "whether it was done before, bool, scalar")
                .typed(call -> List.of(scalar(DType.BOOL)));
    }

    private static HostOperatorDef checkDone() {
        return reading(
                        "CheckCounterDone",
                        "Says whether a counter is done: at 0 or below.",
                        call -> call.output(0, truth(counter(call).get() <= 0)))
                .output("done", Operand.Kind.ONE, "whether it is done, bool, scalar")
                .typed(call -> List.of(scalar(DType.BOOL)));
    }

    private static HostOperatorDef countUp() {
        return reading(
                        "CountUp",
                        "Adds one to a counter.",
                        call -> call.output(0, number(counter(call).getAndIncrement())))
                .output("previous_count", Operand.Kind.ONE, "where it was, int64, scalar")
                .typed(call -> List.of(scalar(DType.INT64)));
    }

    private static HostOperatorDef retrieve() {
        return reading(
                        "RetrieveCount",
                        "Says where a counter is.",
                        call -> call.output(0, number(counter(call).get())))
                .output("count", Operand.Kind.ONE, "where it is, int64, scalar")
                .typed(call -> List.of(scalar(DType.INT64)));
    }

    private static HostOperatorDef reading(String type, String summary, HostOperator code) {
        String output = type.equals("ResetCounter") ? "" : " output: \"" + outputOf(type) + "\"";
        return HostOperatorDef.of(type, summary, code)
                .input("counter", Operand.Kind.ONE, "what CreateCounter made")
                .example("op { type: \"" + type + "\" input: \"left\"" + output + " }");
    }

    private static String outputOf(String type) {
        return type.startsWith("Count") && type.endsWith("Up") || type.startsWith("Retrieve")
                ? "count"
                : "done";
    }

    /** One number's type. */
    static ArrayType scalar(DType dtype) {
        return new ArrayType(dtype, Shape.SCALAR);
    }

    /** A truth value. */
    static NDArray truth(boolean value) {
        return NDArray.full(scalar(DType.BOOL), value ? 1 : 0);
    }

    /** A whole number. */
    static NDArray number(long value) {
        return NDArray.of(Shape.SCALAR, value);
    }
}
