package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duograph.cli.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the command line says of a kind of error leads to a section that is about it. */
class ErrorKindsTest {
    private static final Path PAGE = Path.of("src/docs/troubleshooting.adoc");
    private static final Path FRAMEWORK = Path.of("../framework");

    /** Modules that serve tests: what they throw, no user sees. */
    private static final Pattern MAIN =
            Pattern.compile("(?!backend-contract|testing)[^/]+/src/main/java/.*");

    private static final Pattern OWN =
            Pattern.compile("class (\\w+) extends \\w*(?:Exception|Error|Failure)\\b");

    private static final Pattern THROWN = Pattern.compile("\\bnew (\\w+(?:Exception|Error))\\(");

    /** Ways out of a walk that the walk itself catches, and the answers of a server. */
    private static final Set<String> CAUGHT = Set.of("Lost", "Refused", "Refusal");

    /** Mistakes in how a command is called are answered with where its help is. */
    private static final Set<String> OF_USAGE =
            Set.of("ParameterException", "TypeConversionException");

    @ParameterizedTest
    @EnumSource
    void aKindHasASectionThatNamesItsClasses(ErrorKind kind) throws IOException {
        assertThat(Files.readString(PAGE))
                .containsPattern(
                        "\\[#%s[,\\]][^\\n]*\\n=== [^\\n]+\\n\\n_%s[,_]"
                                .formatted(kind.anchor(), String.join(", ", kind.classes())));
    }

    @Test
    void everyClassOfErrorsOfOurOwnIsOfAKind() throws IOException {
        Set<String> own = found(OWN);
        own.removeAll(CAUGHT);
        assertThat(own).hasSizeGreaterThan(10).isSubsetOf(known());
    }

    @Test
    void everyClassOfErrorsThatIsThrownIsOfAKind() throws IOException {
        Set<String> thrown = found(THROWN);
        thrown.removeAll(OF_USAGE);
        assertThat(thrown).hasSizeGreaterThan(20).isSubsetOf(known());
    }

    @Test
    void everyClassOfAKindIsThrownOrAboveOneThatTheVirtualMachineThrows() throws IOException {
        Set<String> thrown = found(THROWN);
        thrown.addAll(found(OWN));
        thrown.add("LinkageError");
        assertThat(known()).isSubsetOf(thrown).doesNotHaveDuplicates();
    }

    private static List<String> known() {
        return Arrays.stream(ErrorKind.values()).flatMap(k -> k.classes().stream()).toList();
    }

    /** What the first group of a pattern is in the sources of the framework. */
    private static Set<String> found(Pattern pattern) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(FRAMEWORK)) {
            for (Path file : files.filter(ErrorKindsTest::isMain).toList()) {
                Matcher matcher = pattern.matcher(Files.readString(file));
                while (matcher.find()) {
                    names.add(matcher.group(1));
                }
            }
        }
        return names;
    }

    private static boolean isMain(Path file) {
        String path = FRAMEWORK.relativize(file).toString().replace('\\', '/');
        return path.endsWith(".java") && MAIN.matcher(path).matches();
    }
}
