package org.duograph.tutorials.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.Test;

class ZooExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return ZooChecks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(ZooChecks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .allMatch(Verdict::solved);
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        assertThat(ZooChecks.of(new Exercises()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .noneMatch(Verdict::solved)
                .allMatch(verdict -> verdict.found().startsWith("Nothing is written yet"));
    }

    @Test
    void whatIsUsuallyWrongWithPixelsIsNamed() {
        assertThat(verdict(pixels(0, false, false), 1).hint()).contains("a byte with a sign");
        assertThat(verdict(pixels(0xff, true, false), 1).hint()).contains("red comes first");
        assertThat(verdict(pixels(0xff, false, true), 1).hint()).contains("subtracted first");
        Exercises zeros =
                new Solutions() {
                    @Override
                    public double[] input(byte[] pixels, double[] mean, double scale) {
                        return new double[3];
                    }
                };
        assertThat(verdict(zeros, 1).hint()).contains("blue is (100 - 104)");
    }

    private static Exercises pixels(int mask, boolean redFirst, boolean scaleFirst) {
        return new Solutions() {
            @Override
            public double[] input(byte[] pixels, double[] mean, double scale) {
                double[] input = new double[3];
                for (int i = 0; i < 3; i++) {
                    byte pixel = pixels[redFirst ? i : 2 - i];
                    double value = mask == 0 ? pixel : pixel & mask;
                    input[i] = scaleFirst ? value * scale - mean[i] : (value - mean[i]) * scale;
                }
                return input;
            }
        };
    }

    @Test
    void aGramMatrixOfSumsOrOfPlacesIsNotRight() {
        Exercises sums =
                new Solutions() {
                    @Override
                    public double[][] gram(double[][] maps) {
                        double[][] gram = super.gram(maps);
                        for (double[] row : gram) {
                            for (int j = 0; j < row.length; j++) {
                                row[j] *= maps[0].length;
                            }
                        }
                        return gram;
                    }
                };
        assertThat(verdict(sums, 2).hint()).contains("take the mean");
        Exercises places =
                new Solutions() {
                    @Override
                    public double[][] gram(double[][] maps) {
                        return new double[4][4];
                    }
                };
        assertThat(verdict(places, 2).hint()).contains("not for each place");
        Exercises maps =
                new Solutions() {
                    @Override
                    public double[][] gram(double[][] maps) {
                        return maps;
                    }
                };
        assertThat(verdict(maps, 2).hint()).contains("place by place");
    }

    @Test
    void aNetThatIsCutElsewhereIsNotRight() {
        Exercises whole =
                new Solutions() {
                    @Override
                    public NetDef features(NetDef predict) {
                        return predict;
                    }
                };
        assertThat(verdict(whole, 3).hint()).contains("its first input is \"fc3\"");
        Exercises outputOnly =
                new Solutions() {
                    @Override
                    public NetDef features(NetDef predict) {
                        return predict.toBuilder()
                                .clearExternalOutput()
                                .addExternalOutput("fc3")
                                .build();
                    }
                };
        assertThat(verdict(outputOnly, 3).hint()).contains("take the last two away");
    }
}
