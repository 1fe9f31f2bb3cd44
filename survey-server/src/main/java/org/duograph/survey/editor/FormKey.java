package org.duograph.survey.editor;

import java.util.Locale;

/**
 * How a key of a study's text is shown in a form. Which keys a part has, {@code StudyKeys} says; a
 * key that is not here is left to the text.
 */
public enum FormKey {
    LANGUAGES(
            Type.CODES,
            "Languages",
            "Their tags, such as en de ar. The first is shown to those whose language is not among them."),
    TITLE(Type.LINE, "Title", "The heading."),
    INTRODUCTION(Type.LINES, "Introduction", "What to know before one begins."),
    CONSENT(Type.LINES, "Consent", "What participants agree to before the first question."),
    PRIVACY(Type.CHOICE, "Answers are", "Once there are answers, this stays as it was promised."),
    INVITED_ONLY(Type.FLAG, "Only with a personal link", "Nobody else can take part."),
    PANEL(
            Type.CODE,
            "Identifier of a panel",
            "The name by which a panel's links carry who comes, such as PROLIFIC_PID. Kept with the answers, so not in an anonymous study. Leave it empty without a panel."),
    COMPLETION(
            Type.CODE,
            "Link at the end",
            "The https address to which the receipt leads back. May hold {panel} and {code} behind its question mark. Leave it empty for none."),
    FRAMEWORKS(
            Type.ITEMS,
            "What is compared",
            "Products, for example. A section may be repeated for each. Leave this empty if nothing is compared."),
    ENVIRONMENTS(
            Type.ITEMS,
            "Where it is used",
            "A question may be repeated for each. Mostly left empty."),
    GROUPS(
            Type.GROUPS,
            "Groups",
            "Chance divides participants between them; sections and questions may be shown to one group only. A share of 2 gets twice as many people as a share of 1."),
    NAME(
            Type.CODE,
            "Name in exports",
            "Lower-case letters, digits, _ and -. Left empty, one is made up. Keep it once there are answers."),
    INSTRUMENT(Type.FIXED, "Instrument", "Its questions and texts come along."),
    EACH(Type.EACH, "Repeat", "Asked once for each thing that is compared or used."),
    REQUIRED(Type.FLAG, "Must be answered", "Nobody gets on without an answer."),
    RANDOM(Type.FLAG, "Random order", "Anew for each participant."),
    LAST(Type.CODES, "Always last", "Codes that stay at the end of a random order, such as none."),
    TEXT(Type.LINES, "Question", "What you ask."),
    HINT(Type.LINES, "Hint", "A second line that explains. May be left empty."),
    OPTIONS(
            Type.ITEMS,
            "Options",
            "One a line. The code is what exports show; left empty, it is made from the label."),
    ROWS(Type.ITEMS, "Rows", "Each is answered by itself."),
    OTHER(
            Type.LINE,
            "Label of \"other\"",
            "Adds an option with a field for words. Leave it empty for none."),
    DECLINE(
            Type.LINE,
            "Label of \"no answer\"",
            "Adds an option not to answer. Leave it empty for none."),
    MIN(Type.NUMBER, "Least", "The least that may be answered."),
    MAX(Type.NUMBER, "Most", "The most that may be answered."),
    STEP(
            Type.NUMBER,
            "Step",
            "From one allowed number to the next. Left empty, all in between count."),
    POINTS(Type.NUMBER, "Points", "How many places there are between the two ends."),
    UNIT(Type.LINE, "Unit", "What is counted: years, minutes, euros."),
    LOW(Type.LINE, "Low end", "What the least means."),
    HIGH(Type.LINE, "High end", "What the most means."),
    LINES(Type.FLAG, "Several lines", "Room for a longer answer."),
    SHOW_IF(Type.CONDITION, "Shown only if", "Whether it is asked can depend on earlier answers.");

    /** What a key holds, and so what one fills in. */
    public enum Type {
        /** A text in each language, one line. */
        LINE,
        /** A text in each language, several lines. */
        LINES,
        CODE,
        /** Words by blanks: a list. */
        CODES,
        FLAG,
        NUMBER,
        CHOICE,
        EACH,
        ITEMS,
        GROUPS,
        CONDITION,
        /** Only to read. */
        FIXED
    }

    private final Type type;
    private final String label;
    private final String help;

    FormKey(Type type, String label, String help) {
        this.type = type;
        this.label = label;
        this.help = help;
    }

    public Type type() {
        return type;
    }

    public String label() {
        return label;
    }

    public String help() {
        return help;
    }

    /** The key as the text has it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
