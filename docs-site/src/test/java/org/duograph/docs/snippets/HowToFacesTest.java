package org.duograph.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.docs.snippets.HowToFaces.InASession;
import org.duograph.docs.snippets.HowToFaces.InAWorkspace;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Variable;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page "How do I ...?" says of both faces is so in both. */
class HowToFacesTest {
    private static final NDArray LABELS = NDArray.of(Shape.of(8), 0, 1, 2, 0, 1, 2, 0, 1);
    private static final NDArray IMAGES = images();

    @BeforeEach
    void netsMayHaveTheSameName() {
        Net.releaseNames();
    }

    private static NDArray images() {
        float[] numbers = new float[32];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (i * 7 % 11 - 5) / 5f;
        }
        return NDArray.of(Shape.of(8, 4), numbers);
    }

    private static Workspace started(InAWorkspace net) {
        Workspace workspace = new Workspace("java", 1);
        workspace.feedBlob("x", IMAGES);
        workspace.feedBlob("label", LABELS);
        workspace.runNetOnce(net.model.paramInitNet());
        workspace.createNet(net.model);
        return workspace;
    }

    private static Session started(Graph g) {
        Session session = new Session(g);
        session.initialize();
        return session;
    }

    @Test
    void frozenLayersKeepTheirWeightsInASession() {
        InASession net = new InASession();
        Operation step = net.frozen();
        List<Variable> all = net.g.trainableVariables();
        try (Session session = started(net.g)) {
            List<NDArray> before = all.stream().map(session::value).toList();
            session.feed(net.x, IMAGES).feed(net.label, LABELS).run(step);
            for (int i = 0; i < all.size(); i++) {
                boolean same = session.value(all.get(i)).equals(before.get(i));
                assertThat(same)
                        .as(all.get(i).name())
                        .isEqualTo(!all.get(i).name().startsWith("scores"));
            }
        }
    }

    @Test
    void theLearningRateFallsInBoth() {
        InAWorkspace net = new InAWorkspace();
        net.rate();
        net.model.net().addExternalOutput("loss");
        assertThat(net.model.net().proto().getOpList())
                .filteredOn(op -> op.getType().equals("LearningRate"))
                .hasSize(1);
        InASession other = new InASession();
        try (Workspace workspace = started(net);
                Session session = started(other.g)) {
            workspace.runNet("two_layers");
            double first = workspace.fetchBlob("loss").item();
            for (int i = 0; i < 200; i++) {
                workspace.runNet("two_layers");
            }
            assertThat(workspace.fetchBlob("loss").item()).isLessThan(first / 2);
            assertThat(other.rate(IMAGES, LABELS, session)).isLessThan((float) first / 2);
        }
    }

    @Test
    void weightsAndWhatLiesBetweenLayersCanBeSeenInBoth() {
        InAWorkspace net = new InAWorkspace();
        net.keepActive();
        InASession other = new InASession();
        try (Workspace workspace = started(net);
                Session session = started(other.g)) {
            workspace.runNet("two_layers");
            List<NDArray> seen = InAWorkspace.look(workspace);
            assertThat(seen).extracting(NDArray::shape).containsExactly(Shape.of(16, 4), eight16());
            List<NDArray> also = other.look(session, IMAGES);
            assertThat(also).extracting(NDArray::shape).containsExactly(Shape.of(4, 16), eight16());
        }
    }

    private static Shape eight16() {
        return Shape.of(8, 16);
    }

    @Test
    void aCheckpointBringsTheWeightsToAnotherSession(@TempDir Path folder) throws IOException {
        InASession net = new InASession();
        Variable kernel = net.g.trainableVariables().get(0);
        try (Session session = started(net.g);
                Session other = new Session(net.g)) {
            net.files(session, other, folder);
            assertThat(other.value(kernel)).isEqualTo(session.value(kernel));
        }
    }

    @Test
    void twoInputsShareALayerInBoth() {
        assertThat(HowToFaces.twinsInAWorkspace().params())
                .containsExactly("code_w", "code_b", "same_w", "same_b");
        Graph g = new Graph();
        HowToFaces.twinsInASession(g);
        assertThat(g.trainableVariables())
                .extracting(Variable::name)
                .hasSize(4)
                .contains("twins/code/kernel", "twins/code/bias");
    }
}
