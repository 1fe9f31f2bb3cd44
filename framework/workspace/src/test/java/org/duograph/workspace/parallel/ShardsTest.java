package org.duograph.workspace.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duograph.workspace.model.Option.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that two processes train together. */
class ShardsTest {
    private static final int STEPS = 6;
    private static final int ROWS = 8;
    private static final Training NET =
            new Training(
                    Shape.of(1, 6, 6),
                    (model, data) -> {
                        Brew.conv(model, data, "conv", 1, 4, kernel(3));
                        return Brew.fc(model, Brew.relu(model, "conv", "relu"), "fc", 64, 10);
                    },
                    Optimizers.sgd(0.1).momentum(0.9));

    @TempDir private Path folder;

    /** A shard on two devices; prints its part of each loss, and what it has learnt. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            int shard = Integer.parseInt(args[1]);
            int steps = Integer.parseInt(args[2]);
            ModelHelper model = new ModelHelper("parallel");
            Rendezvous meeting =
                    Rendezvous.in(Path.of(args[0]), "run", shard, 2)
                            .at("127.0.0.1")
                            .deadline(Duration.ofSeconds(60));
            try (Workspace workspace = new Workspace("java", shard)) {
                Parallelization begun = DataParallel.of(model).onCpu(2).rendezvous(meeting);
                Training.Running running = NET.parallel(workspace, begun, model);
                for (int step = 0; step < steps; step++) {
                    running.step(part(NET.batch(ROWS, step % STEPS), shard));
                    System.out.println(running.loss());
                }
                running.requireAlike();
                System.out.println(running.parallel().checkpoint(workspace).hashCode());
            } catch (RuntimeException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private static Map<String, NDArray> part(Map<String, NDArray> batch, int shard) {
        Map<String, NDArray> part = new LinkedHashMap<>();
        int rows = ROWS / 2;
        batch.forEach(
                (blob, all) -> part.put(blob, all.slice(0, shard * rows, (shard + 1) * rows)));
        return part;
    }

    private List<Process> start(int steps) throws IOException {
        List<Process> shards = new ArrayList<>();
        for (int shard = 0; shard < 2; shard++) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"));
            command.add(System.getProperty("java.class.path"));
            command.addAll(List.of(Child.class.getName(), folder.toString(), "" + shard));
            command.add("" + steps);
            shards.add(
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        }
        return shards;
    }

    private static void end(List<Process> shards) throws InterruptedException {
        for (Process shard : shards) {
            shard.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void twoProcessesLearnWhatOneDoesAndHaveTheSameBits() throws Exception {
        List<Process> shards = start(STEPS);
        try (Workspace workspace = new Workspace("java", 0);
                BufferedReader first = shards.get(0).inputReader();
                BufferedReader second = shards.get(1).inputReader()) {
            ModelHelper model = new ModelHelper("parallel");
            Training.Running one = NET.parallel(workspace, DataParallel.of(model).onCpu(1), model);
            for (int step = 0; step < STEPS; step++) {
                one.step(NET.batch(ROWS, step));
                double parts =
                        Double.parseDouble(first.readLine())
                                + Double.parseDouble(second.readLine());
                assertThat(parts).as("loss of step " + step).isCloseTo(one.loss(), within(1e-5));
            }
            assertThat(first.readLine()).as("what both have learnt").isEqualTo(second.readLine());
        } finally {
            end(shards);
        }
    }

    @Test
    void aProcessThatIsKilledIsNamedByTheOther() throws Exception {
        List<Process> shards = start(Integer.MAX_VALUE);
        try (BufferedReader first = shards.get(0).inputReader()) {
            first.readLine();
            shards.get(1).destroyForcibly();
            String line = first.readLine();
            while (line != null && line.matches("[-+.\\dE]+")) {
                line = first.readLine();
            }
            assertThat(line).contains("peer 1 (127.0.0.1:", "is gone", "Allreduce");
        } finally {
            end(shards);
        }
    }

    @Test
    void shardsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Rendezvous.in(folder, "run", 2, 2))
                .hasMessageContaining("found shard 2 of 2");
        ModelHelper model = new ModelHelper("parallel");
        Parallelization begun =
                DataParallel.of(model)
                        .onCpu(1)
                        .combineSpatialBn(true)
                        .rendezvous(Rendezvous.in(folder, "run", 0, 2));
        try (Workspace workspace = new Workspace("java", 0)) {
            assertThatThrownBy(() -> NET.parallel(workspace, begun, model))
                    .hasMessageContaining("can't be combined over 2 shards");
        }
    }
}
