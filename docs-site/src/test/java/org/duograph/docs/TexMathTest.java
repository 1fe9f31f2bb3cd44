package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TexMathTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    x_i^2           | <msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>
                    0.5 a           | <mn>0.5</mn><mi>a</mi>
                    \\frac{1}{n}    | <mfrac><mrow><mn>1</mn></mrow><mrow><mi>n</mi></mrow></mfrac>
                    \\sum_i i       | <munder><mo>∑</mo><mi>i</mi></munder><mi>i</mi>
                    a := -b         | <mi>a</mi><mo>≔</mo><mo>−</mo><mi>b</mi>
                    a < b           | <mi>a</mi><mo>&lt;</mo><mi>b</mi>
                    \\text{if } x   | <mtext>if </mtext><mi>x</mi>
                    \\hat{x}        | <mover accent="true"><mrow><mi>x</mi></mrow><mo>^</mo></mover>
                    \\mathbf{Wx}    | <mi>𝐖𝐱</mi>
                    x \\rightarrow y| <mi>x</mi><mo>→</mo><mi>y</mi>
                    """)
    void writesMathMl(String tex, String mathMl) {
        assertThat(TexMath.toMathMl(tex, false)).contains("<mrow>" + mathMl + "</mrow></math>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\begin{cases} x & x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}",
                "\\left( \\frac{a}{b} \\right)^{\\beta}",
                "\\left\\lfloor \\frac{h}{s} \\right\\rfloor + 1",
                "\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}",
                "\\sqrt{\\sigma^2 + \\epsilon}, \\operatorname{softmax}(x), \\max_j x_j, \\log p"
            })
    void readsWhatOurPagesUse(String tex) {
        assertThat(TexMath.toMathMl(tex, true)).doesNotContain("\\").endsWith("</math>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\wobble", "\\frac{1}", "{x", "x}", "\\left( x", "\\begin{x}\\end{x}"})
    void refusesWhatItDoesNotUnderstand(String tex) {
        assertThatThrownBy(() -> TexMath.toMathMl(tex, true))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
