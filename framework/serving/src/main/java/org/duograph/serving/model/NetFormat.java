package org.duograph.serving.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duograph.tensor.DType;
import org.duograph.workspace.ImageCard;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.NetFiles;

/**
 * A folder with a net that predicts and one that fills its weights, as {@code duograph train}
 * writes them: {@code NAME_predict.pbtxt} and {@code NAME_init.pb}, or Caffe2's {@code
 * predict_net.pb} and {@code init_net.pb}.
 */
final class NetFormat implements ModelFormat {
    private static final Pattern PREDICT = Pattern.compile("(.*_predict|predict_net)\\.pb(txt)?");
    private static final Pattern INIT = Pattern.compile("(.*_init|init_net)\\.pb(txt)?");
    private static final Pattern PIXELS = Pattern.compile("N x (\\d+) x (\\d+) x (\\d+),.*");

    @Override
    public boolean recognises(Path place) throws IOException {
        return Files.isDirectory(place)
                && only(place, PREDICT).isPresent()
                && only(place, INIT).isPresent();
    }

    private static Optional<Path> only(Path folder, Pattern name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found =
                    files.filter(f -> name.matcher(f.getFileName().toString()).matches()).toList();
            return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
        }
    }

    @Override
    public Model load(Path place, String backend) throws IOException {
        Predictor predictor =
                new Predictor(
                        new Workspace(backend, 0),
                        NetFiles.readNet(only(place, INIT).orElseThrow()),
                        NetFiles.readNet(only(place, PREDICT).orElseThrow()));
        return model(predictor, "net", Map.of(), predictor.card());
    }

    /** The model of a net that may have a card, whose pixels tell the shape of its input. */
    static Model model(
            Predictor predictor, String format, Map<String, Port> known, ImageCard card) {
        Map<String, Port> ports = new LinkedHashMap<>(known);
        Matcher pixels = PIXELS.matcher(card.pixels());
        Optional<Pictures> pictures = Optional.empty();
        if (pixels.matches() && predictor.inputs().contains(card.input())) {
            int channels = Integer.parseInt(pixels.group(1));
            int height = Integer.parseInt(pixels.group(2));
            int width = Integer.parseInt(pixels.group(3));
            List<Integer> dims = List.of(Port.OPEN, channels, height, width);
            ports.put(card.input(), new Port(DType.FLOAT32, dims, card.input()));
            if (channels == 1 || channels == 3) {
                List<String> outputs = predictor.outputs();
                pictures =
                        Optional.of(
                                new Pictures(
                                        card.input(),
                                        outputs.get(outputs.size() - 1),
                                        channels == 1 ? "GREY" : "RGB",
                                        height,
                                        width,
                                        List.of(0.0, 0.0, 0.0).subList(0, channels),
                                        1,
                                        card.classNames()));
            }
        }
        return new PredictorModel(predictor, format, ports, true, pictures);
    }
}
