package org.duograph.docs;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.duograph.cli.Duograph;
import org.duograph.ops.OpCatalog;
import org.duograph.workspace.host.HostOperators;
import org.jsoup.nodes.Element;

/**
 * Builds the whole site: sources in, {@code target/site} out, exit code 1 if anything is wrong.
 *
 * <p>Arguments: the root of the repository, the output folder, the version.
 */
public final class SiteBuild {
    private static final String OPERATORS = "operators/index.adoc";
    private static final String NAMES = "caffe2-names.adoc";
    private static final String COMMANDS = "commands/index.adoc";
    private static final String JAVADOC = "javadoc";

    private final Path root;
    private final Path docs;
    private final Path site;
    private final String version;
    private final List<Finding> findings = new ArrayList<>();

    private SiteBuild(Path root, Path site, String version) {
        this.root = root;
        this.docs = root.resolve("docs-site/src/docs");
        this.site = site;
        this.version = version;
    }

    /** Builds the site and prints what is wrong with it. */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println("usage: SiteBuild REPOSITORY OUTPUT VERSION");
            System.exit(2);
        }
        Path root = Path.of(args[0]).toAbsolutePath().normalize();
        SiteBuild build = new SiteBuild(root, Path.of(args[1]).toAbsolutePath(), args[2]);
        int pages = build.run();
        if (!build.findings.isEmpty()) {
            System.err.println(build.findings.size() + " things are wrong with the site:");
            build.findings.forEach(f -> System.err.println("  " + f));
            System.exit(1);
        }
        System.out.println(
                "Site: "
                        + pages
                        + " pages and the Javadoc, open "
                        + root.relativize(build.site.resolve("index.html")));
    }

    private int run() throws IOException {
        Folders.empty(site, JAVADOC);
        CompletableFuture<List<Finding>> javadoc = CompletableFuture.supplyAsync(this::javadoc);
        OperatorPages operators = new OperatorPages(OpCatalog.own(), HostOperators.all().values());
        List<Page> pages = read(Folders.filesUnder(docs, ".adoc"));
        pages.stream().filter(p -> p.source().equals(OPERATORS)).forEach(operators::fillOverview);
        pages.stream().filter(p -> p.source().equals(NAMES)).forEach(NamesPage::fill);
        pages.addAll(operators.pages());
        CommandPages commands = new CommandPages(Duograph.commandLine());
        pages.stream().filter(p -> p.source().equals(COMMANDS)).forEach(commands::fillOverview);
        pages.addAll(commands.pages());
        List<String> sources = pages.stream().map(Page::source).toList();
        Navigation navigation =
                Navigation.parse(Files.readString(docs.resolve("nav.txt")), sources);
        findings.addAll(navigation.check(sources));
        List<SearchIndex.Entry> index = new ArrayList<>();
        Notebooks notebooks = new Notebooks(docs, lessons());
        for (Page page : pages) {
            movePictures(page);
            notebooks.write(page, site);
            findings.addAll(Formulas.render(page));
            findings.addAll(Faces.arrange(page));
            index.addAll(SearchIndex.entriesOf(page));
        }
        findings.addAll(notebooks.findings());
        write(pages, navigation);
        Folders.copy(docs.resolve("images"), site.resolve("images"));
        Folders.copy(sample(), site.resolve("sample"));
        Folders.copy(root.resolve("docs-site/src/assets"), site.resolve("assets"));
        Files.delete(site.resolve("assets/template.html"));
        Files.delete(site.resolve("assets/javadoc.css")); // stands with the Javadoc
        findings.addAll(javadoc.join());
        index.addAll(JavadocPages.types(site.resolve(JAVADOC)));
        Files.writeString(site.resolve("assets/index.js"), SearchIndex.toScript(index));
        findings.addAll(SiteChecks.check(site));
        return pages.size();
    }

    /** Takes as long as all the pages, and nothing of them. */
    private List<Finding> javadoc() {
        Path look = root.resolve("docs-site/src/assets/javadoc.css");
        JavadocPages pages = new JavadocPages(root.resolve("framework"), look, version);
        try {
            return pages.write(site.resolve(JAVADOC));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Pictures are read where the author keeps them and shown from the site's own copy. */
    private void movePictures(Page page) throws IOException {
        for (Element image : page.body().select("img")) {
            String source = image.attr("src");
            int at = source.indexOf(recordedFolder()); // behind imagesdir on Windows
            if (at >= 0) {
                String name = source.substring(at + recordedFolder().length());
                Path copy = site.resolve("images/recorded" + name);
                Files.createDirectories(copy.getParent());
                Files.copy(Path.of(source.substring(at)), copy, REPLACE_EXISTING);
                if (name.endsWith(".svg")
                        && !Files.readString(copy).contains("prefers-color-scheme")) {
                    image.addClass("light-only"); // on a dark page its colours are turned over
                }
                image.attr("src", page.up() + "images/recorded" + name);
            } else if (source.startsWith(imagesFolder())) {
                image.attr("src", page.up() + "images" + source.substring(imagesFolder().length()));
            }
        }
    }

    private String recordedFolder() {
        return root.resolve("tutorials/recorded").toString().replace('\\', '/');
    }

    private Path lessons() {
        return root.resolve("tutorials/src/main/java/org/duograph/tutorials");
    }

    private String imagesFolder() {
        return docs.resolve("images").toString().replace('\\', '/');
    }

    private List<Page> read(Map<String, Path> sources) {
        List<Page> pages = new ArrayList<>();
        try (AsciiDocReader reader = new AsciiDocReader(attributes())) {
            sources.forEach((source, file) -> pages.add(reader.read(file, source)));
            findings.addAll(reader.findings());
        }
        return pages;
    }

    /** The names that pages may use in braces; README.md of this module explains them. */
    private Map<String, String> attributes() {
        Map<String, String> attributes = new HashMap<>();
        attributes.put("version", version);
        attributes.put("framework", root.resolve("framework").toString());
        attributes.put("tutorials", lessons().toString());
        attributes.put("recorded", recordedFolder());
        attributes.put(
                "snippets",
                root.resolve("docs-site/src/test/java/org/duograph/docs/snippets").toString());
        attributes.put("snippets-recorded", root.resolve("docs-site/src/recorded").toString());
        attributes.put("survey-tests", root.resolve("survey-server/src/test/resources").toString());
        attributes.put(
                "studies", root.resolve("survey-server/src/main/resources/studies").toString());
        attributes.put("imagesdir", imagesFolder());
        if (Files.exists(sample())) {
            attributes.put("sample", sample().toString());
        }
        return attributes;
    }

    /** The report of the experiments that the documentation shows; missing until one is kept. */
    private Path sample() {
        return root.resolve("experiments/sample");
    }

    private void write(List<Page> pages, Navigation navigation) throws IOException {
        String template = Files.readString(root.resolve("docs-site/src/assets/template.html"));
        SiteAssembler assembler = new SiteAssembler(template, navigation, version, pages);
        for (Page page : pages) {
            Path target = site.resolve(page.target());
            Files.createDirectories(target.getParent());
            Files.writeString(target, assembler.assemble(page).outerHtml());
        }
    }
}
