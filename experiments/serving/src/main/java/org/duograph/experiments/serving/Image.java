package org.duograph.experiments.serving;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.duograph.experiments.harness.NetSpec;

/** The same image for all, in the order of axes that each wants. */
final class Image {
    private static final int SIZE = NetSpec.SIZE;

    private Image() {}

    /** Pixels of three planes. */
    private static float[][][] pixels() {
        float[][][] pixels = new float[NetSpec.CHANNELS][SIZE][SIZE];
        Random random = new Random(2);
        for (float[][] plane : pixels) {
            for (float[] row : plane) {
                for (int x = 0; x < SIZE; x++) {
                    row[x] = random.nextInt(256) / 255f;
                }
            }
        }
        return pixels;
    }

    private static int[] dims(boolean channelsLast) {
        return channelsLast
                ? new int[] {SIZE, SIZE, NetSpec.CHANNELS}
                : new int[] {NetSpec.CHANNELS, SIZE, SIZE};
    }

    /** As lists in lists. */
    static String json(boolean channelsLast) {
        float[][][] pixels = pixels();
        int[] dims = dims(channelsLast);
        StringBuilder text = new StringBuilder("[");
        for (int a = 0; a < dims[0]; a++) {
            text.append(a > 0 ? ",[" : "[");
            for (int b = 0; b < dims[1]; b++) {
                text.append(b > 0 ? ",[" : "[");
                for (int c = 0; c < dims[2]; c++) {
                    float value = channelsLast ? pixels[c][a][b] : pixels[a][b][c];
                    text.append(c > 0 ? "," : "").append(value);
                }
                text.append(']');
            }
            text.append(']');
        }
        return text.append(']').toString();
    }

    /** As bytes, least significant first. */
    static byte[] bytes(boolean channelsLast) {
        float[][][] pixels = pixels();
        int[] dims = dims(channelsLast);
        ByteBuffer bytes =
                ByteBuffer.allocate(4 * dims[0] * dims[1] * dims[2]).order(ByteOrder.LITTLE_ENDIAN);
        for (int a = 0; a < dims[0]; a++) {
            for (int b = 0; b < dims[1]; b++) {
                for (int c = 0; c < dims[2]; c++) {
                    bytes.putFloat(channelsLast ? pixels[c][a][b] : pixels[a][b][c]);
                }
            }
        }
        return bytes.array();
    }
}
