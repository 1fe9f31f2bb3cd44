package org.duograph.survey.study;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * A company or register that sends participants by a link with their identifier there, such as
 * {@code /s/coffee?PROLIFIC_PID=5f1c}.
 *
 * @param parameter the name before the identifier
 */
public record Panel(String parameter) {

    /** The most letters that an identifier has. */
    public static final int LONGEST = 100;

    /** What addresses of ours say themselves. */
    private static final Set<String> OURS = Set.of("language", "trial");

    /** No control characters, no line ends, and none that turn the direction of writing. */
    private static final Pattern IDENTIFIER = Pattern.compile("[^\\p{C}\\p{Zl}\\p{Zp}]+");

    static Panel read(Entry entry) {
        String parameter = entry.text();
        if (!parameter.matches("[A-Za-z][A-Za-z0-9_.-]{0,39}") || OURS.contains(parameter)) {
            throw entry.error(
                    "panel: '"
                            + parameter
                            + "' cannot name the identifier in a link; write what stands before the"
                            + " = there, such as PROLIFIC_PID: letters, digits, _, - and points,"
                            + " 40 at most, and neither language nor trial");
        }
        return new Panel(parameter);
    }

    /** Whether a text can be somebody's identifier. */
    public static boolean isIdentifier(String text) {
        return text.length() <= LONGEST && IDENTIFIER.matcher(text).matches();
    }
}
