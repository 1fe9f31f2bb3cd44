package org.duograph.tutorials.clothes;

import java.util.List;
import org.duograph.data.Images;
import org.duograph.tensor.NDArray;

// tag::matrix[]
/**
 * How often images of one class were taken for another.
 *
 * @param counts counts[really][said]
 */
record ConfusionMatrix(int[][] counts) {
    static ConfusionMatrix of(NDArray probabilities, Images images) {
        int classes = probabilities.shape().dim(1);
        int[][] counts = new int[classes][classes];
        NDArray said = probabilities.argMax(1);
        for (int i = 0; i < said.size(); i++) {
            counts[images.label(i)][(int) said.getWhole(i)]++;
        }
        return new ConfusionMatrix(counts);
    }

    void print(List<String> names) {
        System.out.printf("%-11s |", "said:");
        for (int said = 0; said < counts.length; said++) {
            System.out.printf(" %4.4s", names.get(said));
        }
        System.out.println();
        for (int really = 0; really < counts.length; really++) {
            System.out.printf("%-11s |", names.get(really));
            for (int count : counts[really]) {
                System.out.printf(" %4d", count);
            }
            System.out.println();
        }
    }
    // end::matrix[]
}
