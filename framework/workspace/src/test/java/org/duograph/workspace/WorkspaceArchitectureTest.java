package org.duograph.workspace;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Set;

/** A net goes through the house without coming back to a room that it left. */
@AnalyzeClasses(
        packages = "org.duograph.workspace",
        importOptions = WorkspaceArchitectureTest.TheFace.class)
class WorkspaceArchitectureTest {

    /** Only what this module ships, not its tests. */
    static final class TheFace implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return location.contains("/workspace/target/classes/");
        }
    }

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            SlicesRuleDefinition.slices()
                    .assignedFrom(new ByPackage())
                    .should()
                    .beFreeOfCycles()
                    .because("who reads one package must not need another that needs it");

    @ArchTest
    static final ArchRule classesOnTheWayOfANetFormNoCycle =
            SlicesRuleDefinition.slices()
                    .assignedFrom(new ByFile())
                    .should()
                    .beFreeOfCycles()
                    .because("a net that is lowered, planned and run does not climb back up");

    private static final class ByPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages of the workspace face";
        }
    }

    /** The packages through which a net goes, file by file. */
    private static final class ByFile implements SliceAssignment {
        private static final Set<String> WAY =
                Set.of(
                        "org.duograph.workspace",
                        "org.duograph.workspace.host",
                        "org.duograph.workspace.lower");

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            JavaClass outermost = type;
            while (outermost.getEnclosingClass().isPresent()) {
                outermost = outermost.getEnclosingClass().get();
            }
            return WAY.contains(type.getPackageName())
                    ? SliceIdentifier.of(outermost.getName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "files on the way of a net";
        }
    }
}
