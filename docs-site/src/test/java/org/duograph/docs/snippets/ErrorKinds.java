package org.duograph.docs.snippets;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.duograph.cli.Duograph;
import org.duograph.cluster.Folder;
import org.duograph.cluster.Group;
import org.duograph.cluster.GroupOptions;
import org.duograph.cluster.Meeting;
import org.duograph.data.Archive;
import org.duograph.data.DataSources;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.data.Dataset;
import org.duograph.session.data.DatasetIterator;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.training.Learner;
import org.duograph.workspace.Workspace;

/** A mistake of each kind that the command line names, made in Java or on the command line. */
final class ErrorKinds {
    private final Path folder;

    private ErrorKinds(Path folder) {
        this.folder = folder;
    }

    static void add(Mistakes mistakes, Path folder) throws IOException, InterruptedException {
        ErrorKinds of = new ErrorKinds(folder);
        of.inJava(mistakes);
        of.withFiles(mistakes);
        of.onTheCommandLine(mistakes);
    }

    private void inJava(Mistakes mistakes) {
        mistakes.add("does-not-fit", () -> NDArray.of(Shape.of(2, 3), 1f, 2, 3, 4));
        mistakes.add(
                "not-now",
                () -> {
                    Graph g = new Graph();
                    Session closed = new Session(g);
                    closed.close();
                    closed.run(g.constant(1f));
                });
        mistakes.add(
                "not-there",
                () -> {
                    try (Workspace workspace = new Workspace("java", 0)) {
                        workspace.feedBlob("scores", NDArray.vector(1, 2));
                        workspace.fetchBlob("score");
                    }
                });
        mistakes.add("too-large", () -> NDArray.zeros(ArrayType.float32(100_000, 100_000)));
        mistakes.add("index", () -> NDArray.zeros(ArrayType.float32(2, 3)).get(2, 0));
        mistakes.add("not-offered", () -> new Forgetful().weights());
        mistakes.add(
                "peer",
                () -> {
                    GroupOptions options =
                            GroupOptions.DEFAULT.withDeadline(Duration.ofMillis(100));
                    Meeting meeting =
                            new Folder(folder.resolve("meet"), "mnist", 0, 2, "localhost");
                    try (Group group = Group.join(meeting, options)) {
                        group.barrier();
                    }
                });
        mistakes.add(
                "data-is-over",
                () -> {
                    Graph g = new Graph();
                    Dataset three = Dataset.fromTensorSlices(NDArray.vector(1, 2, 3));
                    try (DatasetIterator next = three.makeOneShotIterator(g);
                            Session s = new Session(g)) {
                        while (true) {
                            s.run(next.getNext().get(0));
                        }
                    }
                });
    }

    /** It learns, but can't be asked for what it has learnt. */
    private static final class Forgetful implements Learner {
        @Override
        public Map<String, Double> train(List<NDArray> batch) {
            return Map.of();
        }

        @Override
        public Map<String, Double> evaluate(List<NDArray> batch) {
            return Map.of();
        }
    }

    private void withFiles(Mistakes mistakes) throws IOException {
        String none = folder.resolve("none.npy").toString();
        mistakes.addCommand("file", "net", "run", file("fill.pbtxt", FILL), "--feed", "X=" + none);
        Path cut = folder.resolve("cut.pb");
        Files.write(cut, new byte[] {10, 3, 'n', 'e', 't', 18, 40, 10, 1, 'X', 18, 1, 'Y'});
        mistakes.addCommand("file-format", "net", "print", cut.toString());
        InetAddress here = InetAddress.getLoopbackAddress();
        HttpServer server = HttpServer.create(new InetSocketAddress(here, 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.close();
                });
        server.start();
        String host = "localhost:" + server.getAddress().getPort();
        Archive archive = Archive.of("http://" + host + "/cifar-10-binary.tar.gz", 1000, "");
        DataSources sources =
                DataSources.standard()
                        .withEnvironment(Map.of())
                        .withCache(folder.resolve("cache"))
                        .withArchive(archive);
        mistakes.add("download", sources::cifar10);
        server.stop(0);
        mistakes.messages().computeIfPresent("download", (name, m) -> m.replace(host, "HOST"));
    }

    private void onTheCommandLine(Mistakes mistakes) throws IOException, InterruptedException {
        String net = file("fill.pbtxt", FILL);
        mistakes.addCommand("backend", "net", "plan", net, "--backend", "java,memory=4GiB");
        List<String> tooMuch = List.of("net", "run", net, "--backend", "java");
        mistakes.addAnswer("memory", inASmallHeap(tooMuch));
        digits("train");
        digits("t10k");
        mistakes.addCommand(
                "diverged",
                "train",
                "--net=" + file("lines.pbtxt", LINES),
                "--solver=" + file("solver.pbtxt", SOLVER),
                "--data=" + folder,
                "--out=" + folder,
                "--backend=java");
    }

    private static final String FILL =
            """
            name: "large"
            op { output: "X" type: "ConstantFill"
                 arg { name: "shape" ints: 10000 ints: 10000 } }
            op { input: "X" output: "Y" type: "Tanh" }
            """;

    private static final String LINES =
            """
            name: "lines"
            op { input: "data" input: "v" input: "a" output: "hidden" type: "FC"
                 arg { name: "num_output" i: 8 } }
            op { input: "hidden" input: "w" input: "b" output: "scores" type: "FC"
                 arg { name: "num_output" i: 10 } }
            op { input: "scores" input: "label" output: "softmax" output: "loss"
                 type: "SoftmaxWithLoss" }
            """;

    private static final String SOLVER =
            """
            dataset: "mnist"
            base_lr: 1e30
            momentum: 0.9
            batch_size: 32
            max_iter: 50
            random_seed: 7
            """;

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    /** Writes files of the form of MNIST with noise for digits. */
    private void digits(String name) throws IOException {
        int n = 64;
        ByteBuffer images = ByteBuffer.allocate(16 + n * 784);
        images.putInt(0x803).putInt(n).putInt(28).putInt(28);
        ByteBuffer labels = ByteBuffer.allocate(8 + n).putInt(0x801).putInt(n);
        Random random = new Random(7);
        while (images.hasRemaining()) {
            images.put((byte) random.nextInt(256));
        }
        while (labels.hasRemaining()) {
            labels.put((byte) random.nextInt(10));
        }
        Files.write(folder.resolve(name + "-images-idx3-ubyte"), images.array());
        Files.write(folder.resolve(name + "-labels-idx1-ubyte"), labels.array());
    }

    /** What a command says in a process of its own whose heap is small. */
    private static String inASmallHeap(List<String> words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:-UsePerfData", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(Duograph.class.getName());
        command.addAll(words);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        byte[] said = process.getInputStream().readAllBytes();
        process.waitFor();
        return new String(said, StandardCharsets.UTF_8).strip();
    }
}
