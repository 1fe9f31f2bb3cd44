package org.duograph.experiments.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.serving.Load.Found;

/**
 * {@code ./mvnw -q -Pserving,peers}: serves the 6-layer net with Duograph and with TensorFlow for
 * Java behind the same server, one image a request, no batches, in turn; lets 1, 2, 4, 8 and 16
 * clients ask; and prints how many answers a second there were, and the ratio of the most that each
 * gave while 99 of 100 answers took less than 20 ms. Each system is tried with one worker that has
 * all processors, and with a worker for each; the better one counts. An argument says how many
 * rounds, 3 if none is given.
 */
public final class UnderLoad {
    private static final double BOUND = 20; // ms
    private static final double SECONDS = 3;
    private static final int[] CLIENTS = {1, 2, 4, 8, 16};
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private UnderLoad() {}

    /** Runs all of it. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        Path folder = Files.createTempDirectory("duograph-serving");
        Path duograph = folder.resolve("six.minidb");
        Path tensorflow = Files.createFile(folder.resolve("tensorflow"));
        SixLayers.write(duograph);
        Map<String, Path> systems = new LinkedHashMap<>();
        systems.put("duograph", duograph);
        systems.put("tensorflow", tensorflow);
        System.out.printf("%d processors, %d rounds%n", PROCESSORS, rounds);
        System.out.println("round system      workers clients answers/s  p50 ms  p99 ms");
        Map<String, Double> best = new LinkedHashMap<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Map<String, Double> here = new LinkedHashMap<>();
            for (int workers : PROCESSORS == 1 ? new int[] {1} : new int[] {1, PROCESSORS}) {
                for (Map.Entry<String, Path> system : systems.entrySet()) {
                    double most = measure(round, system.getKey(), system.getValue(), workers);
                    here.merge(system.getKey(), most, Math::max);
                }
            }
            here.forEach((name, most) -> best.merge(name, most, Math::max));
            ratios.add(here.get("duograph") / here.get("tensorflow"));
        }
        best.forEach(
                (name, most) ->
                        System.out.printf(
                                "%s: at most %.0f answers/s with p99 below %.0f ms%n",
                                name, most, BOUND));
        System.out.println(
                "ratio of each round: " + ratios.stream().map("%.2f"::formatted).toList());
        Files.delete(duograph);
        Files.delete(tensorflow);
        Files.delete(folder);
    }

    /** The most answers a second with a good p99; 0 if there are none. */
    private static double measure(int round, String name, Path model, int workers)
            throws IOException, InterruptedException {
        boolean channelsLast = name.equals("tensorflow");
        double most = 0;
        try (ServerProcess server = new ServerProcess(model, workers, PROCESSORS / workers)) {
            Load load = new Load(server.port(), "{\"instances\":[" + image(channelsLast) + "]}");
            if (round == 1 && workers == 1) {
                System.out.println(name + " answers " + load.once().replaceAll("\\s+", " "));
            }
            load.run(4, SECONDS); // the JIT compilers
            for (int clients : CLIENTS) {
                Found found = load.run(clients, SECONDS);
                System.out.printf(
                        "%5d %-11s %7d %7d %9.0f %7.2f %7.2f%n",
                        round, name, workers, clients, found.perSecond(), found.p50(), found.p99());
                if (found.p99() < BOUND) {
                    most = Math.max(most, found.perSecond());
                }
            }
        }
        return most;
    }

    /** The same image for both, in the order of axes that each wants. */
    private static String image(boolean channelsLast) {
        int size = NetSpec.SIZE;
        float[][][] pixels = new float[NetSpec.CHANNELS][size][size];
        Random random = new Random(2);
        for (float[][] plane : pixels) {
            for (float[] row : plane) {
                for (int x = 0; x < size; x++) {
                    row[x] = random.nextInt(256) / 255f;
                }
            }
        }
        int[] dims =
                channelsLast
                        ? new int[] {size, size, NetSpec.CHANNELS}
                        : new int[] {NetSpec.CHANNELS, size, size};
        StringBuilder text = new StringBuilder("[");
        for (int a = 0; a < dims[0]; a++) {
            text.append(a > 0 ? ",[" : "[");
            for (int b = 0; b < dims[1]; b++) {
                text.append(b > 0 ? ",[" : "[");
                for (int c = 0; c < dims[2]; c++) {
                    float value = channelsLast ? pixels[c][a][b] : pixels[a][b][c];
                    text.append(c > 0 ? "," : "").append(value);
                }
                text.append(']');
            }
            text.append(']');
        }
        return text.append(']').toString();
    }
}
