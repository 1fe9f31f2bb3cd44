package org.duograph.docs.snippets;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.cli.Duograph;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.saved.SavedModel;
import org.duograph.session.saved.Signature;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Shape;

/** The code on the page about the commands on graphs, and what the commands print. */
final class GraphCommands {
    private final Path folder;

    private GraphCommands(Path folder) {
        this.folder = folder;
    }

    /** What the commands on the page print, in a folder with a model. */
    static Map<String, String> run(Path folder) throws IOException {
        model(folder.resolve("model"));
        NDArray images = NDArray.of(Shape.of(2, 3), 1f, 0, -1, 0.5f, 0.5f, 0.5f);
        Npy.write(folder.resolve("images.npy"), images);
        GraphCommands in = new GraphCommands(folder);
        return Map.of(
                "graph-print.txt", in.command("graph print model"),
                "graph-run.txt", in.command("graph run model --feed images=images.npy --out out"),
                "graph-run-fetch.txt",
                        in.command("graph run model --feed images=images.npy --fetch scores"),
                "graph-freeze.txt",
                        in.command("graph freeze model --out frozen.pb")
                                + in.command(
                                        "graph run frozen.pb --feed x=images.npy --fetch scores"),
                "graph-draw.txt", in.command("graph draw model --out model.svg"));
    }

    static void model(Path folder) throws IOException {
        // tag::model[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 3);
        Variable w = g.variable("w", NDArray.of(Shape.of(3, 2), 1f, 2, 3, 4, 5, 6));
        Tensor scores = g.op("MatMul").name("scores").input(x, w.read()).tensor();
        Tensor axis = g.constant(1);
        Tensor best = g.op("ArgMax").name("best").input(scores, axis).tensor();
        try (Session s = new Session(g)) {
            s.initialize();
            Signature signature = Signature.predict(Map.of("images", x), Map.of("classes", best));
            SavedModel.save(s, folder, Map.of(Signature.DEFAULT, signature));
        }
        // end::model[]
    }

    /** What a reader sees who types the command in the folder. */
    private String command(String line) {
        List<String> args = List.of(line.split(" "));
        StringWriter printed = new StringWriter();
        PrintWriter out = new PrintWriter(printed);
        int exit =
                Duograph.run(
                        out, out, false, args.stream().map(this::there).toArray(String[]::new));
        out.flush();
        if (exit != 0) {
            throw new AssertionError(line + " ended with " + exit + ": " + printed);
        }
        String text =
                printed.toString().replace(folder + folder.getFileSystem().getSeparator(), "");
        return "$ duograph " + line + "\n" + text.replace(System.lineSeparator(), "\n");
    }

    /** An argument that names a file, as it is from everywhere. */
    private String there(String word) {
        int equals = word.indexOf('=') + 1;
        String file = word.substring(equals);
        boolean isFile =
                file.contains(".") || Files.exists(folder.resolve(file)) || file.equals("out");
        return isFile ? word.substring(0, equals) + folder.resolve(file) : word;
    }
}
