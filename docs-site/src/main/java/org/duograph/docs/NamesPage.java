package org.duograph.docs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.duograph.ops.OpCatalog;
import org.duograph.workspace.host.HostOperators;
import org.duograph.workspace.lower.Caffe2Name;
import org.duograph.workspace.lower.Caffe2Name.Status;
import org.jsoup.nodes.Element;

/** The page about every name of Caffe2: how many there are of each kind, and the table of all. */
final class NamesPage {
    private NamesPage() {}

    /** Fills in the counts and the table, where the page has the blocks for them. */
    static void fill(Page page) {
        Element counts = page.body().expectFirst("#counts");
        counts.empty();
        Html.paragraph(counts, Html.text(counts()));
        Element names = page.body().expectFirst("#names");
        names.empty();
        List<List<String>> rows = new ArrayList<>();
        Caffe2Name.all().values().forEach(name -> rows.add(row(name)));
        names.append(Html.table(List.of("Caffe2", "Here", "TensorFlow 1", "ONNX"), rows));
    }

    private static String counts() {
        Collection<Caffe2Name> names = Caffe2Name.all().values();
        long forward =
                OpCatalog.own().stream().filter(op -> !op.type().contains("Grad")).count()
                        + HostOperators.all().size();
        long all = OpCatalog.own().size() + HostOperators.all().size();
        return "Of Caffe2's %d names, %d are covered by an operator of the same name, %d are mapped to another, and %d are absent. Together with what Caffe2 lacks, Duograph has %d forward operators, %d with those that compute gradients."
                .formatted(
                        names.size(),
                        count(names, Status.COVERED),
                        count(names, Status.MAPPED),
                        count(names, Status.ABSENT),
                        forward,
                        all);
    }

    private static long count(Collection<Caffe2Name> names, Status status) {
        Predicate<Caffe2Name> wanted = name -> name.status() == status;
        return names.stream().filter(wanted).count();
    }

    private static List<String> row(Caffe2Name name) {
        String status = name.status().name().toLowerCase(Locale.ROOT);
        String here =
                switch (name.status()) {
                    case ABSENT -> "It " + Html.text(name.reason()) + ".";
                    case MAPPED -> "mapped to " + operator(name.here());
                    case COVERED -> operator(name.here());
                };
        String known = "<code id=\"" + status + "-" + name.name() + "\">" + name.name() + "</code>";
        return List.of(known, here, Html.text(name.tensorflow()), Html.text(name.onnx()));
    }

    /**
     * A link to the operator's page, if it has one: those that run nets, or exchange, have none.
     */
    private static String operator(String type) {
        boolean page = OpCatalog.has(type) || HostOperators.all().containsKey(type);
        return page
                ? "<a href=\"operators/" + type + ".html\">" + type + "</a>"
                : "<code>" + type + "</code>";
    }
}
