package org.duograph.serving.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.messages.FileKind;
import org.duograph.tensor.DType;
import org.duograph.workspace.ImageCard;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.PredictorExport;

/** Predictor exports of Caffe2: one minidb, by itself or alone of its kind in a folder. */
final class ExportFormat implements ModelFormat {
    @Override
    public boolean recognises(Path place) throws IOException {
        return file(place) != null;
    }

    private static Path file(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return isMiniDb(place) ? place : null;
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.toList()) {
                if (isMiniDb(file)) {
                    found.add(file);
                }
            }
        }
        return found.size() == 1 ? found.get(0) : null;
    }

    private static boolean isMiniDb(Path file) throws IOException {
        return Files.isRegularFile(file)
                && FileKind.of(file).filter(FileKind.MINIDB::equals).isPresent();
    }

    @Override
    public Model load(Path place, String backend) throws IOException {
        PredictorExport.Loaded export = PredictorExport.load(file(place));
        Map<String, Port> ports = new LinkedHashMap<>();
        for (String input : export.inputs()) {
            if (export.shapes().containsKey(input)) {
                List<Integer> dims = new ArrayList<>(export.shapes().get(input).toList());
                if (!dims.isEmpty()) {
                    dims.set(0, Port.OPEN);
                }
                ports.put(input, new Port(DType.FLOAT32, dims, input));
            }
        }
        Predictor predictor =
                new Predictor(new Workspace(backend, 0), export.init(), export.predict());
        ImageCard card = predictor.card();
        return NetFormat.model(predictor, "predictor export", ports, card);
    }
}
