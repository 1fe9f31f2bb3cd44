package org.duograph.cli.lite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.duograph.data.Picture;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;

/**
 * Inputs in a folder: {@code .npy} arrays, each one input or several along the first axis; or
 * pictures, where the model's card says how they become inputs. Of a model with several inputs, the
 * arrays lie in a folder for each, called like it.
 */
final class LiteExamples {
    private LiteExamples() {}

    /**
     * Reads them, in the order of their names.
     *
     * @throws IllegalArgumentException if there are none, or they do not fit the model
     */
    static List<List<NDArray>> read(Path folder, LiteSource model) throws IOException {
        List<List<NDArray>> examples = new ArrayList<>();
        for (int i = 0; i < model.inputs().size(); i++) {
            boolean single = model.inputs().size() == 1;
            Path files = single ? folder : folder.resolve(model.inputs().get(i));
            List<NDArray> column = column(files, model, model.types().get(i));
            for (int k = 0; k < column.size(); k++) {
                if (i == 0) {
                    examples.add(new ArrayList<>());
                }
                if (k >= examples.size()) {
                    throw new IllegalArgumentException(
                            "%s holds %d examples, but %s holds %d; there must be as many of each input"
                                    .formatted(
                                            files,
                                            column.size(),
                                            model.inputs().get(0),
                                            examples.size()));
                }
                examples.get(k).add(column.get(k));
            }
        }
        if (examples.isEmpty()) {
            throw new IllegalArgumentException(
                    folder + " holds no .npy files and no pictures; put some inputs there");
        }
        return examples;
    }

    private static List<NDArray> column(Path folder, LiteSource model, ArrayType type)
            throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        List<NDArray> arrays = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString().toLowerCase(java.util.Locale.ROOT);
            if (name.endsWith(".npy")) {
                addParts(arrays, Npy.read(file), type, file);
            } else if (name.matches(".*\\.(png|jpe?g|gif|bmp)") && model.pictures() != null) {
                NDArray pixels = model.pictures().input(List.of(Picture.read(file)));
                arrays.add(pixels.cast(type.dtype()));
            }
        }
        return arrays;
    }

    private static void addParts(List<NDArray> arrays, NDArray array, ArrayType type, Path file) {
        int batch = type.shape().dim(0);
        boolean fits =
                array.shape().rank() == type.shape().rank()
                        && array.shape().dim(0) % batch == 0
                        && array.shape().with(0, batch).equals(type.shape());
        if (!fits) {
            throw new IllegalArgumentException(
                    "%s holds %s, but the model takes %s".formatted(file, array.type(), type));
        }
        for (int from = 0; from < array.shape().dim(0); from += batch) {
            arrays.add(array.slice(0, from, from + batch).cast(type.dtype()));
        }
    }
}
