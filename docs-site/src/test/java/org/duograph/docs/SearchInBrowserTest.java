package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.cli.OperatorNames;
import org.duograph.graph.OpDef;
import org.duograph.ops.OpCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What readers type finds what they look for: the site's own script over the site's own index. */
class SearchInBrowserTest {
    private static final Path QUERIES = Path.of("src/test/resources/org/duograph/docs/queries.txt");

    private static Browser browser;

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start();
        browser.open("index.html", 1280, 1000, "light");
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void whatReadersTypeFindsItsPageFirst() throws IOException {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (String line : Files.readAllLines(QUERIES)) {
            if (!line.startsWith("#")) {
                String[] parts = line.split(" -> ");
                wanted.put(parts[0], parts[1]);
            }
        }
        assertThat(wanted).hasSizeGreaterThanOrEqualTo(60);
        assertThat(firstOf(wanted)).isEqualTo(wanted);
    }

    @Test
    void anOperatorIsFoundByWhatOthersCallIt() {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (OpDef op : OpCatalog.own()) {
            String type = op.type();
            for (String name : OperatorNames.others(type)) {
                wanted.put(name, "operators/" + type + ".html");
            }
        }
        assertThat(wanted).containsKey("Conv2D");
        assertThat(firstOf(wanted)).isEqualTo(wanted);
    }

    @Test
    void anOperatorAndACommandAreFoundByTheirOwnNames() {
        Map<String, String> wanted = new LinkedHashMap<>();
        OpCatalog.own().forEach(op -> wanted.put(op.type(), "operators/" + op.type() + ".html"));
        wanted.put("duograph net draw", "commands/net.html#draw");
        assertThat(firstOf(wanted)).isEqualTo(wanted);
    }

    @Test
    void formsOfAWordFindTheSame() {
        Map<String, String> forms = new LinkedHashMap<>();
        for (String query :
                List.of("freeze layer", "freezing layers", "How do I freeze a layer?")) {
            forms.put(query, "how-to.html#freeze-layers");
        }
        assertThat(firstOf(forms)).isEqualTo(forms);
    }

    @Test
    void aSearchWithoutHitOffersTheNearest() {
        assertThat(found("tensroboard optimzer", "optimzer")).isEqualTo(List.of(false, false));
        assertThat(firstOf(Map.of("dropuot", ""))).containsValue("operators/Dropout.html");
        assertThat(urls("xyzzy"))
                .containsExactlyInAnyOrder(
                        "how-to.html",
                        "glossary.html",
                        "operators/index.html",
                        "commands/index.html");
        assertThat(found("xyzzy", "dropout")).isEqualTo(List.of(false, true));
    }

    /** Of each query, the address of what comes first. */
    private static Map<String, Object> firstOf(Map<String, String> queries) {
        Map<String, Object> first = new LinkedHashMap<>();
        List<?> urls =
                (List<?>)
                        browser.run(
                                "return arguments[0].map(q => (duographSearch.find(q).entries[0]"
                                        + " || {u: 'nothing'}).u)",
                                List.copyOf(queries.keySet()));
        int i = 0;
        for (String query : queries.keySet()) {
            first.put(query, urls.get(i++));
        }
        return first;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> urls(String query) {
        return (List<Object>)
                browser.run(
                        "return duographSearch.find(arguments[0]).entries.map(e => e.u)", query);
    }

    private static Object found(String... queries) {
        return browser.run(
                "return arguments[0].map(q => duographSearch.find(q).found)", List.of(queries));
    }
}
