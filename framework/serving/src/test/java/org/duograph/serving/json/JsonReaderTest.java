package org.duograph.serving.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.duograph.serving.Refusal;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;

class JsonReaderTest {
    private static JsonReader reader(String text) {
        return new JsonReader(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String compact(String text) {
        return new JsonWriter().listsOnOneLine(true).copy(reader(text)).toString();
    }

    @Test
    void allThatJsonHasIsRead() {
        assertThat(
                        compact(
                                "[1, -0, 2.50, 1e3, -1.5E-2, true, false, null, \"a\\n"
                                        + "\\u00e9\\ud83d\\ude00\"]"))
                .isEqualTo("[1, 0, 2.5, 1000.0, -0.015, true, false, null, \"a\\né\ud83d\ude00\"]");
        assertThat(compact("{\"a\": {\"b\": []}, \"c\": {}}"))
                .isEqualTo("{\n    \"a\": {\n        \"b\": []\n    },\n    \"c\": {}\n}");
        assertThat(compact("[18446744073709551615, -9223372036854775808]"))
                .isEqualTo("[18446744073709551615, -9223372036854775808]");
        assertThat(compact("[NaN, Infinity, -Infinity, Inf]"))
                .isEqualTo("[NaN, Infinity, -Infinity, Infinity]");
    }

    @Test
    void numbersAreReadAsTheJdkReadsThem() {
        Draw.times(
                2000,
                draw -> {
                    String digits =
                            Integer.toString(draw.between(0, Integer.MAX_VALUE))
                                    + draw.between(0, 999_999_999);
                    int point = draw.between(1, digits.length() - 1);
                    String whole = digits.substring(0, point).replaceFirst("^0+(?=.)", "");
                    String text =
                            draw.of(List.of("", "-"))
                                    + whole
                                    + "."
                                    + digits.substring(point)
                                    + draw.of(List.of("", "e" + draw.between(-40, 40)));
                    JsonReader reader = reader(text);
                    assertThat(reader.number()).as(text).isEqualTo(Double.parseDouble(text));
                });
    }

    @Test
    void whatIsNoJsonIsRefusedInRapidJsonsWords() {
        String[][] cases = {
            {"", "The document is empty"},
            {"[1 2]", "Missing a comma or ] after an array element. at offset: 3"},
            {"{1: 2}", "Missing a name for object member. at offset: 1"},
            {"{\"a\" 2}", "Missing a colon after a name of object member. at offset: 5"},
            {"{\"a\": 2 \"b\"}", "Missing a comma or } after an object member. at offset: 8"},
            {"[1.]", "Miss fraction part in number. at offset: 3"},
            {"[1e]", "Miss exponent in number. at offset: 3"},
            {"[1e400]", "Number too big to be stored in double. at offset: 1"},
            {"[tru]", "Invalid value. at offset: 4"},
            {"[\"a", "Missing a closing quotation mark in string. at offset: 1"},
            {"[\"\\x\"]", "Invalid escape character in string. at offset: 2"},
            {"[\"\\ud800\"]", "The surrogate pair in string is invalid. at offset: 2"},
            {"[\"\\u00g0\"]", "Incorrect hex digit after \\u escape in string. at offset: 2"},
            {"[\"\n\"]", "Invalid encoding in string. at offset: 2"},
        };
        for (String[] one : cases) {
            assertThatThrownBy(() -> compact(one[0]))
                    .as(one[0])
                    .isInstanceOf(Refusal.class)
                    .hasMessage("JSON Parse error: " + one[1]);
        }
        assertThatThrownBy(() -> compact("[".repeat(100)))
                .hasMessageContaining("more than 64 deep");
    }

    @Test
    void decimalsAreTensorFlowServings() {
        float[] floats = {3, 0.1f, 9e6f, 3e-5f, 16777216, 1 / 3f, 1e-10f, 123456.7f, -0.0f, 5e29f};
        String[] texts = {
            "3.0",
            "0.1",
            "9e+06",
            "3e-05",
            "16777216.0",
            "0.333333343",
            "1e-10",
            "123456.703",
            "-0.0",
            "5e+29"
        };
        for (int i = 0; i < floats.length; i++) {
            assertThat(Decimal.text(floats[i])).isEqualTo(texts[i]);
        }
        assertThat(Decimal.text(1 / 3.0)).isEqualTo("0.33333333333333331");
        assertThat(Decimal.text(1e100)).isEqualTo("1e+100");
        Draw.times(
                2000,
                draw -> {
                    float value = Float.intBitsToFloat(draw.between(0, 0x7f7fffff));
                    assertThat(Float.parseFloat(Decimal.text(value))).isEqualTo(value);
                });
    }
}
