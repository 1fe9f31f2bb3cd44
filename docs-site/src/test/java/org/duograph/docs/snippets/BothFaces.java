package org.duograph.docs.snippets;

import static org.duograph.tensor.DType.FLOAT32;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.stride;

import java.util.stream.Collectors;
import org.duograph.backend.Backends;
import org.duograph.plan.Placement;
import org.duograph.session.Graph;
import org.duograph.session.Layers;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/** The code on the page about both faces: one net in both, and its plans. */
final class BothFaces {
    private static final NDArray IMAGES = NDArray.zeros(ArrayType.float32(2, 1, 8, 8));

    private BothFaces() {}

    static String run() {
        return "In the workspace face:\n"
                + steps(workspace())
                + "In the session face:\n"
                + steps(session());
    }

    private static String workspace() {
        try (Workspace workspace = new Workspace(Backends.REFERENCE, 0)) {
            // tag::workspace[]
            ModelHelper model = new ModelHelper("digits");
            String data = model.input("data", Shape.of(2, 1, 8, 8));
            String conv = Brew.conv(model, data, "conv", 4, kernel(3));
            String relu = Brew.relu(model, conv, "relu");
            String pool = Brew.maxPool(model, relu, "pool", kernel(2), stride(2));
            String scores = Brew.fc(model, pool, "scores", 10);
            // end::workspace[]
            model.net().addExternalOutput(scores);
            workspace.feedBlob("data", IMAGES);
            workspace.runNetOnce(model.paramInitNet());
            workspace.createNet(model);
            workspace.runNet("digits");
            return workspace.plans("digits").get(0).toString();
        }
    }

    private static String session() {
        // tag::session[]
        Graph g = new Graph();
        Tensor data = g.placeholder("data", FLOAT32, 2, 1, 8, 8);
        Layers layers = g.layers().channelsFirst();
        Tensor conv = layers.name("conv").conv2d(data, 4, 3).relu();
        Tensor pool = layers.maxPooling2d(conv, 2, 2);
        Tensor scores = layers.name("scores").dense(layers.flatten(pool), 10);
        // end::session[]
        try (Session s = new Session(g, Placement.of(Backends.open(Backends.REFERENCE)), 0)) {
            s.initialize();
            return s.plan(s.feed(data, IMAGES), scores).toString();
        }
    }

    /** The lines of a plan that are steps. */
    private static String steps(String plan) {
        return plan.lines()
                .filter(line -> line.matches(" +\\d+ .*"))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }
}
