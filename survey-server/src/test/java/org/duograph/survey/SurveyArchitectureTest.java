package org.duograph.survey;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** Who may import whom inside the survey server, and that it is no part of the framework. */
@AnalyzeClasses(packages = "org.duograph", importOptions = ImportOption.DoNotIncludeTests.class)
class SurveyArchitectureTest {
    private static final String SURVEY = "org.duograph.survey";

    /** One package and all of ours that it may import. */
    private record Layer(String name, String... mayImport) {}

    /** Each imports only packages above it in this list, so there can be no cycle. */
    private static final List<Layer> LAYERS =
            List.of(
                    new Layer("study"),
                    new Layer("statistics"),
                    new Layer("files"),
                    new Layer("editor", "study", "files"),
                    new Layer("timer", "files"), // the server reads its Measurement
                    new Layer("store", "study", "files"),
                    new Layer("results.plot", "statistics"),
                    new Layer("results", "study", "statistics", "store", "results.plot"),
                    new Layer("results.export", "study", "statistics", "store", "results"),
                    new Layer(
                            "web",
                            "study",
                            "editor",
                            "timer",
                            "store",
                            "results",
                            "results.export"));

    @ArchTest
    static void packagesImportOnlyTheirLayersAbove(JavaClasses server) {
        for (Layer layer : LAYERS) {
            List<String> allowed = new ArrayList<>(List.of(layer.mayImport()));
            allowed.add(layer.name());
            classes()
                    .that()
                    .resideInAPackage(SURVEY + "." + layer.name())
                    .should()
                    .onlyDependOnClassesThat(
                            not(resideInAPackage(SURVEY + ".."))
                                    .or(
                                            resideInAnyPackage(
                                                    allowed.stream()
                                                            .map(name -> SURVEY + "." + name)
                                                            .toArray(String[]::new))))
                    .because(layer.name() + " may import " + allowed)
                    .allowEmptyShould(true)
                    .check(server);
        }
    }

    @ArchTest
    static void everyPackageHasItsPlaceAmongTheLayers(JavaClasses server) {
        List<String> above = new ArrayList<>();
        for (Layer layer : LAYERS) {
            assertThat(above)
                    .as("what %s may import", layer.name())
                    .containsAll(List.of(layer.mayImport()));
            above.add(layer.name());
        }
        above.add(""); // the command line
        assertThat(server.stream().map(SurveyArchitectureTest::layerOf).distinct())
                .as("layers of the survey server; a new package needs a line in LAYERS")
                .isSubsetOf(above);
    }

    /** {@code results.plot} for {@code org.duograph.survey.results.plot}. */
    private static String layerOf(JavaClass type) {
        String below = type.getPackageName().substring(SURVEY.length());
        return below.isEmpty() ? "" : below.substring(1);
    }

    @ArchTest
    static final ArchRule nothingOfTheFrameworkIsImported =
            noClasses()
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("org.duograph..")
                                    .and(not(resideInAPackage(SURVEY + ".."))))
                    .because("the survey server compares frameworks and is part of none");

    @ArchTest
    static final ArchRule onlyTheStoreSpeaksToTheDatabase =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(SURVEY + ".store")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage("java.sql..", "org.h2.."))
                    .because("what is on disk has one owner");

    @ArchTest
    static final ArchRule questionsToTheDatabaseAreFixedTexts =
            noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName(SURVEY + ".store.Database") // creates the tables
                    .should()
                    .callMethod(Connection.class, "createStatement")
                    .because("values belong into parameters of prepared statements");

    @ArchTest
    static final ArchRule statisticsArePure =
            classes()
                    .that()
                    .resideInAPackage(SURVEY + ".statistics")
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    SURVEY + ".statistics",
                                    "java.lang..",
                                    "java.util..",
                                    "java.math..",
                                    "org.apache.commons.statistics.."))
                    .because("they are functions of numbers, to be checked against R");
}
