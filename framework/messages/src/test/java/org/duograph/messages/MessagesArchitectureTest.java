package org.duograph.messages;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Files of messages know no face. */
@AnalyzeClasses(
        packages = "org.duograph.messages",
        importOptions = ImportOption.DoNotIncludeTests.class)
class MessagesArchitectureTest {
    @ArchTest
    static final ArchRule nothingButTheCoreAndProtobufIsNeeded =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "org.duograph.messages",
                            "org.duograph.graph",
                            "com.google.protobuf..",
                            "java..")
                    .because("both faces read their files through it");
}
