package org.duograph.cli.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.duograph.cli.options.Streams;
import org.duograph.interop.safetensors.SafeTensors;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.PredictorExport;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.zoo.ModelCard;
import org.duograph.zoo.ZooModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code duograph zoo export}: writes a model in a form that Caffe2 reads. */
@Command(
        name = "export",
        description = "Writes a model for Caffe2 and for programs that read its files.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph zoo export lenet-fashion --as nets --out lenet",
            "  duograph zoo export lenet-fashion --as predictor --out lenet.minidb",
            "  duograph zoo export lenet-fashion --as safetensors --out lenet.safetensors"
        })
final class ZooExportCommand implements Callable<Integer> {
    /** The forms. */
    enum Form {
        /** Two files, as Caffe2's mobile_exporter writes them. */
        nets,
        /** One minidb, as Caffe2's predictor_exporter writes it. */
        predictor,
        /** Two files of text, to be read and edited. */
        text,
        /** The weights alone, each by its name. */
        safetensors
    }

    @Mixin private Streams streams;
    @Mixin private ZooOptions options;

    @Parameters(index = "0", paramLabel = "NAME", description = "The model; zoo list names them.")
    private String name;

    @Option(
            names = "--as",
            required = true,
            paramLabel = "FORM",
            description = {
                "nets: init_net.pb and predict_net.pb, as mobile_exporter writes them;",
                "predictor: one minidb, as predictor_exporter writes it;",
                "text: init_net.pbtxt and predict_net.pbtxt;",
                "safetensors: one file, the weights alone, each by its blob's name."
            })
    private Form form;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "PLACE",
            description = "The folder, or for predictor and safetensors the file.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        ZooModel model = options.zoo().model(name);
        if (form == Form.predictor) {
            predictor(model);
            streams.out().println(out);
            return 0;
        }
        if (form == Form.safetensors) {
            weights(model);
            streams.out().println(out);
            return 0;
        }
        String ending = form == Form.text ? ".pbtxt" : ".pb";
        Files.createDirectories(out);
        Path init = out.resolve(ModelCard.INIT_NET.replace(".pb", ending));
        Path predict = out.resolve(ModelCard.PREDICT_NET.replace(".pb", ending));
        MessageFiles.write(init, model.init());
        MessageFiles.write(predict, model.predict());
        streams.out().println(init);
        streams.out().println(predict);
        return 0;
    }

    private void weights(ZooModel model) throws IOException {
        Map<String, NDArray> weights = new LinkedHashMap<>();
        try (Workspace filled = new Workspace("java", 0)) {
            filled.runNetOnce(model.init());
            for (OperatorDef op : model.init().getOpList()) {
                op.getOutputList().forEach(blob -> weights.put(blob, filled.fetchBlob(blob)));
            }
        }
        new SafeTensors(weights, Map.of("model", model.card().name())).write(out);
    }

    private void predictor(ZooModel model) throws IOException {
        Map<String, Shape> inputs = new LinkedHashMap<>();
        model.card().input().types().forEach((blob, type) -> inputs.put(blob, type.shape()));
        try (Workspace filled = new Workspace("java", 0)) {
            filled.runNetOnce(model.init());
            PredictorExport.of(model.predict(), List.copyOf(inputs.keySet()), inputs)
                    .save(out, filled::fetchBlob);
        }
    }
}
