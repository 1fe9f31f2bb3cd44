package org.duograph.zoo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duograph.data.Characters;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * How a text becomes the input of a net that reads character after character and remembers.
 *
 * @param blob the input with numbers of characters: steps x texts, int32
 * @param characters which there are; the place of a character is its number
 * @param states the blobs of the memory, texts x width; each with the output that is the memory
 *     after the last step
 * @param width how many numbers each of them has for a text
 */
public record TextInput(String blob, Characters characters, Map<String, String> states, int width)
        implements Input {
    /**
     * A way to read.
     *
     * @throws IllegalArgumentException if there are no characters, one is there twice, or memories
     *     have no numbers
     */
    public TextInput {
        states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
        String all = characters.all();
        if (all.isEmpty() || all.chars().distinct().count() < all.length()) {
            throw new IllegalArgumentException(
                    "A model of texts knows each of its characters once, found \"%s\""
                            .formatted(all));
        }
        if (width < 1) {
            throw new IllegalArgumentException("A memory has at least 1 number, found " + width);
        }
    }

    @Override
    public Map<String, ArrayType> types() {
        Map<String, ArrayType> types = new LinkedHashMap<>();
        types.put(blob, new ArrayType(DType.INT32, Shape.of(1, 1)));
        states.keySet().forEach(state -> types.put(state, ArrayType.float32(1, width)));
        return types;
    }

    /** In words, for people. */
    @Override
    public String toString() {
        return "text, of %d kinds of characters; remembers %d x %d numbers"
                .formatted(characters.size(), states.size(), width);
    }
}
