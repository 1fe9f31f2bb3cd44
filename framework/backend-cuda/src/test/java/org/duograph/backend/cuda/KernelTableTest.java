package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duograph.graph.Attr;
import org.duograph.graph.OpDef;
import org.duograph.ops.OpCatalog;
import org.junit.jupiter.api.Test;

/** The page about GPUs is right about what they don't run. */
class KernelTableTest {
    private static final Path PAGE = Path.of("../../docs-site/src/docs/gpu.adoc");
    private static final String HEADING = "=== What stays on the processor\n";

    /**
     * Whether it is made of plans, which run anywhere, or of Java code, which runs nowhere else.
     */
    private static boolean hasNoKernel(OpDef op) {
        return op.isHost()
                || op.attrs().values().stream().anyMatch(a -> a.kind() == Attr.Kind.GRAPH);
    }

    @Test
    void thePageNamesAllOperatorsThatHaveNoKernel() throws IOException {
        Set<String> here = KernelTable.FAMILIES.types();
        List<String> others =
                OpCatalog.all().stream()
                        .filter(op -> !hasNoKernel(op) && !here.contains(op.type()))
                        .map(OpDef::type)
                        .toList();
        String page = Files.readString(PAGE);
        String list = page.substring(page.indexOf(HEADING) + HEADING.length());
        Set<String> named =
                Pattern.compile("^\\* ((`\\w+`(, )?)+)", Pattern.MULTILINE)
                        .matcher(list.substring(0, list.indexOf("\n=")))
                        .results()
                        .flatMap(found -> Stream.of(found.group(1).split("\\W+")))
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toSet());
        assertThat(named).containsExactlyInAnyOrderElementsOf(others);
    }
}
