package org.duograph.docs.snippets;

import static org.duograph.keras.Keras.callbacks;
import static org.duograph.keras.Keras.epochs;
import static org.duograph.keras.Keras.validationSplit;
import static org.duograph.keras.Keras.verbose;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.keras.Model;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensorboard.BlobWatch;
import org.duograph.tensorboard.FileWriter;
import org.duograph.tensorboard.Projector;
import org.duograph.tensorboard.TensorBoard;
import org.duograph.workspace.Workspace;

/** The code of the page about the board. */
final class SeeATraining {
    private SeeATraining() {}

    static void keras(Model model, NDArray x, NDArray y, Path run) {
        // tag::keras[]
        TensorBoard board = new TensorBoard(run).histograms(); // <1>
        model.fit(x, y, epochs(20), validationSplit(0.25), verbose(0), callbacks(board));
        // end::keras[]
    }

    static void session(NDArray points, Path run) {
        // tag::session[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2);
        Variable w = g.variable("w", new float[] {1, -1});
        Tensor loss = x.times(w.read()).sum(1).minus(1f).square().mean();
        Operation step = new GradientDescentOptimizer(0.1).minimize(loss);
        g.summaries().scalar("loss", loss); // <1>
        g.summaries().histogram("weights", w.read());
        Tensor all = g.summaries().mergeAll(); // <2>
        try (Session session = new Session(g);
                FileWriter writer = new FileWriter(run)) { // <3>
            session.run(g.globalVariablesInitializer());
            writer.addGraph(g);
            for (int i = 0; i < 50; i++) {
                session.feed(x, points).run(step);
                writer.addSummary(session.feed(x, points).run(all), i); // <4>
            }
        }
        // end::session[]
    }

    static void workspace(Workspace workspace, Path run) {
        // tag::workspace[]
        try (FileWriter writer = new FileWriter(run)) {
            BlobWatch.in(workspace, writer); // before the net is created
            workspace.createNet(workspace.net("train"), true);
            workspace.runNet("train", 100);
        }
        // end::workspace[]
    }

    static void more(FileWriter writer, NDArray images, NDArray labels, NDArray scores, int step) {
        // tag::more[]
        writer.addScalar("learning rate", 0.01, step);
        writer.addImages("worst mistakes", images, step);
        writer.addText("notes", "Half the **learning rate** from here on.", step);
        writer.addPrCurve("is a shoe", labels, scores, step);
        // end::more[]
    }

    static void embeddings(Path run, NDArray rows, List<String> words) throws IOException {
        // tag::embeddings[]
        Projector.write(run, List.of(new Projector.Embedding("words", rows, words)));
        // end::embeddings[]
    }
}
