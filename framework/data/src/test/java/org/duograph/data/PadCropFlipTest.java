package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.duograph.tensor.Philox;
import org.junit.jupiter.api.Test;

class PadCropFlipTest {
    private static final ImageShape SHAPE = new ImageShape(2, 2, 2);
    private static final byte[] PIXELS = {1, 2, 3, 4, 5, 6, 7, 8};

    private static List<Byte> apply(PadCropFlip augmentation, int image) {
        byte[] into = new byte[8];
        Arrays.fill(into, (byte) 99);
        augmentation.apply(SHAPE, PIXELS, into, new Philox(1, 1), image * 16L);
        List<Byte> list = new ArrayList<>();
        for (byte b : into) {
            list.add(b);
        }
        return list;
    }

    @Test
    void withoutPaddingAndFlipNothingChanges() {
        assertThat(apply(new PadCropFlip(0, false), 5))
                .containsExactly(bytes(1, 2, 3, 4, 5, 6, 7, 8));
    }

    @Test
    void aFlipExchangesLeftAndRightInEveryChannel() {
        List<List<Byte>> seen = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            seen.add(apply(new PadCropFlip(0, true), i));
        }
        List<Byte> flipped = List.of(bytes(2, 1, 4, 3, 6, 5, 8, 7));
        assertThat(Collections.frequency(seen, flipped)).isBetween(30, 70);
        assertThat(seen).containsOnly(flipped, List.of(bytes(1, 2, 3, 4, 5, 6, 7, 8)));
    }

    @Test
    void aCropShowsTheImageAtEveryPlaceWithZerosAround() {
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            seen.add(apply(new PadCropFlip(1, false), i).toString());
        }
        assertThat(seen)
                .hasSize(9)
                .contains("[1, 2, 3, 4, 5, 6, 7, 8]") // in the middle
                .contains("[4, 0, 0, 0, 8, 0, 0, 0]") // one down, one right
                .contains("[0, 0, 0, 1, 0, 0, 0, 5]") // one up, one left
                .contains("[0, 1, 0, 3, 0, 5, 0, 7]"); // one left
    }

    private static Byte[] bytes(int... values) {
        Byte[] bytes = new Byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
