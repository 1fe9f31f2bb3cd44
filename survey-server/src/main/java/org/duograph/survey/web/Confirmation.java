package org.duograph.survey.web;

import java.util.List;
import java.util.Map;

/**
 * A question before something goes for good.
 *
 * @param title what is about to be done
 * @param says what will be gone, and what stays
 * @param action where the form goes that does it
 * @param button the word for doing it
 * @param back where to go instead
 * @param fields what else the form sends
 */
public record Confirmation(
        String title,
        List<String> says,
        String action,
        String button,
        String back,
        Map<String, String> fields) {

    Confirmation(String title, List<String> says, String action, String button, String back) {
        this(title, says, action, button, back, Map.of());
    }
}
