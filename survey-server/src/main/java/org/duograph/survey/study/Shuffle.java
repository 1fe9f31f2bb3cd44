package org.duograph.survey.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Whether chance decides the order of something, such as the options of a question, anew for each
 * participant.
 *
 * @param random whether it does
 * @param last codes that stay at the end, in the order in which the study has them
 */
public record Shuffle(boolean random, Set<String> last) {

    /** The study's own order, for everybody. */
    static final Shuffle NONE = new Shuffle(false, Set.of());

    public Shuffle {
        last = Set.copyOf(last);
    }

    /** The codes in an order that chance decides. */
    List<String> draw(List<String> codes, Random chance) {
        List<String> drawn = new ArrayList<>(codes);
        drawn.removeAll(last);
        Collections.shuffle(drawn, chance);
        codes.stream().filter(last::contains).forEach(drawn::add);
        return List.copyOf(drawn);
    }

    /** Whether {@code draw} could have given this order. */
    boolean allows(List<String> codes, List<String> order) {
        List<String> ending = codes.stream().filter(last::contains).toList();
        return order.size() == codes.size()
                && new HashSet<>(order).equals(new HashSet<>(codes))
                && order.subList(order.size() - ending.size(), order.size()).equals(ending);
    }
}
