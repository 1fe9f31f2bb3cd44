package org.duograph.survey.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order in which participants are asked about frameworks must not favour any. */
class OrderTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void everyFrameworkComesEquallyOftenAtEveryPlaceAndAfterEveryOther(int count) {
        Study study = comparing(count);
        int block = count % 2 == 0 ? count : 2 * count;
        Map<String, Integer> places = new HashMap<>();
        Map<String, Integer> pairs = new HashMap<>();
        for (int participant = 0; participant < block; participant++) {
            List<String> order = study.order(participant);
            assertThat(study.isOrder(order)).isTrue();
            for (int place = 0; place < count; place++) {
                places.merge(order.get(place) + " at " + place, 1, Integer::sum);
                if (place > 0) {
                    pairs.merge(order.get(place - 1) + order.get(place), 1, Integer::sum);
                }
            }
        }
        assertThat(places).hasSize(count * count).allSatisfy((k, n) -> equal(n, block / count));
        assertThat(pairs)
                .hasSize(count * (count - 1))
                .allSatisfy((k, n) -> equal(n, block / count));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 99, 100})
    void twoFrameworksComeFirstEquallyOftenOrOnceMore(int participants) {
        Study study = comparing(2);
        long first =
                IntStream.range(0, participants)
                        .filter(n -> study.order(n).get(0).equals("f0"))
                        .count();
        assertThat(Math.abs(2 * first - participants)).isLessThanOrEqualTo(1);
    }

    private static void equal(int found, int expected) {
        assertThat(found).isEqualTo(expected);
    }

    private static Study comparing(int count) {
        StringBuilder frameworks = new StringBuilder("frameworks:\n");
        for (int i = 0; i < count; i++) {
            frameworks.append("  - {code: f").append(i).append(", label: F}\n");
        }
        String text = Studies.text("framework-usability");
        int from = text.indexOf("frameworks:\n");
        int to = text.indexOf("environments:\n");
        return Study.parse(text.substring(0, from) + frameworks + text.substring(to));
    }
}
