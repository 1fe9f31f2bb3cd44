package org.duograph.survey.editor;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;

/** Writes new parts of a YAML text: short ones on one line, long ones with a line for each. */
final class YamlWriter {
    private static final int WIDTH = 100;

    private final Yaml plain = yaml(ScalarStyle.PLAIN);
    private final Yaml quoted = yaml(ScalarStyle.DOUBLE_QUOTED);

    /**
     * What follows a key and its colon, blank or line end included.
     *
     * @param indent of the key
     */
    String afterKey(Object value, int indent) {
        if (isScalar(value)) {
            return " " + scalar(value, indent + 2);
        }
        if (isEmpty(value) || value instanceof Map && fits(value, indent + 20)) {
            return " " + flow(value);
        }
        if (value instanceof List && isPlain((List<?>) value) && fits(value, indent + 20)) {
            return " " + flow(value);
        }
        return "\n" + " ".repeat(indent + 2) + block(value, indent + 2);
    }

    /** A part that begins where {@code indent} blanks stand already. */
    String block(Object value, int indent) {
        if (isScalar(value)) {
            return scalar(value, indent);
        }
        if (isEmpty(value)) {
            return flow(value);
        }
        String next = "\n" + " ".repeat(indent);
        if (value instanceof List) {
            return ((List<?>) value)
                    .stream().map(item -> item(item, indent)).collect(Collectors.joining(next));
        }
        return ((Map<?, ?>) value)
                .entrySet().stream()
                        .map(entry -> entry((String) entry.getKey(), entry.getValue(), indent))
                        .collect(Collectors.joining(next));
    }

    /** An item of a list, dash included; maps of a few short words stay on one line. */
    String item(Object value, int indent) {
        boolean short_ = value instanceof Map && isPlain(((Map<?, ?>) value).values());
        return "- " + (short_ && fits(value, indent + 2) ? flow(value) : block(value, indent + 2));
    }

    String entry(String key, Object value, int indent) {
        return flowScalar(key) + ":" + afterKey(value, indent);
    }

    private static boolean isScalar(Object value) {
        return !(value instanceof List) && !(value instanceof Map);
    }

    private static boolean isEmpty(Object value) {
        return value instanceof List && ((List<?>) value).isEmpty()
                || value instanceof Map && ((Map<?, ?>) value).isEmpty();
    }

    private static boolean isPlain(Iterable<?> values) {
        for (Object value : values) {
            if (!isScalar(value)) return false;
        }
        return true;
    }

    private boolean fits(Object value, int indent) {
        return indent + flow(value).length() <= WIDTH && !hasLines(value);
    }

    private static boolean hasLines(Object value) {
        if (value instanceof Map) {
            return ((Map<?, ?>) value).values().stream().anyMatch(YamlWriter::hasLines);
        }
        return value instanceof List
                ? ((List<?>) value).stream().anyMatch(YamlWriter::hasLines)
                : value.toString().contains("\n");
    }

    String flow(Object value) {
        if (value instanceof List) {
            return ((List<?>) value)
                    .stream().map(this::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map) {
            return ((Map<?, ?>) value)
                    .entrySet().stream()
                            .map(e -> flow(e.getKey()) + ": " + flow(e.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
        }
        return flowScalar(value);
    }

    /** A text outside of braces: several lines as such, where YAML can say so without escapes. */
    private String scalar(Object value, int indent) {
        String text = value.toString();
        boolean literal =
                text.contains("\n")
                        && text.equals(text.strip())
                        && text.codePoints().allMatch(c -> c == '\n' || isOrdinary(c))
                        && text.lines().noneMatch(line -> !line.isEmpty() && line.isBlank());
        if (!literal) {
            return flowScalar(value);
        }
        String margin = " ".repeat(indent);
        return text.lines()
                .map(line -> line.isEmpty() ? "" : margin + line)
                .collect(Collectors.joining("\n", "|-\n", ""));
    }

    private static boolean isOrdinary(int codePoint) {
        return codePoint >= ' '
                && codePoint < 0xFFFE
                && !Character.isISOControl(codePoint)
                && codePoint != 0x2028
                && codePoint != 0x2029
                && codePoint != 0xFEFF;
    }

    /** A text on one line, in quotes where without them it would be read as something else. */
    private String flowScalar(Object value) {
        if (!(value instanceof String)) {
            return value.toString();
        }
        String text = (String) value;
        boolean ordinary = text.codePoints().allMatch(YamlWriter::isOrdinary);
        String written = ordinary ? dump(plain, text) : "'";
        return written.startsWith("'") ? dump(quoted, text) : written;
    }

    private static String dump(Yaml yaml, String text) {
        String list = yaml.dump(List.of(text)).strip();
        return list.substring(1, list.length() - 1);
    }

    private static Yaml yaml(ScalarStyle style) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.FLOW);
        options.setDefaultScalarStyle(style);
        options.setWidth(Integer.MAX_VALUE);
        options.setSplitLines(false);
        options.setAllowUnicode(true);
        options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE);
        return new Yaml(options);
    }
}
