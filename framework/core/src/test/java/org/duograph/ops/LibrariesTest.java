package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.OpDef;
import org.duograph.graph.OpLibrary;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.math.Exp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the catalogue asks of other libraries' operators. */
class LibrariesTest {
    /** A library that says that it has these operators. */
    private record Given(Map<String, OpDef> operators) implements OpLibrary {
        @Override
        public Set<String> types() {
            return operators.keySet();
        }

        @Override
        public OpDef get(String type) {
            return operators.get(type);
        }
    }

    /** Another one, of another class. */
    private record Second(OpDef op) implements OpLibrary {
        @Override
        public Set<String> types() {
            return Set.of(op.type());
        }

        @Override
        public OpDef get(String type) {
            return op;
        }
    }

    @Test
    void everyTypeHasItsLibrary() {
        OpLibrary one = new Given(Map.of("Relu", Relu.OP));
        OpLibrary two = new Second(Exp.OP);
        assertThat(Libraries.byType(List.of(one, two), Set.of()))
                .containsEntry("Relu", one)
                .containsEntry("Exp", two);
    }

    @Test
    void aTypeThatDuographHasIsRefused() {
        OpLibrary library = new Given(Map.of("Relu", Relu.OP));
        assertThatThrownBy(() -> Libraries.byType(List.of(library), Set.of("Relu")))
                .hasMessageContaining("\"Relu\" of " + Given.class.getName())
                .hasMessageContaining("an operator of Duograph; give it another name");
    }

    @Test
    void aTypeThatAnotherLibraryHasIsRefusedAndBothAreNamed() {
        OpLibrary one = new Given(Map.of("Exp", Exp.OP));
        assertThatThrownBy(() -> Libraries.byType(List.of(one, new Second(Exp.OP)), Set.of()))
                .hasMessageContaining(Second.class.getName())
                .hasMessageContaining("an operator of " + Given.class.getName());
    }

    /** Brings an operator that Duograph has. */
    public static final class Twin implements OpLibrary {
        @Override
        public Set<String> types() {
            return Set.of("Relu");
        }

        @Override
        public OpDef get(String type) {
            return Relu.OP;
        }
    }

    @Test
    void aCatalogueWithTwoOperatorsOfOneNameSaysSoEachTime(@TempDir Path jar) throws Exception {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(services.resolve(OpLibrary.class.getName()), Twin.class.getName());
        List<URL> classPath = new ArrayList<>(List.of(jar.toUri().toURL()));
        for (Class<?> c : List.of(OpCatalog.class, LibrariesTest.class)) {
            classPath.add(c.getProtectionDomain().getCodeSource().getLocation());
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        URL[] urls = classPath.toArray(URL[]::new);
        try (URLClassLoader own = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(own);
            Method has = own.loadClass(OpCatalog.class.getName()).getMethod("has", String.class);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> has.invoke(null, "Unheard"))
                        .cause()
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("\"Relu\" of " + Twin.class.getName())
                        .hasMessageContaining("an operator of Duograph; give it another name");
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void aLibraryThatDoesNotKeepItsWordIsNamed() {
        Map<String, OpDef> promised = new LinkedHashMap<>();
        promised.put("Nothing", null);
        promised.put("Other", Exp.OP);
        OpLibrary library = new Given(promised);
        assertThatThrownBy(() -> Libraries.get(library, "Nothing"))
                .hasMessageContaining("lists the operator \"Nothing\", but gives nothing for it");
        assertThatThrownBy(() -> Libraries.get(library, "Other"))
                .hasMessageContaining("lists the operator \"Other\", but gives \"Exp\" for it");
    }
}
