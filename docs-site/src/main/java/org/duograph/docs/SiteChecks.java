package org.duograph.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Looks over the finished site the way a careful reader would: every link, every picture.
 *
 * <p>It reads the files as written, not what we meant to write. Pages under {@code javadoc/} are
 * link targets but are not looked over themselves; javadoc checks its own links.
 */
public final class SiteChecks {
    private static final Pattern EXTERNAL = Pattern.compile("^(?:[a-z][a-z0-9+.-]*:)?//.*");
    private static final Pattern CSS_URL =
            Pattern.compile("(?:url\\(\\s*|@import\\s+)['\"]?([^'\")\\s;]+)");

    private final Path site;
    private final Map<Path, Set<String>> anchors = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private SiteChecks(Path site) {
        this.site = site.normalize();
    }

    /** Checks all pages and style sheets under a folder. */
    public static List<Finding> check(Path site) {
        SiteChecks checks = new SiteChecks(site);
        try (var files = Files.walk(site)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = site.relativize(file).toString().replace('\\', '/');
                if (name.startsWith("javadoc/")) {
                    continue;
                }
                if (name.endsWith(".html")) {
                    checks.page(file, name);
                } else if (name.endsWith(".css")) {
                    checks.styles(file, name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return checks.findings;
    }

    private void page(Path file, String name) throws IOException {
        Document html = Jsoup.parse(file);
        for (Element link : html.select("a[href]")) {
            String href = link.attr("href");
            if (!EXTERNAL.matcher(href).matches() && !href.startsWith("mailto:")) {
                target(file, name, href);
            }
        }
        for (Element element : html.select("[src], link[href], [poster], [srcset], object[data]")) {
            for (String attribute : List.of("src", "href", "poster", "srcset", "data")) {
                if (element.hasAttr(attribute)) {
                    resource(file, name, element.attr(attribute));
                }
            }
        }
        html.select("style, [style]").forEach(e -> cssUrls(file, name, e.data() + e.attr("style")));
        pictures(html, name);
        headings(html, name);
        Set<String> seen = new HashSet<>();
        html.select("[id]").stream()
                .map(Element::id)
                .filter(id -> !seen.add(id))
                .forEach(id -> add(name, "has two elements with the id '" + id + "'"));
    }

    private void resource(Path file, String name, String address) {
        if (EXTERNAL.matcher(address).matches()) {
            add(name, "loads " + address + " from elsewhere; put a copy into src/assets");
        } else if (!address.startsWith("data:")) {
            target(file, name, address);
        }
    }

    private void target(Path file, String name, String href) {
        String[] parts = href.split("#", 2);
        String path = parts[0].replaceFirst("\\?.*", "");
        Path target = path.isEmpty() ? file : file.resolveSibling(path).normalize();
        if (!target.startsWith(site)) {
            add(name, "link '" + href + "' leads out of the site");
        } else if (!Files.isRegularFile(target)) {
            add(name, "link '" + href + "' is broken: there is no " + site.relativize(target));
        } else if (parts.length == 2
                && !parts[1].isEmpty()
                && !anchorsOf(target).contains(parts[1])) {
            add(
                    name,
                    "link '"
                            + href
                            + "' is broken: "
                            + site.relativize(target)
                            + " has no anchor '"
                            + parts[1]
                            + "'");
        }
    }

    private Set<String> anchorsOf(Path page) {
        return anchors.computeIfAbsent(
                page,
                p -> {
                    try {
                        Set<String> ids = new HashSet<>();
                        Jsoup.parse(p)
                                .select("[id], a[name]")
                                .forEach(
                                        e -> {
                                            ids.add(e.id());
                                            ids.add(e.attr("name"));
                                        });
                        return ids;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private void pictures(Document html, String name) {
        for (Element image : html.select("img")) {
            String file = image.attr("src").replaceFirst(".*/", "").replaceFirst("\\.\\w+$", "");
            boolean decorative = image.hasAttr("alt") && image.closest("header.bar") != null;
            // Asciidoctor writes the file's name where the author wrote no alt text.
            boolean missing =
                    image.attr("alt").isBlank()
                            || image.attr("alt").equals(file.replaceAll("[_-]", " "));
            if (missing && !decorative) {
                add(name, "picture " + image.attr("src") + " has no alt text");
            }
        }
        for (Element svg : html.select("svg:not([aria-hidden=true])")) {
            if (svg.attr("aria-label").isBlank() && svg.selectFirst("> title") == null) {
                add(
                        name,
                        "drawing has no aria-label and no title: "
                                + svg.outerHtml().lines().findFirst().orElse(""));
            }
        }
    }

    private void headings(Document html, String name) {
        int level = 0;
        for (Element heading : html.select("h1, h2, h3, h4, h5, h6")) {
            int next = heading.normalName().charAt(1) - '0';
            if (next > level + 1) {
                add(name, "heading '" + heading.text() + "' is h" + next + " after h" + level);
            }
            level = next;
        }
        int tops = html.select("h1").size();
        if (tops != 1) {
            add(name, "has " + tops + " h1 headings; a page has one");
        }
    }

    private void styles(Path file, String name) throws IOException {
        cssUrls(file, name, Files.readString(file));
    }

    private void cssUrls(Path file, String name, String css) {
        Matcher matcher = CSS_URL.matcher(css);
        while (matcher.find()) {
            resource(file, name, matcher.group(1));
        }
    }

    private void add(String page, String message) {
        findings.add(new Finding(page, message));
    }
}
