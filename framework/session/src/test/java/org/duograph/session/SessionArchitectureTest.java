package org.duograph.session;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** Packages of the session face form no cycle. */
@AnalyzeClasses(
        packages = "org.duograph.session",
        importOptions = ImportOption.DoNotIncludeTests.class)
class SessionArchitectureTest {
    @ArchTest
    static final ArchRule packagesFormNoCycle =
            SlicesRuleDefinition.slices()
                    .matching("org.duograph.session.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("who reads one package must not need another that needs it");
}
