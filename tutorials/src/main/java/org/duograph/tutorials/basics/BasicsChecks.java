package org.duograph.tutorials.basics;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;

/** Tells whether the exercises of this lesson are solved. */
public final class BasicsChecks {
    private BasicsChecks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise(
                        "A net of two operators",
                        "Let the net in sumAboveZero add X and Z, and make 0 of what is negative.",
                        () -> sumAboveZero(mine)),
                new Exercise(
                        "An init net",
                        "Fill W with random numbers and b with zeros in fill.",
                        () -> fill(mine)),
                new Exercise(
                        "Ask a net",
                        "Feed, run and fetch in ask, for a net that is there already.",
                        () -> ask(mine)));
    }

    private static Verdict sumAboveZero(Exercises mine) {
        Net net = new Net("mine");
        mine.sumAboveZero(net);
        Set<String> unknown = new TreeSet<>(net.externalInputs());
        unknown.removeAll(List.of("X", "Z"));
        if (!unknown.isEmpty()) {
            return Verdict.wrong(
                    "The net reads " + unknown + ", which nobody feeds.",
                    "the blobs are X and Z; names are case-sensitive.");
        }
        if (!net.blobIsDefined("Y")) {
            return Verdict.wrong(
                    "No operator writes the blob Y.", "the last operator's output is called Y.");
        }
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("X", NDArray.vector(1, -1, 3, -2));
            workspace.feedBlob("Z", NDArray.vector(2, -1, -5, 3));
            workspace.runNetOnce(net);
            NDArray y = workspace.fetchBlob("Y");
            String found =
                    "Of X = 1, -1, 3, -2 and Z = 2, -1, -5, 3 it makes %s."
                            .formatted(Arrays.toString(y.toDoubles()));
            if (y.equals(NDArray.vector(3, 0, 0, 1))) {
                return Verdict.right(found);
            }
            if (y.equals(NDArray.vector(3, -2, -2, 1))) {
                return Verdict.wrong(found, "that is the sum; Relu makes 0 of what is negative.");
            }
            if (y.equals(NDArray.vector(3, 0, 3, 3))) {
                return Verdict.wrong(
                        found, "add first, then Relu; you have it the other way round.");
            }
            return Verdict.wrong(
                    found,
                    "Add reads both blobs and writes a third; Relu reads that and writes Y.");
        }
    }

    private static Verdict fill(Exercises mine) {
        Net init = new Net("mine");
        mine.fill(init);
        try (Workspace workspace = new Workspace()) {
            workspace.runNetOnce(init);
            for (String blob : List.of("W", "b")) {
                Shape wanted = blob.equals("W") ? Shape.of(100, 20) : Shape.of(100);
                if (!workspace.hasBlob(blob)) {
                    return Verdict.wrong(
                            "After the net has run there is no blob " + blob + ".",
                            "net.op(type, name, arguments) appends a fill and says what it fills.");
                }
                Shape found = workspace.fetchBlob(blob).shape();
                if (!found.equals(wanted)) {
                    return Verdict.wrong(
                            "%s is %s.".formatted(blob, found),
                            "arg(\"shape\", List.of(...)) says how large; it should be %s."
                                    .formatted(wanted));
                }
            }
            return filled(workspace.fetchBlob("W"), workspace.fetchBlob("b"));
        }
    }

    private static Verdict filled(NDArray w, NDArray b) {
        double mean = Arrays.stream(w.toDoubles()).average().orElseThrow();
        double squares = Arrays.stream(w.toDoubles()).map(v -> v * v).average().orElseThrow();
        double deviation = Math.sqrt(squares - mean * mean);
        String found = "W has the mean %.2f and the deviation %.2f.".formatted(mean, deviation);
        if (Math.abs(mean) > 0.05) {
            return Verdict.wrong(
                    found, "the mean should be 0; GaussianFill has it as argument mean.");
        }
        if (deviation == 0) {
            return Verdict.wrong(found, "all numbers are the same; GaussianFill draws them.");
        }
        if (Math.abs(deviation - 0.5) > 0.05) {
            return Verdict.wrong(
                    found, "the argument std is the deviation; without it GaussianFill takes 1.");
        }
        if (Arrays.stream(b.toDoubles()).anyMatch(v -> v != 0)) {
            return Verdict.wrong(
                    "b begins with " + b.get(0) + ".", "a ConstantFill with the value 0f fills b.");
        }
        return Verdict.right(found + " b is 0.");
    }

    private static Verdict ask(Exercises mine) {
        Net predict = new Net("predict");
        predict.op("FC", List.of("X", "W", "b"), "Y");
        predict.op("Relu", "Y", "Z");
        predict.addExternalOutput("Z");
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("W", NDArray.of(Shape.of(2, 2), 1f, 0, 0, -1));
            workspace.feedBlob("b", NDArray.vector(0, 1));
            workspace.feedBlob("X", NDArray.of(Shape.of(1, 2), 0f, 0));
            workspace.createNet(predict.proto().toBuilder().setName("predict").build());
            NDArray first = mine.ask(workspace, NDArray.of(Shape.of(1, 2), 3f, 0));
            NDArray second = mine.ask(workspace, NDArray.of(Shape.of(1, 2), 5f, -1));
            String found = "It answers %s, then %s.".formatted(first, second);
            if (first.equals(NDArray.of(Shape.of(1, 2), 3f, 1))
                    && second.equals(NDArray.of(Shape.of(1, 2), 5f, 2))) {
                return Verdict.right(found);
            }
            if (first.equals(second)) {
                return Verdict.wrong(
                        found,
                        "it was asked two different things: feedBlob(\"X\", x) before the net runs.");
            }
            return Verdict.wrong(found, "feed X, run the net, fetch Z, in this order.");
        }
    }
}
