package org.duograph.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;

/** Replaces the LaTeX that AsciiDoc's stem macros leave in a page by MathML. */
final class Formulas {
    private static final Pattern TEX =
            Pattern.compile("\\\\\\((.+?)\\\\\\)|\\\\\\[(.+?)\\\\]", Pattern.DOTALL);

    private Formulas() {}

    /** Converts every formula of the page in place; a formula we cannot read is a finding. */
    static List<Finding> render(Page page) {
        List<Finding> findings = new ArrayList<>();
        for (Element element : page.body().getAllElements()) {
            if (element.closest("pre, code, svg, math") == null) {
                for (TextNode text : List.copyOf(element.textNodes())) {
                    replace(page, text, findings);
                }
            }
        }
        return findings;
    }

    private static void replace(Page page, TextNode text, List<Finding> findings) {
        String whole = text.getWholeText();
        Matcher matcher = TEX.matcher(whole);
        StringBuilder html = new StringBuilder();
        int done = 0;
        while (matcher.find()) {
            boolean display = matcher.group(1) == null;
            String tex = display ? matcher.group(2) : matcher.group(1);
            html.append(new TextNode(whole.substring(done, matcher.start())).outerHtml());
            try {
                html.append(TexMath.toMathMl(tex, display));
            } catch (IllegalArgumentException e) {
                findings.add(new Finding(page.source(), e.getMessage()));
            }
            done = matcher.end();
        }
        if (done > 0) {
            html.append(new TextNode(whole.substring(done)).outerHtml());
            Element parent = text.parent();
            Parser.parseFragment(html.toString(), parent, "").forEach(text::before);
            text.remove();
        }
    }
}
