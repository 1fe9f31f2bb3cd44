package org.duograph.serving.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duograph.workspace.Workspace;
import org.duograph.zoo.ModelCard;
import org.duograph.zoo.Preprocessing;
import org.duograph.zoo.TextInput;
import org.duograph.zoo.ZooModel;

/** Folders of the model zoo: two nets and a card. */
final class ZooFormat implements ModelFormat {
    @Override
    public boolean recognises(Path place) {
        return Files.isRegularFile(place.resolve(ModelCard.CARD));
    }

    @Override
    public Model load(Path place, String backend) throws IOException {
        return model(ZooModel.open(place), backend);
    }

    static Model model(ZooModel zoo, String backend) {
        ModelCard card = zoo.card();
        boolean text = card.input() instanceof TextInput;
        Map<String, Port> ports = new LinkedHashMap<>();
        card.input()
                .types()
                .forEach(
                        (blob, type) -> {
                            List<Integer> dims = new ArrayList<>(type.shape().toList());
                            dims.set(0, Port.OPEN);
                            if (text && blob.equals(card.input().blob())) {
                                dims.set(1, Port.OPEN); // steps x texts
                            }
                            ports.put(blob, new Port(type.dtype(), dims, blob));
                        });
        return new PredictorModel(
                zoo.predictor(new Workspace(backend, 0)),
                "model zoo",
                ports,
                !text,
                text ? Optional.empty() : Optional.of(pictures(card)));
    }

    private static Pictures pictures(ModelCard card) {
        Preprocessing way = card.pictures();
        return new Pictures(
                way.blob(),
                card.output(),
                way.order().name(),
                way.height(),
                way.width(),
                way.mean(),
                way.scale(),
                card.classes());
    }
}
