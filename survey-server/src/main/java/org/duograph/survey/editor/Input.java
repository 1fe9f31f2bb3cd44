package org.duograph.survey.editor;

import java.util.List;
import java.util.Map;

/**
 * One key of a part as a form shows it.
 *
 * @param value what stands there, of keys that have one value
 * @param texts by language, of keys that have a text in each; missing ones are empty
 * @param rows of keys that have a list of items; some empty ones at the end
 * @param choices what may be chosen, by the word that the text has for it
 */
public record Input(
        FormKey key,
        String value,
        Map<String, String> texts,
        List<Row> rows,
        Map<String, String> choices) {

    /**
     * An item of a list.
     *
     * @param columns its texts by language, by the name of the column: {@code label}, or {@code
     *     low} and {@code high}
     * @param share of a group
     */
    public record Row(String code, Map<String, Map<String, String>> columns, String share) {}

    static Input of(FormKey key, String value) {
        return new Input(key, value, Map.of(), List.of(), Map.of());
    }

    /** The name in the form, which is the key in the text. */
    public String name() {
        return key.key();
    }
}
