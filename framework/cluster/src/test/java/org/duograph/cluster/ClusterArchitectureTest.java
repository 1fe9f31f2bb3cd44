package org.duograph.cluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Peers know nothing of what they exchange. */
@AnalyzeClasses(
        packages = "org.duograph.cluster",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ClusterArchitectureTest {
    @ArchTest
    static final ArchRule nothingButTheJdkIsNeeded =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("org.duograph.cluster", "java..", "javax.crypto..")
                    .because("every face, and whatever starts processes, may bring peers together");
}
