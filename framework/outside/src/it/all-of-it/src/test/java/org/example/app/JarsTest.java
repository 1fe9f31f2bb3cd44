package org.example.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What is installed: every jar is a module, none has another's packages, each comes with sources and licence. */
class JarsTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("duograph.repository"));
    private static final Path FRAMEWORK = Path.of(System.getProperty("duograph.framework"));

    private static List<Path> jars() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(p -> p.getFileName().toString().startsWith("duograph-"))
                .toList();
    }

    @Test
    void allJarsCameFromTheRepositoryThatTheyWereInstalledIn() {
        assertEquals(15, jars().size(), jars().toString());
        assertTrue(jars().stream().allMatch(p -> p.startsWith(REPOSITORY)), jars().toString());
    }

    @Test
    void everyJarIsAModuleOfAFixedName() {
        Set<String> names =
                ModuleFinder.of(jars().toArray(Path[]::new)).findAll().stream()
                        .map(m -> m.descriptor().name())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Set.of(
                        "org.duograph.all",
                        "org.duograph.backend.host",
                        "org.duograph.backend.onednn",
                        "org.duograph.backend.vector",
                        "org.duograph.cluster",
                        "org.duograph.core",
                        "org.duograph.data",
                        "org.duograph.interop",
                        "org.duograph.keras",
                        "org.duograph.messages",
                        "org.duograph.session",
                        "org.duograph.tensorboard",
                        "org.duograph.training",
                        "org.duograph.workspace",
                        "org.duograph.zoo"),
                names);
    }

    @Test
    void noPackageIsSplitBetweenModules() {
        Map<String, String> owners = new HashMap<>();
        for (ModuleReference module : ModuleFinder.of(jars().toArray(Path[]::new)).findAll()) {
            String name = module.descriptor().name();
            for (String aPackage : module.descriptor().packages()) {
                String other = owners.put(aPackage, name);
                assertTrue(other == null, aPackage + " is in " + other + " and in " + name);
            }
        }
        assertTrue(owners.size() > 20, owners.toString());
    }

    @Test
    void everyJarHasTheLicenceInIt() throws IOException {
        for (Path jar : jars()) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                assertTrue(zip.getEntry("META-INF/LICENSE") != null, jar.toString());
            }
        }
    }

    @Test
    void sourcesAndJavadocAreBuiltBesideEachJar() {
        for (Path jar : jars()) {
            String file = jar.getFileName().toString();
            String module = jar.getParent().getParent().getFileName().toString();
            Path target = FRAMEWORK.resolve(module.substring("duograph-".length())).resolve("target");
            if (!module.equals("duograph-all")) { // which has no code
                assertTrue(Files.exists(target.resolve(ending(file, "-sources.jar"))), module);
                assertTrue(Files.exists(target.resolve(ending(file, "-javadoc.jar"))), module);
            }
        }
    }

    private static String ending(String file, String ending) {
        return file.replaceFirst("\\.jar$", ending);
    }
}
