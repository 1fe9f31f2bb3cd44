package org.duograph.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duograph.data.Checksums;
import org.duograph.data.Picture;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.MessageFiles;
import org.duograph.messages.TextFiles;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.ImageCard;
import org.duograph.workspace.ImageCard.Guess;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.TensorCodec;
import org.duograph.workspace.proto.NetDef;

/**
 * A model whose files are there: its card and its two nets, which were compared with the card's
 * checksums.
 *
 * <pre>{@code
 * ZooModel model = Zoo.standard().model("lenet-shapes");
 * try (Predictor predictor = model.predictor(new Workspace())) {
 *     System.out.println(model.classify(predictor, List.of(Picture.read(Path.of("a.png"))), 3));
 * }
 * }</pre>
 *
 * @param card what one should know of it
 * @param init fills the weights
 * @param predict from the input to the scores
 */
public record ZooModel(ModelCard card, NetDef init, NetDef predict) {
    /** Where the files of one model come from. */
    @FunctionalInterface
    interface Source {
        /** Opens a file, or gives null if it is not there. */
        InputStream open(String file) throws IOException;
    }

    /**
     * A model.
     *
     * @throws IllegalArgumentException if the nets are not as the card says: an input or output of
     *     another name, or weights that nobody fills
     */
    public ZooModel {
        Set<String> inputs = card.input().types().keySet();
        require(
                card,
                predict.getExternalInputList().containsAll(inputs),
                "takes %s, but its net takes %s",
                inputs,
                predict.getExternalInputList());
        List<String> outputs = new ArrayList<>(List.of(card.output()));
        outputs.addAll(card.input().states().values());
        require(
                card,
                predict.getExternalOutputList().containsAll(outputs),
                "gives %s, but its net gives %s",
                outputs,
                predict.getExternalOutputList());
        List<String> filled =
                init.getOpList().stream().flatMap(o -> o.getOutputList().stream()).toList();
        List<String> open =
                Predictor.inputsOf(predict).stream()
                        .filter(blob -> !inputs.contains(blob) && !filled.contains(blob))
                        .toList();
        require(card, open.isEmpty(), "takes only %s, but nobody fills %s", inputs, open);
    }

    private static void require(ModelCard card, boolean ok, String message, Object... arguments) {
        if (!ok) {
            throw new IllegalArgumentException(
                    "The card of model \"%s\" says that it %s"
                            .formatted(card.name(), message.formatted(arguments)));
        }
    }

    /**
     * Reads the model of a folder, whatever the folder is called: its card, and the nets that the
     * card means.
     *
     * @throws IOException if a file is missing or is not the one that the card means
     */
    public static ZooModel open(Path folder) throws IOException {
        Path file = folder.resolve(ModelCard.CARD);
        ModelCard card = CardJson.read(Files.readString(file), file.toString());
        Source files =
                name -> {
                    Path path = folder.resolve(name);
                    return Files.isRegularFile(path) ? Files.newInputStream(path) : null;
                };
        return read(card, files, folder.toString());
    }

    /** Reads a model's nets and compares them with the card. */
    static ZooModel read(ModelCard card, Source source, String place) throws IOException {
        return new ZooModel(
                card,
                net(card, source, place, ModelCard.INIT_NET),
                net(card, source, place, ModelCard.PREDICT_NET));
    }

    private static NetDef net(ModelCard card, Source source, String place, String file)
            throws IOException {
        byte[] bytes;
        try (InputStream in = source.open(file)) {
            if (in == null) {
                throw new IOException(
                        "Model \"%s\" lacks %s in %s".formatted(card.name(), file, place));
            }
            bytes = in.readAllBytes();
        }
        String sum = Checksums.sha256(bytes);
        if (!sum.equals(card.files().get(file))) {
            throw new FileFormatException(
                    "%s of model \"%s\" in %s is not the file that the card means: its SHA-256 is %s, but the card says %s. Get it anew, or write a card for it"
                            .formatted(file, card.name(), place, sum, card.files().get(file)));
        }
        return NetDef.parseFrom(bytes);
    }

    /** The nets, ready to answer; the caller closes it, and with it the workspace. */
    public Predictor predictor(Workspace workspace) {
        return new Predictor(workspace, init, predict);
    }

    /**
     * Says what is in pictures: for each, the classes with the highest scores, the best first.
     *
     * @param predictor of this model
     * @param most how many classes to name
     */
    public List<List<Guess>> classify(Predictor predictor, List<Picture> pictures, int most) {
        NDArray input = card.pictures().input(pictures);
        NDArray scores = predictor.run(Map.of(card.input().blob(), input)).get(card.output());
        int classes = scores.size() / pictures.size();
        List<String> names = IntStream.range(0, classes).mapToObj(card::className).toList();
        return new ImageCard(card.input().blob(), "", names).best(scores, most);
    }

    /**
     * How many numbers {@code init} fills: those that were learnt, and what the net needs besides,
     * such as running means.
     */
    public long parameters() {
        return init.getOpList().stream()
                .flatMap(op -> op.getArgList().stream())
                .filter(a -> a.getName().equals("shape"))
                .mapToLong(a -> a.getIntsList().stream().reduce(1L, (x, y) -> x * y))
                .sum();
    }

    /**
     * Writes the folder of a model: its nets, their types, and the card with their checksums.
     *
     * @param card the card; its checksums are replaced
     * @return the card as it was written
     */
    public static ModelCard write(Path folder, ModelCard card, NetDef init, NetDef predict)
            throws IOException {
        Files.createDirectories(folder);
        MessageFiles.write(folder.resolve(ModelCard.INIT_NET), init);
        MessageFiles.write(folder.resolve(ModelCard.PREDICT_NET), predict);
        Map<String, String> sums =
                Map.of(
                        ModelCard.INIT_NET,
                        Checksums.sha256(folder.resolve(ModelCard.INIT_NET)),
                        ModelCard.PREDICT_NET,
                        Checksums.sha256(folder.resolve(ModelCard.PREDICT_NET)));
        ModelCard written =
                new ModelCard(
                        card.name(),
                        card.title(),
                        card.input(),
                        card.output(),
                        card.classes(),
                        card.accuracy(),
                        card.licence(),
                        card.made(),
                        sums);
        new ZooModel(written, init, predict); // fails where the card does not fit
        TextFiles.write(folder.resolve(ModelCard.VALUE_INFO), valueInfo(card.input()));
        TextFiles.write(folder.resolve(ModelCard.CARD), CardJson.write(written));
        return written;
    }

    /** The types of the inputs as Caffe2 writes them: the number of the type, and the shape. */
    private static String valueInfo(Input input) {
        return input.types().entrySet().stream()
                .map(
                        e ->
                                "\"%s\": [%d, %s]"
                                        .formatted(
                                                e.getKey(),
                                                TensorCodec.dataType(e.getValue().dtype())
                                                        .getNumber(),
                                                e.getValue().shape().toList()))
                .collect(Collectors.joining(", ", "{", "}\n"));
    }
}
