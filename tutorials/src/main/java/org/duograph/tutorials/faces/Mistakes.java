package org.duograph.tutorials.faces;

import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.faces.TwoWays.B;
import static org.duograph.tutorials.faces.TwoWays.KERNEL;
import static org.duograph.tutorials.faces.TwoWays.W;
import static org.duograph.tutorials.faces.TwoWays.X;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.duograph.session.Graph;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;

/** The program of the lesson with a mistake in it, in both faces: when it is noticed. */
final class Mistakes {
    // tag::wide[]
    private static final NDArray WIDE = NDArray.of(Shape.of(2, 4), 1f, 0, -1, 2, 1, 0, 2, 1);
    private static final NDArray TALL = NDArray.of(Shape.of(4, 2), 1f, 1, 0, 0, -1, 2, 2, 1);

    // end::wide[]

    private Mistakes() {}

    // tag::kinds[]
    /** What somebody got wrong. */
    enum Mistake {
        NONE("no mistake at all"),
        OPERATOR("a misspelt operator"),
        NAME("a misspelt name of the weights"),
        WEIGHTS("weights for four inputs"),
        EMPTY("weights that nobody filled"),
        NOT_FED("no input"),
        INPUT("rows of four numbers");

        final String text;

        Mistake(String text) {
            this.text = text;
        }
    }

    /** How far the program was. */
    enum When {
        WRITTEN("while it is written"),
        CREATED("when the net is created"),
        FED("when it is fed"),
        RUN("when it runs"),
        NEVER("never");

        final String text;

        When(String text) {
            this.text = text;
        }
    }

    // end::kinds[]

    // tag::workspace[]
    static void workspace(Mistake m, Consumer<When> now) {
        now.accept(When.WRITTEN);
        Net net = new Net("wrong_" + m.name().toLowerCase(Locale.ROOT));
        String weights = m == Mistake.NAME ? "V" : "W";
        net.op("FC", List.of("X", weights, "b"), "scores");
        net.op(m == Mistake.OPERATOR ? "Softmacks" : "Softmax", "scores", "Y");
        try (Workspace workspace = new Workspace()) {
            if (m != Mistake.EMPTY) {
                workspace.feedBlob("W", m == Mistake.WEIGHTS ? WIDE : W);
            }
            workspace.feedBlob("b", B);
            now.accept(When.CREATED);
            workspace.createNet(net);
            now.accept(When.FED);
            if (m != Mistake.NOT_FED) {
                workspace.feedBlob("X", m == Mistake.INPUT ? WIDE : X);
            }
            now.accept(When.RUN);
            workspace.runNet(net.name());
        }
    }

    // end::workspace[]

    // tag::session[]
    static void session(Mistake m, Consumer<When> now) {
        now.accept(When.WRITTEN);
        Graph g = new Graph();
        Tensor x = g.placeholder("X", DType.FLOAT32, -1, 3);
        g.variable("W", m == Mistake.WEIGHTS ? TALL : KERNEL);
        Tensor w = g.tensor(m == Mistake.NAME ? "V/read:0" : "W/read:0"); // <1>
        Tensor b = g.variable("b", B).read();
        Tensor scores = x.matmul(w).addBias(b);
        String type = m == Mistake.OPERATOR ? "Softmacks" : "Softmax";
        Tensor y = g.op(type).input(scores).tensor();
        try (Session s = new Session(g)) {
            if (m != Mistake.EMPTY) {
                s.initialize();
            }
            now.accept(When.FED);
            Run run = s.newRun();
            if (m != Mistake.NOT_FED) {
                run.feed(x, m == Mistake.INPUT ? WIDE : X);
            }
            now.accept(When.RUN);
            run.run(y);
        }
    }

    // end::session[]

    // tag::noticed[]
    /** One of the two programs above. */
    interface Program {
        void go(Mistake mistake, Consumer<When> now);
    }

    /** When the engine notices a mistake, and the words in which it says so. */
    record Noticed(When when, String message) {
        static Noticed of(Program program, Mistake mistake) {
            When[] now = {When.NEVER};
            try {
                program.go(mistake, when -> now[0] = when);
                return new Noticed(When.NEVER, "");
            } catch (RuntimeException e) {
                return new Noticed(now[0], String.valueOf(e.getMessage()));
            }
        }
    }

    // end::noticed[]

    // tag::show[]
    static void show() {
        List<String> words = new ArrayList<>();
        System.out.printf("%-31s %-24s %s%n", "what is wrong", "workspace", "session");
        for (Mistake mistake : Mistake.values()) {
            Noticed workspace = Noticed.of((m, now) -> workspace(m, now), mistake);
            Noticed session = Noticed.of((m, now) -> session(m, now), mistake);
            System.out.printf(
                    "%-31s %-24s %s%n", mistake.text, workspace.when().text, session.when().text);
            words.add(mistake.text + "\n  " + workspace.message() + "\n  " + session.message());
        }
        part();
        for (Mistake mistake : List.of(Mistake.NAME, Mistake.WEIGHTS, Mistake.INPUT)) {
            System.out.println(words.get(mistake.ordinal()));
        }
    }
    // end::show[]
}
