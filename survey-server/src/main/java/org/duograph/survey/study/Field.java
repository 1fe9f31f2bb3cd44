package org.duograph.survey.study;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One input of the form, one column of the export, one line of the codebook.
 *
 * @param name {@code question[.part][.framework][.environment]}, such as {@code
 *     install_minutes.tensorflow.local}
 * @param type what its values look like
 * @param label what it asks, framework and environment filled in
 * @param options of a choice, what may be chosen; of a tick, empty
 * @param question the question that it belongs to
 */
public record Field(
        String name,
        Type type,
        Texts label,
        List<Item> options,
        Question question,
        Optional<Item> framework,
        Optional<Item> environment) {

    /** What values of a field look like. */
    public enum Type {
        /** The code of one of the options. */
        CHOICE,
        /** {@code 1}, or nothing. */
        TICK,
        /** A decimal number with a point. */
        NUMBER,
        /** A day, {@code 2026-11-29}. */
        DATE,
        /** Whatever the participant wrote. */
        WORDS
    }

    /** Before a slider's name: the name of the tick that says that it was not touched. */
    public static final String UNTOUCHED = "~";

    /** The tick of a slider that had no answer. */
    public static final String START = "start";

    /** The tick of a slider that had one. */
    public static final String CLEAR = "clear";

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}([.,]\\d{1,6})?");

    /** 1,200 is twelve hundred to some and little more than one to others. */
    private static final Pattern TWO_READINGS = Pattern.compile("-?[1-9]\\d{0,2}[.,]\\d{3}");

    /** Bells, vertical tabs and halves of characters, which no reader of an export expects. */
    private static final Pattern UNKEPT = Pattern.compile("[\\p{Cc}\\p{Cs}&&[^\\n\\t]]");

    private static final int ARABIC_POINT = '\u066B';
    private static final int MINUS = '\u2212';
    private static final Pattern DAY_FIRST =
            Pattern.compile("^(\\d{1,2})\\. ?(\\d{1,2})\\. ?(\\d{4})$");

    public Field {
        options = List.copyOf(options);
    }

    /**
     * What it asks, read without its question: of a row or an option, the question and then the
     * label; otherwise the label, which is the question.
     */
    public Texts asks() {
        Scope scope = new Scope(framework, environment);
        boolean isWhole = name.equals(question.name() + scope.suffix());
        return isWhole ? label : new Told(Map.of()).fill(question.text(), scope).then(label);
    }

    /** The most letters that an answer may have. */
    public int longest() {
        return question.kind() == Kind.TEXT && question.lines()
                ? Question.LONGEST_TEXT
                : Question.LONGEST_LINE;
    }

    /**
     * How much may be typed, in characters of UTF-16 as browsers count: enough for the longest
     * answer in any script, and twice as much in most, so that what is too long can be shortened.
     */
    public int typed() {
        return 2 * longest();
    }

    /** How long an answer is, in letters: Unicode's code points. */
    public static int length(String answer) {
        return answer.codePointCount(0, answer.length());
    }

    /**
     * A participant's input as it is stored: without blanks around it, line ends as {@code \n},
     * blanks in place of control characters, numbers with a point and without needless zeros. What
     * is no answer stays as it is.
     */
    public String tidy(String input) {
        String lines = input.replace("\r\n", "\n").replace('\r', '\n');
        String tidy = UNKEPT.matcher(lines).replaceAll(" ").strip();
        if (type == Type.DATE) {
            return DAY_FIRST.matcher(digits(tidy)).replaceFirst(Field::yearFirst);
        }
        if (type != Type.NUMBER) {
            return tidy;
        }
        String digits = digits(tidy);
        if (!NUMBER.matcher(digits).matches() || TWO_READINGS.matcher(digits).matches()) {
            return tidy;
        }
        return plain(new BigDecimal(digits.replace(',', '.')));
    }

    /** A number in any script's digits and signs, written with those of ASCII. */
    private static String digits(String input) {
        StringBuilder digits = new StringBuilder();
        input.codePoints()
                .filter(letter -> Character.getType(letter) != Character.FORMAT) // of direction
                .map(
                        letter ->
                                Character.isDigit(letter)
                                        ? '0' + Character.digit(letter, 10)
                                        : letter)
                .map(letter -> letter == ARABIC_POINT ? '.' : letter == MINUS ? '-' : letter)
                .forEach(digits::appendCodePoint);
        return digits.toString();
    }

    /**
     * What was answered in a form, tidy. A slider always says where it stands; whether somebody
     * touched it says the tick beside it: {@link #START} if it stood in the middle at first and was
     * no answer, {@link #CLEAR} if an answer was taken back.
     */
    String read(Map<String, String> input) {
        String value = tidy(input.getOrDefault(name, ""));
        if (question.kind() != Kind.SLIDER) {
            return value;
        }
        String tick = input.getOrDefault(UNTOUCHED + name, "");
        boolean moved = !value.equals(plain(question.range().middle()));
        return tick.equals(CLEAR) || tick.equals(START) && !moved ? "" : value;
    }

    /** 1.12.2026 as 2026-12-01; points are only written where the day comes first. */
    private static String yearFirst(MatchResult day) {
        return "%s-%02d-%02d"
                .formatted(
                        day.group(3),
                        Integer.parseInt(day.group(2)),
                        Integer.parseInt(day.group(1)));
    }

    /** A tidy value as it is read in a language; of a number, without its unit. */
    public String inWords(String value, String language) {
        return switch (type) {
            case CHOICE ->
                    options.stream()
                            .filter(option -> option.code().equals(value))
                            .map(option -> option.label().in(language))
                            .findFirst()
                            .orElse(value);
            case TICK -> value.equals("1") ? label.in(language) : value;
            case NUMBER -> Wanted.isNumber(value) ? number(value, language) : value;
            case DATE -> isDay(value) ? day(LocalDate.parse(value), language) : value;
            case WORDS -> value;
        };
    }

    private static String number(String value, String language) {
        NumberFormat format = NumberFormat.getNumberInstance(Texts.locale(language));
        format.setGroupingUsed(false);
        format.setMaximumFractionDigits(6);
        return format.format(new BigDecimal(value));
    }

    static String day(LocalDate day, String language) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .localizedBy(Texts.locale(language))
                .format(day);
    }

    private static boolean isDay(String value) {
        try {
            return LocalDate.parse(value).toString().equals(value);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** What is wrong with a tidy value that is not blank. */
    Optional<Problem> check(String value) {
        if (length(value) > longest()) {
            return problem("too_long", longest(), length(value));
        }
        return switch (type) {
            case CHOICE ->
                    options.stream().anyMatch(option -> option.code().equals(value))
                            ? Optional.empty()
                            : problem("no_option", value);
            case TICK -> value.equals("1") ? Optional.empty() : problem("no_option", value);
            case NUMBER -> checkNumber(value);
            case DATE -> checkDay(value);
            case WORDS -> Optional.empty();
        };
    }

    private Optional<Problem> checkNumber(String value) {
        Range range = question.range();
        if (!NUMBER.matcher(value).matches()) {
            return problem("no_number", value);
        }
        if (TWO_READINGS.matcher(value).matches()) {
            return problem("two_readings", value);
        }
        BigDecimal number = new BigDecimal(value.replace(',', '.'));
        if (!range.contains(number)) {
            return problem("out_of_range", plain(range.min()), plain(range.max()), value);
        }
        return range.isOnStep(number)
                ? Optional.empty()
                : problem("off_step", plain(range.step()), value);
    }

    private Optional<Problem> checkDay(String value) {
        Days days = question.days();
        if (!isDay(value)) {
            return problem("no_date", value);
        }
        return days.contains(LocalDate.parse(value))
                ? Optional.empty()
                : problem("date_out_of_range", days.min(), days.max(), value);
    }

    static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private Optional<Problem> problem(String key, Object... arguments) {
        return Optional.of(Problem.at(name, key, arguments));
    }
}
