package org.duograph.tutorials.zoo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.duograph.data.Picture;
import org.duograph.tensor.NDArray;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;
import org.duograph.zoo.Zoo;
import org.duograph.zoo.ZooModel;

/** Tells whether the exercises of this lesson are solved. */
public final class ZooChecks {
    private ZooChecks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise(
                        "Pixels become an input",
                        "Write what a card does to a pixel into input: order, mean and scale.",
                        () -> input(mine)),
                new Exercise(
                        "A Gram matrix by hand",
                        "Write the mean products of all pairs of maps into gram.",
                        () -> gram(mine)),
                new Exercise(
                        "A net that describes",
                        "Cut a net off before its last layer in features.",
                        () -> features(mine)));
    }

    private static Verdict input(Exercises mine) {
        byte[] pixels = {(byte) 250, 20, 100};
        double[] found = mine.input(pixels.clone(), new double[] {104, 117, 124}, 0.5);
        double[] wanted = {-2, -48.5, 63};
        if (near(found, wanted)) {
            return Verdict.right(
                    "The pixel 250, 20, 100 becomes %s: blue, green, red."
                            .formatted(Arrays.toString(found)));
        }
        String seen =
                "The pixel 250, 20, 100 becomes %s, with means 104, 117 and 124 and a scale of 0.5."
                        .formatted(Arrays.toString(found));
        if (found.length == 3 && Math.abs(found[2] - wanted[2]) > 127) {
            return Verdict.wrong(
                    seen, "250 is a byte with a sign for Java, -6; (pixel & 0xff) is 250.");
        } else if (near(found, new double[] {73, -48.5, -12})) {
            return Verdict.wrong(seen, "red comes first there; the net wants blue first.");
        } else if (near(found, new double[] {-54, -107, 1})) {
            return Verdict.wrong(seen, "the mean is subtracted first, then all is multiplied.");
        }
        return Verdict.wrong(seen, "blue is (100 - 104) * 0.5; the others go the same way.");
    }

    private static boolean near(double[] found, double[] wanted) {
        boolean near = found.length == wanted.length;
        for (int i = 0; near && i < wanted.length; i++) {
            near = Math.abs(found[i] - wanted[i]) < 1e-6;
        }
        return near;
    }

    private static Verdict gram(Exercises mine) {
        double[][] maps = {{1, 2, 3, 4}, {0, 1, 0, -1}, {2, 0, 2, 0}};
        double[][] found = mine.gram(maps);
        double[][] wanted = {{7.5, -0.5, 2}, {-0.5, 0.5, 0}, {2, 0, 2}};
        String seen = "You give back %s.".formatted(Arrays.deepToString(found));
        if (found.length != 3) {
            return Verdict.wrong(
                    seen, "a row and a column for each of the three maps, not for each place.");
        }
        for (int i = 0; i < 3; i++) {
            double[] sums = Arrays.stream(wanted[i]).map(v -> 4 * v).toArray();
            if (near(found[i], sums) && i == 0) {
                return Verdict.wrong(seen, "these are sums over the four places; take the mean.");
            } else if (!near(found[i], wanted[i])) {
                return Verdict.wrong(
                        seen,
                        "at [%d] stands the map times each map, place by place: it should be %s."
                                .formatted(i, Arrays.toString(wanted[i])));
            }
        }
        return Verdict.right("It is the same on both sides of the diagonal, as a product is.");
    }

    private static Verdict features(Exercises mine) throws Exception {
        ZooModel model = new Zoo(Path.of("no-folder")).model("lenet-fashion");
        NetDef cut = mine.features(model.predict());
        if (!cut.getExternalOutputList().equals(List.of("fc3"))) {
            return Verdict.wrong(
                    "The net's external outputs are %s.".formatted(cut.getExternalOutputList()),
                    "the one before the last operator is FC, and its first input is \"fc3\".");
        }
        if (cut.getOpCount() != model.predict().getOpCount() - 2) {
            return Verdict.wrong(
                    "The net has %d operators, and before it had %d."
                            .formatted(cut.getOpCount(), model.predict().getOpCount()),
                    "take the last two away, FC and Softmax, and no others.");
        }
        Random random = new Random(5);
        List<Picture> three =
                List.of(
                        Drawings.draw(28, Drawings.sign("heart", random)),
                        Drawings.draw(28, Drawings.sign("heart", random)),
                        Drawings.draw(28, Drawings.TROUSERS));
        NDArray input = model.card().pictures().input(three);
        try (Predictor predictor = new Predictor(new Workspace(), model.init(), cut)) {
            NDArray seen = predictor.run(List.of(input)).get(0);
            return Verdict.right(
                    "A heart is %.2f from another heart, and %.2f from trousers, if the cosine of the angle is taken from 1."
                            .formatted(distance(seen, 0, 1), distance(seen, 0, 2)));
        }
    }

    /** One minus the cosine of the angle between two rows. */
    private static double distance(NDArray rows, int one, int other) {
        int width = rows.shape().dim(1);
        double product = 0;
        double square = 0;
        double otherSquare = 0;
        for (int i = 0; i < width; i++) {
            double a = rows.get(one * width + i);
            double b = rows.get(other * width + i);
            product += a * b;
            square += a * a;
            otherSquare += b * b;
        }
        return 1 - product / Math.sqrt(square * otherSquare);
    }
}
