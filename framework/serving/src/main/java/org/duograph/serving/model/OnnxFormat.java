package org.duograph.serving.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.duograph.interop.onnx.OnnxModel;
import org.duograph.interop.onnx.OnnxPort;
import org.duograph.interop.onnx.OnnxSession;
import org.duograph.plan.Placement;
import org.duograph.tensor.NDArray;

/** Models of ONNX: one file {@code .onnx}, by itself or alone of its kind in a folder. */
final class OnnxFormat implements ModelFormat {
    @Override
    public boolean recognises(Path place) throws IOException {
        return file(place).isPresent();
    }

    private static Optional<Path> file(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return Optional.of(place).filter(OnnxFormat::isModel);
        }
        try (Stream<Path> files = Files.list(place)) {
            List<Path> found = files.filter(OnnxFormat::isModel).toList();
            return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
        }
    }

    private static boolean isModel(Path file) {
        return Files.isRegularFile(file) && file.getFileName().toString().endsWith(".onnx");
    }

    @Override
    public Model load(Path place, String backend) throws IOException {
        OnnxModel model = OnnxModel.read(file(place).orElseThrow());
        ServedSignature signature =
                ServedSignature.of(
                        ServedSignature.PREDICT,
                        ports(OnnxPort.inputs(model)),
                        ports(OnnxPort.outputs(model)));
        return new Loaded(new OnnxSession(model, Placement.of(backend), 0), signature);
    }

    private static Map<String, Port> ports(Map<String, OnnxPort> arrays) {
        Map<String, Port> ports = new LinkedHashMap<>();
        arrays.forEach((name, p) -> ports.put(name, new Port(p.dtype(), p.extents(), name)));
        return ports;
    }

    /** A model with its weights; the session computes nothing, but those that share them do. */
    private static final class Loaded implements Model {
        private final OnnxSession weights;
        private final Map<String, ServedSignature> signatures;

        Loaded(OnnxSession weights, ServedSignature signature) {
            this.weights = weights;
            this.signatures = Map.of(ServedSignature.DEFAULT, signature);
        }

        @Override
        public Map<String, ServedSignature> signatures() {
            return signatures;
        }

        @Override
        public synchronized Runner runner() {
            OnnxSession mine = weights.share();
            return new Runner() {
                @Override
                public Map<String, NDArray> run(String signature, Map<String, NDArray> inputs) {
                    return mine.run(inputs);
                }

                @Override
                public void close() {
                    mine.close();
                }
            };
        }

        @Override
        public Optional<Pictures> pictures() {
            return Optional.empty();
        }

        @Override
        public String format() {
            return "ONNX";
        }

        @Override
        public void close() {
            weights.close();
        }
    }
}
