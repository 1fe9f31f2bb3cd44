package org.duograph.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;

/**
 * Writes each lesson as a Jupyter notebook too: the page's words as Markdown, its Java as cells,
 * what the cells print as the page shows it.
 *
 * <p>A lesson's page may have blocks for one of the two alone: {@code [source.notebook,java]} is in
 * the notebook only, for what a piece of the program needs and the page does not show; {@code
 * [source.page,java]} is on the page only. README.md of this module says when they are wanted.
 */
final class Notebooks {
    /** The attribute of a page's body that says whether it becomes a notebook. */
    static final String WISH = "data-notebook";

    private static final String FOLDER = "tutorials/";
    private static final String JAR = "../../../../framework/cli/target/duograph.jar";
    private static final Pattern INCLUDE =
            Pattern.compile("include::\\{tutorials\\}/([\\w/]+\\.java)\\[");
    private static final Pattern FAILS =
            Pattern.compile("// tag::fails\\[\\]\n(.*?)// end::fails", Pattern.DOTALL);

    private final Path docs;
    private final Path tutorials;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * Makes a writer.
     *
     * @param docs the folder of the pages' sources
     * @param tutorials the folder of the lessons' sources
     */
    Notebooks(Path docs, Path tutorials) {
        this.docs = docs;
        this.tutorials = tutorials;
    }

    /** What is wrong with the lessons that were written so far. */
    List<Finding> findings() {
        return findings;
    }

    /** Writes the notebook of a page that is a lesson, and a link to it into the page. */
    void write(Page page, Path site) throws IOException {
        boolean lesson = page.source().startsWith(FOLDER) && !"none".equals(page.body().attr(WISH));
        if (lesson) {
            String name = page.source().substring(FOLDER.length()).replace(".adoc", ".ipynb");
            Path file = site.resolve("notebooks").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, of(page).toJson());
            Element top = page.body().expectFirst("#preamble > .sectionbody");
            Html.paragraph(
                            top,
                            "<a href=\"../notebooks/"
                                    + name
                                    + "\" download>This lesson as a Jupyter notebook</a>"
                                    + " (<a href=\"../notebooks.html\">how to open it</a>)")
                    .addClass("notebook-link");
        }
        page.body().select(".listingblock.notebook").remove();
    }

    private Notebook of(Page page) throws IOException {
        Notebook notebook = new Notebook();
        notebook.words("# " + page.title());
        String address = "../" + page.target();
        notebook.words(
                "*This is the lesson of [Duograph's documentation]("
                        + address
                        + ") as a notebook. It needs a Java kernel, such as JJava, and"
                        + " `duograph.jar`, which `./mvnw -q package -DskipTests` builds. The first"
                        + " cell says where the jar is; change it if this file stands elsewhere.*");
        notebook.code("%classpath " + JAR);
        Element body = page.body();
        notebook.code(imports(page));
        notebook.code("Path folder = Files.createTempDirectory(\"duograph\");\n\n" + fails());
        CellCode cells = new CellCode();
        for (Element block : blocks(body)) {
            if (isJava(block)) {
                Element title = block.selectFirst("> .title");
                notebook.words(title == null ? "" : "**" + title.text() + "**");
                try {
                    String cell = isCell(block) ? cells.next(code(block)) : "";
                    if (!cell.isEmpty()) {
                        notebook.code(cell);
                    }
                } catch (IllegalArgumentException e) {
                    findings.add(new Finding(page.source(), "as a notebook: " + e.getMessage()));
                }
            } else {
                notebook.words(Markdown.block(block));
            }
        }
        return notebook;
    }

    /** All blocks in reading order, those of sections and tabs one by one. */
    private static List<Element> blocks(Element parent) {
        List<Element> blocks = new ArrayList<>();
        for (Element child : parent.children()) {
            boolean whole =
                    child.select(".listingblock").isEmpty()
                            || child.hasClass("listingblock")
                            || child.normalName().equals("details");
            if (whole) {
                blocks.add(child);
            } else {
                blocks.addAll(blocks(child));
            }
        }
        return blocks;
    }

    private static boolean isJava(Element block) {
        return block.hasClass("listingblock") && block.selectFirst("code[data-lang=java]") != null;
    }

    /** An exercise's methods, which learners write in their own file, make no cell. */
    private static boolean isCell(Element block) {
        return !block.hasClass("page") && !code(block).contains("throw notDone()");
    }

    private static String code(Element block) {
        Element code = block.expectFirst("code").clone();
        for (Element callout : code.select("i.conum")) {
            Element number = callout.nextElementSibling();
            if (number != null && number.normalName().equals("b")) {
                number.remove();
            }
            callout.replaceWith(new TextNode("// (" + callout.attr("data-value") + ")"));
        }
        return code.wholeText().replaceAll("[ \t]+(?=\n|$)", "");
    }

    /** What the sources import that the page takes its code from, but for the lessons' own. */
    private String imports(Page page) throws IOException {
        Matcher include = INCLUDE.matcher(Files.readString(docs.resolve(page.source())));
        Collection<Path> sources = new TreeSet<>();
        while (include.find()) {
            sources.add(tutorials.resolve(include.group(1)));
        }
        Set<String> imports = new TreeSet<>();
        for (Path source : sources) {
            Files.readAllLines(source).stream()
                    .filter(line -> line.startsWith("import "))
                    .filter(line -> !line.contains("org.duograph.tutorials."))
                    .forEach(imports::add);
        }
        imports.add("import java.nio.file.Files;");
        imports.add("import java.nio.file.Path;");
        return imports.stream().collect(Collectors.joining("\n"));
    }

    /** The method that lessons show mistakes with. */
    private String fails() throws IOException {
        Matcher method = FAILS.matcher(Files.readString(tutorials.resolve("Transcript.java")));
        if (!method.find()) {
            throw new IOException("Transcript.java has no tag \"fails\"");
        }
        return method.group(1).stripIndent().strip();
    }
}
