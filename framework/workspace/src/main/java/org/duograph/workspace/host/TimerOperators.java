package org.duograph.workspace.host;

import java.time.Instant;
import java.util.List;
import org.duograph.graph.Attr;
import org.duograph.graph.Operand;
import org.duograph.tensor.DType;

/** The operators that tell times, and the one that lets blobs go. */
final class TimerOperators {
    /** When a timer began, in nanoseconds of {@link System#nanoTime}. */
    private record Timer(String name, long began) {
        long passed() {
            return System.nanoTime() - began;
        }
    }

    /** What a blob holds that was let go. */
    private record Freed() {}

    private TimerOperators() {}

    /** All of them. */
    static List<HostOperatorDef> all() {
        return List.of(
                begin(),
                get("TimerGet", ""),
                get("TimerGetAndEnd", " for good"),
                end(),
                wallClock(),
                free());
    }

    private static HostOperatorDef begin() {
        return HostOperatorDef.of(
                        "TimerBegin",
                        "Starts a timer.",
                        call -> {
                            String name = call.args().s("counter_name", "");
                            call.output(0, new Timer(name, System.nanoTime()));
                        })
                .output("timer", Operand.Kind.ONE, "the timer, a blob that is no tensor")
                .arg(Attr.ofString("counter_name", "", "its name; that of the blob, if not given"))
                .example("op { type: \"TimerBegin\" output: \"timer\" }");
    }

    private static HostOperatorDef get(String type, String manner) {
        return HostOperatorDef.of(
                        type,
                        "Says how long a timer has run" + manner + ".",
                        call -> {
                            long passed = call.object(0, Timer.class).passed();
                            call.output(0, CounterOperators.number(passed));
                        })
                .input("timer", Operand.Kind.ONE, "what TimerBegin made")
                .output("nanos", Operand.Kind.ONE, "nanoseconds, int64, scalar")
                .typed(call -> List.of(CounterOperators.scalar(DType.INT64)))
                .example("op { type: \"" + type + "\" input: \"timer\" output: \"nanos\" }");
    }

    private static HostOperatorDef end() {
        return HostOperatorDef.of(
                        "TimerEnd",
                        "Ends a timer and prints how long it ran.",
                        call -> {
                            Timer timer = call.object(0, Timer.class);
                            String name =
                                    timer.name().isEmpty() ? call.inputs().get(0) : timer.name();
                            call.around().output().println(name + ": " + timer.passed() + " ns");
                        })
                .input("timer", Operand.Kind.ONE, "what TimerBegin made")
                .example("op { type: \"TimerEnd\" input: \"timer\" }");
    }

    private static HostOperatorDef wallClock() {
        return HostOperatorDef.of(
                        "WallClockTime",
                        "Says what time it is.",
                        call -> {
                            Instant now = Instant.now();
                            long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
                            call.output(0, CounterOperators.number(nanos));
                        })
                .output("time", Operand.Kind.ONE, "nanoseconds since 1970, int64, scalar")
                .typed(call -> List.of(CounterOperators.scalar(DType.INT64)))
                .example("op { type: \"WallClockTime\" output: \"time\" }");
    }

    private static HostOperatorDef free() {
        return HostOperatorDef.of(
                        "Free",
                        "Lets go what blobs hold, and their memory.",
                        call -> {
                            for (int i = 0; i < call.op().getOutputCount(); i++) {
                                call.output(i, new Freed());
                            }
                        })
                .input("blobs", Operand.Kind.MANY, "the blobs, to be named as outputs, too")
                .output("freed", Operand.Kind.MANY, "the same, which hold no tensors any more")
                .example("op { type: \"Free\" input: \"weights\" output: \"weights\" }");
    }
}
