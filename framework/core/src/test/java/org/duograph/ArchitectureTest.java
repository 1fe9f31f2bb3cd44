package org.duograph;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who may import whom inside the core, and what keeps the compiler's output the same from run to
 * run. Siblings such as the two faces cannot see each other because their Maven modules do not;
 * rules on source files of all modules are in {@link SourceRulesTest}.
 */
@AnalyzeClasses(packages = "org.duograph", importOptions = ArchitectureTest.TheCore.class)
class ArchitectureTest {

    /** Only what this module ships, not its tests nor what they use. */
    static final class TheCore implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return location.contains("/core/target/classes/");
        }
    }

    /** One package of the core and all of the core that it may import. */
    private record Layer(String name, String... mayImport) {}

    /** Each imports only packages above it in this list, so there can be no cycle. */
    private static final List<Layer> LAYERS =
            List.of(
                    new Layer("design"),
                    new Layer("tensor"),
                    new Layer("graph", "tensor"),
                    new Layer("ops", "tensor", "graph"),
                    new Layer("compile", "tensor", "graph", "ops"),
                    new Layer("backend", "tensor", "graph"),
                    new Layer("backend.tuning", "graph", "backend"),
                    // It runs the operators' reference kernels, but reaches them through OpDef.
                    new Layer("backend.java", "tensor", "graph", "backend"),
                    new Layer(
                            "plan",
                            "tensor",
                            "graph",
                            "ops",
                            "compile",
                            "backend",
                            "backend.tuning"),
                    new Layer("measure", "tensor", "graph", "ops", "plan"));

    @ArchTest
    static void packagesImportOnlyTheirLayersBelow(JavaClasses core) {
        for (Layer layer : LAYERS) {
            List<String> allowed = new ArrayList<>(List.of(layer.mayImport()));
            allowed.add(layer.name());
            classes()
                    .that()
                    .resideInAnyPackage(packages(layer.name()))
                    .should()
                    .onlyDependOnClassesThat(
                            not(resideInAPackage("org.duograph.."))
                                    .or(
                                            resideInAnyPackage(
                                                    allowed.stream()
                                                            .flatMap(n -> Stream.of(packages(n)))
                                                            .toArray(String[]::new))))
                    .because("org.duograph." + layer.name() + " may import " + allowed)
                    .check(core);
        }
    }

    /** The packages of a layer: one, but for the operators, which have one for each family. */
    private static String[] packages(String layer) {
        String name = "org.duograph." + layer;
        return layer.equals("ops") ? new String[] {name, name + ".*"} : new String[] {name};
    }

    @ArchTest
    static final ArchRule familiesOfOperatorsFormNoCycle =
            slices().matching("org.duograph.ops.(*)..").should().beFreeOfCycles();

    @ArchTest
    static void everyPackageHasItsPlaceAmongTheLayers(JavaClasses core) {
        List<String> above = new ArrayList<>();
        for (Layer layer : LAYERS) {
            assertThat(layer.mayImport()).as("what %s may import", layer.name()).isSubsetOf(above);
            above.add(layer.name());
        }
        assertThat(
                        core.stream()
                                .map(type -> type.getPackageName())
                                .map(name -> name.replaceFirst("\\.ops\\.\\w+$", ".ops"))
                                .distinct())
                .as("packages of the core; a new one needs a line in LAYERS")
                .isSubsetOf(above.stream().map(name -> "org.duograph." + name).toList());
    }

    @ArchTest
    static final ArchRule coreNeedsNothingButTheJdk =
            classes()
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage("org.duograph..", "java.."))
                    .because("the core has no runtime dependencies");

    private static final String[] COMPILER = {
        "org.duograph.graph", "org.duograph.compile", "org.duograph.plan"
    };

    @ArchTest
    static final ArchRule compilerUsesNoCollectionsInHashOrder =
            noClasses()
                    .that()
                    .resideInAnyPackage(COMPILER)
                    .should()
                    .dependOnClassesThat(
                            are(belongToAnyOf(HashMap.class, HashSet.class, IdentityHashMap.class)))
                    .because(
                            "the same input gives the same plan text, always: use LinkedHashMap,"
                                    + " LinkedHashSet or a list");

    @ArchTest
    static final ArchRule compilerMakesNoCopiesThatLoseTheirOrder =
            noClasses()
                    .that()
                    .resideInAnyPackage(COMPILER)
                    .should()
                    .callMethod(Map.class, "copyOf", Map.class)
                    .orShould()
                    .callMethod(Set.class, "copyOf", Collection.class)
                    .orShould()
                    .callMethod(Collectors.class, "toSet")
                    .orShould()
                    .callMethod(Collectors.class, "toMap", Function.class, Function.class)
                    .orShould()
                    .callMethod(Collectors.class, "groupingBy", Function.class)
                    .because(
                            "these iterate in another order in every JVM: use"
                                    + " Collections.unmodifiableMap(new LinkedHashMap<>(...)) and"
                                    + " the like");
}
