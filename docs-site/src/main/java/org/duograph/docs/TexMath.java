package org.duograph.docs;

import org.jsoup.nodes.Entities;

/**
 * Turns a formula in LaTeX notation into MathML.
 *
 * <p>It knows the part of LaTeX that our pages use and refuses the rest by name, so that a formula
 * is either right or fails the build; no script runs in the reader's browser. It writes MathML
 * Core, which every current browser lays out by itself.
 */
final class TexMath {
    private final TexReader in;

    private TexMath(String tex) {
        in = new TexReader(tex);
    }

    /**
     * Converts one formula.
     *
     * @param tex the formula without delimiters
     * @param display true for a line of its own, false inside a sentence
     * @throws IllegalArgumentException naming the command that is not known
     */
    static String toMathMl(String tex, boolean display) {
        TexMath parser = new TexMath(tex.strip());
        String row = parser.row();
        if (!parser.in.atEnd()) {
            throw new IllegalArgumentException("unexpected '" + parser.in.peek() + "' in " + tex);
        }
        String mode = display ? "block" : "inline";
        return "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\""
                + mode
                + "\"><mrow>"
                + row
                + "</mrow></math>";
    }

    /** Everything up to a closing brace, a cell's end, {@code \right} or {@code \end}. */
    private String row() {
        StringBuilder row = new StringBuilder();
        while (!in.atEnd()
                && in.peek() != '}'
                && in.peek() != '&'
                && !in.lookingAt("\\\\")
                && !lookingAtCommand("\\right")
                && !in.lookingAt("\\end{")) {
            row.append(scripted());
        }
        return row.toString();
    }

    private boolean lookingAtCommand(String command) {
        return in.lookingAt(command) && !in.lookingAt("\\rightarrow");
    }

    private String scripted() {
        boolean limits = lookingAtLimits();
        String base = atom();
        String sub = null;
        String sup = null;
        while (in.peek() == '_' || in.peek() == '^' || in.peek() == '\'') {
            char sign = in.next();
            if (sign == '_') {
                sub = group();
            } else {
                sup = sign == '\'' ? "<mo>′</mo>" : group();
            }
        }
        if (sub == null && sup == null) {
            return base;
        }
        String both = limits ? "munderover" : "msubsup";
        String low = limits ? "munder" : "msub";
        String high = limits ? "mover" : "msup";
        if (sup == null) {
            return tag(low, base + sub);
        }
        return sub == null ? tag(high, base + sup) : tag(both, base + sub + sup);
    }

    private boolean lookingAtLimits() {
        return TexSymbols.BIG.keySet().stream()
                        .anyMatch(name -> !name.equals("int") && in.lookingAt("\\" + name))
                || TexSymbols.LIMIT_FUNCTIONS.stream().anyMatch(name -> in.lookingAt("\\" + name));
    }

    private String group() {
        if (!in.accept("{")) {
            return atom();
        }
        String row = row();
        in.expect("}");
        return tag("mrow", row);
    }

    private String atom() {
        String number = in.number();
        if (!number.isEmpty()) {
            return tag("mn", number);
        }
        if (in.peek() == '{') {
            return group();
        }
        if (in.accept(":=")) {
            return tag("mo", "≔");
        }
        char c = in.next();
        if (c == '\\') {
            return command(in.command());
        }
        if (Character.isLetter(c)) {
            return tag("mi", String.valueOf(c));
        }
        return switch (c) {
            case '-' -> tag("mo", "−");
            case '*' -> tag("mo", "∗");
            case '~' -> space("0.333em");
            case '(', ')', '[', ']', '|' -> fence(String.valueOf(c), false);
            default -> tag("mo", Entities.escape(String.valueOf(c)));
        };
    }

    private String command(String name) {
        if (TexSymbols.LETTERS.containsKey(name)) {
            return tag("mi", TexSymbols.LETTERS.get(name));
        }
        if (TexSymbols.OPERATORS.containsKey(name)) {
            return tag("mo", TexSymbols.OPERATORS.get(name));
        }
        if (TexSymbols.BIG.containsKey(name)) {
            return tag("mo", TexSymbols.BIG.get(name));
        }
        if (TexSymbols.FENCES.containsKey(name)) {
            return fence(TexSymbols.FENCES.get(name), false);
        }
        if (TexSymbols.SPACES.containsKey(name)) {
            return space(TexSymbols.SPACES.get(name));
        }
        if (TexSymbols.FUNCTIONS.contains(name)) {
            return tag("mi", name) + (in.peek() == '(' ? "" : space("0.167em"));
        }
        if (TexSymbols.LIMIT_FUNCTIONS.contains(name)) {
            return tag("mo", " movablelimits=\"true\" rspace=\"0\"", name);
        }
        if (TexSymbols.ACCENTS.containsKey(name)) {
            return tag(
                    "mover", " accent=\"true\"", group() + tag("mo", TexSymbols.ACCENTS.get(name)));
        }
        return switch (name) {
            case "frac" -> tag("mfrac", group() + group());
            case "sqrt" -> tag("msqrt", group());
            case "text" -> tag("mtext", Entities.escape(in.braced()));
            case "mathrm", "operatorname" ->
                    tag("mi", " mathvariant=\"normal\"", Entities.escape(in.braced()));
            case "mathbf" -> tag("mi", letters(in.braced(), 0x1D400, 0x1D41A));
            case "mathbb" -> tag("mi", in.braced().replace("R", "ℝ").replace("N", "ℕ"));
            case "left" -> fenced();
            case "begin" -> environment(in.braced());
            case "%", "_", "#", "&" -> tag("mo", Entities.escape(name));
            case " " -> space("0.333em");
            default ->
                    throw new IllegalArgumentException(
                            "formula uses \\" + name + ", which TexMath does not know: " + in);
        };
    }

    private String fenced() {
        String left = delimiter();
        String inside = row();
        in.expect("\\right");
        return tag("mrow", fence(left, true) + inside + fence(delimiter(), true));
    }

    private String delimiter() {
        char c = in.next();
        return c == '\\' ? TexSymbols.FENCES.get(in.command()) : c == '.' ? "" : "" + c;
    }

    private String environment(String name) {
        String columns = name.equals("aligned") ? "right left" : name.equals("cases") ? "left" : "";
        StringBuilder rows = new StringBuilder();
        StringBuilder cells = new StringBuilder();
        while (!in.lookingAt("\\end{")) {
            cells.append(tag("mtd", row()));
            if (in.accept("&")) {
                continue;
            }
            if (!in.accept("\\\\") && !in.lookingAt("\\end{")) {
                in.expect("\\end{" + name + "}");
            }
            rows.append(tag("mtr", cells.toString()));
            cells.setLength(0);
        }
        in.expect("\\end");
        in.braced();
        String table =
                tag(
                        "mtable",
                        columns.isEmpty() ? "" : " class=\"" + columns + "\"",
                        rows.toString());
        return switch (name) {
            case "cases" -> tag("mrow", fence("{", true) + table);
            case "pmatrix" -> tag("mrow", fence("(", true) + table + fence(")", true));
            case "bmatrix" -> tag("mrow", fence("[", true) + table + fence("]", true));
            case "matrix", "aligned" -> table;
            default -> throw new IllegalArgumentException("unknown environment " + name);
        };
    }

    private static String letters(String text, int capital, int small) {
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            out.appendCodePoint(Character.isUpperCase(c) ? capital + c - 'A' : small + c - 'a');
        }
        return out.toString();
    }

    private static String fence(String sign, boolean stretchy) {
        return tag("mo", " stretchy=\"" + stretchy + "\"", sign);
    }

    private static String space(String width) {
        return "<mspace width=\"" + width + "\"></mspace>";
    }

    private static String tag(String name, String content) {
        return tag(name, "", content);
    }

    private static String tag(String name, String attributes, String content) {
        return "<" + name + attributes + ">" + content + "</" + name + ">";
    }
}
