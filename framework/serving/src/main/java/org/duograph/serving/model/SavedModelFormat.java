package org.duograph.serving.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.duograph.plan.Placement;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.io.GraphFiles;
import org.duograph.session.op.StaticShape;
import org.duograph.session.saved.SavedModel;
import org.duograph.session.saved.Signature;
import org.duograph.tensor.NDArray;

/** SavedModels, as TensorFlow and the session face write them. */
final class SavedModelFormat implements ModelFormat {
    @Override
    public boolean recognises(Path place) {
        return GraphFiles.isSavedModel(place);
    }

    @Override
    public Model load(Path place, String backend) throws IOException {
        SavedModel saved =
                SavedModel.load(
                        place,
                        SavedModel.SERVE,
                        graph -> new Session(graph, Placement.of(backend), 0));
        return new Loaded(place, saved);
    }

    private static ServedSignature served(Signature signature) {
        return ServedSignature.of(
                signature.method(), ports(signature.inputs()), ports(signature.outputs()));
    }

    private static Map<String, Port> ports(Map<String, Tensor> tensors) {
        Map<String, Port> ports = new LinkedHashMap<>();
        tensors.forEach(
                (name, tensor) -> {
                    StaticShape shape = tensor.shape();
                    ports.put(
                            name,
                            new Port(
                                    tensor.dtype(),
                                    shape.hasRank()
                                            ? shape.message().getDimList().stream()
                                                    .map(dim -> (int) dim.getSize())
                                                    .toList()
                                            : null,
                                    tensor.name()));
                });
        return ports;
    }

    /** A SavedModel with its variables. */
    private static final class Loaded implements Model {
        private final Path place;
        private final SavedModel saved;
        private final Map<String, ServedSignature> signatures = new LinkedHashMap<>();

        Loaded(Path place, SavedModel saved) {
            this.place = place;
            this.saved = saved;
            saved.signatures().forEach((name, s) -> signatures.put(name, served(s)));
        }

        @Override
        public Map<String, ServedSignature> signatures() {
            return signatures;
        }

        @Override
        public synchronized Runner runner() {
            SavedModel mine = saved.share();
            return new Runner() {
                @Override
                public Map<String, NDArray> run(String signature, Map<String, NDArray> inputs) {
                    return mine.run(signature, inputs);
                }

                @Override
                public void close() {
                    mine.close();
                }
            };
        }

        @Override
        public void warmUp(Runner runner) throws IOException {
            WarmUpRequests.run(place, signatures, runner);
        }

        @Override
        public Optional<Pictures> pictures() {
            return Optional.empty();
        }

        @Override
        public String format() {
            return "SavedModel";
        }

        @Override
        public void close() {
            saved.close();
        }
    }
}
