package org.duograph.survey.editor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.duograph.survey.study.Kind;

/**
 * A kind of question, to choose from.
 *
 * @param kind as the text names it
 * @param picture what it looks like, drawn with letters
 */
public record KindCard(String kind, String title, String picture, String description) {

    /** All kinds, in the order of the language. */
    public static List<KindCard> all() {
        return Arrays.stream(Kind.values()).map(KindCard::of).toList();
    }

    static KindCard of(Kind kind) {
        String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return switch (name) {
            case "single" ->
                    new KindCard(name, "One of several", "(o) Yes\n( ) No", "Exactly one option.");
            case "multiple" ->
                    new KindCard(
                            name,
                            "Any of several",
                            "[x] Bus\n[x] Train\n[ ] Bicycle",
                            "As many options as fit.");
            case "scale" ->
                    new KindCard(
                            name,
                            "Scale",
                            "bad ( ) ( ) (o) ( ) ( ) good",
                            "A whole number between two ends, such as 1 to 5.");
            case "number" ->
                    new KindCard(
                            name,
                            "Number",
                            "[ 7.5 ] hours",
                            "A number with a unit, from a least to a most.");
            case "minutes" ->
                    new KindCard(name, "Minutes", "[ 25 ] minutes", "How long something took.");
            case "slider" ->
                    new KindCard(name, "Slider", "0 -----|----- 100", "A place on a line.");
            case "date" -> new KindCard(name, "Date", "[ 2026-05-31 ]", "A day.");
            case "text" ->
                    new KindCard(
                            name,
                            "Words",
                            "[ ................ ]",
                            "Whatever one writes, on one line or several.");
            case "ranking" ->
                    new KindCard(
                            name,
                            "Ranking",
                            "1. Train\n2. Bus\n3. Car",
                            "All options, from first to last.");
            case "matrix" ->
                    new KindCard(
                            name,
                            "Table",
                            "      never often\nBus    ( )   (o)\nTrain  (o)   ( )",
                            "The same options for several rows.");
            case "semantic-differential" ->
                    new KindCard(
                            name,
                            "Between two words",
                            "dull ( ) (o) ( ) lively\nslow ( ) ( ) (o) fast",
                            "Rows of opposites, with places in between.");
            case "info" ->
                    new KindCard(
                            name,
                            "Only to read",
                            "Now think of last week.",
                            "A text without an answer.");
            default -> new KindCard(name, name, "", "");
        };
    }
}
