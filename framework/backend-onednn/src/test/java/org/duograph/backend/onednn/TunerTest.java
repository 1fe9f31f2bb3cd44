package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Layout;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.OneDnnException;
import org.duograph.backend.tuning.Alternative;
import org.duograph.backend.tuning.Choices;
import org.duograph.backend.tuning.Tuner;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunerTest {
    private final OneDnnBackend backend = new OneDnnBackend();
    private final List<String> drawn = new ArrayList<>();
    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("cache").resolve("choices.txt");
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void whatWasTimedOnceIsRememberedForTheNextProcess() {
        String chosen = choose(new Choices(file, "this machine"), true, relu(), broken());
        assertThat(chosen).isEqualTo("relu");
        assertThat(drawn).containsExactly("relu", "broken");
        assertThat(file).content().contains("this machine\tRelu", "\trelu\t", " us\n");

        drawn.clear();
        choose(new Choices(file, "this machine"), true, broken(), relu());
        assertThat(drawn).containsExactly("relu");
    }

    @Test
    void anotherMachineTimesForItself() {
        choose(new Choices(file, "this machine"), true, relu(), broken());
        drawn.clear();
        choose(new Choices(file, "another machine"), true, relu(), broken());
        assertThat(drawn).containsExactly("relu", "broken");
    }

    @Test
    void untimedTheFirstThatCanBeDrawnIsTaken() {
        assertThat(choose(new Choices(null, ""), true, broken(), relu())).isEqualTo("relu");
        assertThat(choose(new Choices(file, ""), false, broken(), relu())).isEqualTo("relu");
        assertThat(file).doesNotExist();
    }

    @Test
    void whatIsNotCertainIsRememberedInThisProcessOnly() {
        Choices choices = new Choices(file, "this machine");
        choose(choices, true, everSlower(), slow());
        drawn.clear();
        choose(choices, true, slow(), everSlower());
        assertThat(drawn).containsExactly("ever slower");
        drawn.clear();
        choose(new Choices(file, "this machine"), true, slow(), everSlower());
        assertThat(drawn).containsExactly("slow", "ever slower");
    }

    @Test
    void aFileThatCannotBeWrittenOnlyMakesItForgetful() throws IOException {
        Path notAFolder = Files.createFile(folder.resolve("occupied"));
        Choices choices = new Choices(notAFolder.resolve("choices.txt"), "this machine");
        assertThat(choose(choices, true, relu(), broken())).isEqualTo("relu");
        drawn.clear();
        choose(choices, true, relu(), broken());
        assertThat(drawn).containsExactly("relu");
    }

    @Test
    void timingLeavesNothingBehind() {
        long before = OneDnnBackend.liveResources();
        choose(new Choices(file, "this machine"), true, relu(), broken());
        long layouts = 1; // one plain layout, which the backend keeps
        assertThat(OneDnnBackend.liveResources()).isLessThanOrEqualTo(before + layouts);
    }

    @Test
    void aFailureWhileTimingLeavesNothingBehind() {
        choose(new Choices(file, "another machine"), true, relu(), broken()); // keeps its layouts
        long before = OneDnnBackend.liveResources();
        Choices choices = new Choices(file, "this machine");
        assertThatThrownBy(() -> choose(choices, true, relu(), failing()))
                .hasMessage("fails when it runs");
        assertThat(OneDnnBackend.liveResources()).isEqualTo(before);
    }

    /** Lets a tuner choose for a Relu; the name that was drawn last and kept. */
    private String choose(
            Choices choices,
            boolean worthTiming,
            Alternative<Draft> first,
            Alternative<Draft> second) {
        Graph graph = new Graph("test");
        ArrayType type = new ArrayType(DType.FLOAT32, Shape.of(64));
        Node node =
                graph.append("relu", OpCatalog.get("Relu"), Map.of(), graph.variable("X", type));
        List<Layout> plain = List.of(backend.plain(type));
        KernelRequest request = new KernelRequest(node, plain, List.of(true), 0);
        Tuner tuner = new Tuner(backend, choices);
        String[] name = {null};
        try (Blueprint kept =
                tuner.fastest(
                        request,
                        List.of(first, second),
                        worthTiming,
                        a -> {
                            drawn.add(a.name());
                            Blueprint blueprint = backend.draw(request, a);
                            name[0] = a.name();
                            return blueprint;
                        })) {
            assertThat(kept.outputs()).hasSize(1);
        }
        return name[0];
    }

    private static Alternative<Draft> relu() {
        return new Alternative<>(
                "relu", KernelTable.get("Relu").alternatives().apply(null).get(0).drawing());
    }

    /** Takes half as long again each time, as on a machine that others use more and more. */
    private static Alternative<Draft> everSlower() {
        long[] nanos = {1_000_000};
        Kernel slower =
                () -> {
                    spin(nanos[0]);
                    nanos[0] += nanos[0] / 2;
                };
        return new Alternative<>("ever slower", d -> d.loop(memory -> slower));
    }

    /** Takes a time, and no less: what parks may be woken early. */
    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static Alternative<Draft> slow() {
        Kernel slow = () -> spin(100_000_000);
        return new Alternative<>("slow", d -> d.loop(memory -> slow));
    }

    private static Alternative<Draft> failing() {
        Kernel failing =
                () -> {
                    throw new IllegalStateException("fails when it runs");
                };
        return new Alternative<>("failing", d -> d.loop(memory -> failing));
    }

    private static Alternative<Draft> broken() {
        return new Alternative<>(
                "broken",
                d -> {
                    throw new OneDnnException("nothing", 3);
                });
    }
}
