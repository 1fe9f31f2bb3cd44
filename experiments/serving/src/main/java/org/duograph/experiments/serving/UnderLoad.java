package org.duograph.experiments.serving;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.experiments.serving.Load.Found;

/**
 * {@code ./mvnw -q -Pserving,peers [-Dargs="ROUNDS FORM"]}: serves the 6-layer net with Duograph
 * and with TensorFlow for Java behind the same server, one image a request, in turn; lets 1, 2, 4,
 * 8 and 16 clients ask; and prints how many answers a second there were, and the ratio of the most
 * that each gave while 99 of 100 answers took less than 20 ms. Each system is tried with one worker
 * that has all processors, and with a worker for each; one request after the other, and up to 16
 * that wait computed together; the best one counts. Rounds are 3 if it is not said; FORM is {@code
 * json}, TensorFlow Serving's interface, or {@code binary}, the Open Inference Protocol with the
 * pixels as bytes. A model that computes nothing is asked in turn with them: it shows what the
 * server costs. The last column is the time of processors that the server's process took for an
 * answer, which is much the same on a busy machine.
 */
public final class UnderLoad {
    private static final double BOUND = 20; // ms
    private static final double SECONDS = 2;
    private static final int[] ROWS = {1, 16};
    private static final int[] CLIENTS = {1, 2, 4, 8, 16};
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** The least time of processors for an answer, in ms, of each system. */
    private static final Map<String, Double> LEAST = new LinkedHashMap<>();

    private UnderLoad() {}

    /** Runs all of it. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        boolean binary = args.length > 1 && args[1].equals("binary");
        Path folder = Files.createTempDirectory("duograph-serving");
        Path duograph = folder.resolve("six.minidb");
        Path tensorflow = Files.createFile(folder.resolve("tensorflow"));
        Path nothing = Files.createFile(folder.resolve("nothing"));
        SixLayers.write(duograph);
        Map<String, Path> systems = new LinkedHashMap<>();
        systems.put("duograph", duograph);
        systems.put("tensorflow", tensorflow);
        systems.put("nothing", nothing);
        System.out.printf("%d processors, %d rounds%n", PROCESSORS, rounds);
        System.out.println(
                "round system      workers rows clients answers/s  p50 ms  p99 ms  CPU ms");
        Map<String, Double> best = new LinkedHashMap<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Map<String, Double> here = new LinkedHashMap<>();
            for (int workers : PROCESSORS == 1 ? new int[] {1} : new int[] {1, PROCESSORS}) {
                for (int rows : ROWS) {
                    for (Map.Entry<String, Path> system : systems.entrySet()) {
                        Setting setting = new Setting(system.getKey(), workers, rows, binary);
                        double most = measure(round, setting, system.getValue());
                        here.merge(system.getKey(), most, Math::max);
                    }
                }
            }
            here.forEach((name, most) -> best.merge(name, most, Math::max));
            ratios.add(here.get("duograph") / here.get("tensorflow"));
        }
        best.forEach(
                (name, most) ->
                        System.out.printf(
                                "%s: at most %.0f answers/s with p99 below %.0f ms; an answer took %.2f ms of processors at least%n",
                                name, most, BOUND, LEAST.get(name)));
        System.out.println(
                "duograph to tensorflow, in each round: "
                        + ratios.stream().map("%.2f"::formatted).toList());
        Files.delete(duograph);
        Files.delete(tensorflow);
        Files.delete(nothing);
        Files.delete(folder);
    }

    /** One way to serve. */
    private record Setting(String system, int workers, int rows, boolean binary) {
        Load load(int port) {
            boolean channelsLast = system.equals("tensorflow");
            if (!binary) {
                String body = "{\"instances\":[" + Image.json(channelsLast) + "]}";
                return new Load(
                        port,
                        "/v1/models/six:predict",
                        "",
                        body.getBytes(StandardCharsets.ISO_8859_1));
            }
            byte[] pixels = Image.bytes(channelsLast);
            String json =
                    "{\"inputs\":[{\"name\":\"data\",\"shape\":%s,\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":%d}}]}"
                            .formatted(channelsLast ? "[1,32,32,3]" : "[1,3,32,32]", pixels.length);
            byte[] head = json.getBytes(StandardCharsets.ISO_8859_1);
            byte[] body = Arrays.copyOf(head, head.length + pixels.length);
            System.arraycopy(pixels, 0, body, head.length, pixels.length);
            String header = "Inference-Header-Content-Length: " + head.length + "\r\n";
            return new Load(port, "/v2/models/six/infer", header, body);
        }
    }

    /** The most answers a second with a good p99; 0 if there are none. */
    private static double measure(int round, Setting setting, Path model)
            throws IOException, InterruptedException {
        double most = 0;
        int workers = setting.workers();
        try (ServerProcess server =
                new ServerProcess(model, workers, PROCESSORS / workers, setting.rows())) {
            Load load = setting.load(server.port());
            if (round == 1 && workers == 1) {
                System.out.println(
                        setting.system() + " answers " + load.once().replaceAll("\\s+", " "));
            }
            load.run(4, 2 * SECONDS); // the JIT compilers
            for (int clients : CLIENTS) {
                double before = server.processorSeconds();
                Found found = load.run(clients, SECONDS);
                double each = (server.processorSeconds() - before) * 1000 / found.answers();
                System.out.printf(
                        "%5d %-11s %7d %4d %7d %9.0f %7.2f %7.2f %7.2f%n",
                        round,
                        setting.system(),
                        workers,
                        setting.rows(),
                        clients,
                        found.perSecond(),
                        found.p50(),
                        found.p99(),
                        each);
                if (found.p99() < BOUND) {
                    most = Math.max(most, found.perSecond());
                }
                LEAST.merge(setting.system(), each, Math::min);
            }
        }
        return most;
    }
}
