package org.duograph.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jsoup.nodes.Element;

/**
 * The same thing in both faces, side by side behind two tabs: an open block with the role {@code
 * faces}, in which a block with the title <i>Workspace face</i> and one with the title <i>Session
 * face</i> begin what belongs to each.
 *
 * <p>Here the two become two parts, which can be read one after the other. The tabs are put before
 * them by a script, and not at all on paper.
 */
final class Faces {
    private static final Set<String> TITLES = Set.of("Workspace face", "Session face");

    private Faces() {}

    /** Arranges all such blocks of a page; a finding for each that lacks a face. */
    static List<Finding> arrange(Page page) {
        List<Finding> findings = new ArrayList<>();
        for (Element block : page.body().select(".faces")) {
            List<String> found = arrange(block);
            if (found.size() != TITLES.size() || !TITLES.equals(Set.copyOf(found))) {
                findings.add(
                        new Finding(
                                page.source(),
                                "a block [.faces] has blocks with the titles "
                                        + found
                                        + "; give the first block of each face its title, "
                                        + new TreeSet<>(TITLES)));
            }
        }
        return findings;
    }

    private static List<String> arrange(Element block) {
        Element content = block.expectFirst("> .content");
        List<String> found = new ArrayList<>();
        Element face = null;
        for (Element child : List.copyOf(content.children())) {
            Element title = child.selectFirst("> .title");
            if (title != null && TITLES.contains(title.text())) {
                found.add(title.text());
                face = new Element("div").addClass("face");
                face.attr(
                        "data-face", title.text().replaceFirst(" .*", "").toLowerCase(Locale.ROOT));
                face.appendElement("p").addClass("face-title").text(title.text());
                title.remove();
                block.appendChild(face);
            }
            if (face != null) {
                face.appendChild(child);
            }
        }
        if (content.childrenSize() == 0) {
            content.remove();
        } else {
            found.add(0, "none"); // what belongs to no face stands before the first
        }
        return found;
    }
}
