package org.duograph.workspace.draw;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.duograph.tensor.JsonText;
import org.duograph.workspace.draw.NetDrawer.Detail;
import org.duograph.workspace.draw.NetDrawer.Direction;
import org.duograph.workspace.draw.NetPicture.Node;

/**
 * A page on which a reader moves through a net: one picture for each {@link Detail}, of which one
 * is seen. The page's scripts move what stands below a block that is opened; all places come from
 * here.
 */
final class NetPage {
    private static final Map<Detail, String> WORDS =
            Map.of(
                    Detail.OPERATORS, "operators",
                    Detail.DATA, "operators and data",
                    Detail.FULL, "everything");

    private NetPage() {}

    /** The page of a net that shows {@code first} until a reader wants more or less. */
    static String write(NetFacts net, Detail first, Direction direction, boolean folded) {
        StringBuilder choices = new StringBuilder("<label>Show <select id=\"detail\">\n");
        StringBuilder pictures = new StringBuilder("<svg class=\"net defs\" aria-hidden=\"true\">");
        pictures.append(SvgWriter.ARROW_HEAD).append("</svg>\n");
        Map<String, Object> data = new LinkedHashMap<>();
        Set<Family> families = new TreeSet<>();
        for (Detail detail : List.of(Detail.OPERATORS, Detail.DATA, Detail.FULL)) {
            String name = detail.name().toLowerCase(Locale.ROOT);
            choices.append("<option value=\"").append(name).append('"');
            choices.append(detail == first ? " selected>" : ">");
            choices.append(WORDS.get(detail)).append("</option>\n");
            NetPicture picture = NetReader.read(net, detail, folded);
            SvgWriter.Movable drawn = SvgWriter.movable(picture, direction);
            pictures.append(svg(drawn, name, detail == first, direction));
            data.put(name, drawn.nodes().stream().map(NetPage::facts).toList());
            families.addAll(picture.families());
        }
        choices.append("</select></label>\n<button id=\"blocks\">Open blocks</button>");
        Map<String, String> parts =
                Map.of(
                        "TITLE", Labels.xml(net.name().isEmpty() ? "net" : net.name()),
                        "ABOUT", net.size() + (net.size() == 1 ? " operator" : " operators"),
                        "CONTROLS", choices.toString(),
                        "PICTURES", pictures.toString(),
                        "HELP", "<dt>o</dt><dd>open all blocks, or close them</dd>",
                        "LEGEND", Pages.legend(families),
                        "DATA", JsonText.of(data));
        return Pages.page(parts, PictureStyle.css(families), "net.js");
    }

    private static String svg(
            SvgWriter.Movable drawn, String detail, boolean shown, Direction direction) {
        return String.format(
                Locale.ROOT,
                "<svg class=\"net view\" data-detail=\"%s\" data-down=\"%s\" data-w=\"%.0f\""
                        + " data-h=\"%.0f\" role=\"group\" aria-label=\"the net\"%s>%n%s</svg>%n",
                detail,
                direction == Direction.DOWN,
                drawn.width(),
                drawn.height(),
                shown ? "" : " hidden",
                drawn.svg());
    }

    private static Map<String, Object> facts(Node node) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("label", node.label());
        facts.put("facts", node.facts());
        return facts;
    }
}
