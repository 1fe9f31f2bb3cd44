package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class ArrayTextTest {
    @Test
    void numbersStandInBracketsAndTextsInQuotes() {
        NDArray texts = NDArray.zeros(new ArrayType(DType.STRING, Shape.of(2)));
        texts.setText(0, "a");
        texts.setText(1, "1");
        assertThat(ArrayText.named("X", texts)).endsWith("= [\"a\", \"1\"]\n");
        assertThat(ArrayText.named("X", NDArray.vector(1, 0.5f))).endsWith("= [1, 0.5]\n");
    }
}
