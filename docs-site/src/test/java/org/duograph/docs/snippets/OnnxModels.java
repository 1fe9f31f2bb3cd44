package org.duograph.docs.snippets;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.cli.Duograph;
import org.duograph.interop.onnx.OnnxArrays;
import org.duograph.interop.onnx.OnnxExporter;
import org.duograph.interop.onnx.OnnxModel;
import org.duograph.interop.onnx.OnnxSession;
import org.duograph.interop.onnx.proto.ModelProto;
import org.duograph.messages.MessageFiles;
import org.duograph.plan.Placement;
import org.duograph.session.Graph;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;

/** The code on the page about models of ONNX, and what its commands print. */
final class OnnxModels {
    private final Path folder;

    private OnnxModels(Path folder) {
        this.folder = folder;
    }

    /** What the commands on the page print, in a folder with a model. */
    static Map<String, String> run(Path folder) throws IOException {
        Path file = folder.resolve("model.onnx");
        NDArray images = NDArray.of(Shape.of(2, 3), 1f, 0, -1, 0.5f, 0.5f, 0.5f);
        export(file, images);
        Npy.write(folder.resolve("images.npy"), images);
        NDArray scores = run(file, images);
        Path set = Files.createDirectories(folder.resolve("mine/test_data_set_0"));
        Files.copy(file, folder.resolve("mine/model.onnx"));
        MessageFiles.writeBinary(set.resolve("input_0.pb"), OnnxArrays.write("x", images));
        MessageFiles.writeBinary(set.resolve("output_0.pb"), OnnxArrays.write("y", scores));
        OnnxModels in = new OnnxModels(folder);
        Map<String, String> printed = new LinkedHashMap<>();
        printed.put("onnx-print.txt", in.command("onnx print model.onnx"));
        printed.put("onnx-check.txt", in.command("onnx check model.onnx"));
        printed.put(
                "onnx-run.txt",
                in.command("onnx run model.onnx --feed x=images.npy --out out --backend java"));
        printed.put("onnx-test.txt", in.command("onnx test mine --backend java"));
        return printed;
    }

    static void export(Path file, NDArray images) throws IOException {
        // tag::export[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 3);
        Variable w = g.variable("w", NDArray.of(Shape.of(3, 2), 1f, 2, 3, 4, 5, 6));
        Tensor scores = g.op("MatMul").name("scores").input(x, w.read()).tensor();
        try (Session s = new Session(g)) {
            s.initialize();
            Run run = s.feed(x, images);
            ModelProto model = new OnnxExporter(s.frozen(run, scores)).export(List.of("scores"));
            MessageFiles.write(file, model);
        }
        // end::export[]
    }

    static NDArray run(Path file, NDArray images) throws IOException {
        // tag::run[]
        OnnxModel model = OnnxModel.read(file);
        try (OnnxSession session = new OnnxSession(model, Placement.ofBest(), 0)) {
            Map<String, NDArray> results = session.run(Map.of("x", images));
            return results.get("scores");
        }
        // end::run[]
    }

    static ModelProto ofWorkspace(Workspace workspace, NetDef net) {
        // tag::workspace[]
        ModelProto model =
                new OnnxExporter(workspace.inspect().graph(net))
                        .content(blob -> blob.equals("data") ? null : workspace.fetchBlob(blob))
                        .export(List.of("softmax"));
        // end::workspace[]
        return model;
    }

    static ModelProto openBatch(Session s, Tensor x, Tensor scores, NDArray two, NDArray three) {
        // tag::batch[]
        ModelProto model =
                new OnnxExporter(s.frozen(s.feed(x, two), scores))
                        .batch(s.frozen(s.feed(x, three), scores))
                        .export(List.of("scores"));
        // end::batch[]
        return model;
    }

    /** What a reader sees who types the command in the folder. */
    private String command(String line) {
        String[] args = line.split(" ");
        for (int i = 2; i < args.length; i++) {
            boolean isFile =
                    args[i].contains(".") || args[i].equals("out") || args[i].equals("mine");
            int equals = args[i].indexOf('=') + 1;
            args[i] =
                    isFile
                            ? args[i].substring(0, equals)
                                    + folder.resolve(args[i].substring(equals))
                            : args[i];
        }
        StringWriter printed = new StringWriter();
        PrintWriter out = new PrintWriter(printed);
        int exit = Duograph.run(out, out, false, args);
        out.flush();
        if (exit != 0) {
            throw new AssertionError(line + " ended with " + exit + ": " + printed);
        }
        String text =
                printed.toString().replace(folder + folder.getFileSystem().getSeparator(), "");
        return "$ duograph " + line + "\n" + text.replace(System.lineSeparator(), "\n");
    }
}
