package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duograph.graph.OpDef;
import org.duograph.ops.OpCatalog;
import org.duograph.workspace.host.HostOperatorDef;
import org.duograph.workspace.host.HostOperators;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

class OperatorPagesTest {
    private final OperatorPages operators =
            new OperatorPages(OpCatalog.own(), HostOperators.all().values());
    private final List<Page> pages = operators.pages();

    @Test
    void everyOperatorHasAPageWithAllItsNames() {
        assertThat(pages)
                .extracting(Page::title)
                .containsAll(OpCatalog.own().stream().map(OpDef::type).toList())
                .containsAll(HostOperators.all().keySet())
                .hasSize(OpCatalog.own().size() + HostOperators.all().size());
        for (OpDef op : OpCatalog.own()) {
            Page page = page(op.type());
            assertThat(page.body().select("td:first-child code").eachText())
                    .as(page.title())
                    .containsAll(op.attrs().keySet())
                    .containsAll(op.inputs().stream().map(i -> i.name()).toList())
                    .containsAll(op.outputs().stream().map(o -> o.name()).toList());
        }
    }

    @Test
    void aHostOperatorsPageHasAllItsArguments() {
        for (HostOperatorDef op : HostOperators.all().values()) {
            assertThat(page(op.type()).body().select("td:first-child code").eachText())
                    .as(op.type())
                    .containsAll(op.args().keySet());
        }
    }

    @Test
    void theExampleShowsTheNumbersThatTheTestsRun() {
        assertThat(page("Relu").body().expectFirst("pre code").wholeText())
                .isEqualTo("X 3 = [-1, 0, 2]\n\nY 3 = [0, 0, 2]\n");
        assertThat(page("Conv").body().expectFirst(".listingblock code").wholeText())
                .startsWith(
                        """
                        kernel = 2
                        X 1x1x2x3 = [[[[1, 2, 3],
                                       [4, 5, 6]]]]
                        """);
    }

    @Test
    void aPageLinksItsGradientOperators() {
        assertThat(page("Relu").body().select(".facts a").eachAttr("href"))
                .contains("ReluGradX.html", "../javadoc/org/duograph/ops/activation/Relu.html");
    }

    @Test
    void aPageSaysWhichBackendsHaveAKernel() {
        assertThat(page("Conv").body().select(".facts").text())
                .contains("Kernels: reference, cuda, onednn");
        assertThat(page("Gather").body().select(".facts").text()).contains("cuda, host");
    }

    @Test
    void aPageSaysWhereBackendsMayDiffer() {
        assertThat(page("Clip").body().select(".facts").text())
                .contains(
                        "Where backends may differ: On oneDNN, what is not a number becomes min.");
        assertThat(page("Relu").body().select(".facts").text()).doesNotContain("may differ");
    }

    @Test
    void theOverviewListsAllOfThem() {
        Page overview =
                new Page(
                        "operators/index.adoc",
                        "All",
                        "",
                        false,
                        Jsoup.parseBodyFragment(
                                        "<div id='catalogue'>to be filled</div>"
                                                + "<div id='host'>to be filled</div>")
                                .body());
        operators.fillOverview(overview);
        assertThat(overview.body().select("#catalogue tbody tr")).hasSize(OpCatalog.own().size());
        assertThat(overview.body().select("#host tbody tr")).hasSize(HostOperators.all().size());
        assertThat(overview.body().text()).doesNotContain("to be filled");
    }

    private Page page(String type) {
        return pages.stream().filter(p -> p.title().equals(type)).findFirst().orElseThrow();
    }
}
