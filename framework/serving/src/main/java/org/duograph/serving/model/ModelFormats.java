package org.duograph.serving.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.duograph.messages.FileFormatException;
import org.duograph.zoo.Zoo;

/**
 * The kinds of model files that can be served: SavedModels, folders of the model zoo, predictor
 * exports (one minidb, or a net and one that fills its weights), models of ONNX; and those that
 * other jars bring.
 */
public final class ModelFormats {
    /** What stands before the name of a model that the zoo has, in place of a folder. */
    public static final String ZOO = "zoo:";

    private static final List<ModelFormat> ALL = all();

    private ModelFormats() {}

    private static List<ModelFormat> all() {
        List<ModelFormat> all = new ArrayList<>();
        all.add(new SavedModelFormat());
        all.add(new ZooFormat());
        all.add(new ExportFormat());
        all.add(new NetFormat());
        all.add(new OnnxFormat());
        ServiceLoader.load(ModelFormat.class).forEach(all::add);
        return List.copyOf(all);
    }

    /** Whether a file or folder is a model of a kind that is known. */
    public static boolean isModel(Path place) throws IOException {
        return find(place) != null;
    }

    /**
     * Reads a model.
     *
     * @param place a file or folder
     * @param backend where it is to run, as text; empty for the best
     * @throws IOException if there is none, or files are damaged
     * @throws IllegalArgumentException if it holds what the engine does not have
     */
    public static Model load(Path place, String backend) throws IOException {
        if (Files.notExists(place)) {
            throw new NoSuchFileException(place.toString());
        }
        ModelFormat format = find(place);
        if (format == null) {
            throw new FileFormatException(
                    "%s is no model: a SavedModel has saved_model.pb, a folder of the zoo card.json, a predictor export is one minidb, or a net NAME_predict.pbtxt beside NAME_init.pb, and a model of ONNX is one file NAME.onnx"
                            .formatted(place));
        }
        return format.load(place, backend);
    }

    /**
     * A model of the zoo.
     *
     * @throws IOException if its files are not there
     * @throws java.util.NoSuchElementException if there is none of that name
     */
    public static Model zoo(String name, String backend) throws IOException {
        return ZooFormat.model(Zoo.standard().model(name), backend);
    }

    private static ModelFormat find(Path place) throws IOException {
        for (ModelFormat format : ALL) {
            if (format.recognises(place)) {
                return format;
            }
        }
        return null;
    }
}
