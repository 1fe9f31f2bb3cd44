package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Device;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.junit.jupiter.api.Test;

class StretchesTest {
    private final List<String> ran = new ArrayList<>();
    private final Graph graph = new Graph("net");
    private final JavaBackend first = new JavaBackend();
    private final JavaBackend second = new JavaBackend(1);

    /** Two steps on the first device, two on the second, one on the first: and two Copies. */
    private Steps steps() {
        Value v = graph.variable("x", ArrayType.float32(2));
        int[] devices = {0, 0, 1, 1, 0};
        for (int device : devices) {
            v = tanh(v, device);
        }
        graph.assign("y", v);
        return Steps.of(graph, Placement.of(first, second), new State(), Plan.Options.DEFAULT);
    }

    private Stretches stretches(Steps steps, Kernel... instead) {
        Kernel[] kernels = new Kernel[steps.all().size()];
        for (int i = 0; i < kernels.length; i++) {
            int at = i;
            kernels[i] = () -> ran.add("" + at);
        }
        System.arraycopy(instead, 0, kernels, kernels.length - instead.length, instead.length);
        return Stretches.of(steps, backend -> Lane.ofCaller(), kernels);
    }

    @Test
    void stepsInARowOnOneLaneRunAsOneAndCopiesAlone() {
        Stretches stretches = stretches(steps());
        assertThat(stretches.toString().replace("\r", ""))
                .isEqualTo("lane java: steps 0-1, 5, 6\nlane java:1: steps 2, 3-4\n");
        stretches.run();
        assertThat(ran).containsExactly("0", "1", "2", "3", "4", "5", "6");
        assertThat(stretches.time()).hasSize(7);
        assertThat(ran).hasSize(14);
    }

    @Test
    void aKernelThatFailsInTheMiddleOfAStretchIsNamedByItsStep() {
        Kernel broken =
                () -> {
                    throw new IllegalStateException("broken on purpose");
                };
        Kernel good = () -> ran.add("good");
        Stretches stretches = stretches(steps(), broken, good, good);
        assertThatThrownBy(stretches::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("step 4, Tanh \"r_3\" on java:1: broken on purpose");
        assertThat(ran).containsExactly("0", "1", "2", "3");
        assertThatThrownBy(stretches::time)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("step 4, Tanh \"r_3\" on java:1: broken on purpose");
    }

    private Value tanh(Value x, int device) {
        Node.Settings wish =
                new Node.Settings(new Device("java", device), OptionalLong.empty(), "");
        return graph.append("r", OpCatalog.get("Tanh"), Map.of(), wish, List.of(x)).output(0);
    }

    @Test
    void whereALaneCannotTellWhichKernelFailedTheStepsAreNamed() {
        Steps steps = steps();
        Lane failing =
                new Lane() {
                    @Override
                    public void finish() {
                        throw new IllegalStateException("launch failed");
                    }

                    @Override
                    public void close() {}
                };
        Kernel[] kernels = new Kernel[steps.all().size()];
        Arrays.fill(kernels, (Kernel) () -> {});
        assertThatThrownBy(Stretches.of(steps, backend -> failing, kernels)::run)
                .hasMessage("steps 0-1 on java: launch failed");
    }
}
