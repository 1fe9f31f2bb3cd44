package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lesson about the paper's tables tells how to read them; so they must be as it says. */
class PaperLessonTest {
    private static List<String> table(String name) throws IOException {
        return Files.readAllLines(Path.of("../experiments/sample/tables", name + ".csv"));
    }

    @Test
    void thePapersRowsSayThatTheyAreThePapers() throws IOException {
        for (String name : List.of("table2", "table3")) {
            assertThat(table(name).subList(1, 3)).as(name).allMatch(row -> row.contains("(paper)"));
            assertThat(table(name).subList(3, table(name).size()))
                    .as(name)
                    .noneMatch(row -> row.contains("(paper)"));
        }
    }

    @Test
    void tableThreeHasPeaksAndWhatWasPlannedEachWithItsDeviation() throws IOException {
        List<String> rows = table("table3");
        assertThat(rows.get(0)).contains("peak in training", "planned in training").endsWith(",n");
        assertThat(rows.subList(3, rows.size())).allMatch(row -> row.contains(" ± "));
        List<String> others = rows.stream().filter(row -> row.contains("does not tell")).toList();
        assertThat(others).isNotEmpty().noneMatch(row -> row.contains("Duograph"));
    }

    @Test
    void tableTwoEndsWithWhatWasLearntAndAllSystemsLearntMuchTheSame() throws IOException {
        List<String> rows = table("table2");
        assertThat(rows.get(0)).endsWith("\"right answers, %\"");
        List<Double> right =
                rows.subList(3, rows.size()).stream()
                        .map(row -> row.substring(row.lastIndexOf(',') + 1))
                        .map(cell -> Double.parseDouble(cell.replaceFirst(" .*", "")))
                        .toList();
        double most = right.stream().mapToDouble(r -> r).max().orElseThrow();
        double least = right.stream().mapToDouble(r -> r).min().orElseThrow();
        assertThat(most - least).as("percent between the best and the worst").isLessThan(5);
    }

    @Test
    void claimsHaveOneOfThreeVerdicts() throws IOException {
        List<String> rows = table("claims");
        assertThat(rows.get(0)).contains("holds here if").endsWith(",verdict");
        assertThat(rows.subList(1, rows.size()))
                .allMatch(
                        row -> row.matches(".*,(holds here|does not hold here|not testable here)"))
                .anyMatch(row -> row.contains("interval"))
                .anyMatch(row -> row.contains("Users find"));
    }

    @Test
    void lossesOfTheSameTaskDifferALittle() throws IOException {
        for (String row : table("same-task").stream().skip(1).toList()) {
            String cells = row.replaceFirst("^(\"[^\"]*\"|[^,]*),", "");
            for (String cell : cells.split(",")) {
                if (!cell.isEmpty()) {
                    assertThat(Double.parseDouble(cell)).as(row).isPositive().isLessThan(0.01);
                }
            }
        }
    }
}
